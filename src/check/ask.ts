/** One request to the registry that is examined, and its whole answer: the seam between the checks and the network. */
import { cut } from '../words/say.ts';

export interface Request {
  method: 'GET' | 'POST' | 'HEAD' | 'PROPFIND';
  /** Percent-encoded pairs, `verb=Identify`; after the `?` of the URL, or as the form of a POST. */
  query: string;
  /** Instead of the base URL. */
  url?: string;
  /** Headers; those not given are the client's own. */
  accept?: string;
  acceptEncoding?: string;
}

export interface Answer {
  status: number;
  /** By name in lower case. */
  headers: Record<string, string | undefined>;
  /** After redirects. */
  url: string;
  /** Without its content encoding. */
  body: Buffer;
  /** Of the body, as it came; null if it was sent plain. */
  encoding: string | null;
}

/** There is no whole answer, and the message says why: no connection, cut off, too large, too slow. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
}

/** @throws NoAnswer */
export type Ask = (request: Request) => Promise<Answer>;

/** The request as a person would write it down: `POST verb=Identify`. */
export function described({ method, query, url }: Request): string {
  const shown = cut(query, 300);
  const where = url === undefined ? '' : `${url} `;
  return `${method} ${where}${method === 'POST' || shown === '' ? shown : `?${shown}`}`.trim();
}

/** Name and value pairs as a query, encoded as OAI-PMH 2.0 §3.1.1.3 asks. */
export function encoded(pairs: Record<string, string>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}

/** GetRecord of a record in ivo_vor, in words: for findings about it that came out of a list. */
export function getRecordOf(identifier: string): string {
  return described({
    method: 'GET',
    query: encoded({ verb: 'GetRecord', metadataPrefix: 'ivo_vor', identifier }),
  });
}
