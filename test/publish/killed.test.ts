/** A publication that ends at any point leaves the old generation or the new one, and the next one succeeds. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publish } from '../../src/publish.ts';
import { type Database, DatabaseAway, type Queryable } from '../../src/store/database.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import type { MemoryRepository } from '../promises/memory-repository.ts';
import { REGISTRY_FILE_PATH, tinyRecord } from '../promises/records.ts';
import { memoryRegistry, type Registry } from '../promises/registry.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const ivoid = (name: string) => `ivo://padc.example/${name}`;

/** How a process may end at a statement: before it, or after it was carried out; and whether it lives to clean up. */
const ENDS = [
  { title: 'killed before statement', done: false, dies: true, every: 1 },
  { title: 'killed after statement', done: true, dies: true, every: 1 },
  // Those that live to clean up do no more harm than the others: a sample.
  { title: 'without a connection at statement', done: false, dies: false, every: 3 },
  { title: 'without the answer to statement', done: true, dies: false, every: 3 },
];

eachDatabase('a publication that ends early', (open, kind) => {
  describe.each(ENDS)('$title', (end) => {
    test('n, for all n', { timeout: 180_000 }, async () => {
      // The statements are the same on both databases: all of them where they are cheaper.
      for (let at = 1; ; at += kind === 'pglite' ? 3 : end.every) {
        const it = await changed();
        const before = await everything(it);
        const failing = endingAt(it.db, { at, ...end });
        let ended = false;
        try {
          await publish({ db: failing, repository: it.repository, schema, recordsDir: 'records' });
        } catch (error) {
          if (!(error instanceof DatabaseAway)) throw error;
          ended = true;
        }
        if (!ended) {
          // It did come to its end.
          expect(at).toBeGreaterThan(15);
          break;
        }
        const after = await everything(it);
        expect([before.state, AFTER], `statement ${at}`).toContainEqual(after.state);
        expect(after.generation).toBe(after.state.join() === AFTER.join() ? 2 : 1);

        await it.publish();
        expect((await everything(it)).state, `after statement ${at}`).toEqual(AFTER);
        expect(await leftOver(it)).toEqual({
          staged: 0,
          unusedBodies: 0,
          lostBodies: 0,
          publication: null,
          wrongTallies: 0,
          wrongMembers: 0,
        });
      }
    });
  });

  test('two publishers at once: one publishes, the other sees nothing to do', async () => {
    const it = await changed();
    const outcomes = await Promise.all([it.publish(), it.publish(), it.publish()]);
    expect(outcomes.map((o) => o.kind).sort()).toEqual(['published', 'unchanged', 'unchanged']);
    expect((await everything(it)).state).toEqual(AFTER);
  });

  test('two publishers at once, the lock lost: nothing is published by halves', async () => {
    const it = await changed();
    const unlocked: Database = { ...it.db, exclusively: (_name, work) => work() };
    const job = { db: unlocked, repository: it.repository, schema, recordsDir: 'records' };
    const outcomes = await Promise.allSettled([publish(job), publish(job), publish(job), publish(job)]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'LostRace' });
    }
    await it.publish();
    expect((await everything(it)).state).toEqual(AFTER);
    expect(await leftOver(it)).toEqual({
      staged: 0,
      unusedBodies: 0,
      lostBodies: 0,
      publication: null,
      wrongTallies: 0,
      wrongMembers: 0,
    });
  });

  /** Generation 1 is up; the repository holds what makes generation 2: everything that a publication can do. */
  async function changed(): Promise<Registry<MemoryRepository>> {
    const it = await memoryRegistry(open, schema);
    const { repository } = it;
    for (const name of ['edited', 'removed', 'kept', 'moved'])
      repository.write(`records/${name}.xml`, tinyRecord({ ivoid: ivoid(name) }));
    repository.commit();
    await it.publish();
    await it.at(10);
    repository.write(
      'records/edited.xml',
      tinyRecord({ ivoid: ivoid('edited'), title: 'New', subject: 'odd' }),
    );
    repository.remove('records/removed.xml').remove('records/moved.xml');
    repository
      .write('records/x/moved.xml', tinyRecord({ ivoid: ivoid('moved') }))
      .write('records/new.xml', tinyRecord({ ivoid: ivoid('new') }));
    const set = { setSpec: 'odd', setName: 'Odd', match: { ivoid: ['*/kept'], subject: [] } };
    repository.write(REGISTRY_FILE_PATH, JSON.stringify({ version: 1, sets: [set] })).commit();
    return it;
  }
});

const AFTER = [
  'edited 10 New',
  'kept 10 A record odd',
  'moved 0 A record',
  'new 10 A record',
  'removed 10 deleted',
];

async function everything(it: Registry<MemoryRepository>): Promise<{ generation: number; state: string[] }> {
  const records = await it.records();
  const dates = await it.datestamps();
  const state = Object.entries(dates).map(([id, at]) => {
    const record = records.get(id);
    const title = /<title>([^<]*)</.exec(record?.body?.toString() ?? '')?.[1] ?? 'deleted';
    return `${id.slice(19)} ${at} ${title}${record?.setSpecs.includes('odd') ? ' odd' : ''}`;
  });
  const [row] = await it.db.query<{ generation: number }>('select generation from ledger');
  return { generation: row?.generation ?? -1, state: state.sort() };
}

/** What must not be left behind, and whether what lists are counted by agrees with the records. */
async function leftOver(it: Registry<MemoryRepository>): Promise<unknown> {
  const [row] = await it.db.query(`
    select (select count(*) from staged_record) + (select count(*) from staged_item)
         + (select count(*) from staged_body) + (select count(*) from staged_removal) as staged,
      (select count(*) from body b where not exists (select from record r where r.body = b.id)) as "unusedBodies",
      (select count(*) from record r where not deleted and not exists (select from body b where b.id = r.body)) as "lostBodies",
      (select publication from ledger) as publication,
      (select count(*) from tally full join (
         select prefix, s.setspec collate "C" as setspec, datestamp, count(*) as n
         from record, unnest(setspecs) as s(setspec) group by 1, 2, 3) counted using (prefix, setspec, datestamp)
       where records is distinct from n) as "wrongTallies",
      (select count(*) from member full join (
         select prefix, s.setspec collate "C" as setspec, datestamp, key, true as is_there
         from record, unnest(setspecs) as s(setspec) where s.setspec <> 'ivo_managed') m using (prefix, setspec, datestamp, key)
       where is_there is null or member.prefix is null) as "wrongMembers"`);
  return row;
}

function endingAt(db: Database, end: { at: number; done: boolean; dies: boolean }): Database {
  let count = 0;
  let dead = false;
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    count += 1;
    if (dead) throw new DatabaseAway('gone');
    if (count !== end.at) return work();
    dead = end.dies;
    if (end.done) await work();
    throw new DatabaseAway(`gone at ${end.at}`);
  };
  return {
    ...db,
    query: (sql, params) => step(() => db.query(sql, params)),
    // The statements of a transaction count too: one that fails takes the others with it.
    transaction: (work) =>
      step(() =>
        db.transaction((tx: Queryable) =>
          work({ query: (sql, params) => step(() => tx.query(sql, params)) }),
        ),
      ),
  };
}
