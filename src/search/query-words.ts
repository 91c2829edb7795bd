/** What a person writes into the search box, as a query of the database. Nothing in it can be a syntax error. */
import { joinedName, singular, wordsOf } from './words.ts';

/** More make no better search, only a dearer one. */
export const QUERY_WORDS_MAX = 12;
/** A shorter beginning stands for too many words. */
const PREFIX_MIN = 3;

/** Literals of tsquery. */
interface WordQuery {
  /** What a record must fulfil. */
  all: string;
  /** Any of the words: ranks say more of it, as a title need not have them all. */
  any: string;
}

/**
 * Null if there is no word in the text. All words must be there, in any order; `"two words"` next to
 * each other; `-word` must not be there; `word*`, and the last word as one may be writing it still, also as a beginning.
 */
export function queryOf(text: string): WordQuery | null {
  const wanted: string[] = [];
  const unwanted: string[] = [];
  /** Words that stand free, one after the other: a name may be two of them. */
  let free: { word: string; isBeginning: boolean }[] = [];
  const endOfWords = () => {
    wanted.push(...allOf(free));
    free = [];
  };
  const pieces = Array.from(text.matchAll(/(?<=^|\s)-?"[^"]*"?|\S+/g), ([piece]) => piece);
  pieces.forEach((piece, i) => {
    const words = wordsOf(piece);
    const isUnwanted = /^-[\p{L}\p{N}"]/u.test(piece);
    const isPhrase = /^-?"/.test(piece);
    if (words.length === 0) return;
    if (isUnwanted || isPhrase) {
      endOfWords();
      (isUnwanted ? unwanted : wanted).push(phrase(words));
      return;
    }
    const isOpen = /[\p{L}\p{N}]\*$/u.test(piece) || i === pieces.length - 1;
    free.push(...words.map((word, at) => ({ word, isBeginning: isOpen && at === words.length - 1 })));
  });
  endOfWords();
  // A query of exclusions alone would be of all that there is.
  if (wanted.length === 0) return null;
  const all = [...wanted, ...unwanted.map((one) => `!(${one})`)].join(' & ');
  return { all, any: wanted.join(' | ') };
}

/** How many words a query has: what QUERY_WORDS_MAX is held against. */
export function countWords(text: string): number {
  return wordsOf(text).length;
}

function phrase(words: string[]): string {
  return words.map((word) => `'${singular(word)}'`).join(' <-> ');
}

/** Each of the words, or what it makes together with its neighbour: `M 31` is `M31` to others. */
function allOf(words: { word: string; isBeginning: boolean }[]): string[] {
  return words.map(({ word, isBeginning }, i) => {
    const forms = [`'${singular(word)}'`];
    if (isBeginning && word.length >= PREFIX_MIN) forms.push(`'${word}':*`);
    const before = joinedName(words[i - 1]?.word ?? '', word);
    const after = joinedName(word, words[i + 1]?.word);
    for (const joined of [before, after]) if (joined !== null) forms.push(`'${joined}'`);
    return forms.length === 1 ? (forms[0] ?? '') : `(${forms.join(' | ')})`;
  });
}
