import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlobContent, Repository } from '../../src/git/repository.ts';
import { gitRepo } from '../helpers/git-repo.ts';
import { all, openFetched, processesWith } from './open.ts';

const MOST = 4_000_000;

/** A repository with these contents as files 0, 1, 2…; their ids. */
async function withContents(contents: Buffer[]): Promise<{ repository: Repository; ids: string[] }> {
  const repo = gitRepo();
  for (const [index, content] of contents.entries())
    repo.write(`records/${String(index).padStart(6, '0')}`, content);
  const commit = repo.commit();
  const repository = await openFetched(repo.path);
  return { repository, ids: (await repository.tree(commit)).map(({ blob }) => blob) };
}

function contentOf(blob: BlobContent): Buffer | null {
  return blob.tooLarge ? null : blob.content;
}

describe('blobs', () => {
  it('gives any bytes, of any length, in the order asked for', async () => {
    const lengths = [...Array(45).keys(), 4095, 4096, 65_535, 65_536, 65_537, 200_000];
    // Line breaks, NULs and what looks like Git's own answers.
    const contents = lengths.map((length) =>
      Buffer.from(`${length} missing\n\0`.repeat(length)).subarray(0, length),
    );
    const { repository, ids } = await withContents(contents);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(contents.length - 1), { maxLength: 40 }), async (order) => {
        const asked = order.map((index) => ids[index] ?? '');
        const found = await all(repository.blobs(asked, MOST));
        expect(found.map(({ blob }) => blob)).toEqual(asked);
        expect(found.map(contentOf)).toEqual(order.map((index) => contents[index]));
      }),
      { numRuns: 30 },
    );
  });

  it('gives the same blob as often as it is asked for, and nothing for nothing', async () => {
    const { repository, ids } = await withContents([Buffer.from('one')]);
    const id = ids[0] ?? '';
    expect((await all(repository.blobs([id, id, id], MOST))).map(contentOf)).toEqual(
      Array(3).fill(Buffer.from('one')),
    );
    expect(await all(repository.blobs([], MOST))).toEqual([]);
  });

  it('passes over a 20 MB blob without keeping it', async () => {
    const large = randomBytes(20_000_000);
    const { repository, ids } = await withContents([Buffer.from('before'), large, Buffer.from('after')]);
    const found = await all(repository.blobs(ids, MOST));
    expect(found.map(({ size, tooLarge }) => [size, tooLarge])).toEqual([
      [6, false],
      [20_000_000, true],
      [5, false],
    ]);
    expect((await all(repository.blobs(ids, 20_000_000))).map(contentOf)[1]?.equals(large)).toBe(true);
  });

  it('needs no more memory for a large blob than for a small one', async () => {
    const { repository, ids } = await withContents([Buffer.alloc(150_000_000)]);
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const sample = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }, 1);
    await all(repository.blobs(ids, MOST));
    clearInterval(sample);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(100_000_000);
  });

  it('takes the limit as the largest that is given', async () => {
    const { repository, ids } = await withContents([Buffer.alloc(100), Buffer.alloc(101)]);
    expect((await all(repository.blobs(ids, 100))).map(({ tooLarge }) => tooLarge)).toEqual([false, true]);
  });

  it('reads 20,000 through one process, asking no faster than it is answered', async () => {
    const { repository, ids } = await withContents(Array.from({ length: 500 }, () => randomBytes(2_000)));
    let asked = 0;
    function* many() {
      for (; asked < 20_000; asked++) yield ids[asked % ids.length] ?? '';
    }
    let answered = 0;
    let aheadMost = 0;
    let processes = 0;
    for await (const { size } of repository.blobs(many(), MOST)) {
      expect(size).toBe(2_000);
      aheadMost = Math.max(aheadMost, asked - answered++);
      if (answered === 10_000) processes = processesWith('cat-file', process.pid).length;
    }
    expect(answered).toBe(20_000);
    expect(aheadMost).toBeLessThan(10_000);
    expect(processes).toBe(1);
  });

  it.each([
    ['missing', 'd'.repeat(40), 'missing-object'],
    ['no object id', 'HEAD', 'refused'],
    ['two ids', `${'d'.repeat(40)}\n${'d'.repeat(40)}`, 'refused'],
  ])('says so when an id is %s', async (_case, id, kind) => {
    const { repository, ids } = await withContents([Buffer.from('one')]);
    const found: (Buffer | null)[] = [];
    const reading = async () => {
      for await (const blob of repository.blobs([...ids, id], MOST)) found.push(contentOf(blob));
    };
    await expect(reading()).rejects.toMatchObject({ kind });
  });

  it('says so when an id is a commit', async () => {
    const repo = gitRepo();
    const commit = repo.write('records/a.xml', 'x').commit();
    const repository = await openFetched(repo.path);
    await expect(all(repository.blobs([commit], MOST))).rejects.toMatchObject({
      kind: 'missing-object',
      message: expect.stringContaining('is a commit, not a file'),
    });
  });
});

describe('an abandoned generator', () => {
  it('leaves no process behind', async () => {
    const repo = gitRepo();
    for (let index = 0; index < 300; index++) repo.write(`records/${index}`, randomBytes(20_000)).commit();
    const repository = await openFetched(repo.path);
    const head = await repository.head();
    const ids = (await repository.tree(head)).map(({ blob }) => blob);
    const children = () => processesWith('git', process.pid);
    for await (const _ of repository.blobs(ids, MOST)) {
      expect(children()).not.toEqual([]);
      break;
    }
    for await (const _ of repository.history(null, head)) break;
    const failing = async () => {
      for await (const _ of repository.blobs(ids, MOST)) throw new Error('mine');
    };
    await expect(failing()).rejects.toThrow('mine');
    expect(repository.blobs(ids, MOST)).toBeDefined(); // never begun, so never started
    expect(children()).toEqual([]);
  });

  it('is stopped by the signal, with its reason', async () => {
    const repo = gitRepo();
    for (let index = 0; index < 100; index++) repo.write(`records/${index}`, randomBytes(20_000));
    const commit = repo.commit();
    const stop = new AbortController();
    const repository = await openFetched(repo.path, { signal: stop.signal });
    const ids = (await repository.tree(commit)).map(({ blob }) => blob);
    let count = 0;
    const reading = async () => {
      for await (const _ of repository.blobs(ids, MOST)) if (++count === 2) stop.abort(new Error('Ctrl-C'));
    };
    await expect(reading()).rejects.toThrow('Ctrl-C');
    expect(count).toBeLessThan(100);
    await expect(repository.tree(commit)).rejects.toThrow('Ctrl-C');
    await expect(repository.has(commit)).rejects.toThrow('Ctrl-C');
  });
});
