import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakePublished, REGISTRY } from '../helpers/fake-published.ts';
import { ask, type Service, startService } from '../helpers/service.ts';

const RECORD = 'ivo://padc.example/records/r1';
const GONE = 'ivo://padc.example/records/gone';
const DC = 'metadataPrefix=oai_dc';
const ID = `identifier=${encodeURIComponent(RECORD)}`;

let service: Service;
let published: FakePublished;

beforeAll(async () => {
  published = new FakePublished();
  for (let i = 1; i <= 24; i += 1) {
    published.put(`ivo://padc.example/records/r${i}`, `2026-11-02T00:00:${String(i % 5).padStart(2, '0')}Z`);
  }
  published.put(GONE, '2026-11-02T00:00:01Z');
  published.delete(GONE, '2026-11-03T12:30:00Z');
  service = await startService(published);
});
afterAll(() => service.close());

// Each row: what is asked, the codes that must come, in this order ('' = no error), and the source.
const TABLE: [query: string, codes: string, rule: string][] = [
  ['verb=Identify', '', 'OAI-69'],
  ['verb=Identify&identifier=x', 'badArgument', 'OAI-61 argument of another verb'],
  ['verb=Identify&foo=bar', 'badArgument', 'OAI-61 unknown argument'],
  ['verb=Identify&foo=bar&baz=1', 'badArgument badArgument', 'OAI-68 all errors'],
  ['', 'badVerb', 'OAI-60 no verb'],
  ['foo=bar', 'badVerb', 'OAI-60 no verb'],
  ['verb=', 'badVerb', 'OAI-60 empty'],
  ['verb=junk', 'badVerb', 'OAI-60 unknown'],
  ['verb=identify', 'badVerb', 'OAI-60 case-sensitive'],
  ['verb=Identify&verb=Identify', 'badVerb', 'OAI-60 repeated'],
  ['verb=Identify&verb=ListSets', 'badVerb', 'OAI-60 repeated'],
  ['verb=%FF', 'badVerb', 'OAI-60 no UTF-8'],
  ['verb=constructor', 'badVerb', 'OAI-60 not a property of objects'],
  ['verb=Identify&__proto__=x', 'badArgument', 'OAI-61 not a property of objects'],
  ['verb=Identify&', '', 'OAI-03 empty piece'],
  ['verb=Identify;foo=bar', 'badVerb', 'OAI-03 ; is no separator'],
  ['verb=ListSets', '', 'RI-40'],
  ['verb=ListSets&resumptionToken=x', 'badResumptionToken', 'OAI-62 never partitioned'],
  ['verb=ListSets&resumptionToken=', 'badResumptionToken', 'OAI-62'],
  ['verb=ListSets&set=vespa', 'badArgument', 'OAI-61'],
  ['verb=ListSets&resumptionToken=x&set=vespa', 'badArgument', 'OAI-61'],
  ['verb=ListMetadataFormats', '', 'RI-03'],
  [`verb=ListMetadataFormats&${ID}`, '', 'OAI-69'],
  [`verb=ListMetadataFormats&identifier=${GONE}`, '', 'OAI-66 deleted: the formats of its header'],
  ['verb=ListMetadataFormats&identifier=ivo://nowhere/x', 'idDoesNotExist', 'OAI-64'],
  ['verb=ListMetadataFormats&identifier=', 'badArgument', 'OAI-61 empty'],
  [`verb=ListMetadataFormats&${DC}`, 'badArgument', 'OAI-61'],
  [`verb=GetRecord&${ID}&${DC}`, '', 'OAI-50'],
  [`verb=GetRecord&${DC}&${ID}`, '', 'OAI-03 any order'],
  [`verb=GetRecord&${ID}&metadataPrefix=ivo_vor`, '', 'RI-02'],
  [`verb=GetRecord&identifier=${RECORD.toUpperCase().replace('IVO', 'ivo')}&${DC}`, '', 'IDN-04 any case'],
  [`verb=GetRecord&identifier=${GONE}&${DC}`, '', 'OAI-32 deleted'],
  [`verb=GetRecord&identifier=${GONE}&metadataPrefix=ivo_vor`, '', 'OAI-33 deleted in every format'],
  ['verb=GetRecord', 'badArgument badArgument', 'OAI-61, OAI-68 both missing'],
  [`verb=GetRecord&${DC}`, 'badArgument', 'OAI-61 missing'],
  [`verb=GetRecord&${ID}`, 'badArgument', 'OAI-61 missing'],
  [`verb=GetRecord&${ID}&${ID}&${DC}`, 'badArgument', 'OAI-61 repeated'],
  [`verb=GetRecord&${ID}&metadataPrefix=junk`, 'cannotDisseminateFormat', 'OAI-63'],
  [`verb=GetRecord&${ID}&metadataPrefix=a%20b`, 'badArgument', 'OAI-17 no prefix can be so'],
  [`verb=GetRecord&${ID}&metadataPrefix=`, 'badArgument', 'OAI-61 empty'],
  [`verb=GetRecord&identifier=ivo://nowhere/x&${DC}`, 'idDoesNotExist', 'OAI-64 unknown'],
  [`verb=GetRecord&identifier=invalid%22id&${DC}`, 'idDoesNotExist', 'OAI-64 illegal'],
  [`verb=GetRecord&identifier=%25zz&${DC}`, 'idDoesNotExist', 'OAI-17 no anyURI'],
  [`verb=GetRecord&identifier=%23%23&${DC}`, 'idDoesNotExist', 'OAI-17 no anyURI'],
  [
    'verb=GetRecord&identifier=ivo://nowhere/x&metadataPrefix=junk',
    'cannotDisseminateFormat idDoesNotExist',
    'OAI-68',
  ],
  [`verb=GetRecord&${ID}&${DC}&from=2024-01-01`, 'badArgument', 'OAI-61'],
  [`verb=GetRecord&identifier=a%00b&${DC}`, 'badArgument', 'OAI-18 control character'],
  [`verb=GetRecord&identifier=a%0Ab&${DC}`, 'badArgument', 'OAI-18 control character'],
  [`verb=GetRecord&identifier=a%EF%BF%BEb&${DC}`, 'badArgument', 'OAI-18 U+FFFE'],
  [`verb=GetRecord&identifier=a%ED%A0%80b&${DC}`, 'badArgument', 'OAI-61 lone surrogate is no UTF-8'],
  [`verb=GetRecord&identifier=a%zzb&${DC}`, 'badArgument', 'OAI-61 broken escape'],
];
const LISTS: typeof TABLE = [
  [DC, '', 'OAI-69'],
  ['metadataPrefix=ivo_vor', '', 'RI-02'],
  ['', 'badArgument', 'OAI-61 missing'],
  ['metadataPrefix=junk', 'cannotDisseminateFormat', 'OAI-63'],
  ['from=junk&metadataPrefix=a%20b', 'badArgument badArgument', 'OAI-68'],
  ['from=junk&metadataPrefix=junk', 'badArgument cannotDisseminateFormat', 'OAI-68'],
  [`${DC}&${DC}`, 'badArgument', 'OAI-61 repeated'],
  [`${DC}&identifier=x`, 'badArgument', 'OAI-61'],
  [`${DC}&from=2026-11-02&until=2026-11-02`, '', 'OAI-21 a day means the whole day'],
  [`${DC}&from=2026-11-02T00:00:01Z&until=2026-11-02T00:00:01Z`, '', 'OAI-23 inclusive'],
  [`${DC}&until=2026-11-01T00:00:00Z`, '', 'OAI-23 inclusive'],
  [`${DC}&until=2099-01-01`, '', 'OAI-29 future until'],
  [`${DC}&until=2020-01-01`, 'noRecordsMatch', 'OAI-29 before the first change'],
  [`${DC}&from=2099-01-01`, 'noRecordsMatch', 'OAI-65'],
  [`${DC}&from=2026-11-02&until=2026-11-01`, 'badArgument', 'OAI-23 from after until'],
  [`${DC}&from=2026-11-02&until=2026-11-02T00:00:00Z`, 'badArgument', 'OAI-20 granularities differ'],
  [`${DC}&from=`, 'badArgument', 'OAI-20 empty'],
  [`${DC}&from=2026`, 'badArgument', 'OAI-20 year'],
  [`${DC}&from=2026-11`, 'badArgument', 'OAI-20 month'],
  [`${DC}&from=2024-02-30`, 'badArgument', 'OAI-20 no such day'],
  [`${DC}&from=2023-02-29`, 'badArgument', 'OAI-20 no leap year'],
  [`${DC}&from=0000-01-01`, 'badArgument', 'OAI-17 no xs:date'],
  [`${DC}&from=0001-01-01`, '', 'OAI-20'],
  [`${DC}&from=2024-01-01T24:00:00Z`, 'badArgument', 'OAI-20'],
  [`${DC}&from=2024-01-01T23:59:60Z`, 'badArgument', 'OAI-20'],
  [`${DC}&from=2024-01-01T00:00:00.5Z`, 'badArgument', 'OAI-22 finer than announced'],
  [`${DC}&from=2024-01-01T00:00:00`, 'badArgument', 'OAI-20 no Z'],
  [`${DC}&from=2024-01-01T00:00:00%2B01:00`, 'badArgument', 'OAI-20 offset'],
  [`${DC}&from=+2024-01-01`, 'badArgument', 'OAI-20 blank'],
  [`${DC}&from=junk&until=junk`, 'badArgument badArgument', 'OAI-68'],
  [`${DC}&set=ivo_managed`, '', 'RI-41'],
  [`${DC}&set=nosuchset`, 'noRecordsMatch', 'OAI-43 unknown'],
  [`${DC}&set=a:b`, 'noRecordsMatch', 'OAI-43 unknown'],
  [`${DC}&set=a::b`, 'badArgument', 'OAI-43 malformed'],
  [`${DC}&set=a+b`, 'badArgument', 'OAI-43 malformed'],
  [`${DC}&set=`, 'badArgument', 'OAI-43 malformed'],
  ['resumptionToken=junk', 'badResumptionToken', 'OAI-62'],
  ['resumptionToken=', 'badResumptionToken', 'OAI-62 the empty token of a last page'],
  ['resumptionToken=a%22b%3Cc', 'badResumptionToken', 'OAI-62'],
  [`resumptionToken=junk&${DC}`, 'badArgument', 'OAI-62 exclusive'],
  ['resumptionToken=junk&until=1990-01-10', 'badArgument', 'OAI-62 exclusive'],
];
for (const verb of ['ListIdentifiers', 'ListRecords']) {
  TABLE.push(
    ...LISTS.map(([query, codes, rule]): (typeof TABLE)[number] => [`verb=${verb}&${query}`, codes, rule]),
  );
}

describe.each(['GET', 'POST'])('OAI-01: verbs × arguments × errors by %s', (method) => {
  it.each(TABLE)('%s → %s (%s)', async (query, codes) => {
    const answer = await ask(service.root, query, method);
    expect(answer.errors.join(' ')).toBe(codes);
    const verb = new URLSearchParams(query).get('verb');
    if (codes === '') {
      expect(answer.xml).toContain(`<${verb}>`);
    }
    if (codes.includes('badVerb') || codes.includes('badArgument')) {
      expect(answer.request, 'OAI-15').toEqual({});
    } else {
      expect(answer.request.verb, 'OAI-14').toBe(verb);
    }
    expect(answer.xml, 'OAI-14').toContain('>https://registry.padc.example/oai</request>');
  });

  it('OAI-14: <request> has exactly the arguments, in whatever order they came', async () => {
    const { request } = await ask(service.root, `set=vespa&from=2026-11-02&${DC}&verb=ListRecords`, method);
    expect(request).toEqual({
      verb: 'ListRecords',
      metadataPrefix: 'oai_dc',
      from: '2026-11-02',
      set: 'vespa',
    });
  });

  it('OAI-17: an identifier that is no anyURI is left out of <request>, one that merely looks odd is not', async () => {
    const odd = await ask(service.root, `verb=GetRecord&identifier=invalid%22id&${DC}`, method);
    expect(odd.request.identifier).toBe('invalid&quot;id');
    const none = await ask(service.root, `verb=GetRecord&identifier=a%25zz&${DC}`, method);
    expect(none.request).toEqual({ verb: 'GetRecord', metadataPrefix: 'oai_dc' });
  });
});

describe('what the verbs answer', () => {
  it('OAI-11, OAI-13: the root and its attributes, the responseDate', async () => {
    const { xml } = await ask(service.root, 'verb=ListSets');
    expect(
      xml.startsWith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" ' +
          'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
          'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">' +
          '<responseDate>2026-11-20T10:00:00Z</responseDate><request verb="ListSets">',
      ),
    ).toBe(true);
  });

  it('RI-20, RI-21, RI-30, OAI-70: Identify', async () => {
    const { xml } = await ask(service.root, 'verb=Identify');
    expect(xml).toContain(
      '<Identify><repositoryName>Registry of PADC &amp; &lt;others&gt;</repositoryName>' +
        '<baseURL>https://registry.padc.example/oai</baseURL><protocolVersion>2.0</protocolVersion>' +
        '<adminEmail>registry@padc.example</adminEmail><earliestDatestamp>2026-11-01T00:00:00Z</earliestDatestamp>' +
        '<deletedRecord>persistent</deletedRecord><granularity>YYYY-MM-DDThh:mm:ssZ</granularity>' +
        '<compression>gzip</compression><description><ri:Resource xmlns="" ',
    );
    expect(xml).toContain(`<identifier>${REGISTRY}</identifier>`);
  });

  it('RI 2.2, OAI-50: both formats are announced with their schemas', async () => {
    const { xml } = await ask(service.root, 'verb=ListMetadataFormats');
    const format = (prefix: string, schema: string, namespace: string) =>
      `<metadataFormat><metadataPrefix>${prefix}</metadataPrefix><schema>${schema}</schema>` +
      `<metadataNamespace>${namespace}</metadataNamespace></metadataFormat>`;
    const vor = 'http://www.ivoa.net/xml/VOResource/v1.0';
    expect(xml).toContain(format('ivo_vor', vor, vor));
    const dc = 'http://www.openarchives.org/OAI/2.0/oai_dc';
    expect(xml).toContain(format('oai_dc', `${dc}.xsd`, `${dc}/`));
  });

  it('RI-10, RI-45: header identifier as the curator wrote it, with all sets', async () => {
    const { xml, request } = await ask(
      service.root,
      `verb=GetRecord&identifier=IVO://PADC.example/Records/R1&${DC}`,
    );
    expect(xml).toContain(
      `<header><identifier>${RECORD}</identifier><datestamp>2026-11-02T00:00:01Z</datestamp>` +
        '<setSpec>authority.padc.example</setSpec><setSpec>ivo_managed</setSpec></header><metadata>',
    );
    expect(request.identifier).toBe('IVO://PADC.example/Records/R1');
  });

  it('RI-33, OAI-32: a deleted record is its header only', async () => {
    for (const prefix of ['ivo_vor', 'oai_dc']) {
      const { xml } = await ask(service.root, `verb=GetRecord&identifier=${GONE}&metadataPrefix=${prefix}`);
      expect(xml).toContain(
        `<GetRecord><record><header status="deleted"><identifier>${GONE}</identifier>` +
          '<datestamp>2026-11-03T12:30:00Z</datestamp><setSpec>authority.padc.example</setSpec>' +
          '<setSpec>ivo_managed</setSpec></header></record>\n</GetRecord>',
      );
    }
  });

  it.each(['ListIdentifiers', 'ListRecords'])('OAI-80, OAI-85, P2: %s in pages', async (verb) => {
    const seen: string[] = [];
    let query = `verb=${verb}&metadataPrefix=ivo_vor`;
    const sizes: string[] = [];
    for (;;) {
      const answer = await ask(service.root, query);
      seen.push(...answer.identifiers);
      const [, attributes] = /<resumptionToken( [^>/]*)/.exec(answer.xml) ?? [];
      sizes.push(`${answer.identifiers.length}${attributes}`);
      expect(answer.token).not.toBeNull();
      if (answer.token === '') {
        expect(answer.xml).toContain('cursor="20"/>');
        break;
      }
      expect(answer.token).toMatch(/^[A-Za-z0-9_-]{1,1000}$/);
      query = `verb=${verb}&resumptionToken=${answer.token}`;
    }
    expect(sizes).toEqual([0, 10, 20].map((c) => `${c < 20 ? 10 : 6} completeListSize="26" cursor="${c}"`));
    expect(new Set(seen).size).toBe(26);
    expect(seen).toHaveLength(26);
  });

  it('OAI-80: a list in one answer has no token', async () => {
    const { token, identifiers } = await ask(service.root, `verb=ListRecords&${DC}&from=2026-11-03`);
    expect(identifiers).toEqual([GONE]);
    expect(token).toBeNull();
  });

  it('P4: records are embedded byte for byte', async () => {
    const { xml } = await ask(service.root, `verb=GetRecord&${ID}&metadataPrefix=ivo_vor`);
    const { record } = await published.record('ivo_vor', RECORD);
    expect(xml).toContain(`<metadata>${record?.body?.toString('utf8')}</metadata>`);
  });
});
