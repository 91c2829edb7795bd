/** Vocabulary terms as curators write them, and what they meant. */
import { type Term, term, type VocabularyName, vocabulary } from '../vocabulary.ts';

export interface TermTrouble {
  kind: 'deprecated' | 'misspelt' | 'unknown';
  /** The current term to write instead, where that is certain. */
  instead: string | null;
}

/**
 * What is wrong with a term: deprecated, written as URI, as label or in another case, or unknown. Null if it is a
 * current term of the vocabulary. IVOA Vocabularies 2.1: records carry the fragment only, and case counts.
 */
export function termTrouble(name: VocabularyName, value: string): TermTrouble | null {
  const exact = term(name, value);
  if (exact !== null) {
    return exact.deprecated === true ? { kind: 'deprecated', instead: successor(name, exact) } : null;
  }
  const meant = spellings(name).get(spelling(value, vocabulary(name).vocabulary));
  const found = meant === undefined ? null : term(name, meant);
  if (meant === undefined || found === null) return { kind: 'unknown', instead: null };
  return { kind: 'misspelt', instead: found.deprecated === true ? successor(name, found) : meant };
}

function successor(name: VocabularyName, { useInstead }: Term): string | null {
  const [only, ...others] = useInstead ?? [];
  if (only === undefined || others.length > 0) return null;
  const next = term(name, only);
  return next === null || next.deprecated === true ? null : only;
}

/** Without the vocabulary's URI, in lower case, words joined by hyphens: `Virtual observatories` → `virtual-observatories`. */
function spelling(value: string, uri: string): string {
  const fragment = value.startsWith(`${uri}#`) || value.startsWith(`${uri.replace(/^http:/, 'https:')}#`);
  return (fragment ? value.slice(value.indexOf('#') + 1) : value)
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '-');
}

const bySpelling = new Map<VocabularyName, Map<string, string>>();

/** Each way to spell a term → the term; labels first, so that a term's own name wins, and current terms win last. */
function spellings(name: VocabularyName): Map<string, string> {
  const known = bySpelling.get(name);
  if (known !== undefined) return known;
  const { terms, vocabulary: uri } = vocabulary(name);
  const made = new Map<string, string>();
  const deprecatedFirst = Object.entries(terms).sort(
    ([, a], [, b]) => Number(b.deprecated ?? false) - Number(a.deprecated ?? false),
  );
  for (const [key, { label }] of deprecatedFirst) made.set(spelling(label, uri), key);
  for (const [key] of deprecatedFirst) made.set(spelling(key, uri), key);
  bySpelling.set(name, made);
  return made;
}
