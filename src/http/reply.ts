/** Answers of every endpoint but the OAI one, which writes its own for speed (send.ts). */
import type { Context } from 'koa';

/** Everything here is public and read-only, so any page may read it. */
export const CORS = { 'Access-Control-Allow-Origin': '*' };

/**
 * A browser runs a script in a document of any XML type, if somebody got one in; pages have a policy of their own. Styles
 * are those by which it shows XML as a tree.
 */
export const DOCUMENT_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
};

/** A whole answer of a known type. A HEAD request gets the same headers (koa leaves the body out). */
export function reply(
  ctx: Context,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void {
  ctx.status = status;
  // What the log line says, so that an operator finds it.
  if (ctx.state.id !== undefined) ctx.set('X-Request-Id', ctx.state.id);
  ctx.set({ 'Cache-Control': 'no-cache', ...DOCUMENT_HEADERS, ...CORS, ...headers });
  ctx.type = type;
  ctx.body = body;
}

export function replyText(
  ctx: Context,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  reply(ctx, status, 'text/plain; charset=utf-8', text, headers);
}

export function replyJson(ctx: Context, status: number, value: unknown): void {
  reply(ctx, status, 'application/json; charset=utf-8', `${JSON.stringify(value, null, 2)}\n`);
}
