/** What the weights reach on missions they have not seen: each part of the truth judged by weights learned without it. */
import { type ExpectedWeights, expectedWeights, type Lesson, learn, lessonsOf } from './fit.ts';
import { type Judged, judge } from './measure.ts';
import type { Weights, Zones } from './model.ts';
import { Rankings } from './rank.ts';
import { Scorer } from './scorer.ts';
import type { Trial } from './trial.ts';
import { missionOf, split } from './truth.ts';

export interface Fitted {
  weights: Weights;
  /** For each trial, its objects as judged by weights that have not seen their mission. */
  judged: Judged[][];
}

const PARTS = 5;

/**
 * Fits weights to trials of the same records (seen in full, and as a VOResource record shows them).
 */
export function fitWeights(trials: readonly Trial[], expected: ExpectedWeights, zones: Zones): Fitted {
  const start = expectedWeights(expected, zones);
  const partOf = parts(trials);
  const lessons = trials.map((trial) => lessonsOf(trial, start));
  const judged: Judged[][] = trials.map(() => []);
  for (let part = 0; part < PARTS; part += 1) {
    const others = lessons.flatMap((list, i) =>
      list.filter((lesson) => !isIn(trials[i], lesson, part, partOf)),
    );
    const weights = learn(others, start, expected.strength);
    for (const [i, trial] of trials.entries()) {
      const rankings = new Rankings(
        trial.corpus,
        new Scorer(trial.corpus, weights),
        trial.objects,
        trial.subjects,
      );
      for (const object of trial.truth.keys()) {
        if (partOf.get(missionOfObject(trial, object)) === part) {
          judged[i]?.push(judge(trial, rankings, zones, object));
        }
      }
    }
  }
  const weights = learn(lessons.flat(), start, expected.strength);
  return { weights, judged };
}

function parts(trials: readonly Trial[]): Map<string, number> {
  const [first] = trials;
  if (first === undefined) return new Map();
  return split(
    [...first.truth.keys()].map((object) => missionOfObject(first, object)),
    PARTS,
  );
}

/** Siblings stay together: an object counts to the mission of its true subject. */
function missionOfObject({ truth, ids }: Trial, object: number): string {
  const [subject = -1] = truth.get(object) ?? [];
  return missionOf(ids[subject] ?? '');
}

function isIn(
  trial: Trial | undefined,
  { object }: Lesson,
  part: number,
  partOf: Map<string, number>,
): boolean {
  return trial !== undefined && partOf.get(missionOfObject(trial, object)) === part;
}
