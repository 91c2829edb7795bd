/**
 * What the search index lacks: the ledger and the harvested records beside it. Each entry remembers the version it was
 * made from, so that whatever was interrupted is found again, and nothing is made twice.
 */
import type { Model } from '../resource/fields.ts';
import type { Queryable } from './database.ts';
import type { Position } from './published.ts';
import { utcSeconds } from './time.ts';

/** Keys that are compared in one statement. */
const COMPARED = 1000;

/** An origin whose state is not that of the index. */
export interface Behind {
  /** '' for the ledger, else the id of a source. */
  origin: string;
  model: Model;
  /** The state to be reached; null if there is nothing yet. */
  state: string;
  reached: string | null;
}

/**
 * Origins that have moved since they were indexed, or that an older edition has indexed; the ledger first. One statement
 * that costs next to nothing: it is asked every few seconds.
 */
export async function findBehind(db: Queryable, edition: number): Promise<Behind[]> {
  return db.query<Behind>(
    `select s.origin, s.model, s.state, case when o.edition = $1 then o.reached end as reached
     from (
       select '' as origin, 'vor' as model, l.id::text || ' ' || g.number || ' ' || g.revision as state
       from ledger l join generation g on g.number = l.generation
       union all
       -- What a harvest takes away is gone a moment after its end (harvest-settle.ts).
       select h.id, h.model, concat_ws(' ', r.id, r.ended, r.deleted, r.gone)
       from harvest_source h cross join lateral (
         select id, ended, deleted, gone from harvest_run where source = h.id and ended is not null order by id desc limit 1) r
     ) s left join search_origin o on o.origin = s.origin
     where o.origin is null or o.reached is distinct from s.state or o.edition < $1
     order by s.origin`,
    [edition],
  );
}

/** A record whose entry is missing, or was made from something else. */
export interface Unindexed {
  key: string;
  id: string;
  /** Of a tombstone (of our own) null, as `version`. */
  version: number | null;
  deleted: boolean;
  datestamp: string;
}

export interface Compared<Place> {
  differing: Unindexed[];
  /** Where to go on; null at the end. */
  next: Place | null;
}

/**
 * From which datestamp on the ledger may hold something new: later generations than the one that was reached have their
 * own, which are not before its. '-infinity' if that one is not known (any more): a restore, or another ledger.
 */
export async function ownChangedSince(db: Queryable, reached: string | null): Promise<string> {
  const [ledger = '', number = '', revision = ''] = reached?.split(' ') ?? [];
  const [row] = await db.query<{ since: Date | null }>(
    `select (select min(n.datestamp) from generation n where n.number > g.number) as since
     from generation g join ledger l on l.id::text = $1 where g.number::text = $2 and g.revision::text = $3`,
    [ledger, number, revision],
  );
  // No later generation: none of its records can differ, but nothing is lost by looking.
  return row?.since == null ? '-infinity' : utcSeconds(row.since);
}

/** Compares a stretch of the ledger, in the order of lists, from behind a position. */
export async function compareOwn(
  db: Queryable,
  after: Position,
  edition: number,
): Promise<Compared<Position>> {
  const rows = await db.query<ComparedRow>(
    `with page as materialized (
       select key, ivoid as id, datestamp, deleted, body as version from record
       where prefix = 'ivo_vor' and (datestamp, key) > ($1::timestamptz, $2) order by datestamp, key limit ${COMPARED}
     ), stretch as (select count(*) as n, (array_agg(key order by datestamp, key))[count(*)] as last_key,
                      max(datestamp) as last_datestamp from page)
     select stretch.*, d.* from stretch left join (
       select p.* from page p left join search_entry e on e.origin = '' and e.key = p.key
       where e.key is null or e.edition < $3 or e.deleted <> p.deleted or e.datestamp <> p.datestamp
         or e.version is distinct from p.version
     ) d on true`,
    [after.datestamp, after.key, edition],
  );
  return compared(rows, (row) => ({ datestamp: utcSeconds(row.last_datestamp), key: row.last_key }));
}

/** The same for the records of a source, by key. */
export async function compareHarvested(
  db: Queryable,
  source: string,
  after: string,
  edition: number,
): Promise<Compared<string>> {
  const rows = await db.query<ComparedRow>(
    `with page as materialized (
       select key, id, version, datestamp, deleted or version is null as deleted from harvested
       where source = $1 and key > $2 order by key limit ${COMPARED}
     ), stretch as (select count(*) as n, max(key) as last_key, now() as last_datestamp from page)
     select stretch.*, d.* from stretch left join (
       select p.key, p.id, p.version, p.deleted, coalesce(p.datestamp, v.seen, now()) as datestamp
       from page p
         left join lateral (select seen from harvested_version where id = p.version and p.datestamp is null limit 1) v on true
         left join search_entry e on e.origin = $1 and e.key = p.key
       where case when p.deleted then e.key is not null
         else e.key is null or e.edition < $3 or e.version is distinct from p.version
           or e.datestamp <> date_trunc('second', coalesce(p.datestamp, v.seen)) end
     ) d on true`,
    [source, after, edition],
  );
  return compared(rows, (row) => row.last_key);
}

interface ComparedRow extends Omit<Unindexed, 'datestamp' | 'key'> {
  n: number;
  last_key: string;
  last_datestamp: Date;
  key: string | null;
  datestamp: Date;
}

function compared<Place>(rows: ComparedRow[], place: (row: ComparedRow) => Place): Compared<Place> {
  const [first] = rows;
  const differing = rows.flatMap(({ key, id, version, deleted, datestamp }) =>
    key === null ? [] : [{ key, id, version, deleted, datestamp: utcSeconds(datestamp) }],
  );
  return { differing, next: first === undefined || first.n < COMPARED ? null : place(first) };
}

/** Served bytes by the id of their body; those that were replaced meanwhile are missing. */
export async function readBodies(db: Queryable, ids: number[]): Promise<Map<number, Buffer>> {
  const rows = await db.query<{ id: number; bytes: Buffer }>(
    'select id, bytes from body where id = any($1::bigint[])',
    [ids],
  );
  return new Map(rows.map(({ id, bytes }) => [id, bytes]));
}

/** Fields of harvested versions as JSON, and the bytes of those that may have a coverage that fields do not hold. */
export async function readVersions(
  db: Queryable,
  ids: number[],
): Promise<Map<number, { fields: unknown; bytes: Buffer | null }>> {
  const rows = await db.query<{ id: number; fields: unknown; bytes: Buffer | null }>(
    `select id, fields, case when position('spatial>'::bytea in bytes) > 0 then bytes end as bytes
     from harvested_version where id = any($1::bigint[])`,
    [ids],
  );
  return new Map(rows.map(({ id, ...rest }) => [id, rest]));
}

/** What the ledger keeps of tombstones: type and subjects, for feeds of a facet. */
export async function readTombstones(
  db: Queryable,
  keys: string[],
): Promise<Map<string, { type: string; subjects: string[] }>> {
  const rows = await db.query<{ key: string; type: string; subjects: string[] }>(
    'select key, type, subjects from item where key = any($1::text[])',
    [keys],
  );
  return new Map(rows.map(({ key, ...rest }) => [key, rest]));
}

/**
 * Keys of our own entries whose records left without a tombstone (a transferred authority, P5), some of them. They leave
 * no trace in lists, so all keys are compared. That there are no more entries than records tells nothing: a record that
 * could not be read has no entry, and would hide one that left.
 */
export async function findWithdrawn(db: Queryable): Promise<string[]> {
  const rows = await db.query<{ key: string }>(
    `select e.key from search_entry e where e.origin = ''
       and not exists (select from record r where r.prefix = 'ivo_vor' and r.key = e.key) limit 200`,
  );
  return rows.map(({ key }) => key);
}
