/** A difference as `git diff` writes it and `git am` takes it, of bytes that need not be UTF-8. */
import { createHash } from 'node:crypto';
import { diffLines } from '../resource/line-diff.ts';

/** Lines with their ends: a file without a last line end differs from one with it. */
function linesOf(bytes: Uint8Array): string[] {
  // One character for each byte, so that every encoding comes out as it went in.
  return (
    Buffer.from(bytes)
      .toString('latin1')
      .match(/[^\n]*\n|[^\n]+$/g) ?? []
  );
}

/**
 * `diff --git …` with hunks, in bytes; empty if nothing differs. `path` is from the top of the repository; null before
 * means a new file.
 */
export function unifiedDiff(path: string, before: Uint8Array | null, after: Uint8Array): Buffer {
  const [old, now] = [before === null ? [] : linesOf(before), linesOf(after)];
  const hunks = diffLines(old, now);
  if (hunks.length === 0) return Buffer.alloc(0);
  const name = Buffer.from(path, 'utf8').toString('latin1');
  const oldId = before === null ? '0'.repeat(40) : blobId(before);
  const header = [
    `diff --git ${quoted(`a/${name}`)} ${quoted(`b/${name}`)}`,
    ...(before === null
      ? ['new file mode 100644', `index ${oldId}..${blobId(after)}`]
      : [`index ${oldId}..${blobId(after)} 100644`]),
    `--- ${before === null ? '/dev/null' : quoted(`a/${name}`)}`,
    `+++ ${quoted(`b/${name}`)}`,
  ];
  let shift = 0;
  const body = hunks.map(({ lines }) => {
    const added = lines.filter(({ sign }) => sign === '+').length;
    const removed = lines.filter(({ sign }) => sign === '-').length;
    const same = lines.length - added - removed;
    // Places are known in the list a line is from: the first common or added line counts in `after`.
    const firstAfter = lines.find(({ sign }) => sign !== '-')?.at;
    const firstBefore = lines.find(({ sign }) => sign === '-')?.at ?? 0;
    const start = firstAfter === undefined ? firstBefore + shift : firstAfter;
    const oldStart = start - shift;
    shift += added - removed;
    const range = (from: number, count: number) =>
      `${count === 0 ? from : from + 1}${count === 1 ? '' : `,${count}`}`;
    const text = lines.map(
      ({ sign, text: line }) =>
        `${sign}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`,
    );
    return `@@ -${range(oldStart, same + removed)} +${range(start, same + added)} @@\n${text.join('')}`;
  });
  return Buffer.from(`${header.join('\n')}\n${body.join('')}`, 'latin1');
}

/** Git's id of a file's content (SHA-1 repositories, as all of hpde's are). */
export function blobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Git quotes names with control characters, quotes, backslashes and bytes above 126 (`core.quotePath`). */
function quoted(name: string): string {
  const escaped = [...name].map((c) => {
    const code = c.charCodeAt(0);
    if (c === '"' || c === '\\') return `\\${c}`;
    return code < 32 || code > 126 ? `\\${code.toString(8).padStart(3, '0')}` : c;
  });
  return escaped.join('') === name ? name : `"${escaped.join('')}"`;
}
