/** The world of P1 made of real parts: repositories of Git, and replicas that speak HTTP. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publish } from '../../src/publish.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPublished } from '../../src/store/open-published.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import { gitRepo, temporaryFolder } from '../helpers/git-repo.ts';
import { ask, startService } from '../helpers/service.ts';
import { Curator } from './curator.ts';
import { Harvester } from './harvester.ts';
import { MirroredRepository } from './mirrored-repository.ts';
import { opened, registryOn } from './registry.ts';
import { curatorStep } from './schedules.ts';
import { HABITS, START } from './world.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

const plan = fc.array(fc.record({ change: curatorStep, publish: fc.boolean() }), {
  minLength: 3,
  maxLength: 12,
  size: 'max',
});

eachDatabase('with real Git', (open) => {
  test('the repository in memory that other tests use gives publish() the same', {
    timeout: 180_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (steps) => {
        const repository = new MirroredRepository(gitRepo());
        const curator = new Curator(repository);
        const fromMemory = await registryOn(open, schema, repository.memory);
        const fromGit = await registryOn(open, schema, await opened(repository.git, temporaryFolder()));
        for (const [i, { change, publish: now }] of [...steps, { change: null, publish: true }].entries()) {
          if (change === null) curator.repair();
          else curator.take(change);
          if (!now) continue;
          await fromMemory.at(i);
          await fromGit.at(i);
          const [expected, outcome] = [await fromMemory.publish(), await fromGit.publish()];
          expect({ ...outcome, commit: '', refused: null }).toEqual({
            ...expected,
            commit: '',
            refused: null,
          });
          for (const prefix of ['ivo_vor', 'oai_dc'] as const) {
            expect(await fromGit.records(prefix)).toEqual(await fromMemory.records(prefix));
          }
        }
        repository.git.delete();
      }),
      { numRuns: 3 },
    );
  });

  test('incremental harvests over HTTP end with what a fresh one gets', { timeout: 180_000 }, async () => {
    const step = fc.record({
      changes: fc.array(curatorStep, { minLength: 1, maxLength: 2 }),
      seconds: fc.constantFrom(0, 0, 1, 5, -2),
      harvester: fc.nat(2),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6, size: 'max' }), async (steps) => {
        const { database: db, another, clock } = await open({ clock: START });
        await migrate(db);
        const git = new MirroredRepository(gitRepo());
        const curator = new Curator(git);
        const repository = await opened(git.git, temporaryFolder());
        const publishNow = () => publish({ db, repository, schema, recordsDir: 'records' });
        await publishNow();
        const replicas = [openPublished(db), openPublished(another())];
        const services = await Promise.all(replicas.map((replica) => startService(replica)));
        const harvesters = HABITS.map((habit) => new Harvester(habit));
        // Another replica for each page; each answer is checked against the schemas.
        let turn = 0;
        const asking = async (form: string) => {
          turn += 1;
          const method = turn % 3 === 0 ? 'POST' : 'GET';
          return (await ask(services[turn % 2]?.root ?? '', form, method)).xml;
        };
        let now = START.getTime();
        for (const { changes, seconds, harvester } of steps) {
          for (const change of changes) curator.take(change);
          now += seconds * 1000;
          await clock.set(new Date(now));
          await Promise.all([publishNow(), harvesters[harvester]?.harvest(asking)]);
        }
        curator.repair();
        await publishNow();
        for (const harvester of harvesters) {
          for (const replica of replicas) await replica.look();
          await harvester.harvest(asking);
          const fresh = new Harvester(harvester.habit);
          await fresh.harvest(asking);
          expect([...harvester.copy].sort()).toEqual([...fresh.copy].sort());
        }
        await Promise.all(services.map((service) => service.close()));
      }),
      { numRuns: 3 },
    );
  });
});
