/**
 * A rolling upgrade: programs of two versions publish in turn on one database. The newer one has another crosswalk, so
 * that every record has other bytes with it; without care they made all records anew in turn, for ever (P10).
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { publish as publishOf } from '../../src/publish.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import type { MemoryRepository } from '../promises/memory-repository.ts';
import { REGISTRY_FILE_PATH, REGISTRY_PATH, registryRecord, tinyRecord } from '../promises/records.ts';
import { memoryRegistry, type Registry } from '../promises/registry.ts';

let schema: LoadedSchema;
let newer: typeof publishOf;
beforeAll(async () => {
  schema = await loadSchema('xsd');
  // The same program, but for the version of one crosswalk.
  vi.resetModules();
  vi.doMock('../../src/resource/metadata-formats.ts', async (original) => {
    const there = await original<typeof import('../../src/resource/metadata-formats.ts')>();
    const METADATA_FORMATS = there.METADATA_FORMATS.map((one) =>
      one.prefix === 'ivo_vor' ? { ...one, version: 2 } : one,
    );
    const formatOfPrefix = (prefix: string) => METADATA_FORMATS.find((one) => one.prefix === prefix);
    return { ...there, METADATA_FORMATS, formatOfPrefix };
  });
  newer = (await import('../../src/publish.ts')).publish;
  vi.doUnmock('../../src/resource/metadata-formats.ts');
});
afterAll(() => schema.dispose());

const A = 'ivo://padc.example/a';
const B = 'ivo://padc.example/b';

type It = Registry<MemoryRepository>;

const byNewer = ({ db, repository }: It) => newer({ db, repository, schema, recordsDir: 'records' });

function writeA({ repository }: It, title: string): void {
  repository.write('records/a.xml', tinyRecord({ ivoid: A, title })).commit();
}

eachDatabase('two versions of the program', (open) => {
  const upgraded = async () => {
    const it = await memoryRegistry(open, schema);
    it.repository.write('records/b.xml', tinyRecord({ ivoid: B }));
    writeA(it, 'One');
    await it.publish();
    await it.at(10);
    // The newer one makes all of them anew, once.
    expect(await byNewer(it)).toMatchObject({ kind: 'published', generation: 2 });
    expect(await it.datestamps()).toEqual({ [A]: 10, [B]: 10 });
    await it.at(20);
    return it;
  };
  const digests = async ({ db }: It) => {
    const rows = await db.query<{ ivoid: string; version: string }>(
      `select ivoid, split_part(digest, ':', 1) as version from record where prefix = 'ivo_vor' order by ivoid`,
    );
    return Object.fromEntries(rows.map(({ ivoid, version }) => [ivoid, version]));
  };

  test('the older one leaves what the newer one has published', async () => {
    const it = await upgraded();
    for (let i = 0; i < 3; i += 1) {
      expect(await it.publish({ again: true })).toMatchObject({ kind: 'unchanged', generation: 2 });
      expect(await byNewer(it)).toMatchObject({ kind: 'unchanged', generation: 2 });
    }
  });

  test('of a new commit each publishes the changed record only, whoever is first; the newer one has the last word', async () => {
    const it = await upgraded();
    writeA(it, 'Two');
    expect(await it.publish()).toMatchObject({ kind: 'published', generation: 3, updated: [A] });
    expect(await it.datestamps()).toEqual({ [A]: 20, [B]: 10 });
    expect(await digests(it)).toMatchObject({ [A]: '1', [B]: '2' });
    await it.at(30);
    expect(await it.publish()).toMatchObject({ kind: 'unchanged' });
    expect(await byNewer(it)).toMatchObject({ kind: 'published', generation: 4, updated: [A] });
    expect(await it.datestamps()).toEqual({ [A]: 30, [B]: 10 });
    expect(await digests(it)).toMatchObject({ [A]: '2', [B]: '2' });
    await it.at(40);
    writeA(it, 'Three');
    expect(await byNewer(it)).toMatchObject({ kind: 'published', generation: 5, updated: [A] });
    for (const publish of [it.publish, () => byNewer(it)])
      expect(await publish()).toMatchObject({ kind: 'unchanged', generation: 5 });
    expect(await it.datestamps()).toEqual({ [A]: 40, [B]: 10 });
  });

  test('six commits, in turn: a datestamp for what was changed, and no other', async () => {
    const it = await upgraded();
    for (let i = 0; i < 6; i += 1) {
      await it.at(100 + i);
      writeA(it, `Title ${i}`);
      for (const publish of i % 2 === 0 ? [it.publish, () => byNewer(it)] : [() => byNewer(it), it.publish])
        await publish();
      expect(await it.datestamps()).toEqual({ [A]: 100 + i, [B]: 10 });
      expect(await digests(it)).toMatchObject({ [A]: '2', [B]: '2' });
    }
  });

  test('a format that only the newer one knows stays listed', async () => {
    const it = await upgraded();
    await it.db.query(`update ledger set basis = jsonb_set(basis, '{renderings,newer_format}', '1')`);
    it.repository.remove('records/a.xml').commit();
    expect(await it.publish()).toMatchObject({ kind: 'published', generation: 3, deleted: [A] });
    const [ledger] = await it.db.query<{ basis: object }>('select basis from ledger');
    expect(ledger?.basis).toMatchObject({ behind: true, renderings: { ivo_vor: 2, newer_format: 1 } });
    expect(await it.datestamps()).toEqual({ [A]: 20, [B]: 10 });
  });

  test('another name of the registry, or a format that registry.json leaves out, is no other version', async () => {
    const it = await upgraded();
    it.repository.write(REGISTRY_FILE_PATH, JSON.stringify({ version: 1, formats: ['dcat'] })).commit();
    await it.publish();
    const [ledger] = await it.db.query<{ basis: { renderings: object } }>('select basis from ledger');
    expect(Object.keys(ledger?.basis.renderings ?? {}).sort()).toEqual(['dcat', 'ivo_vor', 'oai_dc']);
    it.repository.write(REGISTRY_PATH, registryRecord({ title: 'Another name' })).commit();
    expect(await it.publish()).toMatchObject({ kind: 'published' });
    expect(await byNewer(it)).toMatchObject({ kind: 'published' });
    expect(await it.publish()).toMatchObject({ kind: 'unchanged' });
  });
});
