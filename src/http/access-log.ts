/** One line and one count for each request, when its answer has gone out or the client has. */
import type { ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { AccessCounts } from './access.ts';
import type { Clients } from './clients.ts';
import type { Exchange } from './exchange.ts';
import { placeOf, type Tally } from './tally.ts';

/** Takes note of a request: tells in its `state` who asks and which id it has, and what became of it once it is over. */
export type Note = (exchange: Exchange) => void;

/**
 * Fields: id (also in the answer's X-Request-Id), address (shortened, see clients.ts), method, path (without the query:
 * tokens are long), verb, status, bytes of the body, ms, aborted; status null if none was sent.
 */
export function accessLog(
  log: Logger,
  tally: Tally,
  clients: Clients,
  access: AccessCounts | null = null,
): Note {
  return ({ req, res, state }) => {
    const client = clients.of(req);
    const id = clients.idOf(req);
    state.client = client;
    state.id = id;
    const start = performance.now();
    res.once('close', () => {
      const { verb = null, prefix = null, error = null, kept = null, handed = null } = state;
      const path = pathOf(req.url ?? '');
      const status = res.headersSent ? res.statusCode : null;
      const bytes = req.method === 'HEAD' ? 0 : (state.bytes ?? lengthOf(res));
      const ms = performance.now() - start;
      const seconds = ms / 1000;
      const place = placeOf(path);
      tally.add({ place, verb, prefix, error, status, bytes, seconds, kept });
      const isWhole = res.writableFinished && req.method !== 'HEAD';
      if (isWhole && handed?.page) tally.list(handed.page);
      const isHtml = place === 'records' && (state.type ?? typeOf(res)).startsWith('text/html');
      const agent = req.headers['user-agent'];
      access?.add({ place, verb, prefix, error, status, bytes, agent, client, handed, isWhole, isHtml });
      const line = {
        id,
        // pino leaves out what is undefined.
        address: client.shown ?? undefined,
        method: req.method,
        path: path.length > LONGEST_PATH ? `${path.slice(0, LONGEST_PATH)}…` : path,
        verb,
        status,
        bytes,
        ms: Math.round(ms * 100) / 100,
      };
      log.info(res.writableFinished ? line : { ...line, aborted: true });
    });
  };
}

const LONGEST_PATH = 300;

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

/** As koa has set them. */
function lengthOf(res: ServerResponse): number {
  return Number(res.getHeader('Content-Length') ?? 0);
}

function typeOf(res: ServerResponse): string {
  return String(res.getHeader('Content-Type') ?? '');
}
