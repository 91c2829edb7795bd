/**
 * Brings the tables of a database up to date: plain numbered SQL files, each once, each all or nothing.
 * Not for: anything a file can say itself.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Database } from './database.ts';

/** `npm run build` copies the folder to dist, so that this holds there too. */
const MIGRATIONS = new URL('migrations/', import.meta.url);

/** The database is not ours, or is ahead of this program. The message says what to do. */
export class MigrationRefused extends Error {
  override name = 'MigrationRefused';
}

interface Migration {
  number: number;
  file: string;
}

const COLUMNS = ['applied', 'digest', 'file', 'number'];
const UNIQUE_VIOLATION = '23505';
/** duplicate_table, duplicate_object, duplicate_function: what a file creates is already there. */
const ALREADY_THERE = new Set(['42P07', '42710', '42723']);

/**
 * Applies what is missing, in order; several processes may do so at once. Returns the files applied by this call.
 * Throws MigrationRefused, DatabaseAway, or the driver's error if a file is at fault: then that file left no trace.
 */
export async function migrate(database: Database, directory: URL = MIGRATIONS): Promise<string[]> {
  const known = await migrationsIn(directory);
  await prepareTable(database);
  const rows = await database.query<{ number: number; digest: string }>(
    'select number, digest from voreg_migration order by number',
  );
  const present = new Map(rows.map(({ number, digest }) => [number, digest]));
  const newest = rows.at(-1)?.number ?? 0;
  if (newest > known.length) {
    throw new MigrationRefused(
      `The database has been used by a newer voreg (it has migration ${newest}, this program knows ${known.length}). ` +
        'Run that version, or give this one another database: what was published can be rebuilt from Git.',
    );
  }
  const applied: string[] = [];
  for (const migration of known) {
    const sql = await readFile(new URL(migration.file, directory), 'utf8');
    const digest = present.get(migration.number);
    if (digest !== undefined && digest !== digestOf(sql)) throw changed(migration.file);
    if (digest !== undefined) continue;
    if (await apply(database, migration, sql)) applied.push(migration.file);
  }
  return applied;
}

/** Files `0001-….sql`, numbered without a gap; anything else there is a mistake of ours. */
async function migrationsIn(directory: URL): Promise<Migration[]> {
  const files = (await readdir(directory)).sort();
  return files.map((file, index) => {
    const number = index + 1;
    if (!file.startsWith(`${String(number).padStart(4, '0')}-`) || !file.endsWith('.sql')) {
      throw new Error(
        `${directory.pathname}${file} is out of place: migration ${number} was expected there.`,
      );
    }
    return { number, file };
  });
}

/**
 * One file. The row goes in first: a process that does the same at this moment waits there for our end, then fails with
 * unique_violation, which tells it that the work is done (a habit of graphile/worker, src/migrate.ts).
 * A script without BEGIN is one transaction. Returns false if another process was quicker.
 */
async function apply(database: Database, { number, file }: Migration, sql: string): Promise<boolean> {
  try {
    await database.script(
      `set local statement_timeout = 0;
       insert into voreg_migration (number, file, digest)
         values (${number}, '${file.replaceAll("'", "''")}', '${digestOf(sql)}');
       ${sql}`,
    );
    return true;
  } catch (error) {
    if (codeOf(error) === UNIQUE_VIOLATION && (await isApplied(database, number))) return false;
    if (ALREADY_THERE.has(codeOf(error) ?? '')) throw foreign((error as Error).message, error);
    throw error;
  }
}

async function isApplied(database: Database, number: number): Promise<boolean> {
  return (await database.query('select from voreg_migration where number = $1', [number])).length > 0;
}

async function prepareTable(database: Database): Promise<void> {
  const find = () =>
    database.query<{ column: string }>(
      `select attname::text as column from pg_attribute
       where attrelid = to_regclass('voreg_migration') and attnum > 0 and not attisdropped order by attname`,
    );
  let columns = await find();
  if (columns.length === 0) {
    try {
      await database.script(
        `create table if not exists voreg_migration
           (number integer primary key, file text not null, digest text not null, applied timestamptz not null default now())`,
      );
    } catch (error) {
      // "if not exists" looks and then creates: two at once, and the later one stumbles over the catalogue's index.
      if (codeOf(error) !== UNIQUE_VIOLATION && !ALREADY_THERE.has(codeOf(error) ?? '')) throw error;
    }
    columns = await find();
  }
  if (columns.map(({ column }) => column).join() !== COLUMNS.join()) {
    throw foreign('relation "voreg_migration" has other columns than ours');
  }
}

function digestOf(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}

/** Its tables are not those this program expects; the first statement would fail in words nobody understands. */
function changed(file: string): MigrationRefused {
  return new MigrationRefused(
    `The tables were made by another edition of ${file} than this program has. Run the version that made them, or give ` +
      'this one an empty database (for the embedded one: delete the folder db in DATA_DIR): it is rebuilt from Git.',
  );
}

function foreign(what: string, cause?: unknown): MigrationRefused {
  return new MigrationRefused(
    `The database seems to belong to something else: ${what}. Nothing was changed. ` +
      'Give voreg a database of its own, or a schema of its own that comes first in the search_path (DATABASE_URL).',
    { cause },
  );
}

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | null)?.code;
}
