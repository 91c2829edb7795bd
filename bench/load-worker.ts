/** A thread with its share of the harvesters of load.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Counts, Harvester } from './load-harvester.ts';

export interface Share {
  /** Asked in turn, page by page. */
  roots: string[];
  records: number;
  /** Numbers of the harvesters, which begin in this order. */
  numbers: number[];
}

/** Those with a number below `harvesters` work for so long; or all come to their end. */
export type Order = { harvesters: number; seconds: number } | 'finish';

export interface Report {
  /** By harvester, of those who were at work: what has come since the last report. */
  counts: Counts[];
  /** In milliseconds, of all of them. */
  latencies: number[];
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

async function carryOut(order: Order): Promise<Report> {
  const chosen = all
    .filter(({ number }) => order === 'finish' || number < order.harvesters)
    .map(({ harvester }) => harvester);
  if (order === 'finish') await Promise.all(chosen.map((one) => one.finish()));
  else await Promise.all(chosen.map((one) => one.run(performance.now() + order.seconds * 1000)));
  return {
    counts: chosen.map(({ counts }) => {
      const since = { ...counts };
      for (const what of Object.keys(counts) as (keyof Counts)[]) counts[what] = 0;
      return since;
    }),
    latencies: chosen.flatMap(({ latencies }) => latencies.splice(0)),
    faults: chosen.flatMap(({ faults }) => faults.splice(0)),
    sums: order === 'finish' ? chosen.map((one) => one.sum()) : [],
  };
}

parentPort?.on('message', (order: Order) => {
  void carryOut(order).then((report) => parentPort?.postMessage(report));
});
