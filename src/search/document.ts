/** What the index keeps of a record: from its fields (VOResource or SPASE), and the coverage in its XML. */

import { merged, type Range } from '../coverage/healpix.ts';
import { coarsened, mocRanges } from '../coverage/moc.ts';
import type { Element } from '../resource/element.ts';
import { text } from '../resource/element.ts';
import { each } from '../resource/field-values.ts';
import type { Fields } from '../resource/fields.ts';
import { authorityOf, ivoidKey } from '../resource/ivoid.ts';
import type { SearchDocument } from '../store/search-write.ts';
import { cut } from '../words/say.ts';
import { coarseCells, literal } from './coverage-cells.ts';
import { FACETS, type Facet, facetValue, VALUES_MAX } from './facets.ts';
import { isSpelling } from './suggestion.ts';
import { wordsOf, wordVector } from './words.ts';

/** Raised whenever the same record would give another entry: then every program that is newer makes them all again. */
export const EDITION = 2;

/** Ranges of a coverage that are kept: of more, all are rounded up to a coarser order. 4,000 take 64 kB. */
const RANGES_MAX = 4000;
const TIMES_MAX = 200;
const RELATIONS_MAX = 500;
/** Of one record; the longest lists of authors have thousands. */
const SPELLINGS_MAX = 300;
const SHOWN_DESCRIPTION = 400;
const SHOWN_TITLE = 300;

/** Where the entry belongs, and what it is made from. */
export interface Origin {
  key: string;
  id: string;
  version: number | null;
  datestamp: string;
}

/** The entry of a record. `root` is its XML if its coverage may be in it, else null. */
export function documentOf(origin: Origin, fields: Fields, root: Element | null): SearchDocument {
  const sky = root === null ? null : skyOf(root);
  return {
    ...{ key: origin.key, version: origin.version, deleted: false, datestamp: origin.datestamp },
    facets: facetsOf(origin.id, fields),
    times: timesOf(fields),
    coverage: sky === null ? null : literal(sky),
    cells: sky === null ? null : coarseCells(sky),
    head: wordVector(headOf(origin.id, fields)),
    words: wordVector([...headOf(origin.id, fields), ...restOf(fields)]),
    name: (fields.alternateNames[0] ?? '').toLowerCase().slice(0, 100),
    shown: {
      ivoid: origin.id,
      title: cut(fields.title, SHOWN_TITLE) || origin.id,
      shortName: cut(fields.alternateNames[0] ?? '', 100) || null,
      description: cut(fields.description, SHOWN_DESCRIPTION),
      type: fields.type,
      publisher: cut(fields.publisher?.name ?? '', SHOWN_TITLE) || null,
    },
    relations: relationsOf(fields),
    spellings: spellingsOf(fields),
  };
}

/** The entry of a record of ours that was deleted: by its identifier, and by what the ledger keeps of it. */
export function tombstoneOf(
  origin: Origin,
  kept: { type: string; subjects: string[] } | undefined,
): SearchDocument {
  const type = kept?.type ?? '';
  const subjects = kept?.subjects ?? [];
  return {
    ...{ key: origin.key, version: null, deleted: true, datestamp: origin.datestamp },
    facets: valuesOf({ type: [type], subject: subjects, authority: [authority(origin.id)] }),
    ...{ times: null, coverage: null, cells: null, name: '', relations: [], spellings: [] },
    head: wordVector([['B', origin.id]]),
    words: wordVector([['B', origin.id]]),
    shown: { ivoid: origin.id, title: origin.id, shortName: null, description: '', type, publisher: null },
  };
}

function headOf(id: string, fields: Fields): [weight: 'A' | 'B' | 'C', text: string][] {
  return [
    ['A', fields.title],
    ...fields.alternateNames.slice(0, 20).map((name): ['B', string] => ['B', name]),
    ['B', id],
    ...fields.subjects.slice(0, VALUES_MAX).map((subject): ['C', string] => ['C', subject]),
  ];
}

function restOf(fields: Fields): ['D', string][] {
  const named = [fields.publisher, ...fields.instruments, ...fields.facilities];
  const texts = [
    fields.description,
    ...fields.persons.map(({ name }) => name),
    ...named.map((one) => one?.name ?? ''),
    ...[
      fields.wavebands,
      fields.regions,
      fields.measurements,
      fields.levels,
      fields.dois,
      fields.otherDois,
    ].flat(),
    ...fields.standards.map((standard) => standard.replace(/^ivo:\/\/ivoa\.net\/std\//i, '')),
    ...fields.tables,
    ...fields.parameters,
  ];
  return texts.map((one) => ['D', one]);
}

/** What people look for by name; words of descriptions are too many, and have too many typos of their own. */
function spellingsOf(fields: Fields): string[] {
  const named = [fields.publisher, ...fields.instruments, ...fields.facilities];
  const texts = [
    fields.title,
    ...fields.alternateNames.slice(0, 20),
    ...fields.subjects.slice(0, VALUES_MAX),
    ...named.map((one) => one?.name ?? ''),
    ...fields.persons.slice(0, SPELLINGS_MAX).map(({ name }) => name),
  ];
  return [...new Set(texts.flatMap(wordsOf).filter(isSpelling))].slice(0, SPELLINGS_MAX);
}

function facetsOf(id: string, fields: Fields): SearchDocument['facets'] {
  return valuesOf({
    type: [fields.type],
    standard: fields.standards,
    waveband: fields.wavebands,
    subject: fields.subjects,
    authority: [authority(id)],
  });
}

function valuesOf(written: Partial<Record<Facet, string[]>>): SearchDocument['facets'] {
  return FACETS.flatMap((facet) => {
    const values = new Set((written[facet] ?? []).map((one) => facetValue(facet, one)));
    values.delete('');
    return [...values].slice(0, VALUES_MAX).map((value) => ({ facet, value }));
  });
}

/** `spase://NASA` is to SPASE what an authority is to the IVOA. */
function authority(id: string): string {
  return authorityOf(id) || (/^spase:\/\/[^/]+/i.exec(id)?.[0] ?? '');
}

function timesOf({ temporal }: Fields): string | null {
  const spans = temporal.slice(0, TIMES_MAX).flatMap(({ start, stop }) => {
    const [from, to] = [secondsOf(start), secondsOf(stop)];
    // Beginning and end the wrong way round: nothing can be meant by that.
    return from !== null && to !== null && from > to ? [] : [`[${from ?? ''},${to ?? ''}]`];
  });
  return spans.length === 0 ? null : `{${spans.join(',')}}`;
}

/** Null for an open end, and for what is no date (SPASE records have such). */
function secondsOf(date: string | null): number | null {
  const ms = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000);
}

/** All MOCs of `coverage/spatial` on the sky (VODataService 1.2 §3.3.1), as one; null if there is none that can be read. */
function skyOf(root: Element): Range[] | null {
  const mocs = each(root, 'coverage', 'spatial')
    .filter((element) => !element.attributes.some(({ local, value }) => local === 'frame' && value !== ''))
    .flatMap((element) => mocRanges(text(element)) ?? []);
  return mocs.length === 0 ? null : coarsened(merged(mocs), RANGES_MAX);
}

function relationsOf({ relations }: Fields): SearchDocument['relations'] {
  return relations
    .slice(0, RELATIONS_MAX)
    .flatMap(({ id, type }) =>
      id === null || id === '' ? [] : [{ target: ivoidKey(id).slice(0, 500), type: type.slice(0, 100) }],
    );
}
