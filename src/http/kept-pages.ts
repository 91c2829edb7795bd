/** Pages that were made lately, so that one that many look at costs no more than sending it. */
import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { LRUCache } from 'lru-cache';
import { isUnchanged } from './conditional.ts';
import { CORS, DOCUMENT_HEADERS } from './reply.ts';

export interface MadePage {
  status: number;
  type: string;
  body: Buffer;
  headers: Record<string, string>;
}

interface Kept extends MadePage {
  etag: string;
  /** All headers but the request's id, as writeHead takes them. */
  lines: string[];
}

/** A page also shows what is not part of a generation: harvests, history. So it is made again after this long. */
const KEPT_MS = 60_000;
/** Per entry, beside the bytes. */
const OVERHEAD = 1000;

export class KeptPages {
  readonly #kept: LRUCache<string, Kept>;
  readonly #making = new Map<string, Promise<Kept>>();

  /** `bytes`: how much may be kept. */
  constructor(bytes: number) {
    this.#kept = new LRUCache({
      maxSize: Math.max(1, bytes),
      sizeCalculation: ({ body }, key) => body.length + key.length + OVERHEAD,
      ttl: KEPT_MS,
    });
  }

  /** Sends what is kept under the key, or what `make` makes; who asks meanwhile waits for the same. 304 where that does. */
  async reply(ctx: Context, key: string, make: () => Promise<MadePage>): Promise<void> {
    const page = this.#kept.get(key) ?? (await this.#make(key, make));
    const headers = { ...page.headers, ETag: page.etag };
    if (page.status === 200 && isUnchanged(ctx.req, page.etag, null)) {
      if (ctx.state.id !== undefined) ctx.set('X-Request-Id', ctx.state.id);
      ctx.set({ 'Cache-Control': 'no-cache', ...CORS, ...headers });
      // The access log counts it as what it is.
      ctx.state.type = page.type;
      ctx.status = 304;
      return;
    }
    send(ctx, page);
  }

  #make(key: string, make: () => Promise<MadePage>): Promise<Kept> {
    const making = this.#making.get(key);
    if (making !== undefined) return making;
    const made = make()
      .then((page) => {
        const etag = etagOf(page);
        const kept = { ...page, etag, lines: linesOf(page, etag) };
        this.#kept.set(key, kept);
        return kept;
      })
      .finally(() => this.#making.delete(key));
    this.#making.set(key, made);
    return made;
  }
}

function linesOf({ type, body, headers }: MadePage, etag: string): string[] {
  const all = { 'Cache-Control': 'no-cache', ...DOCUMENT_HEADERS, ...CORS, ...headers };
  return Object.entries({
    ...all,
    ETag: etag,
    'Content-Type': type,
    'Content-Length': String(body.length),
  }).flat();
}

/** As OAI answers are sent (send.ts): koa looks at each of the dozen headers again, for each answer. */
function send(ctx: Context, { status, type, body, lines }: Kept): void {
  const { req, res, state } = ctx;
  state.bytes = body.length;
  state.type = type;
  res.writeHead(status, state.id === undefined ? lines : [...lines, 'X-Request-Id', state.id]);
  ctx.respond = false;
  if (req.method === 'HEAD') res.end();
  else res.end(body);
}

/** Of the content: whatever it was made from, equal pages have equal tags, on every replica (P7). */
function etagOf({ body, type }: MadePage): string {
  return `W/"${createHash('sha256').update(type).update(body).digest('base64url').slice(0, 20)}"`;
}
