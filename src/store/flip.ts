/**
 * The moment of publication (design §3): nothing staged is seen before it, everything is seen after it, and no
 * harvester that asks from a responseDate it was given can have missed it (P1).
 */
import type { RegistryRecord } from '../resource/registry.ts';
import type { RegistryFile } from '../resource/registry-file.ts';
import type { Database, Queryable } from './database.ts';
import { PUBLISHED_CHANNEL } from './heed.ts';
import { type Basis, holdStaged, PREFIX_ROWS, type Refusal } from './ledger.ts';
import { utcSeconds } from './time.ts';

export interface Flip {
  publication: string;
  /** The ledger's revision this publication was worked out against. */
  revision: string;
  /** How many rows were staged: fewer would mean that somebody took this publisher for dead. */
  staged: { records: number; items: number; removals: number };
  /** False if nothing that harvesters can see has changed: the commit moves on, the generation stays. */
  visible: boolean;
  commit: string;
  registry: RegistryRecord;
  registryFile: RegistryFile;
  basis: Basis;
  /** Of a newer commit that was refused, and still is; null forgets it. */
  refusal: Refusal | null;
}

export interface Flipped {
  generation: number;
  /** UTC seconds: what the changed records carry. */
  datestamp: string;
}

/** Another publisher was faster; nothing was published. The caller starts again from the new generation. */
export class LostRace extends Error {
  override name = 'LostRace';
}

/**
 * Publishes what was staged. Throws LostRace if another publisher has begun or finished since.
 *
 * Three steps in this order, none of which may be merged (a model with one clock reading per publication lost
 * updates): (1) commit `publishing_since`; (2) afterwards choose the datestamp; (3) flip, guarded by (1).
 */
export async function flip(db: Database, f: Flip): Promise<Flipped> {
  await announce(db, f);
  const datestamp = await chooseDatestamp(db, f);
  const flipOver = async (tx: Queryable): Promise<Flipped> => {
    await tx.query(FOLLOW_INDEXES);
    await holdStaged(tx, f.publication);
    await checkStaged(tx, f);
    await tx.query(UPSERT_ITEMS, [f.publication]);
    if (f.visible) await moveRecords(tx, f.publication, datestamp);
    for (const table of ['staged_record', 'staged_item', 'staged_removal', 'staged_body']) {
      await tx.query(`delete from ${table} where publication = $1`, [f.publication]);
    }
    // Last, because it locks the row that every replica's look wants.
    const [row] = await tx.query<{ id: string; generation: number }>(
      `update ledger set
         generation = generation + $3::int,
         revision = publication,
         -- Even if only set names changed: whoever sees a new generation may rely on its datestamp (published.ts).
         last_datestamp = case when $3::int = 1 then $4::timestamptz else last_datestamp end,
         commit = $5, published_at = now(), registry = $6::jsonb, registry_file = $7::jsonb, basis = $8::jsonb,
         restamp = false, refusal = $9::jsonb, publication = null, publishing_since = null
       where publication = $1 and revision = $2
       returning id, generation`,
      [
        f.publication,
        f.revision,
        f.visible ? 1 : 0,
        datestamp,
        f.commit,
        JSON.stringify(f.registry),
        JSON.stringify(f.registryFile),
        JSON.stringify(f.basis),
        f.refusal === null ? null : JSON.stringify(f.refusal),
      ],
    );
    if (row === undefined) throw new LostRace('Another publication finished first.');
    if (f.visible) {
      await tx.query(
        'insert into generation (number, revision, ledger, datestamp) values ($1, $2, $3, $4::timestamptz)',
        [row.generation, f.publication, row.id, datestamp],
      );
    }
    // Sent with the commit, to replicas that nobody asks just now.
    await tx.query('select pg_notify($1, $2)', [PUBLISHED_CHANNEL, String(row.generation)]);
    return { generation: row.generation, datestamp };
  };
  const { records, items, removals } = f.staged;
  const flipped = await db.transaction(flipOver, records + items + removals);
  if (db.kind === 'pglite') await db.script(SWEEP);
  return flipped;
}

/**
 * PostgreSQL does this by itself; PGlite never does, and would read past the rows of every staging there ever was (3,000
 * records: 180 ms at the beginning of each publication, now 6 ms). 20 ms when there is little to sweep.
 */
const SWEEP = `vacuum staged_record, staged_item, staged_removal, staged_body, body, record, item, member, tally, ledger`;

async function announce(db: Queryable, f: Flip): Promise<void> {
  const rows = await db.query(
    'update ledger set publication = $1, publishing_since = now() where revision = $2 returning id',
    [f.publication, f.revision],
  );
  if (rows.length === 0) throw new LostRace('Another publication finished first.');
}

/** D of design §3: not before anything answered, published or announced so far. */
async function chooseDatestamp(db: Queryable, f: Flip): Promise<string> {
  const [row] = await db.query<{ datestamp: Date }>(
    `select greatest(date_trunc('second', publishing_since), date_trunc('second', now()), last_datestamp, answered) as datestamp
     from ledger where publication = $1`,
    [f.publication],
  );
  if (row === undefined) throw new LostRace('Another publication began.');
  return utcSeconds(row.datestamp);
}

/**
 * Everything is reached by the keys of what was staged. Without statistics (just after the first publication), or with
 * those of a staging that is over, the planner read whole tables instead: 350 ms for one record among 30,000, now 1 ms.
 * What it is forbidden counts as so dear that it would compile the rest: 130 ms more, without `jit`.
 */
const FOLLOW_INDEXES = `
  select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
         set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)`;

/** Another publisher may have taken this one for dead in between, or the database may have been set back. */
async function checkStaged(tx: Queryable, f: Flip): Promise<void> {
  const [row] = await tx.query<{ records: number; items: number; removals: number; bodiless: number }>(
    `select (select count(*) from staged_record where publication = $1) as records,
            (select count(*) from staged_item where publication = $1) as items,
            (select count(*) from staged_removal where publication = $1) as removals,
            -- Bodies are staged before their records: what discards them in between leaves the counts as they are.
            (select count(*) from staged_record s where s.publication = $1 and s.body is not null
               and not exists (select from staged_body b where b.publication = $1 and b.body = s.body)
               and not exists (select from record r where r.prefix = s.prefix and r.key = s.key and r.body = s.body)
            ) as bodiless`,
    [f.publication],
  );
  const { records, items, removals } = f.staged;
  if (row?.records !== records || row.items !== items || row.removals !== removals || row.bodiless !== 0) {
    throw new LostRace('What was staged is gone: another publisher took this one for dead.');
  }
}

/** Rows of `record` that this publication replaces or takes away. */
const TOUCHED = `
  select r.* from staged_record s join record r on r.prefix = s.prefix and r.key = s.key where s.publication = $1
  union all
  select r.* from staged_removal v cross join (${PREFIX_ROWS}) as p(prefix)
    join record r on r.prefix = p.prefix and r.key = v.key where v.publication = $1`;

/** How many of them are counted where in `tally`. */
const GONE = `
  select r.prefix, s.setspec, r.datestamp, count(*) as records
  from (${TOUCHED}) r, unnest(r.setspecs) as s(setspec) group by 1, 2, 3`;

const UPSERT_ITEMS = `
  insert into item (key, ivoid, authority, type, status, path, blob, created, subjects)
  select key, ivoid, authority, type, status, path, blob, created, subjects from staged_item where publication = $1
  on conflict (key) do update set ivoid = excluded.ivoid, authority = excluded.authority, type = excluded.type,
    status = excluded.status, path = excluded.path, blob = excluded.blob, created = excluded.created,
    subjects = excluded.subjects`;

async function moveRecords(tx: Queryable, publication: string, datestamp: string): Promise<void> {
  await tx.query(
    `update tally t set records = t.records - gone.records from (${GONE}) gone
     where t.prefix = gone.prefix and t.setspec = gone.setspec and t.datestamp = gone.datestamp`,
    [publication],
  );
  // Only where this publication took something away: looking through all of it would cost a row per publication so far.
  await tx.query(
    `delete from tally t using (${GONE}) gone
     where t.prefix = gone.prefix and t.setspec = gone.setspec and t.datestamp = gone.datestamp and t.records = 0`,
    [publication],
  );
  // "limit 1" keeps the planner from looking rows up by their datestamp first, which many share, and then by their set:
  // 3,000 records of 30,000 took 100 s, now 0.3 s.
  await tx.query(
    `delete from member where ctid = any(array(
       select m.at from (${TOUCHED}) r cross join lateral unnest(r.setspecs) as s(setspec) cross join lateral (
         select ctid as at from member
         where prefix = r.prefix and setspec = s.setspec and datestamp = r.datestamp and key = r.key limit 1) m
       where s.setspec <> 'ivo_managed'))`,
    [publication],
  );
  await tx.query(
    `delete from body b using (${TOUCHED}) r
     where b.id = r.body and not exists (select from staged_record s where s.publication = $1 and s.prefix = r.prefix
       and s.key = r.key and s.body = b.id)`,
    [publication],
  );
  await tx.query(
    `delete from record r using staged_removal v, (${PREFIX_ROWS}) as p(prefix)
     where v.publication = $1 and r.prefix = p.prefix and r.key = v.key`,
    [publication],
  );
  await tx.query('delete from item i using staged_removal v where v.publication = $1 and i.key = v.key', [
    publication,
  ]);
  await tx.query(
    `insert into record (prefix, key, ivoid, datestamp, deleted, setspecs, digest, size, body)
     select prefix, key, ivoid, $2::timestamptz, deleted, setspecs, digest, size, body from staged_record where publication = $1
     on conflict (prefix, key) do update set ivoid = excluded.ivoid, datestamp = excluded.datestamp,
       deleted = excluded.deleted, setspecs = excluded.setspecs, digest = excluded.digest, size = excluded.size,
       body = excluded.body`,
    [publication, datestamp],
  );
  await tx.query(
    `insert into member (prefix, setspec, datestamp, key)
     select r.prefix, s.setspec, $2::timestamptz, r.key from staged_record r, unnest(r.setspecs) as s(setspec)
     where r.publication = $1 and s.setspec <> 'ivo_managed'`,
    [publication, datestamp],
  );
  await tx.query(
    `insert into tally (prefix, setspec, datestamp, records)
     select r.prefix, s.setspec, $2::timestamptz, count(*) from staged_record r, unnest(r.setspecs) as s(setspec)
     where r.publication = $1 group by 1, 2
     on conflict (prefix, setspec, datestamp) do update set records = tally.records + excluded.records`,
    [publication, datestamp],
  );
}
