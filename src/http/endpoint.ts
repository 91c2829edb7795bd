/** One path and the methods it knows; the others get 405 with Allow, OPTIONS gets 204 with Allow. */
import type Router from '@koa/router';
import type { Context } from 'koa';
import { HttpProblem } from './errors.ts';
import { CORS } from './reply.ts';

export type Handler = (ctx: Context) => Promise<void> | void;

/** At least one of them. GET also answers HEAD. */
export interface Methods {
  GET?: Handler;
  POST?: Handler;
}

/** Mounts the handlers at a path (with or without a slash at its end). */
export function endpoint(router: Router, path: string | RegExp, methods: Methods): void {
  router.all(path, byMethod(methods));
}

/** One handler for all methods. */
export function byMethod({ GET, POST }: Methods): Handler {
  const allow = [...(GET ? ['GET', 'HEAD'] : []), ...(POST ? ['POST'] : []), 'OPTIONS'].join(', ');
  return (ctx) => {
    switch (ctx.req.method) {
      case 'GET':
      case 'HEAD':
        if (GET !== undefined) return GET(ctx);
        break;
      case 'POST':
        if (POST !== undefined) return POST(ctx);
        break;
      case 'OPTIONS':
        ctx.set({ Allow: allow, ...CORS });
        ctx.status = 204;
        return;
    }
    throw new HttpProblem(405, `This address does not know ${ctx.method}. It answers ${allow}.`, {
      Allow: allow,
    });
  };
}
