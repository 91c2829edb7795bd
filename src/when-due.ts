/** Work that is due every so often, whatever number of replicas and restarts there are: the database knows the last time. */
import type { Database } from './store/database.ts';

interface Due {
  /** Of the turn in the database. */
  name: string;
  everySeconds: number;
  /** Seconds since it was last done, by anybody; null: never. */
  since: () => Promise<number | null>;
  /** Ends the wait for the turn. */
  signal: AbortSignal;
}

/** Does it if it is due; one replica at a time. @throws what `work` and `since` throw, the signal's reason */
export async function whenDue(
  db: Pick<Database, 'exclusively'>,
  { name, everySeconds, since, signal }: Due,
  work: () => Promise<void>,
): Promise<void> {
  const isDue = async () => ((await since()) ?? Number.POSITIVE_INFINITY) >= everySeconds;
  if (!(await isDue())) return;
  // Asked again: another replica may have done it while this one waited for its turn.
  const inTurn = async () => {
    if (await isDue()) await work();
  };
  await db.exclusively(name, inTurn, signal);
}
