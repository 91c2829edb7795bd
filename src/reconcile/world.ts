/** Questions about records by id: what a link's end is now, who else claims it, where a vanished record went. */
import { ivoidKey } from '../resource/ivoid.ts';
import { HERE, isDeprecated, type Known, type KnownRecord, liveRecords, ownerOf } from './known.ts';
import { IDENTITY, type Link } from './links/link.ts';
import { normaliseDoi, normaliseUrl } from './normalise.ts';
import type { Side } from './pair-status.ts';

/** The newest SPASE version with a published schema (ihdea-landscape.md §3): 69 live records declare a later one. */
const NEWEST_SPASE = [2, 7, 1];

export interface World {
  find(id: string): KnownRecord | null;
  /** The newest certain knowledge about one end of a link. */
  side(id: string): Side;
  /** Sentences: the same id from two sources, or at a path that does not fit it. */
  conflicts(id: string): string[];
  /** Sentences: other links, DOIs and PriorIDs that claim the same counterpart. */
  claims(link: Link): string[];
  /** How one record names the other by an identifier (matching.md §2, ranks 2 to 4); null if none does. */
  namedBy(link: Pick<Link, 'subject' | 'object'>): string | null;
}

/** `quarantined` holds ids, in lower case, of records that could not be read. */
export function openWorld(known: Known, links: Link[], quarantined: ReadonlySet<string>): World {
  const byKey = indexed(known);
  const heirs = heirsOf(known);
  const identities = identitiesOf(links);
  const dois = doisOf(known.own);
  const find = (id: string) => byKey.get(keyOf(id))?.[0] ?? null;
  return {
    find,
    side(id) {
      const record = find(id);
      if (record !== null && !isDeprecated(record)) return readable(record);
      if (quarantined.has(id.toLowerCase())) {
        return {
          kind: 'unreadable',
          reason: `${id} is in quarantine: it could not be read (see voreg sources).`,
        };
      }
      const movedTo = heirs.get(keyOf(id)) ?? null;
      if (record !== null) {
        return { kind: 'gone', isCertain: true, reason: `${id} was moved to Deprecated.`, movedTo };
      }
      return { ...absence(known, id), movedTo };
    },
    conflicts: (id) => conflictsOf(byKey.get(keyOf(id)) ?? [], id),
    claims: (link) => claimsOf(link, identities, dois, find),
    namedBy: ({ subject, object }) => {
      const [here, there] = [find(subject), find(object)];
      return here === null || there === null ? null : nameIn(here, there);
    },
  };
}

/** ivoids have no letter case; SPASE ids have, but none differs from another by it alone (crosswalk.md, id). */
function keyOf(id: string): string {
  return ivoidKey(id);
}

function indexed(known: Known): Map<string, KnownRecord[]> {
  const byKey = new Map<string, KnownRecord[]>();
  for (const record of [...known.own, ...known.others, ...known.spase.values()]) {
    const key = keyOf(record.fields.id);
    const there = byKey.get(key);
    if (there === undefined) byKey.set(key, [record]);
    else there.push(record);
  }
  return byKey;
}

function readable(record: KnownRecord): Side {
  const { fields, digest } = record;
  if (fields.model === 'spase' && isNewer(fields.version)) {
    return {
      kind: 'unreadable',
      reason: `${fields.id} declares SPASE ${fields.version}, of which no schema is known.`,
    };
  }
  return { kind: 'present', fields, digest };
}

function isNewer(version: string | null): boolean {
  const numbers = (version ?? '').split('.').map(Number);
  for (const [index, limit] of NEWEST_SPASE.entries()) {
    const number = numbers[index] ?? 0;
    if (number !== limit) return number > limit;
  }
  return false;
}

/** P8: absence counts only where all sources that could have it were harvested completely. */
function absence(known: Known, id: string): { kind: 'gone'; isCertain: boolean; reason: string } {
  const isOwn = known.own.some(
    ({ fields }) => ownerOf(fields.id).toLowerCase() === ownerOf(id).toLowerCase(),
  );
  if (isOwn) return { kind: 'gone', isCertain: true, reason: `${id} is not among our records.` };
  const model = id.startsWith('ivo:') ? 'vor' : 'spase';
  const sources = known.sources.filter((source) => source.model === model);
  const unsure = sources.filter(({ complete, lastFull }) => !complete || lastFull === null);
  if (sources.length === 0)
    return { kind: 'gone', isCertain: false, reason: `No source of ${id} has been harvested.` };
  if (unsure.length > 0) {
    const names = unsure.map((source) => source.id).join(', ');
    return {
      kind: 'gone',
      isCertain: false,
      reason: `${id} was not found, but ${names} was not harvested completely.`,
    };
  }
  return {
    kind: 'gone',
    isCertain: true,
    reason: `${id} is in none of ${sources.map((source) => source.id).join(', ')} any more.`,
  };
}

/** Former id → the live record that names it as its PriorID (or as an altIdentifier, among ours). */
function heirsOf(known: Known): Map<string, string> {
  const heirs = new Map<string, string>();
  for (const record of liveRecords(known)) {
    for (const prior of record.fields.priorIds) heirs.set(keyOf(prior), record.fields.id);
  }
  for (const { fields } of known.own) {
    for (const id of fields.altIdentifiers) if (id.startsWith('ivo:')) heirs.set(keyOf(id), fields.id);
  }
  return heirs;
}

function conflictsOf(records: KnownRecord[], id: string): string[] {
  const sources = [...new Set(records.map(({ source }) => source))];
  // Full registries hand out what they have harvested: that is no claim.
  const claiming = records.filter(
    ({ source, setSpecs }) => source === HERE || setSpecs.includes('ivo_managed'),
  );
  const isSpase = id.startsWith('spase:');
  const several = isSpase ? sources : [...new Set(claiming.map(({ source }) => source))];
  const sentences = several.length > 1 ? [`${id} comes from ${several.join(' and ')}.`] : [];
  if (!isSpase) return sentences;
  const astray = records.filter((record) => !isAtItsPath(record));
  return [
    ...sentences,
    ...astray.map(({ path }) => `${id} lies at ${path}, which another identifier would belong to.`),
  ];
}

/** In an authority's own repository the authority is not part of the path; in the aggregate it is. */
function isAtItsPath(record: KnownRecord): boolean {
  const { fields, path } = record;
  if (path === null || !path.endsWith('.xml') || isDeprecated(record)) return true;
  const place = path.slice(0, -'.xml'.length);
  const name = fields.id.replace(/^spase:\/\//, '');
  return name === place || name.endsWith(`/${place}`);
}

function identitiesOf(links: Link[]): Map<string, Set<string>> {
  const subjects = new Map<string, Set<string>>();
  for (const { predicate, isRejected, subject, object } of links) {
    if (predicate !== IDENTITY || isRejected) continue;
    const key = keyOf(object);
    subjects.set(key, (subjects.get(key) ?? new Set()).add(subject));
  }
  return subjects;
}

function doisOf(own: KnownRecord[]): Map<string, string[]> {
  const byDoi = new Map<string, string[]>();
  for (const { fields } of own) {
    for (const doi of new Set(fields.dois.map((one) => normaliseDoi(one) ?? one))) {
      byDoi.set(doi, [...(byDoi.get(doi) ?? []), fields.id]);
    }
  }
  return byDoi;
}

function claimsOf(
  { subject, object, predicate }: Link,
  identities: Map<string, Set<string>>,
  dois: Map<string, string[]>,
  find: (id: string) => KnownRecord | null,
): string[] {
  if (predicate !== IDENTITY) return [];
  const others = [...(identities.get(keyOf(object)) ?? [])].filter(
    (other) => keyOf(other) !== keyOf(subject),
  );
  const doubled = (find(subject)?.fields.dois ?? []).flatMap((doi) => {
    const also = (dois.get(normaliseDoi(doi) ?? doi) ?? []).filter((id) => keyOf(id) !== keyOf(subject));
    return also.map((id) => `${id} has the same DOI ${doi}.`);
  });
  return [...others.map((other) => `${other} is linked to ${object} as well.`), ...doubled];
}

function nameIn(here: KnownRecord, there: KnownRecord): string | null {
  const [ours, theirs] = [here.fields, there.fields];
  const wanted = keyOf(theirs.id);
  if (ours.altIdentifiers.some((id) => keyOf(id) === wanted)) return `its altIdentifier ${theirs.id}`;
  const ivoid = keyOf(ours.id);
  const naming = [...theirs.referenceUrls, ...theirs.relations.map(({ id }) => id ?? '')].find((value) =>
    value.toLowerCase().includes(ivoid),
  );
  if (naming !== undefined) return `${naming} in the other record`;
  const served = theirs.access.find(
    ({ standard, url, productKey }) =>
      (standard === 'EPNTAP' || standard === 'TAP') &&
      ours.tables.some((table) => table.toLowerCase() === productKey?.toLowerCase()) &&
      ours.access.some((own) => normaliseUrl(own.url) === normaliseUrl(url)),
  );
  return served === undefined
    ? null
    : `the ${served.standard} access to ${served.productKey} in the other record`;
}
