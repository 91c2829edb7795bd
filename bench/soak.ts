/**
 * A soak: harvesters, full and incremental, single records and status pages at half of the machine, with one
 * publication a second, for as long as it takes to see whether memory stays flat and answers stay fast.
 *
 *   npx tsx bench/soak.ts [MINUTES=30] [N=3000]
 */
import { Agent } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fetchBody } from './client.ts';
import { MAIN, runCompiled } from './compiled.ts';
import { commitChange, freshClone, ivoidOf, repositoryOf } from './data.ts';
import { withPlace } from './database.ts';
import { BENCH_DIR } from './place.ts';
import { digits, machine, say, sayTarget, spread } from './report.ts';
import { type Running, start, untilReady } from './service.ts';

const HARVESTERS = 16;
/** Of all processors, by the service and this program; Git and the database take their part beside it. */
const BUSY = 0.5;
/** Until the rate is found that makes the machine so busy, and the caches are full. */
const WARM_UP_SECONDS = 60;
const MOST_UNDER_WAY = 64;
/**
 * What memory may grow by over the run, by a line through its minutes: V8 collects when the heap has doubled, so a
 * single minute says little, and a line through 30 of them is good to some percent.
 */
const GROWTH = 0.1;
/** Through fewer minutes no line is worth anything. */
const LEAST_MINUTES = 10;

async function soak(minutes: number, records: number): Promise<void> {
  say(`A soak of ${minutes} minutes with ${records} records, postgres. ${machine()}`);
  const repository = await freshClone(await repositoryOf(records), 'soak.git');
  await withPlace('postgres', async ({ databaseUrl, dataDir }) => {
    const environment = (port: number): Record<string, string> => ({
      PORT: String(port),
      BASE_URL: 'https://bench.example/oai',
      RECORDS_REPO: repository,
      RECORDS_REF: 'main',
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl ?? '',
      POLL_SECONDS: '1',
    });
    const service = await start(
      process.execPath,
      () => [MAIN, 'serve'],
      environment,
      join(BENCH_DIR, 'soak.log'),
    );
    try {
      await untilReady(`http://127.0.0.1:${service.port}/health/ready`, 600);
      await measure(service, repository, minutes, records);
    } finally {
      await service.stop();
    }
  });
}

async function measure(
  service: Running,
  repository: string,
  minutes: number,
  records: number,
): Promise<void> {
  const load = new Load(`http://127.0.0.1:${service.port}`, records);
  const stopping = new AbortController();
  const generation = await load.generation();
  const work = [load.run(stopping.signal), publishing(repository, records, stopping.signal)];
  try {
    await findRate(load, service);
    say(`  ${load.rate.toFixed(0)} requests/s from here on (wanted: ${(BUSY * 100).toFixed(0)} % busy)`);
    const before = await load.generation();
    const [p99s, memory]: [number[], number[]] = [[], []];
    for (let minute = 1; minute <= minutes; minute += 1) {
      load.latencies.length = 0;
      const busy = busySince(service);
      await sleep(60_000);
      const { p50, p99 } = percentiles(load.latencies);
      const { now } = service.memory();
      p99s.push(p99);
      memory.push(now);
      say(
        `  minute ${minute}: ${now} MB, ${load.latencies.length} answers, p50 ${digits(p50)} ms, p99 ${digits(p99)} ms, ${(busy() * 100).toFixed(0)} % busy`,
      );
    }
    const published = (await load.generation()) - before;
    say(
      `  ${published} generations (${generation} before), ${load.late} requests left out, ${load.failures.length} failed`,
    );
    sayVerdict(p99s, memory);
    for (const failure of load.failures.slice(0, 5)) say(`  FAILED: ${failure}`);
  } finally {
    stopping.abort();
    await Promise.all(work);
    load.close();
  }
}

function sayVerdict(p99s: number[], memory: number[]): void {
  const [first = Number.NaN] = p99s;
  const grown = slopeOf(memory) * memory.length;
  const one = (value: number) => spread([value]);
  if (memory.length < LEAST_MINUTES)
    say(`  fewer than ${LEAST_MINUTES} minutes: whether memory is flat cannot be said`);
  else
    sayTarget({
      what: 'memory: growth over the run / its median',
      wanted: '≤',
      limit: GROWTH,
      unit: '×',
      measured: one(grown / spread(memory).median),
    });
  sayTarget({
    what: "the slowest minute's p99 / the first minute's",
    wanted: '≤',
    limit: 2,
    unit: '×',
    measured: one(Math.max(...p99s) / first),
  });
}

/** Paced requests, one after the other in time, however long each takes. */
class Load {
  rate = 20;
  late = 0;
  readonly latencies: number[] = [];
  readonly failures: string[] = [];
  readonly #root: string;
  readonly #records: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: MOST_UNDER_WAY });
  readonly #harvesters = Array.from({ length: HARVESTERS }, (_, i) => new Harvester(i % 4 === 0));
  #underWay = 0;

  constructor(root: string, records: number) {
    this.#root = root;
    this.#records = records;
  }

  async run(signal: AbortSignal): Promise<void> {
    for (let next = performance.now(); !signal.aborted; ) {
      next = Math.max(next + 1000 / this.rate, performance.now() - 1000);
      const wait = next - performance.now();
      if (wait > 0) await sleep(wait);
      if (this.#underWay >= MOST_UNDER_WAY) this.late += 1;
      else void this.#request();
    }
    while (this.#underWay > 0) await sleep(10);
  }

  async generation(): Promise<number> {
    const body = await fetchBody(`${this.#root}/status?format=json`, this.#agent);
    return (JSON.parse(body.toString()) as { generation: number }).generation;
  }

  close(): void {
    this.#agent.destroy();
  }

  async #request(): Promise<void> {
    const harvester = Math.random() < 0.6 ? this.#harvesters.find(({ isBusy }) => !isBusy) : undefined;
    const path = harvester?.next() ?? this.#page();
    this.#underWay += 1;
    const began = performance.now();
    try {
      const body = await fetchBody(this.#root + path, this.#agent);
      this.latencies.push(performance.now() - began);
      harvester?.take(body);
    } catch (error) {
      this.failures.push(String(error));
      harvester?.give();
    } finally {
      this.#underWay -= 1;
      // The one that has rested longest is next.
      if (harvester !== undefined)
        this.#harvesters.push(...this.#harvesters.splice(this.#harvesters.indexOf(harvester), 1));
    }
  }

  #page(): string {
    const ivoid = ivoidOf(2 + Math.floor(Math.random() * (this.#records - 2)));
    const pages = [
      `/oai?verb=GetRecord&metadataPrefix=ivo_vor&identifier=${ivoid}`,
      `/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=${ivoid}`,
      `/records/${ivoid.slice(6)}`,
      '/oai?verb=Identify',
      '/status?format=json',
      '/health/ready',
      '/metrics',
    ];
    return pages[Math.floor(Math.random() * pages.length)] ?? '/';
  }
}

/** One harvest after the other, a page for each request; full ones, or from the responseDate of the last. */
class Harvester {
  isBusy = false;
  readonly #isFull: boolean;
  #from: string | null = null;
  #begun: { from: string; token: string } | null = null;

  constructor(isFull: boolean) {
    this.#isFull = isFull;
  }

  next(): string {
    this.isBusy = true;
    if (this.#begun !== null) return `/oai?verb=ListRecords&resumptionToken=${this.#begun.token}`;
    const from = this.#from === null || this.#isFull ? '' : `&from=${this.#from}`;
    return `/oai?verb=ListRecords&metadataPrefix=ivo_vor${from}`;
  }

  take(body: Buffer): void {
    this.isBusy = false;
    const date = /<responseDate>([^<]*)</.exec(body.toString('latin1', 0, 1000))?.[1] ?? '';
    const token = /<resumptionToken[^>]*>([^<]+)</.exec(body.toString('latin1', body.length - 2000))?.[1];
    const from = this.#begun?.from ?? date;
    this.#begun = token === undefined ? null : { from, token };
    if (token === undefined) this.#from = from;
  }

  /** After a failure: from the beginning. */
  give(): void {
    this.isBusy = false;
    this.#begun = null;
  }
}

/** A changed record each second. */
async function publishing(repository: string, records: number, signal: AbortSignal): Promise<void> {
  for (let version = 1; !signal.aborted; version += 1) {
    const began = performance.now();
    await commitChange(repository, [2 + ((version * 1999) % (records - 2))], version);
    await sleep(Math.max(0, 1000 - (performance.now() - began)));
  }
}

/** Slower or faster, until the machine is as busy as it should be. */
async function findRate(load: Load, service: Running): Promise<void> {
  for (let second = 0; second < WARM_UP_SECONDS; second += 2) {
    const busy = busySince(service);
    const { late } = load;
    await sleep(2000);
    // Beside other work there may be no half to be had: then as much as is answered in time.
    const factor = load.late > late ? 0.7 : Math.min(1.4, Math.max(0.7, BUSY / busy()));
    load.rate = Math.min(5000, Math.max(1, load.rate * factor));
  }
}

/** The share of all processors that the service and this program have used since the call: others' work does not count. */
function busySince(service: Running): () => number {
  const used = () => {
    const { user, system } = process.cpuUsage();
    return service.cpu() + (user + system) / 1e6;
  };
  const before = used();
  const began = performance.now();
  return () => (used() - before) / (((performance.now() - began) / 1000) * availableParallelism());
}

function percentiles(latencies: number[]): { p50: number; p99: number } {
  const sorted = [...latencies].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

/** Of the line through the values by least squares, for each step. */
function slopeOf(values: number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const above = values.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0);
  const below = values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  return below === 0 ? 0 : above / below;
}

await runCompiled(import.meta.url, async ([minutes, records]) => {
  await soak(Number(minutes ?? 30), Number(records ?? 3000));
});
