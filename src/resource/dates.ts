/** Dates as records of both worlds have them, made one: UTC, to the second (crosswalk.md §6, dates.json). */

/** Now, `YYYY-MM-DDThh:mm:ssZ` by this machine's clock. */
export function utcNow(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

const WRITTEN =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d*)?)?)? ?(Z|UTC|[+-]\d\d:?\d\d)?$/i;

/**
 * `YYYY-MM-DDThh:mm:ssZ` of a date as written; null if it is none. No zone is UTC (a quarter of the live SPASE dates
 * have none), fractions are cut off, what is missing is the beginning of the year, month or day; a leap second is the
 * second before; `24:00:00` is the next day.
 */
export function utcSeconds(written: string): string | null {
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', zone = 'Z'] =
    WRITTEN.exec(written.trim()) ?? [];
  if (year === undefined || Number(minute) > 59 || Number(second) > 60 || Number(hour) > 24) return null;
  const midnight = new Date(0);
  // Not Date.UTC: it takes the years 0–99 for 1900–1999.
  midnight.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (midnight.getUTCMonth() !== Number(month) - 1 || midnight.getUTCDate() !== Number(day)) return null;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Math.min(Number(second), 59);
  return inFourDigits(midnight.getTime() + (seconds - offsetSeconds(zone)) * 1000);
}

function offsetSeconds(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  const seconds = (Number(hours) * 60 + Number(minutes)) * 60;
  return sign === '-' ? -seconds : seconds;
}

const MJD_OF_1970 = 40_587;
export const DAY_MS = 86_400_000;

/** The Modified Julian Date in days; NaN for an invalid date. UTC and TDB are one here, as for utcOfMjd. */
export function mjdOf(date: Date): number {
  return date.getTime() / DAY_MS + MJD_OF_1970;
}

/** The other way round, to a millisecond; an invalid date beyond what a Date can be. */
export function dateOfMjd(mjd: number): Date {
  return new Date((mjd - MJD_OF_1970) * DAY_MS);
}

/**
 * The second of a Modified Julian Date in days; null if it is no number or in no year of four digits. TDB is taken for
 * UTC: the minute between them is less than what coverage is exact to (VODataService 1.2 §3.3).
 */
export function utcOfMjd(written: string): string | null {
  const days = written.trim() === '' ? Number.NaN : Number(written);
  return inFourDigits(Math.round((days - MJD_OF_1970) * 86_400) * (DAY_MS / 86_400));
}

const FIRST = -62_167_219_200_000; // 0000-01-01
const LAST = 253_402_300_799_000; // 9999-12-31T23:59:59

function inFourDigits(ms: number): string | null {
  return ms >= FIRST && ms <= LAST ? new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z') : null;
}
