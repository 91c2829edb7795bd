/** Jobs that need the database and nothing else: no clone of the repository, no schemas. */
import type { Config } from '../config.ts';
import { handOver, type Job } from '../jobs.ts';
import type { Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { openDatabase } from '../store/open.ts';

/**
 * Does a job in the service that runs on the embedded database, if one does; else `here`, on a database that is up to
 * date. Throws what those do, and JobFailed with the service's sentence.
 */
export async function inDatabase<T>(
  { databaseUrl, dataDir }: Config,
  job: Job,
  here: (db: Database) => Promise<T>,
): Promise<T> {
  const answered = databaseUrl === null ? await handOver(dataDir, job) : null;
  if (answered !== null) return answered.result as T;
  const db = await openDatabase({ databaseUrl, dataDir });
  try {
    await migrate(db);
    return await here(db);
  } finally {
    await db.close();
  }
}
