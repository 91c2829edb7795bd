/**
 * One careful HTTP exchange with somebody else's server: limits on time and size, few redirects, and none that leads
 * into a private network. Every request that voreg makes of its own accord goes through here.
 * Not for: trying again, or waiting between requests (polite.ts).
 */
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { ACCEPT_ENCODING, type BodyLimits, bodyOf } from './body.ts';
import { ExchangeFault } from './fault.ts';
import { isPrivateLiteral, publicLookup } from './private-address.ts';

export interface ExchangeLimits extends BodyLimits {
  connectMs: number;
  maxRedirects: number;
}

/** A harvest's: a registry may answer with one page of hundreds of megabytes, and think for minutes before it. */
export const EXCHANGE_LIMITS: ExchangeLimits = {
  connectMs: 20_000,
  idleMs: 180_000,
  totalMs: 3_600_000,
  maxBytes: 1024 ** 3,
  maxDecodedBytes: 2 * 1024 ** 3,
  maxRatio: 200,
  maxRedirects: 5,
};

export interface ClientOptions {
  /** HV-02: who asks, e.g. `voreg/0.1 (+https://…; IVOA-copy)`. */
  userAgent: string;
  /** HV-02: an e-mail address of who runs this; null: no From header. */
  from: string | null;
  /** The host that is named in a request may be in a private network (an operator configured it); redirects may not. */
  allowPrivate: boolean;
  /** Of the first address and of each that a redirect names; without it every port is asked. */
  allowedPort?: (port: number) => boolean;
  limits: ExchangeLimits;
}

export interface Exchange {
  url: string;
  /** Sent by POST as application/x-www-form-urlencoded; null: GET. */
  form: string | null;
  /** Instead of GET or POST: for `voreg check`, which looks how a server takes others. */
  method?: 'HEAD' | 'PROPFIND';
  accept: string;
  /** Instead of ACCEPT_ENCODING. */
  acceptEncoding?: string;
  signal: AbortSignal;
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  /** After redirects. */
  url: string;
  /** Decompressed. To be read to its end, broken off, or given up by `discard`. @throws ExchangeFault while it is read */
  body: AsyncGenerator<Buffer, void, void>;
  /** Bytes of the body that came over the wire so far. */
  received: () => number;
  /** A content encoding that was announced but not applied. */
  notApplied: () => string | null;
  discard: () => void;
}

export interface HttpClient {
  /** The answer as soon as its head is there, whatever its status. @throws ExchangeFault, or the signal's reason */
  exchange(exchange: Exchange): Promise<Reply>;
  /** Closes idle connections. */
  close(): void;
}

/** A client with its own connections, which it keeps for the next request. */
export function openClient(options: ClientOptions): HttpClient {
  // Two pools: a connection to a private address must not be found by a redirect, which may not make one.
  const pools = { named: agents(), redirected: agents() };
  return {
    exchange: (exchange) => followed(exchange, options, pools),
    close: () => {
      for (const pool of Object.values(pools)) for (const agent of Object.values(pool)) agent.destroy();
    },
  };
}

interface Pools {
  named: Agents;
  redirected: Agents;
}
interface Agents {
  http: HttpAgent;
  https: HttpsAgent;
}

function agents(): Agents {
  return { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
}

async function followed(exchange: Exchange, options: ClientOptions, pools: Pools): Promise<Reply> {
  const { maxRedirects } = options.limits;
  let url = webAddress(exchange.url, exchange.url);
  const first = url.hostname;
  let form = exchange.form;
  for (let hops = 0; hops <= maxRedirects; hops += 1) {
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    if (options.allowedPort?.(port) === false)
      throw new ExchangeFault('address', url.href, `port ${port} is not one of the web, and is not asked`);
    const trusted = options.allowPrivate && url.hostname === first;
    const call = { ...exchange, form, trusted, redirected: hops > 0, url: url.href };
    const answer = await asked(url, call, options, trusted ? pools.named : pools.redirected);
    const status = answer.statusCode ?? 0;
    if (status < 301 || status > 308 || status === 304) {
      return reply(answer, url, options.limits, call.signal);
    }
    const { location } = answer.headers;
    answer.destroy();
    if (location === undefined) {
      throw new ExchangeFault(
        'redirect',
        url.href,
        `it redirects (HTTP ${status}) but does not say where to`,
      );
    }
    // 303 asks for a GET. After 301 and 302 a browser would send one too, but the form holds the whole question.
    if (status === 303) form = null;
    url = webAddress(location, url.href);
  }
  throw new ExchangeFault('redirect', exchange.url, `it redirects more than ${maxRedirects} times`);
}

function webAddress(address: string, base: string): URL {
  const url = URL.canParse(address, base) ? new URL(address, base) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ExchangeFault('address', base, `"${address.slice(0, 200)}" is no http or https address`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new ExchangeFault(
      'address',
      url.host,
      'its address carries a password, which would be shown to others',
    );
  }
  return url;
}

interface Call extends Exchange {
  trusted: boolean;
  redirected: boolean;
}

/** The head of the answer. A kept connection that the server closed meanwhile is replaced by a new one, once. */
async function asked(url: URL, call: Call, options: ClientOptions, pool: Agents): Promise<IncomingMessage> {
  try {
    return await askedOnce(url, call, options, pool);
  } catch (error) {
    if (error !== STALE) throw error;
    return await askedOnce(url, call, options, null);
  }
}

const STALE = new Error('a kept connection was closed');

function askedOnce(
  url: URL,
  call: Call,
  options: ClientOptions,
  pool: Agents | null,
): Promise<IncomingMessage> {
  const { limits } = options;
  const intoPrivate = () => privateFault(url, call.redirected);
  return new Promise((done, fail) => {
    if (call.signal.aborted) return fail(call.signal.reason);
    if (!call.trusted && isPrivateLiteral(url)) return fail(intoPrivate());
    const isHttps = url.protocol === 'https:';
    const request: ClientRequest = (isHttps ? httpsRequest : httpRequest)(url, {
      method: call.method ?? (call.form === null ? 'GET' : 'POST'),
      agent: pool === null ? false : isHttps ? pool.https : pool.http,
      signal: call.signal,
      headers: headersOf(call, options),
      ...(call.trusted ? {} : { lookup: publicLookup(intoPrivate) }),
    });
    let timer = setTimeout(() => tooLate('no connection', limits.connectMs), limits.connectMs);
    const tooLate = (what: string, ms: number) => {
      request.destroy(new ExchangeFault('timeout', url.href, `${what} within ${ms / 1000} s`));
    };
    const connected = () => {
      clearTimeout(timer);
      const ms = Math.min(limits.idleMs, limits.totalMs);
      timer = setTimeout(() => tooLate(ms === limits.totalMs ? 'no whole answer' : 'no answer', ms), ms);
    };
    request.on('socket', (socket) => {
      if (!socket.connecting) connected();
      else socket.once(isHttps ? 'secureConnect' : 'connect', connected);
    });
    request.on('response', (answer) => {
      clearTimeout(timer);
      done(answer);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const isStale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      fail(isStale ? STALE : requestFault(error, url, call.signal));
    });
    request.end(call.form ?? undefined);
  });
}

function headersOf(call: Call, { userAgent, from }: ClientOptions): Record<string, string> {
  return {
    'user-agent': userAgent,
    ...(from === null ? {} : { from }),
    accept: call.accept,
    'accept-encoding': call.acceptEncoding ?? ACCEPT_ENCODING,
    ...(call.form === null
      ? {}
      : {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': String(Buffer.byteLength(call.form)),
        }),
  };
}

function privateFault(url: URL, redirected: boolean): ExchangeFault {
  const why = redirected
    ? `it redirects to ${url.hostname}, which is in a private network`
    : `${url.hostname} is in a private network, which is only asked where an operator has configured it`;
  return new ExchangeFault('private', url.href, why);
}

function requestFault(error: NodeJS.ErrnoException, url: URL, signal: AbortSignal): unknown {
  if (error instanceof ExchangeFault) return error;
  if (signal.aborted) return signal.reason;
  const why = error.code === undefined ? error.message : `it cannot be reached (${error.code})`;
  return new ExchangeFault('unreachable', url.href, why);
}

function reply(answer: IncomingMessage, url: URL, limits: ExchangeLimits, signal: AbortSignal): Reply {
  const { chunks, received, notApplied } = bodyOf(answer, url.href, limits, signal);
  const discard = () => void answer.destroy();
  const { statusCode: status = 0, headers } = answer;
  return { status, headers, url: url.href, body: chunks, received, notApplied, discard };
}
