/**
 * What follows a publication, and what is looked after meanwhile: searchable registries are told, people are mailed,
 * and VISIBLE_SECONDS is kept. It looks at the ledger, not at publications: so it does not matter which replica or
 * command published, and no publication waits for it.
 */
import { again } from './again.ts';
import type { Config } from './config.ts';
import type { LastLook } from './http/status.ts';
import type { Logger } from './log.ts';
import type { Searchable } from './resource/registry-file.ts';
import { searchableOf, whoAsks } from './searchable.ts';
import { callTrigger, isReachable } from './services/trigger.ts';
import type { Database } from './store/database.ts';
import { DatabaseAway } from './store/database.ts';
import { type Ledger, readLedger } from './store/ledger.ts';
import type { Published } from './store/published.ts';
import { claimTrigger, forgetTriggers, noteTrigger } from './store/trigger.ts';

export interface Afterwards {
  db: Database;
  published: Published;
  config: Pick<Config, 'mail' | 'visibleSeconds'>;
  /** Only this machine can reach us: nobody else is told. */
  localTrial: boolean;
  lastLook: () => LastLook | null;
  log: Logger;
  signal: AbortSignal;
}

const EVERY_MS = 15_000;
/** A burst of publications is one call. */
const TRIGGER_REST_SECONDS = 300;

/** Looks every 15 seconds, from now on; the result ends it, and resolves when what is under way has ended. */
export function lookAfterwards(around: Afterwards, everyMs = EVERY_MS): () => Promise<void> {
  const { log, signal } = around;
  // Two schedules: a search that takes minutes does not hold up mails.
  const schedules = [() => lookOnce(around), () => ask(around)].map((job) =>
    again(() => guarded(job, log, signal), { firstMs: everyMs, pauseMs: everyMs }),
  );
  return async () => {
    await Promise.all(schedules.map(({ stop }) => stop()));
  };
}

/** The service itself goes on whatever happens here. */
async function guarded(job: () => Promise<void>, log: Logger, signal: AbortSignal): Promise<void> {
  try {
    await job();
  } catch (error) {
    if (signal.aborted) return;
    // /status and the log of requests say so already.
    if (error instanceof DatabaseAway) log.debug(`Nothing was looked after. ${error.message}`);
    else log.error({ err: error }, 'What follows a publication has failed; it is tried again.');
  }
}

async function ask({ db, config, log, signal }: Afterwards): Promise<void> {
  if (config.visibleSeconds === 0) return;
  // Loaded when it is asked for: most services never do.
  const { askWhenDue } = await import('./visibility.ts');
  await askWhenDue(db, { everySeconds: config.visibleSeconds, log, signal });
}

/** Tells who is to be told, and mails what is to be mailed. Throws DatabaseAway, the signal's reason. */
export async function lookOnce(around: Afterwards): Promise<void> {
  const { db, published, config, localTrial, lastLook, log } = around;
  const ledger = await readLedger(db);
  if (!localTrial) await tell(around, ledger);
  const { mail: settings, visibleSeconds } = config;
  if (settings === null) return;
  const { mailRound } = await import('./after-publication-mail.ts');
  const asksVisible = visibleSeconds > 0;
  await mailRound({ db, published, ledger, lastLook: lastLook(), settings, asksVisible, log });
}

/** Tells each service that has a trigger of the present generation, once. */
async function tell(around: Afterwards, ledger: Ledger): Promise<void> {
  const { registry } = ledger;
  if (registry === null || !isReachable(registry.baseURL)) return;
  const services = searchableOf(ledger).filter(({ trigger }) => trigger !== undefined);
  await forgetTriggers(
    around.db,
    services.map(({ id }) => id),
  );
  await Promise.all(services.map((service) => tellOne(around, ledger, registry, service)));
}

async function tellOne(
  { db, log, signal }: Afterwards,
  { id, generation }: Ledger,
  registry: NonNullable<Ledger['registry']>,
  service: Searchable,
): Promise<void> {
  if (!(await claimTrigger(db, service.id, { ledger: id, generation }, TRIGGER_REST_SECONDS))) return;
  const fault = await callTrigger(service, registry, { ...whoAsks(registry), signal });
  const isNews = await noteTrigger(db, service.id, fault);
  if (fault === null) log.info(`Told ${service.id} of generation ${generation}.`);
  else if (isNews)
    log.warn(
      `${service.id} could not be told of generation ${generation}: ${fault} It harvests by itself, usually within a day. ` +
        'See its "trigger" in registry.json; this is not said again while it stays so.',
    );
}
