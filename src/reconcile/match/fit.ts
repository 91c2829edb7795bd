/**
 * Finds the weights (data/weights.json) from known pairs and a person's expectation (data/prior.json). The same truth
 * and records give the same file. What it reaches on missions it has not seen is measured by leaving each out in turn.
 */
import { readFileSync } from 'node:fs';
import type { Feature } from './features.ts';
import { featuresOf } from './features.ts';
import { fitLogistic, type Row } from './logistic.ts';
import { segment, type Weights } from './model.ts';
import { Rankings } from './rank.ts';
import { Scorer } from './scorer.ts';
import type { Trial } from './trial.ts';

export interface ExpectedWeights {
  /** How strongly the expectation is held, in rows. */
  strength: number;
  /** Feature → evidence from not alike at all to wholly alike. */
  ranges: Record<string, number>;
}

export const PRIOR = JSON.parse(
  readFileSync(new URL('data/prior.json', import.meta.url), 'utf8'),
) as ExpectedWeights;

const KNOTS = [0, 0.25, 0.5, 0.75, 0.9, 0.97, 1];
const PIVOT = 0.5;
/** Wrong candidates of each object that are learned from: the likeliest; the others teach nothing more. */
const NEGATIVES = 25;

/** Weights as expected, before any truth was looked at. */
export function expectedWeights({ ranges }: ExpectedWeights, zones: Weights['zones']): Weights {
  const widths = KNOTS.slice(1).map((knot, i) => knot - (KNOTS[i] ?? 0));
  const gains = Object.fromEntries(
    Object.entries(ranges).map(([name, range]) => [name, widths.map((width) => range * width)]),
  );
  return { measured: {}, knots: KNOTS, pivot: PIVOT, bias: -8, gains, zones };
}

/**
 * Rows are all candidates, hundreds of wrong ones to a right one; what is judged is the best of them, which is right far
 * more often. With so much added, evidence 0 (score 0.5) is where a look is worth it: left out in turn, 96 % of the right
 * ones are above it, and 30 % of the best wrong ones if the right one is not there.
 */
const COMPETITION = 4;

/** The rows of one trial, by object. */
export interface Lesson {
  object: number;
  rows: Row[];
}

/** What can be learned from the objects of a trial whose truth is known. */
export function lessonsOf(trial: Trial, expected: Weights): Lesson[] {
  const { corpus, truth } = trial;
  const scorer = new Scorer(corpus, expected);
  const objects = Int32Array.from([...truth.keys()].sort((a, b) => a - b));
  const rankings = new Rankings(corpus, scorer, objects, trial.subjects, NEGATIVES);
  const features = byName(featuresOf(corpus), expected);
  return Array.from(objects, (object) => {
    const right = truth.get(object) ?? new Set();
    const near = (rankings.of.get(object)?.candidates ?? []).map(({ record }) => record);
    const subjects = [...new Set([...near, ...right])];
    return {
      object,
      rows: subjects.map((subject) => rowOf(features, object, subject, right.has(subject), expected)),
    };
  });
}

/** The features that are weighed, by name. */
function byName(features: Feature[], { gains }: Weights): Feature[] {
  return features.filter(({ name }) => name in gains).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function rowOf(
  features: Feature[],
  object: number,
  subject: number,
  isPair: boolean,
  { knots, pivot }: Weights,
): Row {
  const places: number[] = [];
  const values: number[] = [];
  for (const [i, feature] of features.entries()) {
    const value = feature.value(object, subject);
    if (Number.isNaN(value)) continue;
    for (let k = 0; k + 1 < knots.length; k += 1) {
      const share = segment(value, k, knots, pivot);
      if (share === 0) continue;
      places.push(i * (knots.length - 1) + k);
      values.push(share);
    }
  }
  return { places: Int16Array.from(places), values: Float64Array.from(values), isPair };
}

/** Weights that fit the lessons, starting from what is expected. */
export function learn(lessons: readonly Lesson[], expected: Weights, strength: number): Weights {
  const names = Object.keys(expected.gains).sort();
  const steps = expected.knots.length - 1;
  const means = Float64Array.from([...names.flatMap((name) => expected.gains[name] ?? []), expected.bias]);
  const found = fitLogistic(
    lessons.flatMap(({ rows }) => rows),
    { means, strength },
  );
  const gains = Object.fromEntries(
    names.map((name, i) => [name, Array.from(found.subarray(i * steps, (i + 1) * steps), round)]),
  );
  return { ...expected, bias: round((found.at(-1) ?? 0) + COMPETITION), gains };
}

/** Three decimals: the file is read by people. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
