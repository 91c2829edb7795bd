/** P7: any replica gives the same answer for the same generation, and goes on answering without its database. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Answers } from '../../src/oai/answers.ts';
import { DEFAULT_SETTINGS } from '../../src/oai/settings.ts';
import { type Database, DatabaseAway } from '../../src/store/database.ts';
import { openPublished } from '../../src/store/open-published.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import { Curator } from './curator.ts';
import { memoryRegistry } from './registry.ts';
import { curatorStep } from './schedules.ts';
import { askReplica } from './world.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const FROM_MEMORY = ['verb=Identify', 'verb=ListSets', 'verb=ListMetadataFormats'];
const LIST = 'verb=ListRecords&metadataPrefix=ivo_vor';
const RECORD = 'verb=GetRecord&metadataPrefix=ivo_vor&identifier=ivo://padc.example/registry';
const REQUESTS = [
  ...FROM_MEMORY,
  LIST,
  'verb=ListIdentifiers&metadataPrefix=oai_dc&set=ivo_managed',
  'verb=ListRecords&metadataPrefix=oai_datacite',
  RECORD,
];

/** A replica with a clock of its own, whose database may go away. */
class Replica {
  away = false;
  milliseconds = 0;
  readonly #answers: Answers;

  constructor(db: Database) {
    const reach = <T>(work: () => Promise<T>) =>
      this.away ? Promise.reject(new DatabaseAway('The database is away.')) : work();
    const published = openPublished(
      {
        ...db,
        query: (sql, params) => reach(() => db.query(sql, params)),
        transaction: (work) => reach(() => db.transaction(work)),
      },
      () => this.milliseconds,
    );
    this.#answers = new Answers(published, { ...DEFAULT_SETTINGS, version: 'test' });
  }

  ask(form: string): Promise<string> {
    return askReplica(this.#answers, form);
  }

  /** Makes the next request look at the database. */
  later(): void {
    this.milliseconds += 10_000;
  }
}

eachDatabase('P7', (open) => {
  test('pages of a generation are equal byte for byte, but for the responseDate, whoever gives them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(curatorStep, { minLength: 1, maxLength: 3 }), { maxLength: 5 }),
        async (plan) => {
          const it = await memoryRegistry(open, schema);
          const curator = new Curator(it.repository);
          const early = new Replica(it.db);
          await it.publish();
          for (const [i, steps] of plan.entries()) {
            for (const step of steps) curator.take(step);
            await it.at(i + 1);
            await it.publish();
            early.later();
            await early.ask(LIST);
            await it.at(i + 2);
          }
          early.later();
          const late = new Replica(it.db);
          const another = new Replica(it.db);
          for (const form of REQUESTS) {
            const answers = await Promise.all([early, late, another].map((replica) => replica.ask(form)));
            expect(new Set(answers.map(withoutDate)).size, form).toBe(1);
          }
          // The token of one replica's page leads to the same next page on another.
          const token = /<resumptionToken[^>]*>([^<]+)</.exec(await early.ask(LIST))?.[1];
          if (token !== undefined) {
            const next = `verb=ListRecords&resumptionToken=${token}`;
            expect(withoutDate(await late.ask(next))).toBe(withoutDate(await early.ask(next)));
          }
        },
      ),
      { numRuns: 6 },
    );
  });

  test('without the database: what is known goes on, the rest is refused, and no date moves', async () => {
    const it = await memoryRegistry(open, schema);
    it.repository.commit();
    await it.publish();
    const replica = new Replica(it.db);
    const known = await replica.ask(LIST);
    await replica.ask('verb=Identify');
    await it.at(100);
    replica.away = true;
    replica.later();
    for (const form of FROM_MEMORY)
      expect(await replica.ask(form)).toContain('<responseDate>2026-11-20T12:00:00Z<');
    expect(await replica.ask(LIST)).toBe(known);
    await expect(replica.ask(RECORD)).rejects.toThrow(DatabaseAway);
    replica.away = false;
    replica.later();
    expect(await replica.ask(RECORD)).toContain('<responseDate>2026-11-20T12:01:40Z<');
  });

  test('a replica that never saw the database cannot answer', async () => {
    const it = await memoryRegistry(open, schema);
    const replica = new Replica(it.db);
    replica.away = true;
    await expect(replica.ask('verb=Identify')).rejects.toThrow(DatabaseAway);
  });
});

function withoutDate(xml: string): string {
  return xml.replace(/<responseDate>[^<]*/, '<responseDate>');
}
