/**
 * `/metrics`: the counts of this process and what it knows of the world, as Prometheus reads them. The only importer of
 * prom-client. A registry for each application: tests start many in one process.
 */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Answers } from '../oai/answers.ts';
import type { Connections } from '../store/database.ts';
import type { Handler } from './endpoint.ts';
import { type Known, lookedAt } from './known.ts';
import { OUTWARD_GAUGES, type Outward } from './outward.ts';
import { reply } from './reply.ts';
import { asked, type LastLook, orNull, type Refusal, SHRINK } from './status.ts';
import { BOUNDS, Tally } from './tally.ts';

/** What becomes of a look at the repository that found something to publish. `failed`: it could not be told. */
export type PublicationOutcome = 'published' | 'unchanged' | 'refused' | 'failed';

/** Seconds of a publication: of one record, of 30,000, of a history of years. */
const PUBLICATION_BOUNDS = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];
const LOOP_RESOLUTION_MS = 20;
const NANOSECONDS = 1e9;

/** What is asked at the moment of a scrape. */
export interface Facts {
  known: Known;
  counts: { byStatus: Record<string, number> } | null;
  lastRefusal: Refusal;
  lastLook: LastLook | null;
  connections: Connections | null;
  outward: Outward | null;
}

interface Labelled {
  labels: Record<string, string>;
  value: number;
}

export class Metrics {
  readonly tally = new Tally();
  readonly contentType: string;
  readonly #registry = new Registry();
  readonly #publications: Counter<'outcome'>;
  readonly #publicationTimes: Histogram<'outcome'>;
  readonly #gauges = new Map<string, Gauge>();
  readonly #records: Gauge<'status'>;
  readonly #outward: { gauge: Gauge; read: (outward: Outward) => Labelled[] }[];
  readonly #loop: Gauge<'quantile'>;
  /** Begun by the first scrape: what nobody reads is not measured. */
  #delay: IntervalHistogram | null = null;

  constructor() {
    const registers = [this.#registry];
    this.contentType = this.#registry.contentType;
    addCounts(this.tally, registers);
    this.#publications = new Counter({
      name: 'voreg_publications_total',
      help: 'Commits that were looked at to be published, by what became of them.',
      labelNames: ['outcome'],
      registers,
    });
    for (const outcome of ['published', 'unchanged', 'refused', 'failed'])
      this.#publications.inc({ outcome }, 0);
    this.#publicationTimes = new Histogram({
      name: 'voreg_publication_seconds',
      help: 'How long that took.',
      labelNames: ['outcome'],
      buckets: PUBLICATION_BOUNDS,
      registers,
    });
    this.#records = new Gauge({
      name: 'voreg_records',
      help: 'Records by status; absent while the database is away.',
      labelNames: ['status'],
      registers,
    });
    this.#outward = OUTWARD_GAUGES.map(({ name, help, labels, read }) => ({
      gauge: new Gauge({ name, help, labelNames: labels, registers }),
      read,
    }));
    this.#loop = new Gauge({
      name: 'voreg_event_loop_delay_seconds',
      help: 'How late the event loop was since the last scrape.',
      labelNames: ['quantile'],
      registers,
    });
    for (const [name, help] of GAUGES) this.#gauges.set(name, new Gauge({ name, help, registers }));
  }

  publication(outcome: PublicationOutcome, seconds: number): void {
    this.#publications.inc({ outcome });
    this.#publicationTimes.observe({ outcome }, seconds);
  }

  /** Everything, in Prometheus' text format. What is not known is NaN. */
  async write(facts: Facts): Promise<string> {
    for (const [name, , read] of GAUGES) this.#gauges.get(name)?.set(read(facts));
    this.#records.reset();
    for (const [status, count] of Object.entries(facts.counts?.byStatus ?? {}))
      this.#records.set({ status }, count);
    for (const { gauge, read } of this.#outward) {
      gauge.reset();
      for (const { labels, value } of facts.outward === null ? [] : read(facts.outward))
        gauge.set(labels, value);
    }
    this.#readLoop();
    return this.#registry.metrics();
  }

  /** Stops measuring the event loop. */
  close(): void {
    this.#delay?.disable();
  }

  #readLoop(): void {
    if (this.#delay === null) {
      this.#delay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
      this.#delay.enable();
      return;
    }
    // Node counts its own resolution in. Without a single sample, as in a second scrape at once, max is 0.
    const late = (nanoseconds: number) => Math.max(0, nanoseconds / NANOSECONDS - LOOP_RESOLUTION_MS / 1000);
    this.#loop.set({ quantile: '0.5' }, late(this.#delay.percentile(50)));
    this.#loop.set({ quantile: '0.99' }, late(this.#delay.percentile(99)));
    this.#loop.set({ quantile: '1' }, late(this.#delay.max));
    this.#delay.reset();
  }
}

/** Name, help, value. All of them without labels. */
const GAUGES: [name: string, help: string, read: (facts: Facts) => number][] = [
  ['voreg_generation', 'The generation that is served.', (f) => f.known.moment?.generation ?? Number.NaN],
  [
    'voreg_generation_age_seconds',
    'Since the generation that is served was published.',
    (f) => since(f.known.moment?.publishedAt),
  ],
  [
    'voreg_known_age_seconds',
    'Since the database confirmed what is served.',
    (f) => since(f.known.moment?.knownAt),
  ],
  ['voreg_database_up', '1 if the database answers.', (f) => Number(f.known.database === 'up')],
  ['voreg_database_connections', 'Open connections.', (f) => f.connections?.open ?? Number.NaN],
  ['voreg_database_connections_in_use', 'Of these, at work.', (f) => f.connections?.inUse ?? Number.NaN],
  ['voreg_database_connections_max', 'Connections at most.', (f) => f.connections?.most ?? Number.NaN],
  [
    'voreg_database_waiting',
    'Statements that wait for a connection.',
    (f) => f.connections?.waiting ?? Number.NaN,
  ],
  [
    'voreg_repository_seen_age_seconds',
    'Since the records repository was last read without an error; before the first time: since the start.',
    (f) => (f.lastLook === null ? Number.NaN : since(f.lastLook.seenAt) || process.uptime()),
  ],
  [
    'voreg_repository_look_failed',
    '1 if the last look could not read the records repository.',
    (f) => (f.lastLook === null ? Number.NaN : Number(f.lastLook.awaySince !== null)),
  ],
  [
    'voreg_commit_refused',
    '1 if the newest commit that was looked at is refused.',
    (f) => Number(f.lastRefusal !== null),
  ],
  ['voreg_refusal_findings', 'Findings of that refusal.', (f) => f.lastRefusal?.findings.length ?? 0],
  [
    'voreg_refused_shrink',
    '1 if it waits for voreg publish --accept-shrink.',
    (f) => Number(f.lastRefusal?.findings.some(SHRINK) ?? false),
  ],
  ['process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss()],
  ['process_start_time_seconds', 'Start of the process.', () => Date.now() / 1000 - process.uptime()],
];

/** Counters whose values are taken over from the tally at each scrape. */
function addCounts(tally: Tally, registers: Registry[]): void {
  new Counter({
    name: 'voreg_http_requests_total',
    help: 'Requests by address and status; aborted: the client left before an answer.',
    labelNames: ['place', 'status'],
    registers,
    collect() {
      this.reset();
      for (const { labels, count } of tally.requests()) this.inc(labels, count);
    },
  });
  new Counter({
    name: 'voreg_oai_requests_total',
    help: 'OAI-PMH requests by verb, metadataPrefix (token: a later page), error code and HTTP status.',
    labelNames: ['verb', 'prefix', 'error', 'status'],
    registers,
    collect() {
      this.reset();
      for (const { labels, count } of tally.oai()) this.inc(labels, count);
    },
  });
  registers[0]?.registerMetric(new AnswerTimes(tally));
  const sums: [name: string, help: string, read: () => number][] = [
    ['voreg_sent_bytes_total', 'Bytes of bodies.', () => tally.bytes],
    ['voreg_cache_hits_total', 'OAI answers that were in memory.', () => tally.hits],
    ['voreg_cache_misses_total', 'OAI answers that had to be made.', () => tally.misses],
    ['voreg_lists_begun_total', 'Lists whose first page was handed out.', () => tally.begunLists],
    ['voreg_lists_completed_total', 'Lists whose last page was handed out.', () => tally.completedLists],
    ['process_cpu_seconds_total', 'CPU time.', cpuSeconds],
  ];
  for (const [name, help, read] of sums) {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }
}

type HistogramValues = Awaited<ReturnType<Histogram<'verb'>['get']>>;

const ANSWER_TIMES = {
  name: 'voreg_oai_answer_seconds',
  help: 'From a request to the end of its answer, by verb. The client reads meanwhile: a slow line counts.',
  // prom-client's types say a number, its code a word.
  type: 'histogram' as unknown as HistogramValues['type'],
  aggregator: 'sum' as const,
  collect: () => undefined,
};

/** A histogram that is counted by the tally: prom-client's own builds a string of its labels for each observation. */
class AnswerTimes extends Histogram<'verb'> {
  readonly #tally: Tally;
  constructor(tally: Tally) {
    super({ ...ANSWER_TIMES, labelNames: ['verb'], buckets: BOUNDS, registers: [] });
    this.#tally = tally;
  }
  override async get(): Promise<HistogramValues> {
    const value = (suffix: string, of: number, labels: Record<string, string | number>) => ({
      metricName: `voreg_oai_answer_seconds_${suffix}`,
      value: of,
      labels,
    });
    const values = [...this.#tally.times()].flatMap(({ verb, upTo, seconds }) => [
      ...upTo.map((count, at) => value('bucket', count, { verb, le: BOUNDS[at] ?? '+Inf' })),
      value('sum', seconds, { verb }),
      value('count', upTo.at(-1) ?? 0, { verb }),
    ]);
    return { ...ANSWER_TIMES, values };
  }
  /** What the registry asks where it is there; prom-client's types do not name it. */
  getForPromString() {
    return this.get();
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds since a date or Date.now(); NaN for none. */
function since(then: string | number | null | undefined): number {
  if (then === null || then === undefined) return Number.NaN;
  return Math.max(0, (Date.now() - new Date(then).getTime()) / 1000);
}

/** 200 whatever the state is: the alarm is in the values. */
export function metricsEndpoint(
  metrics: Metrics,
  answers: Answers,
  around: {
    lastLook: () => LastLook | null;
    connections: () => Connections | null;
    outward?: (() => Promise<Outward>) | undefined;
  },
): Handler {
  return async (ctx) => {
    const known = await lookedAt(answers);
    const { counts, lastRefusal } = await asked(answers);
    const facts = {
      known,
      counts,
      lastRefusal,
      lastLook: around.lastLook(),
      connections: around.connections(),
      outward: around.outward === undefined ? null : await orNull(around.outward()),
    };
    // A scrape that waited behind a block is read before the timer that would tell of it, and resetting forgets that one.
    await setTimeout(1);
    reply(ctx, 200, metrics.contentType, await metrics.write(facts));
  };
}
