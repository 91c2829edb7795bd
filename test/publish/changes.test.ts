/** What a commit does to what is published: one generation for one commit, and only what changed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import { REGISTRY_FILE_PATH, REGISTRY_PATH, registryRecord, tinyRecord } from '../promises/records.ts';
import { changes, memoryRegistry, refusal } from '../promises/registry.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const A = 'ivo://padc.example/a';
const B = 'ivo://padc.example/b';
const NONE = { created: [], updated: [], deleted: [], withdrawn: [] };

eachDatabase('publication', (open) => {
  const registry = () => memoryRegistry(open, schema);
  /** With records a and b published at noon. */
  const withTwo = async () => {
    const it = await registry();
    it.repository
      .write('records/a.xml', tinyRecord({ ivoid: A }))
      .write('records/b.xml', tinyRecord({ ivoid: B }))
      .commit();
    await it.publish();
    await it.at(10);
    return it;
  };

  test('the first one publishes everything, the next one what changed', async () => {
    const it = await registry();
    it.repository.write('records/a.xml', tinyRecord({ ivoid: A })).commit();
    const first = await it.publish();
    expect(changes(first)).toEqual({
      ...NONE,
      created: ['ivo://padc.example', A, 'ivo://padc.example/registry'],
    });
    await it.at(10);
    it.repository.write('records/b.xml', tinyRecord({ ivoid: B })).commit();
    expect(changes(await it.publish())).toEqual({ ...NONE, created: [B] });
    expect(await it.datestamps()).toEqual({ [A]: 0, [B]: 10 });
    expect((await it.publish()).kind).toBe('unchanged');
  });

  test('both formats change together, but Dublin Core only where it says something else', async () => {
    const it = await withTwo();
    it.repository.write('records/a.xml', tinyRecord({ ivoid: A, attributes: ' version="1.2"' })).commit();
    expect(changes(await it.publish())).toEqual({ ...NONE, updated: [A] });
    expect((await it.records('ivo_vor')).get(A)?.datestamp).toBe('2026-11-20T12:00:10Z');
    expect((await it.records('oai_dc')).get(A)?.datestamp).toBe('2026-11-20T12:00:00Z');
  });

  test('a rename changes nothing that harvesters see, and is remembered', async () => {
    const it = await withTwo();
    it.repository
      .remove('records/a.xml')
      .write('records/deep/er/a.xml', tinyRecord({ ivoid: A }))
      .commit();
    expect(await it.publish()).toMatchObject({ kind: 'published', generation: 1, ...NONE });
    expect(await it.datestamps()).toEqual({ [A]: 0, [B]: 0 });
    it.repository.remove('records/deep/er/a.xml').commit();
    expect(changes(await it.publish())).toEqual({ ...NONE, deleted: [A] });
  });

  test('a swap of two files changes nothing', async () => {
    const it = await withTwo();
    it.repository
      .write('records/a.xml', tinyRecord({ ivoid: B }))
      .write('records/b.xml', tinyRecord({ ivoid: A }))
      .commit();
    expect(changes(await it.publish())).toEqual(NONE);
    it.repository.remove('records/a.xml').commit();
    expect(changes(await it.publish())).toEqual({ ...NONE, deleted: [B] });
  });

  test('another letter case of an ivoid is the same record, as now written', async () => {
    const it = await withTwo();
    it.repository.write('records/a.xml', tinyRecord({ ivoid: 'ivo://padc.example/A' })).commit();
    expect(changes(await it.publish())).toEqual({ ...NONE, updated: ['ivo://padc.example/A'] });
    expect(await it.list()).toEqual(['ivo://padc.example/A', B]);
  });

  test('another letter case by way of another file', async () => {
    const it = await withTwo();
    it.repository
      .remove('records/a.xml')
      .write('records/A.xml', tinyRecord({ ivoid: 'ivo://padc.example/A' }))
      .commit();
    expect(changes(await it.publish())).toEqual({ ...NONE, updated: ['ivo://padc.example/A'] });
    expect(await it.list()).toEqual(['ivo://padc.example/A', B]);
  });

  test('what does not end in .xml is no record, whatever is in it', async () => {
    const it = await withTwo();
    it.repository
      .write('records/notes.txt', 'x')
      .write('records/a.xml.orig', '<')
      .write('README.xml', '<')
      .commit();
    expect(changes(await it.publish())).toEqual(NONE);
    it.repository.write('records/C.XML', tinyRecord({ ivoid: 'ivo://padc.example/c' })).commit();
    expect(changes(await it.publish())).toEqual({ ...NONE, created: ['ivo://padc.example/c'] });
  });

  test('a merge counts with all it brought, whatever its dates', async () => {
    const it = await withTwo();
    const main = it.repository.resolve('HEAD');
    const old = new Date('2001-01-01T00:00:00Z');
    it.repository
      .write('records/c.xml', tinyRecord({ ivoid: 'ivo://padc.example/c' }))
      .remove('records/b.xml');
    const side = it.repository.commit('late', { date: old });
    it.repository
      .checkout(main)
      .write('records/a.xml', tinyRecord({ ivoid: A, title: 'New' }))
      .commit();
    await it.publish();
    await it.at(20);
    it.repository.merge(side, { date: old });
    expect(changes(await it.publish())).toEqual({ ...NONE, created: ['ivo://padc.example/c'], deleted: [B] });
    expect(await it.datestamps()).toEqual({ [A]: 10, [B]: 20, 'ivo://padc.example/c': 20 });
  });

  test('a force-push is told by its tree', async () => {
    const it = await withTwo();
    const before = it.repository.resolve('HEAD');
    it.repository.write('records/c.xml', tinyRecord({ ivoid: 'ivo://padc.example/c' })).commit();
    await it.publish();
    it.repository
      .reset(before)
      .write('records/a.xml', tinyRecord({ ivoid: A, title: 'New' }))
      .commit('rewritten');
    expect(changes(await it.publish())).toEqual({ ...NONE, updated: [A], deleted: ['ivo://padc.example/c'] });
  });

  test('records that came and went between two publications are known to be gone', async () => {
    const it = await withTwo();
    it.repository.write('records/c.xml', tinyRecord({ ivoid: 'ivo://padc.example/c' })).commit();
    it.repository.remove('records/c.xml').commit();
    expect(changes(await it.publish())).toEqual({ ...NONE, deleted: ['ivo://padc.example/c'] });
  });

  describe('sets', () => {
    const sets = (subject: string) =>
      JSON.stringify({
        version: 1,
        sets: [{ setSpec: 'odd', setName: 'Odd', match: { subject: [subject] } }],
      });

    test('a change of membership is a change of the record, and of nothing else', async () => {
      const it = await withTwo();
      it.repository.write('records/b.xml', tinyRecord({ ivoid: B, subject: 'solar-physics' })).commit();
      await it.publish();
      await it.at(20);
      it.repository.write(REGISTRY_FILE_PATH, sets('solar-physics')).commit();
      expect(changes(await it.publish())).toEqual({ ...NONE, updated: [B] });
      expect((await it.records()).get(B)?.setSpecs).toContain('odd');
      expect((await it.records('oai_dc')).get(B)?.setSpecs).toContain('odd');
      expect(await it.datestamps()).toEqual({ [A]: 0, [B]: 20 });
      await it.at(30);
      it.repository.remove(REGISTRY_FILE_PATH).commit();
      expect(changes(await it.publish())).toEqual({ ...NONE, updated: [B] });
      expect((await it.published.look()).sets.map((set) => set.setSpec)).not.toContain('odd');
    });

    test('another name only is seen by ListSets', async () => {
      const it = await withTwo();
      it.repository.write(REGISTRY_FILE_PATH, sets('none')).commit();
      expect(changes(await it.publish())).toEqual(NONE);
      expect((await it.published.look()).sets).toContainEqual({
        setSpec: 'odd',
        setName: 'Odd',
        description: null,
      });
    });

    test('a set and its records in one commit', async () => {
      const it = await withTwo();
      it.repository
        .write(REGISTRY_FILE_PATH, sets('solar-physics'))
        .write('records/a.xml', tinyRecord({ ivoid: A, subject: 'solar-physics' }))
        .commit();
      expect(changes(await it.publish())).toEqual({ ...NONE, updated: [A] });
      expect((await it.records()).get(A)?.setSpecs).toContain('odd');
    });
  });

  describe('created (P4)', () => {
    const dated = (year: number) => ({ date: new Date(Date.UTC(year, 0, 1)) });

    test('is when the first-parent history first had the ivoid, wherever its file went', async () => {
      const it = await registry();
      it.repository.commit('first', dated(2020));
      it.repository.write('records/a.xml', tinyRecord({ ivoid: A })).commit('a', dated(2021));
      it.repository
        .remove('records/a.xml')
        .write('records/x.xml', tinyRecord({ ivoid: A, title: 'New' }))
        .commit('moved', dated(2022));
      await it.publish();
      expect(await it.body(A)).toContain(' created="2021-01-01T00:00:00Z"');
      it.repository
        .write('records/x.xml', tinyRecord({ ivoid: A, title: 'Newer' }))
        .commit('edited', dated(2023));
      await it.publish();
      expect(await it.body(A)).toContain(' created="2021-01-01T00:00:00Z"');
    });

    test('is kept as given', async () => {
      const it = await registry();
      it.repository
        .write('records/a.xml', tinyRecord({ ivoid: A, attributes: ' created="1999-12-31T00:00:00"' }))
        .commit();
      await it.publish();
      expect(await it.body(A)).toContain(' created="1999-12-31T00:00:00"');
    });

    test('is never later than now, whatever the committer’s clock said', async () => {
      const it = await registry();
      it.repository.write('records/a.xml', tinyRecord({ ivoid: A })).commit('from the future', dated(2030));
      await it.publish();
      expect(await it.body(A)).toContain(' created="2026-11-20T12:00:00Z"');
    });
  });

  test('a commit that makes the registry’s page size another', async () => {
    const it = await withTwo();
    it.repository.write(REGISTRY_PATH, registryRecord({ maxRecords: 5 })).commit();
    await it.publish();
    expect((await it.published.look()).registry.maxRecords).toBe(5);
  });

  test('without the registry’s record nothing is published', async () => {
    const it = await withTwo();
    it.repository.remove(REGISTRY_PATH).commit();
    expect(refusal(await it.publish())).toEqual(['records/registry.json:1 RI-11']);
  });
});
