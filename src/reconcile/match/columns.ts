/**
 * One kind of clue of all records, as sparse vectors in typed arrays: record → its terms in ascending order, each with a
 * weight that falls with the number of records that have it.
 */

/**
 * A term of n records weighs log(1 + RARE / n): 9.2 if only one has it, 0.7 if 10,000 do. Not divided by how many
 * records there are: so an unrelated record more or less changes no score.
 */
const RARE = 10_000;

export class Column {
  /** Where each record's terms begin; one longer than there are records. */
  readonly starts: Int32Array;
  readonly terms: Int32Array;
  /** For each entry: the term's weight times how often (1 + log) the record has it, as a share of the record's norm. */
  readonly unit: Float32Array;
  /** For each term. */
  readonly weights: Float32Array;
  /** For each record, the sum of its terms' weights. */
  readonly mass: Float64Array;
  readonly names: readonly string[];
  /** How many records have the term. */
  readonly counts: Int32Array;
  /** What the loaded record has, by term: 0 for the others. */
  readonly #here: Float32Array;
  readonly #hereUnit: Float32Array;
  #loaded = -1;
  #places: Map<string, number> | null = null;

  constructor(starts: Int32Array, terms: Int32Array, times: Float32Array, names: readonly string[]) {
    this.starts = starts;
    this.terms = terms;
    this.names = names;
    this.counts = new Int32Array(names.length);
    for (const term of terms) this.counts[term] = (this.counts[term] ?? 0) + 1;
    this.weights = Float32Array.from(this.counts, (count) => Math.log(1 + RARE / Math.max(count, 1)));
    const records = starts.length - 1;
    this.mass = new Float64Array(records);
    this.unit = new Float32Array(terms.length);
    for (let record = 0; record < records; record += 1) this.#scale(record, times);
    this.#here = new Float32Array(names.length);
    this.#hereUnit = new Float32Array(names.length);
  }

  #scale(record: number, times: Float32Array): void {
    const { terms, weights, unit } = this;
    const from = this.starts[record] ?? 0;
    const to = this.starts[record + 1] ?? 0;
    let squares = 0;
    let mass = 0;
    for (let i = from; i < to; i += 1) {
      const weight = weights[terms[i] ?? 0] ?? 0;
      const value = weight * (times[i] ?? 1);
      unit[i] = value;
      squares += value * value;
      mass += weight;
    }
    const norm = Math.sqrt(squares);
    for (let i = from; i < to; i += 1) unit[i] = (unit[i] ?? 0) / norm;
    this.mass[record] = mass;
  }

  has(record: number): boolean {
    return (this.starts[record + 1] ?? 0) > (this.starts[record] ?? 0);
  }

  /** Cosine of two records, 0..1. Fast for many `b` after one `a`. */
  cosine(a: number, b: number): number {
    if (a !== this.#loaded) this.#load(a);
    const { terms, unit } = this;
    const here = this.#hereUnit;
    const to = this.starts[b + 1] ?? 0;
    let sum = 0;
    for (let i = this.starts[b] ?? 0; i < to; i += 1) {
      sum += (here[terms[i] as number] as number) * (unit[i] as number);
    }
    return sum > 1 ? 1 : sum;
  }

  /** Sum of the weights of the terms both have. */
  shared(a: number, b: number): number {
    if (a !== this.#loaded) this.#load(a);
    const { terms } = this;
    const here = this.#here;
    const to = this.starts[b + 1] ?? 0;
    let sum = 0;
    for (let i = this.starts[b] ?? 0; i < to; i += 1) sum += here[terms[i] as number] as number;
    return sum;
  }

  /** Weighted share of the terms of either that both have, 0..1. */
  jaccard(a: number, b: number): number {
    const shared = this.shared(a, b);
    const all = (this.mass[a] ?? 0) + (this.mass[b] ?? 0) - shared;
    return all > 0 ? Math.min(1, shared / all) : 0;
  }

  /** Weighted share of the terms of the one with less that the other has too, 0..1. */
  contained(a: number, b: number): number {
    const less = Math.min(this.mass[a] ?? 0, this.mass[b] ?? 0);
    return less > 0 ? Math.min(1, this.shared(a, b) / less) : 0;
  }

  #load(a: number): void {
    const { terms, starts, weights, unit } = this;
    if (this.#loaded >= 0) {
      const end = starts[this.#loaded + 1] ?? 0;
      for (let i = starts[this.#loaded] ?? 0; i < end; i += 1) {
        this.#here[terms[i] as number] = 0;
        this.#hereUnit[terms[i] as number] = 0;
      }
    }
    const to = starts[a + 1] ?? 0;
    for (let i = starts[a] ?? 0; i < to; i += 1) {
      const term = terms[i] as number;
      this.#here[term] = weights[term] as number;
      this.#hereUnit[term] = unit[i] as number;
    }
    this.#loaded = a;
  }

  /** Of a term by its name; 0 for one that no record has. */
  weightOf(name: string): number {
    this.#places ??= new Map(this.names.map((known, place) => [known, place]));
    return this.weights[this.#places.get(name) ?? -1] ?? 0;
  }

  /** The names of a record's terms, for a person. */
  termsOf(record: number): string[] {
    const found: string[] = [];
    for (let i = this.starts[record] ?? 0; i < (this.starts[record + 1] ?? 0); i += 1) {
      found.push(this.names[this.terms[i] ?? 0] ?? '');
    }
    return found;
  }
}

/** Collects a column record by record. */
export class ColumnBuilder {
  readonly #ids = new Map<string, number>();
  readonly #starts: number[] = [0];
  #terms = new Int32Array(1024);
  #times = new Float32Array(1024);
  #length = 0;

  /** The next record's terms; a term given n times counts 1 + log n. */
  add(terms: Iterable<string>): void {
    const times = new Map<number, number>();
    for (const term of terms) {
      if (term === '') continue;
      let id = this.#ids.get(term);
      if (id === undefined) {
        id = this.#ids.size;
        this.#ids.set(term, id);
      }
      times.set(id, (times.get(id) ?? 0) + 1);
    }
    this.#room(times.size);
    for (const [id, count] of times) {
      this.#terms[this.#length] = id;
      this.#times[this.#length] = 1 + Math.log(count);
      this.#length += 1;
    }
    this.#starts.push(this.#length);
  }

  #room(more: number): void {
    if (this.#length + more <= this.#terms.length) return;
    const size = Math.max(this.#terms.length * 2, this.#length + more);
    const terms = new Int32Array(size);
    const times = new Float32Array(size);
    terms.set(this.#terms);
    times.set(this.#times);
    this.#terms = terms;
    this.#times = times;
  }

  /** Terms get their numbers in the order of their names: sums are then the same to the last bit in any order of records. */
  build(): Column {
    const names = [...this.#ids.keys()].sort();
    const rank = new Int32Array(names.length);
    for (const [place, name] of names.entries()) rank[this.#ids.get(name) ?? 0] = place;
    const starts = Int32Array.from(this.#starts);
    const terms = new Int32Array(this.#length);
    const times = new Float32Array(this.#length);
    for (let record = 0; record + 1 < starts.length; record += 1) {
      const from = starts[record] ?? 0;
      const to = starts[record + 1] ?? 0;
      const order = Array.from({ length: to - from }, (_, i) => from + i);
      order.sort((a, b) => (rank[this.#terms[a] ?? 0] ?? 0) - (rank[this.#terms[b] ?? 0] ?? 0));
      for (const [i, at] of order.entries()) {
        terms[from + i] = rank[this.#terms[at] ?? 0] ?? 0;
        times[from + i] = this.#times[at] ?? 1;
      }
    }
    return new Column(starts, terms, times, names);
  }
}
