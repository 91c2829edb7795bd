/** The small conversions of values between both models: times, energies, addresses, identifiers. */
import { createHash } from 'node:crypto';
import { mjdOf } from '../../resource/dates.ts';
import { IVOID_MAX, parseIvoid } from '../../resource/ivoid.ts';
import { ELECTRONVOLT, LIGHT, PLANCK } from '../../resource/photon.ts';
import { durationSeconds, normaliseDate } from '../normalise.ts';

/**
 * Modified Julian Date of a UTC date as `YYYY-MM-DDThh:mm:ssZ`, to a second. UTC is taken for TDB: the minute between
 * them is below the resolution of coverage (VODataService 1.2 §3.2: some 10 minutes).
 */
export function mjd(date: string): number {
  return Number(mjdOf(new Date(date)).toFixed(5));
}

/** The day of a moving end, `YYYY-MM-DDT00:00:00Z`: `duration` (-P2M) after `now`. Null for what is no duration. */
export function movingEnd(duration: string, now: string): string | null {
  const seconds = durationSeconds(duration);
  const start = normaliseDate(now);
  if (seconds === null || start === null) return null;
  return normaliseDate(new Date(Date.parse(start) + seconds * 1000).toISOString().slice(0, 10));
}

const METRES: [RegExp, number][] = [
  [/^(?:nm|nanomet(?:er|re)s?)$/i, 1e-9],
  [/^(?:å|angstroms?|ångströms?|a)$/i, 1e-10],
  [/^(?:um|µm|μm|microns?|micromet(?:er|re)s?)$/i, 1e-6],
  [/^(?:mm|millimet(?:er|re)s?)$/i, 1e-3],
  [/^(?:cm|centimet(?:er|re)s?)$/i, 1e-2],
  [/^(?:m|met(?:er|re)s?)$/i, 1],
  [/^(?:km|kilomet(?:er|re)s?)$/i, 1e3],
];
// mHz and MHz differ in the case of a letter only.
const HERTZ: [RegExp, number][] = [
  [/^mHz$/, 1e-3],
  [/^[Hh][Zz]$|^hertz$/i, 1],
  [/^[kK][Hh][Zz]$/, 1e3],
  [/^M[Hh][Zz]$/, 1e6],
  [/^[gG][Hh][Zz]$/, 1e9],
  [/^[tT][Hh][Zz]$/, 1e12],
];
const ELECTRONVOLTS: [RegExp, number][] = [
  [/^eV$/i, 1],
  [/^keV$/i, 1e3],
  [/^MeV$|^10\^6 ?eV$/i, 1e6],
  [/^GeV$/i, 1e9],
];

/** How the value of each kind of range becomes Joule. */
const JOULES: Record<string, { units: [RegExp, number][]; joule: (value: number) => number }> = {
  WavelengthRange: { units: METRES, joule: (metres) => (PLANCK * LIGHT) / metres },
  FrequencyRange: { units: HERTZ, joule: (hertz) => PLANCK * hertz },
  EnergyRange: { units: ELECTRONVOLTS, joule: (electronvolts) => electronvolts * ELECTRONVOLT },
};

export type Interval = [low: number, high: number];

/**
 * The energies of photons of a Wavelength-, Frequency- or EnergyRange in Joule, lower first; null where numbers or unit
 * cannot be read (`keV/nuc` is of particles).
 * @param kind the element's name
 */
export function joules(kind: string, low: string, high: string, unit: string): Interval | null {
  const row = JOULES[kind];
  const factor = row?.units.find(([pattern]) => pattern.test(unit.trim()))?.[1];
  if (row === undefined || factor === undefined || low.trim() === '' || high.trim() === '') return null;
  const ends = [low, high].map((end) => row.joule(Number(end) * factor)).sort((a, b) => a - b);
  const [from = Number.NaN, to = Number.NaN] = ends;
  // A wavelength of 0 is no energy; a VODataService interval has ends.
  return Number.isFinite(from) && Number.isFinite(to) && from >= 0 ? [from, to] : null;
}

/** Overlapping intervals made one, in order. */
export function merged(intervals: Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const [low, high] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && low <= last[1]) last[1] = Math.max(last[1], high);
    else result.push([low, high]);
  }
  return result;
}

/** As vs:FloatInterval, six digits. */
export function floatInterval([low, high]: Interval): string {
  return `${Number(low.toPrecision(6))} ${Number(high.toPrecision(6))}`;
}

/** RFC 3986 §4.1, ASCII: a URI or a relative reference without a colon in its first segment. */
const URI_REFERENCE =
  /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?:\/\/(?:[\w\-.~!$&'()*+,;=:%]*@)?[\w\-.~!$&'()*+,;=%]*(?::\d{1,5})?(?=[/?#]|$)|(?!\/\/)(?![^/?#]*:[^/?#]*$|[^/?#]*:[/?#]))[^#]*(?:#[^#]*)?$/;
const WITH_SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*:)?(\/\/[^/?#]*)?(.*)$/s;

/**
 * An address with what xs:anyURI does not allow percent-encoded: blanks and `[ ] { }` are in 25 live query URLs of the
 * JSOC, and libxml2 refuses them. What is encoded already stays so; what is no URI at all (`http://host:port/`) becomes
 * one that still shows what was written.
 */
export function anyUri(address: string): string {
  const [before = '', ...fragments] = address.trim().split('#');
  const whole = fragments.length === 0 ? before : `${before}#${fragments.join('%23')}`;
  const encoded = whole
    .replace(/%(?![0-9A-Fa-f]{2})/g, '%25')
    .replace(/[\s[\]{}<>"|\\^`\p{Cc}\p{Zs}]/gu, (character) => encodeURIComponent(character));
  if (URI_REFERENCE.test(encoded.replace(/[^ -~]/g, '_'))) return encoded;
  const [, scheme = '', authority = '', rest = ''] = WITH_SCHEME.exec(encoded) ?? [];
  const colons = (text: string) => text.replace(/[:@]/g, encodeURIComponent);
  if (authority !== '') return `${scheme}${colons(authority)}${rest}`;
  return scheme === '' ? rest.replace(/^[^/?#]*/, colons) : `${scheme}${rest}`;
}

/** What follows `spase://`: `CNES/NumericalData/…`; null for other identifiers. */
export function spasePath(id: string): string | null {
  return /^spase:\/\/(.+)$/s.exec(id.trim())?.[1] ?? null;
}

/**
 * The ivoid that a SPASE record would have under an authority: `ivo://<authority>/spase/<path>`. Characters that an
 * ivoid may not have become `_` (one live id has a blank); one that is too long ends in a digest of what was cut off.
 * @throws RangeError if the authority is none
 */
export function mintIvoid(id: string, authority: string): { ivoid: string; isVerbatim: boolean } {
  const path = spasePath(id) ?? id;
  const segments = path
    .split('/')
    .map((segment) => segment.replace(/[^A-Za-z0-9\-_.!~*'()+=]/g, '_').replace(/^\.{1,2}$/, '_'))
    .filter((segment) => segment !== '');
  let ivoid = `ivo://${authority}/spase/${segments.join('/') || '_'}`;
  if (ivoid.length > IVOID_MAX) {
    const digest = createHash('sha256').update(path).digest('hex').slice(0, 16);
    ivoid = `${ivoid.slice(0, IVOID_MAX - 17).replace(/\/$/, '')}-${digest}`;
  }
  if (parseIvoid(ivoid) === null)
    throw new RangeError(`${authority} is no authority that an ivoid can have.`);
  return { ivoid, isVerbatim: ivoid === `ivo://${authority}/spase/${path}` };
}
