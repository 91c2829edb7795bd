/** Requests of `voreg check` over the network: polite, with limits on time and size (src/net). */
import { readWhole } from '../net/body.ts';
import { openCircuit } from '../net/circuit.ts';
import { REAL_CLOCK } from '../net/clock.ts';
import { EXCHANGE_LIMITS, type HttpClient, openClient, type Reply } from '../net/exchange.ts';
import { ExchangeFault } from '../net/fault.ts';
import { openHosts } from '../net/hosts.ts';
import { askPolitely, type Patience, type PoliteOptions } from '../net/polite.ts';
import { type Answer, type Ask, NoAnswer, type Request } from './ask.ts';
import { LimitReached } from './check.ts';

export interface NetworkOptions {
  base: string;
  userAgent: string;
  /** HV-02: who runs this; null: no From header. */
  from: string | null;
  /** Milliseconds since 1970. */
  deadline: number;
  /** Between the beginnings of two requests. */
  delayMs: number;
  signal: AbortSignal;
  /** Longest time for one answer; ANSWER_MS if not given. */
  answerMs?: number;
  /** Of a server that is busy, or does not answer; PATIENCE if not given. */
  patience?: Patience;
  /** Told of each pause that the server asked for. */
  onWait?: (ms: number, why: string) => void;
}

/** A person waits for the report: a server that takes longer for one answer is told of as one that does not answer. */
const ANSWER_MS = 120_000;
const CONNECT_MS = 20_000;
/** A page is held whole while it is looked at; larger ones the harvester takes, a check does not. */
const MOST_BYTES = 32 * 1024 * 1024;

/** HTTP 500 is a finding, not a reason to ask five times; 503 says when to come again. */
const PATIENCE: Patience = {
  tries: 2,
  firstMs: 1_000,
  busyMs: 10_000,
  longestMs: 30_000,
  longestRetryAfterMs: 120_000,
};

export interface Network {
  ask: Ask;
  close(): void;
}

export function openNetwork(options: NetworkOptions): Network {
  const { answerMs = ANSWER_MS } = options;
  const client = openClient({
    userAgent: options.userAgent,
    from: options.from,
    // The person names the address: their own service on their own machine is what is examined most.
    allowPrivate: true,
    limits: {
      ...EXCHANGE_LIMITS,
      connectMs: CONNECT_MS,
      idleMs: answerMs,
      totalMs: answerMs,
      maxBytes: MOST_BYTES,
      maxDecodedBytes: MOST_BYTES,
    },
  });
  return { ask: asker(client, options), close: () => client.close() };
}

function asker(
  client: HttpClient,
  { base, delayMs, deadline, signal, onWait, patience = PATIENCE }: NetworkOptions,
): Ask {
  const hosts = openHosts({ concurrency: 1, delayMs }, REAL_CLOCK);
  return async (request) => {
    // A circuit that is new for each request: when to give up is the visit's to say.
    const polite: PoliteOptions = {
      client,
      hosts,
      circuit: openCircuit(),
      patience,
      clock: REAL_CLOCK,
      deadline,
      ...(onWait === undefined ? {} : { onWait }),
    };
    try {
      const reply = await askPolitely({ ...exchangeOf(request, base), signal }, polite);
      return await answerOf(reply);
    } catch (error) {
      if (!(error instanceof ExchangeFault)) throw error;
      // The size that we take is our limit, not the registry's fault.
      if (error.kind === 'too-large') throw new LimitReached(`an answer was not read: ${error.why}`);
      throw new NoAnswer(error.why);
    }
  };
}

function exchangeOf({ method, query, url, accept, acceptEncoding }: Request, base: string) {
  const address = url ?? base;
  const isForm = method === 'POST';
  return {
    url: isForm || query === '' ? address : `${address}?${query}`,
    form: isForm ? query : null,
    ...(method === 'HEAD' || method === 'PROPFIND' ? { method } : {}),
    accept: accept ?? 'text/xml, application/xml;q=0.9, */*;q=0.5',
    ...(acceptEncoding === undefined ? {} : { acceptEncoding }),
  };
}

async function answerOf(reply: Reply): Promise<Answer> {
  const { bytes } = await readWhole(reply.body);
  const said = reply.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  const isPlain = said === 'identity' || said === '' || reply.notApplied() !== null;
  const headers = Object.entries(reply.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ]);
  return {
    status: reply.status,
    headers: Object.fromEntries(headers) as Answer['headers'],
    url: reply.url,
    body: bytes,
    encoding: isPlain ? null : said,
  };
}
