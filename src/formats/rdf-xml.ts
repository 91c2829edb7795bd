/** Writes things as RDF/XML (RDF 1.1): what OAI-PMH can carry, and what open-data portals harvest. */
import { type Tag, tag } from '../xml/write.ts';
import { PREFIXES, type Statement, type Thing } from './graph.ts';
import { xmlText } from './xml-text.ts';

/** UTF-8 text with the XML declaration. Literals must be safe for XML, as graph.ts makes them. */
export function writeRdfXml(thing: Thing): string {
  const declared = Object.entries(PREFIXES).map(([prefix, iri]) => [`xmlns:${prefix}`, iri]);
  const root = tag('rdf:RDF', Object.fromEntries(declared), described(thing));
  return xmlText(root);
}

function described({ iri, types: [type, ...more], says }: Thing): Tag {
  const types = more.map((one) => tag('rdf:type', { 'rdf:resource': absolute(one) }));
  return tag(type, iri === null ? {} : { 'rdf:about': iri }, ...types, ...says.map(property));
}

function property([predicate, value]: Statement): Tag {
  if ('ref' in value) return tag(predicate, { 'rdf:resource': value.ref });
  if (!('literal' in value)) return tag(predicate, {}, described(value));
  const { literal, lang, datatype } = value;
  if (lang !== undefined) return tag(predicate, { 'xml:lang': lang }, literal);
  return tag(predicate, datatype === undefined ? {} : { 'rdf:datatype': absolute(datatype) }, literal);
}

function absolute(name: string): string {
  const colon = name.indexOf(':');
  return `${PREFIXES[name.slice(0, colon)] ?? ''}${name.slice(colon + 1)}`;
}
