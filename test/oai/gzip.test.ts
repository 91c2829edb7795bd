import { execFileSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PREFIX } from '../../src/oai/envelope.ts';
import { deflate, gzipHead, gzipTail, inflate } from '../../src/oai/gzip.ts';

async function member(date: string, rest: Buffer): Promise<Buffer> {
  const deflated = await deflate(rest);
  const head = gzipHead(date);
  return Buffer.concat([head.bytes, deflated.bytes, gzipTail(head.crc, deflated)]);
}

const rest = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 5000 }).map((bytes) => Buffer.from(bytes)),
  fc
    .integer({ min: 1, max: 300_000 })
    .map((length) => Buffer.alloc(length, '<record>ivo://padc.example/</record>\n')),
);

describe('OAI-08, design §3: one gzip member around the responseDate', () => {
  it('is what it was made of, whatever the rest and the date (zlib checks CRC-32 and length)', async () => {
    const date = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
    await fc.assert(
      fc.asyncProperty(rest, date, async (bytes, when) => {
        const stamp = `${when.toISOString().slice(0, 19)}Z`;
        const plain = gunzipSync(await member(stamp, bytes));
        expect(plain.equals(Buffer.concat([Buffer.from(PREFIX + stamp), bytes]))).toBe(true);
      }),
    );
  });

  it('has one member only, which gunzip -t accepts', async () => {
    const bytes = Buffer.from('x'.repeat(1_000_000));
    const made = await member('2026-11-20T10:00:00Z', bytes);
    const plain = execFileSync('gzip', ['-dc'], { input: made, maxBuffer: 10_000_000 });
    expect(plain.length).toBe(PREFIX.length + 20 + bytes.length);
    expect(() =>
      execFileSync('gzip', ['-t'], {
        input: Buffer.concat([made.subarray(0, -8), Buffer.alloc(8)]),
        stdio: 'pipe',
      }),
    ).toThrow();
  });

  it('inflates to what was deflated', async () => {
    await fc.assert(
      fc.asyncProperty(rest, async (bytes) => {
        expect((await inflate(await deflate(bytes))).equals(bytes)).toBe(true);
      }),
    );
  });
});
