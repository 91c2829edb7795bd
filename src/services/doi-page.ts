/** A landing page as a program sees it: what it answers, its text and links, and the metadata inside. */
import { readWhole } from '../net/body.ts';
import { EXCHANGE_LIMITS, openClient } from '../net/exchange.ts';
import { ExchangeFault } from '../net/fault.ts';

export interface LandingPage {
  url: string;
  status: number;
  contentType: string;
  /** '' if there is none. */
  linkHeader: string;
  /** Without tags, white space as one blank. */
  text: string;
  /** Targets of its links as written. */
  links: string[];
  jsonLd: Record<string, unknown>[];
}

/** The page could not be asked for; the message says why. */
export class NoPage extends Error {
  override name = 'NoPage';
}

/** With redirects. */
const WHOLE_MS = 60_000;
const LIMITS = {
  ...EXCHANGE_LIMITS,
  ...{ connectMs: 10_000, idleMs: 30_000, totalMs: 30_000, maxRedirects: 3 },
  ...{ maxBytes: 4 * 1024 * 1024, maxDecodedBytes: 8 * 1024 * 1024 },
};

/** Asks as a browser does. The address is ours, so that it may be in a private network. @throws NoPage */
export async function landingPage(url: string, userAgent: string): Promise<LandingPage> {
  const signal = AbortSignal.timeout(WHOLE_MS);
  const client = openClient({ userAgent, from: null, allowPrivate: true, limits: LIMITS });
  try {
    const reply = await client.exchange({ url, form: null, accept: 'text/html', signal });
    const html = (await readWhole(reply.body)).bytes.toString('utf8');
    const { headers, status } = reply;
    const linkHeader = [headers.link ?? []].flat().join(', ');
    return { url, status, contentType: headers['content-type'] ?? '', linkHeader, ...readHtml(html) };
  } catch (error) {
    if (signal.aborted) throw new NoPage(`${url}: no whole page within ${WHOLE_MS / 1000} s.`);
    if (error instanceof ExchangeFault) throw new NoPage(`${url}: ${error.why}.`);
    throw error;
  } finally {
    client.close();
  }
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

function readHtml(html: string): Pick<LandingPage, 'text' | 'links' | 'jsonLd'> {
  const { outside, inside: scripts } = without(html, 'script');
  const visible = without(without(outside, 'style').outside, 'head').outside;
  return {
    text: unescaped(visible.replace(/<[^<>]*>/g, ''))
      .replace(/\s+/g, ' ')
      .trim(),
    links: [...visible.matchAll(/<a\b[^<>]*\bhref="([^"]*)"/gi)].map(([, target = '']) => unescaped(target)),
    jsonLd: scripts
      .filter((script) => /^<script[^<>]*type="application\/ld\+json"/i.test(script))
      .flatMap((script) => objectOf(script.slice(script.indexOf('>') + 1))),
  };
}

/** A page without the elements of a name, and each of those up to its end tag. Not by a pattern: a page may have 8 MB. */
function without(html: string, name: string): { outside: string; inside: string[] } {
  const lower = html.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const inside: string[] = [];
  let outside = '';
  let at = 0;
  let open = lower.indexOf(`<${name}`);
  while (open >= 0) {
    const close = lower.indexOf(`</${name}>`, open);
    if (close < 0) break;
    if (/[\s/>]/.test(html[open + name.length + 1] ?? '')) {
      inside.push(html.slice(open, close));
      outside += `${html.slice(at, open)} `;
      at = close + name.length + 3;
    }
    open = lower.indexOf(`<${name}`, Math.max(at, open + 1));
  }
  return { outside: outside + html.slice(at), inside };
}

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function objectOf(json: string): Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? [value as Record<string, unknown>] : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
