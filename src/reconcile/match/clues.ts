/**
 * What the matcher may know of a record. Ids, paths, PriorIDs and stated relations are not here, so that no score can
 * lean on them: a link must be earned by what the record says. (Ids of instruments, persons and repositories are clues:
 * they name other things.)
 */
import type { Fields } from '../../resource/fields.ts';
import { nameKey } from '../names.ts';
import { durationSeconds, foldText, normaliseDate, normaliseDoi, normaliseUrl } from '../normalise.ts';
import { codeForm, codes, durationOf, marks, words } from './words.ts';

/** The lists of terms of a record; each becomes a column. */
export const LISTS = [
  ...['title', 'marks', 'description', 'numbers', 'codes', 'quoted', 'urls', 'urlWords'],
  ...['references', 'referenceWords', 'dois', 'instruments', 'instrumentWords', 'facilities', 'parameters'],
  ...['persons', 'places', 'regions', 'measurements', 'subjects', 'levels'],
] as const;

export type List = (typeof LISTS)[number];

export interface Clues {
  type: string;
  lists: Record<List, string[]>;
  /** Seconds between samples, as the record states it; null if it does not. */
  cadence: number | null;
  /** The same, if the title names one duration. */
  titleCadence: number | null;
  /** Days since 1970 of the first and the last moment covered; null if not said, or open. */
  start: number | null;
  stop: number | null;
}

/**
 * Which part of the Fields may be seen: everything; what a VOResource record has an element for; or title, start and
 * instrument alone.
 */
export type View = 'all' | 'vor' | 'bare';

/** Pages added to every record of one archive by a script: they name the record, not what it describes. */
const BULK_PAGES =
  /^(?:https?:)?\/\/(?:helio\.data\.nasa\.gov|spase-metadata\.org|hpde\.io|dc\.g-vo\.org\/I\/)/i;

/** A record's clues. Never throws: what cannot be read is missing. */
export function cluesOf(fields: Fields, view: View = 'all'): Clues {
  const seen = view === 'all' ? fields : { ...fields, ...HIDDEN[view], ...shown(fields, view) };
  const title = words(seen.title);
  const description = words(seen.description);
  const pages = seen.referenceUrls.filter((url) => !BULK_PAGES.test(url));
  const urls = addresses(seen.access.map(({ url }) => url));
  const references = addresses(pages);
  const keys = seen.access.flatMap(({ productKey }) => (productKey === null ? [] : [codeForm(productKey)]));
  const start = extreme(
    seen.temporal.map(({ start: from }) => days(from)),
    Math.min,
  );
  const open = seen.temporal.some(({ stop }) => stop === null);
  return {
    type: seen.type,
    lists: {
      title,
      marks: marks(title),
      description,
      numbers: description.filter((word) => /\d/.test(word)),
      codes: [
        ...keys,
        ...seen.alternateNames.map(codeForm),
        ...seen.tables.map(codeForm),
        ...seen.access.flatMap(({ url }) => keysIn(url)),
      ],
      quoted: [...seen.access.map(({ url }) => url), ...pages, seen.title, seen.description]
        .flatMap(codes)
        .concat(keys),
      urls,
      urlWords: [...urls.flatMap(words), ...keys.flatMap(words)],
      references,
      referenceWords: references.flatMap(words),
      dois: [...seen.dois, ...seen.otherDois].map((doi) => normaliseDoi(doi) ?? ''),
      instruments: seen.instruments.map(nameOf),
      instrumentWords: seen.instruments.map(nameOf).flatMap(words),
      facilities: [...seen.facilities, ...seen.instruments].map(facilityOf),
      parameters: seen.parameters.map((name) => words(name).join(' ')),
      persons: seen.persons.filter(({ role }) => !/metadata/i.test(role)).map(({ name }) => nameKey(name)),
      places: [...seen.repositories.map(lastPart), seen.publisher?.name ?? ''].flatMap(words),
      regions: seen.regions.map(foldText),
      measurements: seen.measurements.map(foldText),
      subjects: seen.subjects.flatMap(words),
      levels: seen.levels.map(foldText),
    },
    cadence: seen.cadence === null ? null : positive(durationSeconds(seen.cadence)),
    titleCadence: positive(durationOf(title)),
    start,
    stop: open
      ? null
      : extreme(
          seen.temporal.map(({ stop }) => days(stop)),
          Math.max,
        ),
  };
}

/** What is not seen, by view. */
const HIDDEN: Record<Exclude<View, 'all'>, Partial<Fields>> = {
  vor: {
    cadence: null,
    parameters: [],
    measurements: [],
    regions: [],
    levels: [],
    repositories: [],
    subjects: [],
  },
  bare: {
    ...{ cadence: null, parameters: [], measurements: [], regions: [], levels: [], repositories: [] },
    ...{ subjects: [], description: '', alternateNames: [], referenceUrls: [], access: [], persons: [] },
    ...{ publisher: null, dois: [], otherDois: [], wavebands: [], tables: [] },
  },
};

/** What is seen in part: the one referenceURL, access without product keys, a shortName of at most 16 characters. */
function shown(fields: Fields, view: View): Partial<Fields> {
  if (view !== 'vor') return {};
  return {
    referenceUrls: fields.referenceUrls.slice(0, 1),
    access: fields.access.map((access) => ({ ...access, productKey: null })),
    alternateNames: fields.alternateNames.filter((name) => name.length <= 16).slice(0, 1),
  };
}

function addresses(urls: string[]): string[] {
  return urls.flatMap((url) => normaliseUrl(url) ?? []);
}

/** `…?dataset=PO_K0_CAM`, `…/info?id=juno-wav-l3f`, `…&id=pds://PPI/VG1-…`: the names of products in a query. */
function keysIn(url: string): string[] {
  return [...url.matchAll(/[?&;](?:id|dataset|dataset_id|collection|table)=([^&;#]+)/gi)]
    .map(([, key = '']) => codeForm(lastPart(key)))
    .filter((key) => key.length > 3);
}

/** `voyager2/crs` of `spase://SMWG/Instrument/Voyager2/CRS`; else the name. */
function nameOf({ name, id }: { name: string | null; id: string | null }): string {
  const path = id === null ? null : /^spase:\/\/[^/]+\/(?:Instrument|Observatory)\/(.+)$/i.exec(id.trim());
  return foldText(path?.[1] ?? name ?? '');
}

function facilityOf(thing: { name: string | null; id: string | null }): string {
  const [first = ''] = nameOf(thing).split('/');
  return first.replace(/[^\p{L}\p{N}]/gu, '');
}

function lastPart(id: string): string {
  return id.replace(/(?<![\s/])[\s/]+$/, '').replace(/^.*\//s, '');
}

function days(date: string | null): number | null {
  const at = date === null ? null : normaliseDate(date);
  return at === null ? null : Date.parse(at) / 86_400_000;
}

function extreme(dates: (number | null)[], pick: (...dates: number[]) => number): number | null {
  const known = dates.filter((date) => date !== null);
  return known.length === 0 ? null : pick(...known);
}

function positive(seconds: number | null): number | null {
  return seconds !== null && seconds > 0 ? seconds : null;
}
