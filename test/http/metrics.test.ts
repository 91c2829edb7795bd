import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Around } from '../../src/http/app.ts';
import { Metrics } from '../../src/http/metrics.ts';
import { FakePublished, REGISTRY } from '../helpers/fake-published.ts';
import { type Service, startService } from '../helpers/service.ts';

let published: FakePublished;
let service: Service;
const LOOK = {
  at: '2026-11-20T10:00:00Z',
  error: null,
  seenAt: '2026-11-20T10:00:00Z',
  awaySince: null,
};

async function start(around: Around = {}): Promise<void> {
  published = new FakePublished();
  for (let i = 10; i < 34; i += 1) published.put(`ivo://padc.example/r${i}`, '2026-11-02T00:00:00Z');
  service = await startService(published, {}, around);
}
beforeEach(() => start());
afterEach(() => service.close());

async function get(path: string, headers: Record<string, string> = {}): Promise<string> {
  return (await fetch(`${service.root}${path}`, { headers })).text();
}

/** The values by name and labels, as Prometheus would keep them; every line is checked against the text format. */
async function scrape(): Promise<Map<string, number>> {
  const values = new Map<string, number>();
  for (const line of (await get('/metrics')).split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const match = /^([a-z_]+(?:\{[a-z]+="[^"\\]*"(?:,[a-z]+="[^"\\]*")*\})?) (Nan|[+-]?[\d.e+-]+)$/.exec(
      line,
    );
    expect(match, line).not.toBeNull();
    values.set(match?.[1] ?? '', Number(match?.[2]));
  }
  return values;
}

function* valuesOf(values: Map<string, number>, label: string): Generator<string> {
  for (const name of values.keys()) {
    const value = new RegExp(`[{,]${label}="([^"]*)"`).exec(name)?.[1];
    if (value !== undefined) yield value;
  }
}

const oai = (verb: string, prefix: string, error: string, status = '200') =>
  `voreg_oai_requests_total{verb="${verb}",prefix="${prefix}",error="${error}",status="${status}"}`;

describe('/metrics', () => {
  it('is in the text format of Prometheus', async () => {
    const answer = await fetch(`${service.root}/metrics`);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await answer.text();
    for (const name of new Set(text.match(/^(voreg|process)_\w+/gm)))
      expect(text).toContain(`# TYPE ${name.replace(/_(bucket|sum|count)$/, '')} `);
    expect((await scrape()).size).toBeGreaterThan(20);
  });

  it('counts requests by verb, format, error and status', async () => {
    await get('/oai?verb=Identify');
    await get('/oai?verb=ListRecords&metadataPrefix=ivo_vor');
    const page = await get('/oai?verb=ListIdentifiers&metadataPrefix=oai_dc');
    const token = /<resumptionToken[^>]*>([^<]+)</.exec(page)?.[1] ?? '';
    await get(`/oai?verb=ListIdentifiers&resumptionToken=${token}`);
    await get('/oai?verb=GetRecord&metadataPrefix=ivo_vor&identifier=ivo://padc.example/none');
    await get('/oai?verb=GetRecord&metadataPrefix=marc21&identifier=ivo://padc.example/r10');
    await get('/oai?verb=Nonsense');
    await get('/oai');
    await get('/records/padc.example/none');
    await get('/nowhere');
    const values = await scrape();
    expect(values.get(oai('Identify', 'none', 'none'))).toBe(1);
    expect(values.get(oai('ListRecords', 'ivo_vor', 'none'))).toBe(1);
    expect(values.get(oai('ListIdentifiers', 'oai_dc', 'none'))).toBe(1);
    expect(values.get(oai('ListIdentifiers', 'token', 'none'))).toBe(1);
    expect(values.get(oai('GetRecord', 'ivo_vor', 'idDoesNotExist'))).toBe(1);
    expect(values.get(oai('GetRecord', 'other', 'cannotDisseminateFormat'))).toBe(1);
    expect(values.get(oai('none', 'none', 'badVerb'))).toBe(2);
    expect(values.get('voreg_http_requests_total{place="oai",status="200"}')).toBe(8);
    expect(values.get('voreg_http_requests_total{place="records",status="404"}')).toBe(1);
    expect(values.get('voreg_http_requests_total{place="other",status="404"}')).toBe(1);
  });

  it('no client makes up a label', async () => {
    for (let i = 0; i < 30; i += 1) {
      await get(`/oai?verb=ListRecords&metadataPrefix=made-up-${i}`);
      await get(`/oai?verb=made-up-${i}`);
      await get(`/made-up-${i}`);
      await fetch(`${service.root}/oai`, { method: 'DELETE', headers: { 'X-Request-Id': `made-up-${i}` } });
    }
    const text = await get('/metrics');
    expect(text).not.toContain('made-up');
    const values = await scrape();
    expect(new Set(valuesOf(values, 'prefix'))).toEqual(new Set(['none', 'other']));
    expect(new Set(valuesOf(values, 'place'))).toEqual(new Set(['oai', 'metrics', 'other']));
  });

  it('counts bytes, and answers that were in memory', async () => {
    const before = await scrape();
    const page = '/oai?verb=ListRecords&metadataPrefix=ivo_vor';
    const plain = { 'Accept-Encoding': 'identity' };
    const size = Buffer.byteLength(await get(page, plain));
    await get(page, plain);
    await get(page, plain);
    const after = await scrape();
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect([grown('voreg_cache_hits_total'), grown('voreg_cache_misses_total')]).toEqual([2, 1]);
    // The first scrape's own bytes are counted by the second.
    expect(grown('voreg_sent_bytes_total')).toBeGreaterThanOrEqual(3 * size);
  });

  it('has a histogram of how long answers take, whose buckets add up', async () => {
    for (let i = 0; i < 5; i += 1) await get('/oai?verb=ListSets');
    const values = await scrape();
    const buckets = [...values].filter(([name]) =>
      name.startsWith('voreg_oai_answer_seconds_bucket{verb="ListSets"'),
    );
    const counts = buckets.map(([, count]) => count);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(buckets.at(-1)).toEqual(['voreg_oai_answer_seconds_bucket{verb="ListSets",le="+Inf"}', 5]);
    expect(values.get('voreg_oai_answer_seconds_count{verb="ListSets"}')).toBe(5);
    const sum = values.get('voreg_oai_answer_seconds_sum{verb="ListSets"}') ?? 0;
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThan(60);
  });

  it('tells generation, its age and the records by status', async () => {
    published.delete('ivo://padc.example/r10', '2026-11-03T00:00:00Z');
    const values = await scrape();
    expect(values.get('voreg_generation')).toBe(1);
    const age = (Date.now() - Date.parse('2026-11-19T00:00:01Z')) / 1000;
    expect(Math.abs((values.get('voreg_generation_age_seconds') ?? 0) - Math.max(0, age))).toBeLessThan(60);
    expect(values.get('voreg_records{status="active"}')).toBe(24);
    expect(values.get('voreg_records{status="deleted"}')).toBe(1);
  });

  it('without the database it says so, and what is not known is no number', async () => {
    published.away = true;
    const values = await scrape();
    expect(values.get('voreg_database_up')).toBe(0);
    expect(values.get('voreg_generation')).toBeNaN();
    expect([...values.keys()].some((name) => name.startsWith('voreg_records'))).toBe(false);
  });

  it('tells a refused commit, and one that waits for a person', async () => {
    expect((await scrape()).get('voreg_commit_refused')).toBe(0);
    published.refusal = { commit: 'bad', at: LOOK.at, findings: [{ rule: 'VOR-09' }, { rule: 'VOR-10' }] };
    const refused = await scrape();
    expect(refused.get('voreg_commit_refused')).toBe(1);
    expect(refused.get('voreg_refusal_findings')).toBe(2);
    expect(refused.get('voreg_refused_shrink')).toBe(0);
    published.refusal = { commit: 'bad', at: LOOK.at, findings: [{ rule: 'SHRINK' }] };
    expect((await scrape()).get('voreg_refused_shrink')).toBe(1);
  });

  it('counts publications by outcome, with how long they took', async () => {
    const metrics = new Metrics();
    await service.close();
    await start({ metrics });
    metrics.publication('published', 0.2);
    metrics.publication('refused', 40);
    const values = await scrape();
    expect(values.get('voreg_publications_total{outcome="published"}')).toBe(1);
    expect(values.get('voreg_publications_total{outcome="failed"}')).toBe(0);
    expect(values.get('voreg_publication_seconds_bucket{le="0.5",outcome="published"}')).toBe(1);
    expect(values.get('voreg_publication_seconds_sum{outcome="refused"}')).toBe(40);
  });

  it('measures the event loop from the first scrape on', async () => {
    await vi.waitFor(async () => {
      const until = performance.now() + 100;
      while (performance.now() < until);
      expect((await scrape()).get('voreg_event_loop_delay_seconds{quantile="1"}')).toBeGreaterThan(0.05);
    });
  });

  it('tells the connections to the database', async () => {
    await service.close();
    await start({ connections: () => ({ open: 4, inUse: 3, waiting: 2, most: 10 }) });
    const values = await scrape();
    const of = (name: string) => values.get(`voreg_database_${name}`);
    expect([of('connections'), of('connections_in_use'), of('waiting'), of('connections_max')]).toEqual([
      4, 3, 2, 10,
    ]);
  });
});

describe('a repository that is away', () => {
  it('is told by /metrics and /status, with since when', async () => {
    await service.close();
    const awaySince = '2026-11-20T10:05:00Z';
    const look = {
      ...LOOK,
      at: '2026-11-20T10:06:00Z',
      error: 'git.example.org cannot be reached.',
      awaySince,
    };
    await start({ lastLook: () => look });
    const values = await scrape();
    expect(values.get('voreg_repository_look_failed')).toBe(1);
    const age = values.get('voreg_repository_seen_age_seconds') ?? 0;
    expect(Math.abs(age - Math.max(0, (Date.now() - Date.parse(LOOK.seenAt)) / 1000))).toBeLessThan(60);
    expect(JSON.parse(await get('/status'))).toMatchObject({
      repository: { seenAt: LOOK.seenAt, awaySince },
      lastLook: { at: look.at, error: look.error },
    });
  });

  it('that was never seen counts from the start of the process', async () => {
    await service.close();
    await start({ lastLook: () => ({ ...LOOK, seenAt: null, awaySince: LOOK.at }) });
    const age = (await scrape()).get('voreg_repository_seen_age_seconds') ?? 0;
    expect(Math.abs(age - process.uptime())).toBeLessThan(60);
  });
});

describe('/status', () => {
  it('has counts by status and type, the refusal with its findings, and what waits for a person', async () => {
    published.delete('ivo://padc.example/r10', '2026-11-03T00:00:00Z');
    const refusal = { commit: 'bad', at: LOOK.at, findings: [{ rule: 'SHRINK', message: 'too much' }] };
    published.refusal = refusal;
    expect(JSON.parse(await get('/status'))).toMatchObject({
      counts: { live: 24, deleted: 1, byStatus: { active: 24, deleted: 1 }, byType: { Resource: 24 } },
      lastRefusal: refusal,
      waitsForAcceptShrink: 'bad',
      sources: [],
    });
    published.refusal = { ...refusal, findings: [{ rule: 'XSD' }] };
    expect(JSON.parse(await get('/status')).waitsForAcceptShrink).toBeNull();
  });

  it('has the last harvest of each source, without its address', async () => {
    await service.close();
    const source = {
      ...{ id: 'rofr', kind: 'oai', lastFull: '2026-11-19T00:00:00Z', lastIncremental: null, records: 9 },
      ...{ deleted: 1, quarantined: 0, complete: false, alarm: null, reason: 'The list broke off.' },
    };
    await start({ sources: async () => [{ ...source, url: 'https://robot:secret@rofr.example/oai' }] });
    const text = await get('/status');
    expect(JSON.parse(text).sources).toEqual([source]);
    expect(text).not.toContain('secret');
    expect(JSON.parse(await get('/health/ready')).ready).toBe(true);
    expect(await get('/oai?verb=Identify')).toContain(REGISTRY);
  });
});
