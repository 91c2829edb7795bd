/** The statements behind `Published`: pages by keyset, one record, list sizes. Each returns its generation with the rows. */

import { ivoidKey } from '../resource/ivoid.ts';
import { METADATA_PREFIXES } from '../resource/metadata-formats.ts';
import type { Queryable } from './database.ts';
import type { FormatOf, ListQuery, MetadataPrefix, Page, PublishedRecord } from './published.ts';
import { utcSeconds } from './time.ts';

/** A page ends before it passes this many bytes of records (design P2). */
const PAGE_MAX_BYTES = 8 * 1024 * 1024;

/** What rows were read from, in the same statement. */
export interface ReadFrom {
  ledger: string;
  generation: number;
  /** Of the generation: after a fail-over its number may come again, this does not. */
  revision: string | null;
}

/** Of `ledger l`. */
const FROM_COLUMNS = `l.id as ledger, l.generation, (select g.revision from generation g where g.number = l.generation) as revision`;

interface Row extends ReadFrom {
  key: string | null;
  ivoid: string;
  datestamp: Date;
  deleted: boolean;
  setspecs: string[];
  size: number;
  bytes: Buffer | null;
  updated_at: number | null;
  xmlns_at: number | null;
}

/** One page of a list. Work for the page only, at any depth (P10): both walks follow an index from the position given. */
export async function readPage(db: Queryable, query: ListQuery): Promise<Page & ReadFrom> {
  // Two more than a page: one tells that the list goes on, two that the next page will not have a single record.
  const rows = await db.query<Row>(pageStatement(query), [
    query.prefix,
    query.after?.datestamp ?? query.from ?? '-infinity',
    query.after?.key ?? '',
    query.until ?? 'infinity',
    query.limit + 2,
    query.limit,
    query.bodies ? PAGE_MAX_BYTES : Number.MAX_SAFE_INTEGER,
    query.bodies,
    ...(isEverything(query.set) ? [] : [query.set]),
  ]);
  const first = rows[0];
  if (first === undefined) throw new Error('The table "ledger" is empty.');
  const found = rows.filter((row) => row.key !== null);
  const length = pageLength(found, query);
  return {
    ...fromOf(first),
    records: found.slice(0, length).map(toRecord),
    more: found.length > length,
  };
}

function isEverything(set: string | null): boolean {
  return set === null || set === 'ivo_managed';
}

/**
 * How many of the rows make the page: at most `limit`, at most 8 MB (but one at least), and one less where exactly one
 * record would be left for a last page: two clients in use crash on a list of one (client-quirks.md).
 */
function pageLength(rows: Row[], query: ListQuery): number {
  let bytes = 0;
  let length = 0;
  for (const row of rows.slice(0, query.limit)) {
    if (query.bodies) bytes += row.size;
    if (length > 0 && bytes > PAGE_MAX_BYTES) break;
    length += 1;
  }
  const left = rows.length - length;
  return left === 1 && length > 2 ? length - 1 : length;
}

/** `(datestamp, key) > (from, '')` includes records of that very second: no key is empty. */
function pageStatement(query: ListQuery): string {
  const walk = isEverything(query.set)
    ? `select * from record where prefix = $1 and (datestamp, key) > ($2::timestamptz, $3) and datestamp <= $4::timestamptz
       order by datestamp, key limit $5`
    : `select r.* from (
         select datestamp, key from member
         where prefix = $1 and setspec = $9 and (datestamp, key) > ($2::timestamptz, $3) and datestamp <= $4::timestamptz
         order by datestamp, key limit $5) m
       join record r on r.prefix = $1 and r.key = m.key`;
  return `
    with page as (
      select r.*, row_number() over w as place, sum(r.size) over w as total
      from (${walk}) r window w as (order by r.datestamp, r.key)
    )
    select ${FROM_COLUMNS}, p.key, p.ivoid, p.datestamp, p.deleted, p.setspecs, p.size,
           b.bytes, b.updated_at, b.xmlns_at
    from ledger l left join page p on true
      left join body b on $8::boolean and b.id = p.body and p.place <= $6::bigint and (p.total <= $7::bigint or p.place = 1)
    order by p.place`;
}

function fromOf({ ledger, generation, revision }: ReadFrom): ReadFrom {
  return { ledger, generation, revision };
}

function toRecord(row: Row): PublishedRecord {
  const datestamp = utcSeconds(row.datestamp);
  // In place: the driver read these bytes for this row alone.
  if (row.bytes !== null && row.updated_at !== null) row.bytes.write(datestamp, row.updated_at, 20, 'latin1');
  return {
    key: row.key ?? '',
    ivoid: row.ivoid,
    datestamp,
    deleted: row.deleted,
    setSpecs: row.setspecs,
    body: row.bytes,
    xmlnsAt: row.xmlns_at,
  };
}

export async function readRecord(
  db: Queryable,
  prefix: MetadataPrefix,
  ivoid: string,
): Promise<ReadFrom & { record: PublishedRecord | null }> {
  const [row] = await db.query<Row>(
    `select ${FROM_COLUMNS}, r.key, r.ivoid, r.datestamp, r.deleted, r.setspecs, r.size,
            b.bytes, b.updated_at, b.xmlns_at
     from ledger l left join record r on r.prefix = $1 and r.key = $2 left join body b on b.id = r.body`,
    [prefix, ivoidKey(ivoid)],
  );
  if (row === undefined) throw new Error('The table "ledger" is empty.');
  return { ...fromOf(row), record: row.key === null ? null : toRecord(row) };
}

/** The formats that a record was ever published in, in the order of the table. */
export async function readFormats(db: Queryable, ivoid: string): Promise<ReadFrom & { formats: FormatOf[] }> {
  const rows = await db.query<ReadFrom & { prefix: string | null; deleted: boolean }>(
    `select ${FROM_COLUMNS}, r.prefix, r.deleted
     from ledger l left join record r on r.prefix = any($1::text[]) and r.key = $2`,
    [METADATA_PREFIXES, ivoidKey(ivoid)],
  );
  const [first] = rows;
  if (first === undefined) throw new Error('The table "ledger" is empty.');
  const formats = METADATA_PREFIXES.flatMap((prefix) => {
    const row = rows.find((one) => one.prefix === prefix);
    return row === undefined ? [] : [{ prefix, deleted: row.deleted }];
  });
  return { ...fromOf(first), formats };
}

/** The last records of the whole list, newest first, with bodies of at most a page together. */
export async function readLatest(
  db: Queryable,
  prefix: MetadataPrefix,
  limit: number,
): Promise<PublishedRecord[]> {
  const rows = await db.query<Row>(
    `select l.id as ledger, l.generation, r.key, r.ivoid, r.datestamp, r.deleted, r.setspecs, r.size,
            b.bytes, b.updated_at, b.xmlns_at
     from ledger l
       join (select *, sum(size) over (order by datestamp desc, key desc) as total
             from (select * from record where prefix = $1 order by datestamp desc, key desc limit $2) last) r on true
       left join body b on b.id = r.body and r.total <= $3::bigint
     order by r.datestamp desc, r.key desc`,
    [prefix, limit, PAGE_MAX_BYTES],
  );
  return rows.map(toRecord);
}

/** Length of a list from the tally of each publication, not from its records. */
export async function readListSize(db: Queryable, query: ListQuery): Promise<number> {
  const [row] = await db.query<{ records: number }>(
    `select coalesce(sum(records), 0)::bigint as records from tally
     where prefix = $1 and setspec = $2 and datestamp between $3::timestamptz and $4::timestamptz`,
    [query.prefix, query.set ?? 'ivo_managed', query.from ?? '-infinity', query.until ?? 'infinity'],
  );
  return row?.records ?? 0;
}

export interface Counts {
  live: number;
  deleted: number;
  /** By the `status` of the record, `deleted` included. */
  byStatus: Record<string, number>;
  /** Of the live ones. */
  byType: Record<string, number>;
}

export async function readCounts(db: Queryable): Promise<Counts> {
  // A record that was removed in Git keeps the status that it had: what counts is the tombstone.
  const rows = await db.query<{ type: string; status: string; records: number }>(
    `select i.type, case when r.deleted then 'deleted' else i.status end as status, count(*) as records
     from record r join item i on i.key = r.key
     where r.prefix = 'ivo_vor' group by 1, 2 order by 1, 2`,
  );
  const live = rows.filter(({ status }) => status !== 'deleted');
  const sum = (some: typeof rows) => some.reduce((total, row) => total + row.records, 0);
  return {
    live: sum(live),
    deleted: sum(rows) - sum(live),
    byStatus: summed(rows, ({ status }) => status),
    byType: summed(live, ({ type }) => type),
  };
}

function summed<Row extends { records: number }>(
  rows: Row[],
  by: (row: Row) => string,
): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const row of rows) sums[by(row)] = (sums[by(row)] ?? 0) + row.records;
  return sums;
}
