/**
 * A draft of a SPASE 2.7.1 record for a VOResource: what is known filled in, what only a person can say marked by a
 * comment `VOREG-FILL: …` with candidates. Valid once the marks are filled. Not for: publishing as it is.
 */

import { utcOfMjd } from '../../resource/dates.ts';
import { attribute, type Element, text, xsiType } from '../../resource/element.ts';
import { XSI } from '../../resource/namespaces.ts';
import { uatLabel } from '../../validate/vocabulary.ts';
import { laidOut } from '../../xml/layout.ts';
import { type Tag, tag } from '../../xml/write.ts';
import { type Loss, Losses } from './losses.ts';
import { each, first, textAt, textsAt } from './spase-source.ts';
import { NotExported } from './spase-to-vor.ts';
import { table } from './table.ts';
import { accessInformation, singleAccessUrl, tablesOf } from './vor-access.ts';
import { members, resourceHeader, segment } from './vor-header.ts';
import {
  type Candidates,
  conceptsOf,
  FILL,
  leaves,
  mark,
  namedElement,
  reversed,
  said,
  spaseId,
  toFill,
  type VorSource,
} from './vor-source.ts';

export const SPASE_VERSION = '2.7.1';
export const SPASE_NAMESPACE = 'http://www.spase-group.org/data/schema';

/** Resource elements that a draft may become. */
export const DRAFT_TYPES = [
  'NumericalData',
  'DisplayData',
  'Catalog',
  'NumericalOutput',
  'Collection',
  'Service',
  'Repository',
  'Registry',
] as const;
export type DraftType = (typeof DRAFT_TYPES)[number];

export interface VorOptions {
  /** UTC, `YYYY-MM-DDThh:mm:ssZ`: the ReleaseDate of the draft. */
  now: string;
  /** What it becomes; left out: what the record suggests. */
  as?: DraftType;
  /** Whether ivoids may stand in AssociationID. */
  withIvoids?: boolean;
  candidates?: Candidates;
}

/** A place that the curator has to fill in. */
export interface Mark {
  /** From 1, in the draft. */
  line: number;
  says: string;
}

export interface Draft {
  /** UTF-8 text with XML declaration. */
  xml: string;
  type: DraftType;
  losses: Loss[];
  marks: Mark[];
}

/**
 * @param root of an ri:Resource
 * @throws NotExported for what SPASE does not describe: authorities, standards, documents
 */
export function vorToSpase(root: Element, options: VorOptions): Draft {
  if (root.local !== 'Resource') throw new NotExported(`<${root.name}> is no VOResource record.`);
  const ivoid = textAt(root, 'identifier');
  if (ivoid === null) throw new NotExported('The record has no identifier.');
  const source: VorSource = {
    root,
    curation: first(root, 'curation'),
    content: first(root, 'content'),
    ivoid,
    title: textAt(root, 'title') ?? ivoid,
    losses: new Losses(),
    candidates: options.candidates ?? (() => []),
    now: options.now,
    withIvoids: options.withIvoids === true,
  };
  const suggested = suggestedType(root);
  if (suggested === null) {
    throw new NotExported(
      `SPASE does not describe what a ${xsiType(root)?.local ?? 'record without xsi:type'} is.`,
    );
  }
  const type = options.as ?? suggested;
  lostOutright(source);
  const isSure =
    options.as !== undefined || type === 'Repository' || type === 'Service' || type === 'Registry';
  const document = tag(
    'Spase',
    {
      xmlns: SPASE_NAMESPACE,
      'xmlns:xsi': XSI,
      'xsi:schemaLocation': `${SPASE_NAMESPACE} ${SPASE_NAMESPACE}/spase-${SPASE_VERSION}.xsd`,
    },
    ...leaves({ Version: SPASE_VERSION, Status: status(root) }),
    mark('MetadataRightsList', 'may the description itself be given on?', [
      'https://spdx.org/licenses/CC0-1.0',
    ]),
    ...(isSure
      ? []
      : [
          mark(type, 'VOResource does not say what kind of product this is.', [
            'NumericalData',
            'DisplayData',
            'Catalog',
            'NumericalOutput',
          ]),
        ]),
    tag(type, {}, ...identity(source, type), resourceHeader(source), ...BODY[type](source)),
  );
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n${laidOut(document, 0, 'kept')}`;
  return { xml, type, losses: source.losses.list, marks: marksIn(xml) };
}

/** The places of a text that are still marked. */
export function marksIn(xml: string): Mark[] {
  return xml.split('\n').flatMap((line, i) => {
    const says = new RegExp(`<!-- ${FILL}: (.*) -->`).exec(line)?.[1];
    return says === undefined ? [] : [{ line: i + 1, says }];
  });
}

const TYPES: Record<string, DraftType> = {
  Organisation: 'Repository',
  Registry: 'Registry',
  Service: 'Service',
};
const DATA = /^(?:DataCollection|DataResource|CatalogResource|DataService|CatalogService|TableService)$/;

/** Of an EPN-TAP table `Catalog` says that it is a table, not that it is a list of events. Null: nothing of SPASE. */
function suggestedType(root: Element): DraftType | null {
  const local = xsiType(root)?.local ?? '';
  if (!DATA.test(local)) return TYPES[local] ?? null;
  const kinds = textsAt(root, 'content', 'type');
  const products = productTypes(root);
  if (kinds.includes('Simulation')) return 'NumericalOutput';
  if (products.length > 0 && products.every((product) => product === 'image')) return 'DisplayData';
  const isList = kinds.includes('Catalog') && !kinds.includes('Archive') && tablesOf(root).epn.length === 0;
  return isList ? 'Catalog' : 'NumericalData';
}

function productTypes(root: Element): string[] {
  return [...textsAt(root, 'productTypeServed'), ...textsAt(root, 'capability', 'productTypeServed')];
}

interface Statuses {
  reverse: Record<string, string | null>;
}

function status(root: Element): string | null {
  return table<Statuses>('status').reverse[attribute(root, 'status') ?? 'active'] ?? null;
}

/** Ids that the record states for itself, else a mark: only the owner of a naming authority can give one. */
function identity({ root, ivoid }: VorSource, type: DraftType): Tag[] {
  const known = textsAt(root, 'altIdentifier').find(
    (id) => id.startsWith('spase://') && id.includes(`/${type}/`),
  );
  if (known !== undefined) {
    return leaves({ ResourceID: known, NamingAuthority: known.split('/')[2] ?? null, ResourceType: type });
  }
  const path = ivoid
    .replace(/^ivo:\/\/[^/]+\/?/i, '')
    .split('/')
    .filter((part) => !/^(?:q|epn_core|epn)$/.test(part))
    .map(segment);
  const key = [type, ...(path.length === 0 ? [FILL] : path)].join('/');
  return [
    mark('ResourceID', 'the naming authority decides on it, and on the path.', [
      `spase://CNES/${key}`,
      `spase://SMWG/${key}`,
      `spase://GBO/${key}`,
    ]),
    ...leaves({ ResourceID: `spase://${FILL}/${key}`, NamingAuthority: FILL, ResourceType: type }),
  ];
}

/** What follows the header, in the order of SPASE 2.7.1. */
const BODY: Record<DraftType, (source: VorSource) => Tag[]> = {
  NumericalData: (source) => product(source, 'InstrumentID', 'ObservedRegion'),
  DisplayData: (source) => product(source, 'InstrumentID', 'ObservedRegion'),
  NumericalOutput: (source) => product(source, 'ModeledInstrumentID', 'ModeledRegion'),
  Catalog: (source) => [
    accessInformation(source),
    ...provider(source),
    ...instruments(source, 'InstrumentID'),
    ...toFill(
      'PhenomenonType',
      'what is listed; several are allowed.',
      reversed('phenomenon-type', { concepts: conceptsOf(source) }),
    ),
    ...timeSpan(source),
    ...keywords(source),
  ],
  Collection: (source) => [
    accessInformation(source),
    ...(members(source).length > 0
      ? members(source)
      : [mark('Member', 'what it consists of.'), tag('Member', {}, tag('ResourceName', {}, FILL))]),
  ],
  Service: (source) => [singleAccessUrl(source)],
  Repository: (source) => [singleAccessUrl(source), ...rors(source)],
  Registry: (source) => [singleAccessUrl(source), ...rors(source)],
};

function product(source: VorSource, instrument: string, region: string): Tag[] {
  const clues = {
    concepts: conceptsOf(source),
    productTypes: productTypes(source.root),
    ucds: ucds(source.root),
    wavebands: textsAt(source.root, 'coverage', 'waveband'),
  };
  const span = timeSpan(source);
  return [
    accessInformation(source),
    ...provider(source, instrument === 'InstrumentID'),
    ...instruments(source, instrument),
    ...toFill(
      'MeasurementType',
      'what is measured; several are allowed.',
      reversed('measurement-type', clues),
    ),
    ...(span.length === 0
      ? [mark('TemporalDescription', 'the time span, if there is one.')]
      : [tag('TemporalDescription', {}, ...span)]),
    ...spectralRanges(source),
    mark(region, 'where, if it is somewhere.', reversed('region', { concepts: clues.concepts })),
    ...keywords(source),
    ...parameters(source),
  ];
}

function provider({ curation }: VorSource, hasName = true): Tag[] {
  return leaves({
    ProviderName: hasName ? textAt(curation, 'publisher') : null,
    ProviderVersion: textAt(curation, 'version'),
  });
}

function instruments({ root, candidates, losses }: VorSource, element: string): Tag[] {
  for (const facility of each(root, 'facility'))
    losses.lost('facility', 'a facility: SPASE names it in the Instrument record', text(facility));
  return each(root, 'instrument').flatMap((found) => {
    const named = namedElement(found);
    const id = spaseId(named, 'Instrument');
    if (id !== null) return [tag(element, {}, id)];
    return [
      mark(
        element,
        `the Instrument record of ${named.name}, if it is to be named.`,
        candidates('Instrument', named.name),
      ),
    ];
  });
}

/** The hull of all intervals: SPASE has room for one. A registry record says no more of a moving end than its last day. */
function timeSpan({ root, losses }: VorSource): Tag[] {
  const intervals = textsAt(root, 'coverage', 'temporal').map((interval) => interval.split(' '));
  const ends = intervals.map(([start = '', stop = '']) => ({ start: utcOfMjd(start), stop: utcOfMjd(stop) }));
  const starts = ends.flatMap(({ start }) => start ?? []).sort();
  const stops = ends.flatMap(({ stop }) => stop ?? []).sort();
  if (intervals.length > 1)
    losses.lost('temporal', 'the gaps between intervals', `${intervals.length} intervals`);
  const [start] = starts;
  const stop = stops.at(-1);
  if (start === undefined || stop === undefined) return [];
  return [
    mark('StopDate', 'if data are still added, write RelativeStopDate (such as -P1M) instead.'),
    tag('TimeSpan', {}, ...leaves({ StartDate: start, StopDate: stop })),
  ];
}

interface Spectral {
  reverse: Record<string, string>;
}

function spectralRanges({ root, losses }: VorSource): Tag[] {
  const { reverse } = table<Spectral>('spectral-range');
  const words = textsAt(root, 'coverage', 'waveband').flatMap((band) => reverse[band] ?? []);
  for (const interval of textsAt(root, 'coverage', 'spectral'))
    losses.lost('spectral', 'an interval in Joule: SPASE has it in the parameters', interval);
  return [...new Set(words)].map((word) => tag('SpectralRange', {}, word));
}

function keywords(source: VorSource): Tag[] {
  return [...new Set(conceptsOf(source))].map((concept) => tag('Keyword', {}, uatLabel(concept) ?? concept));
}

function ucds(root: Element): string[] {
  return textsAt(root, 'tableset', 'schema', 'table', 'column', 'ucd');
}

/** A Parameter is a field, a particle or a wave, which no column says. */
function parameters({ root, losses }: VorSource): Tag[] {
  const columns = each(root, 'tableset', 'schema', 'table', 'column');
  if (columns.length === 0) return [];
  losses.lost('params', 'columns: they describe the table, not the product', `${columns.length} columns`);
  return [mark('Parameter', `what the product measures. The table has ${columns.length} columns about it.`)];
}

function rors({ root }: VorSource): Tag[] {
  return textsAt(root, 'altIdentifier')
    .flatMap((id) => /^https:\/\/ror\.org\/(\S+)$/.exec(id)?.[1] ?? [])
    .map((ror) => tag('RORIdentifier', {}, ror));
}

function lostOutright({ root, content, losses }: VorSource): void {
  losses.lost(
    'ivoid_back',
    'the ivoid as an identifier: it is in InformationURL',
    textAt(root, 'identifier'),
  );
  for (const level of textsAt(content, 'contentLevel')) losses.lost('level', 'the level', level);
  for (const moc of textsAt(root, 'coverage', 'spatial')) losses.lost('spatial', 'a MOC', moc);
  for (const email of each(first(root, 'curation'), 'contact', 'email')) {
    if (said(email.parent, 'name') !== '')
      losses.lost('email', 'an e-mail address: it belongs into the Person record');
  }
}
