/** What RDF says, as nested things: one builder (dcat.ts), two writers (turtle.ts, rdf-xml.ts). */
import { xmlSafe } from '../xml/write.ts';

/** A named thing, or with `iri` null one without a name. `types` has at least one; names are prefixed: `dct:title`. */
export interface Thing {
  iri: string | null;
  types: [string, ...string[]];
  says: Statement[];
}

export interface Literal {
  literal: string;
  /** BCP 47. */
  lang?: string;
  /** Prefixed: `xsd:date`. */
  datatype?: string;
}

export interface Reference {
  ref: string;
}

export type Value = Thing | Literal | Reference;
export type Statement = [predicate: string, value: Value];

export const PREFIXES: Record<string, string> = {
  adms: 'http://www.w3.org/ns/adms#',
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  vcard: 'http://www.w3.org/2006/vcard/ns#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
};

/** Text in a language, in characters that XML can have too; nothing for an empty one. */
export function words(predicate: string, text: string, lang?: string): Statement[] {
  const literal = xmlSafe(text);
  return literal === '' ? [] : [[predicate, lang === undefined ? { literal } : { literal, lang }]];
}

/** A date or date and time with its datatype. */
export function moment(predicate: string, date: string | null): Statement[] {
  if (date === null) return [];
  return [[predicate, { literal: date, datatype: date.length > 10 ? 'xsd:dateTime' : 'xsd:date' }]];
}

/** As points(), and of which class it is: the shapes of DCAT-AP want that of each thing, whoever describes it. */
export function typed(predicate: string, ref: string | null, type: string): Statement[] {
  return ref === null ? [] : [[predicate, { iri: ref, types: [type], says: [] }]];
}

/** `ref` must be an IRI as addresses.ts gives them; nothing for null. */
export function points(predicate: string, ref: string | null): Statement[] {
  return ref === null ? [] : [[predicate, { ref }]];
}
