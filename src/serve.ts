/** The service: publishes what is in Git, answers harvesters, and looks at the ref again and again. */
import type { Server } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import type { Config } from './config.ts';
import { isGitError } from './git/repository.ts';
import { createApp } from './http/app.ts';
import { httpServer } from './http/server.ts';
import { listenForJobs } from './jobs.ts';
import type { Logger } from './log.ts';
import { DEFAULT_SETTINGS } from './oai/settings.ts';
import { type Outcome, publish } from './publish.ts';
import { DatabaseAway } from './store/database.ts';
import { readLedger } from './store/ledger.ts';
import { NothingPublished } from './store/published.ts';
import { formatFinding } from './validate/finding.ts';
import { openWorkplace, publishJob, runJob, type Workplace } from './workplace.ts';

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\])$/;
const POLL_LOCAL_SECONDS = 5;
const POLL_REMOTE_SECONDS = 60;
/** Findings that are shown at once; the rest is counted. */
const SHOWN_FINDINGS = 20;

export interface Service {
  /** Where the service itself answers, e.g. http://127.0.0.1:8080 */
  url: string;
  /** Finishes answers under way, then closes everything. */
  stop(): Promise<void>;
}

/**
 * Starts the service and returns once it listens and the first publication is over, one way or the other. Throws
 * ConfigError, DirectoryInUse and the like where it cannot start at all; whatever happens later is logged.
 */
export async function serve(config: Config, log: Logger, version: string): Promise<Service> {
  const stopping = new AbortController();
  const workplace = await openWorkplace(config, log, stopping.signal);
  const { published, repository } = workplace;
  const localTrial = config.baseURL === null && LOOPBACK.test(config.host);

  const server = httpServer();
  await listen(server, config).catch(async (error: unknown) => {
    await workplace.close();
    throw error;
  });
  const { port } = server.address() as AddressInfo;
  // Only now is the port known, if it was 0.
  const baseURL = localTrial ? `http://${hostInUrl(config.host)}:${port}/oai` : config.baseURL;
  const settings = { ...DEFAULT_SETTINGS, baseURL, localTrial, cacheBytes: config.cacheBytes, version };
  server.on('request', createApp(published, settings, log).callback());
  const jobs =
    config.databaseUrl === null ? await listenForJobs(config.dataDir, (job) => runJob(workplace, job)) : null;

  const poll = poller(workplace, log);
  await poll.now();
  const seconds = config.pollSeconds ?? (repository.isLocal ? POLL_LOCAL_SECONDS : POLL_REMOTE_SECONDS);
  const timer = seconds === 0 ? null : setInterval(() => void poll.now(), seconds * 1000);
  await warnAboutBaseURL(workplace, config, localTrial, log);

  return {
    url: `http://${hostInUrl(config.host)}:${port}`,
    async stop() {
      if (timer !== null) clearInterval(timer);
      jobs?.close();
      server.closeIdleConnections();
      const closed = new Promise((done) => server.close(done));
      stopping.abort(new Error('The service is stopping.'));
      await poll.idle();
      await closed;
      await workplace.close();
    },
  };
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

/** One publication at a time; a look that comes meanwhile is left out. */
function poller(workplace: Workplace, log: Logger): { now(): Promise<void>; idle(): Promise<void> } {
  let running: Promise<void> | null = null;
  /** The commit that was tried last: published or refused, it need not be tried again. */
  let tried: string | null = null;
  const once = async () => {
    const head = await workplace.repository.head();
    if (head === tried && !(await readLedger(workplace.db)).restamp) return;
    // Once at the start a refused commit is looked at again: the program and its rules may be new.
    const outcome = await publish({ ...publishJob(workplace, progressOf(log)), again: tried === null });
    tried = head;
    report(outcome, log);
    if (outcome.kind === 'published') await workplace.published.look();
  };
  return {
    now() {
      running ??= once()
        .catch((error: unknown) => logFailure(error, log))
        .finally(() => {
          running = null;
        });
      return running;
    },
    idle: async () => {
      await running;
    },
  };
}

/** A repository or database that is away is news for the log, not the end: the last generation stays up (P3). */
function logFailure(error: unknown, log: Logger): void {
  if (isGitError(error) || error instanceof DatabaseAway)
    log.error(`Nothing was published. ${error.message}`);
  else
    log.error(
      { err: error },
      'Nothing was published because of an unexpected error; the last generation stays up.',
    );
}

/** Logs what a publication did, with the findings of a refused commit. */
export function report(outcome: Outcome, log: Logger): void {
  if (outcome.kind === 'unchanged') {
    log.info(`Commit ${short(outcome.commit)} is published already (generation ${outcome.generation}).`);
    return;
  }
  const refused = outcome.kind === 'refused' ? outcome : outcome.refused;
  if (refused !== null) {
    log.error(
      `Commit ${short(refused.commit)} was refused with ${refused.findings.length} findings; the last good generation stays up.`,
    );
    for (const f of refused.findings.slice(0, SHOWN_FINDINGS)) log.error(formatFinding(f));
    const more = refused.findings.length - SHOWN_FINDINGS;
    if (more > 0) log.error(`… and ${more} more: see /status or run voreg publish.`);
  }
  if (outcome.kind === 'published') {
    const { created, updated, deleted, withdrawn } = outcome;
    const moved = withdrawn.length === 0 ? '' : `, ${withdrawn.length} withdrawn`;
    log.info(
      `Published commit ${short(outcome.commit)} as generation ${outcome.generation} with the datestamp ${outcome.datestamp}: ` +
        `${created.length} new, ${updated.length} updated, ${deleted.length} deleted${moved}.`,
    );
  }
}

function short(commit: string): string {
  return commit.slice(0, 12);
}

/** Tells about a long publication every few seconds. */
function progressOf(log: Logger): (done: number, total: number) => void {
  const started = performance.now();
  let told = started;
  return (done, total) => {
    const now = performance.now();
    if (now - told < 2000) return;
    told = now;
    const left = ((now - started) / done) * (total - done);
    log.info(`Read ${done} of ${total} records; about ${Math.ceil(left / 1000)} s are left.`);
  };
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
