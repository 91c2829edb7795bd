import { describe, expect, it } from 'vitest';
import { readWhole } from '../../src/net/body.ts';

const taken: number[] = [];
let isOver = false;

async function* three(): AsyncGenerator<Buffer, void, void> {
  taken.length = 0;
  isOver = false;
  try {
    for (const [i, text] of ['ab', 'cd', 'ef'].entries()) {
      taken.push(i);
      yield Buffer.from(text);
    }
  } finally {
    isOver = true;
  }
}

describe('readWhole', () => {
  it('joins a body that is not longer than the limit', async () => {
    expect(await readWhole(three())).toEqual({ bytes: Buffer.from('abcdef'), isCut: false });
    expect(await readWhole(three(), 6)).toEqual({ bytes: Buffer.from('abcdef'), isCut: false });
  });

  it('cuts a longer one at the limit, and gives up the rest', async () => {
    expect(await readWhole(three(), 3)).toEqual({ bytes: Buffer.from('abc'), isCut: true });
    expect(taken).toEqual([0, 1]);
    expect(isOver).toBe(true);
  });

  it('has looked one piece further when the limit falls between two', async () => {
    expect(await readWhole(three(), 2)).toEqual({ bytes: Buffer.from('ab'), isCut: true });
    expect(taken).toEqual([0, 1]);
  });

  it('reads the body of a fetched answer, also where there is none', async () => {
    expect((await readWhole(new Response('text').body)).bytes.toString()).toBe('text');
    expect(await readWhole(new Response(null).body)).toEqual({ bytes: Buffer.alloc(0), isCut: false });
  });
});
