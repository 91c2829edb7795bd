import pino from 'pino';
import { describe, expect, it } from 'vitest';
import type { Reports } from '../src/http/reports.ts';
import { openReports, publicAddress } from '../src/reports-around.ts';
import type { Database } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { keepReport, readReport } from '../src/store/reports.ts';
import type { Workplace } from '../src/workplace.ts';
import { eachDatabase } from './helpers/database.ts';
import { FakePublished } from './helpers/fake-published.ts';

interface Rig {
  reports: Reports;
  clock: { now: number };
  published: FakePublished;
  /** What was logged as an error. */
  errors: string[];
}

function rig(db: Database): Rig {
  const published = new FakePublished();
  const errors: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) });
  const clock = { now: 1_000_000 };
  const workplace = { db, published, config: { harvestSeconds: 3600 } } as unknown as Workplace;
  const reports = openReports(workplace, log, new AbortController().signal, () => clock.now);
  return { reports, clock, published, errors };
}

/** Asked until it has settled: a busy machine takes longer than a page waits. */
async function settled(reports: Reports): Promise<Awaited<ReturnType<Reports['anomalies']>>> {
  for (;;) {
    const data = await reports.anomalies();
    if (!data.isMaking) return data;
  }
}

eachDatabase('the anomaly report', (open) => {
  it('is made once for a state, in the background, and not again within five minutes', async () => {
    const { database } = await open();
    await migrate(database);
    const { reports, clock, published } = rig(database);
    const [first, second] = await Promise.all([settled(reports), settled(reports)]);
    expect(first).toEqual(second);
    expect(first).toMatchObject({ isOld: false, report: { summary: { sources: 1, records: 1 } } });
    const reads = published.reads.length;

    await database.query('update ledger set generation = generation + 1');
    expect(await settled(reports)).toMatchObject({ isOld: true, report: first.report });
    expect(published.reads.length).toBe(reads);

    clock.now += 300_000;
    expect(await settled(reports)).toMatchObject({ isOld: false });
    expect(published.reads.length).toBeGreaterThan(reads);
    const again = published.reads.length;
    clock.now += 300_000;
    expect(await settled(reports)).toMatchObject({ isOld: false });
    expect(published.reads.length).toBe(again);
  });

  it('that another replica has made is shown', async () => {
    const { database } = await open();
    await migrate(database);
    await settled(rig(database).reports);
    const other = rig(database);
    expect(await other.reports.anomalies()).toMatchObject({ isMaking: false, isOld: false });
    expect(other.published.reads).toEqual([]);
  });

  it('that fails is told of in the log, and the page says so', async () => {
    const { database } = await open();
    await migrate(database);
    const { reports, published, errors } = rig(database);
    published.away = true;
    expect(await settled(reports)).toEqual({ report: null, isOld: false, isMaking: false });
    expect(errors.join()).toContain('The anomaly report was not made.');
  });
});

eachDatabase('sources and reconciling', (open) => {
  it('shows no address that is not everybody’s', async () => {
    const { database } = await open();
    await migrate(database);
    const insert = (id: string, url: string) =>
      database.query("insert into harvest_source (id, kind, url, model) values ($1, 'git', $2, 'spase')", [
        id,
        url,
      ]);
    await insert('a', 'https://user:secret@git.example.org/x.git?token=secret#secret');
    await insert('b', 'git@private.example.org:x.git');
    await insert('c', '/srv/secret/folder');
    await insert('d', 'https://known.example.org/oai');
    const entries = [
      { id: 'd', kind: 'oai', url: 'https://known.example.org/oai', allowPrivate: true },
      { id: 'e', kind: 'oai', url: 'https://new.example.org/oai' },
    ];
    await database.query('update ledger set registry_file = $1::jsonb', [
      JSON.stringify({ version: 1, sources: entries }),
    ]);
    const sources = await rig(database).reports.sources();
    expect(sources.map(({ id, url }) => [id, url])).toEqual([
      ['a', 'https://git.example.org/x.git'],
      ['b', null],
      ['c', null],
      ['d', null],
      ['e', 'https://new.example.org/oai'],
    ]);
    expect(JSON.stringify(sources)).not.toContain('secret');
    expect(sources.at(-1)).toMatchObject({
      complete: false,
      reason: 'It was never harvested.',
      due: { next: null },
    });
  });

  it('the last result of each scope', async () => {
    const { database } = await open();
    await migrate(database);
    const { reports } = rig(database);
    expect(await reports.reconciled('all')).toEqual({ report: null, scopes: [] });
    await keepReport(database, 'reconcile:apis', null, { scope: 'apis' });
    expect(await reports.reconciled('all')).toEqual({ report: null, scopes: ['apis'] });
    expect(await reports.reconciled('apis')).toEqual({ report: { scope: 'apis' }, scopes: ['apis'] });
    expect(await readReport(database, 'anomalies')).toBeNull();
  });
});

describe('an address for everybody', () => {
  it.each([
    ['http://localhost/oai', null],
    ['http://10.0.0.1/oai', null],
    ['http://[::1]/oai', null],
    ['http://registry/oai', null],
    ['http://registry.internal/oai', null],
    ['javascript:alert(1)', null],
    ['http://registry.example.org:8080/a/b?c=d', 'http://registry.example.org:8080/a/b'],
  ])('%s', (url, shown) => {
    expect(publicAddress(url)).toBe(shown);
  });
});
