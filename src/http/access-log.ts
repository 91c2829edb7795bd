/** One line and one count for each request, when its answer has gone out or the client has. */
import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import type { AccessCounts } from './access.ts';
import type { Clients } from './clients.ts';
import { placeOf, type Tally } from './tally.ts';

/**
 * Fields: id (also in the answer's X-Request-Id), address (shortened, see clients.ts), method, path (without the query:
 * tokens are long), verb, status, bytes of the body, ms, aborted; status null if none was sent.
 */
export function accessLog(
  log: Logger,
  tally: Tally,
  clients: Clients,
  access: AccessCounts | null = null,
): Middleware {
  return (ctx, next) => {
    const { req, res, state } = ctx;
    const client = clients.of(req);
    const id = clients.idOf(req);
    state.client = client;
    state.id = id;
    const start = performance.now();
    res.once('close', () => {
      const { verb = null, prefix = null, error = null, kept = null, handed = null } = state;
      const path = pathOf(req.url ?? '');
      const status = res.headersSent ? res.statusCode : null;
      const bytes = req.method === 'HEAD' ? 0 : (state.bytes ?? ctx.length ?? 0);
      const ms = performance.now() - start;
      const place = placeOf(path);
      tally.add({ place, verb, prefix, error, status, bytes, seconds: ms / 1000, kept });
      const isWhole = res.writableFinished && req.method !== 'HEAD';
      if (isWhole && handed?.page) tally.list(handed.page);
      access?.add({
        ...{ place, verb, prefix, error, status, bytes, client, handed },
        agent: req.headers['user-agent'],
        isWhole,
        isHtml: place === 'records' && /^text\/html\b/.test(state.type ?? ctx.response.type),
      });
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
    return next();
  };
}

const LONGEST_PATH = 300;

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}
