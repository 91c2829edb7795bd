/** For each check one change of a right registry's answers that it must see. */
import { gzipSync } from 'node:zlib';
import type { Asked, Spoil, Told } from './spoiling-proxy.ts';

/** Made anew for each test: some remember what was asked before. */
type Make = () => Spoil;

type Change = (text: string, asked: Asked) => string;

/** Changes the text of the answers that `when` holds of. */
function text(change: Change, when: (asked: Asked) => boolean = () => true): Make {
  return () => (told, asked) =>
    when(asked) && typeof told.body === 'string' ? { ...told, body: change(told.body, asked) } : told;
}

/** Of the answers to these verbs. */
const of = (verbs: string, change: Change) =>
  text(change, ({ args }) => verbs.split(' ').includes(args.verb ?? ''));
/** Of lists in ivo_vor: of the first page, and of those that a token leads to. */
const LISTS = 'ListIdentifiers ListRecords';

const identify = (from: RegExp, to: string) => of('Identify', (t) => t.replace(from, to));
const listSets = (from: string | RegExp, to: string) => of('ListSets', (t) => t.replace(from, to));
const formats = (from: RegExp, to: string) => of('ListMetadataFormats', (t) => t.replace(from, to));
/** In ListRecords only. */
const listed = (from: RegExp, to: string) => of('ListRecords', (t) => t.replace(from, to));

const HEADER = /<header[^>]*>(?:(?!<\/header>).)*<\/header>/s;
const TOKEN = /<resumptionToken[^>]*>([^<]*)<\/resumptionToken>|<resumptionToken[^>]*\/>/;
const without =
  (pattern: RegExp): Change =>
  (t) =>
    t.replace(pattern, '');
const dropHeader = without(HEADER);
const isDay = (value: string | undefined) => value?.length === 10;

/** Instead of an error, an answer that says nothing is wrong. */
const noErrors = text((t) => t.replace(/(<error.*<\/error>)+/s, '<Identify/>'));
const error =
  (code: string): Change =>
  (t) =>
    t.replace(/(<\/request>|<request[^>]*\/>).*(<\/OAI-PMH>)/s, `$1<error code="${code}">Why not.</error>$2`);
const errorInstead = (code: string, when: (asked: Asked) => boolean) => text(error(code), when);

const withStatus =
  (status: number, when: (asked: Asked) => boolean): Make =>
  () =>
  (told, asked) =>
    when(asked) ? { ...told, status } : told;
const withHeaders =
  (
    change: (headers: Told['headers']) => Told['headers'],
    when: (asked: Asked) => boolean = () => true,
  ): Make =>
  () =>
  (told, asked) =>
    when(asked) ? { ...told, headers: change(told.headers) } : told;

/** Changes all pages of the lists that begin with such arguments. */
function wholeList(change: Change, when: (asked: Asked) => boolean): Make {
  return () => {
    const tokens = new Set<string>();
    return (told, asked) => {
      const isOurs = tokens.has(asked.args.resumptionToken ?? '') || when(asked);
      if (!isOurs || typeof told.body !== 'string') return told;
      const token = TOKEN.exec(told.body)?.[1] ?? '';
      if (token !== '') tokens.add(token);
      return { ...told, body: change(told.body, asked) };
    };
  };
}

/** A change from the second time on that the same thing is asked. */
const secondTime =
  (change: Change, when: (asked: Asked) => boolean): Make =>
  () => {
    const seen = new Set<string>();
    return (told, asked) => {
      const key = JSON.stringify(asked.args);
      const isAgain = seen.has(key);
      seen.add(key);
      return isAgain && when(asked) && typeof told.body === 'string'
        ? { ...told, body: change(told.body, asked) }
        : told;
    };
  };

const REGISTRY = /(<ri:Resource(?:(?!<ri:Resource).)*?xsi:type="vg:Registry".*?<\/ri:Resource>)/s;
/** Changes the registry's own record wherever it is. */
const own = (change: (record: string) => string) =>
  of('ListRecords GetRecord Identify', (t) => t.replace(REGISTRY, (record) => change(record)));
const AUTHORITY = /<record><header><identifier>ivo:\/\/padc\.example<\/identifier>.*?<\/record>/s;

export const SPOILS: Record<string, Make> = {
  'answers/arrives':
    () =>
    (told, { args }) =>
      args.verb === 'ListSets' ? 'drop' : told,
  'answers/status': withStatus(400, ({ args }) => args.verb === undefined),
  'answers/retry-after': withStatus(503, ({ args }) => args.verb === 'ListSets'),
  'answers/content-type': withHeaders((headers) => ({ ...headers, 'content-type': 'application/xml' })),
  'answers/well-formed': of('ListSets', (t) => t.replace('</setName>', '')),
  'answers/declaration': text(without(/^<\?xml.*?\?>/)),
  'answers/root': text((t) => t.replace('OAI-PMH.xsd', 'OAI.xsd')),
  'answers/prefix': text((t) =>
    t
      .replace('<OAI-PMH ', '<oai:OAI-PMH xmlns:oai="http://www.openarchives.org/OAI/2.0/" ')
      .replace('</OAI-PMH>', '</oai:OAI-PMH>'),
  ),
  'answers/schema': identify(/<protocolVersion>/, '<protocol/><protocolVersion>'),
  'answers/response-date': text((t) => t.replace(/Z<\/responseDate>/, '.5Z</responseDate>')),
  'answers/clock': text((t) => t.replace(/<responseDate>[^<]*/, '<responseDate>2001-01-01T00:00:00Z')),
  'answers/request': text((t) => t.replace(/\/oai<\/request>/, '/OAI</request>')),
  'answers/request-attributes': text((t) => t.replace(/<request [^>]*>/, '<request>')),
  'answers/request-bare': text((t) => t.replace('<request>', '<request verb="Identify">')),
  'answers/content': text((t) => t.replace('</OAI-PMH>', '<more/></OAI-PMH>')),
  'answers/error-code': text((t) => t.replace('code="badVerb"', 'code="BadVerb"')),
  'answers/error-text': text((t) => t.replace(/(<error[^>]*>)[^<]*/, '$1')),

  'identify/answers': secondTime(error('badArgument'), ({ args }) => args.verb === 'Identify'),
  'identify/complete': identify(/<adminEmail>[^<]*<\/adminEmail>/, ''),
  'identify/base-url': identify(/<baseURL>[^<]*/, '<baseURL>https://elsewhere.example/oai'),
  'identify/protocol-version': identify(/<protocolVersion>2.0/, '<protocolVersion>1.1'),
  'identify/admin-email': identify(/<adminEmail>[^<]*/, '<adminEmail>the operator'),
  'identify/granularity': identify(/Thh:mm:ssZ/, ''),
  'identify/earliest-datestamp': identify(/(<earliestDatestamp>.{10})[^<]*/, '$1'),
  'identify/deleted-record': identify(/>persistent</, '>always<'),
  'identify/keeps-deletions': identify(/>persistent</, '>no<'),
  'identify/compression': identify(/>gzip</, '>identity<'),
  'identify/description': identify(/<description>(?=<ri).*?<\/ri:Resource><\/description>/s, ''),
  'identify/containers': identify(/<description>(?=<ri)/, '<description><more/>'),

  'http/post': errorInstead('badVerb', ({ method }) => method === 'POST'),
  'http/encoded': errorInstead('badArgument', ({ path, method }) => method === 'GET' && path.includes('%69')),
  'http/plain-identifier': errorInstead('badArgument', ({ path }) => path.includes('=ivo://')),
  'http/uncompressed': () => (told) => ({
    ...told,
    headers: { ...told.headers, 'content-encoding': 'gzip' },
    body: gzipSync(told.body),
  }),
  // The proxy answers plainly whenever it changes something.
  'http/compression': text((t) => t),
  'http/vary': () => (told) => ({
    ...told,
    headers: { 'content-type': 'text/xml', 'content-encoding': 'gzip' },
    body: gzipSync(told.body),
  }),
  'http/no-redirect':
    () =>
    (told, { path }) =>
      path.startsWith('/oai?')
        ? { ...told, status: 302, headers: { location: path.replace('/oai', '/oai/') } }
        : told,
  'http/trailing-slash': withStatus(404, ({ path }) => path.startsWith('/oai/')),
  'http/accept': withStatus(406, ({ headers }) => headers.accept === 'application/xml'),
  'http/head': withStatus(405, ({ method }) => method === 'HEAD'),
  'http/other-methods': withStatus(200, ({ method }) => method === 'PROPFIND'),

  'lists/answers': errorInstead('noRecordsMatch', ({ args }) => args.metadataPrefix === 'oai_dc'),
  'lists/formats': formats(/oai_dc</, 'dc<'),
  'lists/dublin-core': formats(/oai_dc.xsd/, 'dc.xsd'),
  'lists/prefixes': formats(/>ivo_vor</, '>ivo vor<'),
  'lists/formats-work': formats(/>oai_dc</, '>marc<'),
  'lists/formats-of-record': text(
    without(/<metadataFormat>.*?<\/metadataFormat>/s),
    ({ args }) => args.verb === 'ListMetadataFormats' && args.identifier !== undefined,
  ),
  'lists/schema-location': formats(
    /<schema>http:\/\/www.ivoa[^<]*/,
    '<schema>http://www.ivoa.net/xml/other.xsd',
  ),
  'lists/identifiers-and-records': of('ListIdentifiers', dropHeader),
  'lists/both-formats': text(dropHeader, ({ args }) => args.metadataPrefix === 'oai_dc'),
  'lists/no-duplicates': of('ListIdentifiers', (t) => t.replace(HEADER, '$&$&')),
  'lists/get-header': of('GetRecord', (t) => t.replace(/(<datestamp>[^<]*)\dZ/, '$1XZ')),
  'lists/get-record': of('GetRecord', (t) => t.replace(/<title>/, '<title>Not ')),
  'lists/get-dublin-core': text(
    (t) => t.replace(/<dc:identifier>[^<]*<\/dc:identifier>/g, ''),
    ({ args }) => args.verb === 'GetRecord',
  ),
  'lists/letter-case': errorInstead('idDoesNotExist', ({ args }) => /[A-Z]{3}/.test(args.identifier ?? '')),

  'paging/ends': of('ListIdentifiers', (t) =>
    t.replace(TOKEN, '<resumptionToken>the-same-again</resumptionToken>'),
  ),
  'paging/last-token': of(LISTS, without(/<resumptionToken[^>]*(\/>|><\/resumptionToken>)/)),
  'paging/one-page': text(
    (t) => t.replace('</ListIdentifiers>', '<resumptionToken/></ListIdentifiers>'),
    ({ args }) => args.from !== undefined,
  ),
  'paging/no-empty-page': of('ListIdentifiers', (t, { args }) =>
    args.resumptionToken === undefined ? t : t.replace(/<header.*<\/header>/s, ''),
  ),
  'paging/again': secondTime(dropHeader, ({ args }) => args.resumptionToken !== undefined),
  'paging/earlier-token': secondTime(
    error('badResumptionToken'),
    ({ args }) => args.resumptionToken !== undefined,
  ),
  'paging/post': errorInstead(
    'badResumptionToken',
    ({ method, args }) => method === 'POST' && args.resumptionToken !== undefined,
  ),
  'paging/altered-token': noErrors,
  'paging/token-form': of(LISTS, (t) =>
    t.replace(TOKEN, (all, token: string) =>
      token === '' ? all : '<resumptionToken>a/b+c=</resumptionToken>',
    ),
  ),
  'paging/size': text((t) => t.replace(/completeListSize="\d+"/, 'completeListSize="1"')),
  'paging/cursor': text((t) => t.replace(/cursor="\d+"/, 'cursor="7"')),
  'paging/expiry': text((t) =>
    t.replace('<resumptionToken ', '<resumptionToken expirationDate="2026-01-01T00:00:00Z" '),
  ),
  'paging/lone-entry': of('ListIdentifiers', (t) =>
    /<resumptionToken[^>]*(\/>|><\/)/.test(t) ? t.replace(/(<header.*?<\/header>).*<\/header>/s, '$1') : t,
  ),

  'dates/too-fine': identify(/Thh:mm:ssZ/, ''),
  'dates/future-until': errorInstead(
    'noRecordsMatch',
    ({ args }) => args.from === undefined && args.until !== undefined,
  ),
  'dates/form': of('ListIdentifiers', (t) => t.replace(/Z<\/datestamp>/, '.0Z</datestamp>')),
  'dates/earliest': identify(/<earliestDatestamp>[^<]*/, '<earliestDatestamp>2099-01-01T00:00:00Z'),
  'dates/earliest-true': identify(/<earliestDatestamp>[^<]*/, '<earliestDatestamp>1970-01-01T00:00:00Z'),
  'dates/not-ahead': of('ListIdentifiers', (t) =>
    t.replace(/<datestamp>[^<]*/, '<datestamp>2099-01-01T00:00:00Z'),
  ),
  'dates/changed': listed(/updated="[^"]*"/, 'updated="2099-01-01T00:00:00Z"'),
  'dates/one-second': text(dropHeader, ({ args }) => args.from !== undefined && args.from === args.until),
  'dates/one-day': text(dropHeader, ({ args }) => isDay(args.from) && args.from === args.until),
  'dates/from': text(dropHeader, ({ args }) => args.from !== undefined && args.until === undefined),
  'dates/until': text(dropHeader, ({ args }) => args.from === undefined && args.until !== undefined),
  'dates/windows': text(dropHeader, ({ args }) => isDay(args.from) && isDay(args.until)),

  'sets/answers': errorInstead('badArgument', ({ args }) => args.verb === 'ListSets'),
  'sets/managed': listSets('>ivo_managed<', '>managed<'),
  'sets/reserved-names': listSets(/<setSpec>type/, '<setSpec>ivo_type'),
  'sets/form': listSets(/<setName>[^<]*/, '<setName>'),
  'sets/known': listSets(/<set><setSpec>type.*?<\/set>/s, ''),
  'sets/lists': text(dropHeader, ({ args }) => args.set !== undefined),
  'sets/headers': text(without(/<setSpec>type[^<]*<\/setSpec>/), ({ args }) => args.set === 'ivo_managed'),
  'sets/deepest': of('ListIdentifiers', (t) =>
    t.replace(/<setSpec>/, '<setSpec>ivo_managed:x</setSpec><setSpec>'),
  ),
  'sets/managed-is-ours': text(dropHeader, ({ args }) => args.set === 'ivo_managed'),
  'sets/steady': secondTime(
    (t) => t.replace(/<set>.*?<\/set>/s, ''),
    ({ args }) => args.verb === 'ListSets',
  ),

  'deletions/none-announced': identify(/>persistent</, '>no<'),
  'deletions/get-record': of('GetRecord', (t) => t.replace(' status="deleted"', '')),
  'deletions/header-only': listed(/<header status="deleted">.*?<\/header>/s, '$&<metadata/>'),
  'deletions/both-formats': wholeList(
    (t) => t.replaceAll(' status="deleted"', ''),
    ({ args }) => args.metadataPrefix === 'oai_dc',
  ),
  'deletions/sets-kept': wholeList(
    without(/<header status="deleted">.*?<\/header>/s),
    ({ args }) => args.set !== undefined,
  ),
  'deletions/in-time': text(
    (t) => t.replaceAll(' status="deleted"', ''),
    ({ args }) => args.from !== undefined,
  ),
  'deletions/formats': errorInstead('idDoesNotExist', ({ args }) => args.verb === 'ListMetadataFormats'),
  'deletions/status-inside': listed(/status="active"/, 'status="deleted"'),

  'profile/own-record': listed(
    /<record><header><identifier>ivo:\/\/padc.example\/registry<.*?<\/record>/s,
    '',
  ),
  'profile/own-record-managed': text(
    without(/<header><identifier>ivo:\/\/padc.example\/registry<.*?<\/header>/s),
    ({ args }) => args.verb === 'ListIdentifiers',
  ),
  'profile/description': identify(/<title>/, '<title>Not '),
  'profile/title': identify(/<repositoryName>/, '<repositoryName>Not '),
  'profile/harvest-interface': own((r) => r.replace(/\/oai(\s*<\/accessURL>)/, '/other$1')),
  'profile/standard-id': own((r) =>
    r.replace('ivo.net/std/Registry', 'x').replace('ivo://ivoa.net/std/Registry', 'ivo://ivoa.net/std/Other'),
  ),
  'profile/page-size': own((r) => r.replace(/<maxRecords>\d+/, '<maxRecords>5')),
  'profile/soap': own((r) => r.replace('xsi:type="vr:WebBrowser"', 'xsi:type="vg:OAISOAP"')),
  'profile/full': own((r) => r.replace('<full>false', '<full>true')),
  'profile/authorities': own((r) => r.replace('<managedAuthority>padc', '<managedAuthority>other')),
  'profile/authority-records': listed(AUTHORITY, ''),
  'profile/authority-identifiers': listed(
    /(<header><identifier>ivo:\/\/padc\.example)(<\/identifier>)/,
    '$1/key$2',
  ),
  'profile/managing-organisation': listed(/<managingOrg ivo-id="[^"]*"/, '<managingOrg'),
  'profile/publisher': own((r) => r.replace(/<publisher ivo-id="[^"]*"/, '<publisher')),
  'profile/foreign-standards': text(
    (t) => t.replace(/<identifier>ivo:\/\/padc\.example\//, '<identifier>ivo://ivoa.net/'),
    ({ args }) => args.verb === 'ListIdentifiers',
  ),
  'profile/vosi': own((r) => r.replace('VOSI#availability', 'VOSI#other')),
  'profile/vosi-answers': withStatus(404, ({ path }) => path.startsWith('/vosi/availability')),

  'records/one-resource': listed(/<metadata>/, '<metadata><more/>'),
  'records/type': listed(/xsi:type="vs:/, 'xsi:type="undeclared:'),
  'records/identifier': listed(/(<header><identifier>)([^<]*)/, '$1$2/other'),
  'records/ivoid': of('ListIdentifiers', (t) => t.replace(/<identifier>ivo:/, '<identifier>oai:')),
  'records/dates': listed(/ created="[^"]*"/, ''),
  'records/schema': listed(/<title>[^<]*<\/title>/, ''),
  'records/rules': listed(/<title>[^<]*/, '<title>'),
  'records/across': listed(/<publisher ivo-id="[^"]*"/, '<publisher ivo-id="ivo://padc.example/nobody"'),
};

/** Of every check in these groups that has no spoil of its own: what should be refused is not. */
export const REFUSALS: Make = noErrors;
