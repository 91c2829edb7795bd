import { expect, it } from 'vitest';
import { harvest } from '../../src/harvest/harvest.ts';
import type { Source, SourceEnd, SourcePart, SourceRecord } from '../../src/harvest/source.ts';
import type { Database } from '../../src/store/database.ts';
import { RunLost } from '../../src/store/harvest-hold.ts';
import { beginRun, readRuns } from '../../src/store/harvest-runs.ts';
import { openHarvested } from '../../src/store/harvested-read.ts';
import { migrate } from '../../src/store/migrate.ts';
import { eachDatabase, type OpenTestDatabase } from '../helpers/database.ts';
import { allRecords, Crash, copyOf, crashingAt, dyingWithCursor, harvestFrom } from './harvesting.ts';
import { MemoryServer } from './memory-source.ts';

async function tables(open: OpenTestDatabase): Promise<Database> {
  const { database } = await open();
  await migrate(database);
  return database;
}

/** A server with so many records, harvested once. */
async function harvested(db: Database, count: number): Promise<MemoryServer> {
  const server = new MemoryServer({ pageSize: 10 });
  for (let i = 0; i < count; i += 1) server.put(`ivo://a.example/r${i}`);
  await harvestFrom(db, server.source());
  server.now += 100_000;
  return server;
}

async function stateOf(db: Database, id = 'memory') {
  const state = (await openHarvested(db).sources()).find((one) => one.id === id);
  if (state === undefined) throw new Error(`no source ${id}`);
  return state;
}

/** A source that gives these parts, whatever is asked. */
function sourceOf(parts: Partial<SourcePart>[], end: Partial<SourceEnd> = {}): Source {
  return {
    id: 'parts',
    model: 'vor',
    async *list() {
      for (const part of parts) {
        yield { records: [], quarantined: [], deviations: [], transferred: 0, cursor: null, ...part };
      }
      return { complete: true, reason: null, reached: '2026-01-01T00:00:00Z', announced: null, ...end };
    },
    close: async () => undefined,
  };
}

function entry(id: string, content: string | null, more: Partial<SourceRecord> = {}): SourceRecord {
  const bytes = content === null ? null : Buffer.from(content);
  const datestamp = '2026-01-01T00:00:00Z';
  return { id, datestamp, deleted: bytes === null, setSpecs: [], bytes, path: null, blob: null, ...more };
}

const resource = (title: string) => `<Resource><title>${title}</title></Resource>`;

eachDatabase('harvest', (open) => {
  it('takes everything first, then only what changed', async () => {
    const db = await tables(open);
    const server = await harvested(db, 25);
    expect(await copyOf(db, 'memory')).toEqual(server.truth());
    server.put('ivo://a.example/r3');
    server.remove('ivo://a.example/r4');
    server.put('ivo://a.example/new');
    const { runs, complete } = await harvestFrom(db, server.source());
    expect(complete).toBe(true);
    expect(runs).toMatchObject([{ mode: 'incremental', new: 1, changed: 1, deleted: 1, gone: 0 }]);
    expect(server.asked.at(-1)).toEqual({ since: '2026-01-01T00:00:00Z', resumed: false });
    expect(await copyOf(db, 'memory')).toEqual(server.truth());
    expect(await stateOf(db)).toMatchObject({
      records: 25,
      deleted: 1,
      complete: true,
      alarm: null,
      drift: 0,
    });
  });

  it('changes nothing about absence when a list breaks off, and goes on where it was', async () => {
    const db = await tables(open);
    const server = await harvested(db, 25);
    for (let i = 0; i < 5; i += 1) server.forget(`ivo://a.example/r${i}`);
    server.happenings.breaks = [5];
    const broken = await harvestFrom(db, server.source(), { full: true });
    expect(broken).toMatchObject({ complete: false, reason: 'The server went away.' });
    expect(await stateOf(db)).toMatchObject({
      records: 25,
      complete: false,
      reason: 'The server went away.',
    });
    const { runs } = await harvestFrom(db, server.source());
    expect(server.asked.at(-2)).toEqual({ since: null, resumed: true });
    // Absence from the full list alone does not count: the incremental one follows.
    expect(runs.map(({ mode, gone }) => [mode, gone])).toEqual([
      ['full', 0],
      ['incremental', 5],
    ]);
    expect(await copyOf(db, 'memory')).toEqual(server.truth());
  });

  it('goes on after a page that stands, and was applied in part when the process died', async () => {
    const db = await tables(open);
    // More than is applied at once, on either database.
    const server = new MemoryServer({ pageSize: 1100, partSize: 1100 });
    for (let i = 0; i < 1105; i += 1) server.put(`ivo://a.example/r${i}`);
    await expect(harvestFrom(dyingWithCursor(db), server.source())).rejects.toThrow(Crash);
    const left = await db.query<{ n: number }>('select count(*) as n from harvest_staged');
    expect(left[0]?.n).toBeGreaterThan(0);
    await harvestFrom(db, server.source());
    expect(server.asked.map(({ resumed }) => resumed)).toEqual([false, true]);
    expect(await copyOf(db, 'memory')).toEqual(server.truth());
  });

  it('counts only the list that was begun anew when a token is no longer known', async () => {
    const db = await tables(open);
    const server = await harvested(db, 25);
    server.happenings.breaks = [5];
    await harvestFrom(db, server.source(), { full: true });
    // Listed before the list broke off, and gone when it began anew.
    server.forget('ivo://a.example/r0');
    server.happenings.forgetTokens = true;
    const { runs } = await harvestFrom(db, server.source(), { full: true });
    expect(runs.map(({ mode, gone }) => [mode, gone])).toEqual([
      ['full', 0],
      ['incremental', 1],
    ]);
    expect(await copyOf(db, 'memory')).toEqual(server.truth());
  });

  it('does not take what changed while a full list was read for gone', async () => {
    const db = await tables(open);
    const server = new MemoryServer({ pageSize: 10, frozen: true });
    for (let i = 0; i < 25; i += 1) server.put(`ivo://a.example/r${i}`);
    await harvestFrom(db, server.source());
    server.now += 10;
    const change = () => {
      server.now += 1;
      server.put('ivo://a.example/r7');
    };
    server.happenings.edits = [change];
    const { runs } = await harvestFrom(db, server.source(), { full: true });
    expect(runs.map(({ mode, gone, changed }) => [mode, gone, changed])).toEqual([
      ['full', 0, 0],
      ['incremental', 0, 1],
    ]);
    expect(await copyOf(db, 'memory')).toEqual(server.truth());
  });

  it('holds a sudden drop back until a person says that it is right', async () => {
    const db = await tables(open);
    const server = await harvested(db, 100);
    for (let i = 0; i < 15; i += 1) server.forget(`ivo://a.example/r${i}`);
    for (let i = 15; i < 30; i += 1) server.remove(`ivo://a.example/r${i}`);
    const held = await harvestFrom(db, server.source(), { full: true });
    const sentence =
      /^30 of 100 records would go \(15 deleted, 15 no longer listed\): held back.*--accept-drop/;
    expect(held.alarm).toMatch(sentence);
    expect(held.complete).toBe(false);
    expect((await copyOf(db, 'memory')).size).toBe(100);
    // One of them comes back meanwhile, and is not among those that go.
    server.put('ivo://a.example/r0');
    const still = await harvestFrom(db, server.source());
    expect(still.alarm).toMatch(/^29 of 100/);
    const { runs, alarm } = await harvestFrom(db, server.source(), { acceptDrop: true });
    expect(alarm).toBeNull();
    expect(runs).toMatchObject([{ deleted: 15, gone: 14 }]);
    expect(await copyOf(db, 'memory')).toEqual(server.truth());
    expect(await stateOf(db)).toMatchObject({ alarm: null, complete: true, records: 71 });
  });

  it('takes a drop of twenty records for an ordinary day', async () => {
    const db = await tables(open);
    const server = await harvested(db, 30);
    for (let i = 0; i < 20; i += 1) server.forget(`ivo://a.example/r${i}`);
    const { alarm } = await harvestFrom(db, server.source(), { full: true });
    expect(alarm).toBeNull();
    expect((await copyOf(db, 'memory')).size).toBe(10);
  });

  it('concludes nothing from a list that has less than was announced', async () => {
    const db = await tables(open);
    const server = await harvested(db, 25);
    server.forget('ivo://a.example/r1');
    server.announced = 25;
    const { reason, complete } = await harvestFrom(db, server.source(), { full: true });
    expect(reason).toBe(
      'The list ended properly with 24 records, but 25 had been announced: nothing was concluded about what is gone.',
    );
    expect(complete).toBe(false);
    expect((await copyOf(db, 'memory')).size).toBe(25);
    server.announced = 24;
    await harvestFrom(db, server.source(), { full: true });
    expect(await copyOf(db, 'memory')).toEqual(server.truth());
  });

  it('reports what the increments had missed, and mends it', async () => {
    const db = await tables(open);
    const server = await harvested(db, 25);
    await harvestFrom(db, server.source());
    server.sneak('ivo://a.example/r3');
    server.sneak('ivo://a.example/late');
    server.put('ivo://a.example/r5');
    expect((await harvestFrom(db, server.source())).runs).toMatchObject([{ new: 0, changed: 1 }]);
    server.put('ivo://a.example/r6');
    const { runs } = await harvestFrom(db, server.source(), { full: true });
    expect(runs).toMatchObject([{ mode: 'full', new: 1, changed: 2, drift: 2 }]);
    expect(await copyOf(db, 'memory')).toEqual(server.truth());
    expect(await stateOf(db)).toMatchObject({ drift: 2 });
  });

  it('keeps a record that cannot be read in quarantine, with what was known of it, until it is mended', async () => {
    const db = await tables(open);
    const server = await harvested(db, 25);
    const before = await copyOf(db, 'memory');
    server.unreadable.add('ivo://a.example/r3');
    const { runs } = await harvestFrom(db, server.source(), { full: true });
    expect(runs).toMatchObject([{ quarantined: 1, complete: true, gone: 0 }]);
    const quarantined = await openHarvested(db).quarantine('memory');
    expect(quarantined).toMatchObject([{ id: 'ivo://a.example/r3', reason: 'An & stands alone.' }]);
    expect(await copyOf(db, 'memory')).toEqual(before);
    server.unreadable.clear();
    server.put('ivo://a.example/r3');
    await harvestFrom(db, server.source());
    expect(await openHarvested(db).quarantine(null)).toEqual([]);
    expect(await copyOf(db, 'memory')).toEqual(server.truth());
  });

  it('quarantines what is no record, and takes the rest', async () => {
    const db = await tables(open);
    const bad = [
      entry('ivo://a.example/broken', '<Resource><title>a</Resource>'),
      entry('ivo://a.example/table', '<VOTABLE/>'),
      entry('  ', resource('nameless')),
      entry(`ivo://a.example/${'x'.repeat(1000)}`, resource('long')),
      entry('ivo://a.example/empty', null, { deleted: false }),
    ];
    const good = entry('ivo://a.example/Good', resource('good'), { setSpecs: ['b', 'a'] });
    const source = sourceOf([{ records: [...bad, good] }]);
    const { runs } = await harvestFrom(db, source);
    expect(runs).toMatchObject([{ new: 1, quarantined: 5, complete: true }]);
    expect(await allRecords(db)).toMatchObject([
      {
        key: 'ivo://a.example/good',
        id: 'ivo://a.example/Good',
        setSpecs: ['b', 'a'],
        fields: { title: 'good' },
      },
    ]);
    expect(
      (await openHarvested(db).quarantine('parts')).map(({ id, reason }) => [id, reason]).sort(),
    ).toEqual([
      [null, 'It has no identifier.'],
      [null, 'Its identifier has 1016 characters; 1000 are the most that is kept.'],
      ['ivo://a.example/broken', 'Line 1: unexpected close tag.'],
      ['ivo://a.example/empty', 'It is not deleted, but has no metadata.'],
      ['ivo://a.example/table', 'It is no VOResource record: its root element is VOTABLE.'],
    ]);
  });

  it('does not conclude who is gone while an entry without a name may be one of them', async () => {
    const db = await tables(open);
    const both = [entry('ivo://a.example/a', resource('a')), entry('ivo://a.example/b', resource('b'))];
    await harvestFrom(db, sourceOf([{ records: both }]));
    const nameless = entry('', '<unreadable');
    const { reason } = await harvestFrom(db, sourceOf([{ records: [...both.slice(0, 1), nameless] }]), {
      full: true,
    });
    expect(reason).toMatch(/^1 records were not listed, but 1 entries of the list could not be read/);
    expect((await copyOf(db, 'parts')).size).toBe(2);
  });

  it('takes the last of several entries for one record, and any letter case for the same', async () => {
    const db = await tables(open);
    const records = [
      entry('ivo://a.example/A', resource('first')),
      entry('ivo://A.example/a', null),
      entry('ivo://a.example/a', resource('last')),
    ];
    await harvestFrom(db, sourceOf([{ records }]));
    expect(await copyOf(db, 'parts')).toEqual(new Map([['ivo://a.example/a', resource('last')]]));
    expect(await db.query('select count(*) as n from harvested_version where replaced is null')).toEqual([
      { n: 1 },
    ]);
  });

  it('knows a tree of files to be exact: what is not there is gone at once', async () => {
    const db = await tables(open);
    const git = {
      source: { id: 'parts', kind: 'git' as const, url: 'x', part: null, model: 'vor' as const },
    };
    const at = (name: string) =>
      entry(`ivo://a.example/${name}`, resource(name), { datestamp: null, path: `${name}.xml`, blob: name });
    await harvestFrom(db, sourceOf([{ records: [at('a'), at('b')] }], { reached: 'c1' }), git);
    const { runs } = await harvestFrom(db, sourceOf([{ records: [at('a')] }], { reached: 'c2' }), {
      ...git,
      full: true,
    });
    expect(runs).toMatchObject([{ mode: 'full', gone: 1 }]);
    expect(await allRecords(db)).toMatchObject([
      { path: 'a.xml', blob: 'a', deleted: false },
      { path: 'b.xml', deleted: true, digest: null, fields: null },
    ]);
  });

  it('takes a list that turns out to be everything for a full one', async () => {
    const db = await tables(open);
    const records = [entry('ivo://a.example/a', resource('a')), entry('ivo://a.example/b', resource('b'))];
    const git = {
      source: { id: 'parts', kind: 'git' as const, url: 'x', part: null, model: 'vor' as const },
    };
    await harvestFrom(db, sourceOf([{ records }]), git);
    const { runs } = await harvestFrom(db, sourceOf([{ records: records.slice(1), everything: true }]), git);
    expect(runs).toMatchObject([{ mode: 'full', gone: 1, unchanged: 1 }]);
  });

  it('lets only one process write for a source, whatever locks say', async () => {
    const db = await tables(open);
    const server = await harvested(db, 5);
    const list = server.source();
    const taken: Source = {
      ...list,
      async *list(request) {
        // Another process takes over while the first page is on its way.
        await beginRun(db, 'memory', 'full', null);
        return yield* list.list(request);
      },
    };
    await expect(harvestFrom(db, taken, { full: true })).rejects.toThrow(RunLost);
    await expect(harvestFrom(db, taken, { full: true })).rejects.toThrow(
      'Another process has taken over the harvest of memory',
    );
  });

  it('harvests one source at a time, several sources at once', async () => {
    const db = await tables(open);
    const server = new MemoryServer();
    for (let i = 0; i < 10; i += 1) server.put(`ivo://a.example/r${i}`);
    const results = await Promise.all(['one', 'two', 'one'].map((id) => harvestFrom(db, server.source(id))));
    expect(results.map(({ runs }) => runs.map((run) => [run.mode, run.new]))).toEqual([
      [['full', 10]],
      [['full', 10]],
      [['incremental', 0]],
    ]);
  });

  it('begins anew when a source has moved to another address', async () => {
    const db = await tables(open);
    const server = await harvested(db, 5);
    await harvestFrom(db, server.source(), {
      source: { id: 'memory', kind: 'oai', url: 'memory:elsewhere', part: null, model: 'vor' },
    });
    expect(server.asked.at(-1)).toEqual({ since: null, resumed: false });
  });

  it('stops when told to, and goes on later', async () => {
    const db = await tables(open);
    const server = new MemoryServer({ pageSize: 2 });
    for (let i = 0; i < 9; i += 1) server.put(`ivo://a.example/r${i}`);
    const stop = new AbortController();
    const stopped = harvestFrom(db, server.source(), {
      signal: stop.signal,
      onProgress: ({ records }) => records >= 4 && stop.abort(new Error('stopped')),
    });
    await expect(stopped).rejects.toThrow('stopped');
    await harvestFrom(db, server.source());
    expect(server.asked.map(({ resumed }) => resumed)).toEqual([false, true]);
    expect(await copyOf(db, 'memory')).toEqual(server.truth());
  });

  it('adds up what a list deviates in, across a crash', async () => {
    const db = await tables(open);
    const deviation = (count: number, example: string) => ({ code: 'BOM', count, example });
    const parts: Partial<SourcePart>[] = [
      { deviations: [deviation(2, 'a\0b')], transferred: 10, cursor: { at: 1 } },
      { deviations: [deviation(3, 'c')], transferred: 5, cursor: { at: 2 } },
    ];
    const source = sourceOf(parts);
    await expect(harvestFrom(crashingAt(db, 14, 'before'), source)).rejects.toThrow(Crash);
    await harvestFrom(db, { ...sourceOf(parts.slice(1)) });
    const [run] = await readRuns(db, 'parts', 1);
    expect(run).toMatchObject({
      transferred: 15,
      deviations: [{ code: 'BOM', count: 5, example: 'a\ufffdb' }],
    });
  });

  it('says what it is for a source that was never harvested', async () => {
    const db = await tables(open);
    const source = { ...sourceOf([], { complete: false, reason: 'It is\0away.', reached: null }) };
    const result = await harvest({
      ...{ db, source: { id: 'parts', kind: 'oai', url: 'x', part: null, model: 'vor' }, open: () => source },
      ...{ full: false, acceptDrop: false, expireDays: 30, signal: new AbortController().signal },
    });
    expect(result).toMatchObject({ complete: false, reason: 'It is\ufffdaway.' });
    expect(await stateOf(db, 'parts')).toMatchObject({
      firstTried: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      lastFull: null,
      complete: false,
      reason: 'It is\ufffdaway.',
    });
  });
});
