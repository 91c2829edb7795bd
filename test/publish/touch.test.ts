/** What `voreg touch` changes: datestamps and `updated`, and nothing else. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nearest } from '../../src/publish/nearest.ts';
import { touch } from '../../src/publish/touch.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import { REGISTRY_FILE_PATH, tinyRecord } from '../promises/records.ts';
import { memoryRegistry } from '../promises/registry.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const A = 'ivo://padc.example/a';
const B = 'ivo://padc.example/b';
const GONE = 'ivo://padc.example/gone';

eachDatabase('touch', (open) => {
  /** Records a and b from noon, a tombstone from a second later; a custom set. It is ten seconds past noon. */
  const withThree = async () => {
    const it = await memoryRegistry(open, schema);
    for (const ivoid of [A, B, GONE])
      it.repository.write(`records/${ivoid.slice(19)}.xml`, tinyRecord({ ivoid }));
    const sets = [{ setSpec: 'odd', setName: 'Odd', match: { ivoid: ['*/a'] } }];
    it.repository.write(REGISTRY_FILE_PATH, JSON.stringify({ version: 1, sets })).commit();
    await it.publish();
    await it.at(1);
    it.repository.remove('records/gone.xml').commit();
    await it.publish();
    await it.at(10);
    return it;
  };

  test('a record, in every format, with `updated` in its bytes, and nothing else', async () => {
    const it = await withThree();
    const before = { vor: await it.records('ivo_vor'), dc: await it.records('oai_dc') };
    const generation = (await it.published.look()).generation;
    const outcome = await touch(it.db, ['ivo://PADC.example/A']);
    const at = '2026-11-20T12:00:10Z';
    expect(outcome).toEqual({
      ...{ kind: 'touched', generation: generation + 1, datestamp: at },
      ...{ records: [A], deleted: [] },
    });
    expect(await it.datestamps()).toEqual({ [A]: 10, [B]: 0, [GONE]: 1 });
    const after = { vor: await it.records('ivo_vor'), dc: await it.records('oai_dc') };
    expect(after.dc.get(A)).toEqual({ ...before.dc.get(A), datestamp: at });
    const body = after.vor.get(A)?.body?.toString() ?? '';
    expect(body).toContain(` updated="${at}"`);
    expect(body.replaceAll(at, '2026-11-20T12:00:00Z')).toBe(before.vor.get(A)?.body?.toString());
    expect(after.vor.get(A)?.setSpecs).toEqual(before.vor.get(A)?.setSpecs);
    for (const ivoid of [B, GONE]) expect(after.vor.get(ivoid)).toEqual(before.vor.get(ivoid));
    expect((await it.publish()).kind).toBe('unchanged');
  });

  test('a tombstone, whose deletion was lost', async () => {
    const it = await withThree();
    expect(await touch(it.db, [GONE])).toMatchObject({ records: [GONE], deleted: [GONE] });
    for (const prefix of ['ivo_vor', 'oai_dc'] as const)
      expect((await it.records(prefix)).get(GONE)).toMatchObject({
        deleted: true,
        body: null,
        datestamp: '2026-11-20T12:00:10Z',
      });
  });

  test('an authority with all that it has, once, whatever else is named; or everything', async () => {
    const it = await withThree();
    const all = ['ivo://padc.example', A, B, GONE, 'ivo://padc.example/registry'];
    expect(await touch(it.db, [A, 'PADC.example', A])).toMatchObject({ records: all });
    await it.at(20);
    expect(await touch(it.db, null)).toMatchObject({ records: all, deleted: [GONE] });
    expect(await it.datestamps()).toEqual({ [A]: 20, [B]: 20, [GONE]: 20 });
    const list = { prefix: 'oai_dc' as const, from: null, until: null, after: null, limit: 9, bodies: true };
    expect(await it.published.listSize({ ...list, set: 'odd' })).toBe(1);
    expect(await it.published.listSize({ ...list, set: null })).toBe(5);
    expect((await it.published.page({ ...list, set: 'odd' })).records.map((r) => r.ivoid)).toEqual([A]);
    const [left] = await it.db.query(
      `select (select count(*) from staged_record) + (select count(*) from staged_body) as staged,
         (select count(*) from body) as bodies, (select count(*) from record where not deleted) as live,
         (select count(*) from tally where records <= 0) as empty`,
    );
    expect(left).toEqual({ staged: 0, bodies: 12, live: 12, empty: 0 });
  });

  test('for one unknown name nothing is touched, and it says what may have been meant', async () => {
    const it = await withThree();
    expect(await touch(it.db, [A, 'ivo://padc.exampel/gone', 'pacd.example', 'ivo://elsewhere/x'])).toEqual({
      kind: 'unknown',
      names: [
        { name: 'ivo://padc.exampel/gone', nearest: [GONE] },
        { name: 'pacd.example', nearest: ['padc.example'] },
        { name: 'ivo://elsewhere/x', nearest: [] },
      ],
    });
    expect(await it.datestamps()).toEqual({ [A]: 0, [B]: 0, [GONE]: 1 });
  });

  test('a commit that was refused stays refused, and is told of', async () => {
    const it = await withThree();
    it.repository.write('records/a.xml', '<broken').commit();
    expect((await it.publish()).kind).toBe('refused');
    const refusal = await it.published.lastRefusal();
    await touch(it.db, [A]);
    expect(await it.published.lastRefusal()).toEqual(refusal);
    expect((await it.publish()).kind).toBe('refused');
  });

  test('not before anything is published, nor when all is about to get a new datestamp', async () => {
    const it = await memoryRegistry(open, schema);
    expect(await touch(it.db, null)).toMatchObject({ kind: 'refused' });
    it.repository.write('records/a.xml', tinyRecord({ ivoid: A })).commit();
    await it.publish();
    await it.db.query('update ledger set restamp = true, revision = gen_random_uuid()');
    expect(await touch(it.db, [A])).toMatchObject({ reason: expect.stringContaining('voreg publish') });
    expect(await it.publish()).toMatchObject({ kind: 'published', restamped: true });
    expect(await touch(it.db, [A])).toMatchObject({ kind: 'touched' });
  });

  test('beside publications, lock or no lock: both happen', async () => {
    const it = await withThree();
    it.repository.write('records/b.xml', tinyRecord({ ivoid: B, title: 'New' })).commit();
    const unlocked = { ...it.db, exclusively: <T>(_name: string, work: () => Promise<T>) => work() };
    const outcomes = await Promise.allSettled([
      it.publish({ db: unlocked }),
      touch(unlocked, [A, B]),
      it.publish({ db: unlocked }),
      touch(unlocked, [A]),
    ]);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'LostRace' });
    await it.publish();
    await touch(it.db, [A]);
    expect(await it.body(B)).toContain('<title>New<');
    expect(await it.datestamps()).toMatchObject({ [A]: 10, [B]: 10, [GONE]: 1 });
  });
});

test('nearest', () => {
  const names = ['ivo://a.b/tap', 'ivo://a.b/tap2', 'ivo://a.b/something', 'ivo://a.b/tpa'];
  expect(nearest('ivo://a.b/tap3', names)).toEqual(['ivo://a.b/tap', 'ivo://a.b/tap2', 'ivo://a.b/tpa']);
  expect(nearest('x', names)).toEqual([]);
});
