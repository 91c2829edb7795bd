/**
 * The resumptionToken: where a list goes on, and nothing else (design P2). It holds no secret and no time, works on
 * any replica, after any restart, and does not expire. Pure.
 */
import { createHash } from 'node:crypto';
import { METADATA_PREFIXES, type MetadataPrefix } from '../resource/metadata-formats.ts';
import type { Position } from '../store/published.ts';
import { parseDatestamp } from './datestamp.ts';
import { isSetSpec } from './request.ts';

export interface Token {
  verb: 'ListIdentifiers' | 'ListRecords';
  prefix: MetadataPrefix;
  /** Inclusive bounds in UTC seconds, as the first request asked. */
  from: string | null;
  until: string | null;
  set: string | null;
  /** As shortLedger gives it. */
  ledger: string;
  /** Generation of the first page: a replica that knows only an older one could pass over what changed since. */
  generation: number;
  /** The last record of the page before. */
  after: Position;
  /** How many records the pages before had, and how many the list had when it began (OAI-85). */
  cursor: number;
  listSize: number;
}

const VERSION = '1';
const VERBS = { I: 'ListIdentifiers', R: 'ListRecords' } as const;
const PREFIXES: Record<MetadataPrefix, string> = {
  ivo_vor: 'v',
  oai_dc: 'd',
  oai_datacite: 'c',
  dcat: 't',
  spase: 's',
};
/** 96 bits: guards against mixed-up registries and cut or retyped tokens, not against forgery. */
const CHECKSUM_BYTES = 12;
const SECOND = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** The first 48 bits of the id's SHA-256, base64url: enough to tell a ledger from those before it. */
export function shortLedger(ledger: string): string {
  return createHash('sha256').update(ledger).digest('base64url').slice(0, 8);
}

/**
 * The token as text: characters `A-Za-z0-9_-` only, as some clients do not percent-encode it (OAI-88), and less
 * than 1 kB for ivoids up to 255 characters with sets up to 300. `registry` is the registry's ivoid.
 */
export function encodeToken(token: Token, registry: string): string {
  const fields = [
    VERSION,
    token.verb === 'ListIdentifiers' ? 'I' : 'R',
    PREFIXES[token.prefix],
    token.from ?? '',
    token.until ?? '',
    token.set ?? '',
    token.ledger,
    String(token.generation),
    String(token.cursor),
    String(token.listSize),
    token.after.datestamp,
    token.after.key,
  ];
  const payload = Buffer.from(fields.join('\n'), 'utf8');
  return Buffer.concat([payload, checksum(payload, registry)]).toString('base64url');
}

/** What the token says, or null if it is not, character by character, one that `encodeToken` made for this registry. */
export function decodeToken(text: string, registry: string): Token | null {
  if (!/^[A-Za-z0-9_-]{24,2000}$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  // The last character has bits to spare: without this, four spellings would pass.
  if (bytes.toString('base64url') !== text) return null;
  const payload = bytes.subarray(0, -CHECKSUM_BYTES);
  if (!checksum(payload, registry).equals(bytes.subarray(-CHECKSUM_BYTES))) return null;
  return readFields(payload.toString('utf8').split('\n'));
}

/** Anyone can compute the checksum, so that the fields are still input. */
function readFields(fields: string[]): Token | null {
  const [version, verbLetter, prefixLetter, from, until, set, ledger, ...rest] = fields;
  const [generation, cursor, listSize, datestamp, key] = rest;
  if (fields.length !== 12 || version !== VERSION || ledger === undefined || key === undefined) return null;
  const verb = verbLetter === 'I' || verbLetter === 'R' ? VERBS[verbLetter] : null;
  const prefix = METADATA_PREFIXES.find((one) => PREFIXES[one] === prefixLetter) ?? null;
  const numbers = [generation, cursor, listSize].map((digits) =>
    /^\d{1,15}$/.test(digits ?? '') ? Number(digits) : -1,
  );
  const [generationNumber = -1, cursorNumber = -1, sizeNumber = -1] = numbers;
  const legal =
    numbers.every((n) => n >= 0) &&
    [from, until].every((bound) => bound === '' || isSecond(bound)) &&
    isSecond(datestamp) &&
    (set === '' || (set !== undefined && isSetSpec(set))) &&
    !/\p{Cc}/u.test(key) &&
    key !== '';
  if (verb === null || prefix === null || datestamp === undefined || !legal) return null;
  return {
    verb,
    prefix,
    from: from || null,
    until: until || null,
    set: set || null,
    ledger,
    generation: generationNumber,
    after: { datestamp, key },
    cursor: cursorNumber,
    listSize: sizeNumber,
  };
}

function isSecond(text: string | undefined): boolean {
  return text !== undefined && SECOND.test(text) && parseDatestamp(text) !== null;
}

function checksum(payload: Buffer, registry: string): Buffer {
  const hash = createHash('sha256').update(registry.toLowerCase()).update('\n').update(payload);
  return hash.digest().subarray(0, CHECKSUM_BYTES);
}
