/** The right answers of fake-registry.ts. */
import type { Asked, FakeRegistry } from './fake-registry.ts';

export interface FakeRecord {
  id: string;
  /** UTC seconds, `YYYY-MM-DDThh:mm:ssZ`. */
  datestamp: string;
  deleted: boolean;
  sets: string[];
  /** What stands inside `metadata`. */
  xml: string;
}

export interface Settings {
  pageSize: number;
  /** `day`: datestamps and `from` have days only. */
  granularity: 'seconds' | 'day';
  /** null: noSetHierarchy. */
  sets: string[] | null;
  compression: 'identity' | 'gzip' | 'deflate' | 'br';
  methods: string[];
  /** A token answers badResumptionToken when it is used more often than this. */
  tokenUses: number;
}

/** A vr:Resource that says its id. */
export function fakeResource(id: string, { title = 'A resource' }: { title?: string } = {}): string {
  return (
    '<ri:Resource xmlns="" xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0" ' +
    'xmlns:vr="http://www.ivoa.net/xml/VOResource/v1.0" ' +
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="vr:Resource" status="active" ' +
    `created="2020-01-01T00:00:00Z" updated="2020-01-01T00:00:00Z"><title>${title}</title>` +
    `<identifier>${id}</identifier><curation><publisher>P</publisher><contact><name>N</name></contact></curation>` +
    '<content><subject>test</subject><description>D</description><referenceURL>http://x.example/</referenceURL>' +
    '</content></ri:Resource>'
  );
}

/** `ivo://fake.example/r1` to `/r<count>`, one second apart from 2026-11-01 on, all in ivo_managed. */
export function fakeRecords(count: number): FakeRecord[] {
  const start = Date.UTC(2026, 10, 1);
  return Array.from({ length: count }, (_, i) => {
    const id = `ivo://fake.example/r${i + 1}`;
    const datestamp = new Date(start + i * 1000).toISOString().replace('.000Z', 'Z');
    return { id, datestamp, deleted: false, sets: ['ivo_managed'], xml: fakeResource(id) };
  });
}

const OAI = 'http://www.openarchives.org/OAI/2.0/';

export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export function answerOf(registry: FakeRegistry, { args }: Asked): string {
  const verb = VERBS[args.verb ?? ''];
  const body = verb === undefined ? error('badVerb', 'no such verb') : verb(registry, args);
  const echoed = /^<error code="bad(Verb|Argument)"/.test(body) ? {} : args;
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<OAI-PMH xmlns="${OAI}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ` +
    `xsi:schemaLocation="${OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">\n` +
    `<responseDate>${registry.now()}</responseDate>\n` +
    `<request${Object.entries(echoed)
      .map(([name, value]) => ` ${name}="${escaped(value)}"`)
      .join('')}>${escaped(registry.url)}</request>\n${body}\n</OAI-PMH>\n`
  );
}

function error(code: string, text: string): string {
  return `<error code="${code}">${text}</error>`;
}

type Args = Record<string, string>;

const VERBS: Record<string, (registry: FakeRegistry, args: Args) => string> = {
  Identify: (registry) => {
    const all = [...registry.records.values()].map((record) => record.datestamp).sort();
    return (
      `<Identify><repositoryName>Fake &amp; Sons</repositoryName><baseURL>${escaped(registry.url)}</baseURL>` +
      '<protocolVersion>2.0</protocolVersion><adminEmail>admin@fake.example</adminEmail>' +
      `<earliestDatestamp>${stamp(registry, all[0] ?? registry.now())}</earliestDatestamp>` +
      '<deletedRecord>persistent</deletedRecord>' +
      `<granularity>${registry.settings.granularity === 'day' ? 'YYYY-MM-DD' : 'YYYY-MM-DDThh:mm:ssZ'}</granularity>` +
      '<compression>gzip</compression>' +
      `<description>${fakeResource('ivo://fake.example/registry', { title: 'Fake' })}</description></Identify>`
    );
  },
  ListSets: ({ settings }) =>
    settings.sets === null
      ? error('noSetHierarchy', 'no sets')
      : `<ListSets>${settings.sets
          .map((spec) => `<set><setSpec>${spec}</setSpec><setName>${spec} records</setName></set>`)
          .join('')}</ListSets>`,
  ListMetadataFormats: () =>
    `<ListMetadataFormats>${['ivo_vor', 'oai_dc']
      .map(
        (prefix) =>
          `<metadataFormat><metadataPrefix>${prefix}</metadataPrefix><schema>http://x.example/${prefix}.xsd</schema>` +
          `<metadataNamespace>http://x.example/${prefix}</metadataNamespace></metadataFormat>`,
      )
      .join('')}</ListMetadataFormats>`,
  GetRecord: (registry, { identifier = '', metadataPrefix }) => {
    if (metadataPrefix === undefined) return error('badArgument', 'metadataPrefix is missing');
    const found = registry.records.get(identifier);
    if (found === undefined) return error('idDoesNotExist', 'no such record');
    return `<GetRecord>${recordXml(registry, found)}</GetRecord>`;
  },
  ListRecords: (registry, args) => listed(registry, args, 'ListRecords', recordXml),
  ListIdentifiers: (registry, args) => listed(registry, args, 'ListIdentifiers', headerXml),
};

/** What a token says; written so that a client which does not percent-encode it is found out (HV-07). */
interface Token {
  from: string;
  until: string;
  set: string;
  after: string;
  seen: number;
}

function written(token: Token): string {
  return `${Object.values(token).join('&')}&=+/#%41 é;<>`;
}

function readToken(text: string): Token | null {
  const [from, until, set, after, seen, rest] = text.split('&');
  if (after === undefined || seen === undefined || rest !== '=+/#%41 é;<>') return null;
  return { from: from ?? '', until: until ?? '', set: set ?? '', after, seen: Number(seen) };
}

function listed(
  registry: FakeRegistry,
  args: Args,
  verb: string,
  entry: (registry: FakeRegistry, record: FakeRecord) => string,
): string {
  const { settings } = registry;
  const start = beginning(registry, args);
  if (typeof start === 'string') return start;
  const matching = [...registry.records.values()].filter((record) => matches(record, start, settings));
  const rest = matching
    .map((record) => ({ record, key: keyOf(record) }))
    .filter(({ key }) => key > start.after)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  if (rest.length === 0) {
    return start.seen === 0
      ? error('noRecordsMatch', 'nothing')
      : error('badResumptionToken', 'nothing left');
  }
  const page = rest.slice(0, settings.pageSize);
  const last = page.at(-1)?.key ?? '';
  const size = ` completeListSize="${matching.length}" cursor="${start.seen}"`;
  const next = written({ ...start, after: last, seen: start.seen + page.length });
  const more = `<resumptionToken${size}>${escaped(next)}</resumptionToken>`;
  const end = start.seen === 0 ? '' : `<resumptionToken${size}/>`;
  return `<${verb}>${page.map(({ record }) => entry(registry, record)).join('\n')}${rest.length > page.length ? more : end}</${verb}>`;
}

function beginning(registry: FakeRegistry, args: Args): Token | string {
  const { resumptionToken, metadataPrefix, from = '', until = '', set = '' } = args;
  if (resumptionToken !== undefined) {
    const isAlone = Object.keys(args).length === 2 || registry.switches.has('prefix-with-token');
    if (!isAlone) return error('badArgument', 'resumptionToken is exclusive');
    const uses = registry.requests.filter((asked) => asked.args.resumptionToken === resumptionToken).length;
    const token = uses > registry.settings.tokenUses ? null : readToken(resumptionToken);
    return token ?? error('badResumptionToken', 'not one of mine');
  }
  if (metadataPrefix === undefined) return error('badArgument', 'metadataPrefix is missing');
  if (!['ivo_vor', 'oai_dc'].includes(metadataPrefix)) return error('cannotDisseminateFormat', 'unknown');
  if (set !== '' && registry.settings.sets === null) return error('noSetHierarchy', 'no sets');
  const form =
    registry.settings.granularity === 'day' ? /^\d{4}-\d\d-\d\d$/ : /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/;
  if ([from, until].some((date) => date !== '' && !form.test(date)))
    return error('badArgument', 'finer than mine');
  return { from, until, set, after: '', seen: 0 };
}

function matches(record: FakeRecord, { from, until, set }: Token, { granularity }: Settings): boolean {
  const at = granularity === 'day' ? record.datestamp.slice(0, 10) : record.datestamp;
  const latest = until.length === 10 && granularity === 'seconds' ? `${until}T23:59:59Z` : until;
  return at >= from && (until === '' || at <= latest) && (set === '' || record.sets.includes(set));
}

function keyOf({ datestamp, id }: FakeRecord): string {
  return `${datestamp} ${id}`;
}

function stamp({ settings }: FakeRegistry, datestamp: string): string {
  return settings.granularity === 'day' ? datestamp.slice(0, 10) : datestamp;
}

function headerXml(registry: FakeRegistry, record: FakeRecord): string {
  const sets = registry.settings.sets === null ? [] : record.sets;
  return (
    `<header${record.deleted ? ' status="deleted"' : ''}><identifier>${escaped(record.id)}</identifier>` +
    `<datestamp>${stamp(registry, record.datestamp)}</datestamp>${sets
      .map((spec) => `<setSpec>${spec}</setSpec>`)
      .join('')}</header>`
  );
}

function recordXml(registry: FakeRegistry, record: FakeRecord): string {
  const metadata = record.deleted ? '' : `<metadata>${record.xml}</metadata>`;
  return `<record>${headerXml(registry, record)}${metadata}</record>`;
}
