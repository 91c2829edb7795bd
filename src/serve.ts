/** The service: publishes what is in Git, answers harvesters, and looks at the ref again and again. */
import type { Server } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import type { Config } from './config.ts';
import { isGitError } from './git/repository.ts';
import { createApp } from './http/app.ts';
import type { HookSettings } from './http/hooks.ts';
import { httpServer } from './http/server.ts';
import type { LastLook } from './http/status.ts';
import { listenForJobs } from './jobs.ts';
import type { Logger } from './log.ts';
import { DEFAULT_SETTINGS, type Settings } from './oai/settings.ts';
import { type Outcome, publish } from './publish.ts';
import { DatabaseAway, DatabaseGone } from './store/database.ts';
import { readLedger } from './store/ledger.ts';
import { NothingPublished } from './store/published.ts';
import { type Finding, formatFinding } from './validate/finding.ts';
import { openWorkplace, publishJob, runJob, type Workplace } from './workplace.ts';

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\])$/;
const POLL_LOCAL_SECONDS = 5;
const POLL_REMOTE_SECONDS = 60;
/** Findings that are shown at once; the rest is counted. */
const SHOWN_FINDINGS = 20;
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
 * ConfigError, DirectoryInUse and the like where it cannot start at all; whatever happens later is logged.
 */
export async function serve(config: Config, log: Logger, version: string): Promise<Service> {
  const stopping = new AbortController();
  const workplace = await openWorkplace(config, log, stopping.signal);
  const server = httpServer();
  const closers: (() => void | Promise<void>)[] = [];
  const stop = async () => {
    const closed = closeServer(server);
    stopping.abort(new Error('The service is stopping.'));
    for (const close of closers.reverse()) await close();
    await closed;
    await workplace.close();
  };
  try {
    await listen(server, config);
    const { port } = server.address() as AddressInfo;
    const url = `http://${hostInUrl(config.host)}:${port}`;
    const poll = poller(workplace, log);
    // Only now is the port known, if it was 0.
    const settings = settingsOf(config, url, version);
    const hooks = hooksOf(config, workplace.repository.isLocal, poll);
    server.on('request', createApp(workplace.published, settings, log, poll.last, hooks).callback());
    if (config.databaseUrl === null) {
      const jobs = await listenForJobs(config.dataDir, (job) => runJob(workplace, job));
      closers.push(() => void jobs.close());
    }
    closers.push(poll.idle);
    await poll.now();
    const { isLocal } = workplace.repository;
    const seconds = config.pollSeconds ?? (isLocal ? POLL_LOCAL_SECONDS : POLL_REMOTE_SECONDS);
    if (seconds > 0) {
      const timer = setInterval(() => void poll.now(), seconds * 1000);
      closers.push(() => clearInterval(timer));
    }
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

interface Poller {
  now(): Promise<void>;
  /** A look after the one under way, if there is one: what it saw may be older than what was told just now. */
  soon(): void;
  idle(): Promise<void>;
  last(): LastLook | null;
  failed: Promise<string>;
}

/** One publication at a time; a look that comes meanwhile is left out, unless a push asks for one: all pushes meanwhile for one. */
function poller(workplace: Workplace, log: Logger): Poller {
  let running: Promise<void> | null = null;
  /** The commit that was tried last: published or refused, it need not be tried again. */
  let tried: string | null = null;
  let last: LastLook | null = null;
  let fail: (reason: string) => void = () => undefined;
  const failed = new Promise<string>((resolve) => {
    fail = resolve;
  });
  const once = async (): Promise<string | null> => {
    const head = await workplace.repository.head();
    if (head === tried && !(await readLedger(workplace.db)).restamp) return last?.error ?? null;
    // Once at the start a refused commit is looked at again: the program and its rules may be new.
    const outcome = await publish({ ...publishJob(workplace, progressOf(log)), again: tried === null });
    tried = head;
    report(outcome, log);
    if (outcome.kind === 'published') await workplace.published.look();
    return outcome.kind === 'refused' ? `Commit ${short(outcome.commit)} was refused.` : null;
  };
  const look = async () => {
    const error = await once().catch((reason: unknown) => {
      if (reason instanceof DatabaseGone) fail(reason.message);
      else logFailure(reason, log);
      return messageOf(reason);
    });
    last = { at: utcNow(), error };
  };
  let isAsked = false;
  const now = () => {
    running ??= look().finally(() => {
      running = null;
      if (isAsked) {
        isAsked = false;
        void now();
      }
    });
    return running;
  };
  return {
    now,
    soon() {
      if (running !== null) isAsked = true;
      else void now();
    },
    idle: async () => {
      while (running !== null) await running;
    },
    last: () => last,
    failed,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function utcNow(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

/** A repository or database that is away is news for the log, not the end: what was published stays up (P3). */
function logFailure(error: unknown, log: Logger): void {
  if (isGitError(error) || error instanceof DatabaseAway) {
    log.error(`Nothing was published. ${error.message}`);
  } else {
    log.error(
      { err: error },
      'Nothing was published because of an unexpected error; what was published stays up.',
    );
  }
}

/** Logs what a publication did, with the findings of a refused commit. */
export function report(outcome: Outcome, log: Logger): void {
  if (outcome.kind === 'unchanged') {
    log.info(`Commit ${short(outcome.commit)} is published already (generation ${outcome.generation}).`);
    return;
  }
  const refused = outcome.kind === 'refused' ? outcome : outcome.refused;
  if (refused !== null) reportRefusal(refused, log);
  if (outcome.kind !== 'published') return;
  const { created, updated, deleted, withdrawn } = outcome;
  const moved = withdrawn.length === 0 ? '' : `, ${withdrawn.length} withdrawn`;
  const total = created.length + updated.length + deleted.length + withdrawn.length;
  log.info(
    total === 0
      ? `Commit ${short(outcome.commit)} is published; nothing in it changes what harvesters see (generation ${outcome.generation}).`
      : `Published commit ${short(outcome.commit)} as generation ${outcome.generation} with the datestamp ${outcome.datestamp}: ` +
          `${created.length} new, ${updated.length} updated, ${deleted.length} deleted${moved}.`,
  );
}

function reportRefusal({ commit, findings }: { commit: string; findings: Finding[] }, log: Logger): void {
  const count = `${findings.length} finding${findings.length === 1 ? '' : 's'}`;
  log.error(`Commit ${short(commit)} was refused with ${count}; what was published before stays up.`);
  for (const f of findings.slice(0, SHOWN_FINDINGS)) log.error(formatFinding(f));
  const more = findings.length - SHOWN_FINDINGS;
  if (more > 0) log.error(`… and ${more} more: see /status or run voreg publish.`);
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
