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

/** What the table must have; a later program may add to it. */
const COLUMNS = ['applied', 'digest', 'file', 'number'];
const UNIQUE_VIOLATION = '23505';
/** deadlock_detected, lock_not_available. */
const IN_THE_WAY = new Set(['40P01', '55P03']);
/** Shorter than PostgreSQL's deadlock_timeout (1 s), so that of a reader and a migration it is the migration that yields. */
const LOCK_WAIT_MS = 200;
const YIELD_AT_MOST_MS = 30_000;
/** duplicate_table, duplicate_object, duplicate_function: what a file creates is already there. */
const ALREADY_THERE = new Set(['42P07', '42710', '42723']);

/** First line of a file after which older programs cannot work, with the reason. All others only add (CONTRIBUTING.md). */
const BREAKS_OLDER = /^-- breaks older programs: \S/;

/** Found alike from src/store and from dist/store. */
const PACKAGE = new URL('../../package.json', import.meta.url);

interface Applied {
  number: number;
  digest: string;
  /** Version of the program that applied it; null: from before that was written down. */
  program: string | null;
  breaks_older: boolean;
}

/**
 * Applies what is missing, in order; several processes may do so at once, while others work. Returns the files applied
 * by this call. A database that a newer program has migrated is accepted as long as all it did was add to it: replicas
 * of the older version may be started again in the middle of a rolling upgrade.
 * Throws MigrationRefused, DatabaseAway, or the driver's error if a file is at fault: then that file left no trace.
 */
export async function migrate(database: Database, directory: URL = MIGRATIONS): Promise<string[]> {
  const known = await migrationsIn(directory);
  const { version } = JSON.parse(await readFile(PACKAGE, 'utf8')) as { version: string };
  await prepareTable(database);
  const rows = await database.query<Applied>(
    'select number, digest, program, breaks_older from voreg_migration order by number',
  );
  refuseNewer(rows, known.length, version);
  const present = new Map(rows.map(({ number, digest }) => [number, digest]));
  const applied: string[] = [];
  for (const migration of known) {
    const sql = await readFile(new URL(migration.file, directory), 'utf8');
    const digest = present.get(migration.number);
    if (digest !== undefined && digest !== digestOf(sql)) throw changed(migration.file);
    if (digest !== undefined) continue;
    if (await apply(database, migration, sql, version)) applied.push(migration.file);
  }
  return applied;
}

function refuseNewer(rows: Applied[], known: number, version: string): void {
  const breaking = rows.filter((row) => row.number > known && row.breaks_older).at(-1);
  if (breaking === undefined) return;
  throw new MigrationRefused(
    `The database has been migrated by voreg ${breaking.program} in a way that older programs cannot work with ` +
      `(migration ${breaking.number}), and this is voreg ${version}, which knows ${known}. Run voreg ` +
      `${breaking.program} or a newer one, or give this one another database: what was published can be rebuilt from Git.`,
  );
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
async function apply(
  database: Database,
  { number, file }: Migration,
  sql: string,
  version: string,
): Promise<boolean> {
  for (const start = performance.now(); ; ) {
    try {
      await database.script(
        `set local statement_timeout = 0;
         insert into voreg_migration (number, file, digest, program, breaks_older)
           values (${number}, '${quoted(file)}', '${digestOf(sql)}', '${quoted(version)}', ${BREAKS_OLDER.test(sql)});
         set local lock_timeout = ${LOCK_WAIT_MS};
         ${sql}`,
      );
      return true;
    } catch (error) {
      const code = codeOf(error) ?? '';
      if (code === UNIQUE_VIOLATION && (await isApplied(database, number))) return false;
      if (ALREADY_THERE.has(code)) throw foreign((error as Error).message, error);
      // It locks tables in an order of its own, and other replicas read and publish in theirs: of two that wait for each
      // other, a reader was the one that PostgreSQL ended.
      if (!IN_THE_WAY.has(code) || performance.now() - start > YIELD_AT_MOST_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOCK_WAIT_MS * Math.random()));
    }
  }
}

function quoted(text: string): string {
  return text.replaceAll("'", "''");
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
           (number integer primary key, file text not null, digest text not null, applied timestamptz not null default now(),
            program text, breaks_older boolean not null default false)`,
      );
    } catch (error) {
      // "if not exists" looks and then creates: two at once, and the later one stumbles over the catalogue's index.
      if (codeOf(error) !== UNIQUE_VIOLATION && !ALREADY_THERE.has(codeOf(error) ?? '')) throw error;
    }
    columns = await find();
  }
  const present = new Set(columns.map(({ column }) => column));
  if (!COLUMNS.every((column) => present.has(column))) {
    throw foreign('relation "voreg_migration" has other columns than ours');
  }
  if (!present.has('program') || !present.has('breaks_older')) {
    await database.script(
      `alter table voreg_migration add column if not exists program text,
         add column if not exists breaks_older boolean not null default false`,
    );
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
