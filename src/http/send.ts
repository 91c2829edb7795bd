/**
 * Writes OAI answers: the part before the responseDate with the date, then the kept rest, in one cork.
 * Measured side by side on a busy machine, access log on, against a bare node:http server with the same bytes: a small
 * answer costs 30 µs of CPU against 17 (40 through koa's own headers and body); a page of 1 MB 140–190 against
 * 131–159, and 0.96 of the requests per second (median of 15 pairs).
 */
import type { Context } from 'koa';
import type { ErrorAnswer, KeptAnswer } from '../oai/answers.ts';
import { DATE_LENGTH, PREFIX } from '../oai/envelope.ts';
import { gzipHead, gzipTail } from '../oai/gzip.ts';
import type { Moment } from '../store/published.ts';
import { httpDate, isUnchanged } from './conditional.ts';
import type { Exchange } from './exchange.ts';
import { DOCUMENT_HEADERS } from './reply.ts';

const TYPE = 'text/xml; charset=utf-8';
const DOCUMENT = Object.entries(DOCUMENT_HEADERS).flat();

/** What depends on the second only. */
let second = headsOf('0000-00-00T00:00:00Z');
/** The HTTP form of a datestamp that is asked for again and again. */
let modified = { datestamp: '', http: '' };

function headsOf(date: string) {
  return { date, identity: PREFIX + date, gzip: gzipHead(date) };
}

function modifiedHeader(datestamp: string): string {
  if (modified.datestamp !== datestamp) modified = { datestamp, http: httpDate(datestamp) };
  return modified.http;
}

/** The answer, or 304. `moment` is the one that the request took before anything else. */
export function sendAnswer({ req, res, state }: Exchange, moment: Moment, answer: KeptAnswer): void {
  const date = moment.responseDate;
  if (second.date !== date) second = headsOf(date);
  const lastModified = lastModifiedOf(moment, answer);
  const headers = [
    'Content-Type',
    TYPE,
    'Vary',
    'Accept-Encoding',
    'Cache-Control',
    'no-cache',
    'Access-Control-Allow-Origin',
    '*',
    ...DOCUMENT,
    'X-Request-Id',
    state.id ?? '',
    'ETag',
    answer.etag,
  ];
  if (lastModified !== null) headers.push('Last-Modified', modifiedHeader(lastModified));
  if (isUnchanged(req, answer.etag, lastModified)) {
    state.bytes = 0;
    res.writeHead(304, headers);
    res.end();
    return;
  }
  const { identity, gzip } = answer.rest;
  const length =
    identity === null
      ? second.gzip.bytes.length + gzip.bytes.length + 8
      : PREFIX.length + DATE_LENGTH + identity.length;
  headers.push('Content-Length', String(length));
  if (gzip !== null) headers.push('Content-Encoding', 'gzip');
  state.bytes = length;
  res.writeHead(200, headers);
  if (req.method === 'HEAD') {
    res.end();
  } else if (identity === null) {
    res.write(second.gzip.bytes);
    res.write(gzip.bytes);
    res.end(gzipTail(second.gzip.crc, gzip));
  } else {
    res.write(second.identity, 'latin1');
    res.end(identity);
  }
}

/** OAI-05: a protocol error is a 200, and XML like any other answer (OAI-04). */
export function sendErrors(ctx: Context, { moment, rest }: ErrorAnswer): void {
  const { req, res } = ctx;
  const head = PREFIX + moment.responseDate;
  const length = head.length + rest.length;
  ctx.respond = false;
  ctx.state.bytes = length;
  res.writeHead(200, [
    'Content-Type',
    TYPE,
    'Vary',
    'Accept-Encoding',
    'Cache-Control',
    'no-cache',
    'Access-Control-Allow-Origin',
    '*',
    ...DOCUMENT,
    'X-Request-Id',
    ctx.state.id,
    'Content-Length',
    String(length),
  ]);
  if (req.method === 'HEAD') {
    res.end();
  } else {
    res.write(head, 'latin1');
    res.end(rest);
  }
}

/** P7: within the second of the last datestamp more may still come, so that the date proves nothing until it is over. */
function lastModifiedOf(moment: Moment, { ledger, generation }: KeptAnswer): string | null {
  const sameState = ledger === moment.ledger && generation === moment.generation;
  return sameState && moment.responseDate > moment.lastDatestamp ? moment.lastDatestamp : null;
}
