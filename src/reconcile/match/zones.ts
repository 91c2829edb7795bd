/** From scores to what a curator is asked: three zones, and whether the two could be one at all. */
import { sameClass } from './classes.ts';
import { type Contradiction, contradictions } from './contradictions.ts';
import type { Corpus } from './corpus.ts';
import { scoreOf, WEIGHTS, type Zones } from './model.ts';
import type { Candidate, Rankings } from './rank.ts';
import type { Scorer } from './scorer.ts';

/** confident: pre-ticked in the merge request; review: a candidate; none: not shown. */
export type Zone = 'confident' | 'review' | 'none';

export interface Verdict {
  record: number;
  /** The best candidate; null if there is none at all. */
  counterpart: number | null;
  /** `related`: alike, but of classes that are never one and the same (a repository and a table). */
  relation: 'identical' | 'related';
  zone: Zone;
  evidence: number;
  score: number;
  /** Evidence more than for the record's next candidate; Infinity without one. */
  margin: number;
  runnerUp: Candidate | null;
  /** Evidence more than for the counterpart's best other suitor; Infinity without one. */
  claimMargin: number;
  rival: Candidate | null;
  contradictions: Contradiction[];
}

/** The verdict about a record's best candidate, or about another one with so much evidence. */
export function verdictOn(
  corpus: Corpus,
  rankings: Rankings,
  record: number,
  zones: Zones = WEIGHTS.zones,
  counterpart: number | null = null,
  given: number | null = null,
): Verdict {
  const candidates = rankings.of.get(record)?.candidates ?? [];
  const other = counterpart ?? candidates[0]?.record ?? null;
  if (other === null) return unmatched(record);
  const evidence =
    given ?? candidates.find((one) => one.record === other)?.evidence ?? Number.NEGATIVE_INFINITY;
  const runnerUp = candidates.find((one) => one.record !== other) ?? null;
  const rival = rankings.rivalFor(other, record);
  const against = contradictions(corpus, record, other);
  const relation = sameClass(corpus.types[record] ?? '', corpus.types[other] ?? '') ? 'identical' : 'related';
  const margin = lead(evidence, runnerUp);
  const claimMargin = lead(evidence, rival);
  const isConfident =
    relation === 'identical' &&
    evidence >= zones.confident &&
    margin >= zones.margin &&
    claimMargin >= -zones.claim &&
    besidesTitle(rankings.scorer, record, other) >= zones.besides &&
    against.length === 0;
  return {
    record,
    counterpart: other,
    relation,
    zone: isConfident ? 'confident' : evidence >= zones.review ? 'review' : 'none',
    evidence,
    score: scoreOf(evidence),
    margin,
    runnerUp,
    claimMargin,
    rival,
    contradictions: against,
  };
}

/** Evidence of the features that do not look at the title. */
export function besidesTitle(scorer: Scorer, a: number, b: number): number {
  return scorer
    .parts(a, b)
    .filter(({ feature }) => feature.list !== 'title')
    .reduce((sum, { evidence }) => sum + evidence, 0);
}

function lead(evidence: number, next: Candidate | null): number {
  return next === null ? Number.POSITIVE_INFINITY : evidence - next.evidence;
}

function unmatched(record: number): Verdict {
  return {
    record,
    counterpart: null,
    relation: 'related',
    zone: 'none',
    evidence: Number.NEGATIVE_INFINITY,
    score: 0,
    margin: Number.POSITIVE_INFINITY,
    runnerUp: null,
    claimMargin: Number.POSITIVE_INFINITY,
    rival: null,
    contradictions: [],
  };
}
