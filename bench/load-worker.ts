/** A thread with its share of the harvesters of load.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Counts, Harvester, type Wait } from './load-harvester.ts';

export interface Share {
  /** Asked in turn, page by page. */
  roots: string[];
  records: number;
  /** Numbers of the harvesters. */
  numbers: number[];
}

/**
 * `go`: those with a number below that work; answered when each has had a page, or a no. `count`: from now on. `report`: what was
 * counted. `rest`: they stop; answered when nobody waits for anything. `finish`: all come to their end.
 */
export type Order = { go: number } | 'count' | 'report' | 'rest' | 'finish';

export interface Report {
  /** By harvester, of those who are at work. */
  counts: Counts[];
  waits: Wait[][];
  /** How long it was counted. */
  seconds: number;
  faults: string[];
  /** After `finish`. */
  sums: { count: number; digest: string }[];
}

const { roots, records, numbers } = workerData as Share;
const all = numbers.map((number) => {
  // They do not begin at the same replica.
  const own = roots.map((_, i) => roots[(i + number) % roots.length] ?? '');
  // A network for measurements (RFC 2544): this machine itself would not be limited (CLIENT_REQUESTS).
  return { number, harvester: new Harvester(own, records, `198.18.${number >> 8}.${number & 255}`) };
});
let working: Harvester[] = [];
let runs: Promise<unknown> = Promise.resolve();
let isOver = true;
let since = 0;

/**
 * At different places of the cycle, evenly, few of them as well as many (multiples of the golden section): were they all
 * to begin with everything, who is slow would have full harvests only.
 */
const begun = (async () => {
  const [first] = all;
  const stages = (await first?.harvester.lead()) ?? [];
  for (const { number, harvester } of all) {
    const stage = stages[Math.floor(((number * 0.6180339887) % 1) * stages.length)];
    if (stage !== undefined) harvester.beginAt(stage);
  }
})();

async function carryOut(order: Order): Promise<void> {
  await begun;
  if (order === 'count') return count();
  if (order === 'report') return;
  if (order === 'rest') {
    isOver = true;
    await runs;
    return;
  }
  working = all.filter(({ number }) => order === 'finish' || number < order.go).map((one) => one.harvester);
  count();
  if (order === 'finish') {
    await Promise.all(working.map((one) => one.finish()));
    return;
  }
  isOver = false;
  runs = Promise.all(working.map((one) => one.run(() => isOver)));
  const hasMet = ({ counts, faults }: Harvester) => counts.pages + counts.refused + faults.length > 0;
  while (!working.every(hasMet)) await new Promise((go) => setTimeout(go, 20));
}

function count(): void {
  since = performance.now();
  for (const { counts, waits } of working) {
    for (const what of Object.keys(counts) as (keyof Counts)[]) counts[what] = 0;
    waits.length = 0;
  }
}

function report(order: Order): Report {
  return {
    counts: working.map(({ counts }) => ({ ...counts })),
    waits: working.map(({ waits }) => [...waits]),
    seconds: (performance.now() - since) / 1000,
    faults: working.flatMap(({ faults }) => faults.splice(0)),
    sums: order === 'finish' ? working.map((one) => one.sum()) : [],
  };
}

parentPort?.on('message', (order: Order) => {
  void carryOut(order).then(() => parentPort?.postMessage(report(order)));
});
