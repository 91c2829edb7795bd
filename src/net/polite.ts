/**
 * Requests to a source as a polite guest makes them: a turn at the host, pauses as asked for, few tries, and an end to
 * all patience (requirements.md HV-01, HV-06).
 */
import type { Circuit } from './circuit.ts';
import type { Clock } from './clock.ts';
import type { Exchange, HttpClient, Reply } from './exchange.ts';
import { ExchangeFault } from './fault.ts';
import type { Hosts } from './hosts.ts';
import { type BackOff, backOffMs, retryAfterMs } from './retry-after.ts';

export interface Patience extends BackOff {
  /** For one request, the first included. */
  tries: number;
  /** A Retry-After beyond this is not waited for: the source is left alone until then. */
  longestRetryAfterMs: number;
}

export const PATIENCE: Patience = {
  tries: 5,
  firstMs: 2_000,
  busyMs: 60_000,
  longestMs: 300_000,
  longestRetryAfterMs: 1_800_000,
};

export interface PoliteOptions {
  client: HttpClient;
  hosts: Hosts;
  circuit: Circuit;
  patience: Patience;
  clock: Clock;
  /** Milliseconds since 1970 at which the time for this source is over; Infinity: never. */
  deadline: number;
  /** Told of each pause before another try. */
  onWait?: (ms: number, why: string) => void;
}

/** Of these, another try may come out differently. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);
const BUSY = new Set([429, 503]);

/**
 * The answer to a request: at the latest the last try's, whatever its status (an error's body may say why), but never
 * 403. The body must be read, broken off, or discarded: until then it takes a place at its host.
 * @throws ExchangeFault (also: forbidden, paused, budget), or the signal's reason
 */
export async function askPolitely(exchange: Exchange, options: PoliteOptions): Promise<Reply> {
  const { circuit, clock, patience, deadline } = options;
  const open = circuit.openUntil(clock.now());
  if (open !== null) {
    throw new ExchangeFault('paused', exchange.url, `it is not asked again before ${utc(open)}`);
  }
  if (clock.now() >= deadline) {
    throw new ExchangeFault('budget', exchange.url, 'the time for this source is over');
  }
  for (let tries = 1; ; tries += 1) {
    const outcome = await tried(exchange, options);
    const isFault = outcome instanceof ExchangeFault;
    if (!isFault && !PASSING.has(outcome.status)) {
      circuit.succeeded();
      return outcome;
    }
    const asked = isFault ? null : retryAfterMs(outcome.headers['retry-after'], clock.now());
    const isTooLong = asked !== null && asked > patience.longestRetryAfterMs;
    if (tries >= patience.tries && !isTooLong) {
      circuit.failed(clock.now());
      if (isFault) throw outcome;
      return outcome;
    }
    if (!isFault) outcome.discard();
    if (isTooLong) throw leftAlone(exchange, clock.now() + asked, circuit);
    await pause(exchange, outcome, { asked, tries }, options);
  }
}

/** One try; a fault that may pass is a result, any other is thrown. */
async function tried(exchange: Exchange, options: PoliteOptions): Promise<Reply | ExchangeFault> {
  const { client, hosts, circuit, clock } = options;
  const over = await hosts.turn(hostOf(exchange.url), exchange.signal);
  try {
    const reply = await client.exchange(exchange);
    if (reply.status !== 403) return held(reply, over);
    reply.discard();
    circuit.failed(clock.now());
    const why = 'it refuses us (HTTP 403); ask its operator before trying again';
    throw new ExchangeFault('forbidden', exchange.url, why);
  } catch (error) {
    over();
    if (error instanceof ExchangeFault && error.passing) return error;
    throw error;
  }
}

/** The reply, which gives its place at the host back when its body is over. */
function held(reply: Reply, over: () => void): Reply {
  async function* body(): AsyncGenerator<Buffer, void, void> {
    try {
      yield* reply.body;
    } finally {
      over();
    }
  }
  const discard = () => {
    over();
    reply.discard();
  };
  return { ...reply, body: body(), discard };
}

function leftAlone({ url }: Exchange, until: number, circuit: Circuit): ExchangeFault {
  circuit.pause(until);
  return new ExchangeFault('paused', url, `it wants no request before ${utc(until)}`);
}

async function pause(
  { url, signal }: Exchange,
  outcome: Reply | ExchangeFault,
  { asked, tries }: { asked: number | null; tries: number },
  { clock, patience, deadline, onWait }: PoliteOptions,
): Promise<void> {
  const isFault = outcome instanceof ExchangeFault;
  const own = backOffMs(tries, !isFault && BUSY.has(outcome.status), patience, clock.random());
  // Retry-After: 0 is no leave for a rapid loop (HV-01).
  const ms = asked === null ? own : Math.max(asked, backOffMs(tries, false, patience, 0));
  const why = isFault ? outcome.why : `it answers with HTTP ${outcome.status}`;
  if (clock.now() + ms >= deadline) {
    throw new ExchangeFault('budget', url, `${why}, and the time for this source is over`);
  }
  onWait?.(ms, why);
  await clock.sleep(ms, signal);
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}

function utc(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
