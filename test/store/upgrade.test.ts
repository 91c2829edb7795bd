/**
 * A rolling upgrade: the newer program has migrated the database, this one is still running, or is started again.
 * Which statements the newer one adds cannot be known here; that ours do not mind what CONTRIBUTING.md allows it to add can.
 */
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPublished } from '../../src/store/open-published.ts';
import type { ListQuery } from '../../src/store/published.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { eachDatabase } from '../helpers/database.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { gate } from '../helpers/gate.ts';
import { tinyRecord } from '../promises/records.ts';
import { memoryRegistry } from '../promises/registry.ts';

const OWN = new URL('../../src/store/migrations/', import.meta.url);
const ALL: ListQuery = {
  prefix: 'ivo_vor',
  from: null,
  until: null,
  set: null,
  after: null,
  limit: 1000,
  bodies: true,
};

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

/** Our files, and one that adds a table, and to each of ours a column and an index: all that a migration may do. */
async function nextVersion(db: Database): Promise<URL> {
  const folder = await temporaryFolder();
  await cp(fileURLToPath(OWN), folder, { recursive: true });
  const tables = await db.query<{ name: string }>(
    `select relname::text as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r'
       and relname not in ('voreg_migration', 'clock') order by 1`,
  );
  const number = (await readdir(folder)).length + 1;
  const lines = tables.flatMap(({ name }) => [
    `alter table ${name} add column from_the_future text not null default 'unknown', add column later int;`,
    `create index ${name}_from_the_future on ${name} (from_the_future);`,
  ]);
  lines.unshift('create table of_the_future (x int primary key);');
  await writeFile(join(folder, `${String(number).padStart(4, '0')}-future.sql`), lines.join('\n'));
  return pathToFileURL(`${folder}/`);
}

eachDatabase('a rolling upgrade', (open, kind) => {
  it('the older program goes on reading and publishing, and starts', async () => {
    const it = await memoryRegistry(open, schema);
    const { repository, db, published } = it;
    const write = (title: string) =>
      repository.write('records/a.xml', tinyRecord({ ivoid: 'ivo://padc.example/a', title })).commit();
    write('Before');
    await it.publish();
    // Everything is prepared and cached for the old tables.
    for (let i = 0; i < 3; i += 1) await published.page(ALL);
    const titles: (string | undefined)[] = [];
    const read = async () => {
      await published.look();
      const { records } = await published.page(ALL);
      titles.push(
        /<title>(\w+)<\/title>\s*<identifier>[^<]*\/a</.exec(records.map((r) => r.body).join())?.[1],
      );
    };
    const upgrading = migrate(db, await nextVersion(db));
    while (titles.length < 5) await read();
    expect(await upgrading).toHaveLength(1);

    write('After');
    await it.at(5);
    expect((await it.publish()).kind).toBe('published');
    await read();
    expect([...new Set(titles)]).toEqual(['Before', 'After']);
    expect(await published.counts()).toMatchObject({ live: 3, deleted: 0 });
    expect(await published.listSize(ALL)).toBe(3);

    // Started again, as a pod that is moved in the middle of the upgrade.
    expect(await migrate(db)).toEqual([]);
    const again = openPublished(db);
    expect((await again.look()).generation).toBe(2);
    repository.remove('records/a.xml').commit();
    await it.at(9);
    expect((await it.publish()).kind).toBe('published');
    expect(await it.list()).toEqual(['ivo://padc.example/a (deleted)']);
  });

  it.runIf(kind === 'postgres')('waits for its turn while others publish', async () => {
    const { database, another } = await open();
    await migrate(database);
    const directory = await nextVersion(database);
    const publisher = another();
    const begun = gate();
    const publishing = (async () => {
      // The tables in another order than the migration has them: whoever waits longer is ended by PostgreSQL.
      for (let i = 0; i < 20; i += 1) {
        await publisher.transaction(async (tx) => {
          for (const table of ['tally', 'record', 'item', 'generation']) {
            await tx.query(`lock table ${table} in row exclusive mode`);
            begun.open();
          }
        });
      }
    })();
    await begun.opened;
    expect(await migrate(another(), directory)).toHaveLength(1);
    await publishing;
  });
});

it('our own migrations only add, or say that they break older programs', async () => {
  // The first is what the others add to.
  for (const file of (await readdir(OWN)).sort().slice(1)) {
    const sql = await readFile(new URL(file, OWN), 'utf8');
    if (sql.startsWith('-- breaks older programs: ')) continue;
    expect(otherThanAdditions(sql), file).toEqual([]);
  }
});

it.each([
  ['drop table record', false],
  ['alter table record rename to records', false],
  ['alter table record add column x int not null', false],
  ['alter table record alter column size type int', false],
  ["update record set ivoid = ''", false],
  ["alter table record add column x int not null default 1, add column y text; -- it's drop table;\n", true],
  ['create table x (y int not null, check (y > 0)); create unique index on x (y);', true],
  ['create unique index on record (ivoid)', false],
  ["do $$ begin perform 'drop table x;'; end $$", false],
])('%s: only adds: %s', (sql, onlyAdds) => {
  expect(otherThanAdditions(sql).length === 0).toBe(onlyAdds);
});

/** The statements of a migration that do something else than add: older programs' statements may mind. */
function otherThanAdditions(sql: string): string[] {
  const statements = sql
    .replace(/--.*$/gm, '')
    .replace(/\s+/g, ' ')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
  const created = new Set(
    statements.flatMap((one) => /^create table (?:if not exists )?(\w+)/i.exec(one)?.[1] ?? []),
  );
  return statements.filter((one) => {
    const table = /^(?:create (?:unique )?index (?:.*? )?on|insert into|alter table) (\w+)/i.exec(one)?.[1];
    if (/^create (table|index|function|or replace function)/i.test(one)) return false;
    if (table !== undefined && created.has(table)) return false;
    if (!/^alter table \w+ add column/i.test(one)) return true;
    return one.split(/,(?![^(]*\))/).some((column) => {
      const isAdded = /(^alter table \w+ |^ ?)add column /i.test(column);
      return !isAdded || (/not null/i.test(column) && !/\bdefault\b/i.test(column));
    });
  });
}
