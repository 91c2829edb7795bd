import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DiffLine, diffLines } from '../../src/resource/line-diff.ts';

function shown(before: string[], after: string[]): string[] {
  return diffLines(before, after).flatMap(({ lines }) => [
    '@',
    ...lines.map(({ sign, text }) => sign + text),
  ]);
}

/** The list that results when the hunks are applied to `before`, by their places alone. */
function applied(before: string[], after: string[]): string[] {
  const lines: DiffLine[] = diffLines(before, after).flatMap((hunk) => hunk.lines);
  const gone = new Set(lines.filter((line) => line.sign === '-').map((line) => line.at));
  const kept = before.filter((_, i) => !gone.has(i));
  for (const { sign, text, at } of lines) if (sign === '+') kept.splice(at, 0, text);
  return kept;
}

describe('diffLines', () => {
  it('is empty for equal lists', () => {
    expect(diffLines(['a', 'b'], ['a', 'b'])).toEqual([]);
    expect(diffLines([], [])).toEqual([]);
  });

  it('shows what changed with two lines around it', () => {
    const before = [...'abcdefghijklmnop'];
    const after = before.map((letter) => (letter === 'd' ? 'D' : letter)).filter((letter) => letter !== 'o');
    expect(shown(before, after)).toEqual([
      ...['@', ' b', ' c', '-d', '+D', ' e', ' f'],
      ...['@', ' m', ' n', '-o', ' p'],
    ]);
  });

  it('shows additions at both ends and everything new or gone', () => {
    expect(shown(['b'], ['a', 'b', 'c'])).toEqual(['@', '+a', ' b', '+c']);
    expect(shown([], ['a'])).toEqual(['@', '+a']);
    expect(shown(['a'], [])).toEqual(['@', '-a']);
  });

  it('turns any list into any other, with no more lines than differ', () => {
    const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
    fc.assert(
      fc.property(list, list, (before, after) => {
        expect(applied(before, after)).toEqual(after);
        const changed = diffLines(before, after).flatMap((h) => h.lines.filter((l) => l.sign !== ' '));
        expect(changed.length).toBe(before.length + after.length - 2 * longestCommon(before, after));
      }),
      { numRuns: 500 },
    );
  });

  it('shows lists that have next to nothing in common as one block, without trying long', () => {
    const before = Array.from({ length: 20_000 }, (_, i) => `old ${i}`);
    const after = Array.from({ length: 20_000 }, (_, i) => `new ${i}`);
    const [hunk, ...others] = diffLines(before, after);
    expect(others).toEqual([]);
    expect(hunk?.lines.length).toBe(40_000);
  });
});

function longestCommon(a: string[], b: string[]): number {
  const row = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    let diagonal = 0;
    for (let j = 1; j <= b.length; j += 1) {
      const above = row[j] ?? 0;
      row[j] = x === b[j - 1] ? diagonal + 1 : Math.max(above, row[j - 1] ?? 0);
      diagonal = above;
    }
  }
  return row[b.length] ?? 0;
}
