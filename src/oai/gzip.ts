/**
 * One gzip member (RFC 1952) whose responseDate is put in at the last moment: deflated prefix, the date as a stored
 * block, the rest deflated on its own once per page, and a CRC-32 combined of the three. Several members in one body
 * would be simpler, but curl and Perl's LWP stop after the first.
 */
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { DATE_LENGTH, PREFIX } from './envelope.ts';

/** The rest of an answer, deflated. */
export interface Deflated {
  bytes: Buffer;
  crc: number;
  /** Uncompressed length. */
  length: number;
  /** x^(8·length) modulo the CRC's polynomial: moves the CRC of what stands before. */
  shift: number;
}

const deflateRaw = promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.deflateRaw);
const inflateRaw = promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.inflateRaw);

const PREFIX_BYTES = Buffer.from(PREFIX);
// Flags 0, no time (the same for every replica), system unknown.
const HEAD = Buffer.concat([
  Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]),
  // A full flush ends on a byte boundary, so that a block made elsewhere can follow.
  zlib.deflateRawSync(PREFIX_BYTES, { finishFlush: zlib.constants.Z_FULL_FLUSH }),
  Buffer.from([0, DATE_LENGTH, 0, DATE_LENGTH ^ 0xff, 0xff]),
]);

/** Deflates what comes after the date, off the main thread. */
export async function deflate(suffix: Buffer): Promise<Deflated> {
  const bytes = await deflateRaw(suffix, { level: 6 });
  // Out of zlib's output chunk, which may be larger.
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return { bytes: own, crc: zlib.crc32(suffix), length: suffix.length, shift: powerOfX(8 * suffix.length) };
}

/** What `deflate` was given. */
export function inflate({ bytes, length }: Deflated): Promise<Buffer> {
  return inflateRaw(bytes, { maxOutputLength: length });
}

/** The member up to and with the date (`YYYY-MM-DDThh:mm:ssZ`). */
export function gzipHead(date: string): { bytes: Buffer; crc: number } {
  return {
    bytes: Buffer.concat([HEAD, Buffer.from(date, 'latin1')]),
    crc: zlib.crc32(date, zlib.crc32(PREFIX_BYTES)),
  };
}

/** The 8 bytes that end the member: CRC-32 and length of the whole. */
export function gzipTail(headCrc: number, { crc, length, shift }: Deflated): Buffer {
  const tail = Buffer.allocUnsafe(8);
  tail.writeUInt32LE((multiply(shift, headCrc) ^ crc) >>> 0, 0);
  tail.writeUInt32LE((PREFIX_BYTES.length + DATE_LENGTH + length) >>> 0, 4);
  return tail;
}

// CRC-32 in the reflected form that zlib uses: bit 31 is x^0. After zlib's crc32_combine.
const POLYNOMIAL = 0xedb88320;

/** a·b modulo the polynomial. */
function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= shifted;
    shifted = (shifted & 1) !== 0 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
  }
  return product >>> 0;
}

/** x^n modulo the polynomial, by squaring. */
function powerOfX(n: number): number {
  let power = 0x80000000;
  let square = 0x40000000;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = multiply(square, power);
    square = multiply(square, square);
  }
  return power;
}
