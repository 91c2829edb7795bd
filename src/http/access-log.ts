/** One line for each request, when its answer has gone out or the client has. */
import type { Middleware } from 'koa';
import type { Logger } from 'pino';

/** Fields: method, path (without the query: tokens are long), verb, status, bytes of the body, ms, aborted; status null if none was sent. */
export function accessLog(log: Logger): Middleware {
  return (ctx, next) => {
    const { req, res } = ctx;
    const start = performance.now();
    res.once('close', () => {
      const { verb = null, bytes } = ctx.state;
      const line = {
        method: req.method,
        path: pathOf(req.url ?? ''),
        verb,
        status: res.headersSent ? res.statusCode : null,
        bytes: req.method === 'HEAD' ? 0 : (bytes ?? ctx.length ?? 0),
        ms: Math.round((performance.now() - start) * 100) / 100,
      };
      log.info(res.writableFinished ? line : { ...line, aborted: true });
    });
    return next();
  };
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  return path.length > 300 ? `${path.slice(0, 300)}…` : path;
}
