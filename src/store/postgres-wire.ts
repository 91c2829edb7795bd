/**
 * Reads PostgreSQL's rows as bytes, where pg reads them as text.
 *
 * pg 8.23 turns every value of a row into a string before anything else sees it: bytea arrives as hexadecimal text, and
 * its option `binary: true` damages every byte above 0x7f (pg-protocol, parseDataRowMessage: `reader.string(len)`).
 * So we take the DataRow messages out of the stream and leave the others to pg.
 *
 * Measured (pages of 114 rows of 8.6 kB, PostgreSQL 15 on a Unix socket, Node 20, two cores): see postgres.ts.
 */
import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import pg from 'pg';
import { TYPES, unreadable } from './types.ts';

/** PostgreSQL protocol, "Message Formats": one byte of type, then the length, which counts itself but not the type. */
const DATA_ROW = 'D'.charCodeAt(0);
const HEADER = 5;
const ARRAY_HEADER = 20;

type Decode = (bytes: Buffer) => unknown;

const decoders = new Map<number, Decode>();
for (const type of TYPES) {
  decoders.set(type.oid, type.binary);
  if (type.array !== null) decoders.set(type.array, (bytes) => decodeArray(bytes, type.binary));
}

/** For pg's option `types`. Text format occurs only in answers to BEGIN and the like, whose rows nobody reads. */
export const binaryTypes = {
  getTypeParser: ((oid: number, format?: string): Decode => {
    if (format !== 'binary') return (bytes) => bytes.toString();
    return (
      decoders.get(oid) ??
      (() => {
        throw unreadable(oid);
      })
    );
  }) as typeof pg.types.getTypeParser,
};

/** Dimensions, flags, element OID, then (length, lower bound) of the only dimension, then the elements. */
function decodeArray(bytes: Buffer, decode: Decode): unknown[] {
  const dimensions = bytes.readInt32BE(0);
  if (dimensions === 0) return [];
  if (dimensions > 1)
    throw new Error('An array in the result has more than one dimension: return it as json.');
  const items: unknown[] = [];
  let at = ARRAY_HEADER;
  for (let left = bytes.readInt32BE(12); left > 0; left -= 1) {
    const length = bytes.readInt32BE(at);
    at += 4;
    items.push(length === -1 ? null : decode(bytes.subarray(at, at + length)));
    at += Math.max(length, 0);
  }
  return items;
}

/** A client of pg whose rows come as bytes; to be used with `binary: true` and {@link binaryTypes}. */
export class BinaryClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    // Not in pg's documented interface, but the one place where the stream (plain or TLS) meets the parser.
    // test/store/database.test.ts fails at once, with damaged bytes, should another version of pg not call it.
    const connection = this.connection as pg.Connection & { attachListeners(stream: EventEmitter): void };
    const attach = connection.attachListeners;
    connection.attachListeners = (stream) => {
      attach.call(
        connection,
        withoutRows(stream as Readable, (fields) => connection.emit('dataRow', { name: 'dataRow', fields })),
      );
    };
  }
}

/** Passes on what arrives on `stream`, except DataRow messages: their fields go to `onRow`, in order with the rest. */
export function withoutRows(stream: Readable, onRow: (fields: (Buffer | null)[]) => void): EventEmitter {
  const rest = new EventEmitter();
  /** The beginning of a message that is not complete yet: its pieces, their bytes, and how many it takes to go on. */
  let pieces: Buffer[] = [];
  let have = 0;
  let need = HEADER;

  const keep = (piece: Buffer): void => {
    pieces.push(piece);
    have += piece.length;
  };
  /** Deals with all complete messages in `bytes`, and keeps what is left. */
  const take = (bytes: Buffer): void => {
    let start = 0;
    let at = 0;
    need = HEADER;
    while (bytes.length - at >= HEADER) {
      const end = at + 1 + bytes.readUInt32BE(at + 1);
      need = end - at;
      if (end > bytes.length) break;
      if (bytes[at] === DATA_ROW) {
        if (start < at) rest.emit('data', bytes.subarray(start, at));
        onRow(fieldsOf(bytes, at + HEADER));
        start = end;
      }
      at = end;
      need = HEADER;
    }
    if (start < at) rest.emit('data', bytes.subarray(start, at));
    if (at < bytes.length) keep(bytes.subarray(at));
  };
  /** Joins the pieces; only when they suffice, as joining at every chunk would be quadratic for a large message. */
  const joined = (): Buffer => {
    const bytes = Buffer.concat(pieces, have);
    pieces = [];
    have = 0;
    return bytes;
  };

  stream.on('data', (chunk: Buffer) => {
    let at = 0;
    while (have > 0 && at < chunk.length) {
      const piece = chunk.subarray(at, at + need - have);
      keep(piece);
      at += piece.length;
      if (have === need) take(joined());
    }
    if (at < chunk.length) take(chunk.subarray(at));
  });
  stream.on('end', () => rest.emit('end'));
  return rest;
}

/** Views on the message; pg copies each before it decodes it (lib/result.js, parseRow), so that nothing pins a chunk. */
function fieldsOf(bytes: Buffer, start: number): (Buffer | null)[] {
  const fields: (Buffer | null)[] = [];
  let at = start + 2;
  for (let left = bytes.readInt16BE(start); left > 0; left -= 1) {
    const length = bytes.readInt32BE(at);
    at += 4;
    fields.push(length === -1 ? null : bytes.subarray(at, at + length));
    at += Math.max(length, 0);
  }
  return fields;
}
