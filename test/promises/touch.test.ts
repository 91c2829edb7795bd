/** `voreg touch` (design §6) is a publication like any other: P1 holds with touches among publications. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../../src/store/migrate.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import { touches } from './schedules.ts';
import { START, World } from './world.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

eachDatabase('touches', (open) => {
  test('nothing is lost to an incremental harvester (P1)', { timeout: 300_000 }, async () => {
    let touched = 0;
    await fc.assert(
      fc.asyncProperty(touches, async (plan) => {
        const { database, clock, close } = await open({ clock: START });
        try {
          await migrate(database);
          const world = new World(database, clock, schema, plan.format);
          await world.run(plan);
          for (const { habit, copy, fresh } of await world.settle())
            expect([...copy].sort(), `${JSON.stringify(habit)}: ${world.told.join(', ')}`).toEqual(
              [...fresh].sort(),
            );
          touched += world.told.filter((told) => told.startsWith('touched')).length;
        } finally {
          await close();
        }
      }),
      { numRuns: Number(process.env.P1_RUNS ?? 8) },
    );
    expect(touched).toBeGreaterThan(0);
  });
});
