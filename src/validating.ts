/** What /validate does: text of anybody is checked apart, and what stands at an address of the web is fetched with care. */
import type { Fetched, Validating } from './http/validate.ts';
import { readWhole } from './net/body.ts';
import { EXCHANGE_LIMITS, type HttpClient, openClient } from './net/exchange.ts';
import { ExchangeFault } from './net/fault.ts';
import { utcNow } from './resource/dates.ts';
import { openApart, TooLong } from './validate/apart.ts';

/** Where people learn what asked them; `IVOA-test`: IVOA Note SoftID. */
const ABOUT = 'https://www.ivoa.net/documents/RegistryInterface/';
const MiB = 1024 * 1024;
/** A page of a registry has hundreds of records; a file that is checked may have 4 MB. */
const FETCH_BYTES = 4 * MiB;
const FETCH_MS = 20_000;
/** Between two requests, whomever they go to: strangers name the addresses. */
const PAUSE_MS = 1_000;

interface ValidatingOptions {
  xsdDir: string;
  /** Of voreg, for the User-Agent. */
  version: string;
  /** Milliseconds between two requests. */
  pauseMs?: number;
  /** For tests: addresses in a private network are asked. */
  allowPrivate?: boolean;
}

export function openValidating(options: ValidatingOptions): Validating & { stop(): Promise<void> } {
  const { xsdDir, version, pauseMs = PAUSE_MS, allowPrivate = false } = options;
  const apart = openApart(xsdDir);
  const limits = {
    ...EXCHANGE_LIMITS,
    ...{ connectMs: 5_000, idleMs: 10_000, totalMs: FETCH_MS, maxRedirects: 3 },
    ...{ maxBytes: FETCH_BYTES, maxDecodedBytes: FETCH_BYTES },
  };
  const client = openClient({
    userAgent: `voreg/${version} (+${ABOUT}; IVOA-test)`,
    from: null,
    allowPrivate,
    ...(allowPrivate ? {} : { allowedPort: isOfTheWeb }),
    limits,
  });
  let next = 0;
  return {
    async check(bytes, file, profile) {
      try {
        return { report: await apart.check({ bytes, file, profile, now: utcNow() }) };
      } catch (error) {
        if (error instanceof TooLong) return { refused: `${error.message} Run voreg validate on it.` };
        throw error;
      }
    },
    async fetch(url) {
      if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
        return { refused: 'Give an address that begins with http:// or https://.' };
      const wait = Math.max(0, next - performance.now());
      next = performance.now() + wait + pauseMs;
      await new Promise((done) => setTimeout(done, wait));
      return fetched(client, url);
    },
    async stop() {
      client.close();
      await apart.stop();
    },
  };
}

/** Ports below 1024 are of mail, logins and the like, which nobody is to knock at through us. */
function isOfTheWeb(port: number): boolean {
  return port === 80 || port === 443 || port >= 1024;
}

async function fetched(client: HttpClient, url: string): Promise<Fetched> {
  const signal = AbortSignal.timeout(FETCH_MS);
  try {
    const reply = await client.exchange({
      url,
      form: null,
      accept: 'application/xml, text/xml, */*',
      signal,
    });
    const { bytes } = await readWhole(reply.body);
    return { bytes, status: reply.status };
  } catch (error) {
    if (signal.aborted)
      return { refused: `${url.slice(0, 300)}: no whole answer within ${FETCH_MS / 1000} s.` };
    if (error instanceof ExchangeFault) return { refused: error.message };
    throw error;
  }
}
