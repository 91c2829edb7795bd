/** The body of an HTTP answer: decompressed as it comes, with limits on both sides. */
import type { IncomingMessage } from 'node:http';
import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { ExchangeFault } from './fault.ts';

export interface BodyLimits {
  /** No byte for so long. */
  idleMs: number;
  /** Of waiting for this answer in all; the time that the reader of the body takes is not counted. */
  totalMs: number;
  /** As it comes over the wire. */
  maxBytes: number;
  /** Decompressed. */
  maxDecodedBytes: number;
  /** Decompressed to compressed. Looked at from FREE_BYTES on. */
  maxRatio: number;
}

/** HV-09: identity is always among them. */
export const ACCEPT_ENCODING = 'gzip;q=1.0, br;q=0.9, deflate;q=0.8, identity;q=0.5';

/** XML of registries shrinks by 15 to 25; a small answer may shrink by any factor and harm nobody. */
const FREE_BYTES = 8 * 1024 * 1024;

export interface Body {
  chunks: AsyncGenerator<Buffer, void, void>;
  /** Bytes over the wire so far. */
  received: () => number;
  /** A content encoding that was announced but not applied: the body was plain. */
  notApplied: () => string | null;
}

/**
 * A body in one piece; of one with more than `most` bytes the first `most`, with `isCut`, and the rest is not read. A
 * Reply has limits of its own, so for it `most` is wanted only where less is. null is fetch's way to say "no body".
 * @throws what the chunks throw
 */
export async function readWhole(
  chunks: AsyncIterable<Uint8Array> | null,
  most = Number.POSITIVE_INFINITY,
): Promise<{ bytes: Buffer; isCut: boolean }> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks ?? []) {
    pieces.push(chunk.subarray(0, most - size));
    size += chunk.length;
    if (size > most) break;
  }
  return { bytes: Buffer.concat(pieces), isCut: size > most };
}

/** @throws ExchangeFault from the chunks: timeout, cut, too-large, encoding; the signal's reason */
export function bodyOf(
  answer: IncomingMessage,
  address: string,
  limits: BodyLimits,
  signal: AbortSignal,
): Body {
  const state = { received: 0, notApplied: null as string | null };
  return {
    chunks: limited(answer, address, limits, signal, state),
    received: () => state.received,
    notApplied: () => state.notApplied,
  };
}

interface State {
  received: number;
  notApplied: string | null;
}

async function* limited(
  answer: IncomingMessage,
  address: string,
  limits: BodyLimits,
  signal: AbortSignal,
  state: State,
): AsyncGenerator<Buffer, void, void> {
  const fault = (kind: ExchangeFault['kind'], why: string) => new ExchangeFault(kind, address, why);
  let decoded = 0;
  let left = limits.totalMs;
  const chunks = unpacked(answer, address, limits, state);
  try {
    for (;;) {
      // Only waiting counts: a database that takes its time must not look like a server that does not send.
      const started = performance.now();
      const late = Math.min(limits.idleMs, left);
      const timer = setTimeout(() => answer.destroy(waitedTooLong(address, late === left, limits)), late);
      const next = await chunks.next().finally(() => clearTimeout(timer));
      left -= performance.now() - started;
      if (next.done === true) return;
      const chunk = next.value;
      decoded += chunk.length;
      if (decoded > limits.maxDecodedBytes) {
        throw fault('too-large', `its answer has more than ${limits.maxDecodedBytes} bytes`);
      }
      if (decoded > FREE_BYTES && decoded > state.received * limits.maxRatio) {
        throw fault('too-large', `its answer unpacks to more than ${limits.maxRatio} times its size`);
      }
      yield chunk;
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : bodyFault(error, address);
  } finally {
    if (!answer.complete || !answer.readableEnded) answer.destroy();
  }
}

function waitedTooLong(address: string, inAll: boolean, limits: BodyLimits): ExchangeFault {
  const why = inAll
    ? `no whole answer within ${limits.totalMs / 1000} s`
    : `nothing came for ${limits.idleMs / 1000} s`;
  return new ExchangeFault('timeout', address, why);
}

/** zlib and node:http say it by code. */
function bodyFault(error: unknown, address: string): unknown {
  if (!(error instanceof Error) || error instanceof ExchangeFault) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return new ExchangeFault('cut', address, 'its compressed answer is cut off');
  if (/^(Z_|ERR_)/.test(code)) {
    return new ExchangeFault('encoding', address, `its answer cannot be unpacked (${code})`);
  }
  if (code !== '') return new ExchangeFault('cut', address, `its answer breaks off (${code})`);
  return error;
}

/** The body without its content encoding; an encoding that is only announced is noted and not applied. */
async function* unpacked(
  answer: IncomingMessage,
  address: string,
  limits: BodyLimits,
  state: State,
): AsyncGenerator<Buffer, void, void> {
  const wire = counted(answer, address, limits, state);
  const encoding = (answer.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') return yield* wire;
  const first = await wire.next();
  const head = first.done === true ? Buffer.alloc(0) : first.value;
  const whole = prefixed(head, wire);
  const decoder = decoderOf(encoding, head);
  if (decoder === null) {
    const why = `its content encoding "${encoding.slice(0, 40)}" is not known here`;
    throw new ExchangeFault('encoding', address, why);
  }
  if (decoder === 'plain') {
    state.notApplied = encoding;
    return yield* whole;
  }
  // The callback has nothing to do: the decoder is destroyed with the error, and its reader gets it.
  pipeline(Readable.from(whole, { objectMode: false }), decoder, () => undefined);
  yield* decoder as AsyncIterable<Buffer>;
}

function decoderOf(encoding: string, head: Buffer): Transform | 'plain' | null {
  const [b0 = 0, b1 = 0] = head;
  // No gzip and hardly any deflate stream begins with a `<` or a byte order mark.
  const isPlain = head.length === 0 || b0 === 0x3c || (b0 === 0xef && b1 === 0xbb);
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return isPlain ? 'plain' : createGunzip();
    case 'deflate':
      // Some send zlib's format, as RFC 9110 says, some the bare one.
      if (isPlain) return 'plain';
      return (b0 & 0x0f) === 8 && ((b0 << 8) | b1) % 31 === 0 ? createInflate() : createInflateRaw();
    case 'br':
      return head.length === 0 || /^(<\?xml|<!|<html|<OAI)/i.test(head.toString('latin1', 0, 16))
        ? 'plain'
        : createBrotliDecompress();
    default:
      return null;
  }
}

async function* counted(
  answer: IncomingMessage,
  address: string,
  limits: BodyLimits,
  state: State,
): AsyncGenerator<Buffer, void, void> {
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    state.received += chunk.length;
    if (state.received > limits.maxBytes) {
      throw new ExchangeFault('too-large', address, `its answer has more than ${limits.maxBytes} bytes`);
    }
    yield chunk;
  }
}

async function* prefixed(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  if (head.length > 0) yield head;
  yield* rest;
}
