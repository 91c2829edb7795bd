/** Sums of accesses in the database: replicas add up, nothing is added twice, and there is an end to everything. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { harvesterKey, KEPT, type ListCounts, OTHERS, writeAccess } from '../../src/store/access.ts';
import { type AccessReport, type ListState, readAccess } from '../../src/store/access-read.ts';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { batchOf, harvesterOf, listOf } from '../helpers/access.ts';
import { eachDatabase } from '../helpers/database.ts';

const A = '00000000-0000-4000-8000-00000000000a';
const B = '00000000-0000-4000-8000-00000000000b';
const NOW = new Date('2026-11-20T12:00:00Z');

eachDatabase('access statistics', (open) => {
  async function opened(): Promise<{ database: Database; clock: { set(to: Date): Promise<void> } }> {
    const { database, clock } = await open({ clock: NOW });
    await migrate(database);
    return { database, clock };
  }
  const read = (database: Database, days = 30): Promise<AccessReport> =>
    readAccess(database, { days, harvester: null, record: null });

  it('has nothing to tell of a service that nobody asked', async () => {
    const { database } = await opened();
    expect(await read(database)).toMatchObject({
      ...{ from: '2026-10-22', to: '2026-11-20', since: '2026-11-20T12:00:00Z', flushed: null, dropped: 0 },
      totals: { requests: 0, records: 0, harvestsBegun: 0, harvesters: 0 },
      ...{ harvesters: [], formats: [], top: [], record: null },
    });
  });

  it('two replicas add up', async () => {
    const { database } = await opened();
    const list = listOf({ begun: 1, pages: 2, records: 20, size: 30, reached: 20 });
    const rest = listOf({ completed: 1, pages: 1, records: 10, size: 30, reached: 30 });
    await Promise.all([
      writeAccess(database, A, 1, batchOf({ harvesters: [harvesterOf({ begun: 1 })], lists: [list] })),
      writeAccess(database, B, 1, batchOf({ harvesters: [harvesterOf({ completed: 1 })], lists: [rest] })),
    ]);
    const report = await read(database);
    expect(report.totals).toMatchObject({
      ...{ requests: 2, bytes: 200, records: 20, harvestsBegun: 1, harvestsCompleted: 1, harvesters: 1 },
    });
    expect(report.harvesters).toHaveLength(1);
    expect(report.harvesters[0]?.lists).toMatchObject([
      { begun: 1, completed: 1, pages: 3, records: 30, size: 30, reached: 30, state: 'complete' },
    ]);
  });

  it('a batch that is sent again, as nobody knows whether it arrived, is added once', async () => {
    const { database } = await opened();
    const batch = batchOf({ harvesters: [harvesterOf({})], records: [fetched('ivo://x/a')], dropped: 3 });
    for (const number of [1, 1, 2, 2, 1]) await writeAccess(database, A, number, batch);
    const report = await read(database);
    expect(report.totals.requests).toBe(2);
    expect(report.dropped).toBe(6);
    expect(report.single).toEqual({ getRecord: 2, html: 4, xml: 6 });
  });

  it('a batch that cannot be added leaves nothing behind', async () => {
    const { database } = await opened();
    const broken = batchOf({ harvesters: [{ ...harvesterOf({}), requests: 'many' as unknown as number }] });
    await expect(writeAccess(database, A, 1, broken)).rejects.toThrow(/many/);
    await writeAccess(database, A, 1, batchOf({ harvesters: [harvesterOf({})] }));
    expect((await read(database)).totals.requests).toBe(1);
  });

  it('tells how each list ended', async () => {
    const { database } = await opened();
    const thisHour = Date.UTC(2026, 10, 20, 11, 30);
    const cases: [list: string, counts: Partial<ListCounts>, state: ListState][] = [
      ['ended, with all its records', { begun: 1, completed: 1, records: 30 }, 'complete'],
      ['ended twice', { begun: 2, completed: 2, records: 60 }, 'complete'],
      ['ended, but pages of it went elsewhere', { begun: 0, completed: 1, records: 10 }, 'gaps'],
      ['nothing has changed', { begun: 1, completed: 1, records: 0, size: 0 }, 'complete'],
      ['its last page is of this hour', { begun: 1, records: 10, lastAt: thisHour }, 'under way'],
      ['nobody has gone on with it', { begun: 1, records: 10 }, 'broken off'],
      ['one of two broke off', { begun: 2, completed: 1, records: 40 }, 'broken off'],
    ];
    // The set is only there to tell them apart.
    const lists = cases.map(([set, counts]) => listOf({ list: set, set, size: 30, ...counts }));
    await writeAccess(database, A, 1, batchOf({ harvesters: [harvesterOf({})], lists }));
    const states = (await read(database)).harvesters[0]?.lists.map(({ set, state }) => [set, state]);
    expect(new Map(states as [string, string][])).toEqual(
      new Map(cases.map(([set, , state]) => [set, state])),
    );
  });

  it('robots and those who test are listed, and are no harvests', async () => {
    const { database } = await opened();
    const kinds = ['copy', 'program', 'test', 'robot'];
    const harvesters = kinds.map((kind) => harvesterOf({ name: kind, kind, begun: 1, completed: 1 }));
    await writeAccess(database, A, 1, batchOf({ harvesters }));
    const { totals, harvesters: found } = await read(database);
    expect(totals).toMatchObject({ harvestsBegun: 2, harvestsCompleted: 2, harvesters: 2 });
    expect(found).toHaveLength(4);
  });

  it('made-up names push out each other, not the harvesters that came back; no request is lost', async () => {
    const { database } = await opened();
    const day = (n: number) => Date.UTC(2026, 10, n, 8);
    const real = (n: number) =>
      harvesterOf({ name: 'GAVO-RegTAP-harvester', completed: 1, lastAt: day(n), harvestAt: day(n) });
    await writeAccess(database, A, 1, batchOf({ day: '2026-11-17', harvesters: [real(17)] }));
    await writeAccess(database, A, 2, batchOf({ day: '2026-11-18', harvesters: [real(18)] }));
    // Later, many, and with harvests that they completed: all that a stranger can do in a day.
    for (let round = 0; round < 4; round += 1) {
      const harvesters = Array.from({ length: 200 }, (_, i) =>
        harvesterOf({ name: `made-up-${round}-${i}`, completed: 9, lastAt: day(20), harvestAt: day(20) }),
      );
      const known = await writeAccess(database, B, round + 1, batchOf({ harvesters }));
      expect(known.has(harvesterKey('GAVO-RegTAP-harvester', '192.0.2.0'))).toBe(true);
      expect(known.size).toBeLessThanOrEqual(KEPT.harvesters);
    }
    const { harvesters, totals } = await read(database);
    expect(harvesters.find(({ name }) => name.startsWith('GAVO'))).toMatchObject({
      requests: 2,
      lastHarvest: '2026-11-18T08:00:00Z',
    });
    const others = harvesters.find(({ name }) => name === OTHERS);
    expect(others?.requests).toBe(802 - (KEPT.harvesters - 2) - 2);
    expect(harvesters.reduce((sum, { requests }) => sum + requests, 0)).toBe(802);
    expect(totals.requests).toBe(802);
  });

  it('keeps the last lists of a harvester, days and months for as long as it says', async () => {
    const { database, clock } = await opened();
    const lists = Array.from({ length: KEPT.listsOfEach + 10 }, (_, i) =>
      listOf({ list: `list ${i}`, begun: 1, completed: 1, size: 0, lastAt: NOW.getTime() + i * 1000 }),
    );
    await writeAccess(
      database,
      A,
      1,
      batchOf({ harvesters: [harvesterOf({})], lists, records: [fetched('ivo://x/a')] }),
    );
    const kept = (await read(database)).harvesters[0]?.lists ?? [];
    expect(kept).toHaveLength(KEPT.listsOfEach);
    expect(kept[0]?.lastAt).toBe('2026-11-20T12:00:29Z');
    const rows = async () => {
      const counts = await database.query<{ rows: number }>(
        `select count(*) as rows from access_total union all select count(*) from access_day
         union all select count(*) from access_harvester union all select count(*) from access_list
         union all select count(*) from access_record`,
      );
      return counts.map((row) => row.rows);
    };
    const empty = { harvesters: [], totals: [], dropped: 1 };
    await clock.set(new Date(NOW.getTime() + KEPT.days * 86_400_000));
    await writeAccess(database, A, 2, batchOf(empty));
    expect(await rows()).toEqual([1, 1, 1, KEPT.listsOfEach, 1]);
    await clock.set(new Date(NOW.getTime() + (KEPT.days + 1) * 86_400_000));
    await writeAccess(database, A, 3, batchOf(empty));
    expect(await rows()).toEqual([0, 0, 0, 0, 1]);
    await clock.set(new Date('2029-10-31T23:00:00Z'));
    await writeAccess(database, A, 4, batchOf(empty));
    expect((await rows()).at(-1)).toBe(1);
    await clock.set(new Date('2029-11-01T00:00:00Z'));
    await writeAccess(database, A, 5, batchOf(empty));
    expect((await rows()).at(-1)).toBe(0);
  });

  it('tells of one record by month, and of harvesters by name or network', async () => {
    const { database } = await opened();
    const harvesters = [
      harvesterOf({ name: 'GAVO' }),
      harvesterOf({ name: 'RofR', network: '198.51.100.0' }),
    ];
    await writeAccess(
      database,
      A,
      1,
      batchOf({ harvesters, records: [fetched('ivo://x/a'), fetched('ivo://x/b')] }),
    );
    await writeAccess(database, A, 2, batchOf({ day: '2026-10-31', records: [fetched('ivo://x/a')] }));
    const query = { days: 30, harvester: 'gavo', record: 'ivo://x/a' };
    const report = await readAccess(database, query);
    expect(report.harvesters.map(({ name }) => name)).toEqual(['GAVO']);
    const counts = { getRecord: 1, html: 2, xml: 3 };
    expect(report.record).toEqual({
      key: 'ivo://x/a',
      months: [
        { month: '2026-10', ...counts },
        { month: '2026-11', ...counts },
      ],
    });
    const byNetwork = await readAccess(database, { ...query, harvester: '198.51' });
    expect(byNetwork.harvesters.map(({ name }) => name)).toEqual(['RofR']);
    expect(report.top.map(({ key }) => key)).toEqual(['ivo://x/a', 'ivo://x/b']);
  });

  it('whatever order batches of replicas come in, and however often: the sums are those of all batches', async () => {
    const sent = fc.record({ replica: fc.constantFrom(A, B), requests: fc.nat(1000), again: fc.boolean() });
    const { database } = await opened();
    const numbers = new Map([
      [A, 0],
      [B, 0],
    ]);
    let total = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(sent, { maxLength: 6 }), async (batches) => {
        for (const { replica, requests, again } of batches) {
          const number = (numbers.get(replica) ?? 0) + 1;
          numbers.set(replica, number);
          const batch = batchOf({ harvesters: [harvesterOf({ requests })] });
          await writeAccess(database, replica, number, batch);
          total += requests;
          if (again) await writeAccess(database, replica, number, batch);
        }
        const { totals, harvesters } = await read(database);
        expect(totals.requests).toBe(total);
        expect(harvesters.reduce((sum, { requests }) => sum + requests, 0)).toBe(total);
      }),
      { numRuns: 15 },
    );
  });
});

const fetched = (key: string) => ({ key, getRecord: 1, html: 2, xml: 3 });
