/** What speaks so plainly against two records being one that no sum of likenesses may outweigh it. */
import type { List } from './clues.ts';
import type { Column } from './columns.ts';
import type { Corpus } from './corpus.ts';
import { agreement, HEAVIEST } from './features.ts';

export interface Contradiction {
  code: string;
  /** What each says, for a person. */
  message: string;
}

interface Check {
  code: string;
  about: string;
  /** Whether the two contradict each other. */
  holds(corpus: Corpus, a: number, b: number): boolean;
  /** What a record says. */
  says(corpus: Corpus, record: number): string;
}

const CHECKS: readonly Check[] = [
  {
    code: 'cadence',
    about: 'cadence in seconds',
    holds: (corpus, a, b) => factor(cadenceOf(corpus, a), cadenceOf(corpus, b)) > 1.25,
    says: (corpus, record) => String(cadenceOf(corpus, record)),
  },
  {
    code: 'kind',
    about: 'kind of data',
    holds: ({ kinds }, a, b) => kinds[a] !== kinds[b] && kinds[a] !== 0 && kinds[b] !== 0,
    says: ({ types }, record) => types[record] ?? '',
  },
  {
    code: 'facility',
    about: 'spacecraft or observatory',
    holds: (corpus, a, b) => disjoint(corpus, 'facilities', a, b),
    says: (corpus, record) => corpus.columns.facilities.termsOf(record).join(', '),
  },
  {
    code: 'instrument',
    about: 'instrument',
    holds: (corpus, a, b) => disjoint(corpus, 'instrumentWords', a, b),
    says: (corpus, record) => corpus.columns.instruments.termsOf(record).join(', '),
  },
  {
    code: 'level',
    about: 'processing level',
    holds: (corpus, a, b) => disjoint(corpus, 'levels', a, b),
    says: (corpus, record) => corpus.columns.levels.termsOf(record).join(', '),
  },
  {
    code: 'time',
    about: 'time covered, in years',
    holds: ({ start, stop }, a, b) => (start[a] ?? 0) > (stop[b] ?? 0) || (start[b] ?? 0) > (stop[a] ?? 0),
    says: ({ start, stop }, record) => `${year(start[record])}–${year(stop[record])}`,
  },
  {
    // Titles of one series: all alike but for a word in each, `GSE` against `GSM`.
    code: 'series',
    about: 'titles alike but for a word in each',
    holds: (corpus, a, b) => corpus.columns.title.cosine(a, b) > 0.8 && inSeries(corpus.columns.title, a, b),
    says: (corpus, record) => corpus.columns.title.termsOf(record).join(' '),
  },
];

/** Everything in which the two plainly contradict each other; an empty list if nothing does. Symmetric. */
export function contradictions(corpus: Corpus, a: number, b: number): Contradiction[] {
  return CHECKS.filter((check) => check.holds(corpus, a, b)).map(({ code, about, says }) => ({
    code,
    message: `${about}: ${says(corpus, a)} | ${says(corpus, b)}`,
  }));
}

/** The weight of a word that 1,750 records have: what fewer have tells one of a series from the next (`GSE`, `GSM`). */
const TELLING = 1.9;

/** Each has a telling word that the other lacks; a misspelt one (`evironment`) is not lacking. */
function inSeries(column: Column, a: number, b: number): boolean {
  if (1 - agreement(column, a, b) < TELLING / HEAVIEST) return false;
  const [here, there] = [column.termsOf(a), column.termsOf(b)];
  const alone = (own: string[], others: string[]) =>
    own.some((word) => column.weightOf(word) > TELLING && !others.some((other) => isSpelling(word, other)));
  return alone(here, there) && alone(there, here);
}

/** The same word, or a long one with a letter too many, too few, or another; never with another number. */
function isSpelling(a: string, b: string): boolean {
  if (a === b) return true;
  if (Math.min(a.length, b.length) < 6 || Math.abs(a.length - b.length) > 1 || /\d/.test(a + b)) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from += 1;
  const [restA, restB] = [a.slice(from), b.slice(from)];
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1);
}

function disjoint(corpus: Corpus, list: List, a: number, b: number): boolean {
  const column = corpus.columns[list];
  return column.has(a) && column.has(b) && column.shared(a, b) === 0;
}

/** As stated, else as the title has it; NaN if neither. */
function cadenceOf({ cadence, titleCadence }: Corpus, record: number): number {
  const stated = cadence[record] ?? Number.NaN;
  return Number.isNaN(stated) ? (titleCadence[record] ?? Number.NaN) : stated;
}

function factor(a: number, b: number): number {
  return Math.max(a / b, b / a);
}

function year(days: number | undefined): string {
  return days === undefined || Number.isNaN(days)
    ? '…'
    : String(new Date(days * 86_400_000).getUTCFullYear());
}
