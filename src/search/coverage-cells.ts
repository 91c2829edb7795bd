/** Coverages as the database compares them: all ranges, and few coarse cells by which an index finds the candidates. */
import { atFinest, MAX_ORDER, type Range } from '../coverage/healpix.ts';

/** 768 cells of 7 degrees: a survey of some fields has a few of them, a whole sky has the 12 of order 0. */
const CELL_ORDER = 3;

/** A literal of int8multirange. */
export function literal(ranges: readonly Range[]): string {
  return `{${ranges.map(([low, high]) => `[${low},${high})`).join(',')}}`;
}

/** Of a record: cells of order 0–3 that its ranges touch, numbered 4·4^order + cell; four that are whole are one. */
export function coarseCells(ranges: readonly Range[]): number[] {
  const cells: number[] = [];
  const visit = (order: number, cell: bigint, among: readonly Range[]): void => {
    const [low, high] = atFinest(order, cell);
    const touched = among.filter(([from, to]) => from < high && to > low);
    if (touched.length === 0) return;
    const isWhole = touched.some(([from, to]) => from <= low && to >= high);
    if (isWhole || order === CELL_ORDER) cells.push(4 * 4 ** order + Number(cell));
    else for (let child = 0n; child < 4n; child += 1n) visit(order + 1, 4n * cell + child, touched);
  };
  for (let base = 0n; base < 12n; base += 1n) visit(0, base, ranges);
  return cells;
}

/** Of a search: every cell of order 3 that the ranges touch, with those above it, as a record may have any of them. */
export function coarseCellsOf(ranges: readonly Range[]): number[] {
  const cells = new Set<number>();
  const shift = BigInt(2 * (MAX_ORDER - CELL_ORDER));
  for (const [low, high] of ranges) {
    for (let cell = low >> shift; cell <= (high - 1n) >> shift; cell += 1n) {
      for (let order = CELL_ORDER, at = Number(cell); order >= 0; order -= 1, at = Math.floor(at / 4)) {
        cells.add(4 * 4 ** order + at);
      }
    }
  }
  return [...cells];
}
