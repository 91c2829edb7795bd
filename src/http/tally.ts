/**
 * What happened since the start, counted as requests end: numbers in arrays, which get their names only when /metrics is
 * asked. Every label has a fixed list of values, so that no client can make up new ones.
 */
import { VERB_NAMES } from '../oai/request.ts';
import { METADATA_PREFIXES } from '../resource/metadata-formats.ts';

/** One label: its values, of which the last stands for whatever is not listed. */
class Label {
  readonly values: readonly string[];
  readonly #places: Map<unknown, number>;
  constructor(values: readonly (string | number)[], rest: string) {
    this.values = [...values.map(String), rest];
    this.#places = new Map(values.map((value, place) => [value, place]));
  }
  placeOf(value: unknown): number {
    return this.#places.get(value) ?? this.values.length - 1;
  }
}

const ERRORS = [
  ...['badArgument', 'badResumptionToken', 'badVerb', 'cannotDisseminateFormat'],
  ...['idDoesNotExist', 'noRecordsMatch', 'noMetadataFormats', 'noSetHierarchy'],
];
const STATUSES = [200, 202, 204, 304, 400, 401, 404, 405, 406, 410, 413, 414, 415, 500, 503];

export const PLACES = new Label(
  ['oai', 'records', 'browse', 'vosi', 'status', 'health', 'hooks', 'metrics', 'home'],
  'other',
);
export const VERBS = new Label(VERB_NAMES, 'none');
/** A page that was asked for by its token has no metadataPrefix of its own. */
export const PREFIXES = new Label([...METADATA_PREFIXES, 'token', 'other'], 'none');
export const CODES = new Label(ERRORS, 'none');
export const STATUS = new Label([...STATUSES, 'aborted'], 'other');

/** Upper bounds in seconds. An answer from memory takes a fifth of a millisecond; a page of 8 MB, on a slow line, a minute. */
export const BOUNDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];

/** What a request was, once it is over. What is null or not listed counts as the rest of its label. */
export interface Ended {
  place: string;
  verb: string | null;
  prefix: string | null;
  error: string | null;
  /** null: no answer was sent. */
  status: number | null;
  bytes: number;
  seconds: number;
  /** Whether the answer was in memory; null where none is kept. */
  kept: boolean | null;
}

/** The counts of one process. */
export class Tally {
  bytes = 0;
  hits = 0;
  misses = 0;
  /** Lists whose first page, and whose last page went out. */
  begunLists = 0;
  completedLists = 0;
  readonly #requests = new Float64Array(PLACES.values.length * STATUS.values.length);
  readonly #oai = new Float64Array(
    VERBS.values.length * PREFIXES.values.length * CODES.values.length * STATUS.values.length,
  );
  /** For each verb: a count for each bound, one for what took longer, and the sum of seconds. */
  readonly #times = new Float64Array(VERBS.values.length * (BOUNDS.length + 2));

  add({ place, verb, prefix, error, status, bytes, seconds, kept }: Ended): void {
    const code = STATUS.placeOf(status ?? 'aborted');
    bump(this.#requests, PLACES.placeOf(place) * STATUS.values.length + code);
    this.bytes += bytes;
    if (kept === true) this.hits += 1;
    if (kept === false) this.misses += 1;
    if (place !== 'oai') return;
    const atVerb = VERBS.placeOf(verb);
    const atError = (atVerb * PREFIXES.values.length + PREFIXES.placeOf(prefix)) * CODES.values.length;
    bump(this.#oai, (atError + CODES.placeOf(error)) * STATUS.values.length + code);
    const times = atVerb * (BOUNDS.length + 2);
    bump(this.#times, times + bucketOf(seconds));
    bump(this.#times, times + BOUNDS.length + 1, seconds);
  }

  /** A page of a list that went out whole. */
  list({ isFirst, isLast }: { isFirst: boolean; isLast: boolean }): void {
    if (isFirst) this.begunLists += 1;
    if (isLast) this.completedLists += 1;
  }

  /** Requests by place and status; those that never came are left out. */
  *requests(): Generator<{ labels: { place: string; status: string }; count: number }> {
    for (const [at, count] of this.#requests.entries()) {
      if (count === 0) continue;
      const [place, status] = namesOf(at, PLACES, STATUS) as [string, string];
      yield { labels: { place, status }, count };
    }
  }

  /** OAI requests by verb, metadataPrefix, error code and status. */
  *oai(): Generator<{
    labels: { verb: string; prefix: string; error: string; status: string };
    count: number;
  }> {
    for (const [at, count] of this.#oai.entries()) {
      if (count === 0) continue;
      const [verb, prefix, error, status] = namesOf(at, VERBS, PREFIXES, CODES, STATUS) as [
        string,
        string,
        string,
        string,
      ];
      yield { labels: { verb, prefix, error, status }, count };
    }
  }

  /** How long the answers of a verb took: counts up to each of BOUNDS (and +Inf), and the sum. Verbs never asked are left out. */
  *times(): Generator<{ verb: string; upTo: number[]; seconds: number }> {
    for (const [place, verb] of VERBS.values.entries()) {
      const start = place * (BOUNDS.length + 2);
      let total = 0;
      const upTo = [...this.#times.subarray(start, start + BOUNDS.length + 1)].map((count) => {
        total += count;
        return total;
      });
      if (total > 0) yield { verb, upTo, seconds: this.#times[start + BOUNDS.length + 1] ?? 0 };
    }
  }
}

function bump(counts: Float64Array, at: number, by = 1): void {
  counts[at] = (counts[at] ?? 0) + by;
}

function bucketOf(seconds: number): number {
  let at = 0;
  while (at < BOUNDS.length && seconds > (BOUNDS[at] ?? 0)) at += 1;
  return at;
}

/** The value of each label, from the place in an array that the last label counts fastest. */
function namesOf(place: number, ...labels: Label[]): string[] {
  const names: string[] = [];
  let left = place;
  for (const { values } of labels.toReversed()) {
    names.unshift(values[left % values.length] ?? '');
    left = Math.floor(left / values.length);
  }
  return names;
}

/** Where a path leads, as PLACES has it. `path` is without its query. */
export function placeOf(path: string): string {
  if (path === '/oai' || path === '/oai/') return 'oai';
  if (path === '/') return 'home';
  if (path === '/oai/browse') return 'browse';
  return /^\/(records|vosi|status|health|hooks|metrics)(?:\/|$)/.exec(path)?.[1] ?? 'other';
}
