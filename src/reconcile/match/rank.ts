/** For each record of one side, its best candidates of the other; and the same seen from the other side. */
import { Blocking } from './block.ts';
import type { Corpus } from './corpus.ts';
import type { Scorer } from './scorer.ts';

export interface Candidate {
  /** Number in the corpus. */
  record: number;
  /** Log-odds. */
  evidence: number;
}

/** Best first; equal ones in the order of their numbers. */
export interface Ranking {
  record: number;
  candidates: Candidate[];
  /** How many pairs were looked at. */
  scored: number;
}

/** A curator reads five; two more show whether the list was cut in the middle of equals. */
export const KEPT = 7;

export class Rankings {
  readonly of = new Map<number, Ranking>();
  /** Of each record of the other side, its two best: number and evidence. */
  readonly #suitors: Int32Array;
  readonly #offers: Float64Array;
  /** Pairs looked at. */
  scored = 0;
  readonly #blocking: Blocking;
  readonly scorer: Scorer;

  constructor(corpus: Corpus, scorer: Scorer, records: Int32Array, side: Int32Array, kept = KEPT) {
    this.#suitors = new Int32Array(corpus.size * 2).fill(-1);
    this.#offers = new Float64Array(corpus.size * 2).fill(Number.NEGATIVE_INFINITY);
    const blocking = new Blocking(corpus, side);
    this.#blocking = blocking;
    this.scorer = scorer;
    const best = new Best(kept);
    for (const record of records) {
      const count = blocking.find(record);
      best.clear();
      for (let i = 0; i < count; i += 1) {
        const other = blocking.found[i] as number;
        const evidence = scorer.evidence(record, other);
        best.offer(other, evidence);
        this.#note(other, record, evidence);
      }
      this.scored += count;
      this.of.set(record, { record, candidates: best.list(), scored: count });
    }
  }

  /** How many of the `others` blocking lets through for a record. */
  reached(record: number, others: ReadonlySet<number>): number {
    const count = this.#blocking.find(record);
    return this.#blocking.found.subarray(0, count).filter((other) => others.has(other)).length;
  }

  #note(other: number, record: number, evidence: number): void {
    const at = other * 2;
    const offers = this.#offers;
    if (evidence > (offers[at] as number)) {
      offers[at + 1] = offers[at] as number;
      this.#suitors[at + 1] = this.#suitors[at] as number;
      offers[at] = evidence;
      this.#suitors[at] = record;
    } else if (evidence > (offers[at + 1] as number)) {
      offers[at + 1] = evidence;
      this.#suitors[at + 1] = record;
    }
  }

  /** The best of those, other than `record`, that have `other` among their candidates; null if there is none. */
  rivalFor(other: number, record: number): Candidate | null {
    const at = this.#suitors[other * 2] === record ? other * 2 + 1 : other * 2;
    const rival = this.#suitors[at] ?? -1;
    return rival < 0 ? null : { record: rival, evidence: this.#offers[at] ?? 0 };
  }
}

/** The few best of many, without an object for each. */
class Best {
  readonly #records: Int32Array;
  readonly #evidence: Float64Array;
  #count = 0;

  constructor(most: number) {
    this.#records = new Int32Array(most);
    this.#evidence = new Float64Array(most);
  }

  clear(): void {
    this.#count = 0;
  }

  offer(record: number, evidence: number): void {
    const most = this.#records.length;
    if (this.#count === most && !this.#beats(record, evidence, most - 1)) return;
    let at = this.#count < most ? this.#count : most - 1;
    for (; at > 0 && this.#beats(record, evidence, at - 1); at -= 1) {
      this.#records[at] = this.#records[at - 1] as number;
      this.#evidence[at] = this.#evidence[at - 1] as number;
    }
    this.#records[at] = record;
    this.#evidence[at] = evidence;
    if (this.#count < most) this.#count += 1;
  }

  #beats(record: number, evidence: number, place: number): boolean {
    const there = this.#evidence[place] as number;
    return evidence > there || (evidence === there && record < (this.#records[place] as number));
  }

  list(): Candidate[] {
    return Array.from({ length: this.#count }, (_, i) => ({
      record: this.#records[i] ?? 0,
      evidence: this.#evidence[i] ?? 0,
    }));
  }
}
