/** A record as DCAT 3 in the profile DCAT-AP 3.0: dcat:Dataset, dcat:DataService or dcat:Catalog. */
import { doiAddress } from '../resource/doi.ts';
import { type About, isRefused, type Refused, type Rendered, resolver } from './about.ts';
import { adsPage, iri } from './addresses.ts';
import type { Agent, Contact, Described, Related } from './described.ts';
import { moment, points, type Statement, type Thing, typed, words } from './graph.ts';
import type { Way } from './interfaces.ts';
import { writeRdfXml } from './rdf-xml.ts';
import { type Right, spdxUri } from './rights.ts';
import { writeTurtle } from './turtle.ts';

export const DCAT_AP = 'http://data.europa.eu/r5r/';
/** Controlled vocabularies of the European Union, as DCAT-AP 3.0.1 wants; said, so that who validates need not have them. */
const AUTHORITY = 'http://publications.europa.eu/resource/authority/';
const ENGLISH: Thing = {
  iri: `${AUTHORITY}language/ENG`,
  types: ['dct:LinguisticSystem'],
  says: points('skos:inScheme', `${AUTHORITY}language`),
};
/** Science and technology: DCAT-AP wants one of its own themes. */
const THEME: Thing = {
  iri: `${AUTHORITY}data-theme/TECH`,
  types: ['skos:Concept'],
  says: [
    ...words('skos:prefLabel', 'Science and technology', 'en'),
    ...points('skos:inScheme', `${AUTHORITY}data-theme`),
  ],
};
const THEMES: Thing = {
  iri: `${AUTHORITY}data-theme`,
  types: ['skos:ConceptScheme'],
  says: words('dct:title', 'Data theme', 'en'),
};
const MEDIA_TYPES = 'https://www.iana.org/assignments/media-types/';

export function renderTurtle(record: Described, about: About): Rendered {
  const thing = dcatOf(record, about);
  return isRefused(thing) ? thing : { text: writeTurtle(thing) };
}

export function renderRdfXml(record: Described, about: About): Rendered {
  const thing = dcatOf(record, about);
  return isRefused(thing) ? thing : { text: writeRdfXml(thing) };
}

/** The thing that the record describes; refused where DCAT-AP has no class, or asks for more than is there. */
function dcatOf(record: Described, about: About): Thing | Refused {
  const missing = [
    ...(record.title === '' ? ['a title'] : []),
    ...(record.description.length === 0 ? ['a description'] : []),
  ];
  if (missing.length > 0)
    return { refused: `DCAT-AP requires ${missing.join(' and ')}: the record has none.` };
  switch (record.kind) {
    case 'dataset':
      return named(record, about, 'dcat:Dataset', dataset(record, about));
    case 'service':
      return dataService(record, about);
    case 'registry':
      if (record.publisher === null)
        return { refused: 'DCAT-AP requires a publisher of a catalogue: the record has none.' };
      return named(record, about, 'dcat:Catalog', [
        ...licences(record.rights),
        ['dcat:themeTaxonomy', THEMES],
        ...typed('foaf:homepage', iri(record.referenceUrl), 'foaf:Document'),
      ]);
    default:
      return {
        refused: `DCAT-AP describes datasets, data services and catalogues, not what a record of type ${record.type} is about.`,
      };
  }
}

/** What holds for all three classes. */
function named(record: Described, about: About, type: string, more: Statement[]): Thing {
  // DCAT-AP 3.0: a catalogue has one creator at most.
  const creators = record.kind === 'registry' ? record.creators.slice(0, 1) : record.creators;
  return {
    iri: resolver(about, record.ivoid),
    types: [type],
    says: [
      ...words('dct:title', record.title, 'en'),
      ...words('dct:description', record.description.join('\n\n'), 'en'),
      ...words('dct:identifier', record.ivoid),
      ...identifiers(record),
      ...typed('dcat:landingPage', about.page, 'foaf:Document'),
      ...(record.publisher === null ? [] : [agent('dct:publisher', record.publisher, about)]),
      ...creators.map((one) => agent('dct:creator', one, about)),
      ...record.contacts.map(contactPoint),
      ...moment('dct:issued', record.issued),
      ...moment('dct:modified', about.updated),
      ['dct:language', ENGLISH],
      ['dcat:theme', THEME],
      ...record.subjects.flatMap(({ label, uri }) => [
        ...words('dcat:keyword', label, 'en'),
        ...(uri === null ? [] : [concept(label, uri)]),
      ]),
      ...record.related.flatMap((one) => relation(one, record, about)),
      ...more,
    ],
  };
}

function dataset(record: Described, about: About): Statement[] {
  return [
    ...typed('foaf:page', iri(record.referenceUrl), 'foaf:Document'),
    ...points('dct:isReferencedBy', paper(record)),
    ...words('dcat:version', record.version),
    ...record.temporal.map(
      ({ start, stop }): Statement => [
        'dct:temporal',
        {
          iri: null,
          types: ['dct:PeriodOfTime'],
          says: [...moment('dcat:startDate', start), ...moment('dcat:endDate', stop)],
        },
      ],
    ),
    ...record.ways.map((way): Statement => ['dcat:distribution', distribution(way, record, about)]),
  ];
}

function distribution(way: Way, record: Described, about: About): Thing {
  const service: Thing = {
    iri: null,
    types: ['dcat:DataService'],
    says: [
      ...words(
        'dct:title',
        way.standardName === null ? record.title : `${record.title} (${way.standardName})`,
        'en',
      ),
      ...points('dcat:endpointURL', way.url),
      ...standards([way]),
      ...points('dcat:servesDataset', resolver(about, record.ivoid)),
    ],
  };
  return {
    iri: null,
    types: ['dcat:Distribution'],
    says: [
      ...words('dct:title', way.standardName ?? record.title, 'en'),
      ...words('dct:description', way.description, 'en'),
      ...points('dcat:accessURL', way.url),
      ...points('dcat:downloadURL', way.is === 'file' ? way.url : null),
      ...mediaType(way),
      ...(way.is === 'service' ? [['dcat:accessService', service] satisfies Statement] : []),
      ...licences(record.rights),
    ],
  };
}

function dataService(record: Described, about: About): Thing | Refused {
  const services = record.ways.filter(({ is }) => is === 'service');
  const [endpoints, others] =
    services.length > 0 ? [services, record.ways.filter(({ is }) => is !== 'service')] : [record.ways, []];
  if (endpoints.length === 0) {
    return {
      refused: 'DCAT-AP requires the address of a data service: the record has no interface with one.',
    };
  }
  return named(record, about, 'dcat:DataService', [
    ...[...new Set(endpoints.map(({ url }) => url))].flatMap((url) => points('dcat:endpointURL', url)),
    ...standards(endpoints),
    ...others.flatMap(({ url }) => typed('foaf:page', url, 'foaf:Document')),
    ...points('dcat:endpointDescription', iri(record.referenceUrl)),
    ...licences(record.rights),
  ]);
}

function standards(ways: Way[]): Statement[] {
  const found = new Map(
    ways.flatMap(({ standard, standardName }) => {
      const ref = iri(standard);
      return ref === null ? [] : [[ref, standardName ?? ref] as const];
    }),
  );
  return [...found].map(
    ([ref, name]): Statement => [
      'dct:conformsTo',
      { iri: ref, types: ['dct:Standard'], says: words('dct:title', name, 'en') },
    ],
  );
}

function mediaType({ mediaType: written }: Way): Statement[] {
  const bare = written?.split(';')[0]?.trim().toLowerCase() ?? '';
  return bare === '' ? [] : typed('dcat:mediaType', iri(MEDIA_TYPES + bare), 'dct:MediaType');
}

function identifiers({ dois, altIdentifiers }: Described): Statement[] {
  const all = [...dois.map((doi) => doiAddress(doi)), ...altIdentifiers];
  return all.map(
    (id): Statement => [
      'adms:identifier',
      { iri: null, types: ['adms:Identifier'], says: words('skos:notation', id) },
    ],
  );
}

function agent(
  predicate: string,
  { name, orcid, ror, ivoid, isOrganisation, person }: Agent,
  about: About,
): Statement {
  const type = isOrganisation
    ? 'foaf:Organization'
    : person === null && orcid === null
      ? null
      : 'foaf:Person';
  const known = orcid ?? ror ?? (ivoid === null ? null : resolver(about, ivoid));
  const types: Thing['types'] = type === null ? ['foaf:Agent'] : ['foaf:Agent', type];
  return [predicate, { iri: known, types, says: words('foaf:name', name) }];
}

function contactPoint({ name, email, telephone, isOrganisation, person }: Contact): Statement {
  const type = person === null ? (isOrganisation ? 'vcard:Organization' : 'vcard:Kind') : 'vcard:Individual';
  return [
    'dcat:contactPoint',
    {
      iri: null,
      types: ['vcard:Kind', ...(type === 'vcard:Kind' ? [] : [type])],
      says: [
        ...words('vcard:fn', name),
        ...points(
          'vcard:hasEmail',
          email === null ? null : `mailto:${encodeURIComponent(email).replace('%40', '@')}`,
        ),
        ...telephoneOf(telephone),
      ],
    },
  ];
}

function telephoneOf(written: string | null): Statement[] {
  const digits = (written ?? '').replace(/[\s().-]/g, '');
  return /^\+?\d{4,20}$/.test(digits) ? points('vcard:hasTelephone', `tel:${digits}`) : [];
}

function concept(label: string, uri: string): Statement {
  return ['dct:subject', { iri: uri, types: ['skos:Concept'], says: words('skos:prefLabel', label, 'en') }];
}

/** DCAT-AP 3.0 has one dct:license and one dct:rights at most: the first licence that is known, and all the rest as words. */
function licences(rights: Right[]): Statement[] {
  const licence = rights.find(({ spdx }) => spdx !== null) ?? rights.find(({ uri }) => uri !== null);
  const known = licence === undefined ? null : licenceUri(licence);
  const others = rights
    .filter((one) => one !== licence)
    .map((one) => [one.text, licenceUri(one) ?? ''].filter((part) => part !== '').join(' '));
  const said: Statement[] = [];
  const label = (text: string) => words('rdfs:label', text, 'en');
  if (licence !== undefined && known !== null)
    said.push(['dct:license', { iri: known, types: ['dct:LicenseDocument'], says: label(licence.text) }]);
  if (others.length > 0)
    said.push(['dct:rights', { iri: null, types: ['dct:RightsStatement'], says: label(others.join('\n')) }]);
  return said;
}

function licenceUri({ spdx, uri }: Right): string | null {
  return spdx === null ? uri : spdxUri(spdx);
}

const RELATIONS: Record<string, string> = {
  IsPartOf: 'dct:isPartOf',
  HasPart: 'dct:hasPart',
  IsDerivedFrom: 'dct:source',
  Cites: 'dct:references',
  IsNewVersionOf: 'dct:replaces',
  IsPreviousVersionOf: 'dct:isReplacedBy',
};

function relation({ type, ivoid, other }: Related, { kind }: Described, about: About): Statement[] {
  const ref = ivoid === null ? iri(other) : resolver(about, ivoid);
  if (type === 'IsServiceFor' && kind === 'service') return points('dcat:servesDataset', ref);
  return points((Object.hasOwn(RELATIONS, type) ? RELATIONS[type] : undefined) ?? 'dct:relation', ref);
}

function paper({ source }: Described): string | null {
  if (source === null) return null;
  if (source.format === 'doi') return doiAddress(source.value);
  return source.format === 'bibcode' ? adsPage(source.value) : null;
}
