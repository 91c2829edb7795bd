/** Whether some harvesters are served faster than others, by how long they waited. */
import type { Wait } from './load-harvester.ts';
import { spread } from './report.ts';

export interface Fairness {
  /** Jain's index of the harvesters' speeds: 1 if all are as fast, 1/n if one gets everything. */
  index: number;
  /** The same if the very same waits had come to the harvesters at random: what is missing there is not unfairness. */
  byChance: number;
  /** The slowest harvester's speed by the median. */
  slowest: number;
  harvesters: number;
  /** Pages of the one with the fewest, by the median. */
  fewest: number;
  median: number;
}

/** Waits that began in the same second are held against each other. */
const TOGETHER_MS = 1000;

/**
 * By rounds, and in each by harvester. A wait counts by the median of those for the same kind of page that began in the same
 * second: what was asked while something was published, or for many records, takes longer for everybody. A
 * harvester's speed is its number of pages by the sum of that.
 */
export function fairnessOf(rounds: Wait[][][]): Fairness {
  const own: number[][] = (rounds[0] ?? []).map(() => []);
  for (const [round, harvesters] of rounds.entries()) {
    const keyOf = ({ isFull, since }: Wait) => `${round} ${isFull} ${Math.floor(since / TOGETHER_MS)}`;
    const together = new Map<string, number[]>();
    for (const wait of harvesters.flat()) {
      const key = keyOf(wait);
      const others = together.get(key);
      if (others === undefined) together.set(key, [msOf(wait)]);
      else others.push(msOf(wait));
    }
    const medians = new Map([...together].map(([key, all]) => [key, spread(all).median]));
    for (const [i, waits] of harvesters.entries())
      for (const wait of waits) own[i]?.push(msOf(wait) / (medians.get(keyOf(wait)) ?? 1));
  }
  const speeds = speedsOf(own);
  const pages = own.map(({ length }) => length);
  return {
    index: jainOf(speeds),
    byChance: jainOf(speedsOf(shuffled(own))),
    slowest: Math.min(...speeds) / spread(speeds).median,
    harvesters: pages.length,
    fewest: Math.min(...pages),
    median: spread(pages).median,
  };
}

/** The clock has milliseconds. */
function msOf({ ms }: Wait): number {
  return Math.max(1, ms);
}

/** Of who had no page, 0. */
function speedsOf(waits: number[][]): number[] {
  return waits.map((all) => (all.length === 0 ? 0 : all.length / all.reduce((sum, one) => sum + one, 0)));
}

/** Each gets as many as before. */
function shuffled(own: number[][]): number[][] {
  const all = own.flat();
  for (let i = all.length - 1; i > 0; i -= 1) {
    const j = Math.floor(Math.random() * (i + 1));
    [all[i], all[j]] = [all[j] ?? 0, all[i] ?? 0];
  }
  return own.map(({ length }) => all.splice(0, length));
}

function jainOf(values: number[]): number {
  const sum = values.reduce((all, value) => all + value, 0);
  return sum ** 2 / (values.length * values.reduce((all, value) => all + value ** 2, 0));
}
