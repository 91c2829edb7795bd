import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Fields } from '../../src/resource/fields.ts';
import type { Database } from '../../src/store/database.ts';
import type { Run } from '../../src/store/harvest-hold.ts';
import { beginRun, endRun, noteSource, readRuns, resumeRun } from '../../src/store/harvest-runs.ts';
import { settle } from '../../src/store/harvest-settle.ts';
import { applyCommitted, commitPage, findKnown, type Staged, stage } from '../../src/store/harvest-stage.ts';
import { openHarvested } from '../../src/store/harvested-read.ts';
import {
  expireVersions,
  findUnvalidated,
  noteValidity,
  pinVersions,
  sweepHarvested,
} from '../../src/store/harvested-versions.ts';
import { migrate } from '../../src/store/migrate.ts';
import { eachDatabase, type OpenTestDatabase } from '../helpers/database.ts';

const NO_ACCOUNT = { listed: 0, transferred: 0, quarantined: 0, deviations: [] };

async function prepared(open: OpenTestDatabase, ...sources: string[]): Promise<Database> {
  const { database } = await open();
  await migrate(database);
  for (const id of sources)
    await noteSource(database, { id, kind: 'oai', url: `https://${id}/`, part: null, model: 'vor' });
  return database;
}

/** A row as the harvester stages it; `content` null: deleted. */
function row(n: number, id: string, content: string | Buffer | null): Staged {
  const bytes = content === null ? null : Buffer.from(content);
  const fields = JSON.stringify({ title: `Ünï "quoted" \\ ${id}` } satisfies Partial<Fields>);
  const sha = createHash('sha256')
    .update(bytes ?? '')
    .digest();
  return {
    ...{ n, key: id.toLowerCase(), id, datestamp: '2026-11-20T01:02:03Z', deleted: bytes === null },
    ...{ setSpecs: ['ivo_managed', 'a "b" {c}'], path: null, blob: null, version: null, fault: null },
    fresh: bytes === null ? null : { digest: sha.toString('hex'), sha, bytes, fields },
  };
}

async function page(db: Database, run: Run, rows: Staged[]): Promise<void> {
  await stage(db, run, rows);
  await commitPage(db, run, rows.at(-1)?.n ?? 0, { at: rows.length }, NO_ACCOUNT);
}

/** A whole harvest in one page. */
async function harvestOf(db: Database, source: string, rows: Staged[]): Promise<Run> {
  const run = await beginRun(db, source, 'full', null);
  await page(db, run, rows);
  await endRun(db, run, {
    ...{ complete: true, reason: null, reached: '2026-11-20T00:00:00Z', announced: null, identify: null },
    ...{ deviations: [], transferred: 0, resumable: false, settles: true },
  });
  await settle(db, run, { concludes: true, acceptDrop: false });
  return run;
}

async function keysOf(db: Database, source: string | null): Promise<string[][]> {
  const batches: string[][] = [];
  for await (const batch of openHarvested(db).records(source)) batches.push(batch.map(({ key }) => key));
  return batches;
}

eachDatabase('harvested records', (open, kind) => {
  it('are given back as they came', async () => {
    const db = await prepared(open, 'one');
    // Every byte: what is cut out of one large parameter must be cut in the right places.
    const bytes = Buffer.from(Array.from({ length: 5000 }, (_, i) => i % 256));
    await harvestOf(db, 'one', [row(1, 'ivo://A.example/b', bytes), row(2, 'ivo://A.example/C', 'é')]);
    const harvested = openHarvested(db);
    const record = await harvested.record('one', 'ivo://a.EXAMPLE/B');
    expect(record).toEqual({
      ...{ source: 'one', key: 'ivo://a.example/b', id: 'ivo://A.example/b', model: 'vor', deleted: false },
      ...{
        datestamp: '2026-11-20T01:02:03Z',
        setSpecs: ['ivo_managed', 'a "b" {c}'],
        path: null,
        blob: null,
      },
      digest: createHash('sha256').update(bytes).digest('hex'),
      ...{ firstSeen: record?.firstSeen, lastSeen: record?.lastSeen, validity: null },
      fields: { title: 'Ünï "quoted" \\ ivo://A.example/b' },
    });
    expect(record?.firstSeen).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await harvested.bytes('one', 'ivo://a.example/b', null)).toEqual(bytes);
    expect((await harvested.bytes('one', 'ivo://a.example/c', null))?.toString()).toBe('é');
    expect(await harvested.record('two', 'ivo://a.example/b')).toBeNull();
    expect(await harvested.bytes('one', 'ivo://a.example/none', null)).toBeNull();
  });

  it('come in batches, ordered by source and key', async () => {
    const db = await prepared(open, 'b', 'a');
    const rows = Array.from({ length: 501 }, (_, i) =>
      row(i + 1, `ivo://x/${String(i).padStart(3, '0')}`, `${i}`),
    );
    await harvestOf(db, 'b', rows);
    await harvestOf(db, 'a', rows.slice(0, 2));
    const batches = await keysOf(db, null);
    expect(batches.map((batch) => [batch.length, batch[0]])).toEqual([
      [2, 'ivo://x/000'],
      [500, 'ivo://x/000'],
      [1, 'ivo://x/500'],
    ]);
    expect((await keysOf(db, 'b')).flat()).toHaveLength(501);
  });

  it('are not seen before their page has its cursor, and then all of them', async () => {
    const db = await prepared(open, 'one');
    const run = await beginRun(db, 'one', 'full', null);
    const rows = Array.from({ length: 400 }, (_, i) => row(i + 1, `ivo://x/${i}`, `${i}`));
    await stage(db, run, rows.slice(0, 300));
    expect(await keysOf(db, null)).toEqual([]);
    await stage(db, run, rows.slice(300));
    await commitPage(db, run, 400, { token: 'x' }, { ...NO_ACCOUNT, listed: 400 });
    expect((await keysOf(db, null)).flat()).toHaveLength(400);
    expect(await readRuns(db, 'one', 1)).toMatchObject([{ new: 400, listed: 400, ended: null }]);
    expect(await db.query('select from harvest_staged')).toEqual([]);
  });

  it('are applied by whoever goes on, if the process died after the cursor', async () => {
    const db = await prepared(open, 'one');
    const run = await beginRun(db, 'one', 'full', null);
    await stage(db, run, [row(1, 'ivo://x/a', 'a'), row(2, 'ivo://x/b', 'b')]);
    await stage(db, run, [row(3, 'ivo://x/c', 'c')]);
    await db.query(`update harvest_run set committed = 2, cursor = '{"at": 2}'`);
    const resumed = await resumeRun(db, 'one', 'full');
    expect(resumed).toMatchObject({ id: run.id, cursor: { at: 2 }, committed: 2 });
    if (resumed === null) return;
    await applyCommitted(db, resumed, resumed.committed);
    expect(await keysOf(db, null)).toEqual([['ivo://x/a', 'ivo://x/b']]);
    // What had no cursor yet left no trace, and its former holder can write no more.
    expect(await db.query('select count(*) as n from harvested_version')).toEqual([{ n: 2 }]);
    await expect(stage(db, run, [row(4, 'ivo://x/d', 'd')])).rejects.toThrow(
      'Another process has taken over',
    );
    await expect(commitPage(db, run, 4, null, NO_ACCOUNT)).rejects.toThrow('Another process');
  });

  it('are found again by what is known of their bytes', async () => {
    const db = await prepared(open, 'one');
    await harvestOf(db, 'one', [row(1, 'ivo://x/a', 'a'), row(2, 'ivo://x/gone', null)]);
    const known = await findKnown(db, 'one', ['ivo://x/a', 'ivo://x/gone', 'ivo://x/new']);
    expect(known.sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
      {
        key: 'ivo://x/a',
        deleted: false,
        version: expect.any(Number),
        sha: createHash('sha256').update('a').digest(),
      },
      { key: 'ivo://x/gone', deleted: true, version: null, sha: null },
    ]);
  });

  it('keep their old versions for a while, and those that are pinned for ever', async () => {
    const db = await prepared(open, 'one');
    const digests = ['1', '2', '3', '4'].map((content) => createHash('sha256').update(content).digest('hex'));
    for (const content of ['1', '2', '3', '4']) await harvestOf(db, 'one', [row(1, 'ivo://x/a', content)]);
    const harvested = openHarvested(db);
    const kept = async () => {
      const some = await Promise.all(digests.map((digest) => harvested.bytes('one', 'ivo://x/a', digest)));
      return some.map((bytes) => bytes?.toString() ?? null);
    };
    expect(await kept()).toEqual(['1', '2', '3', '4']);
    expect(await expireVersions(db, 'one', 30)).toBe(0);
    await pinVersions(db, 'links', digests.slice(0, 2));
    await pinVersions(db, 'links', digests.slice(1, 2));
    await db.query(`update harvested_version set replaced = replaced - interval '31 days'`);
    expect(await expireVersions(db, 'other', 30)).toBe(0);
    expect(await expireVersions(db, 'one', 30)).toBe(2);
    expect(await kept()).toEqual([null, '2', null, '4']);
    // The last version of a record that is gone is an old version too.
    await harvestOf(db, 'one', []);
    expect(await harvested.record('one', 'ivo://x/a')).toMatchObject({ deleted: true, digest: null });
    expect((await kept())[3]).toBe('4');
  });

  it('go back to an older version if their source does', async () => {
    const db = await prepared(open, 'one');
    for (const content of ['1', '2', '1']) await harvestOf(db, 'one', [row(1, 'ivo://x/a', content)]);
    expect((await openHarvested(db).bytes('one', 'ivo://x/a', null))?.toString()).toBe('1');
    expect(await readRuns(db, 'one', 9)).toMatchObject([{ changed: 1 }, { changed: 1 }, { new: 1 }]);
  });

  it('are no new version when only their formatting differs', async () => {
    const db = await prepared(open, 'one');
    await harvestOf(db, 'one', [row(1, 'ivo://x/a', '<a/>')]);
    const same = row(1, 'ivo://x/a', '<a />');
    if (same.fresh !== null) same.fresh.digest = createHash('sha256').update('<a/>').digest('hex');
    await harvestOf(db, 'one', [same]);
    expect(await readRuns(db, 'one', 1)).toMatchObject([{ changed: 0, unchanged: 1 }]);
    // The bytes are those of the last harvest all the same.
    expect((await openHarvested(db).bytes('one', 'ivo://x/a', null))?.toString()).toBe('<a />');
  });

  it('are validated once, each current version', async () => {
    const db = await prepared(open, 'one');
    await harvestOf(db, 'one', [row(1, 'ivo://x/a', '1'), row(2, 'ivo://x/b', '2')]);
    await harvestOf(db, 'one', [row(1, 'ivo://x/a', '3'), row(2, 'ivo://x/b', '2')]);
    const some = await findUnvalidated(db, 'vor', 0);
    expect(some.map(({ id, bytes }) => [id, bytes.toString()])).toEqual([
      ['ivo://x/a', '3'],
      ['ivo://x/b', '2'],
    ]);
    expect(await findUnvalidated(db, 'spase', 0)).toEqual([]);
    const tables = { id: 'tables', kind: 'epn-tap', url: 'https://tap/', part: null, model: 'vor' } as const;
    await noteSource(db, tables);
    await harvestOf(db, 'tables', [row(1, 'https://tap/#a.epn_core', 'a')]);
    expect(await findUnvalidated(db, 'vor', 0)).toEqual(some);
    const validity = { errors: 1, warnings: 0, infos: 2, rules: { XSD: 1, 'VOR-09': 2 } };
    await noteValidity(
      db,
      some.map(({ version }) => ({ version, validity })),
    );
    expect(await findUnvalidated(db, 'vor', 0)).toEqual([]);
    expect((await openHarvested(db).record('one', 'ivo://x/a'))?.validity).toEqual(validity);
    await harvestOf(db, 'one', [row(1, 'ivo://x/a', '4')]);
    expect((await openHarvested(db).record('one', 'ivo://x/a'))?.validity).toBeNull();
  });

  it('of ten thousand are one page: no transaction is long', { timeout: 120_000 }, async () => {
    const db = await prepared(open, 'one');
    const run = await beginRun(db, 'one', 'full', null);
    const count = 10_000;
    for (let i = 0; i < count; i += 100) {
      await stage(
        db,
        run,
        Array.from({ length: 100 }, (_, j) => row(i + j + 1, `ivo://x/${i + j}`, 'x'.repeat(100))),
      );
    }
    // Another user of the same connection, or of the same tables, has its turn in between.
    const waits: number[] = [];
    let isDone = false;
    const other = (async () => {
      while (!isDone) {
        const asked = performance.now();
        await db.query('select count(*) as n from harvest_source');
        waits.push(performance.now() - asked);
      }
    })();
    await commitPage(db, run, count, { at: 1 }, NO_ACCOUNT);
    isDone = true;
    await other;
    expect(await readRuns(db, 'one', 1)).toMatchObject([{ new: count }]);
    expect(waits.length).toBeGreaterThan(kind === 'pglite' ? 30 : 5);
    await sweepHarvested(db);
  });
});
