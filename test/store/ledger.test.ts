/** Staging and the flip: unseen before, whole after, and void when the ledger has moved on (design §3). */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { EMPTY_REGISTRY_FILE } from '../../src/resource/registry-file.ts';
import type { Database } from '../../src/store/database.ts';
import { flip, LostRace } from '../../src/store/flip.ts';
import {
  allItems,
  discard,
  discardStaged,
  findItems,
  findItemsOf,
  findVersions,
  type Item,
  noteRefusal,
  readLedger,
  stageBodies,
  stageItems,
  stageRecords,
  stageRemovals,
} from '../../src/store/ledger.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPublished } from '../../src/store/open-published.ts';
import { eachDatabase, type OpenTestDatabase } from '../helpers/database.ts';

const NOON = new Date('2026-11-20T12:00:00.900Z');
const REGISTRY = {
  ivoid: 'ivo://a.example/r',
  repositoryName: 'R',
  baseURL: 'https://a.example/oai',
  adminEmails: [],
  maxRecords: 3,
  managedAuthorities: ['a.example'],
};
const item = (key: string, more: Partial<Item> = {}): Item => ({
  key,
  ivoid: key.toUpperCase(),
  authority: 'a.example',
  type: 'Resource',
  status: 'active',
  path: `records/${key}.xml`,
  blob: 'b',
  created: '2020-01-01T00:00:00Z',
  subjects: ['s'],
  ...more,
});

/** Stages one record in both formats. */
async function stage(db: Database, key: string, text = key): Promise<string> {
  const publication = randomUUID();
  const prefixes = ['ivo_vor', 'oai_dc'] as const;
  const ids = await stageBodies(
    db,
    publication,
    prefixes.map((prefix) => ({ prefix, key, bytes: Buffer.from(text), updatedAt: null, xmlnsAt: null })),
  );
  await stageRecords(
    db,
    publication,
    prefixes.map((prefix, i) => ({
      prefix,
      key,
      ivoid: key,
      deleted: false,
      setspecs: ['ivo_managed', 'type.Resource'],
      digest: text,
      size: text.length,
      body: ids[i] ?? null,
    })),
  );
  await stageItems(db, publication, [item(key)]);
  return publication;
}

const ONE = { records: 2, items: 1, removals: 0 };

async function flipNow(db: Database, publication: string, more: Partial<Parameters<typeof flip>[1]> = {}) {
  const { revision } = await readLedger(db);
  return flip(db, {
    publication,
    revision,
    staged: ONE,
    visible: true,
    commit: 'c',
    registry: REGISTRY,
    registryFile: EMPTY_REGISTRY_FILE,
    basis: { recordsDir: 'records', renderings: {} },
    refusal: null,
    ...more,
  });
}

async function ready(open: OpenTestDatabase) {
  const { database: db, clock } = await open({ clock: NOON });
  await migrate(db);
  return { db, clock };
}

const keys = async (db: Database) =>
  (
    await openPublished(db).page({
      prefix: 'ivo_vor',
      from: null,
      until: null,
      set: null,
      after: null,
      limit: 100,
      bodies: true,
    })
  ).records.map((r) => `${r.key}=${r.body}`);

eachDatabase('the ledger', (open) => {
  test('what is staged is not seen before the flip, and wholly after it', async () => {
    const { db } = await ready(open);
    const publication = await stage(db, 'a');
    expect(await keys(db)).toEqual([]);
    expect(await findItems(db, 'key', ['a'])).toEqual([]);
    expect(await flipNow(db, publication)).toEqual({ generation: 1, datestamp: '2026-11-20T12:00:00Z' });
    expect(await keys(db)).toEqual(['a=a']);
    expect(await findItems(db, 'path', ['records/a.xml'])).toEqual([item('a')]);
    expect(await readLedger(db)).toMatchObject({
      generation: 1,
      revision: publication,
      commit: 'c',
      registry: REGISTRY,
      publication: null,
      refusal: null,
      now: '2026-11-20T12:00:00Z',
    });
  });

  test('a change replaces the row and its body, a removal takes both away', async () => {
    const { db, clock } = await ready(open);
    await flipNow(db, await stage(db, 'a'));
    await flipNow(db, await stage(db, 'b'));
    await clock.set(new Date('2026-11-20T12:00:10Z'));
    await flipNow(db, await stage(db, 'a', 'new'));
    expect(await keys(db)).toEqual(['b=b', 'a=new']);
    const publication = randomUUID();
    await stageRemovals(db, publication, ['b']);
    await flipNow(db, publication, { staged: { records: 0, items: 0, removals: 1 } });
    expect(await keys(db)).toEqual(['a=new']);
    expect(await findVersions(db, ['a', 'b'])).toHaveLength(2);
    expect(await db.query('select count(*) from body')).toEqual([{ count: 2 }]);
    expect(await db.query('select sum(records)::int8 as n, count(*) from tally')).toEqual([
      { n: 4, count: 4 },
    ]);
    expect(await db.query('select count(*) from member')).toEqual([{ count: 2 }]);
  });

  test('nothing visible: the commit moves on, the generation stays', async () => {
    const { db } = await ready(open);
    await flipNow(db, await stage(db, 'a'));
    const publication = randomUUID();
    const before = await readLedger(db);
    const flipped = await flipNow(db, publication, {
      visible: false,
      commit: 'd',
      staged: { records: 0, items: 0, removals: 0 },
    });
    expect(flipped.generation).toBe(1);
    expect(await readLedger(db)).toEqual({ ...before, commit: 'd', revision: publication });
  });

  describe('a flip is void', () => {
    test.each<[string, (db: Database, publication: string) => Promise<unknown>]>([
      ['when another publication finished since', async (db) => flipNow(db, await stage(db, 'x'))],
      [
        'when one that changed nothing visible did',
        (db) => flipNow(db, randomUUID(), { visible: false, staged: { records: 0, items: 0, removals: 0 } }),
      ],
      [
        'when a loss was noticed since',
        (db) => db.query('update ledger set restamp = true, revision = gen_random_uuid()'),
      ],
      ['when it was taken for dead', (db) => discardStaged(db)],
      ['when some of it was', (db, p) => db.query('delete from staged_item where publication = $1', [p])],
      [
        'when its bodies were',
        async (db, p) => {
          await db.query(
            'delete from body b using staged_body s where s.body = b.id and s.publication = $1',
            [p],
          );
          await db.query('delete from staged_body where publication = $1', [p]);
        },
      ],
    ])('%s', async (_case, meanwhile) => {
      const { db } = await ready(open);
      await flipNow(db, await stage(db, 'a'));
      const { revision } = await readLedger(db);
      const publication = await stage(db, 'a', 'new');
      await meanwhile(db, publication);
      const before = await keys(db);
      await expect(flipNow(db, publication, { revision })).rejects.toThrow(LostRace);
      expect(await keys(db)).toEqual(before);
    });
  });

  describe('the datestamp', () => {
    test.each([
      ['is the second of now', '', '2026-11-20T12:00:00Z'],
      ['is not before what was answered', `answered = '2026-11-20T12:00:30Z'`, '2026-11-20T12:00:30Z'],
      ['is not before the last one', `last_datestamp = '2026-11-20T12:00:40Z'`, '2026-11-20T12:00:40Z'],
    ])('%s', async (_case, set, expected) => {
      const { db } = await ready(open);
      if (set !== '') await db.query(`update ledger set ${set}`);
      expect((await flipNow(db, await stage(db, 'a'))).datestamp).toBe(expected);
    });
  });

  test('what a dead publisher left behind is removed, and nothing that is in use', async () => {
    const { db } = await ready(open);
    await flipNow(db, await stage(db, 'a'));
    await stage(db, 'b');
    await discardStaged(db);
    expect(await db.query('select count(*) from body')).toEqual([{ count: 2 }]);
    expect(await keys(db)).toEqual(['a=a']);
    await discard(db, randomUUID());
    expect(await keys(db)).toEqual(['a=a']);
  });

  test('items are found by path, key and authority, any number at a time', async () => {
    const { db } = await ready(open);
    const publication = randomUUID();
    const many = Array.from({ length: 2500 }, (_, n) =>
      item(`k${String(n).padStart(4, '0')}`, { authority: n < 10 ? 'b.example' : 'a.example' }),
    );
    for (let i = 0; i < many.length; i += 500) await stageItems(db, publication, many.slice(i, i + 500));
    await flipNow(db, publication, { staged: { records: 0, items: many.length, removals: 0 } });
    expect(
      await findItems(
        db,
        'key',
        many.map((i) => i.key),
      ),
    ).toHaveLength(2500);
    expect(await findItemsOf(db, 'authority', ['b.example'])).toHaveLength(10);
    const walked: string[] = [];
    for await (const some of allItems(db)) walked.push(...some.map((i) => i.key));
    expect(walked).toEqual(many.map((i) => i.key));
  });

  test('the refusal of a newer commit comes with the flip: nobody sees the one without the other', async () => {
    const { db } = await ready(open);
    const refusal = { commit: 'd', at: '2026-11-20T12:00:00Z', findings: [{ message: 'é' }] };
    await flipNow(db, await stage(db, 'a'), { refusal });
    expect(await readLedger(db)).toMatchObject({ commit: 'c', refusal });
    await flipNow(db, await stage(db, 'b'));
    expect((await readLedger(db)).refusal).toBeNull();
  });

  test('a refusal is kept as it is', async () => {
    const { db } = await ready(open);
    const refusal = {
      commit: 'c',
      at: '2026-11-20T12:00:00Z',
      findings: [{ message: 'é "x" \\ \u{1F600}' }],
    };
    await noteRefusal(db, refusal);
    expect((await readLedger(db)).refusal).toEqual(refusal);
  });
});
