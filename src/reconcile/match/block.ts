/**
 * Which pairs are looked at all: records that share an address, a product key, a DOI, an instrument, or one of their
 * rare words. (Of 8,597 × 5,589 records 0.5 % of the pairs.)
 */
import type { List } from './clues.ts';
import type { Column } from './columns.ts';
import type { Corpus } from './corpus.ts';

interface Block {
  list: List;
  /** Only so many of a record's terms, the rarest; Infinity for all. */
  rarest: number;
  /** A term that more records than this have finds nobody. */
  most: number;
}

/** Measured on 1,864 true pairs among 8,602 × 5,639: titles alone let 0.998 through, instruments 0.988, addresses 0.82, all together 1.000 with 305 candidates each. */
export const BLOCKS: readonly Block[] = [
  { list: 'urls', rarest: Number.POSITIVE_INFINITY, most: 300 },
  { list: 'codes', rarest: Number.POSITIVE_INFINITY, most: 300 },
  { list: 'quoted', rarest: Number.POSITIVE_INFINITY, most: 300 },
  { list: 'dois', rarest: Number.POSITIVE_INFINITY, most: 300 },
  { list: 'references', rarest: Number.POSITIVE_INFINITY, most: 60 },
  { list: 'instruments', rarest: Number.POSITIVE_INFINITY, most: 600 },
  { list: 'title', rarest: 6, most: 600 },
];

/** Finds the candidates of one record among those of the other side. */
export class Blocking {
  readonly #indexes: { block: Block; column: Column; index: Postings }[];
  readonly #seen: Int32Array;
  /** The candidates of the last call of `find`, valid up to its return value. */
  readonly found: Int32Array;
  #round = 0;

  /** @param side numbers of the records that may be found */
  constructor(corpus: Corpus, side: Int32Array, blocks: readonly Block[] = BLOCKS) {
    this.#indexes = blocks.map((block) => {
      const column = corpus.columns[block.list];
      return { block, column, index: postings(column, side) };
    });
    this.#seen = new Int32Array(corpus.size);
    this.found = new Int32Array(side.length);
  }

  /** Puts the candidates of a record into `found`, each once, never the record itself. Returns how many there are. */
  find(record: number): number {
    this.#round += 1;
    this.#seen[record] = this.#round;
    let count = 0;
    for (const { block, column, index } of this.#indexes) {
      for (const term of chosen(column, index, record, block)) count = this.#take(index, term, count);
    }
    return count;
  }

  #take(index: Postings, term: number, count: number): number {
    const { starts, records } = index;
    const end = starts[term + 1] ?? 0;
    let at = count;
    for (let i = starts[term] ?? 0; i < end; i += 1) {
      const other = records[i] as number;
      if (this.#seen[other] === this.#round) continue;
      this.#seen[other] = this.#round;
      this.found[at] = other;
      at += 1;
    }
    return at;
  }
}

/** term → records of one side that have it. */
interface Postings {
  starts: Int32Array;
  records: Int32Array;
}

function postings(column: Column, side: Int32Array): Postings {
  const starts = new Int32Array(column.names.length + 1);
  const each = (visit: (term: number, record: number) => void) => {
    for (const record of side) {
      const to = column.starts[record + 1] ?? 0;
      for (let i = column.starts[record] ?? 0; i < to; i += 1) visit(column.terms[i] ?? 0, record);
    }
  };
  each((term) => {
    starts[term + 1] = (starts[term + 1] ?? 0) + 1;
  });
  for (let term = 0; term + 1 < starts.length; term += 1) {
    starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0);
  }
  const next = starts.slice();
  const records = new Int32Array(starts.at(-1) ?? 0);
  each((term, record) => {
    records[next[term] ?? 0] = record;
    next[term] = (next[term] ?? 0) + 1;
  });
  return { starts, records };
}

/** The record's terms that are followed: those neither too frequent nor unknown on the other side, the rarest first. */
function chosen(column: Column, { starts }: Postings, record: number, { rarest, most }: Block): number[] {
  const length = (term: number) => (starts[term + 1] ?? 0) - (starts[term] ?? 0);
  const terms: number[] = [];
  for (let i = column.starts[record] ?? 0; i < (column.starts[record + 1] ?? 0); i += 1) {
    const term = column.terms[i] ?? 0;
    const found = length(term);
    if (found > 0 && found <= most) terms.push(term);
  }
  if (terms.length <= rarest) return terms;
  return terms.sort((a, b) => length(a) - length(b) || a - b).slice(0, rarest);
}
