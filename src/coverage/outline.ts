/**
 * The border of an area of HEALPix cells, as closed lines on the sphere that never cross RA 180°, where a map of the sky
 * is cut open. In whole numbers on the lattice of cell corners, so that what two cells share cancels exactly.
 * Górski et al. 2005 §4–5, as healpix.ts. Not for: places on a map (sky-map.ts).
 */
import { COLUMN, ROW } from './healpix.ts';

/** A corner of cells. */
export interface Corner {
  /** 0…360 */
  ra: number;
  dec: number;
  /** On the cut, RA 180°: reached from greater right ascensions. False elsewhere. */
  isFromAbove: boolean;
}

/** Cells of one order, as ranges [low, high), ascending and apart. */
export type Cells = readonly (readonly [low: number, high: number])[];

/** The cut in eighths of a turn, and the base cell that it divides from corner to corner; else it follows borders. */
const CUT = 4;
const DIVIDED = 6;

/** A square of cells that is one cell of a coarser order: only its border is walked. */
interface Square {
  face: number;
  x: number;
  y: number;
  size: number;
}

/** Closed lines around cells of an order of at most 12: one way around cells, the other way around holes. */
export function outlines(order: number, cells: Cells): Corner[][] {
  const side = 2 ** order;
  const next = new Map<number, number[]>();
  for (const square of squares(order, cells))
    for (const line of around(square, side))
      for (const [i, to] of line.entries()) join(next, line.at(i - 1) ?? to, to);
  return chained(next).map((line) => line.map((corner) => positionOf(corner, side)));
}

/** An edge that is there in the other direction has cells on both sides: then it is none. */
function join(next: Map<number, number[]>, from: number, to: number): void {
  const back = next.get(to) ?? [];
  const at = back.indexOf(from);
  if (at < 0) {
    const there = next.get(from);
    if (there === undefined) next.set(from, [to]);
    else there.push(to);
  } else if (back.length === 1) next.delete(to);
  else back.splice(at, 1);
}

function* squares(order: number, cells: Cells): Generator<Square> {
  const perFace = 4 ** order;
  for (const [low, high] of cells) {
    for (let cell = low; cell < high; ) {
      let depth = 0;
      while (depth < order && cell % 4 ** (depth + 1) === 0 && cell + 4 ** (depth + 1) <= high) depth += 1;
      const within = cell % perFace;
      const face = Math.floor(cell / perFace);
      yield { face, x: evenBits(within), y: evenBits(within >> 1), size: 2 ** depth };
      cell += 4 ** depth;
    }
  }
}

function evenBits(bits: number): number {
  let found = 0;
  for (let i = 0; i < 12; i += 1) found |= ((bits >> (2 * i)) & 1) << i;
  return found;
}

/** The border by the numbers of its corners, south first; that of each half if the cut divides the square. */
function around({ face, x, y, size }: Square, side: number): number[][] {
  const steps = [...Array(size).keys()];
  const isDivided = face === DIVIDED && x === y;
  const isAbove = isDivided || (COLUMN[face] ?? 0) > CUT || (face === DIVIDED && x > y);
  const at = (dx: number, dy: number, above: boolean) => cornerOf(face, x + dx, y + dy, side, above);
  const eastern = [...steps.map((i) => at(i, 0, isAbove)), ...steps.map((i) => at(size, i, isAbove))];
  const western = (above: boolean) => [
    ...steps.map((i) => at(size - i, size, above)),
    ...steps.map((i) => at(0, size - i, above)),
  ];
  if (!isDivided) return [[...eastern, ...western(isAbove)]];
  const down = steps.map((i) => at(size - i, size - i, true));
  const up = steps.map((i) => at(i, i, false));
  return [
    [...eastern, ...down],
    [...up, ...western(false)],
  ];
}

/** A number for a corner: row and column, each in the same units whichever cell it is a corner of, and its side. */
function cornerOf(face: number, x: number, y: number, side: number, isAbove: boolean): number {
  const row = (ROW[face] ?? 0) * side - x - y;
  const size = widthAt(row, side);
  const column = size === 0 ? 0 : ((COLUMN[face] ?? 0) * size + x - y + 8 * size) % (8 * size);
  const isFromAbove = isAbove && size > 0 && column === CUT * size;
  return (row * 8 * side + column) * 2 + (isFromAbove ? 1 : 0);
}

/** An eighth of a turn in a row, in units of columns: fewer in the polar caps. */
function widthAt(row: number, side: number): number {
  return Math.min(row, side, 4 * side - row);
}

function positionOf(corner: number, side: number): Corner {
  const at = Math.floor(corner / 2);
  const row = Math.floor(at / (8 * side));
  const width = widthAt(row, side);
  const ra = width === 0 ? 0 : (45 * (at % (8 * side))) / width;
  const share = width / side;
  const belt = (((2 * side - row) / side) * 2) / 3;
  const z = width === side ? belt : Math.sign(2 * side - row) * (1 - (share * share) / 3);
  return { ra, dec: (Math.asin(z) * 180) / Math.PI, isFromAbove: corner % 2 === 1 };
}

/** Edges put together to closed lines; where areas touch in a corner, any way on is right. */
function chained(next: Map<number, number[]>): number[][] {
  const lines: number[][] = [];
  for (const first of [...next.keys()]) {
    for (;;) {
      const line: number[] = [];
      for (let at = first, to = taken(next, at); to !== undefined; at = to, to = taken(next, at))
        line.push(at);
      if (line.length === 0) break;
      lines.push(line);
    }
  }
  return lines;
}

function taken(next: Map<number, number[]>, from: number): number | undefined {
  const there = next.get(from);
  const to = there?.pop();
  if (there?.length === 0) next.delete(from);
  return to;
}
