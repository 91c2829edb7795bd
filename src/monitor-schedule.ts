/** Looks whether our services live while the service runs: every MONITOR_SECONDS, off by default. */
import type { Config } from './config.ts';
import type { Logger } from './log.ts';
import { type Database, DatabaseAway } from './store/database.ts';

interface MonitorSchedule {
  db: Database;
  config: Pick<Config, 'monitorSeconds' | 'monitorPrivateHosts'>;
  log: Logger;
  signal: AbortSignal;
}

/** The database knows when the last round was: replicas and restarts do not make more of them. */
const EVERY_MS = 30_000;

/** Starts it; the result ends it, and resolves when what is under way has ended (the signal ends that). */
export function scheduleMonitoring(
  { db, config, log, signal }: MonitorSchedule,
  everyMs = EVERY_MS,
): () => Promise<void> {
  const { monitorSeconds: everySeconds, monitorPrivateHosts: privateHosts } = config;
  if (everySeconds === 0) return async () => undefined;
  let running: Promise<void> | null = null;
  const look = async () => {
    try {
      // Loaded at the first look: most services never do.
      const { monitorWhenDue } = await import('./monitoring.ts');
      await monitorWhenDue(db, { everySeconds, privateHosts, log, signal });
    } catch (error) {
      if (signal.aborted) return;
      // The service itself goes on whatever happens here.
      if (error instanceof DatabaseAway) log.debug(`No service was looked at. ${error.message}`);
      else log.error({ err: error }, 'The round over our services has failed; the next one is a new try.');
    }
  };
  const timer = setInterval(() => {
    running ??= look().finally(() => {
      running = null;
    });
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
