/**
 * One form for values that mean the same, before they are compared (crosswalk.md §6): both sides of a comparison go
 * through these. Persons and organisations: names.ts. Nothing here is written into a record.
 */
import { utcSeconds } from '../resource/dates.ts';
import { doiOf } from '../resource/doi.ts';
import { table } from './crosswalk/table.ts';

interface Aliases {
  hosts: Record<string, string>;
}

/** NFC, white space collapsed and trimmed. SPASE texts keep the indentation of their XML. */
export function normaliseText(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** Lower case, without accents: for looking words up, never for showing them. */
export function foldText(text: string): string {
  return normaliseText(text)
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .toLowerCase();
}

/** Words and numbers of a text, folded, in their order: `THEMIS-A: FGM` gives themis, a, fgm. */
export function textTokens(text: string): string[] {
  return foldText(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * A date or time of day of the field as `YYYY-MM-DDThh:mm:ssZ`, fractions cut off; null if it is none. UTC is meant
 * where no zone is given (17,351 of 67,666 SPASE dates); blanks and tabs around it are left by editors.
 */
export function normaliseDate(date: string): string | null {
  return utcSeconds(date);
}

/** The day of a date, `YYYY-MM-DD` in UTC; null if it is none. */
export function normaliseDay(date: string): string | null {
  return normaliseDate(date)?.slice(0, 10) ?? null;
}

/** Whether the time of day is one that curators type for "some time": it orders nothing within a day. */
export function hasPlaceholderClock(date: string): boolean {
  return table<{ placeholderClocks: string[] }>('dates').placeholderClocks.includes(date.slice(11, 19));
}

const DURATION =
  /^(-)?P(?=\d|T\d)(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const DAY = 86_400;
/** Of years (Julian), months, weeks, days, hours, minutes, seconds. */
const SECONDS = [365.25 * DAY, 30.4375 * DAY, 7 * DAY, DAY, 3600, 60, 1];

/** Seconds of an ISO 8601 duration, negative for `-P2M`; null if it is none. `PT60S` and `PT1M` are equal so. */
export function durationSeconds(duration: string): number | null {
  const match = DURATION.exec(duration.trim());
  if (match === null) return null;
  const [, sign, ...parts] = match;
  const total = SECONDS.reduce((sum, seconds, i) => sum + Number(parts[i] ?? 0) * seconds, 0);
  return sign === undefined || total === 0 ? total : -total;
}

/**
 * A DOI bare and in lower case, `10.48322/abcd`, out of `doi:…`, `https://doi.org/…` or itself; null for `TBD` and
 * other things that are none. VOResource's form of it is `doi:10.48322/abcd`.
 */
export function normaliseDoi(doi: string): string | null {
  return doiOf(doi);
}

/** `0000-0001-2345-6789` out of an ORCID in any form; null for what is none. */
export function normaliseOrcid(orcid: string): string | null {
  const match = /^(?:https?:\/\/(?:www\.)?orcid\.org\/|orcid:\s*)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])\/?$/i.exec(
    orcid.trim(),
  );
  return match?.[1]?.toUpperCase() ?? null;
}

/** `https://ror.org/00ryjtt64` out of a ROR id in any form; null for `NOT_FOUND` and the like. */
export function normaliseRor(ror: string): string | null {
  const match = /^(?:https?:\/\/(?:www\.)?ror\.org\/|ror:\s*)?(0[a-hj-km-np-tv-z0-9]{6}\d\d)\/?$/i.exec(
    ror.trim(),
  );
  return match === null ? null : `https://ror.org/${match[1]?.toLowerCase()}`;
}

const DEFAULT_PORTS = new Map([
  ['http', '80'],
  ['https', '443'],
  ['ftp', '21'],
  ['ftps', '990'],
]);

/**
 * An address as `host/path?query`: http, https, ftp and ftps of one place are one resource, so are its host's other
 * names (tables/aliases.json), with or without a final slash or index.html. Null for what is no address. Four live
 * records have one without a scheme.
 */
export function normaliseUrl(url: string): string | null {
  const trimmed = url.trim();
  const match = /^(?:([a-z][a-z0-9+.-]*):)?\/\/(.*)$/i.exec(trimmed) ?? /^()(www\..*)$/i.exec(trimmed);
  if (match === null) return null;
  const scheme = (match[1] || 'http').toLowerCase();
  const port = DEFAULT_PORTS.get(scheme);
  // Only of http does the URL class know that hosts have no case.
  const http = `http://${match[2]}`;
  if (port === undefined || !URL.canParse(http)) return null;
  const address = new URL(http);
  const written = address.port === port ? '' : address.port;
  const { hosts } = table<Aliases>('aliases');
  const host = Object.hasOwn(hosts, address.hostname) ? hosts[address.hostname] : address.hostname;
  const path = readable(address.pathname)
    .replace(/\/{2,}/g, '/')
    .replace(/\/index\.html?$/i, '')
    .replace(/\/$/, '');
  return `${host}${written === '' ? '' : `:${written}`}${path}${readable(address.search)}`;
}

/** Host and path alone. */
export function hostAndPath(url: string): string | null {
  return normaliseUrl(url)?.replace(/\?.*$/s, '') ?? null;
}

/** `%7E` and `~` are one address; what is not UTF-8 stays as it is. */
function readable(part: string): string {
  if (!part.includes('%')) return part;
  return part.replace(/%(?:2D|2E|5F|7E|3[0-9]|[46][1-9A-F]|[57][0-9A])/gi, (code) =>
    String.fromCharCode(Number.parseInt(code.slice(1), 16)),
  );
}

/**
 * What one access leads to: the address, and the product within it. A HAPI root or a TAP service alone is no key
 * (1,075 AMDA data sets share one root). Null without a usable address.
 * @param access as in Fields: `standard` may be a SPASE Style or a standardID
 */
export function accessKey(access: {
  url: string;
  standard: string | null;
  productKey: string | null;
}): string | null {
  const url = normaliseUrl(access.url);
  if (url === null) return null;
  const key = access.productKey?.trim() ?? '';
  return key === '' ? url : `${url}#${key}`;
}

/**
 * An identifier as it is compared: ivoids without regard to case (IDN-04), of `spase://AUTH/…` only the authority;
 * anything else as written.
 */
export function normaliseId(id: string): string {
  const trimmed = id.trim();
  if (/^ivo:/i.test(trimmed)) return trimmed.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const match = /^spase:\/\/([^/]+)(\/.*)?$/is.exec(trimmed);
  return match === null ? trimmed : `spase://${match[1]?.toUpperCase()}${match[2] ?? ''}`;
}
