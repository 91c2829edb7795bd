/** The database may start later than we do: after a power failure, or in a cluster that is being set up. */
import { DatabaseAway, DatabaseGone, DatabaseRefused } from './database.ts';

const TRY_EVERY_MS = 250;
const SAY_EVERY_MS = 10_000;

export interface Patience {
  /** DATABASE_WAIT_SECONDS; 0: a first failure is the last. */
  seconds: number;
  /** Gets a sentence at once, and again each ten seconds. */
  onNotice: (message: string) => void;
  signal?: AbortSignal | undefined;
}

/**
 * The result of `work`, which is begun again while the database is away. Throws DatabaseAway with a sentence of its own
 * when patience is at its end; at once what waiting does not mend (DatabaseRefused, DatabaseGone), and anything else.
 */
export async function whenReachable<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
  const { seconds, onNotice, signal } = patience;
  const start = performance.now();
  let said = Number.NEGATIVE_INFINITY;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isWorthWaiting(error) || seconds === 0) throw error;
      const waited = performance.now() - start;
      if (waited >= seconds * 1000) {
        throw new DatabaseAway(`${error.message} Given up after ${seconds} s (DATABASE_WAIT_SECONDS).`, {
          cause: error,
        });
      }
      if (performance.now() - said >= SAY_EVERY_MS) {
        said = performance.now();
        const left = Math.ceil(seconds - waited / 1000);
        onNotice(`${error.message} Trying again for ${left} s more.`);
      }
    }
    // How often it really connects is decided by reconnect.ts.
    await pause(TRY_EVERY_MS, signal);
    if (signal?.aborted) throw new DatabaseAway('Stopped while waiting for the database.');
  }
}

function isWorthWaiting(error: unknown): error is DatabaseAway {
  return (
    error instanceof DatabaseAway && !(error instanceof DatabaseRefused) && !(error instanceof DatabaseGone)
  );
}

/** Ends early, but well, when the signal is given. */
function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });
}
