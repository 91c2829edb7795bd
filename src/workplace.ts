/** What every command that publishes works with: schemas, database, and the records repository. */
import type { AnomalyReport } from './anomalies/anomalies.ts';
import type { Config } from './config.ts';
import { openRepository, type ReadRepository } from './git/repository.ts';
import type { HarvestResult } from './harvest/harvest.ts';
import type { SourceReport, Watch } from './harvesting.ts';
import type { Job } from './jobs.ts';
import { type Logger, openLog } from './log.ts';
import type { MonitorReport } from './monitoring.ts';
import type { Touched } from './publish/touch.ts';
import { type Outcome, type PublishJob, publish } from './publish.ts';
import type { ShownAs } from './show-as.ts';
import type { AccessReport } from './store/access-read.ts';
import { makeDataDirectory } from './store/data-directory.ts';
import type { Database } from './store/database.ts';
import { migrate } from './store/migrate.ts';
import { openDatabase } from './store/open.ts';
import { openPublished } from './store/open-published.ts';
import { whenReachable } from './store/reachable.ts';
import type { VisibleReport } from './visibility.ts';
import { loadSchema, type Schema } from './xml/schema.ts';
import { asDocument } from './xml/served.ts';

export interface Workplace {
  config: Config;
  db: Database;
  repository: ReadRepository;
  schema: Schema;
  published: ReturnType<typeof openPublished>;
  close(): Promise<void>;
}

/** Opens everything, in the order in which it may fail for the cheapest reason first. Throws what those throw. */
export async function openWorkplace(config: Config, log: Logger, signal?: AbortSignal): Promise<Workplace> {
  const { dataDir, recordsRepo: source, recordsRef: ref } = config;
  await makeDataDirectory(dataDir);
  const schema = await loadSchema(config.xsdDir);
  const repository = await openRepository({
    source,
    ref,
    recordsDir: config.recordsDir || '.',
    dataDir,
    credentials: config.gitCredentials,
    signal,
    onNotice: (message) => log.warn(message),
  });
  const db = await openDatabase({ databaseUrl: config.databaseUrl, dataDir });
  try {
    const patience = {
      seconds: config.databaseWaitSeconds,
      onNotice: (said: string) => log.warn(said),
      signal,
    };
    for (const file of await whenReachable(() => migrate(db), patience))
      log.debug(`Applied the migration ${file}.`);
  } catch (error) {
    await db.close();
    throw error;
  }
  return { config, db, repository, schema, published: openPublished(db), close: () => db.close() };
}

/** The publication of this workplace, with nothing accepted. */
export function publishJob(
  { config, db, repository, schema }: Workplace,
  onProgress: (done: number, total: number) => void = () => undefined,
): PublishJob {
  const { recordsDir, maxShrinkPercent } = config;
  return { db, repository, schema, recordsDir, maxShrinkPercent, onProgress };
}

export type Shown = { ivoid: string; datestamp: string; deleted: boolean; xml: string | null } | null;

/** Runs what a command asks for: here, or in the service that it handed its job to. */
export async function runJob(
  workplace: Workplace,
  job: Job,
  watch?: Watch,
): Promise<
  | Outcome
  | Shown
  | ShownAs
  | AnomalyReport
  | HarvestResult[]
  | SourceReport[]
  | AccessReport
  | Touched
  | VisibleReport
  | MonitorReport
  | { file: string }
> {
  const { published, db } = workplace;
  // Loaded when they are asked for: what they need would make every start slower.
  switch (job.job) {
    case 'anomalies':
      return (await import('./anomalies/run.ts')).anomaliesIn(db, published, job.examples);
    case 'show as':
      return (await import('./show-as.ts')).showAs(published, workplace.config.baseURL, job);
    case 'reconcile':
      return (await import('./commands/reconcile-store.ts')).exportStoreSide(db, workplace.config.dataDir);
    case 'reconciled':
      await (await import('./store/reports.ts')).keepReport(db, `reconcile:${job.scope}`, null, job.summary);
      return null;
    case 'ledger export':
      return (await import('./store/ledger-export.ts')).exportLedger(db, job.file);
    case 'ledger import':
      return (await import('./store/ledger-import.ts')).importLedger(db, job.file);
    case 'touch': {
      const touched = await (await import('./publish/touch.ts')).touch(db, job.names, watch?.signal);
      if (touched.kind === 'touched') await published.look();
      return touched;
    }
    case 'visible': {
      const signal = watch?.signal ?? new AbortController().signal;
      return (await import('./visibility.ts')).visibleJob(db, { ...job, signal });
    }
    case 'monitor': {
      const signal = watch?.signal ?? new AbortController().signal;
      const { monitorPrivateHosts: privateHosts } = workplace.config;
      return (await import('./monitoring.ts')).monitorJob(db, job, { privateHosts, signal });
    }
    case 'stats':
      return (await import('./store/access-read.ts')).readAccess(db, job);
    case 'sources':
      return (await import('./harvesting.ts')).reportSources(workplace);
    case 'harvest': {
      const signal = new AbortController().signal;
      const { harvestJob } = await import('./harvesting.ts');
      return harvestJob(workplace, job, watch ?? { log: openLog(workplace.config.logLevel), signal });
    }
  }
  if (job.job === 'show') {
    const { record } = await published.record(job.prefix, job.ivoid);
    if (record === null) return null;
    const { ivoid, datestamp, deleted, body, xmlnsAt } = record;
    return {
      ivoid,
      datestamp,
      deleted,
      xml: body === null ? null : asDocument(body, xmlnsAt).toString('utf8'),
    };
  }
  const accept = {
    newIdentity: job.acceptNewIdentity,
    transfers: new Set(job.acceptTransfers.map((authority) => authority.toLowerCase())),
    shrink: job.acceptShrink,
  };
  const stopping = watch === undefined ? {} : { signal: watch.signal };
  const outcome = await publish({ ...publishJob(workplace), accept, again: true, ...stopping });
  if (outcome.kind === 'published') await published.look();
  return outcome;
}
