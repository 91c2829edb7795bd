/** Pages that were made lately, so that one that many look at costs no more than sending it. */
import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { LRUCache } from 'lru-cache';
import { isUnchanged } from './conditional.ts';
import { CORS, reply } from './reply.ts';

export interface MadePage {
  status: number;
  type: string;
  body: Buffer;
  headers: Record<string, string>;
}

interface Kept extends MadePage {
  etag: string;
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
      ctx.status = 304;
      return;
    }
    reply(ctx, page.status, page.type, page.body, headers);
  }

  #make(key: string, make: () => Promise<MadePage>): Promise<Kept> {
    const making = this.#making.get(key);
    if (making !== undefined) return making;
    const made = make()
      .then((page) => {
        const kept = { ...page, etag: etagOf(page) };
        this.#kept.set(key, kept);
        return kept;
      })
      .finally(() => this.#making.delete(key));
    this.#making.set(key, made);
    return made;
  }
}

/** Of the content: whatever it was made from, equal pages have equal tags, on every replica (P7). */
function etagOf({ body, type }: MadePage): string {
  return `W/"${createHash('sha256').update(type).update(body).digest('base64url').slice(0, 20)}"`;
}
