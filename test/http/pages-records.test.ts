import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordsAround } from '../../src/http/records.ts';
import { findingsPage } from '../../src/pages/findings-page.ts';
import { historyPage } from '../../src/pages/history-page.ts';
import type { HarvestedPlace } from '../../src/store/harvested-where.ts';
import { FakePublished, PUBLISHED_ROOT } from '../helpers/fake-published.ts';
import { type Service, startService } from '../helpers/service.ts';
import { expectGoodPage } from '../pages/valid-html.ts';

const IVOID = 'ivo://padc.example/Res/one';
const PATH = '/records/padc.example/Res/one';
const PAGE = `${PUBLISHED_ROOT}${PATH}`;
const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

const elsewhere: Record<string, string> = {
  'ivo://other/thing': 'https://other.example/oai?x=1',
  'ivo://evil/script': 'javascript:alert(1)',
  'ivo://evil/user': 'https://user:secret@evil.example/oai',
};

let published: FakePublished;
let service: Service;

beforeAll(async () => {
  published = new FakePublished();
  published.put(IVOID, '2026-11-02T00:00:00Z');
  published.put('ivo://padc.example/gone', '2026-11-02T00:00:00Z');
  published.delete('ivo://padc.example/gone', '2026-11-03T12:30:00Z');
  const records: RecordsAround = {
    relatedFrom: async (ivoid) => [
      { ivoid: 'ivo://padc.example/new', isOurs: true, title: `For ${ivoid}`, relation: 'IsNewVersionOf' },
    ],
    counterparts: async (ivoid) => [
      {
        ...{ id: 'spase://CNES/x', title: ivoid, predicate: 'skos:exactMatch' },
        url: 'https://spase-metadata.org/CNES/x.html',
      },
    ],
    historyPage: async (view, ivoid) =>
      historyPage(view, ivoid, [
        {
          commit: 'c0ffee',
          at: '2026-11-02T00:00:00Z',
          author: 'A <b>',
          subject: 'Say "more"',
          kind: 'changed',
          hunks: [
            {
              lines: [
                { sign: '-', text: '<title>Old</title>', at: 0 },
                { sign: '+', text: '<title>New</title>', at: 0 },
              ],
            },
          ],
        },
      ]),
    findingsPage: async (view, ivoid, document) =>
      findingsPage(view, ivoid, [
        {
          rule: 'X-1',
          severity: 'info',
          line: document.split('\n').length,
          path: null,
          message: 'm <i>',
          fix: null,
          citation: null,
        },
      ]),
  };
  const place = (baseURL: string, ivoid: string): HarvestedPlace => ({
    source: 's',
    ivoid,
    registry: 'R',
    baseURL,
    isManaged: true,
  });
  service = await startService(
    published,
    {},
    {
      records,
      elsewhere: async (ivoid) => (elsewhere[ivoid] === undefined ? [] : [place(elsewhere[ivoid], ivoid)]),
    },
  );
});
afterAll(() => service.close());

const get = (path: string, accept = '*/*', headers: Record<string, string> = {}) =>
  fetch(`${service.root}${path}`, { headers: { accept, ...headers }, redirect: 'manual' });

describe('/records: what is asked for', () => {
  it.each([
    ['*/*', 'application/xml'],
    ['application/xml', 'application/xml'],
    ['text/xml', 'application/xml'],
    [HTML, 'text/html'],
    ['application/vnd.citationstyles.csl+json', 'application/vnd.citationstyles.csl+json'],
    ['application/ld+json;q=0.9, text/html;q=0.1', 'application/ld+json'],
    ['application/x-bibtex', 'application/x-bibtex'],
  ])('Accept: %s gets %s', async (accept, type) => {
    const response = await get(PATH, accept);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`]);
    expect(response.headers.get('vary')).toContain('Accept');
  });

  it('?format= wins; what there is not is 406 with a sentence', async () => {
    expect((await get(`${PATH}?format=bibtex`, HTML)).headers.get('content-type')).toContain('bibtex');
    expect((await get(`${PATH}?format=html`)).headers.get('content-type')).toContain('text/html');
    expect((await get(`${PATH}?format=ivo_vor`)).headers.get('content-type')).toContain('application/xml');
    const wrong = await get(`${PATH}?format=<b>`);
    expect([wrong.status, await wrong.text()]).toMatchObject([
      406,
      expect.stringContaining('There are: html, vor'),
    ]);
    const none = await get(PATH, 'image/png');
    expect([none.status, await none.text()]).toMatchObject([406, expect.stringContaining('application/xml')]);
  });

  it('JSON-LD names what curators have linked the record with; the formats that are harvested do not (P1)', async () => {
    const same = 'https://spase-metadata.org/CNES/x.html';
    expect(await (await get(`${PATH}?format=jsonld`)).json()).toMatchObject({ sameAs: same });
    const embedded = /<script type="application\/ld\+json">([^<]*)</.exec(
      await (await get(PATH, HTML)).text(),
    );
    expect(JSON.parse(embedded?.[1] ?? '{}')).toMatchObject({ sameAs: same });
    for (const format of ['datacite-xml', 'datacite-json', 'dcat', 'spase', 'oai_dc', 'vor'])
      expect(await (await get(`${PATH}?format=${format}`)).text(), format).not.toContain('CNES');
  });

  it('a record that cannot be said in a format: 406 with the reason, and no link to it', async () => {
    const response = await get(PATH, 'text/turtle');
    expect(response.status).toBe(406);
    expect(await response.text()).toMatch(new RegExp(`^${IVOID} cannot be had as DCAT-AP Turtle: .+\\.\n$`));
    expect(await (await get(PATH, HTML)).text()).not.toContain('?format=dcat"');
  });

  it('FAIR Signposting: typed links from the page, and back from each format', async () => {
    const link = (await get(PATH, HTML)).headers.get('link') ?? '';
    expect(link).toContain(`<${PAGE}>; rel="cite-as"`);
    expect(link).toContain('<https://schema.org/AboutPage>; rel="type"');
    expect(link).toContain(`<${PAGE}?format=jsonld>; rel="describedby"; type="application/ld+json"`);
    expect((await get(PATH)).headers.get('link')).toContain(`<${PAGE}>; rel="describes"; type="text/html"`);
  });

  it('the page: valid, with schema.org inside, by its configured address; 304 for who has it', async () => {
    const response = await get(PATH, HTML, { host: 'evil.example' });
    const text = await response.text();
    await expectGoodPage(text);
    expect(text).toContain(`<link rel="canonical" href="${PAGE}">`);
    const [, json = ''] = /<script type="application\/ld\+json">([\s\S]*?)<\/script>/.exec(text) ?? [];
    expect(JSON.parse(json)).toMatchObject({ name: `Études & données of ${IVOID}`, url: PAGE });
    expect(text).not.toContain('evil.example');
    const etag = response.headers.get('etag') ?? '';
    expect((await get(PATH, HTML, { 'if-none-match': etag })).status).toBe(304);
    expect((await get(PATH, '*/*', { 'if-none-match': etag })).status).toBe(200);
  });

  it('in the language of the reader: by the address, else by Accept-Language', async () => {
    const french = await get(PATH, HTML, { 'accept-language': 'de, fr-CA;q=0.8, en;q=0.5' });
    expect(french.headers.get('content-language')).toBe('fr');
    expect(await french.text()).toContain('<html lang="fr"');
    const english = await get(`${PATH}?lang=en`, HTML, { 'accept-language': 'fr' });
    expect(english.headers.get('content-language')).toBe('en');
  });

  it.each(['history', 'findings', 'tables'])('?part=%s is a page of its own', async (part) => {
    const response = await get(`${PATH}?part=${part}`, HTML);
    expect(response.status).toBe(200);
    await expectGoodPage(await response.text());
  });

  it('a deleted record: 410 with what is known, its history still to be read', async () => {
    const response = await get('/records/padc.example/gone', HTML);
    const text = await response.text();
    expect(response.status).toBe(410);
    await expectGoodPage(text);
    expect(text).toContain('2026-11-03 12:30:00 UTC');
    expect(text).toContain('For ivo://padc.example/gone');
    expect((await get('/records/padc.example/gone?part=history', HTML)).status).toBe(200);
    expect((await get('/records/padc.example/gone?format=jsonld')).status).toBe(410);
  });

  it('errors are pages for people and text for programs; harvesters never get a page', async () => {
    for (const path of ['/records/padc.example/none', '/nowhere/<b>', `${PATH}?format=x`]) {
      const page = await get(path, HTML);
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
      await expectGoodPage(await page.text());
      expect((await get(path)).headers.get('content-type')).toBe('text/plain; charset=utf-8');
    }
    published.away = true;
    const busy = await get('/oai?verb=ListRecords&metadataPrefix=ivo_vor', HTML);
    published.away = false;
    expect([busy.status, busy.headers.get('content-type')]).toEqual([503, 'text/plain; charset=utf-8']);
  });
});

describe('/resolve and /I', () => {
  it.each([
    [`/resolve?ivoid=${IVOID}`, PAGE],
    [`/resolve?ivoid=${IVOID.toUpperCase().replace('IVO', 'ivo')}%23part`, PAGE],
    [`/I/${IVOID}`, PAGE],
    [`/I/${IVOID}?dataset/5`, PAGE],
    ['/I/ivo:/padc.example/Res/one', PAGE],
    ['/I/padc.example/Res/one', PAGE],
    ['/resolve?ivoid=ivo://padc.example/gone', `${PUBLISHED_ROOT}/records/padc.example/gone`],
    [
      '/I/ivo://other/thing',
      'https://other.example/oai?verb=GetRecord&metadataPrefix=ivo_vor&identifier=ivo%3A%2F%2Fother%2Fthing',
    ],
  ])('%s leads to %s', async (path, target) => {
    const response = await get(path);
    expect([response.status, response.headers.get('location')]).toEqual([303, target]);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it.each([
    ['/resolve', 400],
    ['/resolve?ivoid=https://evil.example/', 404],
    ['/resolve?ivoid=//evil.example', 404],
    ['/I/https://evil.example/', 404],
    ['/I//evil.example/x', 404],
    ['/I/ivo://evil/%0d%0aLocation:x', 404],
    ['/I/%ff', 400],
    ['/I/ivo://evil/script', 404],
    ['/I/ivo://evil/user', 404],
    ['/I/ivo://padc.example/none', 404],
  ])('%s leads nowhere: %i', async (path, status) => {
    const response = await get(path, HTML);
    expect([response.status, response.headers.get('location')]).toEqual([status, null]);
    expect(await response.text()).toContain('<form');
  });
});

describe('the site', () => {
  it('the style sheet: for ever under its own version only', async () => {
    const [, address = ''] = /href="\.\/(style\.css\?v=\w+)"/.exec(await (await get('/', HTML)).text()) ?? [];
    const style = await get(`/${address}`);
    expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
    expect(style.headers.get('cache-control')).toContain('immutable');
    expect((await get('/style.css?v=other')).headers.get('cache-control')).toBe('no-cache');
    expect((await get('/favicon.svg')).headers.get('content-type')).toBe('image/svg+xml');
  });

  it('robots.txt and sitemap.xml name the public addresses, and what is deleted is left out', async () => {
    expect(await (await get('/robots.txt')).text()).toContain(`Sitemap: ${PUBLISHED_ROOT}/sitemap.xml\n`);
    const map = await (await get('/sitemap.xml')).text();
    expect(map).toContain(`<url><loc>${PAGE}</loc><lastmod>2026-11-02T00:00:00Z</lastmod></url>`);
    expect(map).not.toContain('/gone');
    expect((await get('/sitemap.xml?after=junk')).status).toBe(404);
  });

  it('a sitemap of more than 50,000 records is an index, whose maps have every record once', async () => {
    const many = new FakePublished();
    const all = Array.from({ length: 50_011 }, (_, i) => {
      const ivoid = `ivo://padc.example/r${String(i).padStart(5, '0')}`;
      return { ivoid, key: ivoid, datestamp: '2026-11-02T00:00:00Z', deleted: false };
    }).map((one) => ({ ...one, setSpecs: [], body: null, xmlnsAt: null }));
    many.listSize = async () => all.length;
    many.page = async ({ after, limit }) => {
      const start =
        after === null || after.key === '' ? 0 : all.findIndex(({ key }) => key === after.key) + 1;
      const records = all.slice(start, start + limit);
      return { ledger: many.ledger, generation: many.generation, records, more: start + limit < all.length };
    };
    const large = await startService(many);
    const index = await (await fetch(`${large.root}/sitemap.xml`)).text();
    const maps = Array.from(index.matchAll(/<loc>([^<]*)<\/loc>/g), ([, loc = '']) =>
      loc.replaceAll('&#38;', '&'),
    );
    const places: string[] = [];
    for (const map of maps) {
      const text = await (await fetch(map.replace(PUBLISHED_ROOT, large.root))).text();
      const found = Array.from(text.matchAll(/<loc>([^<]*)<\/loc>/g), ([, loc = '']) => loc);
      expect(found.length).toBeLessThanOrEqual(50_000);
      places.push(...found);
    }
    await large.close();
    expect(maps).toHaveLength(2);
    expect(new Set(places).size).toBe(places.length);
    expect(places).toHaveLength(50_011);
  });

  it('the start page is there without the database, and says so', async () => {
    const away = new FakePublished();
    away.away = true;
    const alone = await startService(away);
    const response = await fetch(`${alone.root}/`);
    const text = await response.text();
    await alone.close();
    expect(response.status).toBe(200);
    expect(text).toContain('The database cannot be reached.');
    await expectGoodPage(text);
    await expectGoodPage(await (await get('/?lang=fr', HTML)).text());
  });
});
