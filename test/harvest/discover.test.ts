import { describe, expect, it } from 'vitest';
import { discover, type Endpoint, endpointsOf, sift } from '../../src/harvest/discover.ts';
import type { Source, SourceEnd } from '../../src/harvest/source.ts';
import { parseXml } from '../../src/xml/tree.ts';

const HEAD =
  'xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0" xmlns:vg="http://www.ivoa.net/xml/VORegistry/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
const NEVER = new AbortController().signal;

function registry(ivoid: string, capabilities: string, status = 'active'): string {
  return `<ri:Resource ${HEAD} xsi:type="vg:Registry" status="${status}"><title>R of ${ivoid}</title><identifier>${ivoid}</identifier>${capabilities}</ri:Resource>`;
}
const harvest = (url: string, type = 'vg:OAIHTTP') =>
  `<capability xsi:type="vg:Harvest" standardID="ivo://ivoa.net/std/Registry"><interface xsi:type="${type}" role="std"><accessURL>${url}</accessURL></interface></capability>`;
const endpoint = (url: string, more: Partial<Endpoint> = {}): Endpoint => ({
  ...{
    registry: `ivo://${url}`,
    title: 't',
    url,
    capability: 'Harvest',
    interface: 'OAIHTTP',
    status: 'active',
  },
  ...more,
});

describe('endpoints of a record', () => {
  const of = (xml: string) => endpointsOf(parseXml(xml).root);

  it('are those of vg:Harvest with vg:OAIHTTP', () => {
    const soap = harvest(' http://a.example/services ', 'vg:OAISOAP');
    const search =
      '<capability xsi:type="vg:Search"><interface xsi:type="vr:WebService"><accessURL>http://a.example/s</accessURL></interface></capability>';
    expect(of(registry('ivo://a.example/reg', search + soap + harvest(' http://a.example/oai ')))).toEqual([
      endpoint('http://a.example/oai', {
        registry: 'ivo://a.example/reg',
        title: 'R of ivo://a.example/reg',
      }),
    ]);
    expect(of(registry('ivo://a.example/reg', soap)).map((one) => one.interface)).toEqual(['OAISOAP']);
    expect(of(registry('ivo://a.example/reg', search))).toMatchObject([{ url: null, capability: null }]);
  });

  it('are none of what is no registry', () => {
    expect(of(`<ri:Resource ${HEAD} xsi:type="vg:Authority"/>`)).toEqual([]);
    expect(of('<Spase/>')).toEqual([]);
  });
});

describe('what is no use is listed with its reason', () => {
  it.each([
    ['/oai.xml', /no host/],
    ['http:///oai.xml', /no host/],
    ['', /no accessURL/],
    ['ftp://a.example/oai', /ftp:/],
    ['javascript:alert(1)', /javascript:/],
    ['http://localhost/oai', /private network/],
    ['http://dachs:8080/oai.xml', /private network/],
    ['http://10.1.2.3/oai', /private network/],
    ['http://[::1]/oai', /private network/],
    ['http://0x7f000001/oai', /private network/],
    ['http://registry.internal/oai', /private network/],
    ['http://me:secret@a.example/oai', /password/],
    ['http://a.example:99999/oai', /not well-formed/],
    ['http://a.example/o ai', /not well-formed/],
    ['http://a.example/services/RegistryHarvestv1_0', /SOAP/],
    ['http://a.example/oai.asmx', /SOAP/],
    ['http://a.example/oai?wsdl', /SOAP/],
  ])('%s', (url, reason) => {
    const { registries, refused } = sift([endpoint(url)]);
    expect(registries).toEqual([]);
    expect(refused).toEqual([
      { registry: `ivo://${url}`, title: 't', url, reason: expect.stringMatching(reason) },
    ]);
  });

  it.each([
    [{ status: 'inactive' }, /is inactive/],
    [{ interface: 'OAISOAP' }, /OAISOAP/],
    [{ capability: null, url: null }, /no capability vg:Harvest/],
    [{ registry: '' }, /no identifier/],
  ])('%j', (more, reason) => {
    expect(sift([endpoint('http://a.example/oai', more)]).refused[0]?.reason).toMatch(reason);
  });

  it('duplicates, by scheme, case, slash, port and question mark; the same registry at two addresses', () => {
    const { registries, refused } = sift([
      endpoint('http://A.example/OAI?', { registry: 'ivo://one' }),
      endpoint('https://a.example:443/oai/', { registry: 'ivo://two' }),
      endpoint('http://a.example:80/oai', { registry: 'ivo://one' }),
      endpoint('http://b.example/oai', { registry: 'ivo://ONE' }),
      endpoint('http://b.example/oai', { registry: 'ivo://three' }),
      endpoint('http://b.example/oai?which=other', { registry: 'ivo://four' }),
    ]);
    expect(registries.map(({ registry: who, url }) => [who, url])).toEqual([
      ['ivo://one', 'http://A.example/OAI'],
      ['ivo://three', 'http://b.example/oai'],
      ['ivo://four', 'http://b.example/oai?which=other'],
    ]);
    expect(refused.map(({ reason }) => reason)).toEqual([
      'The address is that of ivo://one too.',
      'The address is listed twice.',
      'The registry is harvested at http://A.example/OAI? already.',
    ]);
  });
});

describe('the Registry of Registries', () => {
  const COMPLETE: SourceEnd = { complete: true, reason: null, reached: null, announced: null };
  const broken = (reason: string): SourceEnd => ({ ...COMPLETE, complete: false, reason });

  /** A RofR with these records in each set. */
  function rofr(sets: Record<string, { records: (string | null)[]; end: SourceEnd }>) {
    const asked: string[] = [];
    const open = (set: string | null): Source => ({
      id: 'rofr',
      model: 'vor',
      async close() {
        asked.push(`${set} closed`);
      },
      async *list() {
        const { records, end } = sets[set ?? 'all'] ?? { records: [], end: broken('noSetHierarchy') };
        const entries = records.map((xml, i) => ({
          ...{ id: `ivo://r${i}`, datestamp: null, deleted: xml === null, setSpecs: [] },
          ...{ bytes: xml === null ? null : Buffer.from(xml), path: null, blob: null },
        }));
        yield { records: entries, quarantined: [], deviations: [], transferred: 0, cursor: null };
        return end;
      },
    });
    return { asked, open };
  }

  const A = registry('ivo://a.example/reg', harvest('http://a.example/oai'));
  const B = registry('ivo://b.example/reg', harvest('http://b.example/oai'));
  const OTHER = `<ri:Resource ${HEAD} xsi:type="vg:Authority"><identifier>ivo://x.example</identifier></ri:Resource>`;

  it('is asked for ivo_publishers, and then no more', async () => {
    const { open, asked } = rofr({ ivo_publishers: { records: [A, null, '<broken', B], end: COMPLETE } });
    const found = await discover(open, NEVER);
    expect(found).toMatchObject({ set: 'ivo_publishers', reason: null, refused: [] });
    expect(found.registries.map(({ url }) => url)).toEqual(['http://a.example/oai', 'http://b.example/oai']);
    expect(asked).toEqual(['ivo_publishers closed']);
  });

  it('then for ivoa_publishers, then for everything', async () => {
    const older = rofr({
      ivo_publishers: { records: [], end: COMPLETE },
      ivoa_publishers: { records: [A], end: COMPLETE },
    });
    expect(await discover(older.open, NEVER)).toMatchObject({ set: 'ivoa_publishers', reason: null });
    const setless = rofr({ all: { records: [OTHER, A], end: COMPLETE } });
    const found = await discover(setless.open, NEVER);
    expect(found).toMatchObject({ set: null, reason: null });
    expect(found.registries).toHaveLength(1);
    expect(setless.asked).toHaveLength(3);
  });

  it('gives what it had of lists that broke off, and says so', async () => {
    const cut = rofr({
      ivo_publishers: { records: [A], end: broken('cut off') },
      all: { records: [A, B], end: broken('cut off too') },
    });
    const found = await discover(cut.open, NEVER);
    expect(found).toMatchObject({ set: null, reason: 'cut off too' });
    expect(found.registries).toHaveLength(2);
    expect(await discover(rofr({}).open, NEVER)).toMatchObject({ registries: [], reason: 'noSetHierarchy' });
    expect(await discover(rofr({ all: { records: [OTHER], end: COMPLETE } }).open, NEVER)).toMatchObject({
      reason: 'No registry is listed.',
    });
  });
});
