/** A database to measure on, gone afterwards: the embedded one, or a PostgreSQL server of its own (ci/postgres.sh). */
import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BENCH_DIR } from './place.ts';

const run = promisify(execFile);
const POSTGRES = fileURLToPath(new URL('../ci/postgres.sh', import.meta.url));

export type Kind = 'postgres' | 'pglite';

export interface Place {
  /** As DATABASE_URL; null for the embedded database. */
  databaseUrl: string | null;
  /** An empty DATA_DIR. */
  dataDir: string;
}

/** Calls `work` with a fresh place, which is removed when it has ended, however it has ended. */
export async function withPlace<T>(kind: Kind, work: (place: Place) => Promise<T>): Promise<T> {
  const dataDir = join(BENCH_DIR, `data-${kind}-${process.pid}`);
  await rm(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true });
  const databaseUrl = kind === 'postgres' ? (await run(POSTGRES, ['start'])).stdout.trim() : null;
  try {
    return await work({ databaseUrl, dataDir });
  } finally {
    if (databaseUrl !== null) await run(POSTGRES, ['stop', databaseUrl]);
    await rm(dataDir, { recursive: true, force: true });
  }
}

export function kindOf(argument: string | undefined): Kind {
  if (argument === undefined || argument === 'postgres') return 'postgres';
  if (argument === 'pglite') return 'pglite';
  throw new Error(`${argument} is neither postgres nor pglite.`);
}
