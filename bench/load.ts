/**
 * 500 harvesters at once beside 8, in alternating rounds, while records change: throughput, fairness, what was refused,
 * and whether every harvester has everything in the end; of one replica, of three that each harvester asks in turn, and of
 * three behind nginx.
 *
 *   npx tsx bench/load.ts [N=5000] [SECONDS=10] [ROUNDS=3] [MODES=one,three,nginx]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { runCompiled } from './compiled.ts';
import { commitChange, freshClone, repositoryOf } from './data.ts';
import { withPlace } from './database.ts';
import { samePages, settled } from './load-compare.ts';
import { Crowd, type Round } from './load-crowd.ts';
import { fairnessOf } from './load-fairness.ts';
import type { Counts } from './load-harvester.ts';
import { Harvester } from './load-harvester.ts';
import { rootOf, startNginx, startReplicas } from './load-places.ts';
import { digits, machine, ratioOf, say, sayTarget, spread } from './report.ts';
import type { Running } from './service.ts';

const MANY = 500;
const FEW = 8;
/** Before anything is counted, so that the service's caches and compiled code are as they stay. */
const WARM_UP_SECONDS = 5;
const PUBLISH_EVERY_MS = 5000;
const CHANGED_AT_ONCE = 10;
/** Jain's index (load-fairness.ts). */
const FAIR = 0.95;
/** The least that anyone gets, by the median. */
const NOT_STARVED = 0.5;
const AS_MUCH = 0.8;

const MODES = ['one', 'three', 'nginx'] as const;
type Mode = (typeof MODES)[number];

async function load(mode: Mode, records: number, seconds: number, rounds: number): Promise<void> {
  say(`${TITLES[mode]}, ${records} records, rounds of ${seconds} s. ${machine()}`);
  const repository = await freshClone(await repositoryOf(records), 'load.git');
  await withPlace('postgres', async (place) => {
    const replicas = await startReplicas(mode === 'one' ? 1 : 3, place, repository);
    const nginx = mode === 'nginx' ? await startNginx(replicas) : null;
    const roots = nginx === null ? replicas.map(rootOf) : [rootOf(nginx)];
    const crowd = new Crowd(MANY, { roots, records });
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
  sayThroughput(few, many);
  sayFairness(many);
  say(`  memory of the replicas: ${replicas.map((one) => `${one.memory().most} MB at most`).join(', ')}`);
}

/**
 * By the clock, which on a shared machine tells how the system shares its processors between the service, the harvesters
 * and whatever else there is: so also by what the service computes itself. Publications are part of that, and
 * weigh more the fewer pages there are.
 */
function sayThroughput(few: Round[], many: Round[]): void {
  const figures: [what: string, of: (round: Round) => number][] = [
    ['pages/s', rateOf],
    ['MB/s', (round) => sumOf(round.counts, 'bytes') / 1e6 / round.seconds],
    ['pages for each second that the service computes', ({ counts, cpu }) => sumOf(counts, 'pages') / cpu],
    ['MB for each second that the service computes', ({ counts, cpu }) => sumOf(counts, 'bytes') / 1e6 / cpu],
  ];
  say(`  ${MANY} harvesters / ${FEW}:`);
  for (const [what, of] of figures)
    sayTarget({
      what,
      wanted: '≥',
      limit: AS_MUCH,
      unit: '×',
      measured: ratioOf(many.map(of), few.map(of)),
    });
}

function sayFairness(rounds: Round[]): void {
  const fairness = fairnessOf(rounds.map(({ waits }) => waits));
  const { index, byChance, slowest, harvesters, fewest, median } = fairness;
  say(`  pages of each of the ${harvesters} harvesters: ${fewest} at least, ${median} by the median`);
  say(
    `  Jain's index of how fast pages come ${digits(index)}, the same waits dealt out at random ${digits(byChance)}`,
  );
  if (byChance < FAIR) {
    say('  fairness: not to be told, as each has too few pages. Take longer rounds.');
    return;
  }
  sayTarget({
    what: "fairness: Jain's index of how fast pages come",
    wanted: '≥',
    limit: FAIR,
    unit: '',
    measured: spread([index]),
  });
  sayTarget({
    what: 'fairness: the slowest / the median',
    wanted: '≥',
    limit: NOT_STARVED,
    unit: '',
    measured: spread([slowest]),
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
  const sums = await crowd.finish();
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
  const { counts, waits, seconds, cpu, ownCpu, faults } = round;
  const sorted = waits.flatMap((all) => all.map(({ ms }) => ms)).sort((a, b) => a - b);
  const at = (share: number) => digits(sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN);
  const [pages, full, bytes] = [sumOf(counts, 'pages'), sumOf(counts, 'full'), sumOf(counts, 'bytes')];
  return [
    `${String(counts.length).padStart(3)} harvesters: ${rateOf(round).toFixed(0)} pages/s`,
    `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`,
    // Alike for few and for many, or their pages per second cannot be compared.
    `of full harvests ${((full / pages) * 100).toFixed(0)} %`,
    `${(bytes / pages / 1000).toFixed(0)} kB each`,
    `p50 ${at(0.5)} ms`,
    `p99 ${at(0.99)} ms`,
    `503: ${sumOf(counts, 'refused')}`,
    `connections opened: ${sumOf(counts, 'connections')}`,
    `sent again: ${sumOf(counts, 'repeated')}`,
    `faults: ${faults.length}`,
    `computed by the service ${((cpu / pages) * 1e6).toFixed(0)} µs a page (${(cpu / seconds).toFixed(2)} processors)`,
    `by the harvesters ${((ownCpu / pages) * 1e6).toFixed(0)} (${(ownCpu / seconds).toFixed(2)})`,
  ].join(', ');
}

function rateOf({ counts, seconds }: Round): number {
  return sumOf(counts, 'pages') / seconds;
}

function sumOf(counts: Counts[], what: keyof Counts): number {
  return counts.reduce((sum, one) => sum + one[what], 0);
}

await runCompiled(import.meta.url, async ([records, seconds, rounds, modes]) => {
  const chosen = MODES.filter((mode) => (modes ?? MODES.join()).split(',').includes(mode));
  for (const mode of chosen)
    await load(mode, Number(records ?? 5000), Number(seconds ?? 10), Number(rounds ?? 3));
});
