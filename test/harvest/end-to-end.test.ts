/** From an HTTP server that deviates, through the OAI-PMH client, into the store: the parts as they work together. */
import { expect, it } from 'vitest';
import { harvestAll } from '../../src/harvest/harvest-all.ts';
import { openNeighbourhood } from '../../src/harvest/neighbourhood.ts';
import { openSource } from '../../src/harvest/open-source.ts';
import { validateHarvested } from '../../src/harvest/validate-harvested.ts';
import type { SourceEntry } from '../../src/resource/registry-file.ts';
import type { Database } from '../../src/store/database.ts';
import { openHarvested } from '../../src/store/harvested-read.ts';
import { migrate } from '../../src/store/migrate.ts';
import { eachDatabase, type OpenTestDatabase } from '../helpers/database.ts';
import { type FakeRegistry, fakeRecords, fakeRegistry } from '../helpers/fake-registry.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { allRecords, copyOf } from './harvesting.ts';

const XSD = new URL('../../xsd', import.meta.url).pathname;

async function tables(open: OpenTestDatabase): Promise<Database> {
  const { database } = await open();
  await migrate(database);
  return database;
}

function entryOf(registry: FakeRegistry, id = 'fake'): SourceEntry {
  return { id, kind: 'oai', url: registry.url, allowPrivate: true };
}

async function harvestEntries(
  db: Database,
  entries: SourceEntry[],
  full = false,
  discovered: SourceEntry[] = [],
) {
  const neighbourhood = openNeighbourhood({ userAgent: 'voreg-test', from: null });
  const settings = { neighbourhood, dataDir: await temporaryFolder(), onNotice: () => undefined };
  try {
    return await harvestAll({
      ...{ db, entries, acceptDrop: false, signal: new AbortController().signal },
      open: (entry) => openSource(entry, settings),
      isFull: () => full,
      discover: async () => discovered,
    });
  } finally {
    neighbourhood.close();
  }
}

function liveIn(registry: FakeRegistry): string[] {
  return [...registry.records.values()]
    .flatMap(({ id, deleted }) => (deleted ? [] : [id.toLowerCase()]))
    .sort();
}

eachDatabase('a registry on the network', (open) => {
  it('is copied, watched, and left as it is found', async () => {
    const db = await tables(open);
    const registry = await fakeRegistry({ records: fakeRecords(25), pageSize: 10 });
    expect(await harvestEntries(db, [entryOf(registry)])).toMatchObject([
      { complete: true, runs: [{ mode: 'full', new: 25, quarantined: 0 }] },
    ]);
    expect([...(await copyOf(db, 'fake')).keys()]).toEqual(liveIn(registry));
    const [first] = await allRecords(db);
    expect(first?.fields?.id.toLowerCase()).toBe(first?.key);

    registry.tick(86_400);
    const [gone = '', deleted = '', changed = ''] = registry.records.keys();
    registry.remove(deleted);
    registry.put(changed);
    registry.put('ivo://fake.example/new');
    registry.forget(gone);
    expect(await harvestEntries(db, [entryOf(registry)])).toMatchObject([
      { complete: true, runs: [{ mode: 'incremental', new: 1, changed: 1, deleted: 1, gone: 0 }] },
    ]);
    expect(await harvestEntries(db, [entryOf(registry)], true)).toMatchObject([
      {
        complete: true,
        runs: [
          { mode: 'full', gone: 0 },
          { mode: 'incremental', gone: 1 },
        ],
      },
    ]);
    expect([...(await copyOf(db, 'fake')).keys()]).toEqual(liveIn(registry));
    const [state] = await openHarvested(db).sources();
    expect(state).toMatchObject({
      kind: 'oai',
      url: registry.url,
      records: 24,
      complete: true,
      reason: null,
    });
    expect(state?.identify?.baseURL).toBe(registry.url);
  });

  it('is gone on with after its answer broke off in the middle', async () => {
    const db = await tables(open);
    const registry = await fakeRegistry({ records: fakeRecords(35), pageSize: 10 });
    registry.intercept = ({ args }) =>
      args.resumptionToken === undefined ? null : { do: 'answer', status: 404, body: 'gone fishing' };
    const [broken] = await harvestEntries(db, [entryOf(registry)]);
    expect(broken?.complete).toBe(false);
    expect((await copyOf(db, 'fake')).size).toBe(10);
    registry.intercept = () => null;
    const before = registry.requests.length;
    await harvestEntries(db, [entryOf(registry)]);
    expect([...(await copyOf(db, 'fake')).keys()]).toEqual(liveIn(registry));
    const asked = registry.requests.slice(before).filter(({ args }) => args.verb === 'ListRecords');
    expect(asked.every(({ args }) => args.resumptionToken !== undefined)).toBe(true);
  });

  it('does not keep the others from being harvested when it is away', async () => {
    const db = await tables(open);
    const registry = await fakeRegistry({ records: fakeRecords(5) });
    const away = await fakeRegistry();
    away.intercept = () => ({ do: 'answer', status: 404, body: 'not here' });
    const found = { ...entryOf(registry, 'found') };
    const rofr: SourceEntry = { ...entryOf(registry, 'rofr'), discover: true } as SourceEntry;
    const results = await harvestEntries(db, [entryOf(away, 'away'), rofr], false, [found]);
    expect(results.map(({ source, complete }) => [source, complete])).toEqual([
      ['away', false],
      ['rofr', true],
      ['found', true],
    ]);
    expect((await copyOf(db, 'found')).size).toBe(5);
  });

  it('has its records validated afterwards', async () => {
    const db = await tables(open);
    const registry = await fakeRegistry({ records: fakeRecords(3) });
    const broken =
      '<ri:Resource xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0"><titel/></ri:Resource>';
    registry.put('ivo://fake.example/broken', broken);
    await harvestEntries(db, [entryOf(registry)]);
    const request = { db, xsdDir: XSD, signal: new AbortController().signal };
    const records = await allRecords(db);
    expect(records.map(({ validity }) => validity)).toEqual(records.map(() => null));
    expect(await validateHarvested(request)).toBe(records.length);
    expect(await validateHarvested(request)).toBe(0);
    const now = await allRecords(db);
    expect(now.every(({ validity }) => validity !== null)).toBe(true);
    const bad = now.find(({ key }) => key.endsWith('/broken'));
    expect(bad?.validity?.errors).toBeGreaterThan(0);
    expect(Object.values(bad?.validity?.rules ?? {}).reduce((a, b) => a + b, 0)).toBe(
      (bad?.validity?.errors ?? 0) + (bad?.validity?.warnings ?? 0) + (bad?.validity?.infos ?? 0),
    );
  });
});
