import { expect, it } from 'vitest';
import { whereHarvested } from '../../src/store/harvested-where.ts';
import { migrate } from '../../src/store/migrate.ts';
import { eachDatabase } from '../helpers/database.ts';

eachDatabase('where a record was harvested', (open) => {
  it('the registry that says it is its own comes first; deleted ones and other worlds are left out', async () => {
    const { database: db } = await open();
    await migrate(db);
    const source = (id: string, kind: string, model: string, identify: string | null) =>
      db.query(
        `insert into harvest_source (id, kind, url, model, identify) values ($1, $2, $3, $4, $5::json)`,
        [id, kind, `https://${id}.example/oai`, model, identify],
      );
    await source('a-mirror', 'oai', 'vor', null);
    await source('home', 'oai', 'vor', '{"repositoryName":"Home","baseURL":"https://home.example/pmh"}');
    await source('left', 'oai', 'vor', null);
    await source('spase', 'git', 'spase', null);
    const record = (id: string, deleted: boolean, setspecs: string[]) =>
      db.query(
        `insert into harvested (source, key, id, deleted, setspecs, run) values ($1, 'ivo://x/y', 'ivo://x/Y', $2, $3, 1)`,
        [id, deleted, setspecs],
      );
    await record('a-mirror', false, []);
    await record('home', false, ['ivo_managed']);
    await record('left', true, ['ivo_managed']);
    await record('spase', false, []);
    expect(await whereHarvested(db, 'ivo://X/y')).toEqual([
      {
        source: 'home',
        ivoid: 'ivo://x/Y',
        registry: 'Home',
        baseURL: 'https://home.example/pmh',
        isManaged: true,
      },
      {
        source: 'a-mirror',
        ivoid: 'ivo://x/Y',
        registry: 'a-mirror',
        baseURL: 'https://a-mirror.example/oai',
        isManaged: false,
      },
    ]);
    expect(await whereHarvested(db, 'ivo://x/none')).toEqual([]);
  });
});
