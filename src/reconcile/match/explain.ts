/** A score taken apart, for a curator. */
import type { Contradiction } from './contradictions.ts';
import type { Corpus } from './corpus.ts';
import { scoreOf, WEIGHTS } from './model.ts';
import type { Rankings } from './rank.ts';
import type { Scorer } from './scorer.ts';
import { type Verdict, verdictOn } from './zones.ts';

export interface ExplainedPart {
  name: string;
  about: string;
  /** 0..1; null if either record does not say: such a feature counts nothing. */
  value: number | null;
  /** Log-odds this value adds; negative speaks against. */
  evidence: number;
  /** What it adds at most: how much the feature weighs. */
  most: number;
  /** What both have, and what each has alone; at most ten of each. Empty for a feature that is no list. */
  shared: string[];
  hereOnly: string[];
  thereOnly: string[];
}

export interface Explanation {
  /** Log-odds, all parts and the start together. */
  evidence: number;
  score: number;
  /** Where the sum starts from: most pairs are none. */
  start: number;
  zone: Verdict['zone'];
  relation: Verdict['relation'];
  /** Whether `there` is the best candidate for `here`. */
  isBest: boolean;
  parts: ExplainedPart[];
  contradictions: Contradiction[];
  /** The next best for `here`, or the best if `there` is not; the margin is negative then. */
  runnerUp: { record: number; score: number } | null;
  margin: number | null;
  /** Who else has `there` as a candidate, and how much less it has; a duplicate claim if it is about as good. */
  rival: { record: number; score: number } | null;
  claimMargin: number | null;
}

/** Explains the pair (`here`, `there`); `rankings` must hold `here`. Parts: those that say most first. */
export function explain(
  corpus: Corpus,
  scorer: Scorer,
  rankings: Rankings,
  here: number,
  there: number,
): Explanation {
  const evidence = scorer.evidence(here, there);
  const best = verdictOn(corpus, rankings, here);
  const own = verdictOn(corpus, rankings, here, WEIGHTS.zones, there, evidence);
  const isBest = best.counterpart === there;
  return {
    evidence,
    score: scoreOf(evidence),
    start: scorer.bias,
    zone: own.zone,
    relation: own.relation,
    isBest,
    parts: scorer
      .parts(here, there)
      .map(({ feature, value, evidence: part, most }) => ({
        name: feature.name,
        about: feature.about,
        value,
        evidence: part,
        most,
        ...(feature.list === null || value === null
          ? { shared: [], hereOnly: [], thereOnly: [] }
          : terms(corpus.columns[feature.list].termsOf(here), corpus.columns[feature.list].termsOf(there))),
      }))
      .sort((a, b) => Math.abs(b.evidence) - Math.abs(a.evidence) || (a.name < b.name ? -1 : 1)),
    contradictions: own.contradictions,
    runnerUp: scored(own.runnerUp),
    margin: finite(own.margin),
    rival: scored(own.rival),
    claimMargin: finite(own.claimMargin),
  };
}

const SHOWN = 10;

function terms(here: string[], there: string[]) {
  const inThere = new Set(there);
  const inHere = new Set(here);
  return {
    shared: here.filter((term) => inThere.has(term)).slice(0, SHOWN),
    hereOnly: here.filter((term) => !inThere.has(term)).slice(0, SHOWN),
    thereOnly: there.filter((term) => !inHere.has(term)).slice(0, SHOWN),
  };
}

function scored(candidate: { record: number; evidence: number } | null) {
  return candidate === null ? null : { record: candidate.record, score: scoreOf(candidate.evidence) };
}

function finite(margin: number): number | null {
  return Number.isFinite(margin) ? margin : null;
}
