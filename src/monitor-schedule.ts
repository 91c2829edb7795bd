/** Looks whether our services live while the service runs, every MONITOR_SECONDS, and mails a report each week; both off by default. */
import { again } from './again.ts';
import type { Config } from './config.ts';
import type { Logger } from './log.ts';
import { type Database, DatabaseAway } from './store/database.ts';

interface MonitorSchedule {
  db: Database;
  config: Pick<Config, 'monitorSeconds' | 'monitorPrivateHosts' | 'mail'>;
  log: Logger;
  signal: AbortSignal;
}

/** The database knows when the last round was: replicas and restarts do not make more of them. */
const EVERY_MS = 30_000;
/** A weekly mail is not late by that. */
const MAIL_EVERY_MS = 600_000;

/** Starts it; the result ends it, and resolves when what is under way has ended (the signal ends that). */
export function scheduleMonitoring(
  { db, config, log, signal }: MonitorSchedule,
  everyMs = EVERY_MS,
  mailEveryMs = MAIL_EVERY_MS,
): () => Promise<void> {
  const { monitorSeconds: everySeconds, monitorPrivateHosts: privateHosts, mail: settings } = config;
  if (everySeconds === 0) return async () => undefined;
  // Both are loaded at the first look: most services never do.
  const look = async () => {
    const { monitorWhenDue } = await import('./monitoring.ts');
    await monitorWhenDue(db, { everySeconds, privateHosts, log, signal });
  };
  const mailed = async () => {
    if (settings?.weather !== true) return;
    const { mailWeatherWhenDue } = await import('./weather-mail.ts');
    await mailWeatherWhenDue({ db, settings, log, signal });
  };
  const guarded = (job: () => Promise<void>) => async () => {
    try {
      await job();
    } catch (error) {
      if (signal.aborted) return;
      // The service itself goes on whatever happens here.
      if (error instanceof DatabaseAway) log.debug(`No service was looked at. ${error.message}`);
      else log.error({ err: error }, 'Looking after our services has failed; the next time is a new try.');
    }
  };
  const rounds = again(guarded(look), { firstMs: everyMs, pauseMs: everyMs });
  const mails = again(guarded(mailed), { firstMs: everyMs, pauseMs: mailEveryMs });
  return async () => {
    await Promise.all([rounds.stop(), mails.stop()]);
  };
}
