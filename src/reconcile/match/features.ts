/**
 * What is compared of two records. Each feature looks at one thing and says how alike the two are, 0 to 1, or NaN if
 * either record does not say (NaN, not null: these run millions of times, and a number needs no box). What a value is
 * worth stands in weights.json.
 */
import type { List } from './clues.ts';
import type { Column } from './columns.ts';
import type { Corpus } from './corpus.ts';

export interface Feature {
  name: string;
  /** What it compares, for a person. */
  about: string;
  /** The clues that explain shows for it, if they are lists. */
  list: List | null;
  /** @param a @param b numbers of records in the corpus */
  value(a: number, b: number): number;
}

/** The features, ready for one corpus. Their order has no meaning. */
export function featuresOf(corpus: Corpus): Feature[] {
  const { columns, cadence, titleCadence, start, stop } = corpus;
  const cosine = (list: List) => both(columns[list], (column, a, b) => column.cosine(a, b));
  const jaccard = (list: List) => both(columns[list], (column, a, b) => column.jaccard(a, b));
  const contained = (list: List) => both(columns[list], (column, a, b) => column.contained(a, b));
  const agreed = (list: List) => both(columns[list], agreement);
  return [
    { name: 'title', about: 'words of the title', list: 'title', value: cosine('title') },
    {
      name: 'titleWithin',
      about: 'the shorter title within the longer',
      list: 'title',
      value: contained('title'),
    },
    {
      name: 'titleAgreement',
      about: 'no title has a rare word the other lacks',
      list: 'title',
      value: agreed('title'),
    },
    {
      name: 'marks',
      about: 'numbers, letters and sides in the title',
      list: 'marks',
      value: agreed('marks'),
    },
    {
      name: 'description',
      about: 'words of the description',
      list: 'description',
      value: cosine('description'),
    },
    { name: 'numbers', about: 'numbers in the description', list: 'numbers', value: jaccard('numbers') },
    { name: 'codes', about: 'product keys and short names', list: 'codes', value: jaccard('codes') },
    { name: 'quoted', about: 'a product name quoted by both', list: 'quoted', value: contained('quoted') },
    { name: 'urls', about: 'an access address of both', list: 'urls', value: contained('urls') },
    { name: 'urlWords', about: 'words of the access addresses', list: 'urlWords', value: cosine('urlWords') },
    { name: 'references', about: 'reference addresses', list: 'references', value: jaccard('references') },
    {
      name: 'referenceWords',
      about: 'words of the reference addresses',
      list: 'referenceWords',
      value: cosine('referenceWords'),
    },
    { name: 'dois', about: 'DOIs', list: 'dois', value: jaccard('dois') },
    { name: 'instruments', about: 'instruments', list: 'instruments', value: jaccard('instruments') },
    {
      name: 'instrumentWords',
      about: 'words of the instrument names',
      list: 'instrumentWords',
      value: cosine('instrumentWords'),
    },
    {
      name: 'facilities',
      about: 'spacecraft and observatories',
      list: 'facilities',
      value: jaccard('facilities'),
    },
    { name: 'parameters', about: 'names of parameters', list: 'parameters', value: jaccard('parameters') },
    { name: 'persons', about: 'persons', list: 'persons', value: jaccard('persons') },
    { name: 'places', about: 'repository and publisher', list: 'places', value: jaccard('places') },
    { name: 'regions', about: 'observed regions', list: 'regions', value: jaccard('regions') },
    {
      name: 'measurements',
      about: 'kinds of measurement',
      list: 'measurements',
      value: jaccard('measurements'),
    },
    { name: 'subjects', about: 'keywords', list: 'subjects', value: jaccard('subjects') },
    { name: 'levels', about: 'processing level', list: 'levels', value: jaccard('levels') },
    {
      name: 'cadence',
      about: 'cadence',
      list: null,
      value: (a, b) => alikeCadence(cadence, titleCadence, a, b),
    },
    {
      name: 'titleCadence',
      about: 'resolution in the title',
      list: null,
      value: (a, b) => ratio(titleCadence[a] as number, titleCadence[b] as number),
    },
    {
      name: 'start',
      about: 'first moment covered',
      list: null,
      value: (a, b) => nearness(start[a] as number, start[b] as number),
    },
    {
      name: 'stop',
      about: 'last moment covered',
      list: null,
      value: (a, b) => nearness(stop[a] as number, stop[b] as number),
    },
    {
      name: 'type',
      about: 'type of resource',
      list: null,
      value: (a, b) => kinds(corpus, a, b),
    },
  ];
}

type Measure = (column: Column, a: number, b: number) => number;

function both(column: Column, measure: Measure): (a: number, b: number) => number {
  const { starts } = column;
  return (a, b) =>
    (starts[a + 1] as number) > (starts[a] as number) && (starts[b + 1] as number) > (starts[b] as number)
      ? measure(column, a, b)
      : Number.NaN;
}

/** The weight of a term that one record has. */
export const HEAVIEST = Math.log(1 + 10_000);

/**
 * 1 if all that one has the other has too; falls with the weight of the heaviest word that each has alone. A longer
 * title is no contradiction; `LEFS150` against `LEMS30` is.
 */
export function agreement(column: Column, a: number, b: number): number {
  const { starts, terms, weights } = column;
  const endA = starts[a + 1] as number;
  const endB = starts[b + 1] as number;
  let i = starts[a] as number;
  let j = starts[b] as number;
  let aloneA = 0;
  let aloneB = 0;
  while (i < endA || j < endB) {
    const termA = i < endA ? (terms[i] as number) : Number.POSITIVE_INFINITY;
    const termB = j < endB ? (terms[j] as number) : Number.POSITIVE_INFINITY;
    if (termA === termB) {
      i += 1;
      j += 1;
    } else if (termA < termB) {
      aloneA = Math.max(aloneA, weights[termA] as number);
      i += 1;
    } else {
      aloneB = Math.max(aloneB, weights[termB] as number);
      j += 1;
    }
  }
  return 1 - Math.min(aloneA, aloneB) / HEAVIEST;
}

/** 1 if equal, 0.5 at a factor of e^0.25; NaN if either is. */
function ratio(a: number, b: number): number {
  return Math.exp(-Math.abs(Math.log(a / b)) * 2.77);
}

/** As stated; where one side states none, as its title has it. */
function alikeCadence(stated: Float64Array, titled: Float64Array, a: number, b: number): number {
  const first = stated[a] as number;
  const second = stated[b] as number;
  return ratio(
    Number.isNaN(first) ? (titled[a] as number) : first,
    Number.isNaN(second) ? (titled[b] as number) : second,
  );
}

/** Of two dates in days: 1 on the same day, 0.5 a month apart, 0 for years. */
function nearness(a: number, b: number): number {
  return 1 / (1 + Math.abs(a - b) / 30);
}

/** 1 if both hold numbers, or both plots; NaN where a type does not tell. */
function kinds({ kinds: all }: Corpus, a: number, b: number): number {
  const first = all[a] as number;
  const second = all[b] as number;
  if (first === 0 || second === 0) return Number.NaN;
  return first === second ? 1 : 0;
}
