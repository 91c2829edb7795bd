/** The values that records are counted and chosen by: written alike however records write them, and named for people. */
import { pinned, term, uatLabel, vocabulary } from '../validate/vocabulary.ts';

/** In the order in which pages show them. */
export const FACETS = ['type', 'standard', 'waveband', 'subject', 'authority'] as const;
export type Facet = (typeof FACETS)[number];

/** Values of one record and facet: one live record has more subjects than that. */
export const VALUES_MAX = 100;
const VALUE_MAX = 200;

/** SPASE's SpectralRange where the IVOA has another word (crosswalk: spectral-range.json says the same of records). */
const WAVEBANDS: Record<string, string> = {
  gammarays: 'Gamma-ray',
  hardxrays: 'X-ray',
  softxrays: 'X-ray',
  xrays: 'X-ray',
  extremeultraviolet: 'EUV',
  farultraviolet: 'UV',
  ultraviolet: 'UV',
  infrared: 'Infrared',
  microwave: 'Millimeter',
  radiofrequency: 'Radio',
};

let concepts: Map<string, string> | null = null;
let messengers: Map<string, string> | null = null;

/** A value as it is kept: UAT concepts and wavebands by their terms, identifiers and words in lower case. '' for none. */
export function facetValue(facet: Facet, written: string): string {
  const value = written.replace(/\s+/g, ' ').trim().slice(0, VALUE_MAX);
  if (facet === 'type') return value;
  if (facet === 'subject') return conceptOf(value) ?? value.toLowerCase();
  if (facet === 'waveband') return wavebandOf(value);
  return value.toLowerCase();
}

/** UAT concepts are written by their term, their label, or with the address of the vocabulary before them. */
function conceptOf(value: string): string | null {
  const bare = value.replace(/^https?:\/\/www\.ivoa\.net\/rdf\/uat#/i, '');
  if (term('uat', bare) !== null) return bare;
  if (concepts === null) {
    concepts = new Map();
    for (const [id, { label, deprecated }] of Object.entries(vocabulary('uat').terms)) {
      if (deprecated !== true) concepts.set(label.toLowerCase(), id);
    }
  }
  return concepts.get(bare.toLowerCase()) ?? null;
}

function wavebandOf(value: string): string {
  messengers ??= new Map(Object.keys(vocabulary('messenger').terms).map((id) => [id.toLowerCase(), id]));
  const key = value.toLowerCase();
  return messengers.get(key) ?? WAVEBANDS[key.replace(/[^a-z]/g, '')] ?? key;
}

/** What a person reads: `Solar flares`, `SIA query-2.0`, `nasa.heasarc`. */
export function facetLabel(facet: string, value: string): string {
  if (facet === 'subject') return uatLabel(value) ?? value;
  if (facet === 'waveband') return term('messenger', value)?.label ?? value;
  if (facet === 'standard') return standardLabel(value);
  return value;
}

interface Standards {
  standards?: { id: string; keys?: string[] }[];
}

/** `ivo://ivoa.net/std/tap#aux-1.1` → `TAP aux-1.1`; what is no standard of the IVOA as it is. */
function standardLabel(value: string): string {
  const [, name, key] = /^ivo:\/\/ivoa\.net\/std\/([^#?]+)(?:#(.+))?$/.exec(value) ?? [];
  if (name === undefined) return value;
  return key === undefined ? standardName(name) : `${standardName(name)} ${key}`;
}

let names: Map<string, string> | null = null;

/** In the letter case of the standard's own record. */
function standardName(lower: string): string {
  if (names === null) {
    names = new Map();
    const table = JSON.stringify(pinned<Standards>('standards'));
    for (const [, name = ''] of table.matchAll(/ivo:\/\/ivoa\.net\/std\/([\w-]+)/gi))
      names.set(name.toLowerCase(), name);
  }
  return names.get(lower) ?? lower;
}
