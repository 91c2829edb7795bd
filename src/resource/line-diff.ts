/** The difference of two lists of lines, as few lines as possible (Myers 1986, "An O(ND) Difference Algorithm"). */

export interface DiffLine {
  /** ' ' in both, '-' only before, '+' only after. */
  sign: ' ' | '-' | '+';
  text: string;
  /** Index in the list it is from: `after` for ' ' and '+', `before` for '-'. */
  at: number;
}

/** Lines that belong together, with what stands around them. */
export interface Hunk {
  lines: DiffLine[];
}

/** More edits than this are not looked for: work grows with their square. What differs is then shown as one block. */
const MOST_EDITS = 1000;
const CONTEXT = 2;

/** Hunks in order; none if the lists are equal. */
export function diffLines(before: string[], after: string[]): Hunk[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - start;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const a = before.slice(start, before.length - tail);
  const b = after.slice(start, after.length - tail);
  if (a.length === 0 && b.length === 0) return [];
  const middle = shortest(a, b) ?? [
    ...a.map((text, at): DiffLine => ({ sign: '-', text, at })),
    ...b.map((text, at): DiffLine => ({ sign: '+', text, at })),
  ];
  const same = (text: string, at: number): DiffLine => ({ sign: ' ', text, at });
  const from = Math.max(0, start - CONTEXT);
  const to = after.length - tail;
  return hunksOf([
    ...after.slice(from, start).map((text, i) => same(text, from + i)),
    ...middle.map((line) => ({ ...line, at: line.at + start })),
    ...after.slice(to, to + CONTEXT).map((text, i) => same(text, to + i)),
  ]);
}

/** Edits that turn a into b; null if there are too many. `reached[d]` is how far each diagonal got with d edits. */
function shortest(a: string[], b: string[]): DiffLine[] | null {
  const limit = Math.min(a.length + b.length, MOST_EDITS);
  const offset = limit + 1;
  const far = new Int32Array(2 * offset + 1);
  const reached: Int32Array[] = [];
  for (let d = 0; d <= limit; d += 1) {
    reached.push(far.slice(offset - d - 1, offset + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && at(far, offset + k - 1) < at(far, offset + k + 1));
      let x = down ? at(far, offset + k + 1) : at(far, offset + k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      far[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return traced(a, b, reached);
    }
  }
  return null;
}

function traced(a: string[], b: string[], reached: Int32Array[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = reached.length - 1; d >= 0; d -= 1) {
    // Entry i of reached[d] is diagonal i - d - 1.
    const far = reached[d] ?? new Int32Array();
    const on = (k: number) => at(far, k + d + 1);
    const k = x - y;
    const down = k === -d || (k !== d && on(k - 1) < on(k + 1));
    const fromX = d === 0 ? 0 : down ? on(k + 1) : on(k - 1);
    const fromY = d === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY) {
      x -= 1;
      y -= 1;
      lines.push({ sign: ' ', text: b[y] ?? '', at: y });
    }
    if (d === 0) break;
    if (down) {
      y -= 1;
      lines.push({ sign: '+', text: b[y] ?? '', at: y });
    } else {
      x -= 1;
      lines.push({ sign: '-', text: a[x] ?? '', at: x });
    }
  }
  return lines.reverse();
}

function at(values: Int32Array, index: number): number {
  return values[index] ?? 0;
}

/** Changed lines with what stands around them; those whose surroundings touch go together. */
function hunksOf(lines: DiffLine[]): Hunk[] {
  const ranges: { from: number; to: number }[] = [];
  lines.forEach((line, i) => {
    if (line.sign === ' ') return;
    const last = ranges.at(-1);
    if (last !== undefined && i - CONTEXT <= last.to) last.to = i + CONTEXT + 1;
    else ranges.push({ from: Math.max(0, i - CONTEXT), to: i + CONTEXT + 1 });
  });
  return ranges.map(({ from, to }) => ({ lines: lines.slice(from, to) }));
}
