/** Several sources at once, a bounded number: what one cannot do does not keep the others from theirs. */
import type { SourceEntry } from '../resource/registry-file.ts';
import { type Database, DatabaseAway } from '../store/database.ts';
import { RunLost } from '../store/harvest-hold.ts';
import { type HarvestProgress, type HarvestResult, harvest } from './harvest.ts';
import { identityOf } from './open-source.ts';
import type { Source } from './source.ts';

/** Each may have a batch of 1 MB on its way into the database, and a page on its way here. */
const AT_ONCE = 4;
/** Old versions are kept for a quarter of a year: a curator who comes back from field work still finds what changed. */
const EXPIRE_DAYS = 90;

export interface HarvestAllRequest {
  db: Database;
  entries: SourceEntry[];
  open: (entry: SourceEntry) => Source;
  /** Whether everything of a source is to be listed. */
  isFull: (entry: SourceEntry) => Promise<boolean> | boolean;
  acceptDrop: boolean;
  /** What else is to be harvested, once this source is: the registries that a Registry of Registries lists. */
  discover: (entry: Extract<SourceEntry, { kind: 'oai' }>) => Promise<SourceEntry[]>;
  signal: AbortSignal;
  onProgress?: (progress: HarvestProgress) => void;
  onDone?: (result: HarvestResult) => void;
}

/**
 * Harvests them, in any order, and gives the results in the order of the sources. Throws DatabaseAway and the signal's
 * reason, at once; and what is unexpected, when the others are done.
 */
export async function harvestAll(request: HarvestAllRequest): Promise<HarvestResult[]> {
  const queue = [...request.entries];
  const known = new Set(queue.map(({ id }) => id.toLowerCase()));
  const results = new Map<string, HarvestResult>();
  const failures: unknown[] = [];
  const order: string[] = queue.map(({ id }) => id);
  const waiting = new Set<Promise<void>>();

  const one = async (entry: SourceEntry): Promise<void> => {
    const result = await harvestOne(request, entry);
    results.set(entry.id, result);
    request.onDone?.(result);
    for (const found of entry.kind === 'oai' && entry.discover === true
      ? await request.discover(entry)
      : []) {
      if (known.has(found.id.toLowerCase())) continue;
      known.add(found.id.toLowerCase());
      order.push(found.id);
      queue.push(found);
    }
  };
  while (queue.length > 0 || waiting.size > 0) {
    const entry = waiting.size < AT_ONCE && !mustStop(failures) ? queue.shift() : undefined;
    if (entry === undefined) {
      if (waiting.size === 0) break;
      await Promise.race(waiting);
      continue;
    }
    const work: Promise<void> = one(entry)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => waiting.delete(work));
    waiting.add(work);
    request.signal.throwIfAborted();
  }
  if (failures.length > 0) throw failures.find((error) => error instanceof DatabaseAway) ?? failures[0];
  return order.flatMap((id) => results.get(id) ?? []);
}

/** Without a database nothing can be done for the others either. */
function mustStop(failures: unknown[]): boolean {
  return failures.some((error) => error instanceof DatabaseAway);
}

async function harvestOne(request: HarvestAllRequest, entry: SourceEntry): Promise<HarvestResult> {
  const { db, acceptDrop, signal, onProgress } = request;
  try {
    return await harvest({
      db,
      source: identityOf(entry),
      open: () => request.open(entry),
      full: await request.isFull(entry),
      acceptDrop,
      expireDays: entry.expireDays ?? EXPIRE_DAYS,
      signal,
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  } catch (error) {
    if (!(error instanceof RunLost)) throw error;
    return { source: entry.id, runs: [], complete: false, alarm: null, reason: error.message };
  }
}
