/**
 * The vocabularies of the field, as pinned in vocabularies/*.json, each with its date. `voreg vocabularies update`
 * refreshes the files; rules and the Dublin Core mapping read them here.
 */
import { readFileSync } from 'node:fs';

export interface Term {
  label: string;
  deprecated?: boolean;
  preliminary?: boolean;
  useInstead?: string[];
  wider?: string[];
}

export interface Vocabulary {
  /** URI of the vocabulary. */
  vocabulary: string;
  /** Its date, `YYYY-MM-DD`. */
  date: string;
  terms: Record<string, Term>;
}

export type VocabularyName =
  | 'content_level'
  | 'content_type'
  | 'date_role'
  | 'relationship_type'
  | 'messenger'
  | 'product-type'
  | 'data-source'
  | 'refframe'
  | 'uat';

/** `npm run build` copies the folder to dist, so that this holds there too. */
export const VOCABULARIES = new URL('vocabularies/', import.meta.url);

const loaded = new Map<string, unknown>();

/** A pinned table by the name of its file, read once. */
export function pinned<T>(name: string): T {
  let table = loaded.get(name);
  if (table === undefined) {
    table = JSON.parse(readFileSync(new URL(`${name}.json`, VOCABULARIES), 'utf8'));
    loaded.set(name, table);
  }
  return table as T;
}

export function vocabulary(name: VocabularyName): Vocabulary {
  return pinned<Vocabulary>(name);
}

/** A term as written, or null. Own properties only: `constructor` is no concept. */
export function term(name: VocabularyName, value: string): Term | null {
  const { terms } = vocabulary(name);
  return Object.hasOwn(terms, value) ? (terms[value] ?? null) : null;
}

/** The label of a UAT fragment such as `virtual-observatories`; null if there is no such concept (CON-01). */
export function uatLabel(fragment: string): string | null {
  return term('uat', fragment)?.label ?? null;
}
