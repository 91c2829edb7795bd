/**
 * Harvests one source into the store, by the rules of promise P8: a list that did not end properly changes nothing about
 * absence, and a page's cursor moves only together with the page. What lists look like is each source's business
 * (source.ts); what is written when is the store's (store/harvest-*.ts).
 */
import type { Database } from '../store/database.ts';
import type { Mode, Run } from '../store/harvest-hold.ts';
import {
  beginRun,
  countMissing,
  endRun,
  forgetRuns,
  noteSource,
  type RunReport,
  readListed,
  readRuns,
  resumeRun,
  type SourceIdentity,
} from '../store/harvest-runs.ts';
import { noteDrift, type Settled, settle } from '../store/harvest-settle.ts';
import { applyCommitted, discardStaged } from '../store/harvest-stage.ts';
import { expireVersions, sweepHarvested } from '../store/harvested-versions.ts';
import { Ingest, type Progress, readRecord, storable } from './ingest.ts';
import type { ListRequest, Source, SourceEnd } from './source.ts';

export interface HarvestRequest {
  db: Database;
  source: SourceIdentity;
  /** Opened only when it is this source's turn. */
  open: () => Promise<Source> | Source;
  /** List everything, whatever is known already. */
  full: boolean;
  /** A person said that a large drop is right. */
  acceptDrop: boolean;
  /** How long versions are kept that are no longer what the source says. */
  expireDays: number;
  signal: AbortSignal;
  onProgress?: (progress: HarvestProgress) => void;
}

export type HarvestProgress = Progress & { source: string; mode: Mode };

export interface HarvestResult {
  source: string;
  /** In the order in which they were made: a full one may be followed by an incremental one. */
  runs: RunReport[];
  /** Nothing is known to be missing. */
  complete: boolean;
  alarm: string | null;
  reason: string | null;
}

/**
 * One harvest of one source: the changes since the last one, or everything. A harvest that another process has begun
 * and left is gone on with. Throws DatabaseAway, RunLost, what `open` throws, and the signal's reason.
 */
export function harvest(request: HarvestRequest): Promise<HarvestResult> {
  // Saves work; that two never write for one run is seen to by its holder (store/harvest-hold.ts).
  const work = async () => {
    const source = await request.open();
    try {
      return await harvestOpened(request, source);
    } finally {
      await source.close();
    }
  };
  return request.db.exclusively(`harvest ${request.source.id}`, work, request.signal);
}

/** Kinds whose list is the state itself, at one moment: what it does not have is not there. */
const EXACT = new Set<SourceIdentity['kind']>(['git', 'folder', 'epn-tap']);

/** A month of hourly harvests. */
const RUNS_KEPT = 750;

async function harvestOpened(request: HarvestRequest, source: Source): Promise<HarvestResult> {
  const { db, source: identity, full } = request;
  const known = await noteSource(db, identity);
  const mode: Mode = full || known.reached === null ? 'full' : 'incremental';
  let last = await runOnce(request, source, mode, mode === 'full' ? null : known.reached);
  const ids = [last.run.id];
  if (last.isOpen) {
    // What changed while a list was read may have escaped it: absence counts only if the changes since do not have it
    // either.
    last = await runOnce(request, source, 'incremental', last.end.reached);
    ids.push(last.run.id);
  }
  await expireVersions(db, identity.id, request.expireDays);
  await forgetRuns(db, identity.id, RUNS_KEPT);
  await sweepHarvested(db);
  const runs = (await readRuns(db, identity.id, ids.length)).reverse();
  const reason = runs.map((run) => run.reason).find((one) => one !== null) ?? null;
  const { alarm } = last.settled;
  const complete = runs.every((run) => run.complete) && reason === null && alarm === null;
  return { source: identity.id, runs, complete, alarm, reason };
}

interface Ended {
  run: Run;
  end: SourceEnd;
  settled: Pick<Settled, 'alarm'>;
  /** A full list that left out records which may be gone: an incremental one is to tell. */
  isOpen: boolean;
}

/** One list, from its beginning or from where it was broken off, to its end and what follows from it. */
async function runOnce(
  request: HarvestRequest,
  source: Source,
  mode: Mode,
  since: string | null,
): Promise<Ended> {
  const { db, source: identity, acceptDrop } = request;
  const resumed = await resumeRun(db, identity.id, mode);
  const first = resumed ?? (await beginRun(db, identity.id, mode, since));
  if (resumed !== null) await applyCommitted(db, first, first.committed);
  const { run, end, pages, account } = await takeList(request, source, first);

  const { listed } = await readListed(db, run);
  const reason = end.reason === null ? shortfall(end, run, listed) : storable(end.reason);
  const isFull = run.mode === 'full';
  const settles = end.complete && isFull && reason === null;
  await endRun(db, run, {
    ...end,
    ...account,
    reason,
    settles,
    identify: source.identify?.() ?? null,
    // A list that cannot be gone on with would be tried again and again.
    resumable: resumed === null || pages > 0,
  });
  const isExact = EXACT.has(identity.kind);
  const isOpen = settles && !isExact && end.reached !== null && (await countMissing(db, run)) > 0;
  const concludes = end.complete && (isFull ? settles && !isOpen : true);
  // All that goes is settled together, or two halves of a drop would each be small enough.
  const settled = isOpen ? { alarm: null } : await settle(db, run, { concludes, acceptDrop });
  if (end.complete && isFull) await noteDrift(db, run);
  return { run, end, settled, isOpen };
}

interface Taken {
  run: Run;
  end: SourceEnd;
  /** Committed by this process. */
  pages: number;
  /** What was met after the last page that stands. */
  account: { deviations: Run['deviations']; transferred: number };
}

async function takeList(request: HarvestRequest, source: Source, first: Run): Promise<Taken> {
  const { db, source: identity, signal } = request;
  let run = first;
  let ingest = new Ingest(db, run, identity.model);
  const list = source.list({ since: run.since, resume: run.cursor, signal, ...readerFor(run, identity) });
  try {
    for (;;) {
      const next = await list.next();
      signal.throwIfAborted();
      if (next.done) {
        if (next.value.complete) await ingest.commit(null);
        await ingest.written();
        if (!next.value.complete) await discardStaged(db, run.id, ingest.committed);
        return { run, end: next.value, pages: ingest.progress.pages, account: ingest.account };
      }
      const { restarted, everything } = next.value;
      if (restarted === true || everything === true) {
        // What was named before is no longer proof that it is there: a new run, with new marks.
        await ingest.written();
        const isFull = everything === true || run.mode === 'full';
        run = await beginRun(db, run.source, isFull ? 'full' : 'incremental', isFull ? null : run.since);
        ingest = new Ingest(db, run, identity.model);
      }
      await ingest.take(next.value);
      request.onProgress?.({ source: run.source, mode: run.mode, ...ingest.progress });
    }
  } catch (error) {
    // Nothing of ours goes on writing after the caller was told; closing must not hide what went wrong.
    await ingest.written().catch(() => undefined);
    await list.return(BROKEN_OFF).catch(() => undefined);
    throw error;
  }
}

/** Where most records are new, each is read while the source has its tree; where most are known, few are read at all. */
function readerFor(run: Run, { model }: SourceIdentity): Pick<ListRequest, 'read'> {
  const isKnown = run.mode === 'full' && run.driftBefore !== null;
  return isKnown ? {} : { read: (root) => readRecord(root, model) };
}

const BROKEN_OFF: SourceEnd = {
  complete: false,
  reason: 'It was broken off.',
  reached: null,
  announced: null,
};

/** A list that ends properly, but with less than it had announced, proves nothing about what it did not name. */
function shortfall(end: SourceEnd, run: Run, listed: number): string | null {
  if (!end.complete || run.mode !== 'full' || end.announced === null || listed >= end.announced) return null;
  return (
    `The list ended properly with ${listed} records, but ${end.announced} had been announced: ` +
    'nothing was concluded about what is gone.'
  );
}
