/**
 * A record as DataCite 4.6 metadata, in the shape of its JSON (which the REST API takes as `attributes`): one model,
 * from which datacite-xml.ts writes the XML. Source: DataCite Metadata Schema 4.6.
 */
import { doiAddress, doiOf } from '../resource/doi.ts';
import { vocabulary } from '../validate/vocabulary.ts';
import { type About, isRefused, type Refused, type Rendered, resolver } from './about.ts';
import { link } from './addresses.ts';
import type { Agent, Described } from './described.ts';
import type { Kind } from './kind.ts';
import { spdxUri } from './rights.ts';

export const KERNEL = 'http://datacite.org/schema/kernel-4';
export const DATACITE_VERSION = '4.6';

interface NameIdentifier {
  nameIdentifier: string;
  nameIdentifierScheme: string;
  schemeUri?: string;
}

export interface DataciteName {
  name: string;
  nameType?: 'Personal' | 'Organizational';
  givenName?: string;
  familyName?: string;
  nameIdentifiers: NameIdentifier[];
  affiliation: [];
}

export interface DataciteMetadata {
  /** `https://doi.org/…`; absent without a DOI. */
  id?: string;
  doi?: string;
  url: string;
  /** The identifier of the resource, and after it its others. */
  identifiers: { identifier: string; identifierType: string }[];
  types: { resourceTypeGeneral: string; resourceType: string };
  creators: DataciteName[];
  titles: { title: string; titleType?: 'AlternativeTitle'; lang?: string }[];
  publisher: {
    name: string;
    publisherIdentifier?: string;
    publisherIdentifierScheme?: string;
    schemeUri?: string;
  };
  publicationYear: number;
  subjects: {
    subject: string;
    subjectScheme?: string;
    schemeUri?: string;
    valueUri?: string;
    lang?: string;
  }[];
  contributors: (DataciteName & { contributorType: string })[];
  dates: { date: string; dateType: string; dateInformation?: string }[];
  language: 'en';
  relatedIdentifiers: { relatedIdentifier: string; relatedIdentifierType: string; relationType: string }[];
  formats: string[];
  version?: string;
  rightsList: {
    rights: string;
    rightsUri?: string;
    rightsIdentifier?: string;
    rightsIdentifierScheme?: string;
    schemeUri?: string;
  }[];
  descriptions: { description: string; descriptionType: 'Abstract'; lang: string }[];
  schemaVersion: string;
}

const GENERAL: Record<Kind, string | null> = {
  dataset: 'Dataset',
  service: 'Service',
  registry: 'Service',
  standard: 'Standard',
  document: 'Text',
  software: 'Software',
  other: 'Other',
  organisation: null,
  authority: null,
};

/** date_role → dateType; what is not here has the same word in both (DataCite 4.6 appendix 1). */
const SAME_DATES = ['Accepted', 'Available', 'Collected', 'Copyrighted', 'Created', 'Issued', 'Submitted'];
const DATES = new Set([...SAME_DATES, 'Updated', 'Valid']);

/** relationship_type terms that DataCite has under the same name. It has none for services and what they serve. */
const RELATIONS = new Set([
  ...['Cites', 'IsSupplementTo', 'IsSupplementedBy', 'IsContinuedBy', 'Continues', 'IsNewVersionOf'],
  ...['IsPreviousVersionOf', 'IsPartOf', 'HasPart', 'IsSourceOf', 'IsDerivedFrom', 'IsIdenticalTo'],
]);

/** The metadata, or why DataCite cannot describe this (its mandatory properties, §2.2). */
export function dataciteMetadata(record: Described, about: About): DataciteMetadata | Refused {
  const general = GENERAL[record.kind];
  if (general === null) {
    return {
      refused: `DataCite describes what research makes and uses, not what a record of type ${record.type} is about.`,
    };
  }
  const { year, publisher, creators, contacts, title } = record;
  // Who asks to be cited is not always said; the publisher is then the only name that stands for the resource.
  const by = creators.length > 0 ? creators : publisher === null ? [] : [publisher];
  const missing = [
    ...(title === '' ? ['a title'] : []),
    ...(by.length === 0 ? ['a creator'] : []),
    ...(publisher === null ? ['a publisher'] : []),
    ...(year === null ? ['a date, from which the publication year would be taken'] : []),
  ];
  if (publisher === null || year === null || missing.length > 0) {
    return { refused: `DataCite requires ${missing.join(', ')}: the record has none.` };
  }
  const [doi] = record.dois;
  const own = doi === undefined ? { identifier: about.page, identifierType: 'URL' } : doiIdentifier(doi);
  const page = link(record.referenceUrl);
  return {
    ...(doi === undefined ? {} : { id: doiAddress(doi), doi }),
    url: about.page,
    identifiers: [own, { identifier: record.ivoid, identifierType: 'IVOID' }, ...alternates(record)],
    types: { resourceTypeGeneral: general, resourceType: record.contentTypes[0] ?? record.type },
    creators: by.map(nameOf),
    titles: [
      { title, lang: 'en' },
      ...(record.shortName === '' || record.shortName === title
        ? []
        : [{ title: record.shortName, titleType: 'AlternativeTitle' as const }]),
    ],
    publisher: publisherOf(publisher),
    publicationYear: Number(year),
    subjects: record.subjects.map(({ label, uri }) =>
      uri === null ? { subject: label } : { subject: label, ...UAT, valueUri: uri, lang: 'en' },
    ),
    contributors: [
      ...record.contributors.map((one) => ({ ...nameOf(one), contributorType: 'Other' })),
      ...contacts.map((one) => ({ ...nameOf(one), contributorType: 'ContactPerson' })),
    ],
    dates: datesOf(record, about),
    language: 'en',
    relatedIdentifiers: relatedOf(record, about, page),
    formats: [...new Set(record.ways.flatMap(({ mediaType }) => mediaType ?? []))],
    ...(record.version === '' ? {} : { version: record.version }),
    rightsList: record.rights.map(({ text, uri, spdx }) => ({
      rights: text || (spdx ?? uri ?? ''),
      ...(uri === null ? (spdx === null ? {} : { rightsUri: spdxUri(spdx) }) : { rightsUri: uri }),
      ...(spdx === null ? {} : { rightsIdentifier: spdx, ...SPDX }),
    })),
    descriptions:
      record.description.length === 0
        ? []
        : [{ description: record.description.join('\n\n'), descriptionType: 'Abstract', lang: 'en' }],
    schemaVersion: KERNEL,
  };
}

/** As `application/vnd.datacite.datacite+json`. */
export function renderDataciteJson(record: Described, about: About): Rendered {
  const metadata = dataciteMetadata(record, about);
  return isRefused(metadata) ? metadata : { text: `${JSON.stringify(metadata, null, 2)}\n` };
}

const UAT = { subjectScheme: 'Unified Astronomy Thesaurus', schemeUri: vocabulary('uat').vocabulary };
const SPDX = { rightsIdentifierScheme: 'SPDX', schemeUri: 'https://spdx.org/licenses/' };
const ORCID = { nameIdentifierScheme: 'ORCID', schemeUri: 'https://orcid.org' };
const ROR = { nameIdentifierScheme: 'ROR', schemeUri: 'https://ror.org' };

function doiIdentifier(doi: string): { identifier: string; identifierType: string } {
  return { identifier: doi, identifierType: 'DOI' };
}

function alternates({ dois, altIdentifiers }: Described): DataciteMetadata['identifiers'] {
  return [
    ...dois.slice(1).map(doiIdentifier),
    ...altIdentifiers.map((identifier) => ({
      identifier,
      identifierType: (/^([a-z][a-z\d+.-]*):/i.exec(identifier)?.[1] ?? 'other').toUpperCase(),
    })),
  ];
}

function nameOf({ name, person, isOrganisation, orcid, ror, ivoid }: Agent): DataciteName {
  const isPerson = person !== null || orcid !== null;
  return {
    name,
    ...(isPerson ? { nameType: 'Personal' } : isOrganisation ? { nameType: 'Organizational' } : {}),
    ...(person === null ? {} : { givenName: person.given, familyName: person.family }),
    nameIdentifiers: [
      ...(orcid === null ? [] : [{ nameIdentifier: orcid, ...ORCID }]),
      ...(ror === null ? [] : [{ nameIdentifier: ror, ...ROR }]),
      ...(ivoid === null ? [] : [{ nameIdentifier: ivoid, nameIdentifierScheme: 'IVOID' }]),
    ],
    affiliation: [],
  };
}

function publisherOf({ name, ror, ivoid }: Agent): DataciteMetadata['publisher'] {
  if (ror !== null) {
    return { name, publisherIdentifier: ror, publisherIdentifierScheme: 'ROR', schemeUri: 'https://ror.org' };
  }
  if (ivoid === null) return { name };
  return { name, publisherIdentifier: ivoid, publisherIdentifierScheme: 'IVOID' };
}

/** The day is enough; DataCite 4.6 has `Coverage` for the time that the data speak of, as an RKMS-ISO8601 interval. */
function datesOf(record: Described, { updated }: About): DataciteMetadata['dates'] {
  const own = record.dates.map(({ role, date }) => ({
    date: date.slice(0, 10),
    ...(DATES.has(role) ? { dateType: role } : { dateType: 'Other', ...(role && { dateInformation: role }) }),
  }));
  const coverage = record.temporal.map(({ start, stop }) => ({
    date: `${start?.slice(0, 10) ?? ''}/${stop?.slice(0, 10) ?? ''}`,
    dateType: 'Coverage',
  }));
  const metadata = { date: updated, dateType: 'Updated', dateInformation: 'registry record' };
  const seen = new Set<string>();
  return [...own, ...coverage, metadata].filter(({ date, dateType }) => {
    const key = `${dateType} ${date}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

function relatedOf(
  record: Described,
  about: About,
  page: string | null,
): DataciteMetadata['relatedIdentifiers'] {
  const stated = record.related.flatMap(({ type, ivoid, other }) => {
    const target = ivoid === null ? otherTarget(other) : { id: resolver(about, ivoid), is: 'URL' };
    return target === null || !RELATIONS.has(type) ? [] : [related(target, type)];
  });
  return [
    ...stated,
    // As the IVOA's vor-to-doi has it: the data are a supplement to the paper that one should cite.
    ...(record.source === null ? [] : sourceOf(record.source)),
    ...(page === null ? [] : [related({ id: page, is: 'URL' }, 'IsDocumentedBy')]),
  ];
}

function sourceOf({ format, value }: { format: string; value: string }) {
  if (format === 'doi') return [related({ id: value, is: 'DOI' }, 'IsSupplementTo')];
  return format === 'bibcode' ? [related({ id: value, is: 'bibcode' }, 'IsSupplementTo')] : [];
}

interface Target {
  id: string;
  is: string;
}

function otherTarget(other: string | null): Target | null {
  const doi = other === null ? null : doiOf(other);
  if (doi !== null) return { id: doi, is: 'DOI' };
  const url = link(other);
  return url === null ? null : { id: url, is: 'URL' };
}

function related({ id, is }: Target, relationType: string): DataciteMetadata['relatedIdentifiers'][number] {
  return { relatedIdentifier: id, relatedIdentifierType: is, relationType };
}
