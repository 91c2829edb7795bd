/**
 * 500 harvesters at once beside 8, in alternating rounds, while records change: throughput, fairness, what was refused,
 * and whether every harvester has everything in the end; of one replica, of three that each harvester asks in turn, and of
 * three behind nginx.
 *
 *   npx tsx bench/load.ts [N=5000] [SECONDS=10] [ROUNDS=3] [MODES=one,three,nginx]
 */
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { runCompiled } from './compiled.ts';
import { commitChange, freshClone, repositoryOf } from './data.ts';
import { withPlace } from './database.ts';
import { samePages, settled } from './load-compare.ts';
import type { Counts } from './load-harvester.ts';
import { Harvester } from './load-harvester.ts';
import { rootOf, startNginx, startReplicas } from './load-places.ts';
import type { Order, Report, Share } from './load-worker.ts';
import { digits, machine, ratioOf, say, sayTarget, spread, stopwatch } from './report.ts';
import type { Running } from './service.ts';

const MANY = 500;
const FEW = 8;
/** Before anything is counted, so that the service's caches and compiled code are as they stay. */
const WARM_UP_SECONDS = 10;
const PUBLISH_EVERY_MS = 5000;
const CHANGED_AT_ONCE = 10;
/** Jain's index: 1 if all get the same, 1/n if one gets everything. */
const FAIR = 0.95;
/** The least that anyone gets, by the median. */
const NOT_STARVED = 0.5;
const THREADS = Math.max(2, availableParallelism() - 1);

const MODES = ['one', 'three', 'nginx'] as const;
type Mode = (typeof MODES)[number];

async function load(mode: Mode, records: number, seconds: number, rounds: number): Promise<void> {
  say(`${TITLES[mode]}, ${records} records, rounds of ${seconds} s. ${machine()}`);
  const repository = await freshClone(await repositoryOf(records), 'load.git');
  await withPlace('postgres', async (place) => {
    const replicas = await startReplicas(mode === 'one' ? 1 : 3, place, repository);
    const nginx = mode === 'nginx' ? await startNginx(replicas) : null;
    const roots = nginx === null ? replicas.map(rootOf) : [rootOf(nginx)];
    const crowd = new Crowd({ roots, records });
    try {
      await measure(crowd, { replicas, repository, records, seconds, rounds });
      await compareCopies(crowd, replicas, records);
      if (replicas.length > 1) await comparePages(replicas);
    } finally {
      await crowd.close();
      await nginx?.stop();
      for (const replica of replicas) await replica.stop();
    }
  });
  say();
}

const TITLES: Record<Mode, string> = {
  one: 'One replica',
  three: 'Three replicas, another one for each page',
  nginx: 'Three replicas behind nginx',
};

interface Run {
  replicas: Running[];
  repository: string;
  records: number;
  seconds: number;
  rounds: number;
}

async function measure(crowd: Crowd, { replicas, repository, records, seconds, rounds }: Run): Promise<void> {
  const stopping = new AbortController();
  const publishing = publish(repository, records, stopping.signal);
  const [few, many]: [Round[], Round[]] = [[], []];
  try {
    await crowd.work(MANY, WARM_UP_SECONDS, replicas);
    for (let round = 0; round < rounds; round += 1) {
      few.push(await crowd.work(FEW, seconds, replicas));
      many.push(await crowd.work(MANY, seconds, replicas));
      for (const one of [few.at(-1), many.at(-1)]) if (one !== undefined) say(`  ${describe(one)}`);
    }
  } finally {
    stopping.abort();
    await publishing;
  }
  sayTarget({
    what: `pages/s with ${MANY} / with ${FEW} harvesters`,
    wanted: '≥',
    limit: 0.8,
    unit: '×',
    measured: ratioOf(many.map(rateOf), few.map(rateOf)),
  });
  const cost = (all: Round[]) => all.map(({ cpu, counts }) => cpu / sumOf(counts, 'pages'));
  say(`  the service's CPU time for a page: ${digits(ratioOf(cost(many), cost(few)).median)} ×`);
  sayFairness(many);
  say(`  memory of the replicas: ${replicas.map((one) => `${one.memory().most} MB at most`).join(', ')}`);
}

/**
 * By how fast each harvester got the pages it waited for, over all rounds. Of full harvests only: an incremental one has
 * small answers, and who is in the middle of one gets more of them.
 */
function sayFairness(rounds: Round[]): void {
  const speeds = (rounds[0]?.counts ?? []).map((_, i) => {
    const own = rounds.flatMap(({ counts }) => counts[i] ?? []);
    return { pages: sumOf(own, 'pages'), speed: sumOf(own, 'full') / sumOf(own, 'waited') };
  });
  const measured = speeds.filter(({ speed }) => speed > 0).map(({ speed }) => speed);
  say(
    `  without any page: ${speeds.filter(({ pages }) => pages === 0).length} of ${speeds.length} harvesters`,
  );
  sayTarget({
    what: "fairness: Jain's index of pages for the time waited",
    wanted: '≥',
    limit: FAIR,
    unit: '',
    measured: spread([jainOf(measured)]),
  });
  sayTarget({
    what: 'fairness: the slowest / the median',
    wanted: '≥',
    limit: NOT_STARVED,
    unit: '',
    measured: spread([Math.min(...measured) / spread(measured).median]),
  });
}

/** What `harvesters` did in a round, and what it cost the service. */
interface Round {
  /** By harvester, in the same order each time. */
  counts: Counts[];
  latencies: number[];
  faults: string[];
  sums: { count: number; digest: string }[];
  seconds: number;
  /** Seconds of computing, of all replicas and of all harvesters. */
  cpu: number;
  ownCpu: number;
}

/** All harvesters, in threads, so that reading is not what is measured. */
class Crowd {
  readonly faults: string[] = [];
  readonly #threads: Worker[];

  constructor(share: Omit<Share, 'numbers'>) {
    const numbers = Array.from({ length: MANY }, (_, number) => number);
    this.#threads = Array.from({ length: THREADS }, (_, thread) => {
      const workerData: Share = { ...share, numbers: numbers.filter((n) => n % THREADS === thread) };
      return new Worker(new URL('./load-worker.js', import.meta.url), { workerData });
    });
  }

  async work(harvesters: number, seconds: number, replicas: Running[]): Promise<Round> {
    return this.#order({ harvesters, seconds }, replicas);
  }

  async finish(replicas: Running[]): Promise<Round> {
    return this.#order('finish', replicas);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  async #order(order: Order, replicas: Running[]): Promise<Round> {
    const cpu = () => replicas.reduce((sum, replica) => sum + replica.cpu(), 0);
    const before = cpu();
    const watch = stopwatch();
    const reports = await Promise.all(this.#threads.map((thread) => answerOf(thread, order)));
    const { seconds, cpu: ownCpu } = watch();
    const faults = reports.flatMap((report) => report.faults);
    this.faults.push(...faults);
    return {
      counts: reports.flatMap(({ counts }) => counts),
      latencies: reports.flatMap(({ latencies }) => latencies),
      sums: reports.flatMap(({ sums }) => sums),
      faults,
      seconds,
      cpu: cpu() - before,
      ownCpu,
    };
  }
}

function answerOf(thread: Worker, order: Order): Promise<Report> {
  return new Promise((resolve, reject) => {
    thread.once('error', reject);
    thread.once('message', (report: Report) => {
      thread.off('error', reject);
      resolve(report);
    });
    thread.postMessage(order);
  });
}

/** Some changed records every few seconds: what is in memory is of no use after each. */
async function publish(repository: string, records: number, signal: AbortSignal): Promise<void> {
  for (let version = 1; !signal.aborted; version += 1) {
    const began = performance.now();
    const changed = Array.from(
      { length: CHANGED_AT_ONCE },
      (_, i) => 2 + ((version * 1999 + i * 97) % (records - 2)),
    );
    await commitChange(repository, [...new Set(changed)], version);
    const wait = PUBLISH_EVERY_MS - (performance.now() - began);
    await sleep(Math.max(0, wait), undefined, { signal }).catch(() => undefined);
  }
}

/** Nothing changes any more: every copy must be what a new harvester gets, from each replica. */
async function compareCopies(crowd: Crowd, replicas: Running[], records: number): Promise<void> {
  await settled(replicas);
  const { sums } = await crowd.finish(replicas);
  const fresh = await Promise.all(
    replicas.map(async (replica) => {
      const harvester = new Harvester([rootOf(replica)], records, '198.18.255.1');
      await harvester.finish();
      crowd.faults.push(...harvester.faults);
      return harvester.sum();
    }),
  );
  const [truth = { count: 0, digest: '' }] = fresh;
  const isTrue = ({ count, digest }: { count: number; digest: string }) =>
    count === records && digest === truth.digest;
  const wrong = [...fresh, ...sums].filter((sum) => !isTrue(sum)).length;
  say(
    `  ${sums.length} copies of ${truth.count} records (${truth.digest.slice(0, 8)}): ${wrong === 0 ? 'all whole' : `${wrong} WRONG`}; ${crowd.faults.length} faults`,
  );
  for (const fault of crowd.faults.slice(0, 5)) say(`  FAULT: ${fault}`);
  if (wrong > 0 || crowd.faults.length > 0) process.exitCode = 1;
}

/** P7, and what a harvester lives by that asks another replica for each page. */
async function comparePages(replicas: Running[]): Promise<void> {
  const { pages, isSame } = await samePages(replicas);
  say(
    `  ${pages} pages from each replica, and from all in turn: ${isSame ? 'the same bytes' : 'NOT THE SAME'}`,
  );
  if (!isSame) process.exitCode = 1;
}

function describe(round: Round): string {
  const { counts, latencies, seconds, cpu, ownCpu, faults } = round;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => digits(latencies[Math.floor(share * (latencies.length - 1))] ?? Number.NaN);
  const pages = counts.map((one) => one.pages);
  return (
    `${String(counts.length).padStart(3)} harvesters: ${rateOf(round).toFixed(0)} pages/s, ` +
    `${(sumOf(counts, 'bytes') / 1e6 / seconds).toFixed(0)} MB/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ` +
    `pages each ${Math.min(...pages)} to ${Math.max(...pages)}, 503: ${sumOf(counts, 'refused')}, ` +
    `connections opened: ${sumOf(counts, 'connections')}, sent again: ${sumOf(counts, 'repeated')}, CPU of the service ${(cpu / seconds).toFixed(2)}, of the harvesters ${(ownCpu / seconds).toFixed(2)}, faults: ${faults.length}`
  );
}

function rateOf({ counts, seconds }: Round): number {
  return sumOf(counts, 'pages') / seconds;
}

function sumOf(counts: Counts[], what: keyof Counts): number {
  return counts.reduce((sum, one) => sum + one[what], 0);
}

function jainOf(values: number[]): number {
  const sum = values.reduce((all, value) => all + value, 0);
  return sum ** 2 / (values.length * values.reduce((all, value) => all + value ** 2, 0));
}

await runCompiled(import.meta.url, async ([records, seconds, rounds, modes]) => {
  const chosen = MODES.filter((mode) => (modes ?? MODES.join()).split(',').includes(mode));
  for (const mode of chosen)
    await load(mode, Number(records ?? 5000), Number(seconds ?? 10), Number(rounds ?? 3));
});
