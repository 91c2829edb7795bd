/**
 * What each format's own rules say, as far as the exports rely on them, stated here by hand: DataCite 4.6, DCAT-AP 3.0,
 * Google Dataset Search. The published schemas are asked too where a folder of them is at hand.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataFactory, Parser, type Quad, type Term } from 'n3';
import { attribute, type Element, text } from '../../src/resource/element.ts';
import { each } from '../../src/resource/field-values.ts';
import { compileSchema, type LoadedSchema } from '../../src/xml/schema.ts';
import { parseXml } from '../../src/xml/tree.ts';

export type { Quad };

const MANDATORY = ['identifier', 'creators', 'titles', 'publisher', 'publicationYear', 'resourceType'];

/** Controlled lists of DataCite 4.6, appendix 1. */
const LISTS: [path: string[], attribute: string, values: string][] = [
  [['resourceType'], 'resourceTypeGeneral', 'Dataset Service Standard Text Software Other'],
  [['creators', 'creator', 'creatorName'], 'nameType', 'Organizational Personal'],
  [['contributors', 'contributor'], 'contributorType', 'ContactPerson Other'],
  [
    ['dates', 'date'],
    'dateType',
    'Accepted Available Collected Copyrighted Coverage Created Issued Other Submitted Updated Valid',
  ],
  [
    ['relatedIdentifiers', 'relatedIdentifier'],
    'relationType',
    'Cites IsSupplementTo IsSupplementedBy IsContinuedBy Continues IsNewVersionOf IsPreviousVersionOf IsPartOf HasPart IsSourceOf IsDerivedFrom IsIdenticalTo IsDocumentedBy',
  ],
  [['relatedIdentifiers', 'relatedIdentifier'], 'relatedIdentifierType', 'DOI URL bibcode'],
  [['descriptions', 'description'], 'descriptionType', 'Abstract'],
  [['titles', 'title'], 'titleType', 'AlternativeTitle'],
];

/** What is wrong with a `resource` in DataCite's namespace; none if all is well. */
export function dataciteFaults(root: Element): string[] {
  const faults = MANDATORY.filter((name) => each(root, name).length !== 1).map((name) => `not one ${name}`);
  for (const [path, name, values] of LISTS) {
    for (const element of each(root, ...path)) {
      const value = attribute(element, name);
      if (value !== null && !values.split(' ').includes(value)) faults.push(`${name}="${value}"`);
    }
  }
  if (!/^\d{4}$/.test(text(each(root, 'publicationYear')[0]))) faults.push('publicationYear');
  const named = [
    ...each(root, 'creators', 'creator', 'creatorName'),
    ...each(root, 'titles', 'title'),
    ...each(root, 'publisher'),
    ...each(root, 'identifier'),
  ];
  for (const element of named) if (text(element) === '') faults.push(`empty ${element.name}`);
  for (const element of each(root, 'dates', 'date')) {
    if (
      !/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?$|^(?:\d{4}-\d\d-\d\d)?\/(?:\d{4}-\d\d-\d\d)?$/.test(
        text(element),
      )
    )
      faults.push(`date ${text(element)}`);
  }
  return faults;
}

/** The payload of an oai_datacite record, or the record itself. */
export function dataciteResource(xml: string): Element {
  const { root } = parseXml(xml);
  return each(root, 'payload', 'resource')[0] ?? root;
}

const NS: Record<string, string> = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  vcard: 'http://www.w3.org/2006/vcard/ns#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
};

/** `dct:title` → the IRI. */
export function name(prefixed: string): string {
  const [prefix = '', local = ''] = prefixed.split(':');
  return `${NS[prefix]}${local}`;
}

/** DCAT-AP 3.0: mandatory properties of the classes that the exports use. */
const SHAPES: Record<string, string[]> = {
  'dcat:Catalog': ['dct:title', 'dct:description', 'dct:publisher'],
  'dcat:Dataset': ['dct:title', 'dct:description'],
  'dcat:DataService': ['dct:title', 'dcat:endpointURL'],
  'dcat:Distribution': ['dcat:accessURL'],
  'foaf:Agent': ['foaf:name'],
  'vcard:Kind': ['vcard:fn'],
  'skos:Concept': ['skos:prefLabel'],
};

/** Ranges of DCAT-AP 3.0: the class of what a property leads to, where the class is not one of the Union's lists. */
const RANGES: Record<string, string> = {
  'dct:publisher': 'foaf:Agent',
  'dct:creator': 'foaf:Agent',
  'dcat:contactPoint': 'vcard:Kind',
  'dcat:distribution': 'dcat:Distribution',
  'dcat:accessService': 'dcat:DataService',
  'dct:temporal': 'dct:PeriodOfTime',
  'dct:conformsTo': 'dct:Standard',
  'dct:license': 'dct:LicenseDocument',
  'dct:rights': 'dct:RightsStatement',
};

const AS_IRI = [
  'dcat:accessURL',
  'dcat:endpointURL',
  'dcat:landingPage',
  'dcat:downloadURL',
  'vcard:hasEmail',
];

/** What is wrong with the triples of a record; none if all is well. */
export function dcatFaults(quads: Quad[]): string[] {
  const objects = (subject: Term, predicate: string) =>
    quads
      .filter((q) => q.subject.equals(subject) && q.predicate.value === name(predicate))
      .map((q) => q.object);
  const isA = (subject: Term, type: string) =>
    objects(subject, 'rdf:type').some((o) => o.value === name(type));
  const faults: string[] = [];
  for (const [type, properties] of Object.entries(SHAPES)) {
    const typed = quads.filter(
      (q) => q.predicate.value === name('rdf:type') && q.object.value === name(type),
    );
    for (const { subject } of typed) {
      for (const property of properties) {
        if (objects(subject, property).length === 0) faults.push(`${type} without ${property}`);
      }
    }
  }
  for (const quad of quads) {
    const range = Object.entries(RANGES).find(([property]) => quad.predicate.value === name(property));
    if (range !== undefined && !isA(quad.object as Term, range[1]))
      faults.push(`${range[0]} not to ${range[1]}`);
    if (
      AS_IRI.some((property) => quad.predicate.value === name(property)) &&
      quad.object.termType !== 'NamedNode'
    )
      faults.push(`${quad.predicate.value} is no IRI`);
    if (quad.object.termType === 'NamedNode' && /^(?:javascript|data|vbscript):/i.test(quad.object.value))
      faults.push(`leads to ${quad.object.value}`);
  }
  const main = ['dcat:Dataset', 'dcat:DataService', 'dcat:Catalog'];
  const first = quads[0]?.subject;
  if (first === undefined || !main.some((type) => isA(first, type))) faults.push('nothing of a catalogue');
  return faults;
}

/** Triples of a Turtle text. Throws at the first fault. */
export function triples(turtle: string): Quad[] {
  return new Parser({ format: 'text/turtle' }).parse(turtle);
}

/** Triples of RDF/XML as rdf-xml.ts writes it: typed nodes inside of properties, no abbreviations but rdf:resource. */
export function triplesOfRdfXml(xml: string): Quad[] {
  const { namedNode, blankNode, literal, quad } = DataFactory;
  const found: Quad[] = [];
  const iri = (e: Element) => namedNode(e.uri + e.local);
  const node = (element: Element): ReturnType<typeof namedNode> | ReturnType<typeof blankNode> => {
    const about = attribute(element, 'about', NS.rdf);
    const subject = about === null ? blankNode() : namedNode(about);
    found.push(quad(subject, namedNode(name('rdf:type')), iri(element)));
    for (const property of element.children) {
      const resource = attribute(property, 'resource', NS.rdf);
      const [inside] = property.children;
      const lang = attribute(property, 'lang', 'http://www.w3.org/XML/1998/namespace');
      const datatype = attribute(property, 'datatype', NS.rdf);
      const value =
        resource !== null
          ? namedNode(resource)
          : inside !== undefined
            ? node(inside)
            : literal(property.text, lang ?? (datatype === null ? undefined : namedNode(datatype)));
      found.push(quad(subject, iri(property), value));
    }
    return subject;
  };
  for (const child of parseXml(xml).root.children) node(child);
  return found;
}

/** Google Dataset Search: required and recommended properties that have a fixed form. */
export function datasetFaults(json: Record<string, unknown>): string[] {
  const faults: string[] = [];
  for (const required of ['name', 'description', 'url', 'identifier', '@id']) {
    if (typeof json[required] !== 'string' && typeof json[required] !== 'object')
      faults.push(`no ${required}`);
  }
  if (String(json.description ?? '').length > 5_000) faults.push('description of more than 5,000 characters');
  const spans = [json.temporalCoverage ?? []].flat();
  const moment = String.raw`(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|\.\.)`;
  for (const span of spans)
    if (!new RegExp(`^${moment}/${moment}$`).test(String(span))) faults.push(`span ${span}`);
  const distributions = [json.distribution ?? []].flat() as Record<string, unknown>[];
  for (const one of distributions)
    if (!/^(?:https?|ftps?):/.test(String(one.contentUrl))) faults.push('contentUrl');
  const text = JSON.stringify(json);
  if (
    /"(?:javascript|data|vbscript):/i.test(
      text.replace(/"(?:name|description|conditionsOfAccess)":"[^"]*"/g, ''),
    )
  )
    faults.push('an address that runs something');
  return faults;
}

/** The published schemas of DataCite in a folder: metadata.xsd with its include/ (schema.datacite.org, kernel-4.6). */
export function dataciteSchema(dir: string): LoadedSchema {
  const included = readdirSync(join(dir, 'include')).map((file) => `include/${file}`);
  const texts = new Map(
    ['metadata.xsd', ...included].map((file) => [file, readFileSync(join(dir, file), 'utf8')]),
  );
  const published = 'http://datacite.org/schema/kernel-4';
  const entry = { namespace: published, file: 'metadata.xsd', title: 'DataCite', version: '4.6', published };
  return compileSchema(dir, [entry], texts);
}
