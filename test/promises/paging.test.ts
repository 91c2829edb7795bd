/** P2: paging neither skips nor repeats wrongly. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METADATA_PREFIXES } from '../../src/resource/metadata-formats.ts';
import type { ListQuery, PublishedRecord } from '../../src/store/published.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import type { MemoryRepository } from './memory-repository.ts';
import { tinyRecord } from './records.ts';
import { memoryRegistry, type Registry } from './registry.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const ALL: ListQuery = {
  prefix: 'ivo_vor',
  from: null,
  until: null,
  set: null,
  after: null,
  limit: 3,
  bodies: true,
};
const ivoid = (n: number) => `ivo://padc.example/r${String(n).padStart(3, '0')}`;

eachDatabase('P2', (open) => {
  /** Records, published in so many steps, ten seconds apart. */
  const published = async (count: number, steps: number) => {
    const it = await memoryRegistry(open, schema);
    for (let step = 0; step < steps; step += 1) {
      for (let n = step; n < count; n += steps)
        it.repository.write(`records/${n}.xml`, tinyRecord({ ivoid: ivoid(n) }));
      it.repository.commit();
      await it.at(step * 10);
      await it.publish();
    }
    return it;
  };

  test('the union of the pages is the list, in order, without repeats, for all bounds, sets and sizes', async () => {
    const it = await published(20, 4);
    it.repository.remove('records/3.xml').remove('records/8.xml').commit();
    await it.at(50);
    await it.publish();
    const second = fc.option(fc.integer({ min: -5, max: 60 }).map(at));
    const query = fc.record({
      prefix: fc.constantFrom(...METADATA_PREFIXES),
      from: second,
      until: second,
      set: fc.constantFrom(null, 'ivo_managed', 'type.Resource', 'authority.padc.example', 'none'),
      limit: fc.integer({ min: 3, max: 9 }),
      bodies: fc.boolean(),
      after: fc.constant(null),
    });
    await fc.assert(
      fc.asyncProperty(query, async (q) => {
        const expected = [...(await it.records(q.prefix)).values()].filter(
          (r) =>
            (q.from === null || r.datestamp >= q.from) &&
            (q.until === null || r.datestamp <= q.until) &&
            (q.set === null || r.setSpecs.includes(q.set)),
        );
        const pages = await walk(it, q);
        const strip = (r: PublishedRecord) => (q.bodies ? r : { ...r, body: null, xmlnsAt: null });
        expect(pages.flat().map(strip)).toEqual(expected.map(strip));
        expect(await it.published.listSize(q)).toBe(expected.length);
        for (const page of pages) expect(page.length).toBeLessThanOrEqual(q.limit);
        if (pages.length > 1) expect(pages.at(-1)?.length).toBeGreaterThan(1);
      }),
      { numRuns: 60 },
    );
  });

  test('a record that changes meanwhile moves to the end instead of out of the list', async () => {
    const step = fc.record({ page: fc.nat(9), record: fc.nat(11), remove: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 4 }),
        fc.integer({ min: 3, max: 5 }),
        async (changes, limit) => {
          const it = await published(12, 1);
          const seen = new Map<string, PublishedRecord>();
          let page = 0;
          let now = 0;
          for (let after: ListQuery['after'] = null; ; page += 1) {
            const { records, more } = await it.published.page({ ...ALL, limit, after });
            for (const record of records) {
              // Only a newer state comes a second time.
              expect(record.datestamp > (seen.get(record.ivoid)?.datestamp ?? '')).toBe(true);
              seen.set(record.ivoid, record);
            }
            for (const change of changes.filter((c) => c.page === page)) {
              const path = `records/${change.record}.xml`;
              if (change.remove && it.repository.list().includes(path)) it.repository.remove(path);
              else
                it.repository.write(
                  path,
                  tinyRecord({ ivoid: ivoid(change.record), title: `Page ${page} ${now}` }),
                );
              it.repository.commit();
              now += 1;
              await it.at(now);
              await it.publish();
            }
            const last = records.at(-1);
            if (!more || last === undefined) break;
            after = { datestamp: last.datestamp, key: last.key };
          }
          // Changes after the last page belong to the next harvest.
          const changedLater = new Set(changes.filter((c) => c.page >= page).map((c) => ivoid(c.record)));
          for (const [id, record] of await it.records()) {
            if (!changedLater.has(id)) expect(seen.get(id)).toEqual(record);
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  describe('8 MB', () => {
    const description = (megabytes: number) => `${'x'.repeat(99)} `.repeat(megabytes * 10_486);

    test('end a page', async () => {
      const it = await memoryRegistry(open, schema);
      for (let n = 0; n < 7; n += 1)
        it.repository.write(`records/${n}.xml`, tinyRecord({ ivoid: ivoid(n), description: description(3) }));
      it.repository.commit();
      await it.publish();
      const pages = await walk(it, { ...ALL, limit: 100, set: 'type.Resource' });
      // Not shortened to a page of one, for the sake of another: that would only move what clients crash on.
      expect(pages.map((page) => page.length)).toEqual([2, 2, 2, 1]);
      expect(pages.flat()).toHaveLength(7);
      for (const page of pages) {
        expect(page.every((record) => record.body !== null)).toBe(true);
        const bytes = page.reduce((sum, record) => sum + (record.body?.length ?? 0), 0);
        expect(bytes).toBeLessThanOrEqual(8 * 1024 * 1024);
      }
    });

    test('do not count for headers', async () => {
      const it = await memoryRegistry(open, schema);
      for (let n = 0; n < 4; n += 1)
        it.repository.write(`records/${n}.xml`, tinyRecord({ ivoid: ivoid(n), description: description(3) }));
      it.repository.commit();
      await it.publish();
      const page = await it.published.page({ ...ALL, limit: 100, bodies: false });
      expect([page.records.length, page.more]).toEqual([6, false]);
    });
  });
});

function at(seconds: number): string {
  return `${new Date(Date.UTC(2026, 10, 20, 12) + seconds * 1000).toISOString().slice(0, 19)}Z`;
}

async function walk(it: Registry<MemoryRepository>, query: ListQuery): Promise<PublishedRecord[][]> {
  const pages: PublishedRecord[][] = [];
  for (let after = query.after; ; ) {
    const { records, more } = await it.published.page({ ...query, after });
    pages.push(records);
    const last = records.at(-1);
    if (!more || last === undefined) return pages;
    after = { datestamp: last.datestamp, key: last.key };
  }
}
