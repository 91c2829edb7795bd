/** One call of a service, bounded in time and bytes, through the careful client; what cannot be had is a problem. */
import { readWhole } from '../../net/body.ts';
import type { Exchange } from '../../net/exchange.ts';
import { ExchangeFault, type ExchangeFaultKind } from '../../net/fault.ts';
import { askPolitely, type PoliteOptions } from '../../net/polite.ts';
import type { Problem } from '../../store/monitor.ts';
import { sentence } from '../../words/say.ts';
import { type Code, problem } from './problems.ts';

export interface Caller {
  polite: PoliteOptions;
  signal: AbortSignal;
  /** Bytes of an answer that are looked at. */
  mostBytes: number;
  /** From there on an answer is called slow. */
  slowSeconds: number;
}

export interface Answer {
  url: string;
  status: number;
  /** Content-Type in lower case, '' for none. */
  type: string;
  bytes: Buffer;
  /** There was more. */
  isCut: boolean;
  /** Of the try that succeeded, up to the last byte that was looked at. */
  seconds: number;
}

type Called = { answer: Answer } | { fault: Problem };

const ACCEPT = 'application/x-votable+xml, text/xml, application/xml;q=0.9, */*;q=0.5';

/** Any status is an answer, but 403 (net/polite.ts). @throws only the signal's reason */
export async function call(
  { polite, signal, mostBytes }: Caller,
  request: Pick<Exchange, 'url' | 'method'> & { form?: string },
): Promise<Called> {
  const { timed, seconds } = stopwatch(polite);
  try {
    const reply = await askPolitely({ accept: ACCEPT, form: null, ...request, signal }, timed);
    const { bytes, isCut } = await readWhole(reply.body, mostBytes);
    const { url, status, headers } = reply;
    const type = (headers['content-type'] ?? '').toLowerCase().trim();
    return { answer: { url, status, type, bytes, isCut, seconds: seconds() } };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ExchangeFault) return { fault: faultOf(error) };
    throw error;
  }
}

/** Seconds since the last try began: neither the wait for our turn nor a try before is the service's time. */
export function stopwatch(polite: PoliteOptions): { timed: PoliteOptions; seconds: () => number } {
  let started = performance.now();
  const exchange = (one: Exchange) => {
    started = performance.now();
    return polite.client.exchange(one);
  };
  return {
    timed: { ...polite, client: { ...polite.client, exchange } },
    seconds: () => (performance.now() - started) / 1000,
  };
}

const CODES: Record<ExchangeFaultKind, Code> = {
  ...{ address: 'address', private: 'private', unreachable: 'unreachable', timeout: 'timeout', cut: 'cut' },
  ...{ 'too-large': 'too-large', redirect: 'redirect', encoding: 'encoding', forbidden: 'refused' },
  ...{ paused: 'paused', budget: 'budget' },
};

export function faultOf({ kind, why }: ExchangeFault): Problem {
  return problem(CODES[kind], sentence(why));
}

/** Whether a status says that nothing useful came; null if it is fine. */
export function statusFault({ status }: Pick<Answer, 'status'>): Problem | null {
  return status >= 200 && status <= 299 ? null : problem('http', `It answers with HTTP ${status}.`);
}
