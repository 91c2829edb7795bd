/** What the search page shows, worked out from a request and its result: labels of facets, numbers of pages. */
import type { Page } from '../pages/frame.ts';
import type { Language } from '../pages/language.ts';
import { type SearchData, searchPage } from '../pages/search-page.ts';
import { typeInWords } from '../pages/types.ts';
import type { View } from '../pages/view.ts';
import { FACETS, facetLabel } from '../search/facets.ts';
import { REACH_MAX, type SearchRequest } from '../search/request.ts';
import { singular, wordsOf } from '../search/words.ts';
import type { SearchResult } from '../store/search.ts';

/** What a person reads for a value of a facet. */
export function labelOf(language: Language, facet: string, value: string): string {
  return facet === 'type' ? typeInWords(language, value) : facetLabel(facet, value);
}

/** All but what was asked of the index besides. */
export function pageData(
  language: Language,
  request: SearchRequest,
  result: SearchResult,
): Omit<SearchData, 'origins' | 'suggestion'> {
  const { q, time, pos, origin, sort, page, size } = request;
  const total = result.total ?? 0;
  return {
    ...{ q, time, pos, origin, sort, total, page, size, faults: [] },
    pages: Math.min(Math.ceil(total / size), Math.floor(REACH_MAX / size)),
    marked: wordsOf(q.replace(/(^|\s)-("[^"]*"?|\S+)/g, ' ')).map(singular),
    hits: result.hits,
    facets: FACETS.map((facet) => {
      const chosen = request.facets.get(facet) ?? [];
      const counted = result.facets.filter((one) => one.facet === facet);
      // What was chosen is shown even if nothing has it, so that it can be taken away.
      const missing = chosen.filter((value) => !counted.some((one) => one.value === value));
      const values = [...counted, ...missing.map((value) => ({ value, count: 0 }))];
      return {
        facet,
        values: values.map(({ value, count }) => ({
          ...{ value, count, label: labelOf(language, facet, value), isChosen: chosen.includes(value) },
        })),
      };
    }),
  };
}

/** The form again, with what was wrong. */
export function wrongPage(view: View, faults: string[]): Page {
  const params = new URLSearchParams(view.query);
  const given = (name: string) => (params.get(name) ?? '').slice(0, 300);
  return searchPage(view, {
    ...{
      q: given('q'),
      time: given('time'),
      pos: given('pos'),
      origin: given('origin') || 'all',
      ...{ origins: [], suggestion: null },
    },
    ...{ sort: 'relevance', total: 0, page: 1, pages: 0, size: 1, faults, marked: [], hits: [], facets: [] },
  });
}
