/** What a SPASE resource has of a VOResource after its header: access, instruments, time, energies, subjects. */

import { utcOfMjd } from '../../resource/dates.ts';
import { type Element, text } from '../../resource/element.ts';
import { uatLabel } from '../../validate/vocabulary.ts';
import { type Tag, tag } from '../../xml/write.ts';
import { each, textAt, textsAt } from './spase-source.ts';
import { table } from './table.ts';
import { accessInformation, singleAccessUrl } from './vor-access.ts';
import { members } from './vor-header.ts';
import {
  conceptsOf,
  FILL,
  leaves,
  mark,
  namedElement,
  reversed,
  spaseId,
  toFill,
  type VorSource,
} from './vor-source.ts';

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

/** What follows the header, in the order of SPASE 2.7.1. */
export const BODY: Record<DraftType, (source: VorSource) => Tag[]> = {
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

export function productTypes(root: Element): string[] {
  return [...textsAt(root, 'productTypeServed'), ...textsAt(root, 'capability', 'productTypeServed')];
}
