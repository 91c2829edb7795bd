/** Reads a file that `voreg ledger export` wrote, line by line, and believes nothing of it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { z } from 'zod';
import { METADATA_PREFIXES } from '../resource/metadata-formats.ts';
import { FILE_VERSION, FIRST_LINE, LedgerFault, LINES, type Line, type RecordLine } from './ledger-file.ts';

/** A record of 4 MB has a line of 5.6 MB. */
const LINE_MAX_BYTES = 16 * 1024 * 1024;

type Numbered = Line & {
  /** Place of the line, `file:number`. */
  at: string;
  /** Of all lines before this one, as hexadecimal SHA-256; for the last line only, '' otherwise. */
  before: string;
};

/**
 * Every line after the header, checked by itself and for its order. The last one is the only `end`. Throws LedgerFault
 * with file, line and what is wrong; the file system's error where it cannot be read.
 */
export async function* readLedgerFile(file: string): AsyncGenerator<Numbered> {
  const hash = createHash('sha256');
  const order = new Order();
  let number = 0;
  let ended = false;
  for await (const bytes of linesIn(file)) {
    number += 1;
    const at = `${file}:${number}`;
    const data = parse(bytes, at);
    if (number === 1) checkHeader(data, at);
    else {
      if (ended) throw new LedgerFault(`${at}: there is more after the last line of the export.`);
      const line = lineOf(data, at);
      order.check(line, at);
      ended = line.kind === 'end';
      yield { ...line, at, before: ended ? hash.digest('hex') : '' };
    }
    if (!ended) hash.update(bytes).update('\n');
  }
  if (number === 0) throw new LedgerFault(`${file} is empty.`);
  if (!ended)
    throw new LedgerFault(
      `${file}:${number}: the file ends before its last line: it was cut short. Export, or copy it, again.`,
    );
}

async function* linesIn(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let length = 0;
  let number = 1;
  for await (const chunk of contentOf(file)) {
    let from = 0;
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, to)]);
      rest = [];
      length = 0;
      number += 1;
      from = to + 1;
    }
    rest.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > LINE_MAX_BYTES)
      throw new LedgerFault(`${file}:${number}: the line has more than ${LINE_MAX_BYTES} bytes.`);
  }
  if (length > 0) yield Buffer.concat(rest);
}

async function* contentOf(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file);
  if (!file.endsWith('.gz')) {
    yield* source as AsyncIterable<Buffer>;
    return;
  }
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip) as AsyncIterable<Buffer>;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_') !== true) throw error;
    throw new LedgerFault(`${file} cannot be decompressed: it was cut short, or damaged (${message}).`);
  } finally {
    source.destroy();
  }
}

function parse(bytes: Buffer, at: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new LedgerFault(`${at}: this is not JSON, so no line of a ledger export (${error.message}).`);
  }
}

function checkHeader(data: unknown, at: string): void {
  const header = FIRST_LINE.safeParse(data);
  if (!header.success)
    throw new LedgerFault(
      `${at}: this is no ledger export: its first line is not {"voreg":"ledger","version":…}.`,
    );
  const { version } = header.data;
  if (version > FILE_VERSION)
    throw new LedgerFault(
      `${at}: the file was written by a newer voreg (version ${version} of the format; this one reads up to ${FILE_VERSION}). Import it with that one.`,
    );
}

function lineOf(data: unknown, at: string): Line {
  const keys = Object.keys((data ?? {}) as object);
  const kind = keys[0] ?? '';
  if (keys.length !== 1 || !Object.hasOwn(LINES, kind))
    throw new LedgerFault(
      `${at}: a line has one of the keys ${Object.keys(LINES).join(', ')}, and no other.`,
    );
  const schema: z.ZodType = LINES[kind as Line['kind']];
  const result = schema.safeParse((data as Record<string, unknown>)[kind]);
  if (!result.success) {
    const [issue] = result.error.issues;
    const path = [kind, ...(issue?.path ?? [])].join('.');
    throw new LedgerFault(`${at}: ${path}: ${issue?.message ?? 'is wrong'}.`);
  }
  return { kind, value: result.data } as Line;
}

const KINDS: Line['kind'][] = ['generation', 'item', 'record', 'ledger', 'end'];

/** Each kind after the other, each in the order of its key: so nothing can be there twice. */
class Order {
  #kind = 0;
  #last = '';

  check(line: Line, at: string): void {
    const kind = KINDS.indexOf(line.kind);
    const key = keyOf(line);
    if (kind < this.#kind || (kind === this.#kind && this.#last !== '' && key <= this.#last))
      throw new LedgerFault(`${at}: this ${line.kind} is out of order, or there twice.`);
    if (line.kind === 'end' && this.#kind !== KINDS.indexOf('ledger'))
      throw new LedgerFault(`${at}: the file has no "ledger" line.`);
    this.#kind = kind;
    this.#last = key;
    if (line.kind === 'record') checkBody(line.value, at);
  }
}

/** Compares as the database does: by bytes (keys are ASCII). */
function keyOf({ kind, value }: Line): string {
  if (kind === 'generation') return String(value.number).padStart(20, '0');
  if (kind === 'item') return value.key;
  if (kind === 'record') return `${METADATA_PREFIXES.indexOf(value.prefix)} ${value.key}`;
  return '-';
}

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** What an answer writes into a body, or takes out of it, must be where the record says. */
function checkBody({ body, size, updatedAt, xmlnsAt }: RecordLine, at: string): void {
  const bytes = Buffer.from(body ?? '', 'base64');
  // Not by a pattern in the schema: Node skips what is not base64, and a pattern over 5 MB may exhaust its stack.
  if (bytes.toString('base64') !== (body ?? '')) throw new LedgerFault(`${at}: record.body is not base64.`);
  if (bytes.length !== size)
    throw new LedgerFault(`${at}: record.body has ${bytes.length} bytes, not the ${size} of record.size.`);
  const holds = (offset: number | null, length: number, wanted: RegExp) =>
    offset === null || wanted.test(bytes.toString('latin1', offset, offset + length));
  if (!holds(updatedAt, 20, DATE))
    throw new LedgerFault(`${at}: record.body has no date at record.updatedAt.`);
  if (!holds(xmlnsAt, 9, /^ xmlns=""$/))
    throw new LedgerFault(`${at}: record.body has no xmlns="" at record.xmlnsAt.`);
}
