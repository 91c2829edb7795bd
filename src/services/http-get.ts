/** One careful GET for questions to other people's services: a small answer, soon, or none. */
import { readWhole } from '../net/body.ts';
import { EXCHANGE_LIMITS, openClient } from '../net/exchange.ts';
import { ExchangeFault } from '../net/fault.ts';

export interface GetOptions {
  /** Over connecting, redirects and reading. */
  timeoutMs: number;
  maxBytes: number;
  userAgent: string;
}

/** There was no usable answer; the message says why, without the address. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
}

/** The body of a 2xx answer. The first address is trusted: an operator named it. @throws NoAnswer */
export async function httpGet(address: string, options: GetOptions): Promise<Buffer> {
  const { timeoutMs, maxBytes, userAgent } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  const limits = { ...EXCHANGE_LIMITS, maxBytes, maxDecodedBytes: maxBytes, maxRedirects: 3 };
  const client = openClient({ userAgent, from: null, allowPrivate: true, limits });
  try {
    const reply = await client.exchange({ url: address, form: null, accept: '*/*', signal });
    if (reply.status < 200 || reply.status > 299) {
      reply.discard();
      throw new NoAnswer(`it answers with HTTP ${reply.status}`);
    }
    return (await readWhole(reply.body)).bytes;
  } catch (error) {
    if (signal.aborted) throw new NoAnswer(`no whole answer within ${timeoutMs / 1000} s`);
    if (error instanceof ExchangeFault) throw new NoAnswer(error.why);
    throw error;
  } finally {
    client.close();
  }
}
