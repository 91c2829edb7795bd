/**
 * What follows from the end of a run: which records are gone (design P8). Deletions, by a header or by absence, are
 * noted first and come true here, all or none: a sudden drop waits for a person.
 */
import type { Database, Queryable } from './database.ts';
import { holdRun, type Run } from './harvest-hold.ts';

/** A drop is held back if it is more than this share of the live records, and more than so many of them. */
const DROP_SHARE = 0.1;
const DROP_RECORDS = 20;

/** Rows changed in one transaction. */
const AT_ONCE = { postgres: 2000, pglite: 300 };

export interface Settled {
  deleted: number;
  gone: number;
  /** The drop that was held back, in a sentence; null if there was none. */
  alarm: string | null;
}

export interface SettleRequest {
  /**
   * Whether this run allows for conclusions about absence: a complete incremental one after a complete full one, or a
   * complete full one of a source whose list is exact (a tree of files).
   */
  concludes: boolean;
  /** A person said that a large drop is right. */
  acceptDrop: boolean;
}

/**
 * Settles what has left, and clears or raises the alarm; why nothing can be concluded becomes the run's reason. May be repeated at any point. Throws RunLost.
 */
export async function settle(db: Database, run: Run, request: SettleRequest): Promise<Settled> {
  const undecided = request.concludes ? await concludeAbsence(db, run) : null;
  if (undecided !== null) await noteReason(db, run, undecided);
  const drop = await sizeOfDrop(db, run);
  const isLarge = drop.leaving > DROP_RECORDS && drop.leaving > drop.live * DROP_SHARE;
  if (isLarge && !request.acceptDrop) {
    const alarm =
      `${drop.leaving} of ${drop.live} records would go (${drop.deleted} deleted, ${drop.leaving - drop.deleted} no longer listed): ` +
      `held back. If that is right, run voreg harvest ${run.source} --accept-drop.`;
    await setAlarm(db, run, alarm);
    return { deleted: 0, gone: 0, alarm };
  }
  const counts = await letGo(db, run);
  await setAlarm(db, run, null);
  return { ...counts, alarm: null };
}

/** Notes as leaving what no run since the full one has named. Returns why it cannot, or null. */
async function concludeAbsence(db: Database, run: Run): Promise<string | null> {
  const [state] = await db.query<{ unsettled: number | null }>(
    'select unsettled from harvest_source where id = $1',
    [run.source],
  );
  const since = state?.unsettled ?? null;
  if (since === null) return null;
  const undecided = await whyUndecided(db, run, since);
  if (undecided !== null) return undecided;
  for (let after = ''; ; ) {
    const next = await db.transaction(async (tx) => {
      await holdRun(tx, run);
      return noteAbsent(tx, { source: run.source, since, after, limit: AT_ONCE[db.kind] });
    });
    if (next === null) break;
    after = next;
  }
  await db.transaction(async (tx) => {
    await holdRun(tx, run);
    await tx.query('delete from harvest_quarantine where source = $1 and run < $2', [run.source, since]);
    await tx.query('update harvest_source set unsettled = null where id = $1', [run.source]);
  });
  return null;
}

/** A record without a readable name may be any of those that are missing. */
async function whyUndecided(db: Queryable, run: Run, since: number): Promise<string | null> {
  const [row] = await db.query<{ nameless: number; missing: number }>(
    `select (select count(*) from harvest_quarantine where source = $1 and run >= $2 and key is null and path is null) as nameless,
       (select count(*) from harvested h where source = $1 and not deleted and gone_by is null and run < $2) as missing`,
    [run.source, since],
  );
  if (row === undefined || row.nameless === 0 || row.missing === 0) return null;
  return (
    `${row.missing} records were not listed, but ${row.nameless} entries of the list could not be read and may be among them: ` +
    'nothing was concluded about what is gone.'
  );
}

/** One step along the keys. Returns the last key looked at, or null at the end. */
async function noteAbsent(
  tx: Queryable,
  step: { source: string; since: number; after: string; limit: number },
): Promise<string | null> {
  const [row] = await tx.query<{ last: string | null }>(
    `with step as materialized (
       select key, path, run, deleted, gone_by from harvested where source = $1 and key > $2 order by key limit $3
     ), noted as (
       update harvested h set gone_by = 'absence' from step s
       where h.source = $1 and h.key = s.key and s.run < $4 and not s.deleted and s.gone_by is null
         and not exists (select from harvest_quarantine q where q.source = $1 and q.run >= $4
           and (q.key = s.key or q.path = s.path))
     )
     select max(key) as last from step`,
    [step.source, step.after, step.limit, step.since],
  );
  return row?.last ?? null;
}

async function sizeOfDrop(
  db: Queryable,
  run: Run,
): Promise<{ leaving: number; deleted: number; live: number }> {
  const [row] = await db.query<{ leaving: number; deleted: number; live: number }>(
    `select count(gone_by) as leaving, count(*) filter (where gone_by = 'header') as deleted, count(*) as live
     from harvested where source = $1 and not deleted`,
    [run.source],
  );
  if (row === undefined) throw new Error('A count without an answer.');
  return row;
}

/** What has left becomes deleted, a bounded number at a time; their last versions are kept for a while. */
async function letGo(db: Database, run: Run): Promise<{ deleted: number; gone: number }> {
  const total = { deleted: 0, gone: 0 };
  for (let more = true; more; ) {
    const some = await db.transaction(async (tx) => {
      await holdRun(tx, run);
      const [row] = await tx.query<{ deleted: number; gone: number }>(LET_GO, [
        run.source,
        AT_ONCE[db.kind],
        run.id,
      ]);
      return row ?? { deleted: 0, gone: 0 };
    });
    total.deleted += some.deleted;
    total.gone += some.gone;
    more = some.deleted + some.gone > 0;
  }
  return total;
}

const LET_GO = `
  with leaving as materialized (
    select key, version, gone_by from harvested where source = $1 and gone_by is not null and not deleted order by key limit $2
  ), left_now as (
    update harvested h set deleted = true, version = null, blob = null from leaving l where h.source = $1 and h.key = l.key
  ), ceased as (
    update harvested_version v set replaced = now() from leaving l where v.id = l.version
  ), counted as (
    select count(*) filter (where gone_by = 'header') as deleted, count(*) filter (where gone_by = 'absence') as gone from leaving
  ), noted as (
    update harvest_run r set deleted = r.deleted + c.deleted, gone = r.gone + c.gone from counted c where r.id = $3
  )
  select deleted, gone from counted`;

async function setAlarm(db: Database, run: Run, alarm: string | null): Promise<void> {
  await db.transaction(async (tx) => {
    await holdRun(tx, run);
    await tx.query('update harvest_source set alarm = $2 where id = $1', [run.source, alarm]);
  });
}

async function noteReason(db: Database, run: Run, reason: string): Promise<void> {
  await db.transaction(async (tx) => {
    await holdRun(tx, run);
    await tx.query('update harvest_run set reason = coalesce(reason, $2) where id = $1', [run.id, reason]);
  });
}

/** Takes over what the full harvest found that the increments had missed. */
export async function noteDrift(db: Database, run: Run): Promise<void> {
  await db.query(
    'update harvest_source s set drift = r.drift from harvest_run r where s.id = $1 and r.id = $2',
    [run.source, run.id],
  );
}
