/** Versions of harvested records beside the current ones: how long they are kept, and what the schemas and rules say. */
import type { Model } from '../resource/fields.ts';
import type { Database, Queryable } from './database.ts';
import type { Validity } from './harvested.ts';

/**
 * What `purpose` (the links file, say) refers to, all of it: these versions do not expire, those it named before may.
 * Digests as in `HarvestedRecord.digest`; a version that is gone already cannot be brought back.
 */
export async function pinVersions(db: Database, purpose: string, digests: string[]): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('delete from harvested_pin where purpose = $1 and not digest = any($2::text[])', [
      purpose,
      digests,
    ]);
    await tx.query(
      `insert into harvested_pin (purpose, digest) select $1, d from unnest($2::text[]) as u(d)
       on conflict do nothing`,
      [purpose, digests],
    );
  });
}

/** Removes versions of a source that were replaced more than `days` ago and that nothing refers to. Returns how many. */
export async function expireVersions(db: Queryable, source: string, days: number): Promise<number> {
  for (let removed = 0; ; ) {
    const rows = await db.query(
      `delete from harvested_version where id = any(array(
         select v.id from harvested_version v
         where v.replaced < now() - make_interval(days => $2::int) and v.source = $1
           and not exists (select from harvested_pin p where p.digest = v.digest)
           and not exists (select from harvest_staged s where s.version = v.id)
           and not exists (select from harvested h where h.source = v.source and h.key = v.key and h.version = v.id)
         order by v.replaced limit 200))
       returning id`,
      [source, days],
    );
    removed += rows.length;
    if (rows.length < 200) return removed;
  }
}

/** A current version that nobody has validated yet. */
export interface Unvalidated {
  version: number;
  source: string;
  id: string;
  bytes: Buffer;
}

/** Some of them, of one model (what is made of EPN-TAP tables is ours, and no record of the Registry), after a version number, in its order; few enough for memory (8 MB, or a single one). */
export async function findUnvalidated(db: Queryable, model: Model, after: number): Promise<Unvalidated[]> {
  return db.query<Unvalidated>(
    `with batch as materialized (
       select v.id, v.source, h.id as name, octet_length(v.bytes) as size
       from harvested_version v join harvest_source s on s.id = v.source
         join harvested h on h.source = v.source and h.key = v.key and h.version = v.id
       where v.validity is null and v.replaced is null and s.model = $1 and s.kind <> 'epn-tap' and v.id > $2 order by v.id limit 100
     ), sized as (select *, sum(size) over (order by id) - size as before from batch)
     select s.id as version, s.source, s.name as id, v.bytes from sized s join harvested_version v on v.id = s.id
     where s.before < 8388608 order by s.id`,
    [model, after],
  );
}

/** Notes what was found. Versions that were replaced or removed meanwhile do not matter. */
export async function noteValidity(
  db: Queryable,
  found: { version: number; validity: Validity }[],
): Promise<void> {
  await db.query(
    `update harvested_version v set validity = f.validity
     from json_to_recordset($1::json) as f(version bigint, validity json) where v.id = f.version`,
    [JSON.stringify(found)],
  );
}

/** PGlite never sweeps by itself (see flip.ts): after a harvest that changed something. */
export async function sweepHarvested(db: Database): Promise<void> {
  if (db.kind === 'pglite') {
    await db.script('vacuum harvest_staged, harvested, harvested_version, harvest_run, harvest_quarantine');
  }
}
