/** The service: publishes what is in Git, answers harvesters, and looks at the ref again and again. */
import type { Server } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { countAccess } from './access-counting.ts';
import { lookAfterwards } from './after-publication.ts';
import type { Config } from './config.ts';
import { scheduleHarvests } from './harvest-schedule.ts';
import { createApp } from './http/app.ts';
import type { HookSettings } from './http/hooks.ts';
import { Metrics } from './http/metrics.ts';
import { readOutward } from './http/outward.ts';
import { httpServer } from './http/server.ts';
import { type Job, listenForJobs } from './jobs.ts';
import type { Logger } from './log.ts';
import { DEFAULT_SETTINGS, type Settings } from './oai/settings.ts';
import { measured, type Poller, poller } from './poller.ts';
import { recordsAround } from './record-around.ts';
import { EDITION } from './search/document.ts';
import { followSearchIndex } from './search-index.ts';
import { openAccessSummary } from './store/access-summary.ts';
import { DatabaseAway } from './store/database.ts';
import { openHarvested } from './store/harvested-read.ts';
import { whereHarvested } from './store/harvested-where.ts';
import { heedNotices } from './store/heed.ts';
import { NothingPublished } from './store/published.ts';
import { openSearching } from './store/search.ts';
import { openWorkplace, runJob, type Workplace } from './workplace.ts';

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\])$/;
const POLL_LOCAL_SECONDS = 5;
const POLL_REMOTE_SECONDS = 60;
/** How long answers under way may take once the service was told to stop. */
const STOP_GRACE_MS = 10_000;

export interface Service {
  /** Where the service itself answers, e.g. http://127.0.0.1:8080 */
  url: string;
  /** Whether the first look at the repository ended well: published, or published already. */
  isPublished: boolean;
  /** Finishes answers under way, then closes everything. */
  stop(): Promise<void>;
  /** Settles, with a sentence, when the service cannot go on: its embedded database is gone for good. */
  failed: Promise<string>;
}

/**
 * Starts the service and returns once it listens and the first publication is over, one way or the other. Throws
 * ConfigError, DirectoryInUse and the like where it cannot start at all; whatever happens later is logged. When `asked`
 * settles, what is under way is given up.
 */
export async function serve(
  config: Config,
  log: Logger,
  version: string,
  asked: Promise<unknown> = new Promise(() => undefined),
): Promise<Service> {
  const stopping = new AbortController();
  // A start may wait for a minute for its database, or clone for longer.
  void asked.then(() => stopping.abort(new Error('The service is stopping.')));
  const workplace = await openWorkplace(config, log, stopping.signal);
  const metrics = new Metrics();
  const access = config.accessStatistics ? countAccess(workplace.db, log) : null;
  const server = httpServer();
  const closers: (() => void | Promise<void>)[] = [];
  const stop = async () => {
    const closed = closeServer(server);
    stopping.abort(new Error('The service is stopping.'));
    for (const close of closers.reverse()) await close();
    await closed;
    await access?.stop();
    await workplace.close();
    metrics.close();
  };
  try {
    await listen(server, config);
    const { port } = server.address() as AddressInfo;
    const url = `http://${hostInUrl(config.host)}:${port}`;
    const poll = poller(workplace, log, metrics);
    // Only now is the port known, if it was 0.
    const settings = settingsOf(config, url, version);
    const hooks = hooksOf(config, workplace.repository.isLocal, poll);
    const { db, published } = workplace;
    const statistics = access === null ? {} : { access: access.counts, accessSummary: openAccessSummary(db) };
    const around = { lastLook: poll.last, hooks, metrics, clients: config.clients, ...statistics };
    const connections = () => db.connections();
    const sources = () => openHarvested(db).sources();
    const outward = () => readOutward(db);
    server.on(
      'request',
      createApp(published, settings, log, {
        ...around,
        connections,
        sources,
        outward,
        searching: openSearching(db, EDITION),
        records: recordsAround(workplace),
        elsewhere: (ivoid) => whereHarvested(db, ivoid),
      }).callback(),
    );
    if (config.databaseUrl === null) {
      const run = (job: Job) => runJob(workplace, job, { log, signal: stopping.signal });
      const jobs = await listenForJobs(config.dataDir, async (job) => {
        if (job.job === 'stats') await access?.write();
        return job.job === 'publish' ? measured(metrics, () => run(job)) : run(job);
      });
      closers.push(() => void jobs.close());
    }
    closers.push(poll.idle);
    closers.push(
      heedNotices(db, published, (error) => log.error({ err: error }, 'A look at the ledger failed.')),
    );
    await poll.now();
    const { isLocal } = workplace.repository;
    const seconds = config.pollSeconds ?? (isLocal ? POLL_LOCAL_SECONDS : POLL_REMOTE_SECONDS);
    if (seconds > 0) {
      const timer = setInterval(() => void poll.now(), seconds * 1000);
      closers.push(() => clearInterval(timer));
    }
    const schedule = scheduleHarvests(workplace, log, stopping.signal);
    closers.push(schedule.stop);
    closers.push(followSearchIndex(db, log).stop);
    const { localTrial } = settings;
    closers.push(
      lookAfterwards({
        db,
        published,
        config,
        localTrial,
        lastLook: poll.last,
        log,
        signal: stopping.signal,
      }),
    );
    await warnAboutBaseURL(workplace, config, settings.localTrial, log);
    return { url, isPublished: poll.last()?.error === null, stop, failed: poll.failed };
  } catch (error) {
    // A process that has said it cannot start must not go on listening.
    await stop();
    throw error;
  }
}

function settingsOf(config: Config, url: string, version: string): Settings {
  const localTrial = config.baseURL === null && LOOPBACK.test(config.host);
  const baseURL = localTrial ? `${url}/oai` : config.baseURL;
  return { ...DEFAULT_SETTINGS, baseURL, localTrial, cacheBytes: config.cacheBytes, version };
}

/** Lets answers under way finish, but not for ever: one idle connection would keep the process (seen with a browser). */
async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((done) => server.close(done));
  server.closeIdleConnections();
  const grace = setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS);
  await closed;
  clearTimeout(grace);
}

function hostInUrl(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, done);
  });
}

/** What RECORDS_REF says is published: a branch, or something that any push may move. */
function hooksOf(
  { webhookSecret: secret, recordsRef }: Config,
  isLocal: boolean,
  poll: Poller,
): HookSettings {
  const ref = recordsRef ?? (isLocal ? 'HEAD' : 'main');
  const branch = ref === 'HEAD' || /^refs\/(?!heads\/)/.test(ref) ? null : ref.replace(/^refs\/heads\//, '');
  return { secret, branch, onPush: poll.soon };
}

/** RI-20, RI-22: the world must be told one and the same base URL. */
async function warnAboutBaseURL(
  workplace: Workplace,
  config: Config,
  localTrial: boolean,
  log: Logger,
): Promise<void> {
  try {
    const { registry } = await workplace.published.moment();
    if (localTrial) {
      log.warn(
        `This is a local trial: the registry's own addresses are shown as this process's. Set BASE_URL=${registry.baseURL} to publish for the world.`,
      );
    } else if (config.baseURL !== null && config.baseURL !== registry.baseURL) {
      log.warn(
        `BASE_URL is ${config.baseURL}, but the registry's record says ${registry.baseURL}: the Registry of Registries will refuse that. Make them equal.`,
      );
    }
  } catch (error) {
    if (!(error instanceof NothingPublished) && !(error instanceof DatabaseAway)) throw error;
  }
}
