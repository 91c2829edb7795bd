/** Who asks: behind which proxy, under which name in the log, and how much of the service's work at once. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from 'koa';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { Unavailable } from '../oai/error.ts';
import type { Asker } from '../oai/gate.ts';
import { clientKey, isIn, networksOf, plainAddress, shortened } from './address.ts';

export interface ClientSettings {
  /** TRUSTED_PROXIES: networks whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[];
  /** LOG_ADDRESSES: how much of an address goes into the log. */
  logAddresses: 'short' | 'full' | 'none';
  /** CLIENT_REQUESTS: answers that are made for one client at the same time; 0: any number. */
  clientRequests: number;
}

export const DEFAULT_CLIENTS: ClientSettings = {
  trustedProxies: [],
  logAddresses: 'short',
  clientRequests: 32,
};

export interface Client {
  /** For the log; null if it is not to be told. */
  shown: string | null;
  /** What the limit counts by; null for this machine, which is not limited. */
  key: string | null;
  /** For the statistics: never more than the network, '' if not even that is to be told. */
  network: string;
}

const NOBODY: Client = { shown: null, key: null, network: '' };
const LOOPBACK = networksOf(['127.0.0.0/8', '::1']);
/** Where a proxy of one's own would be. */
const NEAR = networksOf(['127.0.0.0/8', '::1', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7']);

const REMEMBERED = 10_000;
/** The last entries of X-Forwarded-For are those that one's own proxies wrote; 300 characters are seven of the longest. */
const FORWARDED_LIMIT = 300;
const RETRY_SECONDS = 5;

/** Letters that are harmless in a header, in a log and in a shell. */
const SANE_ID = /^[\w.:+=/@-]{1,100}$/;

export class Clients {
  readonly #settings: ClientSettings;
  readonly #trusted;
  readonly #log: Logger;
  /** By address, or by X-Forwarded-For where that is believed: reading them costs more than the rest of a log line. */
  readonly #direct = new LRUCache<string, Client>({ max: REMEMBERED });
  readonly #forwarded = new LRUCache<string, Client>({ max: REMEMBERED });
  readonly #atWork = new Map<string, number>();
  /** Of this process; a number follows. */
  readonly #idPrefix = `${randomBytes(6).toString('base64url')}-`;
  #requests = 0;
  #hasWarned = false;

  constructor(settings: ClientSettings, log: Logger) {
    this.#settings = settings;
    this.#trusted = networksOf(settings.trustedProxies);
    this.#log = log;
  }

  /** Who has sent the request. */
  of(req: IncomingMessage): Client {
    const remote = req.socket.remoteAddress;
    if (remote === undefined) return NOBODY;
    const forwarded = req.headers['x-forwarded-for'];
    if (forwarded !== undefined) return this.#forwardedBy(remote, String(forwarded));
    return this.#remembered(this.#direct, remote, () => plainAddress(remote));
  }

  /** The request's own X-Request-Id if it is harmless, or a new one: what answer, log line and error have in common. */
  idOf(req: IncomingMessage): string {
    const given = req.headers['x-request-id'];
    if (typeof given === 'string' && SANE_ID.test(given)) return given;
    this.#requests += 1;
    return this.#idPrefix + this.#requests.toString(36);
  }

  /**
   * Counts a request as work, until its answer is out. For what is not in memory. Throws Unavailable if the client
   * (`ctx.state.client`) has as much under way as one may have. Returns who waits for it, for the queue (gate.ts).
   */
  admit({ state, res }: Context): Asker {
    const { key } = (state.client as Client | undefined) ?? NOBODY;
    const leaving = new AbortController();
    if (res.closed) leaving.abort();
    else {
      this.#count(key, res);
      res.once('close', () => leaving.abort());
    }
    return { client: key, gone: leaving.signal };
  }

  #count(key: string | null, res: ServerResponse): void {
    const { clientRequests: most } = this.#settings;
    if (most === 0 || key === null) return;
    const count = this.#atWork.get(key) ?? 0;
    if (count >= most) {
      throw new Unavailable(
        `${most} answers are being made for your address already. Ask again when you have read them.`,
        RETRY_SECONDS,
      );
    }
    this.#atWork.set(key, count + 1);
    res.once('close', () => {
      const left = (this.#atWork.get(key) ?? 1) - 1;
      if (left === 0) this.#atWork.delete(key);
      else this.#atWork.set(key, left);
    });
  }

  #forwardedBy(remote: string, header: string): Client {
    const proxy = plainAddress(remote);
    if (proxy === null || !isIn(this.#trusted, proxy)) {
      if (proxy !== null) this.#warnAbout(proxy);
      return this.#remembered(this.#direct, remote, () => proxy);
    }
    const recent = header.slice(-FORWARDED_LIMIT);
    return this.#remembered(this.#forwarded, recent, () => this.#origin(proxy, recent));
  }

  /** From the right, as each proxy appends whom it heard: up to the first that is not one's own, which may say anything. */
  #origin(proxy: string, header: string): string {
    let client = proxy;
    for (const entry of header.split(',').reverse()) {
      if (!isIn(this.#trusted, client)) break;
      const address = plainAddress(entry.trim());
      if (address === null) break;
      client = address;
    }
    return client;
  }

  #remembered(memory: LRUCache<string, Client>, by: string, find: () => string | null): Client {
    const known = memory.get(by);
    if (known !== undefined) return known;
    const address = find();
    const client = address === null ? NOBODY : this.#clientAt(address);
    memory.set(by, client);
    return client;
  }

  #clientAt(address: string): Client {
    const { logAddresses } = this.#settings;
    const shown = { short: shortened, full: (all: string) => all, none: () => null }[logAddresses](address);
    const network = logAddresses === 'none' ? '' : shortened(address);
    return { shown, key: isIn(LOOPBACK, address) ? null : clientKey(address), network };
  }

  /** Once. A stranger may send the header as well, which means nothing. */
  #warnAbout(proxy: string): void {
    if (this.#hasWarned || !isIn(NEAR, proxy)) return;
    this.#hasWarned = true;
    this.#log.warn(
      `${proxy} forwards requests of others (X-Forwarded-For). If it is your proxy, set TRUSTED_PROXIES=${proxy}; ` +
        'otherwise all its clients count as one.',
    );
  }
}
