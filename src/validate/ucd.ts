/** Unified Content Descriptors (UCD1+): words from the pinned list, in the places that their codes allow. */
import { remembered } from './remembered.ts';
import { pinned } from './vocabulary.ts';

interface UcdList {
  /** Word → P (first only), S (later only), Q (either), E, C, V (first, with words that refine them later). */
  words: Record<string, string>;
  /** Deprecated word → what to write instead. */
  deprecated: Record<string, string>;
}

export interface UcdFault {
  kind: 'syntax' | 'unknown' | 'deprecated' | 'place' | 'ucd1';
  /** Continues a sentence that begins with the quoted UCD. */
  says: string;
  /** The whole UCD as it should be, where that is certain. */
  instead: string | null;
}

interface Index {
  words: Map<string, { word: string; code: string }>;
  deprecated: Map<string, string>;
}

let index: Index | null = null;

function indexed(): Index {
  if (index === null) {
    const list = pinned<UcdList>('ucd');
    index = {
      words: new Map(Object.entries(list.words).map(([word, code]) => [word.toLowerCase(), { word, code }])),
      deprecated: new Map(Object.entries(list.deprecated).map(([word, now]) => [word.toLowerCase(), now])),
    };
  }
  return index;
}

/**
 * ObsCore 1.1 prescribes `meta.code;phys.polarization` for pol_states, and the list says E (first) of the latter. As E,
 * C and V words also qualify others in live tables, only P words (never later) and S words (never first) have a place.
 */
const NEVER_FIRST = 'S';
const ONLY_FIRST = 'P';

/**
 * What is wrong with a UCD: the first fault, or null. Compares without regard to case; words of another namespace
 * (`VOX:…`) are not looked at, `ivoa:` is dropped (UCD 1.1 §3).
 */
export const ucdFault: (ucd: string) => UcdFault | null = remembered(examined);

function examined(ucd: string): UcdFault | null {
  if (/^[A-Z][A-Z0-9/_+-]*$/.test(ucd) && !indexed().words.has(ucd.toLowerCase())) {
    return { kind: 'ucd1', says: 'is of the old list (UCD1)', instead: null };
  }
  if (/[^A-Za-z0-9.;:_-]/.test(ucd)) {
    const tidy = ucd
      .split(/[;,]/)
      .map((word) => word.trim())
      .join(';');
    const says = 'has characters that no UCD has; words are separated by ";" without blanks';
    return { kind: 'syntax', says, instead: wordsFault(tidy) ? null : tidy };
  }
  return wordsFault(ucd);
}

function wordsFault(ucd: string): UcdFault | null {
  const words = ucd.split(';');
  if (words.some((word) => word === '')) {
    const tidy = words.filter((word) => word !== '').join(';');
    return {
      kind: 'syntax',
      says: 'has an empty word',
      instead: tidy !== '' && wordsFault(tidy) === null ? tidy : null,
    };
  }
  for (const [place, word] of words.entries()) {
    const fault = wordFault(word, place, words);
    if (fault !== null) return fault;
  }
  return null;
}

function wordFault(written: string, place: number, words: string[]): UcdFault | null {
  const word = written.replace(/^ivoa:/i, '');
  if (word.includes(':')) return null;
  const { words: known, deprecated } = indexed();
  const found = known.get(word.toLowerCase());
  if (found === undefined) {
    const now = deprecated.get(word.toLowerCase());
    if (now === undefined) {
      return {
        kind: 'unknown',
        says: `has the word ${word}, which is not in the list of UCD words`,
        instead: null,
      };
    }
    const whole = words.toSpliced(place, 1, now).join(';');
    return {
      kind: 'deprecated',
      says: `has the deprecated word ${word}`,
      instead: wordsFault(whole) === null ? whole : null,
    };
  }
  if (place === 0 && found.code === NEVER_FIRST) {
    return {
      kind: 'place',
      says: `begins with ${found.word}, which only refines another word`,
      instead: null,
    };
  }
  if (place > 0 && found.code === ONLY_FIRST) {
    return {
      kind: 'place',
      says: `has ${found.word} in place ${place + 1}, but it only stands first`,
      instead: null,
    };
  }
  return null;
}

/** First word in lower case, without its namespace: what the value is. */
export function primaryWord(ucd: string): string {
  return (ucd.split(';', 1)[0] ?? '')
    .replace(/^ivoa:/i, '')
    .trim()
    .toLowerCase();
}
