/** "Did you mean …": a search that finds next to nothing, with its misspelt words replaced by words of the index. */
import type { SearchQuery, SearchResult } from '../store/search.ts';
import { editDistance } from '../words/edit-distance.ts';
import { queryOf } from './query-words.ts';
import { wordsOf } from './words.ts';

/** A search with more results needs no other spelling. */
const FEW = 2;
/** A word counts as misspelt beside one that this many times more records have: records have typos, too. */
const MORE = 10;
/** Shorter words are names and abbreviations, where one letter makes another thing. */
const SHORTEST = 4;
const LONGEST = 30;
/** Words of one search that are looked at, and proposals for each whose records are counted. */
const WORDS_MAX = 6;
const CANDIDATES_MAX = 8;

export interface Suggestion {
  /** What to write instead. */
  q: string;
  /** How many records it finds, with the same filters. */
  total: number;
}

/** What is asked of the index (store/search.ts). */
export interface Spelling {
  search: (query: SearchQuery) => Promise<SearchResult>;
  wordsAlike: (like: { letters: string[]; length: number; most: number }) => Promise<string[]>;
  countWords: (words: string[]) => Promise<Map<string, number>>;
}

/** Whether a word may be proposed, or replaced: the index keeps these of titles, names and subjects. */
export function isSpelling(word: string): boolean {
  return word.length >= SHORTEST && word.length <= LONGEST && /^\p{L}+$/u.test(word);
}

/**
 * Null if the search found enough, or nothing better is known. `q` as written, `query` as it was made of it. Throws as a
 * search does (SearchTooDear, DatabaseAway).
 */
export async function suggestionFor(
  spelling: Spelling,
  q: string,
  query: SearchQuery,
  { total }: SearchResult,
): Promise<Suggestion | null> {
  if (total === null || total > FEW || query.words === null) return null;
  const written = [...new Set(wantedWords(q).filter(isSpelling))].slice(0, WORDS_MAX);
  if (written.length === 0) return null;
  const counts = await spelling.countWords(written);
  const better = new Map<string, string>();
  for (const word of written) {
    const known = counts.get(word) ?? 0;
    const found = known > FEW ? null : await betterWord(spelling, word, known);
    if (found !== null) better.set(word, found);
  }
  if (better.size === 0) return null;
  const corrected = replaced(q, better);
  const words = queryOf(corrected);
  if (words === null) return null;
  const exact = corrected.toLowerCase();
  const other = await spelling.search({ ...query, words, exact, offset: 0, limit: 1, values: 1 });
  return (other.total ?? 0) > total ? { q: corrected, total: other.total ?? 0 } : null;
}

/** The nearest word, among equals the most frequent; null if there is none that is clearly more frequent. */
async function betterWord(spelling: Spelling, word: string, known: number): Promise<string | null> {
  const most = word.length < 6 ? 1 : 2;
  // The first letter is seldom wrong; where two change places, or one is doubled, the second is the first.
  const letters = [...new Set(Array.from(word).slice(0, 2))];
  const alike = await spelling.wordsAlike({ letters, length: word.length, most });
  const near = alike
    .map((one) => ({ word: one, distance: distance(word, one, most) }))
    .filter((one) => one.word !== word && one.distance <= most)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, CANDIDATES_MAX);
  if (near.length === 0) return null;
  const counts = await spelling.countWords(near.map((one) => one.word));
  const [best] = near
    .map((one) => ({ ...one, count: counts.get(one.word) ?? 0 }))
    .filter(({ count }) => count > MORE * known)
    .sort((a, b) => a.distance - b.distance || b.count - a.count);
  return best?.word ?? null;
}

/** Two neighbours that changed places are one slip of the hand, not two. */
function distance(a: string, b: string, most: number): number {
  const found = editDistance(a, b, most);
  if (found !== 2 || a.length !== b.length) return found;
  const at = Array.from(a).findIndex((letter, i) => letter !== b[i]);
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2) ? 1 : found;
}

/** The pieces of a query as query-words.ts reads them; what is to be absent is not looked at. */
const PIECES = /(?<=^|\s)-?"[^"]*"?|\S+/g;
const isUnwanted = (piece: string) => /^-[\p{L}\p{N}"]/u.test(piece);

function wantedWords(q: string): string[] {
  return Array.from(q.matchAll(PIECES), ([piece]) => piece)
    .filter((piece) => !isUnwanted(piece))
    .flatMap(wordsOf);
}

function replaced(q: string, better: ReadonlyMap<string, string>): string {
  return q.replace(PIECES, (piece) =>
    isUnwanted(piece)
      ? piece
      : piece.replace(/[\p{L}\p{N}\p{M}]+/gu, (word) => better.get(wordsOf(word)[0] ?? '') ?? word),
  );
}
