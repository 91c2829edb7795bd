/** The index follows what is published and harvested: whatever happens in between, it ends as if made afresh. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EDITION } from '../../src/search/document.ts';
import { updateSearchIndex } from '../../src/search/indexer.ts';
import type { Database } from '../../src/store/database.ts';
import { countEntries, relatedFrom } from '../../src/store/search.ts';
import { findBehind, findWithdrawn } from '../../src/store/search-follow.ts';
import { noteReached, SearchHoldLost, takeSearchIndex, writeEntries } from '../../src/store/search-write.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import { Curator } from '../promises/curator.ts';
import { REGISTRY_FILE_PATH, tinyRecord, writeRegistry } from '../promises/records.ts';
import { memoryRegistry } from '../promises/registry.ts';
import { curatorStep } from '../promises/schedules.ts';
import { harvested } from './harvests.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

/** Indexes; `stopAfter` transactions it is told to stop. Returns how many entries changed. */
async function index(db: Database, stopAfter = Number.POSITIVE_INFINITY): Promise<number> {
  const stopping = new AbortController();
  let left = stopAfter;
  const watched: Database = {
    ...db,
    transaction: async (work) => {
      const result = await db.transaction(work);
      left -= 1;
      if (left <= 0) stopping.abort();
      return result;
    },
  };
  return updateSearchIndex({
    db: watched,
    signal: stopping.signal,
    onFault: (message) => {
      throw new Error(message);
    },
  });
}

/** Everything in the index but the numbers of its rows. */
async function contentOf(db: Database): Promise<unknown[]> {
  return db.query(
    `select e.origin, e.key, e.deleted, e.shadowed, e.datestamp, e.times::text as times, e.cells, t.head::text as head,
       t.words::text as words, t.name, t.shown, t.coverage::text as coverage,
       array(select v.facet || ' ' || v.value from search_value v where v.id = any(e.facets) order by 1) as facets,
       array(select r.type || ' ' || r.target from search_relation r where r.id = e.id order by 1) as relations
     from search_entry e join search_text t on t.id = e.id order by e.origin, e.key`,
  );
}

async function forget(db: Database): Promise<void> {
  await db.script(
    'truncate search_entry, search_text, search_relation; delete from search_value; delete from search_origin',
  );
}

const ours = (n: number) => `ivo://padc.example/r${n}`;
const other = fc.record({
  ivoid: fc.nat(4).map((n) => (n < 3 ? ours(n) : `ivo://other.example/r${n}`)),
  title: fc.constantFrom('One', 'Two'),
  coverage: fc.constantFrom('', '<spatial>1/3</spatial>', '<temporal>50000 51000</temporal>'),
  datestamp: fc.constantFrom('2026-11-20T01:02:03Z', '2026-11-20T02:00:00Z'),
  deleted: fc.boolean(),
});
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('publish' as const), change: curatorStep }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('harvest' as const),
      source: fc.constantFrom('one', 'two'),
      records: fc.uniqueArray(other, { maxLength: 3, selector: ({ ivoid }) => ivoid }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('index' as const), stopAfter: fc.integer({ min: 1, max: 4 }) }),
  },
);

eachDatabase('the search index', (open, kind) => {
  it('ends as if it were made afresh, wherever it was interrupted', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const registry = await memoryRegistry(open, schema);
        const { db } = registry;
        const curator = new Curator(registry.repository);
        await registry.publish();
        for (const [i, one] of steps.entries()) {
          await registry.at(i);
          if (one.do === 'index') await index(db, one.stopAfter);
          else if (one.do === 'harvest') await harvested(db, one.source, one.records);
          else {
            curator.take(one.change);
            // A broken commit is refused, and nothing changes.
            await registry.publish();
          }
        }
        await index(db);
        const followed = await contentOf(db);
        expect(await findBehind(db, EDITION)).toEqual([]);
        await forget(db);
        await index(db);
        expect(followed).toEqual(await contentOf(db));
      }),
      { numRuns: kind === 'pglite' ? 6 : 12 },
    );
  });

  it('has what is published, and nothing to do when nothing has changed', async () => {
    const registry = await memoryRegistry(open, schema);
    const { db, repository } = registry;
    repository.write('records/a.xml', tinyRecord({ ivoid: ours(1) })).commit();
    await registry.publish();
    expect(await index(db)).toBe(3);
    expect(await index(db)).toBe(0);
    await registry.at(5);
    repository.write('records/a.xml', tinyRecord({ ivoid: ours(1), title: 'Another' })).commit();
    await registry.publish();
    // P10: one record was published, one is indexed.
    expect(await index(db)).toBe(1);
    expect(await countEntries(db)).toBe(3);
  });

  it('loses records of an authority that moved away, without a tombstone (P5)', async () => {
    const registry = await memoryRegistry(open, schema);
    const { db, repository } = registry;
    writeRegistry(repository, { authorities: ['padc.example', 'moving.example'] });
    repository.write('records/m.xml', tinyRecord({ ivoid: 'ivo://moving.example/m' })).commit();
    await registry.publish();
    await index(db);
    expect(await countEntries(db)).toBe(4);
    await registry.at(5);
    writeRegistry(repository);
    const transfer = {
      authority: 'moving.example',
      to: 'ivo://new/reg',
      direction: 'out',
      on: '2026-11-20',
      reason: 'r',
    };
    repository.write(REGISTRY_FILE_PATH, JSON.stringify({ version: 1, transfers: [transfer] }));
    repository.remove('records/m.xml').remove('records/authority-moving.example.xml').commit();
    const accept = { newIdentity: false, transfers: new Set(['moving.example']), shrink: null };
    expect((await registry.publish({ accept })).kind).toBe('published');
    await index(db);
    const entries = (await contentOf(db)) as { key: string }[];
    expect(entries.map(({ key }) => key)).toEqual(['ivo://padc.example', 'ivo://padc.example/registry']);
    // One that left is found even where as many of ours have no entry, as they could not be read.
    await db.query(`update search_entry set key = 'ivo://moving.example/m' where key = 'ivo://padc.example'`);
    expect(await findWithdrawn(db)).toEqual(['ivo://moving.example/m']);
  });

  it('shows each identifier once: ours, else the first source’s', async () => {
    const registry = await memoryRegistry(open, schema);
    const { db } = registry;
    registry.repository.commit();
    await registry.publish();
    await harvested(db, 'b', [{ ivoid: 'ivo://o.example/x' }, { ivoid: 'ivo://padc.example/registry' }]);
    await harvested(db, 'a', [{ ivoid: 'ivo://O.example/X' }]);
    await index(db);
    const shown = async () =>
      (
        await db.query<{ at: string }>(
          `select origin || ' ' || key as at from search_entry where not shadowed order by 1`,
        )
      ).map(({ at }) => at);
    expect(await shown()).toEqual([
      ' ivo://padc.example',
      ' ivo://padc.example/registry',
      'a ivo://o.example/x',
    ]);
    await harvested(db, 'a', [{ ivoid: 'ivo://O.example/X', deleted: true }]);
    await index(db);
    expect(await shown()).toContain('b ivo://o.example/x');
  });

  it('knows what refers to a record', async () => {
    const { db, repository, publish } = await memoryRegistry(open, schema);
    repository.commit();
    await publish();
    await harvested(db, 'a', [
      { ivoid: 'ivo://o.example/x', title: 'A table', related: 'ivo://PADC.example/Registry' },
    ]);
    await index(db);
    expect(await relatedFrom(db, 'ivo://padc.example/registry')).toEqual([
      { origin: 'a', ivoid: 'ivo://o.example/x', title: 'A table', relation: 'IsServedBy' },
    ]);
    expect(await relatedFrom(db, 'ivo://padc.example')).toEqual([]);
  });

  it('of two processes that index at once, one writes', async () => {
    const registry = await memoryRegistry(open, schema);
    const { db } = registry;
    registry.repository.commit();
    await registry.publish();
    const [one, two] = await Promise.all([index(db), index(db)]);
    expect(one + two).toBe(2);
    // Even if both believe to be the only one: the elder can write no more.
    const holds = [1, 2].map((n) => ({
      holder: `00000000-0000-4000-8000-00000000000${n}`,
      edition: EDITION,
    }));
    const [elder, younger] = holds as [(typeof holds)[0], (typeof holds)[0]];
    expect(await takeSearchIndex(db, elder)).toBe(true);
    expect(await takeSearchIndex(db, younger)).toBe(true);
    await expect(writeEntries(db, elder, '', [], [])).rejects.toThrow(SearchHoldLost);
    await expect(noteReached(db, elder, '', 'x')).rejects.toThrow(SearchHoldLost);
    await writeEntries(db, younger, '', [], []);
  });

  it('is left to a newer program', async () => {
    const registry = await memoryRegistry(open, schema);
    const { db } = registry;
    registry.repository.commit();
    await registry.publish();
    const newer = { holder: '00000000-0000-4000-8000-000000000001', edition: 99 };
    await takeSearchIndex(db, newer);
    await noteReached(db, newer, 'elsewhere', 'x');
    expect(await index(db)).toBe(0);
    expect(await findBehind(db, 99)).toMatchObject([{ origin: '' }]);
  });
});
