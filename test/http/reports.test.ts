import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reports } from '../../src/http/reports.ts';
import { DatabaseAway } from '../../src/store/database.ts';
import { FakePublished } from '../helpers/fake-published.ts';
import { type Service, startService } from '../helpers/service.ts';
import { expectGoodPage } from '../pages/valid-html.ts';

const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

let published: FakePublished;
let service: Service;
let scopes: string[];
let isAway = false;

beforeAll(async () => {
  published = new FakePublished();
  scopes = [];
  const reports: Reports = {
    async sources() {
      if (isAway) throw new DatabaseAway('away');
      return [];
    },
    anomalies: async () => ({ report: null, isOld: false, isMaking: true }),
    async reconciled(scope) {
      scopes.push(scope);
      return { report: null, scopes: [] };
    },
  };
  const lastLook = { at: '2026-11-20T10:00:00Z', error: null, seenAt: null, awaySince: null };
  service = await startService(published, {}, { reports, lastLook: () => lastLook });
});
afterAll(() => service.close());

const get = (path: string, accept = HTML) => fetch(`${service.root}${path}`, { headers: { accept } });

describe('/status', () => {
  it.each([
    '*/*',
    'application/json',
    'text/html;q=0.5, application/json',
    'image/png',
  ])('is JSON for programs (Accept: %s)', async (accept) => {
    const response = await get('/status', accept);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(response.headers.get('vary')).toContain('Accept');
    expect(await response.json()).toMatchObject({ generation: 1, database: 'up', lastRefusal: null });
  });

  it('is a page for people; ?format= wins', async () => {
    const response = await get('/status?lang=fr');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = await response.text();
    await expectGoodPage(page);
    expect(page).toContain('<html lang="fr"');
    expect((await get('/status?format=json')).headers.get('content-type')).toContain('application/json');
    expect((await get('/status?format=html', '*/*')).headers.get('content-type')).toContain('text/html');
  });

  it('shows the findings of a refused commit, whatever a former version wrote', async () => {
    const found = { file: 'records/<a>.xml', line: 3, rule: 'VOR-09', message: 'No "title".', fix: null };
    const findings = [found, 'a string', null, { message: 'only this' }, { message: 7, line: 'x' }];
    published.refusal = { commit: 'abc123', at: '2026-11-20T10:00:00Z', findings };
    const page = await (await get('/status')).text();
    await expectGoodPage(page);
    expect(page).toContain('<code>records/&#60;a&#62;.xml</code>, line 3');
    expect(page).toContain('No &#34;title&#34;.');
    expect(page).toContain('only this');
    const json = (await (await get('/status', '*/*')).json()) as { lastRefusal: { findings: unknown } };
    expect(json.lastRefusal.findings).toEqual(findings);
    published.refusal = null;
  });

  it('is there while the database is away', async () => {
    published.away = true;
    const response = await get('/status');
    published.away = false;
    expect(response.status).toBe(200);
    await expectGoodPage(await response.text());
  });
});

describe('/sources, /anomalies, /reconcile', () => {
  it.each([
    '/sources',
    '/anomalies',
    '/reconcile',
  ])('%s is a page, also for who takes anything', async (path) => {
    for (const accept of [HTML, '*/*']) {
      const response = await get(path, accept);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'text/html; charset=utf-8',
      ]);
      await expectGoodPage(await response.text());
    }
  });

  it('a scope is a name', async () => {
    await get('/reconcile?scope=apis');
    expect(scopes.at(-1)).toBe('apis');
    for (const wrong of ['scope=../x', 'scope=', 'scope=a&scope=b', `scope=${'x'.repeat(41)}`])
      expect((await get(`/reconcile?${wrong}`)).status).toBe(400);
    expect(scopes.at(-1)).toBe('apis');
    for (const wrong of ['0', '-1', 'x', '1e9'])
      expect((await get(`/sources?page=${wrong}`)).status).toBe(400);
  });

  it('503 while the database is away', async () => {
    isAway = true;
    const response = await get('/sources');
    isAway = false;
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '30']);
    await expectGoodPage(await response.text());
  });
});
