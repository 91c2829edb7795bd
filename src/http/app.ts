/** The application: every address and what answers there. Reads what is published through one interface only. */
import type { RequestListener } from 'node:http';
import Router from '@koa/router';
import Koa from 'koa';
import type { Logger } from 'pino';
import { Answers } from '../oai/answers.ts';
import type { Settings } from '../oai/settings.ts';
import type { AccessSummary } from '../store/access-summary.ts';
import type { Connections } from '../store/database.ts';
import type { Published } from '../store/published.ts';
import type { AccessCounts } from './access.ts';
import { accessLog } from './access-log.ts';
import { browseEndpoint } from './browse.ts';
import { type ClientSettings, Clients, DEFAULT_CLIENTS } from './clients.ts';
import { byMethod, endpoint } from './endpoint.ts';
import { errorAnswers, HttpProblem } from './errors.ts';
import { liveEndpoint, readyEndpoint } from './health.ts';
import { homeEndpoint, nowhere } from './home.ts';
import { FORGES, type HookSettings, hookEndpoint } from './hooks.ts';
import { keptFirst } from './kept-first.ts';
import { KeptPages } from './kept-pages.ts';
import { Metrics, metricsEndpoint } from './metrics.ts';
import { OAI_PATH, oaiEndpoint } from './oai.ts';
import type { Outward } from './outward.ts';
import { RECORDS, type RecordsAround, recordEndpoint } from './records.ts';
import { anomaliesEndpoint, type Reports, reconcileEndpoint, sourcesEndpoint } from './reports.ts';
import { type Elsewhere, RESOLVED, resolveEndpoint } from './resolve.ts';
import { openSearchEndpoint, type Searching, searchEndpoint } from './search.ts';
import { faviconEndpoint, robotsEndpoint, styleEndpoint } from './site.ts';
import { sitemapEndpoint } from './sitemap.ts';
import { type LastLook, type SourceStatus, statusEndpoint } from './status.ts';
import { type Validating, validateMethods } from './validate.ts';
import { availabilityEndpoint, capabilitiesEndpoint } from './vosi.ts';

/** Longest URL that is looked at; a token has less than 1 kB. */
export const URL_LIMIT = 16 * 1024;

/** Longest for a page: its links repeat the query. */
const PAGE_URL_LIMIT = 4 * 1024;

/** What is read of an Accept header: each type in it is held against each that we have, and 150 kB took 0.3 s. */
const ACCEPT_LIMIT = 1000;

/** What the process around the application knows and does. What is left out is not there. */
export interface Around {
  /** How the last look at the records repository went, if this process looks at it. */
  lastLook?: () => LastLook | null;
  /** Told of pushes. */
  hooks?: HookSettings;
  /** The sources that are harvested here. May throw DatabaseAway. */
  sources?: () => Promise<SourceStatus[]>;
  connections?: () => Connections | null;
  /** What searchable registries show of us and were told. May throw DatabaseAway. */
  outward?: () => Promise<Outward>;
  /** Where harvests have seen records of others. */
  elsewhere?: Elsewhere;
  /** What others know of a record, for its page. */
  records?: RecordsAround;
  /** What /sources, /anomalies and /reconcile show. */
  reports?: Reports;
  /** What /validate does; without it that page says that it is turned off. */
  validating?: Validating;
  /** What /search asks; without it there is no search. */
  searching?: Searching;
  /** TRUSTED_PROXIES and the like. */
  clients?: ClientSettings;
  /** The counts behind /metrics, where others count too. */
  metrics?: Metrics;
  /** Where requests are counted by who asks for what (ACCESS_STATISTICS). */
  access?: AccessCounts;
  /** What /status says of that. May throw DatabaseAway. */
  accessSummary?: () => Promise<AccessSummary>;
}

/** Pages get this part of CACHE_MB beside the answers: one has a fiftieth of the bytes of a page of records. */
const PAGES_SHARE = 8;

const NO_HOOKS: HookSettings = { secret: null, branch: null, onPush: () => undefined };

/** Codes of node's socket, parser and stream errors. */
const CLIENT_GONE = /^(ECONN|EPIPE|HPE_|ERR_STREAM_)/;

/** What answers requests, to be given to `httpServer`. `log` gets one line for each and every unexpected error. */
export function createApp(
  published: Published,
  settings: Settings,
  log: Logger,
  around: Around = {},
): RequestListener {
  const { lastLook = () => null, hooks = NO_HOOKS, sources = async () => [] } = around;
  const { connections = () => null, metrics = new Metrics() } = around;
  const clients = new Clients(around.clients ?? DEFAULT_CLIENTS, log);
  const answers = new Answers(published, settings);
  const pages = new KeptPages(settings.cacheBytes / PAGES_SHARE, clients);
  const router = new Router();
  endpoint(router, /^\/oai\/browse$/, { GET: browseEndpoint(answers, clients) });
  endpoint(router, '/vosi/availability', { GET: availabilityEndpoint(answers) });
  endpoint(router, '/vosi/capabilities', { GET: capabilitiesEndpoint(answers) });
  endpoint(router, '/status', {
    GET: statusEndpoint(
      answers,
      lastLook,
      sources,
      around.accessSummary,
      around.outward,
      around.searching?.state,
    ),
  });
  endpoint(router, '/metrics', {
    GET: metricsEndpoint(metrics, answers, { lastLook, connections, outward: around.outward }),
  });
  endpoint(router, '/health/live', { GET: liveEndpoint });
  endpoint(router, '/health/ready', { GET: readyEndpoint(answers, lastLook) });
  for (const forge of Object.keys(FORGES)) {
    endpoint(router, `/hooks/${forge}`, { POST: hookEndpoint(forge, hooks) });
  }
  if (around.searching !== undefined) {
    endpoint(router, '/search', { GET: searchEndpoint(answers, clients, around.searching) });
    endpoint(router, '/opensearch.xml', { GET: openSearchEndpoint(answers) });
  }
  if (around.reports !== undefined) {
    endpoint(router, '/sources', { GET: sourcesEndpoint(answers, clients, around.reports) });
    endpoint(router, '/anomalies', { GET: anomaliesEndpoint(answers, clients, around.reports) });
    endpoint(router, '/reconcile', { GET: reconcileEndpoint(answers, clients, around.reports) });
  }
  endpoint(router, '/validate', validateMethods(answers, clients, around.validating ?? null));
  endpoint(router, '/', { GET: homeEndpoint(answers, clients, pages) });
  const resolve = resolveEndpoint(answers, clients, around.elsewhere ?? (async () => []));
  endpoint(router, '/resolve', { GET: resolve });
  endpoint(router, RESOLVED, { GET: resolve });
  endpoint(router, '/robots.txt', { GET: robotsEndpoint(answers) });
  endpoint(router, '/sitemap.xml', { GET: sitemapEndpoint(answers, pages) });
  endpoint(router, '/style.css', { GET: styleEndpoint });
  endpoint(router, /^\/favicon\.(svg|ico)$/, { GET: faviconEndpoint });

  const app = new Koa();
  const escaped = (err: unknown) => {
    // A client that goes away is told of in the access log; what else comes here escaped errorAnswers.
    if (CLIENT_GONE.test((err as { code?: string } | null)?.code ?? ''))
      log.debug({ err }, 'connection ended');
    else log.error({ err }, 'unexpected error');
  };
  app.on('error', escaped);
  app.use((ctx, next) => {
    const { headers } = ctx.req;
    if (headers.accept !== undefined) headers.accept = headers.accept.slice(0, ACCEPT_LIMIT);
    return next();
  });
  const note = accessLog(log, metrics.tally, clients, around.access);
  app.use((ctx, next) => {
    note(ctx);
    return next();
  });
  app.use(errorAnswers(log, () => answers.known?.registry.repositoryName ?? null));
  // Past the router, which tries path after path: it cost a small answer 6 µs of 36.
  const oai = oaiEndpoint(answers, clients);
  const oaiMethods = byMethod(oai);
  const record = byMethod({ GET: recordEndpoint(answers, pages, around.records) });
  app.use((ctx, next) => {
    const url = ctx.req.url ?? '';
    const isOai = OAI_PATH.test(url);
    checkUrl(url, isOai ? URL_LIMIT : PAGE_URL_LIMIT);
    if (isOai) return oaiMethods(ctx);
    return RECORDS.test(url) ? record(ctx) : next();
  });
  app.use(router.routes());
  app.use((ctx) => nowhere(ctx, answers));
  return keptFirst(app.callback(), { answers, pages, oai, note, unexpected: escaped });
}

/** Throws HttpProblem 414 beyond the limit, 400 for what is no path (a proxy request, `*`). */
function checkUrl(url: string, most: number): void {
  if (url.length > most)
    throw new HttpProblem(414, `The address is longer than ${most} characters; none here needs that many.`);
  if (!url.startsWith('/'))
    throw new HttpProblem(400, 'Ask for a path that begins with a slash, such as /oai.');
}
