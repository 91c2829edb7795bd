import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sliceCapabilities } from '../../src/http/vosi.ts';
import { FakePublished, PUBLISHED_ROOT, REGISTRY } from '../helpers/fake-published.ts';
import { ask, expectValid, type Service, startService } from '../helpers/service.ts';

let published: FakePublished;
let service: Service;

beforeEach(async () => {
  published = new FakePublished();
  for (let i = 10; i < 34; i += 1) published.put(`ivo://padc.example/Res/r${i}`, '2026-11-02T00:00:00Z');
  published.put("ivo://padc.example/~a'(b)!*+=", '2026-11-02T00:00:00Z');
  published.put('ivo://padc.example', '2026-11-02T00:00:00Z');
  published.put('ivo://padc.example/gone', '2026-11-02T00:00:00Z');
  published.delete('ivo://padc.example/gone', '2026-11-03T12:30:00Z');
  service = await startService(published);
});
afterEach(() => service.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${service.root}${path}`, { headers });

describe('/records/<authority>/<key>', () => {
  it('P4: the record as a document: declaration, then the bytes without the inserted xmlns=""', async () => {
    const response = await get('/records/padc.example/Res/r10');
    expect(response.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    const text = await response.text();
    const { record } = await published.record('ivo_vor', 'ivo://padc.example/Res/r10');
    const body = record?.body?.toString('utf8') ?? '';
    expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>\n${body.replace(' xmlns=""', '')}`);
    expect(text).toContain('<ri:Resource xmlns:ri=');
    await expectValid(text);
  });

  it.each([
    '/records/padc.example/res/R10',
    '/records/PADC.EXAMPLE/RES/R10',
    '/records/padc%2Eexample/Res%2Fr10',
    "/records/padc.example/~a'(b)!*+=",
    '/records/padc.example/~a%27%28b%29%21%2A%2B%3D',
    '/records/padc.example',
  ])('IDN-04: in any case, percent-encoded or not: %s', async (path) => {
    expect((await get(path)).status).toBe(200);
  });

  it('P5: 410 names the ivoid and the day', async () => {
    const response = await get('/records/padc.example/GONE');
    expect([response.status, await response.text()]).toEqual([
      410,
      'ivo://padc.example/gone was deleted from this registry on 2026-11-03T12:30:00Z.\n',
    ]);
  });

  it.each([
    '/records/padc.example/none',
    '/records/padc.example/Res/r10/',
    '/records/../package.json',
    '/records/..%2f..%2fpackage.json',
    '/records/%00',
    '/records/%ff',
    '/records/%E2%82',
    '/records/',
    '/records',
  ])('404, never a file: %s', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('has a weak ETag and 304', async () => {
    const etag = (await get('/records/padc.example/Res/r10')).headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"/);
    const again = await get('/records/padc.example/Res/r10', { 'If-None-Match': etag });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
  });

  it('405 for POST, with Allow', async () => {
    const response = await fetch(`${service.root}/records/padc.example`, { method: 'POST' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });
});

describe('VOSI (RI-24)', () => {
  it('capabilities: the elements of the registry’s own record, with its declarations', async () => {
    const response = await get('/vosi/capabilities');
    expect(response.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    const text = await response.text();
    await expectValid(text);
    expect(text.match(/<capability/g)).toHaveLength(3);
    expect(text).toContain('<capability standardID="ivo://ivoa.net/std/Registry" xsi:type="vg:Harvest">');
    expect(text).toContain('xmlns:vg="http://www.ivoa.net/xml/VORegistry/v1.0"');
    expect(text).not.toContain('not this one');
  });

  it('availability', async () => {
    const text = await (await get('/vosi/availability')).text();
    await expectValid(text);
    expect(text).toContain('<vosi:available>true</vosi:available>');
  });

  it('availability is false once the database was not seen for a while', async () => {
    const known = await published.moment();
    published.moment = () => Promise.resolve({ ...known, knownAt: Date.now() - 60_000 });
    const text = await (await get('/vosi/availability')).text();
    await expectValid(text);
    expect(text).toContain('<vosi:available>false</vosi:available>');
    expect(text).toMatch(/<vosi:note>The database was last seen at \d{4}-/);
    expect((await get('/health/ready')).status).toBe(503);
  });

  it('slices: comments, CDATA and processing instructions are no elements; other depths and quotes', () => {
    const { namespaces, capabilities } = sliceCapabilities(
      `<ri:Resource xmlns:ri='u:ri' a=">" xmlns:x = "u:&amp;x"><!-- <capability/> --><t><![CDATA[<capability>]]></t>` +
        `<capability a="/>" b='>'><capability/><!-- </capability> --></capability ><?p <capability/>?><capability\n/></ri:Resource>`,
    );
    expect(namespaces).toEqual({ 'xmlns:ri': 'u:ri', 'xmlns:x': 'u:&x' });
    expect(capabilities).toEqual([
      `<capability a="/>" b='>'><capability/><!-- </capability> --></capability >`,
      '<capability\n/>',
    ]);
  });
});

describe('a local trial (design P4)', () => {
  const local = { localTrial: true, baseURL: 'http://127.0.0.1:8080/oai' };

  it('the registry’s own accessURLs are sent as local ones wherever its record is', async () => {
    const trial = await startService(published, local);
    const places = [
      '/oai?verb=Identify',
      `/oai?verb=GetRecord&metadataPrefix=ivo_vor&identifier=${REGISTRY.toUpperCase().replace('IVO', 'ivo')}`,
      '/oai?verb=ListRecords&metadataPrefix=ivo_vor&until=2026-11-01',
      '/records/padc.example/registry',
      '/vosi/capabilities',
    ];
    for (const place of places) {
      const text = await (await fetch(`${trial.root}${place}`)).text();
      await expectValid(text);
      expect(text, place).toContain('<accessURL use="base">\n      http://127.0.0.1:8080/oai</accessURL>');
      expect(text, place).toContain('>http://127.0.0.1:8080/vosi/availability</accessURL>');
      expect(text, place).toContain(`>${PUBLISHED_ROOT}.org/elsewhere</accessURL>`);
      expect(text, place).not.toContain(`${PUBLISHED_ROOT}/`);
    }
    const { request, xml } = await ask(trial.root, 'verb=Identify');
    expect(request).toEqual({ verb: 'Identify' });
    expect(xml).toContain('<baseURL>http://127.0.0.1:8080/oai</baseURL>');
    await trial.close();
  });

  it('outside of one, a base URL that differs changes Identify and <request>, but no record', async () => {
    const moved = await startService(published, { baseURL: 'https://other.example/oai' });
    const { xml } = await ask(moved.root, 'verb=Identify');
    expect(xml).toContain('<request verb="Identify">https://other.example/oai</request>');
    expect(xml).toContain('<baseURL>https://other.example/oai</baseURL>');
    expect(xml).toContain(`${PUBLISHED_ROOT}/oai</accessURL>`);
    await moved.close();
  });
});

describe('what operators look at', () => {
  it('/status', async () => {
    published.refusal = { commit: 'bad', at: '2026-11-20T09:00:00Z', findings: [{ rule: 'XSD', line: 3 }] };
    const status = await (await get('/status')).json();
    expect(status).toMatchObject({
      version: 'test',
      generation: 1,
      ledger: 'ledger-1',
      commit: 'c0ffee',
      publishedAt: '2026-11-19T00:00:01Z',
      knownAt: expect.stringMatching(/^\d{4}-/),
      database: 'up',
      counts: { live: 27, deleted: 1 },
      lastRefusal: { commit: 'bad', findings: [{ rule: 'XSD', line: 3 }] },
    });
  });

  it('/health: ready with a refused commit, as the last good generation is served (P3)', async () => {
    published.refusal = { commit: 'bad', at: '2026-11-20T09:00:00Z', findings: [] };
    const ready = await get('/health/ready');
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { ready: true, lastRefusal: { commit: 'bad' } },
    ]);
    expect(await (await get('/health/live')).json()).toEqual({ live: true });
  });

  it('/ says what is here, and every link of it leads somewhere', async () => {
    const text = await (await get('/')).text();
    expect(text).toContain('<h1 dir="auto">Registry of PADC &#38; &#60;others&#62;</h1>');
    const [main = ''] = /<main[\s\S]*<\/main>/.exec(text) ?? [];
    const links = Array.from(main.matchAll(/href="([^"]+)"/g), ([, link = '']) => link);
    expect(links.length).toBeGreaterThan(12);
    // What the process around the application brings is not there.
    for (const link of links.filter((one) => !/search\?|sources|anomalies|reconcile|validate/.test(one))) {
      const { status } = await get(`/${link.replaceAll('&#38;', '&').replaceAll('&#39;', "'")}`);
      expect(status, link).toBe(link.includes('/gone') ? 410 : 200);
    }
  });
});
