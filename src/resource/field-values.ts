/**
 * How values are taken out of a record for `Fields`: by local name, because records in a wrong namespace are read all
 * the same; white space collapsed; of a bounded size; without e-mail addresses.
 */
import { type Element, text } from './element.ts';
import type { Fields } from './fields.ts';

/** Entries of a list. Of 27,891 SPASE records 13 have more names of parameters; nothing else comes near (68 URLs). */
export const MOST_ENTRIES = 500;
/** Characters of a name, title or URL. The longest title seen live has 388, the longest URL 278. */
export const MOST_NAME = 2_000;
/** Characters of a description. One live record has more. */
export const MOST_DESCRIPTION = 30_000;

/** Ends a text of which the rest was left out. */
const CUT = '…';

/** Children of that local name, in any namespace, along a path. */
export function each(element: Element | null, ...path: string[]): Element[] {
  let found = element === null ? [] : [element];
  for (const local of path) found = found.flatMap((e) => e.children.filter((c) => c.local === local));
  return found;
}

/** The first child of that local name along a path; null if there is none. */
export function first(element: Element | null, ...path: string[]): Element | null {
  return each(element, ...path)[0] ?? null;
}

// Bounded repetitions: without them a line of 100,000 letters is read 100,000 times.
const EMAIL =
  /(?:mailto:)?[\p{L}\p{N}.!#$%'*+^_`{|}~-]{1,64}(?:@|%40)(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/giu;
const USER_INFO = /:\/\/[^/@\s?#]{1,200}@/g;

/** A text with every e-mail address replaced by a word, and user names and passwords of URLs left out. */
export function withoutAddresses(written: string): string {
  if (!/@|%40/.test(written)) return written;
  return written.replace(USER_INFO, '://').replace(EMAIL, '(e-mail)');
}

/** Takes values for one record, and remembers which of its fields did not fit. */
export class FieldValues {
  readonly #cut = new Set<keyof Fields>();

  /** Names of the fields that are longer in the record than what was taken, sorted. */
  get cut(): string[] {
    return [...this.#cut].sort();
  }

  /** Collapsed, without e-mail addresses, at most `most` characters; '' for a missing element. */
  text(field: keyof Fields, of: Element | string | null | undefined, most = MOST_NAME): string {
    const written = typeof of === 'string' ? of.trim().replace(/\s+/g, ' ') : text(of);
    const clean = withoutAddresses(written);
    if (clean.length <= most) return clean;
    this.#cut.add(field);
    // Not in the middle of a surrogate pair.
    const end = /[\uD800-\uDBFF]/.test(clean.charAt(most - 2)) ? most - 2 : most - 1;
    return clean.slice(0, end) + CUT;
  }

  /** As `text`; null for what is missing or empty. */
  textOrNull(field: keyof Fields, of: Element | string | null | undefined): string | null {
    return this.text(field, of) || null;
  }

  /** The texts of elements, each once, without empty ones, in order. */
  texts(field: keyof Fields, of: (Element | string)[], most = MOST_ENTRIES): string[] {
    const taken = new Set<string>();
    for (const one of of) {
      const value = this.text(field, one);
      if (value !== '' && !taken.has(value)) {
        if (taken.size === most) {
          this.#cut.add(field);
          break;
        }
        taken.add(value);
      }
    }
    return [...taken];
  }

  /** At most 500 entries. */
  list<T>(field: keyof Fields, entries: T[]): T[] {
    if (entries.length <= MOST_ENTRIES) return entries;
    this.#cut.add(field);
    return entries.slice(0, MOST_ENTRIES);
  }
}
