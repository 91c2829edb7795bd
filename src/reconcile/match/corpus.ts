/** All records of a matching, both sides together, prepared so that a pair costs nothing but arithmetic. */
import type { Fields } from '../../resource/fields.ts';
import { kindOf } from './classes.ts';
import { type Clues, cluesOf, LISTS, type List, type View } from './clues.ts';
import { type Column, ColumnBuilder } from './columns.ts';

/** Scalars are NaN where the record does not say. */
export interface Corpus {
  size: number;
  columns: Record<List, Column>;
  types: string[];
  /** Of each record: its kind of data as a number, 0 where its type does not tell. */
  kinds: Uint8Array;
  cadence: Float64Array;
  titleCadence: Float64Array;
  start: Float64Array;
  stop: Float64Array;
}

const KINDS = ['numerical', 'display', 'catalog', 'collection'];

export class CorpusBuilder {
  readonly #columns = Object.fromEntries(LISTS.map((list) => [list, new ColumnBuilder()])) as Record<
    List,
    ColumnBuilder
  >;
  readonly #scalars: [number, number, number, number][] = [];
  readonly #types: string[] = [];
  readonly #view: View;

  constructor(view: View = 'all') {
    this.#view = view;
  }

  /** Takes a record's clues; nothing of the Fields is kept. Returns its number. */
  add(fields: Fields): number {
    return this.addClues(cluesOf(fields, this.#view));
  }

  addClues({ type, lists, cadence, titleCadence, start, stop }: Clues): number {
    for (const list of LISTS) this.#columns[list].add(lists[list]);
    this.#scalars.push([
      cadence ?? Number.NaN,
      titleCadence ?? Number.NaN,
      start ?? Number.NaN,
      stop ?? Number.NaN,
    ]);
    return this.#types.push(type) - 1;
  }

  build(): Corpus {
    const scalar = (which: 0 | 1 | 2 | 3) => Float64Array.from(this.#scalars, (values) => values[which]);
    return {
      size: this.#types.length,
      columns: Object.fromEntries(LISTS.map((list) => [list, this.#columns[list].build()])) as Record<
        List,
        Column
      >,
      types: this.#types,
      kinds: Uint8Array.from(this.#types, (type) => KINDS.indexOf(kindOf(type) ?? '') + 1),
      cadence: scalar(0),
      titleCadence: scalar(1),
      start: scalar(2),
      stop: scalar(3),
    };
  }
}
