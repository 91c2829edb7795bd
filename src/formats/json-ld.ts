/** A record as schema.org JSON-LD, with the fields that Google Dataset Search requires and recommends. */
import { doiAddress } from '../resource/doi.ts';
import { cut } from '../words/say.ts';
import { type About, type Rendered, resolver } from './about.ts';
import { adsPage, iri, link } from './addresses.ts';
import type { Agent, Described } from './described.ts';
import type { Way } from './interfaces.ts';
import { SCHEMA_TYPES } from './kind.ts';
import { spdxUri } from './rights.ts';

/** What Google reads of a description; the page has it whole. */
const MOST_DESCRIPTION = 5_000;

type Json = string | number | boolean | Json[] | { [name: string]: Json };

/** The description as an object, without empty values. */
export function jsonLd(record: Described, about: About): { [name: string]: Json } {
  const { kind } = record;
  const isWork = kind !== 'organisation' && kind !== 'service';
  return clean({
    '@context': 'https://schema.org/',
    '@type': SCHEMA_TYPES[kind],
    '@id': resolver(about, record.ivoid),
    name: record.title || record.ivoid,
    alternateName: record.shortName,
    description: cut(record.description.join('\n\n'), MOST_DESCRIPTION),
    url: about.page,
    identifier: identifiers(record),
    sameAs: [
      ...record.dois.map((doi) => doiAddress(doi)),
      ...record.altIdentifiers.flatMap((id) => link(id) ?? []),
      ...(kind === 'organisation' ? [link(record.referenceUrl) ?? ''] : []),
      // Only what a curator calls identical: schema.org's sameAs is about the very same thing.
      ...linked(about, 'skos:exactMatch').map(({ address }) => address),
    ],
    ...(isWork ? work(record, about) : {}),
    ...(kind === 'dataset' ? dataset(record, about) : {}),
    ...(kind === 'service' ? service(record, about) : {}),
    ...(kind === 'organisation' ? contactPoints(record) : {}),
  });
}

/** As `application/ld+json`: may stand inside of `<script type="application/ld+json">` as it is. */
export function renderJsonLd(record: Described, about: About): Rendered {
  return { text: `${embeddable(jsonLd(record, about))}\n` };
}

/** JSON text that cannot end a script element, begin a comment in one, or break a line of JavaScript. */
export function embeddable(value: Json): string {
  return JSON.stringify(value, null, 1).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function work(record: Described, about: About): Record<string, Json> {
  const licence = record.rights.map(({ uri, spdx }) => (spdx === null ? uri : spdxUri(spdx)));
  return {
    creator: record.creators.map((one) => agent(one, about)),
    contributor: record.contributors.map((one) => agent(one, about)),
    publisher: record.publisher === null ? '' : agent(record.publisher, about),
    ...(record.issued === null ? {} : { datePublished: record.issued.slice(0, 10) }),
    dateModified: about.updated,
    version: record.version,
    inLanguage: 'en',
    license: licence.flatMap((one) => one ?? []),
    conditionsOfAccess: record.rights
      .filter(({ uri, spdx }) => uri === null && spdx === null)
      .map(({ text }) => text)
      .join(' '),
    keywords: keywords(record),
    citation: citationOf(record),
    isPartOf: [...relatives(record, about, 'IsPartOf'), ...elsewhere(about, 'dcterms:isPartOf')],
    hasPart: [...relatives(record, about, 'HasPart'), ...elsewhere(about, 'dcterms:hasPart')],
    isBasedOn: [...relatives(record, about, 'IsDerivedFrom'), ...elsewhere(about, 'vorel:IsDerivedFrom')],
    subjectOf: link(record.referenceUrl) ?? '',
  };
}

function dataset(record: Described, about: About): Record<string, Json> {
  return {
    temporalCoverage: record.temporal.map(({ start, stop }) => `${start ?? '..'}/${stop ?? '..'}`),
    measurementTechnique: record.instruments,
    includedInDataCatalog: { '@type': 'DataCatalog', name: about.registry.name, url: `${about.base}/` },
    distribution: record.ways.map(download),
  };
}

/** Pages and services are no downloads, but this is where Google looks for how to get at the data. */
function download({ url, is, standardName, description, mediaType }: Way): Json {
  const what = is === 'service' ? { '@type': ['DataDownload', 'WebAPI'] } : { '@type': 'DataDownload' };
  return clean({
    ...what,
    name: standardName ?? '',
    description: cut(description, MOST_DESCRIPTION),
    contentUrl: url,
    encodingFormat: mediaType ?? (is === 'page' ? 'text/html' : ''),
  });
}

function service(record: Described, about: About): Record<string, Json> {
  return {
    provider: record.publisher === null ? '' : agent(record.publisher, about),
    documentation: link(record.referenceUrl) ?? '',
    serviceType: [...new Set(record.ways.flatMap(({ standardName }) => standardName ?? []))],
    termsOfService: record.rights.map(({ uri, text }) => uri ?? text),
    category: record.subjects.map(({ label }) => label),
    isRelatedTo: relatives(record, about, 'IsServiceFor'),
    potentialAction: record.ways.map(({ url, mediaType }) =>
      clean({
        '@type': 'ConsumeAction',
        target: clean({ '@type': 'EntryPoint', url, contentType: mediaType ?? '' }),
      }),
    ),
  };
}

function contactPoints({ contacts }: Described): Record<string, Json> {
  return {
    contactPoint: contacts.map(({ name, email, telephone }) =>
      clean({ '@type': 'ContactPoint', name, email: email ?? '', telephone: telephone ?? '' }),
    ),
  };
}

function identifiers({ ivoid, dois }: Described): Json {
  return [
    { '@type': 'PropertyValue', propertyID: 'IVOID', value: ivoid },
    ...dois.map((doi) => ({
      '@type': 'PropertyValue',
      propertyID: 'https://registry.identifiers.org/registry/doi',
      value: `doi:${doi}`,
      url: doiAddress(doi),
    })),
  ];
}

function agent({ name, person, orcid, ror, ivoid, isOrganisation }: Agent, about: About): Json {
  const isPerson = person !== null || orcid !== null;
  return clean({
    // schema.org has no word for either: Google wants one of the two, and observatories are many.
    '@type': isPerson || !(isOrganisation || ror !== null || ivoid !== null) ? 'Person' : 'Organization',
    '@id': orcid ?? ror ?? (ivoid === null ? '' : resolver(about, ivoid)),
    name,
    ...(person === null ? {} : { familyName: person.family, givenName: person.given }),
  });
}

function keywords({ subjects }: Described): Json {
  return subjects.map(({ label, uri }) =>
    uri === null
      ? label
      : { '@type': 'DefinedTerm', name: label, url: uri, inDefinedTermSet: uri.slice(0, uri.indexOf('#')) },
  );
}

function citationOf({ source }: Described): Json {
  if (source === null) return '';
  if (source.format === 'doi') return doiAddress(source.value);
  return source.format === 'bibcode' ? adsPage(source.value) : source.value;
}

function relatives({ related }: Described, about: About, type: string): Json[] {
  return related
    .filter((one) => one.type === type)
    .map(({ ivoid, other, title }) => ({
      '@id': ivoid === null ? iri(other) : resolver(about, ivoid),
      title,
    }))
    .flatMap((one) => (one['@id'] === null && one.title === '' ? [] : [one]))
    .map((one) => clean({ '@type': 'CreativeWork', '@id': one['@id'] ?? '', name: one.title }));
}

/** What is linked so, where it can be read, or by its name. */
function linked(about: About, predicate: string): { address: string; title: string }[] {
  return (about.counterparts ?? [])
    .filter((one) => one.predicate === predicate)
    .flatMap(({ id, url, title }) => {
      const address = /^ivo:/i.test(id) ? resolver(about, id) : (link(url) ?? iri(id));
      return address === null ? [] : [{ address, title: title ?? '' }];
    });
}

function elsewhere(about: About, predicate: string): Json[] {
  return linked(about, predicate).map(({ address, title }) =>
    clean({ '@type': 'CreativeWork', '@id': address, name: title }),
  );
}

/** Without empty texts and lists; a list of one is that one. */
function clean(given: Record<string, Json>): { [name: string]: Json } {
  const entries = Object.entries(given).flatMap(([name, value]): [string, Json][] => {
    const known = Array.isArray(value) ? value.filter((one) => one !== '') : value;
    if (known === '' || (Array.isArray(known) && known.length === 0)) return [];
    return [[name, Array.isArray(known) && known.length === 1 ? (known[0] ?? '') : known]];
  });
  return Object.fromEntries(entries);
}
