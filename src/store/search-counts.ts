/** What searches counted, for as long as the index stays as it was: the page of everything, and further pages. */
import { LRUCache } from 'lru-cache';
import type { SearchQuery, SearchResult } from './search.ts';

type Counts = Pick<SearchResult, 'total' | 'facets'>;

/** Searches; each has 50 values of 200 characters at most, so all of them take 2 MB. */
const KEPT_MAX = 200;

export class SearchCounts {
  readonly #kept = new LRUCache<string, { state: string; counts: Counts }>({ max: KEPT_MAX });

  /** Undefined if it was not counted in this state of the index. */
  get(query: SearchQuery, state: string): Counts | undefined {
    const kept = this.#kept.get(keyOf(query));
    return kept?.state === state ? kept.counts : undefined;
  }

  /** `state`: read before it was counted, so that what changed in between is counted again. */
  keep(query: SearchQuery, state: string, { total, facets }: SearchResult): void {
    this.#kept.set(keyOf(query), { state, counts: { total, facets } });
  }
}

/** Everything but which hits are shown, and in which order. */
function keyOf({ words, facets, times, sky, origin, withDeleted, values }: SearchQuery): string {
  return JSON.stringify([words?.all, [...facets], times, sky?.coverage, origin, withDeleted, values]);
}
