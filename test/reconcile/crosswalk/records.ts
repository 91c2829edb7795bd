/** SPASE and VOResource records for tests, made of the parts that a case is about. */

import type { Resolve } from '../../../src/reconcile/crosswalk/spase-source.ts';
import {
  type Converted,
  type SpaseOptions,
  spaseToVor,
} from '../../../src/reconcile/crosswalk/spase-to-vor.ts';
import type { Element } from '../../../src/resource/element.ts';
import { spaseResources } from '../../../src/resource/spase-fields.ts';
import { parseXml } from '../../../src/xml/tree.ts';

export const NOW = '2026-11-20T00:00:00Z';

export interface SpaseParts {
  version?: string;
  type?: string;
  id?: string;
  /** Between Version and the resource. */
  root?: string;
  name?: string;
  /** AlternateName, DOI, before ReleaseDate. */
  names?: string;
  releaseDate?: string;
  /** After ReleaseDate: RevisionHistory, ExpirationDate. */
  history?: string;
  description?: string;
  /** After Description: Acknowledgement, PublicationInfo, Funding. */
  publication?: string;
  contact?: string;
  /** After Contact: InformationURL, Association, PriorID. */
  links?: string;
  /** AccessInformation, or AccessURL of a Service. */
  access?: string;
  /** Everything after. */
  body?: string;
}

export const ACCESS =
  '<AccessInformation><RepositoryID>spase://SMWG/Repository/X</RepositoryID><AccessURL><URL>https://data.example/x/</URL></AccessURL><Format>CDF</Format></AccessInformation>';
const MEASURED = '<MeasurementType>MagneticField</MeasurementType>';

/** A record that its schema accepts, with the parts of the case. */
export function spase(parts: SpaseParts = {}): string {
  const {
    version = '2.7.1',
    type = 'NumericalData',
    id = `spase://CNES/${type}/Case/X`,
    root = '',
    name = 'A case',
  } = parts;
  const {
    names = '',
    releaseDate = '2020-01-02T03:04:05Z',
    history = '',
    description = 'What it is.',
  } = parts;
  const contact =
    parts.contact ??
    '<Contact><PersonID>spase://SMWG/Person/Jane.Doe</PersonID><Role>GeneralContact</Role></Contact>';
  return `<?xml version="1.0" encoding="UTF-8"?>
<Spase xmlns="http://www.spase-group.org/data/schema">
  <Version>${version}</Version>${root}
  <${type}>
    <ResourceID>${id}</ResourceID>
    <ResourceHeader>
      <ResourceName>${name}</ResourceName>${names}
      <ReleaseDate>${releaseDate}</ReleaseDate>${history}
      <Description>${description}</Description>${parts.publication ?? ''}
      ${contact}${parts.links ?? ''}
    </ResourceHeader>
    ${parts.access ?? ACCESS}
    ${parts.body ?? MEASURED}
  </${type}>
</Spase>
`;
}

/** Records that others name. */
export const PERSON = person(
  'spase://SMWG/Person/Jane.Doe',
  '<PersonName>Jane Doe</PersonName><OrganizationName>Example Institute</OrganizationName><Address>1 Road</Address><Email>jane@example.org</Email><Email>j@example.org</Email><PhoneNumber>+33 1</PhoneNumber><ORCIdentifier>0000-0001-7915-5571</ORCIdentifier><RORIdentifier>00ryjtt64</RORIdentifier>',
);
export const PI = person(
  'spase://SMWG/Person/Paul.Integer',
  '<PersonName>Paul Integer</PersonName><OrganizationName>Host Institute</OrganizationName><Email>paul@example.org</Email>',
);
export const REPOSITORY = spase({
  type: 'Repository',
  id: 'spase://SMWG/Repository/X',
  name: 'The X archive',
  access: '<AccessURL><URL>https://x.example/</URL></AccessURL><RORIdentifier>0171mag52</RORIdentifier>',
  body: '',
});
export const INSTRUMENT = spase({
  type: 'Instrument',
  id: 'spase://SMWG/Instrument/S/MAG',
  name: 'Magnetometer',
  access:
    '<InstrumentType>Magnetometer</InstrumentType><InvestigationName>MAG</InvestigationName><OperatingSpan><StartDate>2001-01-01T00:00:00Z</StartDate></OperatingSpan><ObservatoryID>spase://SMWG/Observatory/S</ObservatoryID>',
  body: '',
});
export const OBSERVATORY = spase({
  type: 'Observatory',
  id: 'spase://SMWG/Observatory/S',
  name: 'Spacecraft S',
  access: '<Location><ObservatoryRegion>Heliosphere</ObservatoryRegion></Location>',
  body: '',
});
export const OTHER = spase({ id: 'spase://CNES/NumericalData/Case/Other', name: 'The other case' });

function person(id: string, inside: string): string {
  return `<Spase xmlns="http://www.spase-group.org/data/schema"><Version>2.7.1</Version><Person><ResourceID>${id}</ResourceID>${inside}</Person></Spase>`;
}

/** Finds records of the given texts by their ids. */
export function resolver(...texts: string[]): Resolve {
  const byId = new Map<string, Element>();
  for (const text of texts) {
    const { root } = parseXml(text);
    const id = spaseResources(root)[0]
      ?.children.find((e) => e.local === 'ResourceID')
      ?.text.trim();
    if (id !== undefined) byId.set(id, root);
  }
  return (id) => byId.get(id) ?? null;
}

const KNOWN = [PERSON, PI, REPOSITORY, INSTRUMENT, OBSERVATORY, OTHER];

/** The record of the parts as VOResource. */
export function toVor(parts: SpaseParts, options: Partial<SpaseOptions> = {}): Converted {
  return spaseToVor(parseXml(spase(parts)).root, { now: NOW, resolve: resolver(...KNOWN), ...options });
}

/** XML without white space between tags and around texts, for looking things up in it. */
export function flat(xml: string): string {
  return xml.replace(/>\s+/g, '>').replace(/\s+</g, '<').replace(/\s+/g, ' ');
}

export interface VorParts {
  type?: string;
  status?: string;
  title?: string;
  identifiers?: string;
  curation?: string;
  content?: string;
  body?: string;
}

/** A VOResource record of the parts. */
export function vor(parts: VorParts = {}): string {
  const { type = 'vs:CatalogResource', status = 'active', title = 'A case', identifiers = '' } = parts;
  const curation =
    parts.curation ??
    '<publisher>Paris Astronomical Data Centre</publisher><creator><name>Lamy, Laurent</name></creator><date role="Issued">2020-01-02</date><contact><name>Doe, Jane</name><email>jane@example.org</email></contact>';
  const content =
    parts.content ??
    '<subject>planetary-magnetosphere</subject><description>What it is.</description><referenceURL>https://page.example/</referenceURL><type>Archive</type>';
  return `<ri:Resource xsi:type="${type}" created="2020-01-01T00:00:00Z" updated="2020-01-01T00:00:00Z" status="${status}" version="1.2"
  xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0" xmlns:vr="http://www.ivoa.net/xml/VOResource/v1.0"
  xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <title>${title}</title><shortName>CASE</shortName><identifier>ivo://padc.example/case/epn_core</identifier>${identifiers}
  <curation>${curation}</curation>
  <content>${content}</content>
  ${parts.body ?? ''}
</ri:Resource>`;
}
