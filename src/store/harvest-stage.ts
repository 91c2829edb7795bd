/**
 * What a list brings, on its way into the store (design P8, P10): parts of a page are staged unseen; the cursor moves
 * together with the page; then what is staged is applied in transactions of bounded size. The cursor is the point of no
 * return: rows up to `committed` stand, and whoever resumes the run applies what is left of them first.
 */
import type { Database, Queryable } from './database.ts';
import { holdRun, type Run } from './harvest-hold.ts';

/** What is known of a record before its bytes are read. */
export interface KnownRecord {
  key: string;
  deleted: boolean;
  /** The current version; null if deleted. */
  version: number | null;
  /** SHA-256 of its bytes. */
  sha: Buffer | null;
}

/** One entry of a list. */
export interface Staged {
  n: number;
  /** null only for the quarantine; without `fault`: what was in quarantine at `path` is not there any more. */
  key: string | null;
  id: string | null;
  /** UTC seconds. */
  datestamp: string | null;
  deleted: boolean;
  setSpecs: string[];
  path: string | null;
  blob: string | null;
  /** The version it has already; null if deleted, in quarantine, or new. */
  version: number | null;
  /** A version that is not in the store yet. */
  fresh: FreshVersion | null;
  /** Why it goes into quarantine, with what was there; null for a record. */
  fault: { reason: string; bytes: Buffer } | null;
}

export interface FreshVersion {
  /** Canonical digest, hexadecimal. */
  digest: string;
  sha: Buffer;
  bytes: Buffer;
  /** JSON. */
  fields: string;
}

/** What is stored of these keys, in any order. */
export async function findKnown(db: Queryable, source: string, keys: string[]): Promise<KnownRecord[]> {
  // Laterals with a limit: by the keys, whatever the planner believes of tables that were empty a moment ago.
  return db.query<KnownRecord>(
    `select h.key, h.deleted, h.version, v.sha
     from unnest($2::text[]) as k(key)
       cross join lateral (select key, deleted, version from harvested where source = $1 and key = k.key limit 1) h
       left join lateral (select sha from harvested_version where id = h.version limit 1) v on true`,
    [source, keys],
  );
}

/**
 * Writes rows ahead, seen by nobody. All bytes travel as one parameter, cut up again by the server: a parameter for each
 * record would make each statement another one, and an array of bytea goes through hexadecimal text in the driver.
 */
export async function stage(db: Database, run: Run, rows: Staged[]): Promise<void> {
  const pieces: Buffer[] = [];
  let at = 0;
  const place = (piece: Buffer | null): [number | null, number | null] => {
    if (piece === null) return [null, null];
    pieces.push(piece);
    at += piece.length;
    // substring() counts from 1.
    return [at - piece.length + 1, piece.length];
  };
  const described = rows.map((row) => {
    const [bytesAt, bytesSize] = place(row.fresh?.bytes ?? row.fault?.bytes ?? null);
    const [fieldsAt, fieldsSize] = place(row.fresh === null ? null : Buffer.from(row.fresh.fields));
    return {
      ...{ n: row.n, key: row.key, id: row.id, datestamp: row.datestamp, deleted: row.deleted },
      ...{ setspecs: row.setSpecs, path: row.path, blob: row.blob, version: row.version },
      ...{ digest: row.fresh?.digest ?? null, sha: row.fresh?.sha.toString('hex') ?? null },
      ...{ bytes_at: bytesAt, bytes_size: bytesSize, fields_at: fieldsAt, fields_size: fieldsSize },
      reason: row.fault?.reason ?? null,
    };
  });
  await db.transaction(async (tx) => {
    await holdRun(tx, run);
    await tx.query(STAGE, [run.id, run.source, JSON.stringify(described), Buffer.concat(pieces)]);
  });
}

const STAGE = `
  with described as materialized (
    select s.*, case when s.digest is not null then nextval('harvested_version_id_seq') end as fresh
    from json_to_recordset($3::json) as s(n bigint, key text, id text, datestamp timestamptz, deleted boolean, setspecs text[],
      path text, blob text, version bigint, digest text, sha text, bytes_at int, bytes_size int, fields_at int,
      fields_size int, reason text)
  ), written as (
    insert into harvested_version (id, source, key, digest, sha, bytes, fields)
    select fresh, $2, key, digest, decode(sha, 'hex'), substring($4::bytea from bytes_at for bytes_size),
      convert_from(substring($4::bytea from fields_at for fields_size), 'UTF8')::json
    from described where fresh is not null
  )
  insert into harvest_staged (run, n, key, id, datestamp, deleted, setspecs, version, fresh, path, blob, reason, bytes)
  select $1, n, key, id, datestamp, deleted, setspecs, coalesce(fresh, version), fresh is not null, path, blob, reason,
    case when reason is not null then substring($4::bytea from bytes_at for bytes_size) end
  from described`;

/** What a page adds to its run's account. */
export interface PageAccount {
  listed: number;
  transferred: number;
  quarantined: number;
  deviations: { code: string; count: number; example: string }[];
}

/**
 * The end of a page: from here on its rows, up to number `last`, stand, and the list goes on at the cursor. Then applies
 * them. Throws RunLost.
 */
export async function commitPage(
  db: Database,
  run: Run,
  last: number,
  cursor: Record<string, unknown> | null,
  account: PageAccount,
): Promise<void> {
  await db.transaction(async (tx) => {
    await holdRun(tx, run);
    await tx.query(
      `update harvest_run set cursor = $2::json, committed = $3, transferred = transferred + $4,
         quarantined = quarantined + $5, deviations = $6::json, listed = listed + $7
       where id = $1`,
      [
        run.id,
        cursor === null ? null : JSON.stringify(cursor),
        last,
        account.transferred,
        account.quarantined,
        JSON.stringify(account.deviations),
        account.listed,
      ],
    );
    // Most pages are small enough to be applied at once.
    await applyNext(tx, db.kind, run, last);
  });
  await applyCommitted(db, run, last);
}

/** Rows applied in one transaction: 50 ms on either database. */
const AT_ONCE = { postgres: 1000, pglite: 150 };

/** Applies what stands and is not applied yet, a bounded number of rows at a time. Throws RunLost. */
export async function applyCommitted(db: Database, run: Run, last: number): Promise<void> {
  for (let more = true; more; ) {
    more = await db.transaction(async (tx) => {
      await holdRun(tx, run);
      return applyNext(tx, db.kind, run, last);
    });
  }
}

/** Returns whether there may be more. */
async function applyNext(tx: Queryable, kind: Database['kind'], run: Run, last: number): Promise<boolean> {
  const [row] = await tx.query<{ to: number | null; rows: number; faults: number; vanished: number }>(
    `select max(n) as to, count(*) as rows, count(reason) as faults,
       count(*) filter (where key is null and reason is null) as vanished from
       (select n, key, reason from harvest_staged where run = $1 and n <= $2 order by n limit $3) s`,
    [run.id, last, AT_ONCE[kind]],
  );
  if (row === undefined || row.to === null) return false;
  await tx.query(FOLLOW_INDEXES);
  await tx.query(APPLY, [run.id, row.to, run.source, run.driftBefore]);
  if (row.vanished > 0) await tx.query(VANISH, [run.id, row.to, run.source]);
  await tx.query(MEND, [run.id, row.to, run.source]);
  if (row.faults > 0) await tx.query(QUARANTINE, [run.id, row.to, run.source]);
  await tx.query('delete from harvest_staged where run = $1 and n <= $2', [run.id, row.to]);
  return row.rows === AT_ONCE[kind];
}

/** Everything is reached by its key: the planner knows nothing of rows that came a moment ago, and would read all. */
const FOLLOW_INDEXES = `
  select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
         set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)`;

/**
 * Of several entries for one record the last one counts: it was said last. A deletion is only noted (gone_by); it comes
 * true when the run ends (harvest-settle.ts), unless too many would go. Digests are compared here, not when the bytes
 * were read: an entry of the same page may have come in between.
 */
const APPLY = `
  with batch as materialized (
    select *, row_number() over (partition by key order by n desc) = 1 as counts
    from harvest_staged where run = $1 and n <= $2 and reason is null and key is not null
  ), compared as materialized (
    select b.*, h.version as old_version, h.deleted as was_deleted, h.key is not null as known,
      case when b.deleted then (case when h.key is null then 'tombstone' when h.deleted then 'same' else 'leaving' end)
           when h.key is null or h.deleted then 'new'
           when n.digest is distinct from o.digest then 'changed' else 'same' end as kind
    from batch b left join harvested h on h.source = $3 and h.key = b.key
      left join harvested_version o on o.id = h.version left join harvested_version n on n.id = b.version
    where b.counts
  ), written as (
    insert into harvested (source, key, id, datestamp, deleted, gone_by, setspecs, version, path, blob, run)
    select $3, key, id, datestamp, kind in ('tombstone', 'same') and deleted, case when deleted then 'header' end, setspecs,
      case when deleted then old_version else version end, path, blob, $1
    from compared
    on conflict (source, key) do update set id = excluded.id, datestamp = excluded.datestamp, deleted = excluded.deleted,
      gone_by = excluded.gone_by, setspecs = excluded.setspecs, version = excluded.version,
      path = coalesce(excluded.path, harvested.path), blob = excluded.blob, last_seen = now(), run = excluded.run
  ), ceased as (
    update harvested_version v set replaced = now()
    from (select old_version as id from compared where old_version is distinct from version and not deleted
          union all select version from batch where not counts and fresh) c
    where v.id = c.id
  ), revived as (
    update harvested_version v set replaced = null from compared c
    where v.id = c.version and not c.deleted and v.replaced is not null
  ), counted as (
    select count(*) filter (where kind = 'new') as new, count(*) filter (where kind = 'changed') as changed,
      count(*) filter (where kind = 'same') as same, count(*) filter (where kind = 'tombstone') as tombstones,
      count(*) filter (where kind <> 'same' and datestamp < $4::timestamptz) as drift
    from compared
  )
  update harvest_run r set new_records = new_records + c.new, changed = r.changed + c.changed,
    unchanged = unchanged + c.same, deleted = deleted + c.tombstones, drift = r.drift + c.drift
  from counted c where r.id = $1`;

/** A record that was held although its file could not be read any more leaves with the file, unless another has it. */
const VANISH = `
  update harvested h set gone_by = 'header', run = $1
  from harvest_staged s join harvest_quarantine q on q.source = $3 and q.place = s.path
  where s.run = $1 and s.n <= $2 and s.key is null and s.reason is null
    and h.source = $3 and h.key = q.key and h.path = s.path and not h.deleted`;

/** A record that came, or went, is no longer in quarantine. */
const MEND = `
  delete from harvest_quarantine q using harvest_staged s
  where s.run = $1 and s.n <= $2 and s.reason is null and q.source = $3 and (q.key = s.key or q.path = s.path)`;

/** A record that could not be read is there all the same: what is stored of it stays, and it is not leaving. */
const QUARANTINE = `
  with faults as (
    select distinct on (place) * from (
      select *, coalesce(path, key, md5(bytes)) as place from harvest_staged s
      where run = $1 and n <= $2 and reason is not null
        and not exists (select from harvest_staged l where l.run = $1 and l.n <= $2 and l.n > s.n and l.reason is null
          and (l.key = s.key or l.path = s.path))) f
    order by place, n desc
  ), stays as (
    update harvested h set run = $1, gone_by = null from faults f
    where h.source = $3 and h.key = f.key and not h.deleted
  )
  insert into harvest_quarantine (source, place, id, key, path, reason, bytes, run)
  select $3, place, id, key, path, reason, bytes, $1 from faults
  on conflict (source, place) do update set id = excluded.id, key = excluded.key, path = excluded.path,
    reason = excluded.reason, bytes = excluded.bytes, run = excluded.run`;

/** Forgets what was staged beyond a number, with the versions that were written for it. */
export async function discardStaged(db: Queryable, run: number, beyond: number): Promise<void> {
  for (;;) {
    const rows = await db.query(
      `with gone as (
         delete from harvest_staged where run = $1 and n in
           (select n from harvest_staged where run = $1 and n > $2 order by n limit 500)
         returning version, fresh
       ), versions as (
         delete from harvested_version v using gone where gone.fresh and v.id = gone.version
           and not exists (select from harvested h where h.version = v.id)
       )
       select from gone`,
      [run, beyond],
    );
    if (rows.length < 500) return;
  }
}
