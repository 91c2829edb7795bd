/** What a transaction is, whichever driver carries the statements. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Queryable } from './database.ts';
import { Mutex } from './mutex.ts';

/** Runs one statement on the connection of a transaction. */
export type Run = <Row = Record<string, unknown>>(sql: string, params?: readonly unknown[]) => Promise<Row[]>;

/** The transactions that the running code is inside of; closed ones linger in callbacks that were set off in them. */
const inside = new AsyncLocalStorage<{ database: object; open: boolean }>();

/**
 * Throws when code inside a transaction of `database` uses the database itself: on PGlite's one connection it would wait
 * for its own end, on PostgreSQL it would run outside the transaction.
 */
export function refuseInsideTransaction(database: object): void {
  const current = inside.getStore();
  if (current?.open && current.database === database) {
    throw new Error('Inside a transaction only its own handle may be used, not the database.');
  }
}

/**
 * BEGIN, `work`, COMMIT on one connection; ROLLBACK when `work` throws, and also when a statement failed and `work`
 * went on as if nothing had happened: PostgreSQL answers the COMMIT of an aborted transaction with a quiet ROLLBACK.
 * Statements of one transaction run one after the other, even if `work` does not wait for them.
 */
export async function runTransaction<T>(
  database: object,
  run: Run,
  work: (tx: Queryable) => Promise<T>,
): Promise<T> {
  const state = { database, open: true };
  const turns = new Mutex();
  let failure: { error: unknown } | null = null;
  const tx: Queryable = {
    query: (sql, params) => {
      if (!state.open)
        return Promise.reject(new Error('This transaction is over; its handle cannot be used any more.'));
      return turns.run(async () => {
        try {
          return await run(sql, params);
        } catch (error) {
          failure ??= { error };
          throw error;
        }
      });
    },
  };
  await run('begin');
  try {
    const result = await inside
      .run(state, () => work(tx))
      .finally(() => {
        state.open = false;
      });
    await turns.run(async () => undefined);
    const failed = failure as { error: unknown } | null;
    if (failed !== null) throw failed.error;
    await run('commit');
    return result;
  } catch (error) {
    await turns.run(async () => undefined);
    // A failed ROLLBACK means a lost connection, and the server rolls back by itself; what went wrong first matters more.
    await run('rollback').catch(() => undefined);
    throw error;
  }
}
