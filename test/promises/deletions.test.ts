/** P5: deletion is for ever, a transfer leaves no trace, and inactive is not deleted. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { METADATA_PREFIXES } from '../../src/resource/metadata-formats.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import { AUTHORITY, REGISTRY_FILE_PATH, tinyRecord, writeRegistry } from './records.ts';
import { changes, memoryRegistry, refusal } from './registry.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const A = 'ivo://padc.example/a';
const LEAVING = 'leaving.example';
const B = `ivo://${LEAVING}/b`;

eachDatabase('P5', (open) => {
  const withA = async () => {
    const it = await memoryRegistry(open, schema);
    it.repository.write('records/a.xml', tinyRecord({ ivoid: A })).commit();
    await it.publish();
    await it.at(10);
    return it;
  };

  describe.each(['ivo_vor', 'oai_dc', 'oai_datacite'] as const)('a tombstone in %s', (prefix) => {
    test.each<[string, (it: Awaited<ReturnType<typeof withA>>) => void]>([
      ['git rm', (it) => it.repository.remove('records/a.xml')],
      [
        'another ivoid',
        (it) => it.repository.write('records/a.xml', tinyRecord({ ivoid: 'ivo://padc.example/z' })),
      ],
      [
        'status="deleted"',
        (it) => it.repository.write('records/a.xml', tinyRecord({ ivoid: A, status: 'deleted' })),
      ],
    ])('by %s: header only, sets kept, for ever', async (_case, change) => {
      const it = await withA();
      const before = (await it.records(prefix)).get(A);
      change(it);
      it.repository.commit();
      expect(changes(await it.publish()).deleted).toEqual([A]);
      const tombstone = {
        ...before,
        deleted: true,
        body: null,
        xmlnsAt: null,
        datestamp: '2026-11-20T12:00:10Z',
      };
      expect((await it.records(prefix)).get(A)).toEqual(tombstone);
      await it.at(1000);
      it.repository.write('records/other.xml', tinyRecord({ ivoid: 'ivo://padc.example/other' })).commit();
      await it.publish();
      expect((await it.records(prefix)).get(A)).toEqual(tombstone);
    });

    test('re-adding brings the record back with a newer datestamp', async () => {
      const it = await withA();
      const text = it.repository.read('records/a.xml');
      it.repository.remove('records/a.xml').commit();
      await it.publish();
      await it.at(20);
      it.repository.write('records/again.xml', text).commit();
      expect(changes(await it.publish()).created).toEqual([A]);
      const record = (await it.records(prefix)).get(A);
      expect(record).toMatchObject({ deleted: false, datestamp: '2026-11-20T12:00:20Z' });
      expect(record?.body).not.toBeNull();
    });
  });

  test('removing the file of a record that says it is deleted changes nothing', async () => {
    const it = await withA();
    it.repository.write('records/a.xml', tinyRecord({ ivoid: A, status: 'deleted' })).commit();
    await it.publish();
    const before = await it.records();
    await it.at(20);
    it.repository.remove('records/a.xml').commit();
    expect(changes(await it.publish())).toEqual({ created: [], updated: [], deleted: [], withdrawn: [] });
    expect(await it.records()).toEqual(before);
  });

  test('a record that is deleted from its first day is a tombstone too', async () => {
    const it = await withA();
    it.repository
      .write('records/b.xml', tinyRecord({ ivoid: 'ivo://padc.example/b', status: 'deleted' }))
      .commit();
    await it.publish();
    expect(await it.list()).toEqual([A, 'ivo://padc.example/b (deleted)']);
    expect(await it.list('oai_dc')).toEqual([A, 'ivo://padc.example/b (deleted)']);
  });

  test('inactive is served with its metadata (RI-34)', async () => {
    const it = await withA();
    it.repository.write('records/a.xml', tinyRecord({ ivoid: A, status: 'inactive' })).commit();
    expect(changes(await it.publish()).updated).toEqual([A]);
    expect(await it.body(A)).toContain('status="inactive"');
  });

  test('a tombstone never changes with the sets', async () => {
    const it = await withA();
    it.repository.remove('records/a.xml').commit();
    await it.publish();
    const before = (await it.records()).get(A);
    await it.at(20);
    const sets = [{ setSpec: 'odd', setName: 'Odd', match: { ivoid: ['*'] } }];
    it.repository.write(REGISTRY_FILE_PATH, JSON.stringify({ version: 1, sets })).commit();
    await it.publish();
    expect((await it.records()).get(A)).toEqual(before);
  });

  describe('a transfer of an authority (RI-35)', () => {
    const transfer = {
      authority: LEAVING,
      to: 'ivo://new.example/registry',
      direction: 'out',
      on: '2026-11-20',
      reason: 'r',
    };
    const registryJson = JSON.stringify({ version: 1, transfers: [transfer] });
    const accept = { newIdentity: false, transfers: new Set([LEAVING]) };

    /** Two authorities; of the one that will leave there is a record, a tombstone, and the vg:Authority. */
    const withTwo = async () => {
      const it = await memoryRegistry(open, schema);
      const { repository } = it;
      writeRegistry(repository, { authorities: [AUTHORITY, LEAVING] });
      repository
        .write('records/a.xml', tinyRecord({ ivoid: A }))
        .write('records/b.xml', tinyRecord({ ivoid: B }));
      repository.write('records/c.xml', tinyRecord({ ivoid: `ivo://${LEAVING}/c` })).commit();
      await it.publish();
      repository.remove('records/c.xml').commit();
      await it.publish();
      await it.at(10);
      return it;
    };
    const leave = ({ repository }: Awaited<ReturnType<typeof withTwo>>) => {
      writeRegistry(repository);
      repository.remove('records/b.xml').remove(`records/authority-${LEAVING}.xml`);
      repository.write(REGISTRY_FILE_PATH, registryJson).commit();
    };

    test('takes records, tombstones and vg:Authority without tombstones, once it is accepted', async () => {
      const it = await withTwo();
      leave(it);
      expect(refusal(await it.publish())).toEqual([`${REGISTRY_FILE_PATH}:1 RI-35`]);
      expect(await it.list()).toHaveLength(3);
      const outcome = changes(await it.publish({ accept, again: true }));
      expect(outcome).toMatchObject({
        deleted: [],
        withdrawn: [`ivo://${LEAVING}`, B, `ivo://${LEAVING}/c`],
      });
      for (const prefix of METADATA_PREFIXES) {
        expect([...(await it.records(prefix)).keys()].filter((ivoid) => ivoid.includes(LEAVING))).toEqual([]);
      }
      const rest = {
        prefix: 'ivo_vor' as const,
        from: null,
        until: null,
        after: null,
        limit: 100,
        bodies: false,
      };
      expect(await it.published.listSize({ ...rest, set: `authority.${LEAVING}` })).toBe(0);
      expect((await it.published.page({ ...rest, set: `authority.${LEAVING}` })).records).toEqual([]);
    });

    test('takes what an older program left in a format that it did not know', async () => {
      const it = await withTwo();
      leave(it);
      await it.publish({ accept });
      const left = await it.db.query(
        `insert into record (prefix, key, ivoid, datestamp, deleted, setspecs, digest, size, body)
         select 'oai_datacite', $1, $1, now(), false, '{ivo_managed}', 'left', 0, null returning key`,
        [B],
      );
      expect(left).toHaveLength(1);
      await it.db.query(`update ledger set basis = basis - 'about'`);
      expect(changes(await it.publish())).toMatchObject({ deleted: [], withdrawn: [] });
      expect([...(await it.records('oai_datacite')).keys()]).not.toContain(B);
    });

    test('stays accepted: the next publication, and one that looks at everything', async () => {
      const it = await withTwo();
      leave(it);
      await it.publish({ accept });
      it.repository.write('records/d.xml', tinyRecord({ ivoid: 'ivo://padc.example/d' })).commit();
      expect(changes(await it.publish()).created).toEqual(['ivo://padc.example/d']);
      await it.db.query('update ledger set restamp = true, revision = gen_random_uuid()');
      await it.publish();
      expect(await it.list()).toEqual([A, 'ivo://padc.example/d']);
    });

    test('is refused while the registry’s record still manages it', async () => {
      const it = await withTwo();
      it.repository.write(REGISTRY_FILE_PATH, registryJson).commit();
      expect(refusal(await it.publish({ accept }))).toEqual(['records/registry.xml:1 RI-35']);
    });

    test('is not the way an authority is dropped: then its records must go too, and leave tombstones', async () => {
      const it = await withTwo();
      writeRegistry(it.repository);
      it.repository.commit();
      expect(refusal(await it.publish())).toEqual([
        `records/authority-${LEAVING}.xml:1 IDN-06`,
        'records/b.xml:1 IDN-06',
      ]);
      it.repository.remove('records/b.xml').remove(`records/authority-${LEAVING}.xml`).commit();
      expect(changes(await it.publish()).deleted).toEqual([`ivo://${LEAVING}`, B]);
    });
  });
});
