import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { MigrationRefused, migrate } from '../../src/store/migrate.ts';
import { eachDatabase } from '../helpers/database.ts';
import { temporaryFolder } from '../helpers/folder.ts';

const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };

/** A folder of migrations with this content, as a URL. */
async function files(content: Record<string, string>): Promise<URL> {
  const folder = join(await temporaryFolder(), 'migrations');
  await mkdir(folder);
  for (const [name, sql] of Object.entries(content)) await writeFile(join(folder, name), sql);
  return pathToFileURL(`${folder}/`);
}

const one = { '0001-one.sql': 'create table one (x int); insert into one values (1);' };
const two = { ...one, '0002-two.sql': `-- it's ours\nalter table one add y int default 2` };

eachDatabase('migrate', (open, kind) => {
  it('applies our own files to an empty database, once', async () => {
    const { database } = await open();
    const own = (await readdir(new URL('../../src/store/migrations/', import.meta.url))).sort();
    expect(await migrate(database)).toEqual(own);
    expect(await migrate(database)).toEqual([]);
    expect(await database.query('select number, file from voreg_migration order by number')).toEqual(
      own.map((file, index) => ({ number: index + 1, file })),
    );
  });

  it('applies what is new, in order', async () => {
    const { database } = await open();
    expect(await migrate(database, await files(one))).toEqual(['0001-one.sql']);
    expect(await migrate(database, await files(two))).toEqual(['0002-two.sql']);
    expect(await database.query('select * from one')).toEqual([{ x: 1, y: 2 }]);
  });

  it('applies each file once when several processes start together', async () => {
    const { database, another } = await open();
    const directory = await files(two);
    const others = kind === 'postgres' ? [another(), another(), another(), another()] : [database, database];
    const applied = await Promise.all([database, ...others].map((db) => migrate(db, directory)));
    expect(applied.flat().sort()).toEqual(['0001-one.sql', '0002-two.sql']);
    expect(await database.query('select * from one')).toEqual([{ x: 1, y: 2 }]);
  });

  it('leaves no trace of a file that fails, and goes on from there when it is mended', async () => {
    const { database } = await open();
    const broken = { ...one, '0002-two.sql': 'create table two (x int); insert into two values (1/0);' };
    await expect(migrate(database, await files(broken))).rejects.toMatchObject({ code: '22012' });
    expect(await database.query(`select to_regclass('two')::text as two`)).toEqual([{ two: null }]);
    expect(await migrate(database, await files(two))).toEqual(['0002-two.sql']);
  });

  it('tells a unique_violation of a file itself from a lost race', async () => {
    const { database } = await open();
    const broken = { '0001-one.sql': 'create table one (x int unique); insert into one values (1), (1)' };
    await expect(migrate(database, await files(broken))).rejects.toMatchObject({ code: '23505' });
    expect(await database.query('select * from voreg_migration')).toEqual([]);
  });

  it('accepts a database to which a newer program has only added', async () => {
    const { database } = await open();
    await migrate(database, await files(two));
    expect(await migrate(database, await files(one))).toEqual([]);
  });

  it('refuses a database that a newer program has changed, and names both versions', async () => {
    const { database } = await open();
    const breaking = {
      ...two,
      '0003-three.sql': '-- breaks older programs: y is gone\nalter table one drop y',
    };
    await migrate(database, await files({ ...breaking, '0004-four.sql': 'create table four (x int)' }));
    await database.query(`update voreg_migration set program = '9.1.0' where number = 3`);
    const refused = migrate(database, await files(two));
    await expect(refused).rejects.toThrow(MigrationRefused);
    await expect(refused).rejects.toThrow(
      new RegExp(`migrated by voreg 9\\.1\\.0 .+migration 3.+this is voreg ${version}, which knows 2`),
    );
    expect(await migrate(database, await files(breaking))).toEqual([]);
  });

  it('says who applied a file, also in a database from before that was written down', async () => {
    const { database } = await open();
    await migrate(database, await files(one));
    await database.script('alter table voreg_migration drop program, drop breaks_older');
    expect(await migrate(database, await files(two))).toEqual(['0002-two.sql']);
    expect(await database.query('select number, program, breaks_older from voreg_migration')).toEqual([
      { number: 1, program: null, breaks_older: false },
      { number: 2, program: version, breaks_older: false },
    ]);
  });

  it('accepts what a later program writes down beside', async () => {
    const { database } = await open();
    await migrate(database, await files(one));
    await database.script('alter table voreg_migration add seconds real');
    expect(await migrate(database, await files(two))).toEqual(['0002-two.sql']);
  });

  it('lives beside tables of others', async () => {
    const { database } = await open();
    await database.script('create table theirs (id int)');
    expect(await migrate(database, await files(one))).toEqual(['0001-one.sql']);
  });

  it('refuses a database whose tables have our names but are not ours', async () => {
    const { database } = await open();
    await database.script('create table one (something text)');
    await expect(migrate(database, await files(one))).rejects.toThrow(
      /belong to something else.+"one" already exists/,
    );
    expect(await database.query('select * from one')).toEqual([]);
  });

  it('refuses a list of migrations that is not ours', async () => {
    const { database } = await open();
    await database.script('create table voreg_migration (version text)');
    await expect(migrate(database, await files(one))).rejects.toThrow(
      /belong to something else.+schema of its own/,
    );
  });

  it('notices a file out of place', async () => {
    const { database } = await open();
    for (const name of ['0002-two.sql', '0001-one.sql~', 'notes.txt']) {
      await expect(migrate(database, await files({ [name]: 'select 1' }))).rejects.toThrow(/out of place/);
    }
  });
});
