/** The query string of `/search`, read into what the database is asked. Whatever is wrong is said in one sentence each. */
import { cellsWithin } from '../coverage/healpix.ts';
import type { SearchQuery } from '../store/search.ts';
import { cut } from '../words/say.ts';
import { coarseCellsOf, literal } from './coverage-cells.ts';
import { FACETS, type Facet, facetValue } from './facets.ts';
import { countWords, QUERY_WORDS_MAX, queryOf } from './query-words.ts';
import { spanOf, timesLiteral } from './times.ts';

const FORMATS = ['html', 'json', 'atom'] as const;
export type Format = (typeof FORMATS)[number];
const SORTS = ['relevance', 'date'] as const;

const Q_MAX = 300;
const VALUE_MAX = 300;
/** Values of one facet. */
const VALUES_MAX = 20;
const SIZE = 20;
const SIZE_MAX = 100;
/** A page has less than 50 kB, with what is longest in titles, descriptions and links. */
const PAGE_SIZE_MAX = 20;
/** Who wants more harvests (OAI-PMH): a search that counts through everything would cost as much with each page. */
export const REACH_MAX = 10_000;
/** Values that are counted for each facet. */
const COUNTED = 10;

/** What was asked, as written where it is shown again. */
export interface SearchRequest {
  q: string;
  facets: Map<Facet, string[]>;
  time: string;
  pos: string;
  /** `own`, `all`, or the id of a source. */
  origin: string;
  sort: (typeof SORTS)[number];
  page: number;
  size: number;
  format: Format;
  query: SearchQuery;
}

/** Wrong arguments; each sentence is for the person who asked. */
export class BadSearch extends Error {
  override name = 'BadSearch';
  readonly faults: string[];
  constructor(faults: string[]) {
    super(faults.join(' '));
    this.faults = faults;
  }
}

const KNOWN = new Set(['q', ...FACETS, 'time', 'pos', 'origin', 'sort', 'page', 'size', 'format', 'lang']);

/**
 * Reads a query string (without `?`). Arguments that are empty count as left out: forms send them. `preferred` is the
 * format where none is named. Throws BadSearch.
 */
export function readSearchRequest(queryString: string, preferred: Format = 'json'): SearchRequest {
  const params = new URLSearchParams(queryString);
  const faults: string[] = [];
  for (const name of new Set(params.keys())) {
    if (!KNOWN.has(name))
      faults.push(`There is no argument ${shown(name)}; there are: ${[...KNOWN].join(', ')}.`);
    else if (!FACETS.some((facet) => facet === name) && params.getAll(name).length > 1)
      faults.push(`Give ${name} only once.`);
  }
  const one = (name: string) => (params.get(name) ?? '').replace(/\p{Cc}+/gu, ' ').trim();
  const q = one('q');
  if (q.length > Q_MAX) faults.push(`q has ${q.length} characters; ${Q_MAX} are enough.`);
  else if (countWords(q) > QUERY_WORDS_MAX) faults.push(`q has more than ${QUERY_WORDS_MAX} words.`);
  const words = faults.length > 0 || q === '' ? null : queryOf(q);
  if (faults.length === 0 && q !== '' && words === null)
    faults.push('q has no word to look for: write letters or digits, and at least one word without a minus.');
  const facets = facetsOf(params, faults);
  const time = one('time');
  const pos = one('pos');
  const sort = choice('sort', one('sort') || (words === null ? 'date' : 'relevance'), SORTS, faults);
  const page = whole('page', one('page') || '1', REACH_MAX, faults);
  const format = choice('format', one('format') || preferred, FORMATS, faults) ?? preferred;
  const size = whole(
    'size',
    one('size') || String(SIZE),
    format === 'html' ? PAGE_SIZE_MAX : SIZE_MAX,
    faults,
  );
  if (page * size > REACH_MAX)
    faults.push(
      `A search shows its first ${REACH_MAX} results. Add a word or a filter; whoever wants all harvests /oai.`,
    );
  const origin = one('origin') || 'all';
  if (origin.length > VALUE_MAX) faults.push(`origin has more than ${VALUE_MAX} characters.`);
  const query: SearchQuery = {
    ...{ words, exact: q === '' ? null : q.toLowerCase(), facets },
    ...{ times: timesOf(time, faults), sky: skyOf(pos, faults) },
    origin: origin === 'all' ? null : origin === 'own' ? '' : origin,
    withDeleted: format === 'atom',
    // Changes come in the order in which they happened.
    sort: format === 'atom' ? 'date' : (sort ?? 'date'),
    ...{ offset: (page - 1) * size, limit: size, values: format === 'atom' ? 0 : COUNTED },
  };
  if (faults.length > 0) throw new BadSearch(faults);
  return { q, facets, time, pos, origin, sort: query.sort, page, size, format, query };
}

function facetsOf(params: URLSearchParams, faults: string[]): Map<Facet, string[]> {
  const chosen = new Map<Facet, string[]>();
  for (const facet of FACETS) {
    const values = params.getAll(facet).filter((value) => value.trim() !== '');
    if (values.length > VALUES_MAX) faults.push(`Give at most ${VALUES_MAX} values of ${facet}.`);
    else if (values.some((value) => value.length > VALUE_MAX))
      faults.push(`A value of ${facet} has more than ${VALUE_MAX} characters.`);
    else if (values.length > 0)
      chosen.set(facet, [
        ...new Set(values.map((value) => facetValue(facet, value.replace(/\p{Cc}+/gu, ' ')))),
      ]);
  }
  return chosen;
}

function timesOf(time: string, faults: string[]): string | null {
  if (time === '') return null;
  const span = spanOf(time);
  if (span === null) {
    faults.push(
      `time is ${shown(time)}; write a date (2001, 2001-05, 2001-05-17T12:00:00Z), an MJD (52046.5), or two of them with a slash between, of which one may be left out.`,
    );
    return null;
  }
  if (span.from !== null && span.to !== null && span.from > span.to) {
    faults.push(`time ends before it begins: ${shown(time)}.`);
    return null;
  }
  return timesLiteral(span);
}

const NUMBER = '([+-]?\\d{1,3}(?:\\.\\d{0,20})?)';
const POSITION = new RegExp(`^${NUMBER}[\\s,]+${NUMBER}(?:[\\s,]+${NUMBER})?$`);

function skyOf(pos: string, faults: string[]): SearchQuery['sky'] {
  if (pos === '') return null;
  const [, ra, dec, radius = '0'] = POSITION.exec(pos) ?? [];
  const [x, y, r] = [Number(ra), Number(dec), Number(radius)];
  if (ra === undefined || x < 0 || x > 360 || Math.abs(y) > 90 || r < 0 || r > 180) {
    faults.push(
      `pos is ${shown(pos)}; write RA,DEC or RA,DEC,radius in degrees (ICRS): 0–360, −90–90, 0–180, such as 10.68,41.27,0.5.`,
    );
    return null;
  }
  const ranges = cellsWithin({ ra: x, dec: y }, r);
  return { coverage: literal(ranges), cells: coarseCellsOf(ranges) };
}

function choice<T extends string>(name: string, value: string, of: readonly T[], faults: string[]): T | null {
  const found = of.find((one) => one === value);
  if (found === undefined) faults.push(`${name} is ${shown(value)}; it may be ${of.join(', ')}.`);
  return found ?? null;
}

function whole(name: string, value: string, most: number, faults: string[]): number {
  const number = /^\d{1,6}$/.test(value) ? Number(value) : 0;
  if (number >= 1 && number <= most) return number;
  faults.push(`${name} is ${shown(value)}; it may be 1 to ${most}.`);
  return 1;
}

function shown(value: string): string {
  return `“${cut(value, 60)}”`;
}
