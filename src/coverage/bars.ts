/** Intervals as bars on an axis of 1000 units: what is drawn of time and spectral coverage. Pure: places and words. */
import { DAY_MS, dateOfMjd, mjdOf } from '../resource/dates.ts';
import { LIGHT, PLANCK } from '../resource/photon.ts';

export const AXIS = 1000;

export interface Bar {
  /** 0…1000 */
  from: number;
  to: number;
  /** It goes on beyond the axis. */
  isOpenBelow: boolean;
  isOpenAbove: boolean;
}

interface Tick {
  at: number;
  label: string;
}

export interface Axis {
  bars: Bar[];
  ticks: Tick[];
}

/** Low and high end; NaN or infinite where the interval is open. */
export type Interval = readonly [low: number, high: number];

/** Bars that would touch on a screen become one: at most 250 are left of any number. */
const GAP = 2;
/** What is shorter could not be seen. */
const LEAST = 4;

/** Bars in their order; intervals the wrong way round, or beyond the axis, are left out. */
function barsOf(intervals: readonly Interval[], placeOf: (value: number) => number): Bar[] {
  const placed = intervals.flatMap(([low, high]): Bar[] => {
    const [from, to] = [
      Number.isFinite(low) ? placeOf(low) : Number.NEGATIVE_INFINITY,
      Number.isFinite(high) ? placeOf(high) : Number.POSITIVE_INFINITY,
    ];
    if (!(from <= to) || to < 0 || from > AXIS) return [];
    const missing = Math.max(0, LEAST - (to - from)) / 2;
    const isOpenBelow = from < 0;
    const isOpenAbove = to > AXIS;
    return [
      {
        from: Math.min(Math.max(0, from - missing), AXIS - LEAST),
        to: Math.max(Math.min(AXIS, to + missing), LEAST),
        isOpenBelow,
        isOpenAbove,
      },
    ];
  });
  const joined: Bar[] = [];
  for (const bar of placed.sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last === undefined || bar.from > last.to + GAP) joined.push({ ...bar });
    else {
      last.to = Math.max(last.to, bar.to);
      last.isOpenAbove ||= bar.isOpenAbove;
    }
  }
  return joined;
}

/** 0001-01-01 and 9999-12-31: what is beyond is open. */
const FIRST_MJD = -678_575;
const LAST_MJD = 2_973_482;

type Unit = 'year' | 'month' | 'day' | 'hour' | 'minute';

const STEPS: readonly (readonly [unit: Unit, count: number, days: number])[] = [
  ...[1, 5, 15, 30].map((n) => ['minute', n, n / 1440] as const),
  ...[1, 3, 6, 12].map((n) => ['hour', n, n / 24] as const),
  ...[1, 2, 5, 10].map((n) => ['day', n, n] as const),
  ...[1, 3, 6].map((n) => ['month', n, n * 30.4] as const),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].map((n) => ['year', n, n * 365.25] as const),
];
const MOST_TICKS = 5;
/** Characters of an ISO date that tell as much as the step. */
const SHOWN: Record<Unit, [from: number, to: number]> = {
  year: [0, 4],
  month: [0, 7],
  day: [0, 10],
  hour: [11, 16],
  minute: [11, 16],
};

/** Of an interval without an end so much is shown, if nothing else tells a scale: ten years. */
const OPEN_DAYS = 3652.5;

/** Intervals in MJD on an axis of dates (UTC), a little longer than what is covered; null if none has an end. */
export function timeAxis(intervals: readonly Interval[]): Axis | null {
  const within = intervals.map(([low, high]): Interval => [clipped(low), clipped(high)]);
  const ends = within.flat().filter(Number.isFinite);
  if (ends.length === 0) return null;
  const first = ends.reduce((a, b) => Math.min(a, b));
  const last = ends.reduce((a, b) => Math.max(a, b));
  const isOpen = (end: 0 | 1) => within.some((interval) => !Number.isFinite(interval[end]));
  const span = Math.max(last - first, isOpen(0) || isOpen(1) ? OPEN_DAYS : 1 / 24);
  const low = last - span * (isOpen(0) ? 1.15 : 1.03);
  const high = first + span * (isOpen(1) ? 1.15 : 1.03);
  const placeOf = (mjd: number) => ((mjd - low) / (high - low)) * AXIS;
  return { bars: barsOf(within, placeOf), ticks: dateTicks(low, high, placeOf) };
}

function clipped(mjd: number): number {
  return mjd >= FIRST_MJD && mjd <= LAST_MJD ? mjd : Number.NaN;
}

function dateTicks(low: number, high: number, placeOf: (mjd: number) => number): Tick[] {
  const [unit, count] =
    STEPS.find(([, , days]) => (high - low) / days <= MOST_TICKS) ?? (['year', 5000] as const);
  const ticks: Tick[] = [];
  const date = floored(low, unit, count);
  for (let mjd = mjdOf(date); mjd <= high && ticks.length <= 2 * MOST_TICKS; mjd = mjdOf(date)) {
    const iso = date.toISOString();
    if (mjd >= low && date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9999)
      ticks.push({ at: placeOf(mjd), label: labelOf(iso, unit) });
    move(date, unit, count);
  }
  return ticks;
}

/** Hours of several days: midnight is told by its date. */
function labelOf(iso: string, unit: Unit): string {
  return unit === 'hour' && iso.slice(11, 16) === '00:00' ? iso.slice(5, 10) : iso.slice(...SHOWN[unit]);
}

/** The last round date before. */
function floored(mjd: number, unit: Unit, count: number): Date {
  const date = dateOfMjd(mjd);
  if (unit === 'minute' || unit === 'hour') {
    const step = count * (unit === 'hour' ? 3_600_000 : 60_000);
    return new Date(Math.floor(date.getTime() / step) * step);
  }
  date.setUTCHours(0, 0, 0, 0);
  if (unit === 'day') return date;
  date.setUTCDate(1);
  if (unit === 'month') date.setUTCMonth(Math.floor(date.getUTCMonth() / count) * count);
  else date.setUTCFullYear(Math.floor(date.getUTCFullYear() / count) * count, 0, 1);
  return date;
}

function move(date: Date, unit: Unit, count: number): void {
  if (unit === 'year') date.setUTCFullYear(date.getUTCFullYear() + count);
  else if (unit === 'month') date.setUTCMonth(date.getUTCMonth() + count);
  else date.setTime(date.getTime() + count * { day: DAY_MS, hour: 3_600_000, minute: 60_000 }[unit]);
}

/** Logarithms of the wavelengths in metres at the ends of the spectral axis: energy grows to the right. */
const LONGEST = 2;
const SHORTEST = -15;

function placeOfWavelength(log: number): number {
  return ((LONGEST - log) / (LONGEST - SHORTEST)) * AXIS;
}

/** Wavebands of VOResource's messenger vocabulary, by the logarithms of their wavelengths; the ends are open. */
export const BANDS: readonly { label: string; from: number; to: number }[] = (
  [
    ['Radio', LONGEST, -2],
    ['mm', -2, -4],
    ['IR', -4, -6],
    ['Opt', -6, Math.log10(3e-7)],
    ['UV', Math.log10(3e-7), -7],
    ['EUV', -7, -8],
    ['X', -8, -11],
    ['γ', -11, SHORTEST],
  ] as const
).map(([label, long, short]) => ({ label, from: placeOfWavelength(long), to: placeOfWavelength(short) }));

const WAVELENGTHS: readonly Tick[] = (
  [
    [0, '1 m'],
    [-3, '1 mm'],
    [-6, '1 µm'],
    [-9, '1 nm'],
    [-12, '1 pm'],
  ] as const
).map(([log, label]) => ({ at: placeOfWavelength(log), label }));

/** Intervals in joule (VODataService 1.2 §3.3) on an axis of all wavelengths; null if there is none to be drawn. */
export function spectralAxis(intervals: readonly Interval[]): Axis | null {
  const drawn = intervals
    .filter(([low, high]) => low > 0 || high > 0)
    .map(([low, high]) => [positive(low), positive(high)] as const);
  const bars = barsOf(drawn, (joule) => placeOfWavelength(Math.log10((PLANCK * LIGHT) / joule)));
  return bars.length === 0 ? null : { bars, ticks: [...WAVELENGTHS] };
}

function positive(joule: number): number {
  return joule > 0 ? joule : Number.NaN;
}
