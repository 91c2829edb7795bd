/** The body of a POST to the OAI endpoint (OAI-01). */
import type { IncomingMessage } from 'node:http';
import { HttpProblem } from './errors.ts';

export const BODY_LIMIT = 64 * 1024;
/**
 * A client that is cut off while it is still sending never reads why: up to here the rest is received and dropped.
 */
const DRAIN_LIMIT = 16 * 1024 * 1024;

/**
 * The body, one character for each byte. Throws HttpProblem 415 for another type than
 * application/x-www-form-urlencoded or a compressed body, 413 beyond 64 kB.
 */
export async function readFormBody(req: IncomingMessage): Promise<string> {
  const type = (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  const encoding = req.headers['content-encoding'] ?? 'identity';
  const wrong =
    type !== 'application/x-www-form-urlencoded'
      ? 'POST takes arguments as application/x-www-form-urlencoded. Send that Content-Type, or use GET.'
      : encoding !== 'identity'
        ? `The body is encoded as ${encoding}. Send it plainly.`
        : null;

  const { body, size } = await readUpTo(req, wrong === null ? BODY_LIMIT : 0);
  if (wrong !== null) throw new HttpProblem(415, wrong, connection(size));
  if (size > BODY_LIMIT) {
    throw new HttpProblem(
      413,
      `The body is larger than ${BODY_LIMIT} bytes; no OAI-PMH request needs that much.`,
      connection(size),
    );
  }
  return body.toString('latin1');
}

/** The body, cut at `limit` bytes, and how long it was; what is more is read and dropped up to DRAIN_LIMIT. */
export async function readUpTo(req: IncomingMessage, limit: number): Promise<{ body: Buffer; size: number }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > DRAIN_LIMIT) break;
    if (size <= limit) chunks.push(chunk);
  }
  return { body: Buffer.concat(chunks), size };
}

/** Headers of an answer to a body of so many bytes, which may not have been read to its end. */
export function connection(size: number): Record<string, string> {
  return size > DRAIN_LIMIT ? { Connection: 'close' } : {};
}
