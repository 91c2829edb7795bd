/** The service: publishes what is in Git, answers harvesters, and looks at the ref again and again. */
import type { Server } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { countAccess } from './access-counting.ts';
import type { Config } from './config.ts';
import { createApp } from './http/app.ts';
import type { HookSettings } from './http/hooks.ts';
import { Metrics } from './http/metrics.ts';
import { closeServer, httpServer } from './http/server.ts';
import { inTurns } from './http/turns.ts';
import type { Logger } from './log.ts';
import { DEFAULT_SETTINGS, type Settings } from './oai/settings.ts';
import { type Poller, poller } from './poller.ts';
import { answerJobs, aroundOf, type Running, startSchedules } from './running.ts';
import { DatabaseAway } from './store/database.ts';
import { heedNotices } from './store/heed.ts';
import { NothingPublished } from './store/published.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\])$/;

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
    await closeAll([
      ...closers.reverse(),
      () => closed,
      async () => access?.stop(),
      () => workplace.close(),
      () => metrics.close(),
    ]);
  };
  try {
    await listen(server, config);
    const { port } = server.address() as AddressInfo;
    const url = `http://${hostInUrl(config.host)}:${port}`;
    const poll = poller(workplace, log, metrics, stopping.signal);
    // Only now is the port known, if it was 0.
    const settings = settingsOf(config, url, version);
    const hooks = hooksOf(config, workplace.repository.isLocal, poll);
    const running: Running = {
      ...{ workplace, config, log, version, settings, poll, metrics, access, signal: stopping.signal },
      closeLater: (close) => void closers.push(close),
    };
    const app = createApp(workplace.published, settings, log, { ...aroundOf(running), hooks });
    server.on('request', inTurns(app));
    if (config.databaseUrl === null) await answerJobs(running);
    closers.push(poll.idle);
    closers.push(
      heedNotices(workplace.db, workplace.published, (error) =>
        log.error({ err: error }, 'A look at the ledger failed.'),
      ),
    );
    await poll.now();
    startSchedules(running);
    await warnAboutBaseURL(workplace, config, settings.localTrial, log);
    return { url, isPublished: poll.last()?.error === null, stop, failed: poll.failed };
  } catch (error) {
    // A process that has said it cannot start must not go on listening.
    await stop();
    throw error;
  }
}

/** In this order, each of them whatever becomes of the others. Throws the first error. */
export async function closeAll(closers: (() => void | Promise<void>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const close of closers) {
    try {
      await close();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

function settingsOf(config: Config, url: string, version: string): Settings {
  const localTrial = config.baseURL === null && LOOPBACK.test(config.host);
  const baseURL = localTrial ? `${url}/oai` : config.baseURL;
  return { ...DEFAULT_SETTINGS, baseURL, localTrial, cacheBytes: config.cacheBytes, version };
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
