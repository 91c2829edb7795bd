/** Times as a person gives them to a search, and as the index has them: UTC seconds since 1970. */
import { utcOfMjd, utcSeconds } from '../resource/dates.ts';

/** Inclusive; null: open. */
export interface Span {
  from: number | null;
  to: number | null;
}

/**
 * A date (year, month, day or time) or an MJD of five digits or with a fraction stands for all of it; two with a slash
 * for everything from the first to the last of them. Null if it is neither.
 */
export function spanOf(written: string): Span | null {
  const [first = '', last, more] = written.split('/');
  if (more !== undefined) return null;
  const from = first.trim() === '' ? null : whole(first.trim());
  const to = last === undefined ? from : last.trim() === '' ? null : whole(last.trim());
  if (first.trim() !== '' && from === null) return null;
  if (last !== undefined && last.trim() !== '' && to === null) return null;
  return from === null && to === null ? null : { from: from?.from ?? null, to: to?.to ?? null };
}

function whole(written: string): { from: number; to: number } | null {
  if (/^\d{5}(\.\d{1,10})?$|^\d{1,6}\.\d{1,10}$/.test(written)) return mjd(written);
  const start = secondsOf(utcSeconds(written));
  if (start === null) return null;
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(written) ?? [];
  if (year === undefined) return { from: start, to: start };
  if (day !== undefined) return { from: start, to: start + 86_399 };
  const date = new Date(start * 1000);
  if (month === undefined) date.setUTCFullYear(date.getUTCFullYear() + 1);
  else date.setUTCMonth(date.getUTCMonth() + 1);
  return { from: start, to: date.getTime() / 1000 - 1 };
}

/** A whole number is the day that begins with it. */
function mjd(written: string): { from: number; to: number } | null {
  const start = secondsOf(utcOfMjd(written));
  return start === null ? null : { from: start, to: written.includes('.') ? start : start + 86_399 };
}

function secondsOf(date: string | null): number | null {
  return date === null ? null : Date.parse(date) / 1000;
}

/** A literal of int8range. */
export function timesLiteral({ from, to }: Span): string {
  return `[${from ?? ''},${to ?? ''}]`;
}
