/** What is kept of calls of our services: states with their beginning, sums with an end, and nothing forgotten too early. */
import { expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import {
  type Endpoint,
  keepResults,
  type Outcome,
  type Problem,
  type ServiceState,
  serviceHistories,
  serviceStandings,
  sinceLastRound,
} from '../../src/store/monitor.ts';
import { eachDatabase } from '../helpers/database.ts';

const START = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const EVERYTHING = { authorities: ['padc.example'], keys: [] };

function endpoint(key = 'a', more: Partial<Endpoint> = {}): Endpoint {
  const ivoid = `ivo://PADC.example/${key}`;
  return { ivoid, title: 'A service', url: 'https://padc.example/tap', what: 'tap', about: '', ...more };
}

function outcome(state: ServiceState | null, seconds: number | null = 0.5): Outcome {
  const level = state ?? 'unasked';
  const problems: Problem[] = level === 'up' ? [] : [{ code: 'x', level, says: `It is ${level}.` }];
  return { state, seconds: state === null ? null : seconds, problems };
}

eachDatabase('results of monitoring', (open) => {
  async function opened() {
    const { database, clock } = await open({ clock: new Date(START) });
    await migrate(database);
    return { database, at: (ms: number) => clock.set(new Date(START + ms)) };
  }
  const keep = (
    database: Database,
    state: ServiceState | null,
    { all = false, seconds = 0.5, ...one }: Partial<Endpoint> & { all?: boolean; seconds?: number } = {},
  ) => keepResults(database, [{ ...endpoint('a', one), ...outcome(state, seconds) }], all);

  it('are none of a service that nobody asked', async () => {
    const { database } = await opened();
    expect(await serviceStandings(database)).toEqual([]);
    expect(await serviceHistories(database, EVERYTHING)).toEqual([]);
    expect(await sinceLastRound(database)).toBeNull();
  });

  it('a state begins when it changes; the last error stays when it is mended', async () => {
    const { database, at } = await opened();
    for (const [hours, state] of [
      [0, 'up'],
      [1, 'down'],
      [2, 'down'],
    ] as const) {
      await at(hours * HOUR);
      await keep(database, state);
    }
    expect(await serviceStandings(database)).toMatchObject([
      {
        ...{ ivoid: 'ivo://PADC.example/a', state: 'down', unasked: null, seconds: 0.5 },
        ...{ since: '2026-11-20T13:00:00Z', askedAt: '2026-11-20T14:00:00Z' },
        lastError: { says: 'It is down.', at: '2026-11-20T14:00:00Z' },
        problems: [{ code: 'x', level: 'down' }],
      },
    ]);
    await at(3 * HOUR);
    await keep(database, 'up');
    expect(await serviceStandings(database)).toMatchObject([
      {
        ...{ state: 'up', since: '2026-11-20T15:00:00Z', problems: [] },
        lastError: { at: '2026-11-20T14:00:00Z' },
      },
    ]);
  });

  it('one that could not be asked leaves what is known as it was, and says so', async () => {
    const { database, at } = await opened();
    await keep(database, null);
    expect(await serviceStandings(database)).toMatchObject([
      { state: null, since: null, askedAt: null, unasked: 'It is unasked.' },
    ]);
    await keep(database, 'down');
    await at(HOUR);
    await keep(database, null);
    await at(2 * HOUR);
    const [history] = await serviceHistories(database, EVERYTHING);
    expect(history).toMatchObject({
      state: 'down',
      since: '2026-11-20T12:00:00Z',
      unasked: 'It is unasked.',
      asked: 1,
    });
    await keep(database, 'down');
    expect(await serviceStandings(database)).toMatchObject([
      { since: '2026-11-20T12:00:00Z', unasked: null },
    ]);
  });

  it('add up to uptime, usual times, and how long it was down', async () => {
    const { database, at } = await opened();
    const states: ServiceState[] = ['up', 'up', 'degraded', 'down', 'up', 'up', 'up', 'up', 'up', 'up'];
    for (const [hour, state] of states.entries()) {
      await at(hour * HOUR);
      await keep(database, state, { seconds: hour + 1 });
    }
    const [history] = await serviceHistories(database, EVERYTHING);
    expect(history).toMatchObject({ asked: 10, uptime: 90, downSeconds: 3600, first: 'up', days: 30 });
    expect(history?.medianSeconds).toBeCloseTo(5.5);
    expect(history?.p95Seconds).toBeCloseTo(9.55);
    const [lately] = await serviceHistories(database, { authorities: [], keys: ['ivo://padc.example/a'] }, 1);
    expect(lately).toMatchObject({ days: 1, asked: 10 });
    expect(await serviceHistories(database, { authorities: ['other.example'], keys: [] })).toEqual([]);
  });

  it('nobody knows how it was where nobody asked for days', async () => {
    const { database, at } = await opened();
    await keep(database, 'down');
    await at(10 * DAY);
    await keep(database, 'up');
    expect(await serviceHistories(database, EVERYTHING)).toMatchObject([{ downSeconds: 86_400 }]);
  });

  it('what is in no record any more is not shown, and comes back with its history', async () => {
    const { database } = await opened();
    await keep(database, 'up', { all: true });
    await keep(database, 'up', { all: true, url: 'https://padc.example/other' });
    expect((await serviceStandings(database)).map(({ url }) => url)).toEqual(['https://padc.example/other']);
    expect(await sinceLastRound(database)).toBe(0);
    // One record alone is asked: the others stay.
    await keep(database, 'down');
    expect(await serviceStandings(database)).toHaveLength(2);
    const histories = await serviceHistories(database, EVERYTHING);
    expect(histories.find(({ state }) => state === 'down')).toMatchObject({ first: 'up' });
  });

  it('have an end: 30 days of calls, 400 days of sums', async () => {
    const { database, at } = await opened();
    const count = async (table: string) =>
      (await database.query<{ n: number }>(`select count(*) as n from ${table}`))[0]?.n;
    for (const day of [0, 1, 20, 40]) {
      await at(day * DAY);
      await keep(database, 'up');
    }
    expect([await count('monitor_check'), await count('monitor_day')]).toEqual([2, 4]);
    await at(441 * DAY);
    await keep(database, 'up', { all: true, url: 'https://padc.example/other' });
    expect([await count('monitor_check'), await count('monitor_day')]).toEqual([1, 1]);
    // What nobody has seen for that long, either.
    expect(await count('monitor_series')).toBe(1);
  });

  it('of thousands are kept at once', async () => {
    const { database } = await opened();
    const all = Array.from({ length: 1_200 }, (_, n) => ({ ...endpoint(`r${n}`), ...outcome('up') }));
    await keepResults(database, all, true);
    expect(await serviceStandings(database)).toHaveLength(1_200);
  });
});
