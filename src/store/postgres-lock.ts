/**
 * PostgreSQL's advisory lock, for one process of many at a time. Held on a connection apart, so that those who wait for
 * their turn do not use up the pool of those who work. Ending the session unlocks.
 */
import type pg from 'pg';
import { isLockTimeout } from './postgres-errors.ts';

export interface Locking {
  /** A connection for one lock, whose queries have a time limit above `statementTimeout`. Throws DatabaseAway. */
  connect(): Promise<pg.Client>;
  hangUp(client: pg.Client): Promise<void>;
  run<Row>(client: pg.Client, sql: string, params: readonly unknown[]): Promise<Row[]>;
  /** Ends what another connection, by the number of its process on the server, is waiting for. */
  cancel(backend: number): Promise<void>;
  /** Milliseconds after which one asks again. */
  statementTimeout: number;
}

/**
 * Waits until nobody else has the lock; returns the connection to hang up when it is not needed any more. Others may work
 * for hours, so one waits without an end, but asks again after each time limit: on a connection that a proxy has
 * swallowed nobody would ever answer, and this process would never publish again. Throws the signal's reason, DatabaseAway.
 */
export async function advisoryLock(
  locking: Locking,
  name: string,
  signal: AbortSignal | undefined,
): Promise<pg.Client> {
  const client = await locking.connect();
  let backend: number | null = null;
  const giveUp = () => {
    // A server that waits for a lock does not notice that nobody is there any more. If it cannot be told, lock_timeout ends it.
    if (backend !== null) locking.cancel(backend).catch(() => undefined);
    void locking.hangUp(client);
  };
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    signal?.throwIfAborted();
    const [own] = await locking.run<{ pid: number }>(
      client,
      `select pg_backend_pid() as pid, set_config('lock_timeout', $1, false)`,
      [String(locking.statementTimeout)],
    );
    backend = own?.pid ?? null;
    while (!(await isLocked(locking, client, name)));
    signal?.throwIfAborted();
    return client;
  } catch (error) {
    await locking.hangUp(client);
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

/** False if the time limit came first. */
async function isLocked({ run }: Locking, client: pg.Client, name: string): Promise<boolean> {
  try {
    // concat_ws skips a null current_schema(); two registries in one database do not wait for each other.
    await run(
      client,
      `select pg_advisory_lock(hashtextextended(concat_ws(':', 'voreg', current_schema(), $1::text), 0))`,
      [name],
    );
    return true;
  } catch (error) {
    if (isLockTimeout(error)) return false;
    throw error;
  }
}
