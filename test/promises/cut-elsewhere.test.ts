/** P6 with several replicas: what a force-push cut off is known to those too that did not publish it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { publish } from '../../src/publish.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPublished } from '../../src/store/open-published.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import { gitRepo, temporaryFolder } from '../helpers/git-repo.ts';
import { tinyRecord, writeRegistry } from './records.ts';
import { NOON, refusal } from './registry.ts';
import { restore, snapshot } from './snapshot.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

eachDatabase('P6', (open) => {
  test.each([
    ['that this replica has seen', true],
    ['that this replica has never fetched', false],
  ])('a restored ledger does not forget a commit %s, published by another and cut off', async (_, isSeen) => {
    const { database: db } = await open({ clock: new Date(NOON) });
    await migrate(db);
    const git = gitRepo();
    writeRegistry(git);
    const begin = git.commit();
    const replica = async () => {
      const source = { source: git.path, ref: null, recordsDir: 'records', dataDir: temporaryFolder() };
      const job = { db, schema, recordsDir: 'records', repository: await openRepository(source) };
      return { publish: () => publish(job), published: openPublished(db) };
    };
    const [one, other] = [await replica(), await replica()];
    await one.publish();
    await other.publish();
    await other.published.look();
    const backup = await snapshot(db);
    git.write('records/a.xml', tinyRecord({ ivoid: 'ivo://padc.example/a' })).commit();
    await one.publish();
    if (isSeen) await other.publish();
    git.reset(begin);
    git.write('records/b.xml', tinyRecord({ ivoid: 'ivo://padc.example/b' })).commit();
    await other.publish();
    await other.published.look();
    await restore(db, backup);
    await other.published.look();
    expect(refusal(await other.publish())).toEqual(['records/registry.json:1 P6']);
  });
});
