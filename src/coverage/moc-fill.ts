/**
 * How much of each cell of an order a MOC covers: what a drawing needs, read in one pass over the text. Reading 100,000
 * cells as exact ranges (moc.ts) takes half a second, which a page may not take.
 */
import { MAX_ORDER } from './healpix.ts';

interface MocFill {
  /** Of each cell of the order that was asked for the part that is covered, 0…1. */
  parts: Float64Array;
  /** Coarsest and finest order with cells. */
  orders: [coarsest: number, finest: number];
}

const [SPACE, COMMA, MINUS, SLASH, ZERO, NINE] = [32, 44, 45, 47, 48, 57];

/**
 * The ASCII form of MOC 2.0 §4.3.2, with commas too. Null if it is none, names a cell that is not there, or covers the
 * sky more than twice. Numbers are doubles: beyond order 24 a border may be off by 2^-52 of its place.
 */
export function mocFill(moc: string, order: number): MocFill | null {
  const parts = new Float64Array(12 * 4 ** order);
  const orders: [number, number] = [MAX_ORDER, 0];
  let at = -1;
  // Of the order that is being read: its cells, and how many of those asked for one of them is.
  let [cells, scale] = [0, 0];
  let [low, number] = [-1, -1];
  // Entries without overlap touch each cell once, and one more for each border inside a cell. `0/0-11 0-11 …` would
  // take 8e8 steps in 64 kB.
  let steps = 2 * parts.length;
  const end = (): boolean => {
    if (number < 0) return low < 0;
    const from = low < 0 ? number : low;
    if (from > number || number >= cells) return false;
    const [start, stop] = [from * scale, (number + 1) * scale];
    steps -= Math.ceil(stop) - Math.floor(start) - 1;
    if (steps < 0) return false;
    cover(parts, start, stop);
    orders[0] = Math.min(orders[0], at);
    orders[1] = Math.max(orders[1], at);
    low = -1;
    number = -1;
    return true;
  };
  for (let i = /^\s*s(?=\d)/.exec(moc)?.[0].length ?? 0; i < moc.length; i += 1) {
    const code = moc.charCodeAt(i);
    if (code >= ZERO && code <= NINE) {
      number = number < 0 ? code - ZERO : number * 10 + code - ZERO;
    } else if (code === SPACE || code === COMMA || (code >= 9 && code <= 13)) {
      if (!end()) return null;
    } else if (code === SLASH && number >= 0 && number <= MAX_ORDER && low < 0) {
      at = number;
      cells = 12 * 4 ** at;
      scale = 4 ** (order - at);
      number = -1;
    } else if (code === MINUS && number >= 0 && low < 0) {
      low = number;
      number = -1;
    } else return null;
  }
  return end() ? { parts, orders } : null;
}

/** `from` and `to` in cells and parts of cells. What is covered twice, which no MOC has, counts once at most. */
function cover(parts: Float64Array, from: number, to: number): void {
  const last = Math.ceil(to);
  for (let cell = Math.floor(from); cell < last; cell += 1) {
    const part = Math.min(to, cell + 1) - Math.max(from, cell);
    parts[cell] = Math.min(1, (parts[cell] ?? 0) + part);
  }
}

/** The same for the order before. */
export function coarser(parts: Float64Array): Float64Array {
  return Float64Array.from({ length: parts.length / 4 }, (_, cell) => {
    const four = parts.subarray(4 * cell, 4 * cell + 4);
    return four.reduce((sum, part) => sum + part, 0) / 4;
  });
}
