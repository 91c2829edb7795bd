/** The harvesters of load.ts, in threads, and what a round of theirs costs. */
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Counts, Wait } from './load-harvester.ts';
import type { Order, Report, Share } from './load-worker.ts';
import { spread, stopwatch } from './report.ts';
import type { Running } from './service.ts';

const THREADS = Math.max(2, availableParallelism() - 1);

/** What `harvesters` did in a round, and what it cost the service. */
export interface Round {
  /** By harvester, in the same order each time. */
  counts: Counts[];
  waits: Wait[][];
  faults: string[];
  seconds: number;
  /** Seconds of computing, of all replicas and of all harvesters. */
  cpu: number;
  ownCpu: number;
}

/** All harvesters, in threads, so that reading is not what is measured. */
export class Crowd {
  readonly faults: string[] = [];
  readonly #threads: Worker[];

  constructor(harvesters: number, share: Omit<Share, 'numbers'>) {
    const numbers = Array.from({ length: harvesters }, (_, number) => number);
    this.#threads = Array.from({ length: THREADS }, (_, thread) => {
      const workerData: Share = { ...share, numbers: numbers.filter((n) => n % THREADS === thread) };
      return new Worker(new URL('./load-worker.js', import.meta.url), { workerData });
    });
  }

  /** Counts from when each has had a page until before the last ones are at their end: what is half done counts by its bytes. */
  async work(harvesters: number, seconds: number, replicas: Running[]): Promise<Round> {
    await this.#order({ go: harvesters });
    await this.#order('count');
    const [before, watch] = [cpuOf(replicas), stopwatch()];
    await sleep(seconds * 1000);
    const [computed, own] = [cpuOf(replicas) - before, watch()];
    const reports = await this.#order('report');
    await this.#order('rest');
    return {
      counts: reports.flatMap(({ counts }) => counts),
      waits: reports.flatMap(({ waits }) => waits),
      faults: reports.flatMap(({ faults }) => faults),
      seconds: spread(reports.map((report) => report.seconds)).median,
      cpu: computed,
      ownCpu: own.cpu,
    };
  }

  /** The copies of all, once each has come to its end. */
  async finish(): Promise<Report['sums']> {
    return (await this.#order('finish')).flatMap(({ sums }) => sums);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  async #order(order: Order): Promise<Report[]> {
    const reports = await Promise.all(this.#threads.map((thread) => answerOf(thread, order)));
    this.faults.push(...reports.flatMap(({ faults }) => faults));
    return reports;
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

/** Seconds that they have computed. */
function cpuOf(replicas: Running[]): number {
  return replicas.reduce((sum, replica) => sum + replica.cpu(), 0);
}
