/** The deviations of fake-registry.ts, by name: each changes a right answer into what some registry of the field sends. */
import type { Asked, FakeRegistry } from './fake-registry.ts';

export interface Answer {
  status: number;
  contentType: string | null;
  text: string;
}

type Mangle = (answer: Answer, asked: Asked, registry: FakeRegistry) => Answer;

const text =
  (change: (text: string, asked: Asked, registry: FakeRegistry) => string): Mangle =>
  (answer, asked, registry) => ({ ...answer, text: change(answer.text, asked, registry) });

const EMPTY_LIST = /<error code="noRecordsMatch">[^<]*<\/error>/;
const isError = (answer: Answer) => answer.text.includes('<error code=');

/** In the order in which they are applied. */
export const SWITCHES = {
  /** A content type that is not text/xml. */
  'content-type': (answer) => ({ ...answer, contentType: 'text/plain' }),
  /** No Content-Type at all. */
  'no-content-type': (answer) => ({ ...answer, contentType: null }),
  /** A byte order mark before the declaration. */
  bom: text((t) => `\uFEFF${t}`),
  /** Blank lines before the XML declaration. */
  'leading-space': text((t) => `\n\n${t}`),
  /** No XML declaration. */
  'no-declaration': text((t) => t.replace(/^<\?xml.*?\?>\n/, '')),
  /** `<oai:OAI-PMH xmlns:oai=…>`: every OAI element has a prefix. */
  prefixed: text((t) =>
    t
      .replace('<OAI-PMH xmlns=', '<OAI-PMH xmlns:oai=')
      .replace(
        /<(\/?)(OAI-PMH|responseDate|request|error|Identify|repositoryName|baseURL|protocolVersion|adminEmail|earliestDatestamp|deletedRecord|granularity|compression|description|ListSets|setSpec|setName|set|ListMetadataFormats|metadataFormat|metadataPrefix|schema|metadataNamespace|GetRecord|ListRecords|ListIdentifiers|record|header|metadata|datestamp|resumptionToken)(?=[\s/>])/g,
        '<$1oai:$2',
      )
      .replaceAll('<identifier>ivo', '<oai:identifier>ivo')
      .replace(/(<oai:identifier>ivo[^<]*)<\/identifier>/g, '$1</oai:identifier>')
      .replace(/(<ri:Resource[\s\S]*?<\/ri:Resource>)/g, (r) => r.replace(/(<\/?)oai:(?!OAI)/g, '$1')),
  ),
  /** The OAI elements are in no namespace. */
  'no-namespace': text((t) => t.replace(' xmlns="http://www.openarchives.org/OAI/2.0/"', '')),
  /** No responseDate. */
  'no-response-date': text((t) => t.replace(/<responseDate>.*?<\/responseDate>\n/, '')),
  /** responseDate with a fraction and an offset. */
  'odd-response-date': text((t) => t.replace(/(<responseDate>[^<]*)Z</, '$1.123+00:00<')),
  /** `&` unescaped in the request element, outside of records. */
  ampersand: text((t) => t.replace(/<\/request>/, '?a=1&b=2&copy</request>')),
  /** A prefix that nobody declared, outside of records. */
  'undeclared-outside': text((t) =>
    t.replace('<responseDate>', '<foo:note bar:x="1">n</foo:note><responseDate>'),
  ),
  /** The records' own prefixes are not declared anywhere. */
  'undeclared-inside': text((t) => t.replace(/ xmlns:(ri|vr|xsi)="http:\/\/www\.(ivoa|w3)[^"]*"/g, '')),
  /** The last page of several has no resumptionToken. */
  'no-final-token': text((t) => t.replace(/<resumptionToken[^>]*\/>/, '')),
  /** The last page of several has a token, which leads to noRecordsMatch, as with DaCHS. */
  'token-after-last': text((t, { args }) =>
    args.resumptionToken === 'after-last'
      ? t.replace(/<error code="\w+"/, '<error code="noRecordsMatch"')
      : t.replace(/<resumptionToken[^>]*\/>/, '<resumptionToken>after-last</resumptionToken>'),
  ),
  /** No completeListSize. */
  'no-list-size': text((t) => t.replace(/ completeListSize="\d+"/, '')),
  /** A list in one page ends with an empty token. */
  'needless-final-token': text((t) =>
    t.replace(/(?<!\/>)(<\/List(Records|Identifiers)>)/, '<resumptionToken/>$1'),
  ),
  /** The last page gives the first page's token again. */
  'token-again': text((t, _, registry) => {
    const first = registry.requests.find((r) => r.args.resumptionToken !== undefined)?.args.resumptionToken;
    const again = (first ?? '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    return t.replace(/<resumptionToken[^>]*\/>/, `<resumptionToken>${again}</resumptionToken>`);
  }),
  /** Ever new tokens, ever the same page. */
  'page-again': (answer, asked, registry) => {
    const token = asked.args.resumptionToken;
    if (token === undefined || !token.startsWith('again')) {
      const list = answer.text.replace(/<resumptionToken[^>]*(\/>|>[^<]*<\/resumptionToken>)/, '');
      if (token === undefined) lastPages.set(registry, list);
      const kept = lastPages.get(registry) ?? list;
      return { ...answer, text: withToken(kept, `again${asked.number}`) };
    }
    return { ...answer, text: withToken(lastPages.get(registry) ?? '', `again${asked.number}`) };
  },
  /** An empty list element instead of noRecordsMatch. */
  'empty-list': text((t, { args }) => t.replace(EMPTY_LIST, `<${args.verb}/>`)),
  /** noRecordsMatch in other letters, as text. */
  'error-code-form': text((t) => t.replace('code="noRecordsMatch"', 'code="NoRecordsMatch "')),
  /** HTTP 400 for an answer with an error. */
  'error-400': (answer) => (isError(answer) ? { ...answer, status: 400 } : answer),
  /** HTTP 500 for an answer with an error. */
  'error-500': (answer) => (isError(answer) ? { ...answer, status: 500 } : answer),
  /** Fractions of seconds in the datestamps. */
  'fractional-datestamps': text((t) => t.replace(/(<datestamp>[^<]{19})Z/g, '$1.25Z')),
  /** Datestamps without a zone. */
  'zoneless-datestamps': text((t) => t.replace(/(<datestamp>[^<]{19})Z/g, '$1')),
  /** Datestamps with a blank instead of the T, and an offset. */
  'offset-datestamps': text((t) => t.replace(/(<datestamp>[^<]{10})T([^<]{8})Z/g, '$1 $2+00:00')),
  /** No datestamps. */
  'no-datestamps': text((t) => t.replace(/<datestamp>[^<]*<\/datestamp>/g, '')),
  /** completeListSize is three times too large. */
  'list-size': text((t) =>
    t.replace(/completeListSize="(\d+)"/, (_, n) => `completeListSize="${Number(n) * 3 + 1}"`),
  ),
  /** Every record twice. */
  duplicates: text((t) => t.replace(/<record>[\s\S]*?<\/record>/g, '$&\n$&')),
  /** The header's identifier in capitals. */
  'header-case': text((t) =>
    t.replace(/(<header[^>]*><identifier>)([^<]*)/g, (_, a, id) => a + id.toUpperCase()),
  ),
  /** The header's identifier is of the kind oai:…. */
  'header-oai-id': text((t) =>
    t.replace(/(<header[^>]*><identifier>)([^<]*)/g, (_, a, id) => `${a}oai:x:${id}`),
  ),
  /** status="deleted" inside metadata, and no deleted header. */
  'deleted-inside': text((t) => t.replace(/status="active"/g, 'status="deleted"')),
  /** A deleted record that has its metadata still. */
  'deleted-with-metadata': text((t) =>
    t.replace(/<header><identifier>/g, '<header status="deleted"><identifier>'),
  ),
  /** The old namespace of VOResource 0.10. */
  'old-namespace': text((t) => t.replaceAll('RegistryInterface/v1.0', 'RegistryInterface/v0.1')),
  /** request has other attributes than were asked. */
  'request-echo': text((t) =>
    t.replace(/<request [^>]*>/, '<request verb="Identify" metadataPrefix="oai_dc">'),
  ),
  /** An error and a list in one answer. */
  'error-and-list': text((t) =>
    t.replace('</request>\n<List', '</request>\n<error code="badArgument">x</error><List'),
  ),
  /** An HTML page with HTTP 200. */
  html: (answer) => ({
    ...answer,
    contentType: 'text/html',
    text: '<!DOCTYPE html>\n<html><body><p>Proxy error<br>Sorry &nbsp;</body></html>',
  }),
  /** HTML after the XML, as a PHP warning. */
  'trailing-html': text((t) => `${t}<br />\n<b>Warning</b>: division by zero`),
  /** HTML before the XML. */
  'leading-html': text((t) => `<br />\n<b>Notice</b>: undefined index\n${t}`),
  /** A DOCTYPE. */
  doctype: text((t) => t.replace('?>\n', '?>\n<!DOCTYPE OAI-PMH>\n')),
  /** ISO-8859-1 bytes, declared so. */
  latin1: ({ text: t, ...answer }) => ({
    ...answer,
    contentType: 'text/xml; charset=ISO-8859-1',
    text: t.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"'),
  }),
  /** ISO-8859-1 bytes, declared as UTF-8. */
  'latin1-lying': text((t) => t),
  /** UTF-16 with a byte order mark. */
  utf16: ({ text: t, ...answer }) => ({
    ...answer,
    contentType: 'text/xml',
    text: t.replace('encoding="UTF-8"', 'encoding="UTF-16"'),
  }),
  /** The charset of the Content-Type is not that of the declaration (which is right). */
  'charset-lying': (answer) => ({ ...answer, contentType: 'text/xml; charset=ISO-8859-1' }),
  /** metadataPrefix must go with the token. */
  'prefix-with-token': text((t, { args }) =>
    args.resumptionToken !== undefined && args.metadataPrefix === undefined
      ? t.replace(/<List[\s\S]*<\/List\w+>/, '<error code="badArgument">metadataPrefix is missing</error>')
      : t,
  ),
} satisfies Record<string, Mangle>;

export type Switch = keyof typeof SWITCHES;

const lastPages = new WeakMap<FakeRegistry, string>();

function withToken(page: string, token: string): string {
  return page.replace(/(<\/List(Records|Identifiers)>)/, `<resumptionToken>${token}</resumptionToken>$1`);
}

const BYTES: Partial<Record<Switch, BufferEncoding>> = {
  latin1: 'latin1',
  'latin1-lying': 'latin1',
  utf16: 'utf16le',
};

/** The answer as the switches make it. */
export function mangled(
  answer: Answer,
  asked: Asked,
  registry: FakeRegistry,
): { status: number; contentType: string | null; body: Buffer } {
  let made = answer;
  let encoding: BufferEncoding = 'utf8';
  for (const [name, mangle] of Object.entries(SWITCHES) as [Switch, Mangle][]) {
    if (!registry.switches.has(name)) continue;
    made = mangle(made, asked, registry);
    encoding = BYTES[name] ?? encoding;
  }
  const marked = encoding === 'utf16le' ? `\uFEFF${made.text}` : made.text;
  return { status: made.status, contentType: made.contentType, body: Buffer.from(marked, encoding) };
}
