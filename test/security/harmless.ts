/** What every answer must be, whatever was asked and whatever a record says: nothing that a browser would run or follow. */
import { type HtmlElement, Parser, type ResolvedConfig, StaticConfigLoader } from 'html-validate';
import { expect } from 'vitest';
import { PAGE_HEADERS } from '../../src/http/html.ts';
import { parseXml } from '../../src/xml/tree.ts';

export interface Answer {
  status: number;
  /** By name in lower case; a list where there were several. */
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** Most bytes of a page (design.md). */
const LARGEST_PAGE = 50_000;
/** In place of what a page may load or run, what its policy says. */
const POLICY = PAGE_HEADERS['Content-Security-Policy'];
const MAY_SET = new Set(
  [
    ...['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-type', 'vary'],
    ...['cache-control', 'access-control-allow-origin', 'x-request-id', 'etag', 'last-modified', 'link'],
    ...['location', 'allow', 'retry-after', 'content-language', 'content-disposition', 'referrer-policy'],
    ...['content-security-policy', 'x-content-type-options', 'x-frame-options'],
  ].map((name) => name.toLowerCase()),
);
const ADDRESSES = new Set([
  'href',
  'src',
  'action',
  'formaction',
  'srcset',
  'data',
  'cite',
  'poster',
  'background',
]);
const ELEMENTS = new Set(
  ...[
    [
      'script',
      'iframe',
      'object',
      'embed',
      'base',
      'frame',
      'frameset',
      'applet',
      'portal',
      'template',
      'style',
    ],
  ],
);

let parser: Promise<Parser> | null = null;
async function openParser(): Promise<Parser> {
  const config: ResolvedConfig = await new StaticConfigLoader({ extends: [] }).getConfigFor('page.html');
  return new Parser(config);
}

/** Fails unless the answer is harmless in any browser; `asked` is for the message. */
export async function expectHarmless({ status, headers, body }: Answer, asked: string): Promise<void> {
  expect(status, `${asked}\n${body.slice(0, 500)}`).not.toBe(500);
  expect(
    Object.keys(headers).filter((name) => !MAY_SET.has(name)),
    asked,
  ).toEqual([]);
  if (status === 304 || body === '') return;
  const type = String(headers['content-type']);
  expect([asked, headers['x-content-type-options']]).toEqual([asked, 'nosniff']);
  if (type.startsWith('text/html')) await expectHarmlessPage(headers, body, asked);
  else {
    expect([asked, type]).toEqual([
      asked,
      expect.stringMatching(/^(text\/(plain|xml|css|turtle)|application\/|image\/svg)/),
    ]);
    // A browser runs what is XHTML or SVG in a document of any XML type.
    expect([asked, headers['content-security-policy']]).toEqual([
      asked,
      expect.stringContaining("default-src 'none'"),
    ]);
    if (/json/.test(type)) JSON.parse(body);
    if (/xml/.test(type)) parseXml(body);
  }
}

async function expectHarmlessPage(headers: Answer['headers'], body: string, asked: string): Promise<void> {
  expect([asked, headers['content-security-policy']]).toEqual([asked, POLICY]);
  expect([asked, headers['x-frame-options'], headers['referrer-policy']]).toEqual([
    asked,
    'DENY',
    'no-referrer',
  ]);
  expect(Buffer.byteLength(body), asked).toBeLessThan(LARGEST_PAGE);
  parser ??= openParser();
  const root = (await parser).parseHtml(body);
  expect(root.querySelectorAll('*').flatMap(harmIn), asked).toEqual([]);
}

function harmIn(element: HtmlElement): string[] {
  const isData = element.is('script') && element.getAttributeValue('type') === 'application/ld+json';
  const attributes = element.attributes.map(
    ({ key, value }) => [key.toLowerCase(), decoded(String(value ?? ''))] as const,
  );
  return [
    ...(ELEMENTS.has(element.tagName.toLowerCase()) && !isData ? [`<${element.tagName}>`] : []),
    ...attributes
      .filter(
        ([name, value]) =>
          /^on|^style$|^srcdoc$|^xlink:/.test(name) || (ADDRESSES.has(name) && !leadsToWeb(value)),
      )
      .map(([name, value]) => `<${element.tagName} ${name}="${value.slice(0, 200)}">`),
    ...(element.is('meta') && element.hasAttribute('http-equiv') ? ['<meta http-equiv>'] : []),
  ];
}

/** As browsers do: a relative address, the web, or mail; control characters count for nothing. */
function leadsToWeb(address: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers leave these out
  const plain = address.replace(/[\u0000-\u0020]/g, '');
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(plain) ?? [];
  return scheme === undefined ? !/^[/\\]{2}/.test(plain) : /^(https?|mailto)$/i.test(scheme);
}

/** Character references as our pages write them. */
function decoded(text: string): string {
  return text.replace(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)));
}
