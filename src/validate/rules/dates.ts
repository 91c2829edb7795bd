/** Dates as VOResource has them: a day, or an instant in UTC (VOResource 1.2 §2.2.4). */
import { remembered } from '../remembered.ts';

export interface WrittenDate {
  /** Milliseconds since 1970, UTC; of a day, its beginning. */
  time: number;
  isDay: boolean;
  /** As written: `Z`, `+02:00`, '' for none. */
  zone: string;
}

const PATTERN = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d(?:\.\d+)?))?(Z|[+-]\d\d:\d\d)?$/;

/** Reads a date; without a zone it is UTC, and so is a day whatever its zone. Null if it is none, such as 2005-02-30. */
export const readDate = remembered((value): Readonly<WrittenDate> | null => {
  const match = PATTERN.exec(value);
  if (match === null) return null;
  const [, day = '', clock, zone = ''] = match;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Date.parse takes 30 February for 2 March.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return null;
  const time = clock === undefined ? midnight : Date.parse(`${day}T${clock}${zone || 'Z'}`);
  return Number.isNaN(time) ? null : { time, isDay: clock === undefined, zone };
});

/** `2026-11-20T10:00:00Z` */
export function utcSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

const DAY = 86_400_000;

/**
 * Whether a date lies in the future: 'yes', 'no', or 'barely' for a day that has begun somewhere on Earth and for an
 * instant within a few minutes, where only clocks differ.
 */
export function inFuture(date: WrittenDate, now: string): 'yes' | 'barely' | 'no' {
  const ahead = date.time - Date.parse(now);
  if (ahead <= 0) return 'no';
  return ahead <= (date.isDay ? DAY : 300_000) ? 'barely' : 'yes';
}
