import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blobId, unifiedDiff } from '../../src/reconcile/unified-diff.ts';

/** The file that `git apply` makes of `before`. */
async function applied(before: Buffer | null, after: Buffer, name = 'a b/é "x".xml'): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'voreg-test-'));
  try {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    if (before !== null) await writeFile(path, before);
    await writeFile(join(folder, 'p.patch'), unifiedDiff(name, before, after));
    execFileSync('git', ['apply', '--whitespace=nowarn', 'p.patch'], { cwd: folder, stdio: 'pipe' });
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('a unified diff', () => {
  it('is nothing for equal files', () => {
    expect(unifiedDiff('a', Buffer.from('x\n'), Buffer.from('x\n'))).toHaveLength(0);
  });

  it.each([
    [
      'ISO-8859-1 and CRLF',
      Buffer.from('<a>\r\n<b>\xe9</b>\r\n</a>\r\n', 'latin1'),
      Buffer.from('<a>\r\n<b>\xe9</b>\r\n<c>\xfc</c>\r\n</a>\r\n', 'latin1'),
    ],
    ['no line end at the end', Buffer.from('a\nb'), Buffer.from('a\nb\nc')],
    ['a line end added', Buffer.from('a\nb'), Buffer.from('a\nb\n')],
    ['only removals', Buffer.from('a\nb\nc\n'), Buffer.from('a\n')],
    ['everything gone but one', Buffer.from('a\nb\nc\nd\ne\nf\n'), Buffer.from('f\n')],
  ])('git apply makes the new file of the old: %s', async (_case, before, after) => {
    expect(await applied(before, after)).toEqual(after);
  });

  it('git apply makes a new file', async () => {
    expect(await applied(null, Buffer.from('new\n'), 'new.xml')).toEqual(Buffer.from('new\n'));
  });

  it('of any two files', async () => {
    const file = fc.array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', 'dd\n'), {
      minLength: 1,
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(file, file, async (before, after) => {
        const [from, to] = [Buffer.from(before.join('')), Buffer.from(after.join(''))];
        fc.pre(!from.equals(to));
        expect(await applied(from, to, 'x.xml')).toEqual(to);
      }),
      { numRuns: 40 },
    );
  });

  it('names a blob as Git does', () => {
    const bytes = Buffer.from('what\n');
    const id = execFileSync('git', ['hash-object', '--stdin'], { input: bytes }).toString().trim();
    expect(blobId(bytes)).toBe(id);
  });
});
