/**
 * The SQL types that a result may have, and what each becomes in JavaScript: the same for both drivers.
 * PostgreSQL sends them in binary (postgres-wire.ts says why), PGlite as text.
 * A type that is not listed is refused with a sentence, so that a statement cannot mean one thing on one database and
 * something else on the other (numeric, date and timestamp without time zone are the usual ones).
 */

interface SqlType {
  name: string;
  oid: number;
  /** OID of the type's array; null where PostgreSQL has none. */
  array: number | null;
  binary: (bytes: Buffer) => unknown;
  text: (text: string) => unknown;
}

const utf8 = (bytes: Buffer) => bytes.toString('utf8');
const asIs = (text: string) => text;

export const TYPES: SqlType[] = [
  { name: 'bool', oid: 16, array: 1000, binary: (b) => b[0] !== 0, text: (t) => t === 't' },
  { name: 'bytea', oid: 17, array: 1001, binary: (b) => b, text: bytesFromHex },
  { name: 'name', oid: 19, array: 1003, binary: utf8, text: asIs },
  { name: 'int8', oid: 20, array: 1016, binary: int8, text: (t) => safeInteger(Number(t), t) },
  { name: 'int2', oid: 21, array: 1005, binary: (b) => b.readInt16BE(), text: Number },
  { name: 'int4', oid: 23, array: 1007, binary: (b) => b.readInt32BE(), text: Number },
  { name: 'text', oid: 25, array: 1009, binary: utf8, text: asIs },
  { name: 'oid', oid: 26, array: 1028, binary: (b) => b.readUInt32BE(), text: Number },
  { name: 'json', oid: 114, array: 199, binary: (b) => JSON.parse(utf8(b)), text: (t) => JSON.parse(t) },
  { name: 'float4', oid: 700, array: 1021, binary: (b) => shortFloat(b.readFloatBE()), text: Number },
  { name: 'float8', oid: 701, array: 1022, binary: (b) => b.readDoubleBE(), text: Number },
  { name: 'bpchar', oid: 1042, array: 1014, binary: utf8, text: asIs },
  { name: 'varchar', oid: 1043, array: 1015, binary: utf8, text: asIs },
  { name: 'timestamptz', oid: 1184, array: 1185, binary: instant, text: instantFromText },
  { name: 'void', oid: 2278, array: null, binary: () => null, text: () => null },
  { name: 'uuid', oid: 2950, array: 2951, binary: uuid, text: asIs },
  // The binary form of jsonb begins with its version, 1.
  {
    name: 'jsonb',
    oid: 3802,
    array: 3807,
    binary: (b) => JSON.parse(b.toString('utf8', 1)),
    text: (t) => JSON.parse(t),
  },
];

/** What to say of a result whose type is not in {@link TYPES}. */
export function unreadable(oid: number, column?: string): Error {
  const where = column === undefined ? 'A column' : `Column "${column}"`;
  return new Error(
    `${where} of the result has the PostgreSQL type with OID ${oid}, which src/store/types.ts does not read. ` +
      'Cast it in the statement, for example ::text, ::int8 or ::timestamptz.',
  );
}

function safeInteger(value: number, written: string): number {
  if (!Number.isSafeInteger(value)) {
    throw new Error(
      `The bigint ${written} does not fit a JavaScript number. Cast it to text in the statement.`,
    );
  }
  return value;
}

function int8(bytes: Buffer): number {
  const value = bytes.readInt32BE(0) * 2 ** 32 + bytes.readUInt32BE(4);
  return Number.isSafeInteger(value) ? value : safeInteger(value, String(bytes.readBigInt64BE()));
}

/** The shortest decimal that is this float4, as PostgreSQL writes it in text: 0.1, not 0.10000000149011612. */
function shortFloat(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

const MILLISECONDS_1970_TO_2000 = Date.UTC(2000, 0, 1);

/** Microseconds since 2000; the extremes stand for ±infinity, which has no Date. */
function instant(bytes: Buffer): Date | number {
  const high = bytes.readInt32BE(0);
  const low = bytes.readUInt32BE(4);
  if (high === 0x7fffffff && low === 0xffffffff) return Number.POSITIVE_INFINITY;
  if (high === -0x80000000 && low === 0) return Number.NEGATIVE_INFINITY;
  return new Date(Math.floor((high * 2 ** 32 + low) / 1000) + MILLISECONDS_1970_TO_2000);
}

function instantFromText(text: string): Date | number {
  if (text === 'infinity') return Number.POSITIVE_INFINITY;
  if (text === '-infinity') return Number.NEGATIVE_INFINITY;
  return new Date(text);
}

function uuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Bytes in memory of their own, so that a thread can hand them over without copying (Buffer.from shares a pool). */
function bytesFromHex(text: string): Uint8Array {
  const bytes = new Uint8Array((text.length - 2) / 2);
  Buffer.from(bytes.buffer).write(text.slice(2), 'hex');
  return bytes;
}
