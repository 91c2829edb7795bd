/**
 * Two records field by field: what each says in one normal form, whether that is the same, and how much it matters if
 * not. Which fields, how and with what tolerance is said in tables/fields.json; here is where each value comes from.
 * Both sides go through the same function, whichever model they are in. Never compared: dates of the record itself.
 */
import { createHash } from 'node:crypto';
import type { Fields } from '../resource/fields.ts';
import { type Compared, compareValues, type Value } from './compare-ways.ts';
import { fieldRows, type Severity } from './crosswalk/losses.ts';
import { landingPage, uatConcept } from './crosswalk/spase-content.ts';
import { classOf, nameFromId } from './crosswalk/spase-source.ts';
import { table } from './crosswalk/table.ts';
import { familyKey, nameKey, organisationKey } from './names.ts';
import {
  durationSeconds,
  foldText,
  hostAndPath,
  normaliseDate,
  normaliseDoi,
  normaliseId,
  normaliseUrl,
  textTokens,
} from './normalise.ts';

/** One compared field. */
export interface FieldComparator {
  /** As in tables/fields.json. */
  id: string;
  severity: Severity;
  /** What a record says of it; empty if nothing. */
  normalise(fields: Fields): Value;
  compare(here: Value, there: Value): Compared;
}

/** A field in which two records differ. The values are for a person to read. */
export interface Divergence {
  field: string;
  severity: Severity;
  here: string | null;
  there: string | null;
  similarity: number | null;
}

/** Field id → where its value comes from. Returned in any order, with repetitions and empty strings. */
const VALUES: Record<string, (fields: Fields) => (string | null)[]> = {
  id: (f) => (f.model === 'spase' ? [normaliseId(f.id)] : spaseIds(f.altIdentifiers)),
  prior: (f) =>
    f.model === 'spase' && f.priorIds.length > 0
      ? spaseIds([f.id, ...f.priorIds])
      : f.model === 'vor'
        ? spaseIds(f.altIdentifiers)
        : [],
  ivoid_back: (f) => (f.model === 'vor' ? [normaliseId(f.id)] : ivoidsIn(f)),
  doi: (f) => f.dois.map(normaliseDoi),
  title: (f) => textTokens(f.title),
  altname: (f) => f.alternateNames.map(foldText),
  desc: (f) => textTokens(f.description),
  status: (f) => [statusOf(f)],
  type: (f) => [classOf(f.type)],
  landing: (f) => pagesOf(f).map(normaliseUrl),
  infourl: (f) => f.referenceUrls.map(hostAndPath),
  publisher: publishers,
  authors: (f) => creators(f).map(familyKey),
  contact: (f) =>
    f.persons.filter(({ role }) => meaning(role) === 'contact').map(({ name }) => nameKey(name)),
  orcid: (f) => f.persons.flatMap(({ name, orcid }) => (orcid === null ? [] : [`${nameKey(name)}=${orcid}`])),
  keyword: (f) => f.subjects.map((subject) => uatConcept(subject) ?? foldText(subject)),
  subject: concepts,
  waveband: (f) =>
    f.model === 'vor'
      ? f.wavebands
      : f.wavebands.flatMap((word) => words<{ waveband: string[] }>('spectral-range')[word]?.waveband ?? []),
  facility: (f) => things(f.facilities),
  instrument: (f) => things(f.instruments),
  temporal: hull,
  cadence: (f) => [f.cadence === null ? null : String(durationSeconds(f.cadence) ?? f.cadence)],
  access: (f) => (classOf(f.type) === 'data' ? f.access.map(({ url }) => hostAndPath(url)) : []),
  serviceurl: (f) => (classOf(f.type) === 'data' ? [] : f.access.map(({ url }) => hostAndPath(url))),
  rights: (f) => f.rights.map(licence),
  assoc: (f) => edges(f, ['IsPartOf', 'IsNewVersionOf']),
  input: (f) => edges(f, ['IsDerivedFrom']),
  member: (f) => edges(f, ['HasPart']),
  params: (f) => f.parameters.map(foldText),
};

/** Ids of the fields that have a value here; a test holds them against tables/fields.json. */
export const VALUE_IDS = Object.keys(VALUES);

/** All compared fields, in the order of tables/fields.json. */
export const COMPARATORS: FieldComparator[] = Object.entries(fieldRows()).flatMap(
  ([id, { compare, severity }]) => {
    const value = VALUES[id];
    if (compare === null || value === undefined) return [];
    const atLeast = compare.atLeast ?? 1;
    return [
      {
        id,
        severity,
        normalise: (fields: Fields) => normalForm(value(fields)),
        compare: (here: Value, there: Value) => compareValues(compare.how, atLeast, here, there),
      },
    ];
  },
);

function normalForm(values: (string | null)[]): Value {
  return [...new Set(values.filter((value): value is string => value !== null && value !== ''))].sort();
}

/** What a record says of each compared field. */
export function comparisonView(fields: Fields): Record<string, Value> {
  return Object.fromEntries(COMPARATORS.map(({ id, normalise }) => [id, normalise(fields)]));
}

/** Where two records differ, the gravest first. A field that one of them does not say is no difference. */
export function differences(here: Fields, there: Fields): Divergence[] {
  const found = COMPARATORS.flatMap(({ id, severity, normalise, compare }): Divergence[] => {
    const ours = normalise(here);
    const theirs = normalise(there);
    const { verdict, similarity } = compare(ours, theirs);
    if (verdict !== 'differs') return [];
    return [
      { field: id, severity, here: shown(id, here, ours), there: shown(id, there, theirs), similarity },
    ];
  });
  return found.sort((a, b) => GRAVITY.indexOf(a.severity) - GRAVITY.indexOf(b.severity));
}

const GRAVITY: Severity[] = ['identity', 'high', 'medium', 'low', 'info'];

/** Texts as they are: their words in order of the alphabet tell nobody anything. */
function shown(id: string, fields: Fields, value: Value): string | null {
  if (id === 'title') return fields.title;
  if (id === 'desc') return fields.description;
  return value.length === 0 ? null : value.join('; ');
}

/**
 * Of each field that the record says, 16 hexadecimal digits of the SHA-256 of its normal form: what the three-way
 * comparison keeps of an accepted version.
 */
export function fieldDigests(fields: Fields): Record<string, string> {
  const digests = Object.entries(comparisonView(fields))
    .filter(([, value]) => value.length > 0)
    .map(([id, value]) => [
      id,
      createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16),
    ]);
  return Object.fromEntries(digests);
}

/** Both, as the statuses of pairs ask for them (pair-status.ts). */
export const COMPARISON = { differences, digests: fieldDigests };

function words<T>(name: string): Record<string, T> {
  return table<{ rows: Record<string, T> }>(name).rows;
}

function spaseIds(ids: string[]): string[] {
  return ids.filter((id) => /^spase:/i.test(id.trim())).map(normaliseId);
}

/** Wherever a SPASE record may name an ivoid: an association, or an address such as https://dc.g-vo.org/I/ivo://…. */
function ivoidsIn(f: Fields): string[] {
  const places = [...f.relations.map(({ id }) => id ?? ''), ...f.referenceUrls, ...f.alternateNames];
  return places.flatMap((place) => /ivo:\/\/[^\s?#]+/i.exec(decoded(place))?.[0] ?? []).map(normaliseId);
}

function decoded(place: string): string {
  return place.replace(/%3A/gi, ':').replace(/%2F/gi, '/');
}

function statusOf({ model, status }: Fields): string {
  if (model === 'vor') return status ?? 'active';
  return words<string>('status')[status ?? ''] ?? 'active';
}

/** A SPASE record has the page that the SPASE registry makes of it, too. */
function pagesOf(f: Fields): string[] {
  const own =
    f.model === 'spase' ? [landingPage(f.id), ...f.dois.map((doi) => `https://doi.org/${doi}`)] : [];
  return [...f.referenceUrls, ...own];
}

function publishers({ publisher }: Fields): string[] {
  if (publisher === null) return [];
  const names = publisher.name?.split(';') ?? [];
  if (names.length <= 1) return [organisationKey(publisher)];
  return names.map((name) => organisationKey({ name, id: null }));
}

/** What a role of either model is in VOResource. */
function meaning(role: string): string | null {
  const row = words<{ to: string | null }>('role')[role];
  return row === undefined ? role : row.to;
}

/** Those of the citation; without, the principal investigators, else who produced the data (tables/role.json). */
function creators({ persons }: Fields): string[] {
  const chosen = [
    persons.filter(({ role }) => meaning(role) === 'creator'),
    persons.filter(({ role }) => words<{ creatorIf?: string }>('role')[role]?.creatorIf === 'noAuthors'),
    persons.filter(({ role }) => words<{ creatorIf?: string }>('role')[role]?.creatorIf === 'noCreator'),
  ].find((found) => found.length > 0);
  return (chosen ?? []).map(({ name }) => name);
}

/** As concepts of the UAT, whatever element of SPASE they were. */
function concepts(f: Fields): string[] {
  const from = (name: string, values: string[]) =>
    values.flatMap((value) => words<{ uat: string[] }>(name)[value]?.uat ?? []);
  const written = f.subjects.flatMap((subject) => uatConcept(subject) ?? []);
  if (f.model === 'vor') return written;
  return [
    ...written,
    ...from('region', f.regions),
    ...from('measurement-type', f.measurements),
    ...from('phenomenon-type', f.measurements),
  ];
}

function things(named: Fields['instruments']): string[] {
  return named.flatMap(({ name, id }) => {
    const said = name ?? (id === null ? '' : nameFromId(id));
    return [id === null ? null : `id ${normaliseId(id)}`, `name ${textTokens(said).join(' ')}`].filter(
      (one) => one !== null,
    );
  });
}

/** From the first start to the last end: SPASE has room for one interval. */
function hull({ temporal }: Fields): string[] {
  if (temporal.length === 0) return [];
  const starts = temporal.map(({ start }) => (start === null ? '' : (normaliseDate(start) ?? '')));
  const stops = temporal.map(({ stop }) => (stop === null ? '' : (normaliseDate(stop) ?? '')));
  const first = starts.includes('') ? '' : (starts.sort()[0] ?? '');
  const last = stops.includes('') ? '' : (stops.sort().at(-1) ?? '');
  return first === '' && last === '' ? [] : [`${first}/${last}`];
}

const SPDX = /^https?:\/\/spdx\.org\/licenses\/([A-Za-z0-9.+-]+?)(?:\.html)?\/?$/i;
const CREATIVE_COMMONS =
  /^https?:\/\/creativecommons\.org\/(?:licenses\/([a-z-]+)|publicdomain\/(zero))\/(\d\.\d)/i;

/** The SPDX id of a licence, in lower case; null for words, which are no licence. */
function licence(right: string): string | null {
  const spdx = SPDX.exec(right)?.[1];
  if (spdx !== undefined) return spdx.toLowerCase();
  const commons = CREATIVE_COMMONS.exec(right);
  if (commons !== null)
    return `cc${commons[2] === undefined ? `-${commons[1]?.toLowerCase()}` : '0'}-${commons[3]}`;
  return /^(?:CC0|CC-BY(?:-NC)?(?:-ND|-SA)?)-\d\.\d$/i.test(right) ? right.toLowerCase() : null;
}

/** Relations of the given types that lead to a SPASE record: an ivoid on the other side says nothing about them. */
function edges(f: Fields, types: string[]): string[] {
  const rows = words<{ relationshipType: string | null }>('association');
  const typed = f.relations.map(({ type, id }) => ({
    id,
    type: ELEMENTS.get(type) ?? rows[type]?.relationshipType ?? type,
  }));
  return typed.flatMap(({ type, id }) =>
    types.includes(type) ? spaseIds([id ?? '']).map((to) => `${type} ${to}`) : [],
  );
}

/** Elements of SPASE that are relations by themselves. */
const ELEMENTS = new Map([
  ['InputResourceID', 'IsDerivedFrom'],
  ['MemberID', 'HasPart'],
]);
