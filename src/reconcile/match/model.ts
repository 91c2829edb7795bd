/**
 * What the value of each feature is worth, as data (data/weights.json): evidence in natural log-odds, added up. A
 * feature that is missing adds nothing; one that is half alike (the pivot) adds nothing either; less speaks against.
 */
import { readFileSync } from 'node:fs';

export interface Weights {
  /** Where this file's numbers come from: command, truth, what was measured. */
  measured: Record<string, unknown>;
  /** Values of a feature between which its evidence is a straight line, rising from 0 to 1. */
  knots: number[];
  /** One of the knots. */
  pivot: number;
  /** Evidence before anything was compared. */
  bias: number;
  /** Feature → gain of evidence from each knot to the next, none negative: more alike never speaks against. */
  gains: Record<string, number[]>;
  zones: Zones;
}

export interface Zones {
  /** Confident: at least so much evidence… */
  confident: number;
  /** …and so much more than for the record's next candidate… */
  margin: number;
  /** …and at most so much less than the counterpart has for another record (one it replaced earlier may fit better). */
  claim: number;
  /** …and at least so much evidence from other features than the title: equal titles alone are no proof. */
  besides: number;
  /** Worth a curator's look. */
  review: number;
}

export const WEIGHTS = JSON.parse(
  readFileSync(new URL('data/weights.json', import.meta.url), 'utf8'),
) as Weights;

/** Steps of a feature's table between 0 and 1. */
const STEPS = 400;

/** Evidence of one feature by its value, ready to look up. */
export type Scale = Float64Array;

/** The table of a feature; flat zero for one without gains. Throws Error if the gains do not fit the knots. */
export function scaleOf(name: string, { knots, pivot, gains }: Weights): Scale {
  const steps = gains[name] ?? knots.slice(1).map(() => 0);
  if (steps.length !== knots.length - 1 || steps.some((gain) => !(gain >= 0))) {
    throw new Error(
      `weights.json: ${name} needs ${knots.length - 1} gains, none negative; it has ${steps.join(', ')}.`,
    );
  }
  return Float64Array.from({ length: STEPS + 1 }, (_, i) => curve(i / STEPS, steps, knots, pivot));
}

function curve(value: number, gains: number[], knots: number[], pivot: number): number {
  return gains.reduce((sum, gain, i) => sum + gain * segment(value, i, knots, pivot), 0);
}

/** How much of the gain between knot i and the next a value has: 0..1 above the pivot, -1..0 below. */
export function segment(value: number, i: number, knots: number[], pivot: number): number {
  const from = knots[i] ?? 0;
  const to = knots[i + 1] ?? 1;
  const share = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return to <= pivot ? share - 1 : share;
}

/** Evidence of a value; 0 for a missing one. */
export function evidenceOf(scale: Scale, value: number): number {
  return Number.isNaN(value) ? 0 : (scale[(value * STEPS + 0.5) | 0] as number);
}

/** Evidence as a score between 0 and 1: 0.5 where as much speaks for as against. */
export function scoreOf(evidence: number): number {
  return 1 / (1 + Math.exp(-evidence));
}
