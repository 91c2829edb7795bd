/** Access statistics of a running service: written each minute, and when it stops. */
import { AccessCounts } from './http/access.ts';
import type { Logger } from './log.ts';
import { writeAccess } from './store/access.ts';
import type { Database } from './store/database.ts';

const EVERY_MS = 60_000;

interface AccessCounting {
  counts: AccessCounts;
  /** Writes what was counted until now, if the database is there; an error is logged, as nobody waits for it. */
  write(): Promise<void>;
  /** Ends the writing, with what is left. Not before the last answer is out. */
  stop(): Promise<void>;
}

/** Starts it. What is counted while the database is away is written when it is back. */
export function countAccess(db: Database, log: Logger): AccessCounting {
  const counts = new AccessCounts((replica, number, batch) => writeAccess(db, replica, number, batch));
  const write = () =>
    counts.flush().catch((err: unknown) => log.error({ err }, 'The access statistics could not be written.'));
  const timer = setInterval(() => void write(), EVERY_MS);
  // A process that has nothing else to do may end.
  timer.unref();
  return {
    counts,
    write,
    async stop() {
      clearInterval(timer);
      await write();
      // That one may have begun before the last answer.
      await write();
    },
  };
}
