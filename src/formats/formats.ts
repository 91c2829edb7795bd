/**
 * Every format that a record can be had in: for `?format=`, content negotiation, links between pages (FAIR signposting)
 * and OAI-PMH. Pure: nothing is looked up, the same record and About give the same text.
 */

import { SPASE_NAMESPACE } from '../reconcile/crosswalk/vor-to-spase.ts';
import type { FurtherPrefix } from '../resource/metadata-formats.ts';
import { OAI_DC, RI } from '../resource/namespaces.ts';
import { dublinCore } from '../resource/oai-dc.ts';
import { uatLabel } from '../validate/vocabulary.ts';
import { writeOaiDc } from '../xml/oai-dc.ts';
import type { About, Rendered } from './about.ts';
import { renderBibtex } from './bibtex.ts';
import { renderCsl } from './csl.ts';
import { KERNEL, renderDataciteJson } from './datacite.ts';
import { renderDataciteXml, renderOaiDatacite } from './datacite-xml.ts';
import { DCAT_AP, renderRdfXml, renderTurtle } from './dcat.ts';
import type { Described } from './described.ts';
import { renderJsonLd } from './json-ld.ts';
import { renderSpase } from './spase.ts';

export interface Format {
  /** In `?format=`. */
  id: FormatId;
  /** The first is what it is sent as; all are understood in Accept. */
  mediaTypes: [string, ...string[]];
  /** For links; no translation needed. */
  label: string;
  /** Of a file, without dot. */
  ending: string;
  /** Parameter `profile` of a link in HTTP (RFC 6906) and what the text conforms to: a namespace or profile; null for none. */
  profile: string | null;
  /** Null: the record as it stands, which is not made here but comes out of the store byte by byte. */
  render: ((record: Described, about: About) => Rendered) | null;
}

export const FORMAT_IDS = [
  'vor',
  'oai_dc',
  'datacite-xml',
  'datacite-json',
  'jsonld',
  'dcat',
  'dcat-rdf',
  'spase',
  'bibtex',
  'csl',
] as const;
export type FormatId = (typeof FORMAT_IDS)[number];

export const FORMATS: readonly Format[] = [
  {
    id: 'vor',
    mediaTypes: ['application/xml', 'text/xml'],
    label: 'VOResource XML',
    ending: 'xml',
    profile: RI,
    render: null,
  },
  {
    id: 'oai_dc',
    mediaTypes: ['application/xml'],
    label: 'Dublin Core XML',
    ending: 'dc.xml',
    profile: OAI_DC,
    render: (record) => ({
      text: `${DECLARATION}${writeOaiDc(dublinCore(record.root, uatLabel)).toString('utf8')}\n`,
    }),
  },
  {
    id: 'datacite-xml',
    // application/vnd.datacite.datacite+xml: DataCite content negotiation.
    mediaTypes: ['application/vnd.datacite.datacite+xml'],
    label: 'DataCite 4.6 XML',
    ending: 'datacite.xml',
    profile: KERNEL,
    render: renderDataciteXml,
  },
  {
    id: 'datacite-json',
    mediaTypes: ['application/vnd.datacite.datacite+json'],
    label: 'DataCite 4.6 JSON',
    ending: 'datacite.json',
    profile: KERNEL,
    render: renderDataciteJson,
  },
  {
    id: 'jsonld',
    mediaTypes: ['application/ld+json', 'application/vnd.schemaorg.ld+json'],
    label: 'schema.org JSON-LD',
    ending: 'jsonld',
    profile: 'https://schema.org/',
    render: renderJsonLd,
  },
  {
    id: 'dcat',
    mediaTypes: ['text/turtle', 'application/x-turtle'],
    label: 'DCAT-AP Turtle',
    ending: 'ttl',
    profile: DCAT_AP,
    render: renderTurtle,
  },
  {
    id: 'dcat-rdf',
    mediaTypes: ['application/rdf+xml'],
    label: 'DCAT-AP RDF/XML',
    ending: 'rdf',
    profile: DCAT_AP,
    render: renderRdfXml,
  },
  {
    id: 'spase',
    mediaTypes: ['application/xml'],
    label: 'SPASE XML',
    ending: 'spase.xml',
    profile: SPASE_NAMESPACE,
    render: renderSpase,
  },
  {
    id: 'bibtex',
    mediaTypes: ['application/x-bibtex', 'text/x-bibtex'],
    label: 'BibTeX',
    ending: 'bib',
    profile: null,
    render: renderBibtex,
  },
  {
    id: 'csl',
    mediaTypes: ['application/vnd.citationstyles.csl+json'],
    label: 'CSL JSON',
    ending: 'csl.json',
    profile: null,
    render: renderCsl,
  },
];

export interface OaiFormat {
  prefix: FurtherPrefix;
  render: (record: Described, about: About) => Rendered;
}

/**
 * The metadata prefixes that are made here, beside ivo_vor and oai_dc. All are XML documents with a declaration. Whoever
 * changes what one of them says raises its version in resource/metadata-formats.ts, or published records stay as they are.
 */
export const OAI_FORMATS: readonly OaiFormat[] = [
  { prefix: 'oai_datacite', render: renderOaiDatacite },
  { prefix: 'dcat', render: renderRdfXml },
  { prefix: 'spase', render: renderSpase },
];

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
