/**
 * Words of texts and of queries, made alike for both, here and not by the database: what its parsers make of `HST/WFC3`,
 * `1e5` or `é` depends on its settings, and PGlite and a server would differ. Every word is indexed as it is and, where
 * it looks like a plural, in its singular (the "S stemmer", Harman 1991): languages and names are mixed here, and a
 * stemmer for English alone would take more names apart than it brings words together.
 */

/** PostgreSQL takes 2 kB; nobody writes such a word. */
const WORD_MAX = 60;
/** Of one record. The longest descriptions have 5,000 words. */
export const WORDS_MAX = 8000;
/** PostgreSQL knows positions up to 16,383. */
const POSITION_MAX = 16_383;

/** Words of a text in order: lower case, without accents; whatever is no letter and no digit separates them. */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  return Array.from(plain.matchAll(/[\p{L}\p{N}]+/gu), ([word]) => shortened(word));
}

function shortened(word: string): string {
  if (word.length <= WORD_MAX) return word;
  // Not in the middle of a surrogate pair.
  return word.slice(0, WORD_MAX).replace(/[\uD800-\uDBFF]$/, '');
}

/** The singular, as far as its end tells: galaxies → galaxy, stars → star; glass, virus and m31 stay. */
export function singular(word: string): string {
  if (word.length < 4 || !/^\p{L}+$/u.test(word)) return word;
  if (/(?<![ae])ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?<![aeo])es$/.test(word)) return word.slice(0, -1);
  return /(?<![us])s$/.test(word) && !word.endsWith('es') ? word.slice(0, -1) : word;
}

/** `M 31` and `3C 273` are written as one word too: what both words make together, or null. */
export function joinedName(word: string, next: string | undefined): string | null {
  return next !== undefined && word.length <= 4 && /\p{L}/u.test(word) && /^\p{N}/u.test(next)
    ? `${word}${next}`
    : null;
}

/** A=title, B=names, C=subjects, D=everything else. */
export type Weight = 'A' | 'B' | 'C' | 'D';

/**
 * The words of texts with their weights as a literal of tsvector. Deterministic; at most WORDS_MAX words, earlier texts
 * first. Texts stand apart, so that no phrase reaches from one into the next.
 */
export function wordVector(texts: readonly (readonly [weight: Weight, text: string])[]): string {
  const parts: string[] = [];
  let position = 1;
  let left = WORDS_MAX;
  for (const [weight, text] of texts) {
    if (left <= 0) break;
    const words = wordsOf(text).slice(0, left);
    left -= words.length;
    words.forEach((word, i) => {
      const at = `:${Math.min(position + i, POSITION_MAX)}${weight === 'D' ? '' : weight}`;
      for (const form of new Set([word, singular(word), joinedName(word, words[i + 1])])) {
        if (form !== null) parts.push(`'${form}'${at}`);
      }
    });
    position += words.length + 1;
  }
  return parts.join(' ');
}
