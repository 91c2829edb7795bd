/** Whether a client has the present answer already (RFC 9110 §13). */
import type { IncomingMessage } from 'node:http';

/**
 * True if a GET or HEAD should get 304: its If-None-Match names the (weak) ETag; or, without that header, its
 * If-Modified-Since is not before `lastModified` (UTC seconds; null if the date proves nothing).
 */
export function isUnchanged(req: IncomingMessage, etag: string, lastModified: string | null): boolean {
  if (req.method !== 'GET' && req.method !== 'HEAD') return false;
  const match = req.headers['if-none-match'];
  if (match !== undefined) {
    return (
      match === etag || match.split(',').some((tag) => weak(tag.trim()) === weak(etag) || tag.trim() === '*')
    );
  }
  const since = req.headers['if-modified-since'];
  return since !== undefined && lastModified !== null && Date.parse(since) >= Date.parse(lastModified);
}

function weak(etag: string): string {
  return etag.replace(/^W\//, '');
}

/** `YYYY-MM-DDThh:mm:ssZ` as an HTTP date. */
export function httpDate(datestamp: string): string {
  return new Date(datestamp).toUTCString();
}
