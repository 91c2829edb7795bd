/** P1: nothing is lost to an incremental harvester, whatever happens in whatever order (design §2, §3). */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../../src/store/migrate.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase, type OpenTestDatabase } from '../helpers/database.ts';
import { failovers, races, schedule } from './schedules.ts';
import { type Schedule, START, World } from './world.ts';

/** P1_RUNS=5000 P1_LIMIT=600000 searches longer (milliseconds); P1_SEED and P1_PATH repeat what a failure names. */
const { P1_RUNS, P1_LIMIT, P1_SEED, P1_PATH, P1_END } = process.env;
const OPTIONS: fc.Parameters<[Schedule]> = {
  numRuns: Number(P1_RUNS ?? 25),
  interruptAfterTimeLimit: Number(P1_LIMIT ?? 600_000),
  endOnFailure: P1_END === '1',
  ...(P1_SEED === undefined ? {} : { seed: Number(P1_SEED) }),
  ...(P1_PATH === undefined ? {} : { path: P1_PATH }),
};

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

eachDatabase('P1', (open) => {
  test.each<[string, fc.Arbitrary<Schedule>]>([
    ['everything that can happen', schedule],
    ['failovers and restores', failovers],
    ['publications and looks at once', races],
  ])(
    'an incremental harvester ends with what a fresh one gets: %s',
    { timeout: 900_000 },
    async (_case, schedules) => {
      await fc.assert(
        fc.asyncProperty(schedules, (plan) => hold(open, plan)),
        OPTIONS,
      );
    },
  );
});

async function hold(open: OpenTestDatabase, plan: Schedule): Promise<void> {
  const { database, clock, close } = await open({ clock: START });
  try {
    await migrate(database);
    const world = new World(database, clock, schema, plan.format);
    await world.run(plan);
    for (const { habit, copy, fresh } of await world.settle()) {
      expect(sorted(copy), `${JSON.stringify(habit)}: ${world.told.join(', ')}`).toEqual(sorted(fresh));
      expect(liveOf(fresh)).toEqual(world.curator.live(habit.prefix));
    }
  } finally {
    await close();
  }
}

function sorted<T>(copy: Map<string, T>): [string, T][] {
  return [...copy].sort(([a], [b]) => (a < b ? -1 : 1));
}

function liveOf(copy: Map<string, { deleted: boolean }>): string[] {
  return sorted(copy).flatMap(([ivoid, { deleted }]) => (deleted ? [] : [ivoid]));
}
