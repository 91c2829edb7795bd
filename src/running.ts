/** A service that runs: what its pages are told, the jobs of other commands, and what is done again and again. */
import type { countAccess } from './access-counting.ts';
import { lookAfterwards } from './after-publication.ts';
import type { Config } from './config.ts';
import { scheduleHarvests } from './harvest-schedule.ts';
import type { Around } from './http/app.ts';
import type { Metrics } from './http/metrics.ts';
import { readOutward } from './http/outward.ts';
import { type Job, listenForJobs } from './jobs.ts';
import type { Logger } from './log.ts';
import { scheduleMonitoring } from './monitor-schedule.ts';
import type { Settings } from './oai/settings.ts';
import { measured, type Poller } from './poller.ts';
import { recordsAround } from './record-around.ts';
import { openReports } from './reports-around.ts';
import { EDITION } from './search/document.ts';
import { followSearchIndex } from './search-index.ts';
import { openAccessSummary } from './store/access-summary.ts';
import { openHarvested } from './store/harvested-read.ts';
import { whereHarvested } from './store/harvested-where.ts';
import { remembered } from './store/remembered.ts';
import { openSearching } from './store/search.ts';
import { openValidating } from './validating.ts';
import { runJob, type Workplace } from './workplace.ts';

const POLL_LOCAL_SECONDS = 5;
const POLL_REMOTE_SECONDS = 60;
/** /status and /metrics are open to all, and these answers go through whole tables. */
const STATUS_MS = 3_000;

export interface Running {
  workplace: Workplace;
  config: Config;
  log: Logger;
  version: string;
  settings: Settings;
  poll: Poller;
  metrics: Metrics;
  /** null: ACCESS_STATISTICS=off. */
  access: ReturnType<typeof countAccess> | null;
  /** Ends what is under way when the service stops. */
  signal: AbortSignal;
  /** Called when it stops, the last one first. */
  closeLater: (close: () => void | Promise<void>) => void;
}

/** What the application is told by the process around it. */
export function aroundOf(running: Running): Around {
  const { workplace, config, log, version, poll, metrics, access, signal } = running;
  const { db } = workplace;
  const searching = openSearching(db, EDITION);
  const around: Around = {
    ...{ lastLook: poll.last, metrics, clients: config.clients },
    connections: () => db.connections(),
    sources: () => openHarvested(db).sources(),
    outward: remembered(STATUS_MS, () => readOutward(db)),
    searching: { ...searching, state: remembered(STATUS_MS, searching.state) },
    records: recordsAround(workplace),
    reports: openReports(workplace, log, signal),
    elsewhere: (ivoid) => whereHarvested(db, ivoid),
  };
  if (access !== null) {
    around.access = access.counts;
    around.accessSummary = openAccessSummary(db);
  }
  if (config.validatePage) {
    const validating = openValidating({ xsdDir: config.xsdDir, version });
    around.validating = validating;
    running.closeLater(validating.stop);
  }
  return around;
}

/** Jobs of other commands, which may not open the embedded database while this process has it. */
export async function answerJobs({
  workplace,
  config,
  log,
  metrics,
  access,
  signal,
  closeLater,
}: Running): Promise<void> {
  const run = (job: Job) => runJob(workplace, job, { log, signal });
  const jobs = await listenForJobs(config.dataDir, async (job) => {
    if (job.job === 'stats') await access?.write();
    return job.job === 'publish' ? measured(metrics, () => run(job)) : run(job);
  });
  closeLater(() => void jobs.close());
}

/** Looks at the repository and, where the configuration says so, at the sources, our services and the world. */
export function startSchedules({
  workplace,
  config,
  log,
  settings,
  poll,
  signal,
  closeLater,
}: Running): void {
  const { db, published, repository } = workplace;
  const seconds = config.pollSeconds ?? (repository.isLocal ? POLL_LOCAL_SECONDS : POLL_REMOTE_SECONDS);
  if (seconds > 0) {
    const timer = setInterval(() => void poll.now(), seconds * 1000);
    closeLater(() => clearInterval(timer));
  }
  closeLater(scheduleHarvests(workplace, log, signal).stop);
  closeLater(followSearchIndex(db, log).stop);
  closeLater(scheduleMonitoring({ db, config, log, signal }));
  const { localTrial } = settings;
  closeLater(lookAfterwards({ db, published, config, localTrial, lastLook: poll.last, log, signal }));
}
