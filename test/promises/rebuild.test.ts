/** P6: a lost database is rebuilt from Git alone. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FURTHER_PREFIXES } from '../../src/resource/metadata-formats.ts';
import type { PublishedRecord } from '../../src/store/published.ts';
import { canonicalDigest } from '../../src/xml/digest.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { eachDatabase } from '../helpers/database.ts';
import { Curator, type CuratorStep, type Edit } from './curator.ts';
import type { MemoryRepository } from './memory-repository.ts';
import { REGISTRY_FILE_PATH, tinyRecord } from './records.ts';
import { changes, memoryRegistry, type Registry, refusal, registryOn } from './registry.ts';
import { curatorStep } from './schedules.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const commit = (edit: Edit): CuratorStep => ({ do: 'commit', edits: [edit], daysAgo: 0 });
const put = (record: number): Edit => ({
  ...{ edit: 'put', record, text: 0, folder: 0, upper: false, status: 0 },
});
/** A record that came and went before the first publication that knew of it, and came back as it was. */
const CAME_BACK: { change: CuratorStep; publish: boolean }[] = [
  { change: commit(put(4)), publish: false },
  { change: commit({ edit: 'remove', record: 4 }), publish: false },
  { change: commit(put(0)), publish: true },
  { change: { do: 'revert', to: 2 }, publish: false },
];

const A = 'ivo://padc.example/a';
const B = 'ivo://padc.example/b';

eachDatabase('P6', (open) => {
  const rebuilt = (it: Registry<MemoryRepository>) => registryOn(open, schema, it.repository);

  test('the same records, tombstones and created dates, whatever the history was', {
    timeout: 180_000,
  }, async () => {
    const steps = fc.array(fc.record({ change: curatorStep, publish: fc.boolean() }), {
      maxLength: 15,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(steps, async (plan) => {
        const it = await memoryRegistry(open, schema);
        const curator = new Curator(it.repository);
        await it.publish();
        for (const { change, publish } of plan) {
          // What a force-push cuts off is another test's.
          if (change.do !== 'force-push') curator.take(change);
          if (publish) await it.publish();
        }
        curator.offerAll();
        curator.repair();
        await it.publish();
        const again = await rebuilt(it);
        expect((await again.publish()).kind).toBe('published');
        for (const prefix of ['ivo_vor', 'oai_dc'] as const) {
          expect(await content(again, prefix)).toEqual(await content(it, prefix));
        }
        // In formats that cannot say everything, tombstones of what may once have been said there.
        for (const prefix of FURTHER_PREFIXES) {
          const [rebuilt, kept] = [await again.records(prefix), await it.records(prefix)];
          expect(bodies(rebuilt)).toEqual(bodies(kept));
          const keys = [...rebuilt.values()].map(({ key }) => key);
          expect([...kept.values()].map(({ key }) => key).filter((key) => !keys.includes(key))).toEqual([]);
        }
      }),
      { numRuns: 15, examples: [[CAME_BACK]] },
    );
  });

  test('a history that a force-push cut is refused, until “retired” lists what is missing', async () => {
    const it = await memoryRegistry(open, schema);
    const begin = it.repository.write('records/b.xml', tinyRecord({ ivoid: B })).commit();
    it.repository.write('records/a.xml', tinyRecord({ ivoid: A })).commit();
    await it.publish();
    it.repository
      .reset(begin)
      .write('records/b.xml', tinyRecord({ ivoid: B, title: 'New' }))
      .commit();
    expect(changes(await it.publish()).deleted).toEqual([A]);

    const again = await rebuilt(it);
    const outcome = await again.publish();
    expect(refusal(outcome)).toEqual([`${REGISTRY_FILE_PATH}:1 P6`]);
    expect(outcome.kind === 'refused' && outcome.findings[0]).toMatchObject({ ivoid: A });

    const retired = [{ ivoid: A, on: '2026-11-20', reason: 'r' }];
    it.repository.write(REGISTRY_FILE_PATH, JSON.stringify({ version: 1, retired })).commit();
    await again.publish();
    expect(await again.list()).toEqual([`${A} (deleted)`, B]);
    expect(await again.list('oai_dc')).toEqual([`${A} (deleted)`, B]);
    // Where the ledger lives, nothing needs to be listed, and listing it changes nothing.
    expect(changes(await it.publish())).toEqual({ created: [], updated: [], deleted: [], withdrawn: [] });
  });

  test('what was never valid, or never managed here, leaves no tombstone', async () => {
    const it = await memoryRegistry(open, schema);
    it.repository
      .write('records/bad.xml', tinyRecord({ ivoid: A }).replace('</content>', '<x/></content>'))
      .commit();
    it.repository.write('records/other.xml', tinyRecord({ ivoid: 'ivo://other.example/x' })).commit();
    it.repository.remove('records/bad.xml').remove('records/other.xml').commit();
    await it.publish();
    expect(await it.list()).toEqual([]);
  });

  test('a record that a side branch added and removed again never was on the first-parent history', async () => {
    const it = await memoryRegistry(open, schema);
    const main = it.repository.commit();
    it.repository.write('records/a.xml', tinyRecord({ ivoid: A })).commit();
    const side = it.repository
      .remove('records/a.xml')
      .write('records/b.xml', tinyRecord({ ivoid: B }))
      .commit();
    it.repository.checkout(main).merge(side);
    await it.publish();
    expect(await it.list()).toEqual([B]);
  });

  test('if HEAD does not pass, the newest first-parent commit that does', async () => {
    const it = await memoryRegistry(open, schema);
    it.repository.write('records/a.xml', tinyRecord({ ivoid: A })).commit();
    const good = it.repository.write('records/b.xml', tinyRecord({ ivoid: B })).commit();
    it.repository.write('records/c.xml', '<').commit();
    const bad = it.repository.write('records/d.xml', tinyRecord({ ivoid: 'ivo://padc.example/d' })).commit();
    expect(await it.publish()).toMatchObject({ kind: 'published', commit: good, refused: { commit: bad } });
    expect(await it.list()).toEqual([A, B]);
  });

  test('none passes: nothing is published', async () => {
    const it = await memoryRegistry(open, schema);
    it.repository.write('records/c.xml', '<').commit();
    it.repository.write('records/d.xml', '<').commit();
    expect(refusal(await it.publish())).toEqual(['records/c.xml:1 XML', 'records/d.xml:1 XML']);
    await expect(it.published.look()).rejects.toThrow(/Nothing has been published yet/);
  });

  test('datestamps move forward, so that harvesters fetch again', async () => {
    const it = await memoryRegistry(open, schema);
    it.repository.write('records/a.xml', tinyRecord({ ivoid: A })).commit();
    await it.publish();
    const again = await rebuilt(it);
    await again.at(500);
    await again.publish();
    expect(await again.datestamps()).toEqual({ [A]: 500 });
    expect((await again.published.look()).ledger).not.toBe((await it.published.look()).ledger);
  });
});

/** Of what is not deleted: ivoid → bytes without any date that is the registry's. */
function bodies(records: Map<string, PublishedRecord>): Map<string, string> {
  const live = [...records.values()].filter(({ deleted }) => !deleted);
  const text = ({ body, datestamp }: PublishedRecord) => body?.toString('utf8').replace(datestamp, '') ?? '';
  return new Map(live.map((record) => [record.ivoid, text(record)] as const).sort());
}

/**
 * Everything but datestamps, by canonical digest: `updated` is the registry's. Of a tombstone only that it is there: how
 * its ivoid was spelt, and which sets it was in, the ledger remembers from when it was published, Git from when it was
 * committed.
 */
async function content(it: Registry<MemoryRepository>, prefix: 'ivo_vor' | 'oai_dc'): Promise<unknown> {
  const records = [...(await it.records(prefix)).values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  return records.map(({ key, ivoid, deleted, setSpecs, body }) => {
    if (body === null) return { key, deleted };
    const text = body.toString('utf8');
    const created = / created="([^"]*)"/.exec(text)?.[1];
    return { ivoid, deleted, setSpecs, created, digest: canonicalDigest(parseXml(text).root) };
  });
}
