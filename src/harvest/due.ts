/** When a source is to be harvested again, and when wholly (RI-64: now and then, even where increments seem to do). */
import type { SourceEntry } from '../resource/registry-file.ts';
import type { Queryable } from '../store/database.ts';
import { readRuns } from '../store/harvest-runs.ts';

/** Increments miss things; twice a year is advised (RI 1.1 §4.2), and a list of 30,000 records costs a minute. */
const FULL_DAYS = 30;
const DAY_MS = 86_400_000;

export interface Due {
  /** When the next harvest is due, UTC seconds; null: at once, as there never was one. */
  next: string | null;
  /** Whether it is to be a full one. */
  full: boolean;
}

/** `lastFull` as in SourceState; `now` in milliseconds. */
export async function dueOf(
  db: Queryable,
  entry: SourceEntry,
  lastFull: string | null,
  seconds: number,
  now: number,
): Promise<Due> {
  const [last] = await readRuns(db, entry.id, 1);
  const full = lastFull === null || Date.parse(lastFull) + (entry.fullDays ?? FULL_DAYS) * DAY_MS <= now;
  if (last === undefined) return { next: null, full };
  const next = new Date(Date.parse(last.started) + seconds * 1000).toISOString();
  return { next: `${next.slice(0, 19)}Z`, full };
}
