/** Pages that were made lately, so that one that many look at costs no more than sending it. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import { LRUCache } from 'lru-cache';
import type { Asker } from '../oai/gate.ts';
import type { HandedOut } from '../oai/handed-out.ts';
import type { Moment } from '../store/published.ts';
import type { Clients } from './clients.ts';
import { isUnchanged } from './conditional.ts';
import type { Exchange } from './exchange.ts';
import { CORS, DOCUMENT_HEADERS } from './reply.ts';

export interface MadePage {
  status: number;
  type: string;
  body: Buffer;
  headers: Record<string, string>;
}

/** A page as it is sent. */
export interface Kept {
  status: number;
  type: string;
  body: Buffer;
  etag: string;
  /** All headers but the request's id, as writeHead takes them; and those of a 304. */
  lines: string[];
  unchanged: string[];
}

export interface Wanted {
  /** What the request was answered by. */
  moment: Moment;
  /**
   * Tells the page from all others of that generation. null: it is made and not kept, as where an address can be
   * written in any number of ways: else anybody could fill the memory with pages that nobody else asks for.
   */
  key: string | null;
  /** What the reader of the page gets, for the statistics. */
  handed?: HandedOut | null;
}

/** What a request was found to ask for. */
interface Read {
  key: string;
  handed: HandedOut | null;
}

/** A page also shows what is not part of a generation: harvests, history. So it is made again after this long. */
const KEPT_MS = 60_000;
/** Per entry, beside the bytes. */
const OVERHEAD = 1000;
/** Requests whose page is known before they are read again: 2 MB at most. */
const MOST_READ = 2000;
const LONGEST_READ = 1000;

export class KeptPages {
  readonly #clients: Clients;
  readonly #kept: LRUCache<string, Kept>;
  readonly #making = new Map<string, Promise<Kept>>();
  /** By address, Accept and Accept-Language as they were written. Of one generation. */
  readonly #read = new LRUCache<string, Read>({ max: MOST_READ });
  #readOf: { ledger: string; generation: number } = { ledger: '', generation: 0 };

  /** `bytes`: how much may be kept. */
  constructor(bytes: number, clients: Clients) {
    this.#clients = clients;
    this.#kept = new LRUCache({
      maxSize: Math.max(1, bytes),
      sizeCalculation: ({ body }, key) => body.length + key.length + OVERHEAD,
      ttl: KEPT_MS,
      // The clock is read once a second, not for each page.
      ttlResolution: 1000,
    });
  }

  /** The page for a request that was answered before in this generation, word for word; null if it must be read. */
  find(req: IncomingMessage, moment: Moment): { page: Kept; handed: HandedOut | null } | null {
    this.#turnTo(moment);
    const written = writtenBy(req);
    const read = written === null ? undefined : this.#read.get(written);
    const page = read === undefined ? undefined : this.#kept.get(read.key);
    return read === undefined || page === undefined ? null : { page, handed: read.handed };
  }

  /**
   * Sends what is kept, or what `make` makes in the asker's turn; who asks meanwhile waits for the same. 304 where that
   * does. Throws what `make` does, and Unavailable if the client has as much under way as one may have.
   */
  async reply(
    ctx: Context,
    { moment, key, handed = null }: Wanted,
    make: (asker: Asker) => Promise<MadePage>,
  ): Promise<void> {
    const whole = key === null ? null : `${moment.ledger}\n${moment.generation}\n${key}`;
    const page = (whole === null ? undefined : this.#kept.get(whole)) ?? (await this.#make(ctx, whole, make));
    sendPage(ctx, page, handed);
    // Only now: an error before this is answered through koa.
    ctx.respond = false;
    const written = whole === null ? null : writtenBy(ctx.req);
    if (whole === null || written === null) return;
    this.#turnTo(moment);
    this.#read.set(written, { key: whole, handed });
  }

  #turnTo({ ledger, generation }: Moment): void {
    if (this.#readOf.generation === generation && this.#readOf.ledger === ledger) return;
    this.#readOf = { ledger, generation };
    this.#read.clear();
  }

  #make(ctx: Context, key: string | null, make: (asker: Asker) => Promise<MadePage>): Promise<Kept> {
    const { client } = this.#clients.admit(ctx);
    // Others may wait for the same by then: it is made also if this one goes away.
    const making = () => make({ client, gone: null }).then(ready);
    if (key === null) return making();
    const under = this.#making.get(key);
    if (under !== undefined) return under;
    const made = making()
      .then((page) => {
        this.#kept.set(key, page);
        return page;
      })
      .finally(() => this.#making.delete(key));
    this.#making.set(key, made);
    return made;
  }
}

/** All of a request that a page depends on; null for what is too long to be remembered. */
function writtenBy({ url = '', headers }: IncomingMessage): string | null {
  const { accept = '', 'accept-language': language = '' } = headers;
  const written = `${url}\n${accept}\n${language}`;
  return written.length > LONGEST_READ ? null : written;
}

function ready({ status, type, body, headers }: MadePage): Kept {
  const etag = etagOf({ body, type });
  const all = { 'Cache-Control': 'no-cache', ...DOCUMENT_HEADERS, ...CORS, ...headers, ETag: etag };
  const unchanged = Object.entries(all).flat();
  const lines = [...unchanged, 'Content-Type', type, 'Content-Length', String(body.length)];
  return { status, type, body, etag, lines, unchanged };
}

/** As OAI answers are sent (send.ts): koa looks at each of the dozen headers again, for each answer. */
export function sendPage({ req, res, state }: Exchange, page: Kept, handed: HandedOut | null): void {
  const { status, type, body } = page;
  const isSame = status === 200 && isUnchanged(req, page.etag, null);
  const lines = isSame ? page.unchanged : page.lines;
  // The access log counts a 304 as what it is.
  state.type = type;
  state.bytes = isSame ? 0 : body.length;
  // What is gone is not handed out.
  if (status === 200) state.handed = handed;
  res.writeHead(isSame ? 304 : status, state.id === undefined ? lines : [...lines, 'X-Request-Id', state.id]);
  if (isSame || req.method === 'HEAD') res.end();
  else res.end(body);
}

/** Of the content: whatever it was made from, equal pages have equal tags, on every replica (P7). */
function etagOf({ body, type }: Pick<MadePage, 'body' | 'type'>): string {
  return `W/"${createHash('sha256').update(type).update(body).digest('base64url').slice(0, 20)}"`;
}
