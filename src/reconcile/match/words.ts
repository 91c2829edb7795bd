/** Texts taken apart for matching: words that mean the same are one word, and the numbers that tell siblings apart stay. */
import { foldText } from '../normalise.ts';

/** A title or description longer than this says nothing more about what it describes. */
const MAX_LENGTH = 20_000;

/** Words that curators use for one another, and shortened ones (seen in renamed records). */
const SAME: Record<string, string> = {
  avg: 'average',
  averaged: 'average',
  averaging: 'average',
  ave: 'average',
  res: 'resolution',
  hires: 'high',
  hi: 'high',
  lo: 'low',
  coord: 'coordinate',
  coords: 'coordinate',
  mag: 'magnetic',
  magnetosph: 'magnetosphere',
  freq: 'frequency',
  rec: 'receiver',
  sc: 'spacecraft',
  ver: 'version',
  calib: 'calibrated',
  dens: 'density',
  temp: 'temperature',
  vel: 'velocity',
  enc: 'encounter',
  jup: 'jupiter',
  sat: 'saturn',
  ura: 'uranus',
  nep: 'neptune',
  spec: 'spectrum',
  spectra: 'spectrum',
};

/** Seconds of the units of time that titles use; `m` is a metre as often as a minute. */
const UNITS: Record<string, number> = {
  ms: 1e-3,
  msec: 1e-3,
  millisecond: 1e-3,
  s: 1,
  sec: 1,
  second: 1,
  min: 60,
  minute: 60,
  h: 3600,
  hr: 3600,
  hour: 3600,
  d: 86_400,
  day: 86_400,
  month: 2_629_800,
  yr: 31_557_600,
  year: 31_557_600,
};

const RATES: Record<string, number> = {
  hourly: 3600,
  daily: 86_400,
  weekly: 604_800,
  monthly: 2_629_800,
  yearly: 31_557_600,
  annual: 31_557_600,
};

const NUMBER_WORDS: Record<string, string> = { one: '1', two: '2', five: '5', ten: '10' };

const PIECE = /\d+(?:\.\d+)?|\p{L}+/gu;

/**
 * Words of a text, folded and in order: letters and numbers apart (`LEFS150` gives lef, 150 and lef150), plurals and
 * shortened words brought to one form, `96 sec`, `96-s` and `PT96S` to `~96` (seconds).
 */
export function words(text: string): string[] {
  const pieces = foldText(text.slice(0, MAX_LENGTH)).match(PIECE_RUN) ?? [];
  const found: string[] = [];
  for (const run of pieces) addRun(run, found);
  return durations(found);
}

/** Letters and digits without a break between them, decimal point included. */
const PIECE_RUN = /(?:\d+(?:\.\d+)?|[\p{L}\p{N}])+/gu;

function addRun(run: string, found: string[]): void {
  const parts = run.match(PIECE) ?? [];
  const forms = parts.map(wordForm);
  if (forms.length > 1 && !isAmount(parts)) found.push(forms.join(''));
  found.push(...forms);
}

/** `96s`, `512ms`: an amount, not a name such as `lefs150` or `h3`. */
function isAmount(parts: string[]): boolean {
  return parts.length === 2 && /^\d/.test(parts[0] ?? '') && Object.hasOwn(UNITS, wordForm(parts[1] ?? ''));
}

function wordForm(word: string): string {
  if (/^\d/.test(word)) return String(Number(word));
  const single = word.length > 3 && /[^sui]s$/.test(word) ? word.slice(0, -1) : word;
  if (Object.hasOwn(SAME, single)) return SAME[single] ?? single;
  return Object.hasOwn(NUMBER_WORDS, single) ? (NUMBER_WORDS[single] ?? single) : single;
}

/** Number and unit become one word; `voyager` and `2` also `voyager2`. */
function durations(all: string[]): string[] {
  const result: string[] = [];
  for (let i = 0; i < all.length; i += 1) {
    const word = all[i] ?? '';
    const next = all[i + 1] ?? '';
    const rate = Object.hasOwn(RATES, word) ? RATES[word] : undefined;
    if (rate !== undefined) {
      result.push(duration(rate));
    } else if (isNumber(word) && secondsOf(next, all[i + 2] ?? '') !== null) {
      result.push(duration(Number(word) * (secondsOf(next, all[i + 2] ?? '') ?? 1)));
      i += 1;
    } else {
      result.push(word);
      if (!isNumber(word) && isNumber(next) && !/\d/.test(word) && !LOOSE.has(word)) result.push(word + next);
    }
  }
  return result;
}

/** Words before a number that it does not belong to. */
const LOOSE = new Set([
  'at',
  'in',
  'to',
  'of',
  'on',
  'by',
  'from',
  'and',
  'with',
  'for',
  'the',
  'than',
  'or',
  'is',
]);

/** Seconds of a unit of time; null for what is none. `5 m resolution` is minutes. */
function secondsOf(unit: string, next: string): number | null {
  if (unit === 'm') return /^(?:resolution|average|data|cadence|time)$/.test(next) ? 60 : null;
  return Object.hasOwn(UNITS, unit) ? (UNITS[unit] ?? null) : null;
}

function isNumber(word: string): boolean {
  return /^\d/.test(word) && /^[\d.]+$/.test(word);
}

/** `~96`: four digits, so that 0.873813 and 0.8738 s are one. */
function duration(seconds: number): string {
  return `~${Number(seconds.toPrecision(4))}`;
}

/** The one duration a title names, in seconds; null if it names none, or several. */
export function durationOf(titleWords: readonly string[]): number | null {
  const named = new Set(titleWords.filter((word) => word.startsWith('~')));
  if (named.size !== 1) return null;
  for (const word of named) return Number(word.slice(1));
  return null;
}

/**
 * What tells one of a series from the next: numbers, single letters, names with a number, sides and levels.
 * `THEMIS A`, `LEFS150`, `North`, `Level 2`.
 */
export function marks(titleWords: readonly string[]): string[] {
  return titleWords.filter(
    (word) => /\d/.test(word) || (word.length === 1 && word !== 'a') || SIDES.has(word),
  );
}

const SIDES = new Set([
  ...['north', 'south', 'northern', 'southern', 'east', 'west', 'inbound', 'outbound', 'ahead', 'behind'],
  ...['low', 'high', 'raw', 'calibrated', 'uncalibrated', 'corrected', 'uncorrected', 'spin', 'sectored'],
  ...[
    'electron',
    'proton',
    'ion',
    'alpha',
    'helium',
    'oxygen',
    'inner',
    'outer',
    'summary',
    'prime',
    'browse',
  ],
]);

/** Product names hidden in a text: `VG2-U-CRS-4-SUMM-D2-96SEC-V1.0`, `PO_K0_CAM`. Upper case, folded on return. */
export function codes(text: string): string[] {
  const found = text.slice(0, MAX_LENGTH).match(/[A-Za-z0-9][A-Za-z0-9.]*(?:[-_][A-Za-z0-9.]+)*/g) ?? [];
  return found
    .filter((word) => word.length > 5 && /[-_]/.test(word) && /\d/.test(word) && /[A-Z]/.test(word))
    .map(codeForm);
}

/** One spelling of a product key: case, and separators at its end, say nothing. */
export function codeForm(key: string): string {
  return foldText(key)
    .replace(/[\s_/-]+/g, '_')
    .replace(/^_+/, '')
    .replace(/(?<![._])[._]+$/, '');
}
