/** Which database it is: a PostgreSQL server when there is a URL, otherwise the embedded one. */
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from './database.ts';
import { lockDirectory } from './lock.ts';
import { type EmbeddedDatabase, openPglite } from './pglite.ts';
import { openPostgres } from './postgres.ts';

export interface DatabaseOptions {
  /** `postgres://…` (DATABASE_URL), or null for the embedded database. */
  databaseUrl: string | null;
  /** DATA_DIR; the embedded database is in its folder `db`. Not touched when there is a URL. */
  dataDir: string;
  /** Comma-separated, as PostgreSQL's setting; its default if left out. */
  searchPath?: string;
}

/**
 * Opens the database; the caller closes it.
 * With a URL nothing is asked of the server yet: the first use throws DatabaseAway if it is not there.
 * Without one: throws DirectoryInUse (lock.ts), DirectoryUnusable or DatabaseAway.
 */
export async function openDatabase({ databaseUrl, dataDir, searchPath }: DatabaseOptions): Promise<Database> {
  if (databaseUrl !== null) return openPostgres({ databaseUrl, searchPath });

  const lock = await lockDirectory(dataDir);
  let embedded: EmbeddedDatabase;
  try {
    embedded = await openDirectory(dataDir, searchPath);
  } catch (error) {
    await lock.release();
    throw error;
  }
  void lock.lost.then((reason) => embedded.stop(reason));
  return {
    ...embedded,
    async close() {
      await embedded.close();
      await lock.release();
    },
  };
}

/** A start that was killed while it made the database leaves a mark, and the next one begins anew. */
async function openDirectory(dataDir: string, searchPath: string | undefined): Promise<EmbeddedDatabase> {
  const directory = join(dataDir, 'db');
  const unfinished = join(dataDir, 'db.unfinished');
  if (existsSync(unfinished)) await rm(directory, { recursive: true, force: true });
  if (!existsSync(directory)) await writeFile(unfinished, '');
  const database = await openPglite({ directory, searchPath });
  await rm(unfinished, { force: true });
  return database;
}
