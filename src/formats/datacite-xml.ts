/** DataCite 4.6 as XML, alone and in the envelope that DataCite's own OAI-PMH has around it. */
import { formatOfPrefix } from '../resource/metadata-formats.ts';
import { XSI } from '../resource/namespaces.ts';
import { type Tag, tag } from '../xml/write.ts';
import { type About, isRefused, type Refused, type Rendered } from './about.ts';
import { DATACITE_VERSION, type DataciteName, dataciteMetadata, KERNEL } from './datacite.ts';
import type { Described } from './described.ts';
import { xmlText } from './xml-text.ts';

/** The address of the 4.6 schema; `kernel-4/metadata.xsd` is the newest of version 4, which changes. */
const KERNEL_XSD = `http://schema.datacite.org/meta/kernel-${DATACITE_VERSION}/metadata.xsd`;
const { namespace: OAI_DATACITE, schema: OAI_DATACITE_XSD } = formatOfPrefix('oai_datacite');

/** As `application/vnd.datacite.datacite+xml`. */
export function renderDataciteXml(record: Described, about: About): Rendered {
  const root = resource(record, about);
  return isRefused(root) ? root : { text: xmlText(root) };
}

/**
 * The payload of an `oai_datacite` record. `datacentreSymbol` is DataCite's name for a client (`CISTI.JOE`); of who has
 * none, the publisher's name stands there.
 */
export function renderOaiDatacite(record: Described, about: About): Rendered {
  const root = resource(record, about);
  if (isRefused(root)) return root;
  const envelope = tag(
    'oai_datacite',
    {
      xmlns: OAI_DATACITE,
      'xmlns:xsi': XSI,
      'xsi:schemaLocation': `${OAI_DATACITE} ${OAI_DATACITE_XSD}`,
    },
    tag('schemaVersion', {}, DATACITE_VERSION),
    tag('datacentreSymbol', {}, record.publisher?.name ?? about.registry.name),
    tag('payload', {}, root),
  );
  return { text: xmlText(envelope) };
}

function resource(record: Described, about: About): Tag | Refused {
  const metadata = dataciteMetadata(record, about);
  if (isRefused(metadata)) return metadata;
  const [own, ...others] = metadata.identifiers;
  const { name, ...publisher } = metadata.publisher;
  return tag(
    'resource',
    { xmlns: KERNEL, 'xmlns:xsi': XSI, 'xsi:schemaLocation': `${KERNEL} ${KERNEL_XSD}` },
    tag('identifier', { identifierType: own?.identifierType ?? '' }, own?.identifier ?? ''),
    tag('creators', {}, ...metadata.creators.map((one) => person('creator', one))),
    tag(
      'titles',
      {},
      ...metadata.titles.map(({ title, lang, titleType }) =>
        tag('title', attributes({ 'xml:lang': lang, titleType }), title),
      ),
    ),
    tag('publisher', attributes(publisher), name),
    tag('publicationYear', {}, String(metadata.publicationYear).padStart(4, '0')),
    tag(
      'resourceType',
      { resourceTypeGeneral: metadata.types.resourceTypeGeneral },
      metadata.types.resourceType,
    ),
    ...list(
      'subjects',
      metadata.subjects.map(({ subject, lang, ...more }) =>
        tag('subject', attributes({ ...more, 'xml:lang': lang }), subject),
      ),
    ),
    ...list(
      'contributors',
      metadata.contributors.map((one) => ({
        ...person('contributor', one),
        attributes: { contributorType: one.contributorType },
      })),
    ),
    ...list(
      'dates',
      metadata.dates.map(({ date, ...more }) => tag('date', attributes(more), date)),
    ),
    tag('language', {}, metadata.language),
    ...list(
      'alternateIdentifiers',
      others.map(({ identifier, identifierType }) =>
        tag('alternateIdentifier', { alternateIdentifierType: identifierType }, identifier),
      ),
    ),
    ...list(
      'relatedIdentifiers',
      metadata.relatedIdentifiers.map(({ relatedIdentifier, ...more }) =>
        tag('relatedIdentifier', more, relatedIdentifier),
      ),
    ),
    ...list(
      'formats',
      metadata.formats.map((format) => tag('format', {}, format)),
    ),
    ...(metadata.version === undefined ? [] : [tag('version', {}, metadata.version)]),
    ...list(
      'rightsList',
      metadata.rightsList.map(({ rights, ...more }) => tag('rights', attributes(more), rights)),
    ),
    ...list(
      'descriptions',
      metadata.descriptions.map(({ description, descriptionType, lang }) =>
        tag('description', { descriptionType, 'xml:lang': lang }, description),
      ),
    ),
  );
}

function person(element: 'creator' | 'contributor', one: DataciteName): Tag {
  return tag(
    element,
    {},
    tag(`${element}Name`, attributes({ nameType: one.nameType }), one.name),
    ...(one.givenName === undefined ? [] : [tag('givenName', {}, one.givenName)]),
    ...(one.familyName === undefined ? [] : [tag('familyName', {}, one.familyName)]),
    ...one.nameIdentifiers.map(({ nameIdentifier, ...more }) =>
      tag('nameIdentifier', attributes(more), nameIdentifier),
    ),
  );
}

/** The wrapper with its elements; nothing without them. */
function list(name: string, elements: Tag[]): Tag[] {
  return elements.length === 0 ? [] : [tag(name, {}, ...elements)];
}

/** Without those that are undefined, under the XML's spelling: the JSON has `schemeUri`, the XML `schemeURI`. */
function attributes(given: Record<string, string | undefined>): Record<string, string> {
  const spelled = Object.entries(given).map(([name, value]) => [name.replace(/Uri$/, 'URI'), value] as const);
  return Object.fromEntries(spelled.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
