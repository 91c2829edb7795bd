/**
 * Hears PostgreSQL's notices on a connection of its own (LISTEN), and connects again when that is lost.
 * Nothing may rely on a notice: those sent while there was no connection are gone.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';

/** A connection that is silently dead would never tell; asked this often, and given up after the query's time limit. */
const ASK_EVERY = 15_000;
const LEAST_PAUSE = 100;

interface Listening {
  /** A connected client whose events "error" somebody receives; its statements must have a time limit. */
  connect(): Promise<pg.Client>;
  hangUp(client: pg.Client): Promise<void>;
  /** Milliseconds until connecting may work (reconnect.ts). */
  wait(): number;
}

/**
 * Calls `onNotice` with the payload of each notice, and with null each time the connection was made: notices may have
 * been missed before. Returns what ends it.
 */
export function listenForNotices(
  { connect, hangUp, wait }: Listening,
  channel: string,
  onNotice: (payload: string | null) => void,
): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const sleep = (milliseconds: number): Promise<void> =>
    pause(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);

  const hear = async (client: pg.Client): Promise<void> => {
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    client.on('notification', ({ payload }) => onNotice(payload ?? null));
    await client.query(`listen ${channel}`);
    onNotice(null);
    while (!signal.aborted) {
      const isOver = await Promise.race([ended.then(() => true), sleep(ASK_EVERY).then(() => false)]);
      if (isOver || signal.aborted) return;
      await client.query('select 1');
    }
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        const client = await connect();
        await hear(client).finally(() => hangUp(client));
      } catch {
        // Whatever it was: who asks the database gets the same error, and says it. Here it means "later".
      }
      // Spread, or all replicas would come at the moment at which a restarted server listens.
      await sleep(Math.max(LEAST_PAUSE * (1 + Math.random()), wait()));
    }
  };
  const running = run();
  return async () => {
    stopping.abort();
    await running;
  };
}
