/**
 * A ledger that moves to another database: harvesters with a token or a `from` notice nothing, and nothing is lost to
 * them (P1, P2, P5, P7). The old service goes on answering until the file is imported.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Answers } from '../../src/oai/answers.ts';
import { DEFAULT_SETTINGS } from '../../src/oai/settings.ts';
import { touch } from '../../src/publish/touch.ts';
import { publish } from '../../src/publish.ts';
import { type Database, DatabaseAway } from '../../src/store/database.ts';
import { exportLedger } from '../../src/store/ledger-export.ts';
import { importLedger } from '../../src/store/ledger-import.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPublished } from '../../src/store/open-published.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { Curator } from '../promises/curator.ts';
import { type Habit, Harvester } from '../promises/harvester.ts';
import { REGISTRY_FILE_PATH, tinyRecord } from '../promises/records.ts';
import { memoryRegistry, NOON } from '../promises/registry.ts';
import { curatorStep } from '../promises/schedules.ts';
import { askReplica, HABITS } from '../promises/world.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

/** A replica that looks at its database before each answer. */
function replicaOn(db: Database): (form: string) => Promise<string> {
  const published = openPublished(db);
  const answers = new Answers(published, { ...DEFAULT_SETTINGS, version: 'test' });
  return async (form) => {
    await published.look();
    return askReplica(answers, form);
  };
}

const withoutDate = (xml: string) => xml.replace(/<responseDate>[^<]*/, '<responseDate>');
const dateOf = (xml: string) => /<responseDate>([^<]*)/.exec(xml)?.[1] ?? '';
const tokenOf = (xml: string) => /<resumptionToken[^>]*>([^<]+)</.exec(xml)?.[1];

const sometimes = fc.array(
  fc.record({
    step: fc.option(curatorStep, { freq: 4 }),
    touched: fc.boolean(),
    seconds: fc.nat(2),
    harvester: fc.nat(HABITS.length - 1),
    /** Pages that are asked for, of a harvest that may have begun before. */
    pages: fc.nat(3),
  }),
  { maxLength: 6, minLength: 1 },
);

eachDatabase('a ledger that moves', (open) => {
  const empty = async (seconds: number) => {
    const opened = await open({ clock: new Date(NOON + seconds * 1000) });
    await migrate(opened.database);
    return opened;
  };

  test('is followed by harvesters as if nothing had happened', { timeout: 300_000 }, async () => {
    const folder = await temporaryFolder();
    let moves = 0;
    await fc.assert(
      fc.asyncProperty(sometimes, sometimes, sometimes, fc.boolean(), async (before, lag, after, gz) => {
        const old = await memoryRegistry(open, schema);
        const curator = new Curator(old.repository);
        const harvesters = HABITS.map((habit: Habit) => new Harvester(habit));
        let clock = 0;
        let setClock = old.at;
        const live = async (db: Database, steps: typeof before, publishes: boolean) => {
          const ask = replicaOn(db);
          for (const { step, touched, seconds, harvester, pages } of steps) {
            if (step !== null) curator.take(step);
            clock += seconds;
            await setClock(clock);
            if (publishes) await publish({ db, repository: old.repository, schema, recordsDir: 'records' });
            if (publishes && touched) await touch(db, ['padc.example']);
            for (let page = 0; page < pages; page += 1) await harvesters[harvester]?.next(ask);
          }
        };
        await old.publish();
        await live(old.db, before, true);

        moves += 1;
        const file = join(folder, `${moves}.jsonl${gz ? '.gz' : ''}`);
        await exportLedger(old.db, file);
        // It is not stopped as it should be: it answers on, but publishes nothing.
        await live(old.db, lag, false);
        const moved = await empty(clock);
        await importLedger(moved.database, file);
        setClock = (seconds) => moved.clock.set(new Date(NOON + seconds * 1000));
        await live(moved.database, after, true);

        curator.repair();
        await publish({ db: moved.database, repository: old.repository, schema, recordsDir: 'records' });
        for (const harvester of harvesters) {
          const ask = replicaOn(moved.database);
          await harvester.harvest(ask);
          const fresh = new Harvester(harvester.habit);
          await fresh.harvest(ask);
          expect([...harvester.copy].sort()).toEqual([...fresh.copy].sort());
        }
        await moved.close();
      }),
      { numRuns: Number(process.env.P1_RUNS ?? 6) },
    );
  });

  /** Published over a day: records, a tombstone, a custom set, an edit; more than one page of each list. */
  const furnished = async () => {
    const it = await memoryRegistry(open, schema);
    const put = (name: string, title: string) =>
      it.repository.write(`records/${name}.xml`, tinyRecord({ ivoid: `ivo://padc.example/${name}`, title }));
    for (const name of ['a', 'b', 'c', 'D', 'e']) put(name, 'First');
    const sets = [{ setSpec: 'odd', setName: 'Odd', match: { ivoid: ['*/a', '*/b', '*/c', '*/e'] } }];
    it.repository.write(REGISTRY_FILE_PATH, JSON.stringify({ version: 1, sets })).commit();
    await it.publish();
    await it.at(10);
    put('a', 'Second');
    it.repository.remove('records/b.xml').commit();
    await it.publish();
    await it.at(20);
    await touch(it.db, ['ivo://padc.example/c']);
    await it.at(30);
    it.repository.write('records/e.xml', '<broken').commit();
    await it.publish();
    return it;
  };

  test('gives the same answers, byte for byte but for the responseDate; tokens go on', async () => {
    const old = await furnished();
    const file = join(await temporaryFolder(), 'ledger.jsonl');
    expect(await exportLedger(old.db, file)).toMatchObject({ generation: 3, items: 7, records: 21 });
    const moved = await empty(25);
    await importLedger(moved.database, file);
    const [here, there] = [replicaOn(old.db), replicaOn(moved.database)];
    const forms = [
      ...['verb=Identify', 'verb=ListSets', 'verb=ListMetadataFormats'],
      ...['ivo_vor', 'oai_dc', 'oai_datacite'].flatMap((prefix) =>
        [
          '',
          '&set=odd',
          '&set=ivo_managed',
          '&from=2026-11-20T12:00:10Z',
          '&until=2026-11-20T12:00:00Z',
        ].flatMap((more) =>
          ['ListRecords', 'ListIdentifiers'].map((verb) => `verb=${verb}&metadataPrefix=${prefix}${more}`),
        ),
      ),
      'verb=GetRecord&metadataPrefix=ivo_vor&identifier=ivo://padc.example/b',
      'verb=GetRecord&metadataPrefix=oai_dc&identifier=ivo://padc.example/D',
    ];
    let tokens = 0;
    for (const form of forms) {
      const [one, other] = [await here(form), await there(form)];
      expect(withoutDate(other), form).toBe(withoutDate(one));
      const token = tokenOf(one);
      if (token === undefined) continue;
      tokens += 1;
      const next = `verb=${/verb=(\w+)/.exec(form)?.[1]}&resumptionToken=${token}`;
      expect(withoutDate(await there(next)), form).toBe(withoutDate(await here(next)));
    }
    expect(tokens).toBeGreaterThan(8);
    const moments = [await old.published.look(), await openPublished(moved.database).look()];
    for (const key of ['ledger', 'generation', 'commit', 'publishedAt', 'lastDatestamp'] as const)
      expect(moments[1]?.[key]).toBe(moments[0]?.[key]);
    expect(await openPublished(moved.database).lastRefusal()).toEqual(await old.published.lastRefusal());

    const job = { repository: old.repository, schema, recordsDir: 'records' };
    expect((await publish({ ...job, db: moved.database })).kind).toBe('refused');
    old.repository.takeFiles(moments[0]?.commit ?? '');
    const back = old.repository.commit('as it was published');
    expect(await publish({ ...job, db: moved.database })).toMatchObject({
      ...{ kind: 'published', generation: 3, commit: back },
      ...{ created: [], updated: [], deleted: [], withdrawn: [] },
    });
    expect((await publish({ ...job, db: moved.database })).kind).toBe('unchanged');
  });

  test('there and back again is the same file, but for when', async () => {
    const old = await furnished();
    const folder = await temporaryFolder();
    const lines = async (db: Database, name: string) => {
      await exportLedger(db, join(folder, name));
      const text = await readFile(join(folder, name), 'utf8');
      return text.split('\n').filter((line) => !/^{"end"/.test(line));
    };
    const first = await lines(old.db, 'first.jsonl');
    const moved = await empty(30);
    await importLedger(moved.database, join(folder, 'first.jsonl'));
    const answered = (line: string) => line.replace(/"answered":"[^"]*"/, '');
    expect((await lines(moved.database, 'second.jsonl')).map(answered)).toEqual(first.map(answered));
  });

  describe('never gives a change a datestamp that harvesters have asked past', () => {
    test.each([
      { title: 'the old service answered after the export', answeredAt: 90, importedAt: 100 },
      { title: 'the clock of the new database is behind', answeredAt: 31, importedAt: 5 },
    ])('$title, and the clock is set back', async ({ answeredAt, importedAt }) => {
      const old = await furnished();
      const file = join(await temporaryFolder(), 'ledger.jsonl');
      if (answeredAt < importedAt) await exportLedger(old.db, file);
      await old.at(answeredAt);
      const last = dateOf(await replicaOn(old.db)('verb=Identify'));
      if (answeredAt > importedAt) await exportLedger(old.db, file);
      const moved = await empty(importedAt);
      await importLedger(moved.database, file);
      await moved.clock.set(new Date(NOON));
      const outcome = await touch(moved.database, ['ivo://padc.example/a']);
      expect(outcome).toMatchObject({ kind: 'touched', generation: 4 });
      expect(outcome.kind === 'touched' && outcome.datestamp >= last).toBe(true);
      const from = await replicaOn(moved.database)(`verb=ListIdentifiers&metadataPrefix=oai_dc&from=${last}`);
      expect(from).toContain('>ivo://padc.example/a<');
    });
  });

  test('a service that is waiting for it sees nothing, then all', async () => {
    const old = await furnished();
    const file = join(await temporaryFolder(), 'ledger.jsonl');
    await exportLedger(old.db, file);
    const moved = await empty(40);
    const waiting = openPublished(moved.database);
    let statements = 0;
    const look = async () => {
      statements += 1;
      await expect(waiting.look()).rejects.toMatchObject({ name: 'NothingPublished' });
      expect((await waiting.record('ivo_vor', 'ivo://padc.example/a')).record).toBeNull();
    };
    const { database } = moved;
    await importLedger(
      {
        ...database,
        query: async (sql, params) => {
          await look();
          return database.query(sql, params);
        },
        transaction: async (work, rows) => {
          await look();
          return database.transaction(work, rows);
        },
      },
      file,
    );
    expect(statements).toBeGreaterThan(5);
    expect(await waiting.look()).toMatchObject({ generation: 3 });
  });

  test('an import that cannot tidy up afterwards has happened, and says what is left to do', async () => {
    const old = await furnished();
    const file = join(await temporaryFolder(), 'ledger.jsonl');
    await exportLedger(old.db, file);
    const { database } = await empty(40);
    const most: number[] = [];
    const untidy: Database = {
      ...database,
      script: () => Promise.reject(new DatabaseAway('The database is away.')),
      transaction: (work, rows = 0) => {
        most.push(rows);
        return database.transaction(work, rows);
      },
    };
    expect(await importLedger(untidy, file)).toMatchObject({
      generation: 3,
      note: expect.stringMatching(/Everything was imported.*The database is away/),
    });
    // Seven items, 21 records twice and three generations: its one transaction over everything may take the longer.
    expect(Math.max(...most)).toBe(7 + 2 * 21 + 3);
    expect(await openPublished(database).look()).toMatchObject({ generation: 3 });
  });

  test('an import that ends at any statement leaves nothing, and the next one succeeds', async () => {
    const old = await furnished();
    const file = join(await temporaryFolder(), 'ledger.jsonl');
    await exportLedger(old.db, file);
    const { database } = await empty(40);
    for (let at = 1; ; at += 1) {
      let count = 0;
      const step = async <T>(work: () => Promise<T>): Promise<T> => {
        count += 1;
        if (count >= at) throw new DatabaseAway('gone');
        return work();
      };
      const failing: Database = {
        ...database,
        query: (sql, params) => step(() => database.query(sql, params)),
        transaction: (work, rows) =>
          step(() =>
            database.transaction(
              (tx) => work({ query: (sql, params) => step(() => tx.query(sql, params)) }),
              rows,
            ),
          ),
      };
      const result = await importLedger(failing, file).catch((error: unknown) => error);
      if (!(result instanceof DatabaseAway)) {
        expect(result).toMatchObject({ generation: 3, items: 7, records: 21 });
        expect(at).toBeGreaterThan(15);
        break;
      }
      await expect(openPublished(database).look()).rejects.toMatchObject({ name: 'NothingPublished' });
    }
    const [left] = await database.query(
      `select (select count(*) from staged_record) + (select count(*) from staged_item) + (select count(*) from staged_body) as staged,
         (select count(*) from body) as bodies, (select count(*) from record where not deleted) as live`,
    );
    expect(left).toEqual({ staged: 0, bodies: 18, live: 18 });
  });
});
