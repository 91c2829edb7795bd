/**
 * Spatial coverage as text: the ASCII form of a MOC, MOC 2.0 §4.3.2 (`1/1 2 4 2/12-14 21 8/`). MOC 1.1 separated cells by
 * commas; most live records and the examples of VODataService 1.2 still do, and every reader takes them.
 */

import { atFinest, cellsOf, MAX_ORDER, merged, type Range } from './healpix.ts';

export interface Moc {
  /** The finest order named, that of a closing `8/` included. */
  order: number;
  /** Cells or ranges written. */
  entries: number;
  isWholeSky: boolean;
}

export interface MocFault {
  /** Continues "The MOC …". */
  fault: string;
  /** The part of the text that is wrong. */
  at: string;
}

interface Cells {
  order: number;
  /** First and last cell. */
  low: bigint;
  high: bigint;
}

/**
 * The cells of a MOC as ranges of order 29, ascending, nothing twice. Takes what readMoc refuses for its order or for
 * cells that overlap: what is meant is clear, and a search loses nothing. Null if any of it cannot be read.
 */
export function mocRanges(text: string): Range[] | null {
  const ranges: Range[] = [];
  let order = -1;
  for (const word of wordsOf(text)) {
    const [, written, cells = ''] = /^(?:(\d{1,2})\/)?([^/]*)$/.exec(word) ?? [];
    if (written !== undefined) order = Number(written);
    if (order < 0 || order > MAX_ORDER) return null;
    if (cells === '' && written !== undefined) continue;
    const read = readCells(cells, order);
    if ('fault' in read) return null;
    ranges.push([atFinest(order, read.low)[0], atFinest(order, read.high)[1]]);
  }
  return merged(ranges);
}

/**
 * At most `most` ranges that hold all of the given ones: of a coarser order where that is needed, so never too few cells.
 */
export function coarsened(ranges: readonly Range[], most: number): Range[] {
  let coarse = [...ranges];
  for (let order = MAX_ORDER - 1; coarse.length > most; order -= 1) {
    const shift = BigInt(2 * (MAX_ORDER - order));
    const size = 1n << shift;
    coarse = merged(
      coarse.map(([low, high]) => [(low >> shift) << shift, ((high + size - 1n) >> shift) << shift]),
    );
  }
  return coarse;
}

function wordsOf(text: string): string[] {
  return text
    .trim()
    .replace(/^s(?=\d)/, '')
    .split(/[ \t\r\n,]+/);
}

/**
 * Reads a MOC. Linear in its length but for one sort. Not accepted: cells that are not there at their
 * order, cells out of order or twice, an order without cells other than the last, and the `s` and `t` of space-time MOCs
 * other than one leading `s`.
 */
export function readMoc(text: string): Moc | MocFault {
  const ranges: Cells[] = [];
  let order = -1;
  let finest = -1;
  let previous = -1n;
  let isEmptyOrder = false;
  for (const word of wordsOf(text)) {
    const slash = word.indexOf('/');
    const cells = slash < 0 ? word : word.slice(slash + 1);
    if (slash >= 0) {
      if (isEmptyOrder)
        return { fault: `has an order without cells before ${word}; only the last may have none`, at: word };
      const written = word.slice(0, slash);
      if (!/^\d{1,2}$/.test(written) || Number(written) > MAX_ORDER) {
        return {
          fault: `has an order "${written}"; orders are whole numbers from 0 to ${MAX_ORDER}`,
          at: word,
        };
      }
      if (Number(written) !== order) previous = -1n;
      order = Number(written);
      finest = Math.max(finest, order);
      isEmptyOrder = cells === '';
      if (isEmptyOrder) continue;
    }
    if (order < 0) return { fault: 'does not begin with an order and a slash, such as 6/', at: word };
    const range = readCells(cells, order);
    if ('fault' in range) return range;
    if (range.low <= previous) {
      return {
        fault: `is not in ascending order: ${cells} comes after ${previous} at order ${order}`,
        at: word,
      };
    }
    previous = range.high;
    isEmptyOrder = false;
    ranges.push(range);
  }
  return overlap(ranges) ?? { order: finest, entries: ranges.length, isWholeSky: isWholeSky(ranges) };
}

function readCells(cells: string, order: number): Cells | MocFault {
  const match = /^(\d{1,20})(?:-(\d{1,20}))?$/.exec(cells);
  if (match === null) {
    return { fault: `has "${cells}" where a cell or a range low-high should be`, at: cells };
  }
  const low = BigInt(match[1] ?? '0');
  const high = BigInt(match[2] ?? match[1] ?? '0');
  if (low > high) return { fault: `has the range ${cells}, whose end is before its beginning`, at: cells };
  const last = cellsOf(order) - 1n;
  if (high > last)
    return { fault: `has cell ${high} at order ${order}, where the last one is ${last}`, at: cells };
  return { order, low, high };
}

/** A cell inside one of a coarser order is in the MOC twice. */
function overlap(ranges: Cells[]): MocFault | null {
  const spans = ranges
    .map((range) => {
      const [from] = atFinest(range.order, range.low);
      return { range, from, to: atFinest(range.order, range.high)[1] };
    })
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  let covered: (typeof spans)[number] | null = null;
  for (const span of spans) {
    if (covered !== null && span.from < covered.to) {
      const name = `${span.range.order}/${span.range.low}`;
      return {
        fault: `has cell ${name} twice: it lies in ${covered.range.order}/${covered.range.low} or holds it`,
        at: name,
      };
    }
    covered = span;
  }
  return null;
}

function isWholeSky(ranges: Cells[]): boolean {
  const [only] = ranges;
  return (
    ranges.length === 1 && only !== undefined && only.low === 0n && only.high === cellsOf(only.order) - 1n
  );
}
