/** Who asks for what, from requests over HTTP to rows: lists are followed by their tokens, through several replicas. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AccessCounts } from '../../src/http/access.ts';
import { DEFAULT_CLIENTS } from '../../src/http/clients.ts';
import { Metrics } from '../../src/http/metrics.ts';
import { writeAccess } from '../../src/store/access.ts';
import { type AccessReport, type ListReport, readAccess } from '../../src/store/access-read.ts';
import { type AccessSummary, openAccessSummary } from '../../src/store/access-summary.ts';
import { type Database, DatabaseAway } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { eachDatabase, type OpenTestDatabase } from '../helpers/database.ts';
import { FakePublished } from '../helpers/fake-published.ts';
import { type Service, startService } from '../helpers/service.ts';

const GAVO = { 'User-Agent': 'GAVO-RegTAP-harvester (IVOA-copy) DaCHS/2.9' };

let published: FakePublished;
let database: Database;
let replicas: { service: Service; access: AccessCounts; metrics: Metrics }[];
let asked: number;

/** Two replicas on an empty database. */
async function begin(open: OpenTestDatabase): Promise<void> {
  published = new FakePublished();
  for (let i = 10; i < 34; i += 1) published.put(`ivo://padc.example/r${i}`, '2026-11-02T00:00:00Z');
  ({ database } = await open());
  await migrate(database);
  asked = 0;
  replicas = [await start(), await start()];
}
afterEach(async () => {
  for (const { service } of replicas) await service.close();
});

async function start(logAddresses: 'short' | 'full' | 'none' = 'full') {
  const access = new AccessCounts((replica, n, batch) => writeAccess(database, replica, n, batch));
  const metrics = new Metrics();
  const clients = { ...DEFAULT_CLIENTS, logAddresses };
  const accessSummary = openAccessSummary(database);
  const service = await startService(published, {}, { access, accessSummary, metrics, clients });
  return { service, access, metrics };
}

/** The resumptionToken of the answer, if it has one; from each replica in turn. */
async function oai(query: string, headers: Record<string, string> = GAVO): Promise<string | null> {
  asked += 1;
  const { service } = replicas[asked % replicas.length] ?? {};
  const xml = await (await fetch(`${service?.root}/oai?${query}`, { headers })).text();
  return /<resumptionToken[^>]*>([^<]+)</.exec(xml)?.[1] ?? null;
}

/** Follows a list for so many pages. */
async function harvest(query: string, pages = 100, headers = GAVO): Promise<void> {
  const verb = query.slice(0, query.indexOf('&'));
  let token = await oai(query, headers);
  for (let page = 1; page < pages && token; page += 1)
    token = await oai(`${verb}&resumptionToken=${token}`, headers);
}

/** What is in the database once every request that was sent is there: a request is counted when its answer is out. */
async function report(
  query: { harvester?: string; record?: string } = {},
  requests = asked,
): Promise<AccessReport> {
  return vi.waitFor(async () => {
    for (const { access } of replicas) await access.flush();
    const read = await readAccess(database, { days: 30, harvester: null, record: null, ...query });
    expect(read.totals.requests).toBe(requests);
    return read;
  }, 10_000);
}

async function lists(): Promise<ListReport[]> {
  return (await report()).harvesters[0]?.lists ?? [];
}

eachDatabase('access statistics', (open) => {
  describe('a harvest', () => {
    it('that follows its tokens to the last page is complete, whichever replica gave which page', async () => {
      await begin(open);
      await harvest('verb=ListRecords&metadataPrefix=ivo_vor&from=2026-11-01&set=ivo_managed');
      const { harvesters, totals } = await report();
      expect(totals).toMatchObject({
        records: 25,
        headers: 0,
        harvestsBegun: 1,
        harvestsCompleted: 1,
        harvesters: 1,
      });
      expect(harvesters).toMatchObject([
        {
          name: 'GAVO-RegTAP-harvester',
          kind: 'copy',
          network: '127.0.0.0',
          requests: 3,
          errors: 0,
          records: 25,
        },
      ]);
      expect(harvesters[0]?.lists).toMatchObject([
        {
          ...{
            verb: 'ListRecords',
            prefix: 'ivo_vor',
            set: 'ivo_managed',
            from: '2026-11-01T00:00:00Z',
            until: null,
          },
          ...{ begun: 1, completed: 1, pages: 3, records: 25, size: 25, reached: 25, state: 'complete' },
        },
      ]);
      expect(harvesters[0]?.lastHarvest).toBe(harvesters[0]?.lists[0]?.lastAt);
    });

    it('that breaks off has no end, and it is known where', async () => {
      await begin(open);
      await harvest('verb=ListRecords&metadataPrefix=ivo_vor', 2);
      expect(await lists()).toMatchObject([
        { begun: 1, completed: 0, pages: 2, records: 20, size: 25, reached: 20, state: 'under way' },
      ]);
      // An hour later.
      await database.query(`update access_list set last_at = now() - interval '61 minutes'`);
      expect(await lists()).toMatchObject([{ state: 'broken off' }]);
      expect((await report()).totals).toMatchObject({
        harvestsBegun: 1,
        harvestsCompleted: 0,
        harvesters: 0,
      });
    });

    it('that goes on after a pause, with a publication in between, is one', async () => {
      await begin(open);
      const token = await oai('verb=ListRecords&metadataPrefix=ivo_vor');
      published.generation += 1;
      published.put('ivo://padc.example/r10', '2026-11-03T00:00:00Z');
      await harvest(`verb=ListRecords&resumptionToken=${token}`);
      expect(await lists()).toMatchObject([{ begun: 1, completed: 1, pages: 3, state: 'complete' }]);
    });

    it('in one answer, and one that finds nothing new, are complete too', async () => {
      await begin(open);
      await harvest('verb=ListIdentifiers&metadataPrefix=oai_dc&until=2026-11-01');
      await harvest('verb=ListRecords&metadataPrefix=ivo_vor&from=2026-11-10');
      const found = await lists();
      expect(found.map(({ verb, size, records, state }) => [verb, size, records, state]).sort()).toEqual([
        ['ListIdentifiers', 1, 1, 'complete'],
        ['ListRecords', 0, 0, 'complete'],
      ]);
      const { totals, harvesters } = await report();
      expect(totals).toMatchObject({ records: 0, headers: 1, harvestsCompleted: 2 });
      expect(harvesters).toMatchObject([{ errors: 0, lastError: null }]);
    });

    it('of a set that is not here, or with a wrong token, is none', async () => {
      await begin(open);
      await oai('verb=ListRecords&metadataPrefix=ivo_vor&set=made.up');
      await oai('verb=ListRecords&resumptionToken=mistyped');
      await oai('verb=ListRecords&metadataPrefix=marc21');
      const { harvesters } = await report();
      expect(harvesters).toMatchObject([{ begun: 0, errors: 2, lists: [] }]);
      expect(['badResumptionToken', 'cannotDisseminateFormat']).toContain(harvesters[0]?.lastError);
    });

    it('of several harvesters at the same time are told apart', async () => {
      await begin(open);
      await Promise.all([
        harvest('verb=ListRecords&metadataPrefix=ivo_vor'),
        harvest('verb=ListRecords&metadataPrefix=ivo_vor', 1, { 'User-Agent': 'Java/1.8.0_292' }),
        harvest('verb=ListRecords&metadataPrefix=ivo_vor', 2, { 'User-Agent': 'python-requests/2.31' }),
      ]);
      const { harvesters } = await report();
      const ends = harvesters.map(({ name, completed, lists: [list] }) => [name, completed, list?.pages]);
      expect(ends.sort()).toEqual([
        ['GAVO-RegTAP-harvester', 1, 3],
        ['Java', 0, 1],
        ['python-requests', 0, 2],
      ]);
    });

    it('is counted in /metrics', async () => {
      await begin(open);
      await harvest('verb=ListRecords&metadataPrefix=ivo_vor');
      await report();
      const [begun, completed] = [0, 1].map((which) =>
        replicas.reduce(
          (sum, { metrics: { tally } }) => sum + (which === 0 ? tally.begunLists : tally.completedLists),
          0,
        ),
      );
      expect([begun, completed]).toEqual([1, 1]);
    });
  });

  describe('a record', () => {
    it('that is fetched by itself is counted by month: GetRecord, page, XML; HEAD and what is not there are not', async () => {
      await begin(open);
      const { root } = replicas[0]?.service ?? { root: '' };
      const get = async (path: string, init: RequestInit = {}) => {
        asked += 1;
        await (await fetch(`${root}${path}`, { ...init, headers: { ...GAVO, ...init.headers } })).text();
      };
      await oai('verb=GetRecord&metadataPrefix=ivo_vor&identifier=ivo://PADC.example/R10');
      await oai('verb=GetRecord&metadataPrefix=oai_dc&identifier=ivo://padc.example/r10');
      await get('/records/padc.example/R10');
      await get('/records/padc.example/r10', { headers: { Accept: 'text/html' } });
      await get('/records/padc.example/r10', { method: 'HEAD' });
      await get('/records/padc.example/none');
      const found = await report({ record: 'ivo://padc.example/r10' });
      const month = new Date().toISOString().slice(0, 7);
      expect(found.record?.months).toEqual([{ month, getRecord: 2, html: 1, xml: 1 }]);
      expect(found.top).toMatchObject([{ key: 'ivo://padc.example/r10' }]);
      expect(found.harvesters).toMatchObject([{ records: 4, errors: 1, lastError: '404' }]);
    });
  });

  describe('personal data', () => {
    it('no address is in the statistics, whatever LOG_ADDRESSES says; with none not even a network', async () => {
      await begin(open);
      await harvest('verb=ListRecords&metadataPrefix=ivo_vor');
      await report();
      await replicas[1]?.service.close();
      const silent = await start('none');
      replicas = [silent];
      await harvest('verb=ListRecords&metadataPrefix=ivo_vor', 100, {
        'User-Agent': 'me@example.org 127.0.0.1',
      });
      const { harvesters } = await report();
      expect(harvesters.map(({ name, network }) => [name, network]).sort()).toEqual([
        ['(no name)', ''],
        ['GAVO-RegTAP-harvester', '127.0.0.0'],
      ]);
      for (const table of ['access_harvester', 'access_day', 'access_list']) {
        const rows = JSON.stringify(await database.query(`select to_json(t) as row from ${table} t`));
        expect(rows).not.toMatch(/127\.0\.0\.1|example\.org/);
      }
    });

    it('/status tells names and counts, and no network; it lives without the database', async () => {
      await begin(open);
      await harvest('verb=ListRecords&metadataPrefix=ivo_vor');
      await report();
      const status = async (): Promise<{ access: AccessSummary | null }> =>
        JSON.parse(await (await fetch(`${replicas[0]?.service.root}/status?format=json`)).text());
      const { access } = await status();
      expect(access).toMatchObject({
        ...{ days: 30, requests: 3, records: 25, harvestsBegun: 1, harvestsCompleted: 1 },
        harvesters: [
          { name: 'GAVO-RegTAP-harvester', kind: 'copy', requests: 3, records: 25, lastList: 'complete' },
        ],
      });
      expect(JSON.stringify(access)).not.toContain('127.0.0');
      const away = () => Promise.reject(new DatabaseAway('away'));
      const other = await startService(published, {}, { accessSummary: away });
      const text = await (await fetch(`${other.root}/status?format=json`)).text();
      await other.close();
      expect(JSON.parse(text).access).toBeNull();
    });
  });
});
