/** Access statistics for everybody: names of programs and counts, no networks. */
import { type AccessReport, type HarvesterReport, type ListState, readAccess } from './access-read.ts';
import type { Database } from './database.ts';
import { remembered } from './remembered.ts';

const DAYS = 30;
const MOST_NAMES = 20;
/** Counts are written each minute: asking more often tells nothing new, and /status is open to all. */
const REMEMBERED_MS = 30_000;

export interface AccessSummary {
  /** How many, up to today; and since when there are counts at all. */
  days: number;
  since: string;
  requests: number;
  bytes: number;
  records: number;
  harvestsBegun: number;
  harvestsCompleted: number;
  /** By name, wherever they asked from; at most 20. */
  harvesters: {
    name: string;
    kind: string;
    requests: number;
    records: number;
    harvestsBegun: number;
    harvestsCompleted: number;
    lastHarvest: string | null;
    /** How the list ended that it asked for last. */
    lastList: ListState | null;
  }[];
}

/** Reads it, at most twice a minute. The function may throw DatabaseAway. */
export function openAccessSummary(db: Database, now: () => number = Date.now): () => Promise<AccessSummary> {
  const read = async () => summaryOf(await readAccess(db, { days: DAYS, harvester: null, record: null }));
  return remembered(REMEMBERED_MS, read, now);
}

function summaryOf({ since, totals, harvesters }: AccessReport): AccessSummary {
  const { requests, bytes, records, harvestsBegun, harvestsCompleted } = totals;
  const byName = new Map<string, HarvesterReport[]>();
  for (const one of harvesters) byName.set(one.name, [...(byName.get(one.name) ?? []), one]);
  return {
    ...{ days: DAYS, since, requests, bytes, records, harvestsBegun, harvestsCompleted },
    harvesters: [...byName.values()].slice(0, MOST_NAMES).map(together),
  };
}

/** Harvesters of one name. */
function together(all: HarvesterReport[]): AccessSummary['harvesters'][number] {
  const sum = (of: (one: HarvesterReport) => number) => all.reduce((total, one) => total + of(one), 0);
  const [list] = all.flatMap(({ lists }) => lists.slice(0, 1)).sort((a, b) => (a.lastAt < b.lastAt ? 1 : -1));
  const harvests = all.flatMap(({ lastHarvest }) => lastHarvest ?? []).sort();
  return {
    name: all[0]?.name ?? '',
    kind: all[0]?.kind ?? '',
    requests: sum(({ requests }) => requests),
    records: sum(({ records }) => records),
    harvestsBegun: sum(({ begun }) => begun),
    harvestsCompleted: sum(({ completed }) => completed),
    lastHarvest: harvests.at(-1) ?? null,
    lastList: list?.state ?? null,
  };
}
