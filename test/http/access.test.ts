/** Counting in memory: bounds, outages, and that nothing is counted twice or lost in between. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccessCounts, type Write } from '../../src/http/access.ts';
import { type Asked, ROOM } from '../../src/http/access-batch.ts';
import type { Client } from '../../src/http/clients.ts';
import { type AccessBatch, harvesterKey, OTHERS } from '../../src/store/access.ts';
import { DatabaseAway } from '../../src/store/database.ts';

const CLIENT: Client = { shown: '192.0.2.0', key: '192.0.2.7', network: '192.0.2.0' };
const START = Date.UTC(2026, 10, 20, 8);

function asked(parts: Partial<Asked> = {}): Asked {
  return {
    ...{ place: 'oai', verb: 'Identify', prefix: null, error: null, status: 200, bytes: 100 },
    ...{ agent: 'GAVO (IVOA-copy)', client: CLIENT, handed: null, isWhole: true, isHtml: false, ...parts },
  };
}
const record = (key: string) => ({ records: 1, record: key, page: null });

/** A database that can be away, and that may have carried out what it did not answer. */
function database() {
  const state = {
    mode: 'there' as 'there' | 'away' | 'unheard' | 'refuses',
    batches: [] as AccessBatch[],
    at: START,
  };
  const last = new Map<string, number>();
  const write: Write = async (replica, number, batch) => {
    if (state.mode === 'away') throw new DatabaseAway('away');
    if (state.mode === 'refuses') throw new Error('out of disk');
    if (number > (last.get(replica) ?? 0)) state.batches.push(structuredClone(batch));
    last.set(replica, Math.max(number, last.get(replica) ?? 0));
    if (state.mode === 'unheard') throw new DatabaseAway('gone before it answered');
    return new Set(
      state.batches.flatMap(({ harvesters }) => harvesters.map((h) => harvesterKey(h.name, h.network))),
    );
  };
  const requests = () =>
    state.batches.flatMap(({ totals }) => totals).reduce((sum, t) => sum + t.requests, 0);
  const attributed = () =>
    state.batches.flatMap(({ harvesters }) => harvesters).reduce((sum, h) => sum + h.requests, 0);
  const dropped = () => state.batches.reduce((sum, batch) => sum + batch.dropped, 0);
  return { state, requests, attributed, dropped, counts: () => new AccessCounts(write, () => state.at) };
}

describe('what is counted', () => {
  it('a request by verb, format and harvester; what operators ask for is none', async () => {
    const { state, counts } = database();
    const access = counts();
    access.add(asked());
    access.add(asked({ verb: 'GetRecord', prefix: 'ivo_vor', handed: record('ivo://x/a') }));
    access.add(asked({ verb: null, error: 'badVerb' }));
    access.add(asked({ verb: 'ListRecords', error: 'noRecordsMatch' }));
    access.add(asked({ place: 'records', verb: null, handed: record('ivo://x/a'), isHtml: true }));
    access.add(asked({ place: 'records', verb: null, status: 404 }));
    access.add(asked({ place: 'records', verb: null, status: 503 }));
    access.add(asked({ place: 'other', verb: null, status: 404, agent: 'scanner' }));
    for (const place of ['health', 'status', 'metrics', 'hooks']) access.add(asked({ place }));
    await access.flush();
    expect(state.batches).toHaveLength(1);
    const [batch] = state.batches;
    expect(batch?.totals.map(({ what, prefix, requests }) => [what, prefix, requests])).toEqual([
      ['Identify', '', 1],
      ['GetRecord', 'ivo_vor', 1],
      ['badVerb', '', 1],
      ['ListRecords', '', 1],
      ['records', 'html', 1],
      ['records', 'xml', 2],
      ['other', '', 1],
    ]);
    expect(batch?.harvesters).toMatchObject([
      { name: 'GAVO', kind: 'copy', requests: 7, bytes: 700, records: 2, errors: 2, lastError: '404' },
    ]);
    expect(batch?.records).toEqual([{ key: 'ivo://x/a', getRecord: 1, html: 1, xml: 0 }]);
  });

  it('an answer that did not go out whole hands out nothing', async () => {
    const { state, counts } = database();
    const access = counts();
    access.add(asked({ verb: 'GetRecord', handed: record('ivo://x/a'), isWhole: false }));
    await access.flush();
    expect(state.batches[0]?.totals).toMatchObject([{ requests: 1, records: 0 }]);
    expect(state.batches[0]?.records).toEqual([]);
  });

  it('robots and browsers have no network, robots and tests are no readers of records', async () => {
    const { state, counts } = database();
    const access = counts();
    const agents = ['Googlebot/2.1', 'STILTS (IVOA-test)', 'Mozilla/5.0 Firefox/128.0', 'curl/8'];
    for (const agent of agents) access.add(asked({ place: 'records', handed: record('ivo://x/a'), agent }));
    await access.flush();
    expect(state.batches[0]?.harvesters.map(({ network }) => network)).toEqual([
      '',
      '192.0.2.0',
      '',
      '192.0.2.0',
    ]);
    expect(state.batches[0]?.records).toEqual([{ key: 'ivo://x/a', getRecord: 0, html: 0, xml: 2 }]);
  });

  it('belongs to the day (UTC) it came on, also if that is over before it is written', async () => {
    const { state, counts } = database();
    const access = counts();
    access.add(asked());
    state.at = Date.UTC(2026, 10, 21, 0, 0, 1);
    access.add(asked());
    access.add(asked());
    // A clock that was set back.
    state.at = START;
    access.add(asked());
    await access.flush();
    expect(state.batches.map(({ day, totals }) => [day, totals[0]?.requests])).toEqual([
      ['2026-11-20', 1],
      ['2026-11-21', 2],
      ['2026-11-20', 1],
    ]);
  });
});

describe('bounds', () => {
  it('a client that makes up names has a few, and shares a row for the rest; others are not touched', async () => {
    const { state, counts } = database();
    const access = counts();
    access.add(asked({ agent: 'RofR', client: { ...CLIENT, key: '198.51.100.9', network: '198.51.100.0' } }));
    await access.flush();
    for (let i = 0; i < 5000; i += 1) access.add(asked({ agent: `made-up-${i}` }));
    access.add(asked({ agent: 'RofR', client: { ...CLIENT, key: '198.51.100.9', network: '198.51.100.0' } }));
    await access.flush();
    for (let i = 0; i < 100; i += 1) access.add(asked({ agent: `made-up-again-${i}` }));
    await access.flush();
    const [, second, third] = state.batches;
    const madeUp = second?.harvesters.filter(({ name }) => name.startsWith('made')).length;
    expect(madeUp).toBe(ROOM.namesOfAClient);
    expect(second?.harvesters.find(({ name }) => name === 'RofR')?.requests).toBe(1);
    expect(second?.harvesters.find(({ name }) => name === OTHERS)?.requests).toBe(5000 - ROOM.namesOfAClient);
    expect(third?.harvesters).toMatchObject([{ name: OTHERS, requests: 100 }]);
  });

  it('strangers from many addresses share a row beyond a number; who is known does not', async () => {
    const { state, counts } = database();
    const access = counts();
    access.add(asked());
    await access.flush();
    for (let i = 0; i < 1000; i += 1)
      access.add(asked({ agent: `made-up-${i}`, client: { ...CLIENT, key: `2001:db8:${i}` } }));
    access.add(asked());
    await access.flush();
    const { harvesters = [] } = state.batches[1] ?? {};
    expect(harvesters).toHaveLength(ROOM.newcomers + 2);
    expect(harvesters.find(({ name }) => name === 'GAVO')?.requests).toBe(1);
  });

  it('many records make several batches', async () => {
    const { state, counts } = database();
    const access = counts();
    for (let i = 0; i < 2 * ROOM.records + 1; i += 1)
      access.add(asked({ verb: 'GetRecord', handed: record(`ivo://x/${i}`) }));
    await access.flush();
    expect(state.batches.map(({ records }) => records.length)).toEqual([ROOM.records, ROOM.records, 1]);
  });

  it('lists beyond a number are not followed, and that is told', async () => {
    const { state, counts, dropped } = database();
    const access = counts();
    for (let i = 0; i < ROOM.lists + 5; i += 1) {
      const list = {
        id: `${i}`,
        verb: 'ListRecords',
        prefix: 'ivo_vor',
        from: null,
        until: null,
        set: null,
      } as const;
      const page = { list, size: 0, reached: 0, isFirst: true, isLast: true };
      access.add(asked({ verb: 'ListRecords', handed: { records: 0, record: null, page } }));
    }
    await access.flush();
    expect(state.batches[0]?.lists).toHaveLength(ROOM.lists);
    expect(state.batches[0]?.harvesters).toMatchObject([
      { begun: ROOM.lists + 5, completed: ROOM.lists + 5 },
    ]);
    expect(dropped()).toBe(5);
  });
});

describe('while the database is away', () => {
  it('counts go on, and are written once it is back', async () => {
    const { state, counts, requests } = database();
    const access = counts();
    state.mode = 'away';
    for (let minute = 0; minute < 100; minute += 1) {
      access.add(asked());
      await access.flush();
    }
    expect(state.batches).toEqual([]);
    state.mode = 'there';
    await access.flush();
    expect(requests()).toBe(100);
    expect(access.dropped).toBe(0);
  });

  it('for longer than there is room, what is lost is told', async () => {
    const { state, counts, requests, dropped } = database();
    const access = counts();
    state.mode = 'away';
    for (let day = 0; day < 2 * ROOM.batches; day += 1) {
      access.add(asked());
      await access.flush();
      state.at += 86_400_000;
    }
    state.mode = 'there';
    await access.flush();
    expect(state.batches.length).toBeLessThanOrEqual(ROOM.batches + 1);
    expect(access.dropped).toBeGreaterThan(0);
    expect(dropped()).toBe(access.dropped);
    expect(requests() + dropped()).toBe(2 * ROOM.batches);
  });

  it('a batch that it refuses, though it is there, is given up after some tries', async () => {
    const { state, counts, requests, dropped } = database();
    const access = counts();
    access.add(asked());
    state.mode = 'refuses';
    for (let i = 0; i < 5; i += 1) await expect(access.flush()).rejects.toThrow('out of disk');
    state.mode = 'there';
    access.add(asked());
    await access.flush();
    expect([requests(), dropped()]).toEqual([1, 1]);
  });

  it('in every interleaving of requests, outages, unheard commits, nights and flushes of three replicas, nothing is lost or doubled', async () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('ask' as const),
        replica: fc.nat(2),
        times: fc.nat(30),
        agent: fc.nat(40),
      }),
      fc.record({ do: fc.constant('flush' as const), replica: fc.nat(2), wait: fc.boolean() }),
      fc.record({ do: fc.constant('mode' as const), mode: fc.constantFrom('there', 'away', 'unheard') }),
      fc.record({ do: fc.constant('night' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { state, counts, requests, attributed, dropped } = database();
        const replicas = [counts(), counts(), counts()];
        const flushes: Promise<void>[] = [];
        let sent = 0;
        for (const one of steps) {
          if (one.do === 'mode') state.mode = one.mode as typeof state.mode;
          if (one.do === 'night') state.at += 86_400_000;
          if (one.do === 'ask') {
            for (let i = 0; i < one.times; i += 1)
              replicas[one.replica]?.add(asked({ agent: `a${one.agent}x` }));
            sent += one.times;
          }
          if (one.do === 'flush') {
            const flush = replicas[one.replica]?.flush() ?? Promise.resolve();
            flushes.push(flush);
            if (one.wait) await flush;
          }
        }
        await Promise.all(flushes);
        state.mode = 'there';
        // One flush may have begun before the last request.
        for (const replica of replicas) await replica.flush().then(() => replica.flush());
        expect(requests() + dropped()).toBe(sent);
        expect(attributed()).toBe(requests());
      }),
      { numRuns: 200 },
    );
  });
});
