/** Telling a searchable registry that it may harvest us now, as GAVO's and Paris's harvest triggers let one do. */
import { EXCHANGE_LIMITS, openClient } from '../net/exchange.ts';
import { ExchangeFault } from '../net/fault.ts';
import { isPrivateLiteral } from '../net/private-address.ts';
import type { Searchable } from '../resource/registry-file.ts';
import { sentence } from '../words/say.ts';

/** The registry that is to be harvested. */
interface Harvestable {
  ivoid: string;
  baseURL: string;
}

/** Some answer only when the harvest is over. */
const TIMEOUT_MS = 120_000;
const LIMITS = { ...EXCHANGE_LIMITS, idleMs: TIMEOUT_MS, totalMs: TIMEOUT_MS, maxRedirects: 3 };

/**
 * Calls it. Null: it took the call; else a sentence about why not. What the answer says is not read: it is for people.
 * @throws only the signal's reason
 */
export async function callTrigger(
  { trigger = '', method, allowPrivate = false }: Searchable,
  registry: Harvestable,
  who: { userAgent: string; from: string | null; signal: AbortSignal },
): Promise<string | null> {
  const { signal, ...from } = who;
  const [url, form] = requestOf(trigger, registry, method ?? 'GET');
  const client = openClient({ ...from, allowPrivate, limits: LIMITS });
  try {
    const reply = await client.exchange({ url, form, accept: '*/*', signal });
    reply.discard();
    return reply.status >= 200 && reply.status <= 299 ? null : `It answers with HTTP ${reply.status}.`;
  } catch (error) {
    if (!(error instanceof ExchangeFault)) throw error;
    return sentence(error.why);
  } finally {
    client.close();
  }
}

/** Address and form of a call. What is filled in is escaped, so that it stays within its place. */
export function requestOf(
  template: string,
  { ivoid, baseURL }: Harvestable,
  method: 'GET' | 'POST',
): [url: string, form: string | null] {
  const url = template
    .replaceAll('{ivoid}', () => encodeURIComponent(ivoid))
    .replaceAll('{baseURL}', () => encodeURIComponent(baseURL));
  const mark = url.indexOf('?');
  if (method === 'GET') return [url, null];
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

/** Names that lead nowhere on the Internet (RFC 2606, RFC 6761, RFC 6762). */
const NOWHERE = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost|local|internal)\.?$/i;

/** Whether others could harvest at this base URL at all: an example or a trial on one machine is no news for the world. */
export function isReachable(baseURL: string): boolean {
  const url = URL.canParse(baseURL) ? new URL(baseURL) : null;
  return url !== null && !isPrivateLiteral(url) && !NOWHERE.test(url.hostname) && url.hostname.includes('.');
}
