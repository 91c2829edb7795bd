/** A search as JSON: stable names, absolute links. */
import { FACETS } from '../search/facets.ts';
import { REACH_MAX, type SearchRequest } from '../search/request.ts';
import type { Suggestion } from '../search/suggestion.ts';
import type { Hit, SearchResult } from '../store/search.ts';
import { labelOf } from './search-view.ts';

/** The same search with other words, from its beginning. */
function otherWords(root: string, query: string, q: string): string {
  const params = new URLSearchParams(query);
  params.delete('page');
  params.set('q', q);
  params.set('format', 'json');
  return `${root}/search?${params}`;
}

/** Where a result leads: our own page of a record, or whoever is responsible for it. */
export function addressOf(root: string, { origin, ivoid }: Pick<Hit, 'origin' | 'ivoid'>): string {
  const path = /^ivo:\/\/(.+)$/i.exec(ivoid)?.[1];
  if (path !== undefined && origin === '')
    return `${root}/records/${path.split('/').map(encodeURIComponent).join('/')}`;
  if (path !== undefined) return `${root}/resolve?ivoid=${encodeURIComponent(ivoid)}`;
  return /^https?:\/\//i.test(ivoid) && URL.canParse(ivoid)
    ? ivoid
    : `${root}/search?q=${encodeURIComponent(`"${ivoid}"`)}`;
}

/** The same search with another page, or null where there is none. `query` is the query string as it came. */
export function pageAddress(
  root: string,
  query: string,
  page: number,
  { size, format }: SearchRequest,
): string | null {
  if (page < 1 || page * size > REACH_MAX) return null;
  const params = new URLSearchParams(query);
  params.set('page', String(page));
  // It may have been asked for by the Accept header, which an address does not carry.
  params.set('format', format);
  return `${root}/search?${params}`;
}

/** Whether there is a page after this one; judged by its being full where nothing was counted. */
export function hasNext({ page, size }: SearchRequest, { hits, total }: SearchResult): boolean {
  return total === null ? hits.length === size : page * size < total;
}

export function searchJson(
  root: string,
  query: string,
  request: SearchRequest,
  result: SearchResult,
  suggestion: Suggestion | null,
): object {
  const { q, facets, time, pos, origin, sort, page, size } = request;
  const next = hasNext(request, result) ? pageAddress(root, query, page + 1, request) : null;
  return {
    version: 1,
    query: { q, ...Object.fromEntries(facets), time, pos, origin, sort },
    ...{ total: result.total, page, size, next, previous: pageAddress(root, query, page - 1, request) },
    suggestion: suggestion && { ...suggestion, url: otherWords(root, query, suggestion.q) },
    results: result.hits.map((hit) => ({
      ...{ ivoid: hit.ivoid, title: hit.title, shortName: hit.shortName, description: hit.description },
      ...{ type: hit.type, publisher: hit.publisher, updated: hit.datestamp },
      origin: hit.origin === '' ? 'own' : hit.origin,
      url: addressOf(root, hit),
    })),
    facets: Object.fromEntries(
      FACETS.map((facet) => [
        facet,
        result.facets
          .filter((one) => one.facet === facet)
          .map(({ value, count }) => ({ value, label: labelOf('en', facet, value), count })),
      ]),
    ),
  };
}
