/**
 * Runs of the harvester: begun, resumed, ended; which of them may write. What a run brings is in harvest-stage.ts, what
 * follows from its end in harvest-settle.ts.
 */
import { randomUUID } from 'node:crypto';
import type { Model } from '../resource/fields.ts';
import type { Database, Queryable } from './database.ts';
import { holdRun, type Mode, type Run } from './harvest-hold.ts';
import { discardStaged } from './harvest-stage.ts';
import { utcSeconds } from './time.ts';

/** What of a source's configuration its stored records depend on. */
export interface SourceIdentity {
  id: string;
  kind: 'oai' | 'git' | 'epn-tap' | 'folder';
  url: string;
  /** The set, ref or folder: what of the source is listed; null: all of it. */
  part: string | null;
  model: Model;
}

export interface SourceRow {
  reached: string | null;
  unsettled: number | null;
  /** UTC seconds. */
  lastFull: string | null;
  alarm: string | null;
}

/** A list that broke off is gone on with for so long; a server forgets its tokens sooner or later. */
const RESUME_WITHIN = '24 hours';

/**
 * Notes a source. Under the same name at another address, or another part of it, its list is another one: the next harvest
 * is a full one, and what only the old list had goes by absence (and, if it is much, not without a person's word).
 */
export async function noteSource(db: Queryable, source: SourceIdentity): Promise<SourceRow> {
  const [row] = await db.query<{
    reached: string | null;
    unsettled: number | null;
    last_full: Date | null;
    alarm: string | null;
  }>(
    `with elsewhere as (
       update harvest_run r set cursor = null from harvest_source s where s.id = $1 and r.source = $1 and not (${SAME_LIST})
     )
     insert into harvest_source as s (id, kind, url, part, model) values ($1, $2, $3, $4, $5)
     on conflict (id) do update set kind = $2, url = $3, part = $4, model = $5,
       reached = case when ${SAME_LIST} then s.reached end, unsettled = case when ${SAME_LIST} then s.unsettled end,
       first_tried = case when ${SAME_LIST} then s.first_tried else now() end
     returning reached, unsettled, last_full, alarm`,
    [source.id, source.kind, source.url, source.part, source.model],
  );
  if (row === undefined) throw new Error(`The source ${source.id} was not written.`);
  const { last_full: lastFull, ...rest } = row;
  return { ...rest, lastFull: lastFull === null ? null : utcSeconds(lastFull) };
}

const SAME_LIST = '(s.kind, s.url, s.model) = ($2, $3, $5) and s.part is not distinct from $4::text';

/**
 * The run that a former process left unfinished, or whose list broke off, taken over from it; null if there is none
 * worth going on with. A full one serves whoever wants an incremental one, not the other way round.
 */
export async function resumeRun(db: Database, source: string, wanted: Mode): Promise<Run | null> {
  const holder = randomUUID();
  const [row] = await db.query<RunRow>(
    `update harvest_run r set holder = $2, ended = null, reason = null
     from harvest_source s
     where r.id = (select max(id) from harvest_run where source = $1) and s.id = $1
       and not r.complete and r.cursor is not null and r.started > now() - $4::interval
       and (r.mode = 'full' or ($3 = 'incremental' and r.since is not distinct from s.reached))
     returning ${RUN}`,
    [source, holder, wanted, RESUME_WITHIN],
  );
  if (row === undefined) return null;
  await discardStaged(db, row.id, row.committed);
  return toRun(row, source, holder);
}

/** Begins a run. Whatever was under way for this source is over: its process can write no more. */
export async function beginRun(db: Database, source: string, mode: Mode, since: string | null): Promise<Run> {
  const holder = randomUUID();
  await db.query(
    `update harvest_run set holder = gen_random_uuid(), ended = now(),
       reason = coalesce(reason, 'It was broken off, and a new one was begun.')
     where source = $1 and ended is null`,
    [source],
  );
  // Also what of its pages was not applied yet: nothing has moved on because of them, and the new list brings it again.
  const left = await db.query<{ id: number }>(
    'select id from harvest_run r where source = $1 and exists (select from harvest_staged where run = r.id)',
    [source],
  );
  for (const { id } of left) await discardStaged(db, id, 0);
  const [row] = await db.query<RunRow>(
    `insert into harvest_run as r (source, mode, since, holder) select $1, $2, $3, $4 from harvest_source s where s.id = $1
     returning ${RUN}`,
    [source, mode, since, holder],
  );
  if (row === undefined) throw new Error(`The source ${source} was never noted.`);
  return toRun(row, source, holder);
}

const RUN = `r.id, r.mode, r.since, r.cursor, r.committed, r.deviations,
  (select reached from harvest_source where id = r.source) as reached`;

interface RunRow {
  id: number;
  mode: Mode;
  since: string | null;
  cursor: Record<string, unknown> | null;
  committed: number;
  deviations: Run['deviations'];
  reached: string | null;
}

function toRun({ reached, ...row }: RunRow, source: string, holder: string): Run {
  const day = /^\d{4}-\d{2}-\d{2}(?=T)/.exec(reached ?? '')?.[0] ?? null;
  const driftBefore = row.mode === 'full' && day !== null ? `${day}T00:00:00Z` : null;
  return { ...row, source, holder, driftBefore };
}

export interface RunEnd {
  complete: boolean;
  reason: string | null;
  reached: string | null;
  announced: number | null;
  identify: unknown;
  /** Whether the next harvest may go on where this one broke off. */
  resumable: boolean;
  /** Of the whole run, and the bytes that came after its last page. */
  deviations: Run['deviations'];
  transferred: number;
  /** For a full one: whether what it did not name may be gone. */
  settles: boolean;
}

/** Ends a run: only a complete one moves what the next incremental harvest starts from. */
export async function endRun(db: Database, run: Run, end: RunEnd): Promise<void> {
  await db.transaction(async (tx) => {
    await holdRun(tx, run);
    await tx.query(
      `update harvest_run set ended = now(), complete = $2, reason = $3, reached = $4, announced = $5,
         cursor = case when $6 then cursor end, deviations = $7::json, transferred = transferred + $8
       where id = $1`,
      [
        ...[run.id, end.complete, end.reason, end.reached, end.announced, end.resumable && !end.complete],
        ...[JSON.stringify(end.deviations), end.transferred],
      ],
    );
    await tx.query('update harvest_source set identify = coalesce($2::json, identify) where id = $1', [
      run.source,
      end.identify === null ? null : JSON.stringify(end.identify),
    ]);
    if (!end.complete) return;
    const full = run.mode === 'full';
    await tx.query(
      `update harvest_source set reached = $2, last_full = case when $3 then now() else last_full end,
         last_incremental = case when $3 then last_incremental else now() end,
         unsettled = case when $3 then $4::bigint else unsettled end
       where id = $1`,
      [run.source, end.reached, full, end.settles ? run.id : null],
    );
  });
}

/** Forgets all but the newest runs of a source. */
export async function forgetRuns(db: Queryable, source: string, keep: number): Promise<void> {
  await db.query(
    `delete from harvest_run where source = $1 and id <
       (select min(id) from (select id from harvest_run where source = $1 order by id desc limit $2) kept)`,
    [source, keep],
  );
}

/** How many entries a run's pages had. */
export async function readListed(db: Queryable, run: Run): Promise<{ listed: number }> {
  const [row] = await db.query<{ listed: number }>('select listed from harvest_run where id = $1', [run.id]);
  return row ?? { listed: 0 };
}

/** Live records that neither this run nor a later one has named. */
export async function countMissing(db: Queryable, run: Run): Promise<number> {
  const [row] = await db.query<{ missing: number }>(
    'select count(*) as missing from harvested where source = $1 and not deleted and gone_by is null and run < $2',
    [run.source, run.id],
  );
  return row?.missing ?? 0;
}

export interface RunReport {
  id: number;
  source: string;
  mode: Mode;
  /** UTC seconds. */
  started: string;
  ended: string | null;
  complete: boolean;
  /** Why it is not complete, or what is known to be missing all the same; null if nothing. */
  reason: string | null;
  reached: string | null;
  /** Entries of the list, those in quarantine and repeated ones too. */
  listed: number;
  announced: number | null;
  transferred: number;
  new: number;
  changed: number;
  unchanged: number;
  deleted: number;
  gone: number;
  drift: number;
  quarantined: number;
  deviations: { code: string; count: number; example: string }[];
}

/** The last runs, newest first: of one source, or of all. */
export async function readRuns(db: Queryable, source: string | null, limit: number): Promise<RunReport[]> {
  const rows = await db.query<Omit<RunReport, 'started' | 'ended'> & { started: Date; ended: Date | null }>(
    `select id, source, mode, started, ended, complete, reason, reached, listed, announced, transferred, new_records as new,
       changed, unchanged, deleted, gone, drift, quarantined, deviations
     from harvest_run where $1::text is null or source = $1 order by id desc limit $2`,
    [source, limit],
  );
  return rows.map((row) => ({
    ...row,
    started: utcSeconds(row.started),
    ended: row.ended === null ? null : utcSeconds(row.ended),
  }));
}
