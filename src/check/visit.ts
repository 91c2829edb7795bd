/**
 * One visit to a registry: asks, counts, keeps to the limits, and shows every answer to those who look at all of them
 * (answers.ts). Requests go out one after the other.
 */

import { type Ask, encoded, NoAnswer, type Request } from './ask.ts';
import { LimitReached } from './check.ts';
import { type Page, readPage } from './page.ts';
import { type Reply, readReply, seen } from './reply.ts';

export interface VisitLimits {
  /** Requests in all. */
  requests: number;
  /** Records (or headers) of one list; a longer list is read so far and no further. */
  records: number;
  /** Milliseconds since 1970. */
  deadline: number;
}

export interface Watcher {
  /** Sees each answer of the OAI-PMH endpoint that a GET or POST had. */
  answered(reply: Reply): void;
  /** A request that had no whole answer. */
  failed(request: Request, reason: string): void;
}

export type Method = 'GET' | 'POST';

/** After so many requests in a row without an answer the server is left alone. */
const MOST_FAILURES = 3;

export class Visit {
  readonly base: string;
  readonly limits: VisitLimits;
  readonly #ask: Ask;
  readonly #watchers: Watcher[];
  #requests = 0;
  #failures = 0;

  constructor(base: string, ask: Ask, limits: VisitLimits, watchers: Watcher[]) {
    this.base = base;
    this.limits = limits;
    this.#ask = ask;
    this.#watchers = watchers;
  }

  get requests(): number {
    return this.#requests;
  }

  /** Arguments as pairs (they are encoded here) or as a query that is encoded already. @throws NoAnswer, LimitReached */
  oai(query: string | Record<string, string>, method: Method = 'GET'): Promise<Reply> {
    return this.ask({ method, query: typeof query === 'string' ? query : encoded(query) });
  }

  /** The page that a list request answers with. @throws NoAnswer, LimitReached, and NoAnswer for something else */
  async page(query: Record<string, string>, method: Method = 'GET'): Promise<Page> {
    const reply = await this.oai(query, method);
    const page = readPage(reply);
    if (page === null) throw new NoList(reply);
    return page;
  }

  /** Any request. @throws NoAnswer, LimitReached */
  async ask(request: Request): Promise<Reply> {
    if (this.#requests >= this.limits.requests) {
      throw new LimitReached(`the limit of ${this.limits.requests} requests was reached (--requests)`);
    }
    if (Date.now() > this.limits.deadline) throw new LimitReached('the time was over (--minutes)');
    if (this.#failures >= MOST_FAILURES) {
      throw new LimitReached(`the server gave no answer to ${MOST_FAILURES} requests in a row`);
    }
    this.#requests += 1;
    const isOurs = (request.method === 'GET' || request.method === 'POST') && request.url === undefined;
    const reply = await this.#answered(request, isOurs ? this.#watchers : []);
    if (isOurs) for (const watcher of this.#watchers) watcher.answered(reply);
    return reply;
  }

  async #answered(request: Request, watchers: Watcher[]): Promise<Reply> {
    try {
      const reply = readReply(request, await this.#ask(request));
      this.#failures = 0;
      return reply;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      // Whether a neighbouring address answers is another question.
      if (watchers.length > 0) this.#failures += 1;
      for (const watcher of watchers) watcher.failed(request, error.message);
      throw error;
    }
  }
}

/** A list was asked for and something else came: an error, or no OAI-PMH at all. */
export class NoList extends Error {
  override name = 'NoList';
  readonly reply: Reply;
  constructor(reply: Reply) {
    super(`${reply.asked} was answered with ${seen(reply)}`);
    this.reply = reply;
  }
}
