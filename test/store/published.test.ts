/** What a replica knows of the ledger, and how it learns it (design §3). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, DatabaseAway } from '../../src/store/database.ts';
import { openPublished } from '../../src/store/open-published.ts';
import { NothingPublished } from '../../src/store/published.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import type { MemoryRepository } from '../promises/memory-repository.ts';
import { REGISTRY_PATH, registryRecord, tinyRecord } from '../promises/records.ts';
import { memoryRegistry, type Registry } from '../promises/registry.ts';
import { restore, snapshot } from '../promises/snapshot.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

type Here = Registry<MemoryRepository>;
const A = 'ivo://padc.example/A';

eachDatabase('a replica', (open) => {
  const published = async (): Promise<Here> => {
    const it = await memoryRegistry(open, schema);
    it.repository.write('records/a.xml', tinyRecord({ ivoid: A })).commit();
    await it.publish();
    return it;
  };
  const publishMore = async (it: Here, title: string) => {
    it.repository.write('records/a.xml', tinyRecord({ ivoid: A, title })).commit(title);
    await it.publish();
  };

  test('knows nothing before the first publication', async () => {
    const it = await memoryRegistry(open, schema);
    await expect(it.published.moment()).rejects.toThrow(NothingPublished);
    it.repository.commit();
    await it.publish();
    expect(await it.published.moment()).toMatchObject({ generation: 1 });
  });

  test('knows what Identify and ListSets need', async () => {
    const it = await published();
    await it.at(5);
    const moment = await it.published.look();
    expect(moment).toMatchObject({
      generation: 1,
      responseDate: '2026-11-20T12:00:05Z',
      lastDatestamp: '2026-11-20T12:00:00Z',
      earliestDatestamp: '2026-11-20T12:00:00Z',
      commit: it.repository.resolve('HEAD'),
      publishedAt: '2026-11-20T12:00:00Z',
      registry: { ivoid: 'ivo://padc.example/registry', maxRecords: 3, managedAuthorities: ['padc.example'] },
    });
    expect(moment.sets.map((set) => set.setSpec)).toEqual([
      'authority.padc.example',
      'ivo_managed',
      'type.Authority',
      'type.Registry',
      'type.Resource',
    ]);
  });

  test('tells what changed last, newest first, with bodies; a deleted record has none', async () => {
    const it = await published();
    await it.at(5);
    it.repository.write('records/b.xml', tinyRecord({ ivoid: 'ivo://padc.example/b' })).commit('b');
    await it.publish();
    await it.at(10);
    it.repository.remove('records/a.xml').commit('no a');
    await it.publish();
    const latest = await it.published.latest(3);
    expect(latest.map(({ ivoid, datestamp, deleted }) => [ivoid, datestamp.slice(11), deleted])).toEqual([
      [A, '12:00:10Z', true],
      ['ivo://padc.example/b', '12:00:05Z', false],
      ['ivo://padc.example/registry', '12:00:00Z', false],
    ]);
    expect(latest[0]?.body).toBeNull();
    const { record } = await it.published.record('ivo_vor', 'ivo://padc.example/b');
    expect(latest[1]).toEqual(record);
    expect(await it.published.latest(1)).toEqual(latest.slice(0, 1));
  });

  test('looks once a second if it is asked, and does not let a request wait for it', async () => {
    const it = await published();
    let milliseconds = 0;
    let statements = 0;
    const counting: Database = {
      ...it.db,
      query: (sql, params) => {
        statements += 1;
        return it.db.query(sql, params);
      },
    };
    const replica = openPublished(counting, () => milliseconds);
    await replica.moment();
    const first = statements;
    milliseconds = 999;
    expect((await replica.moment()).generation).toBe(1);
    expect(statements).toBe(first);
    await publishMore(it, 'New');
    milliseconds = 1500;
    expect((await replica.moment()).generation).toBe(1);
    await replica.look();
    expect((await replica.moment()).generation).toBe(2);
    await publishMore(it, 'Newer');
    // Nobody asked for a while: this request waits for a fresh look.
    milliseconds = 60_000;
    expect((await replica.moment()).generation).toBe(3);
  });

  test('requests at the same time share one look', async () => {
    const it = await published();
    let pushes = 0;
    const counting: Database = {
      ...it.db,
      query: (sql, params) => {
        if (sql.includes('set answered')) pushes += 1;
        return it.db.query(sql, params);
      },
    };
    const replica = openPublished(counting);
    await Promise.all([replica.moment(), replica.moment(), replica.look()]);
    expect(pushes).toBe(1);
  });

  test('goes on with what it knows when the database is away, and says since when', async () => {
    const it = await published();
    let away = false;
    let milliseconds = 0;
    const flaky: Database = {
      ...it.db,
      query: (sql, params) => (away ? Promise.reject(new DatabaseAway('away')) : it.db.query(sql, params)),
    };
    const replica = openPublished(flaky, () => milliseconds);
    const known = await replica.moment();
    away = true;
    milliseconds = 60_000;
    expect(await replica.moment()).toEqual(known);
    await expect(replica.look()).rejects.toThrow(DatabaseAway);
    await expect(replica.record('ivo_vor', A)).rejects.toThrow(DatabaseAway);
    away = false;
    expect((await replica.look()).knownAt).toBeGreaterThanOrEqual(known.knownAt);
  });

  test('finds a record in any letter case, deleted ones too', async () => {
    const it = await published();
    const found = await it.published.record('ivo_vor', 'IVO://PADC.EXAMPLE/a');
    expect(found).toMatchObject({ generation: 1, record: { ivoid: A, deleted: false } });
    expect(found.record?.body?.toString()).toContain('updated="2026-11-20T12:00:00Z"');
    expect((await it.published.record('ivo_vor', 'ivo://padc.example/none')).record).toBeNull();
    it.repository.remove('records/a.xml').commit();
    await it.publish();
    expect((await it.published.record('oai_dc', A)).record).toMatchObject({ deleted: true, body: null });
  });

  test('counts what is live, by type, and follows the generation', async () => {
    const it = await published();
    expect(await it.published.counts()).toEqual({
      live: 3,
      deleted: 0,
      byStatus: { active: 3 },
      byType: { Authority: 1, Registry: 1, Resource: 1 },
    });
    it.repository.remove('records/a.xml').commit();
    await it.publish();
    await it.published.look();
    expect(await it.published.counts()).toEqual({
      live: 2,
      deleted: 1,
      byStatus: { active: 2, deleted: 1 },
      byType: { Authority: 1, Registry: 1 },
    });
  });

  describe('the responseDate', () => {
    test('is that of the look, never a step back of the clock', async () => {
      const it = await published();
      await it.at(50);
      await it.published.look();
      await it.at(20);
      expect((await it.published.look()).responseDate).toBe('2026-11-20T12:00:50Z');
      await publishMore(it, 'New');
      expect(await it.datestamps()).toEqual({ [A]: 50 });
    });

    test('stays behind a publication that is under way', async () => {
      const it = await published();
      await it.at(10);
      await it.db.query('update ledger set publication = gen_random_uuid(), publishing_since = now()');
      await it.at(90);
      expect((await it.published.look()).responseDate).toBe('2026-11-20T12:00:10Z');
      await publishMore(it, 'New');
      expect(await it.datestamps()).toEqual({ [A]: 90 });
      expect((await it.published.look()).responseDate).toBe('2026-11-20T12:01:30Z');
    });
  });

  describe('after a failover or a restore', () => {
    /** Publishes at 10, answers at 100, and goes back to before both; the replica that answered lives on. */
    const setBack = async (then: (it: Here) => Promise<void>) => {
      const it = await published();
      const before = await snapshot(it.db);
      await it.at(10);
      await publishMore(it, 'Lost');
      await it.at(100);
      expect(await it.published.look()).toMatchObject({
        generation: 2,
        responseDate: '2026-11-20T12:01:40Z',
      });
      await restore(it.db, before);
      await it.at(20);
      await then(it);
      return it;
    };
    /** What a harvester gets that was told 12:01:40. */
    const seenByHarvester = async (it: Here) => {
      const query = {
        prefix: 'ivo_vor' as const,
        from: '2026-11-20T12:01:40Z',
        until: null,
        set: null,
        after: null,
        limit: 100,
        bodies: true,
      };
      return (await it.published.page(query)).records.map((record) => record.ivoid);
    };
    const ALL = ['ivo://padc.example', A, 'ivo://padc.example/registry'];

    test.each<[string, (it: Here) => Promise<void>]>([
      ['a generation that is gone', async () => undefined],
      ['the same number given again', (it) => publishMore(it, 'Other')],
      [
        'more generations than were lost, all before what was answered',
        async (it) => {
          await publishMore(it, 'Other');
          await publishMore(it, 'More');
        },
      ],
      [
        'more generations than were lost, the last one after what was answered',
        async (it) => {
          await publishMore(it, 'Other');
          await it.at(200);
          await publishMore(it, 'More');
        },
      ],
      [
        'answers of another replica that have passed ours meanwhile',
        async (it) => {
          await publishMore(it, 'Other');
          await it.at(300);
          await openPublished(it.db).look();
        },
      ],
    ])('%s: everything is published anew, after all that was answered', async (_case, then) => {
      const it = await setBack(then);
      const { ledger } = await it.published.look();
      await publishMore(it, 'Last');
      expect(await seenByHarvester(it)).toEqual(ALL);
      // Once: the next publication is an ordinary one, and nobody raises a second alarm.
      const moment = await it.published.look();
      expect(moment.ledger).toBe(ledger);
      await it.at(400);
      await publishMore(it, 'After');
      expect((await it.published.look()).ledger).toBe(ledger);
      expect((await it.datestamps())[A]).toBe(400);
      expect((await it.records()).get('ivo://padc.example')?.datestamp).not.toBe('2026-11-20T12:06:40Z');
    });

    test('answers that are lost, but no publication: nothing needs to be published anew', async () => {
      const it = await published();
      const before = await snapshot(it.db);
      await it.at(100);
      const { ledger } = await it.published.look();
      await restore(it.db, before);
      await it.at(20);
      expect(await it.published.look()).toMatchObject({ ledger, responseDate: '2026-11-20T12:01:40Z' });
      await publishMore(it, 'New');
      expect(await seenByHarvester(it)).toEqual([A]);
    });

    test.each([
      30, 300,
    ])('answers that are lost, and publications before anybody noticed, the last one at %i', async (last) => {
      const it = await published();
      const before = await snapshot(it.db);
      await it.at(100);
      await it.published.look();
      await restore(it.db, before);
      await it.at(20);
      await publishMore(it, 'Behind what was answered');
      await it.at(last);
      it.repository.write('records/b.xml', tinyRecord({ ivoid: 'ivo://padc.example/b' })).commit();
      await it.publish();
      await it.published.look();
      await it.publish();
      expect(await seenByHarvester(it)).toEqual([
        'ivo://padc.example',
        A,
        'ivo://padc.example/b',
        'ivo://padc.example/registry',
      ]);
    });

    test('a second one, which takes the mark of the first away', async () => {
      const it = await setBack(async () => undefined);
      const before = await snapshot(it.db);
      await it.published.look();
      await restore(it.db, before);
      await it.published.look();
      await publishMore(it, 'Last');
      expect(await seenByHarvester(it)).toEqual(ALL);
    });

    test('a publication under way that does not know what was answered is void', async () => {
      const it = await published();
      await it.at(15);
      await it.db.query('update ledger set publication = gen_random_uuid(), publishing_since = now()');
      const before = await snapshot(it.db);
      await it.db.query('update ledger set publication = null, publishing_since = null');
      await it.at(100);
      await it.published.look();
      await restore(it.db, before);
      await it.published.look();
      expect(await it.db.query('select publication, publishing_since from ledger')).toEqual([
        { publication: null, publishing_since: null },
      ]);
    });

    test('another database altogether, rebuilt: it is published anew if need be', async () => {
      const it = await published();
      await it.at(100);
      await it.published.look();
      await it.db.script(
        'delete from ledger; delete from generation; delete from record; delete from item; delete from body; delete from member; delete from tally; insert into ledger default values',
      );
      await it.at(20);
      await it.publish();
      await it.published.look();
      await publishMore(it, 'New');
      expect(await seenByHarvester(it)).toEqual(ALL);
    });
  });

  test('a change of the registry’s record is known with its generation', async () => {
    const it = await published();
    await it.published.look();
    it.repository.write(REGISTRY_PATH, registryRecord({ title: 'New name' })).commit();
    await it.publish();
    expect((await it.published.look()).registry.repositoryName).toBe('New name');
  });
});
