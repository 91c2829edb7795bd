/** How well a ranking does where the right answers are known (matching.md §3–§5). */
import { scoreOf, type Zones } from './model.ts';
import type { Candidate, Rankings } from './rank.ts';
import type { Trial } from './trial.ts';
import { type Verdict, verdictOn } from './zones.ts';

export interface AtThreshold {
  score: number;
  precision: number;
  /** Share of the true pairs found; an object with two true subjects can find one. */
  recall: number;
  f1: number;
}

export interface Measures {
  pairs: number;
  objects: number;
  missing: number;
  /** Share of the true pairs that blocking let through. */
  completeness: number;
  candidatesEach: number;
  thresholds: AtThreshold[];
  best: AtThreshold;
  /** The same for objects whose title and description both changed. */
  hard: { share: number; thresholds: AtThreshold[]; best: AtThreshold };
  confident: { precision: number; coverage: number; wrong: number };
  /** Of objects that are not confident: share whose truth is among the first k. */
  queue: { size: number; hits: { k: number; share: number }[] };
  /** If no true subject were there: share of the objects that would be confident all the same. */
  confidentWithoutTruth: number;
  errors: { object: string; predicted: string; truth: string[]; score: number; zone: string }[];
}

const THRESHOLDS = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];
const HITS = [1, 3, 5];

/** Measures a trial's rankings of all objects that have a truth. */
export function measure(trial: Trial, rankings: Rankings, zones: Zones): Measures {
  return summary(
    trial,
    [...trial.truth.keys()].map((object) => judge(trial, rankings, zones, object)),
  );
}

/** The figures of objects that were judged, perhaps each by weights of its own (leaving out its mission). */
export function summary(trial: Trial, judged: readonly Judged[]): Measures {
  const pairs = count(judged, ({ right }) => right.size) + trial.missing.length;
  const table = thresholds(judged, pairs);
  const hard = judged.filter(({ object }) => trial.hard.has(object));
  const hardTable = thresholds(
    hard,
    count(hard, ({ right }) => right.size),
  );
  const confident = judged.filter(({ verdict }) => verdict.zone === 'confident');
  const queue = judged.filter(({ verdict }) => verdict.zone !== 'confident');
  const wrong = confident.filter(({ rank }) => rank !== 0);
  return {
    pairs,
    objects: judged.length,
    missing: trial.missing.length,
    completeness: ratio(
      count(judged, ({ reached }) => reached),
      pairs,
    ),
    candidatesEach: ratio(
      count(judged, ({ scored }) => scored),
      judged.length,
    ),
    ...table,
    hard: { share: ratio(hard.length, judged.length), ...hardTable },
    confident: {
      precision: 1 - ratio(wrong.length, confident.length),
      coverage: ratio(confident.length, judged.length),
      wrong: wrong.length,
    },
    queue: {
      size: queue.length,
      hits: HITS.map((k) => ({ k, share: ratio(queue.filter(({ rank }) => rank < k).length, queue.length) })),
    },
    confidentWithoutTruth: ratio(judged.filter((j) => j.confidentWithout).length, judged.length),
    errors: judged.filter(({ rank }) => rank !== 0).map((j) => errorOf(trial, j)),
  };
}

export interface Judged {
  object: number;
  verdict: Verdict;
  right: Set<number>;
  /** Place of the first true subject among the candidates kept; Infinity if it is not there. */
  rank: number;
  /** How many true subjects blocking let through. */
  reached: number;
  scored: number;
  /** Evidence of the best candidate that is not true. */
  evidenceWithout: number;
  confidentWithout: boolean;
}

/** What the ranking says of one object, beside what is true. */
export function judge(trial: Trial, rankings: Rankings, zones: Zones, object: number): Judged {
  const right = trial.truth.get(object) ?? new Set();
  const ranking = rankings.of.get(object);
  const candidates = ranking?.candidates ?? [];
  const rank = candidates.findIndex(({ record }) => right.has(record));
  const [first, second] = candidates.filter(({ record }) => !right.has(record));
  return {
    object,
    verdict: verdictOn(trial.corpus, rankings, object, zones),
    right,
    rank: rank < 0 ? Number.POSITIVE_INFINITY : rank,
    reached: rankings.reached(object, right),
    scored: ranking?.scored ?? 0,
    evidenceWithout: first?.evidence ?? Number.NEGATIVE_INFINITY,
    confidentWithout: confidentIn(trial, rankings, zones, object, first, second),
  };
}

/** Whether the best wrong candidate would be confident if the right ones were not there. */
function confidentIn(
  { corpus }: Trial,
  rankings: Rankings,
  zones: Zones,
  object: number,
  first: Candidate | undefined,
  second: Candidate | undefined,
): boolean {
  if (first === undefined) return false;
  const margin = first.evidence - (second?.evidence ?? Number.NEGATIVE_INFINITY);
  if (margin < zones.margin) return false;
  // The margin is of the wrong ones among themselves; all else as for any candidate.
  const alone = { ...zones, margin: Number.NEGATIVE_INFINITY };
  return verdictOn(corpus, rankings, object, alone, first.record, first.evidence).zone === 'confident';
}

function thresholds(
  judged: readonly Judged[],
  pairs: number,
): { thresholds: AtThreshold[]; best: AtThreshold } {
  const at = (score: number): AtThreshold => {
    const accepted = judged.filter(({ verdict }) => verdict.counterpart !== null && verdict.score >= score);
    const right = accepted.filter(({ rank }) => rank === 0).length;
    const precision = ratio(right, accepted.length);
    const recall = ratio(right, pairs);
    return { score, precision, recall, f1: ratio(2 * precision * recall, precision + recall) };
  };
  const fine = Array.from({ length: 60 }, (_, i) => at(scoreOf(i / 4 - 10)));
  const best = fine.reduce((a, b) => (b.f1 > a.f1 ? b : a));
  return { thresholds: THRESHOLDS.map(at), best };
}

function errorOf({ ids, truth }: Trial, { object, verdict }: Judged): Measures['errors'][number] {
  return {
    object: ids[object] ?? '',
    predicted: verdict.counterpart === null ? '' : (ids[verdict.counterpart] ?? ''),
    truth: [...(truth.get(object) ?? [])].map((subject) => ids[subject] ?? ''),
    score: verdict.score,
    zone: verdict.zone,
  };
}

function count<T>(list: readonly T[], each: (item: T) => number): number {
  return list.reduce((sum, item) => sum + each(item), 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
