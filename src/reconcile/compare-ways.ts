/** Ways to compare two normalised values: named in tables/fields.json, which says which field is compared how. Pure. */

/** A normalised value: sorted, each once; empty where the record does not say it. */
export type Value = readonly string[];

/** `unsaid`: one side does not say it, which is no divergence. */
export type Verdict = 'same' | 'differs' | 'unsaid';

export interface Compared {
  verdict: Verdict;
  /** 0 to 1; null where nothing was compared. */
  similarity: number | null;
}

/** Similarity of two values that are not empty. */
type Way = (here: Value, there: Value) => number;

const WAYS: Record<string, Way> = {
  /** Exactly the same. */
  equal: (here, there) => (here.join('\n') === there.join('\n') ? 1 : 0),
  /** The smaller is inside the larger: one model has room for less. */
  contains: (here, there) => common(here, there) / Math.min(here.length, there.length),
  /** Something in common: both name a few of many. */
  touches: (here, there) => (common(here, there) > 0 ? 1 : 0),
  /** Share of what is in both. */
  jaccard,
  /** Dice coefficient of the words. */
  words: dice,
  named,
  persons,
  interval,
};

/** The names that tables/fields.json may use. */
export const WAY_NAMES = Object.keys(WAYS);

/**
 * Compares two values.
 * @param how a name of WAY_NAMES
 * @param atLeast similarity from which they are the same
 * @throws RangeError for a name that is none
 */
export function compareValues(how: string, atLeast: number, here: Value, there: Value): Compared {
  const way = WAYS[how];
  if (way === undefined) throw new RangeError(`There is no way of comparing called ${how}.`);
  if (here.length === 0 || there.length === 0) {
    const verdict = here.length === there.length ? 'same' : 'unsaid';
    return { verdict, similarity: null };
  }
  const similarity = way(here, there);
  return { verdict: similarity >= atLeast ? 'same' : 'differs', similarity };
}

function common(here: Value, there: Value): number {
  const others = new Set(there);
  return here.filter((one) => others.has(one)).length;
}

function dice(here: Value, there: Value): number {
  return (2 * common(here, there)) / (here.length + there.length);
}

function jaccard(here: Value, there: Value): number {
  const both = common(here, there);
  return both / (here.length + there.length - both);
}

/**
 * Things with an id, a name, or both, written `id …` and `name …`. By ids where both sides have some, else by the words
 * of the names: SPASE says `spase://SMWG/Instrument/Juno/Waves`, VOResource mostly `Waves`.
 */
function named(here: Value, there: Value): number {
  const parts = (value: Value, kind: string) => value.filter((one) => one.startsWith(kind));
  const ids = [parts(here, 'id '), parts(there, 'id ')] as const;
  if (ids[0].length > 0 && ids[1].length > 0 && common(...ids) > 0) return 1;
  const best = parts(here, 'name ').flatMap((one) =>
    parts(there, 'name ').map((other) => dice(wordsOf(one), wordsOf(other))),
  );
  return Math.max(0, ...best);
}

function wordsOf(name: string): string[] {
  return [...new Set(name.slice('name '.length).split(' '))];
}

/** `name=identifier`: of the persons whom both name, how many have the same identifier. */
function persons(here: Value, there: Value): number {
  const others = new Map(there.map((one) => one.split('=') as [string, string]));
  const shared = here.map((one) => one.split('=')).filter(([name = '']) => others.has(name));
  if (shared.length === 0) return 1;
  return shared.filter(([name = '', identifier]) => others.get(name) === identifier).length / shared.length;
}

const DAY = 86_400_000;
/** Of starts where one end moves on: how exact such dates are. */
const SAME_START_DAYS = 1;

/**
 * One interval each, `start/stop` in UTC with an end empty where it is open. Jaccard of the two; where an end is open,
 * only the starts are compared (crosswalk.md §6).
 */
function interval(here: Value, there: Value): number {
  const [from, to] = ends(here);
  const [start, stop] = ends(there);
  if (from === null || start === null) return to === stop ? 1 : 0;
  if (to === null || stop === null) return Math.abs(from - start) <= SAME_START_DAYS * DAY ? 1 : 0;
  const both = Math.min(to, stop) - Math.max(from, start);
  const all = Math.max(to, stop) - Math.min(from, start);
  // Two instants: a day apart is the same.
  return all <= SAME_START_DAYS * DAY ? 1 : Math.max(0, both) / all;
}

function ends(value: Value): [number | null, number | null] {
  const [start = '', stop = ''] = (value[0] ?? '').split('/');
  const ms = (date: string) => (date === '' ? null : Date.parse(date));
  return [ms(start), ms(stop)];
}
