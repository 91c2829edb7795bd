/** Whether our services live: for the command, and every MONITOR_SECONDS in the service. */
import type { Logger } from './log.ts';
import { utcNow } from './resource/dates.ts';
import { whoAsks } from './searchable.ts';
import { type Task, tasksOf } from './services/monitor/endpoints.ts';
import { askAll, type RoundLimits } from './services/monitor/round.ts';
import { breathe } from './store/breathe.ts';
import type { Database } from './store/database.ts';
import { readLedger } from './store/ledger.ts';
import {
  keepResults,
  type MonitorScope,
  recordsWithAddresses,
  type ServiceHistory,
  serviceHistories,
  sinceLastRound,
} from './store/monitor.ts';
import { scopeOf, VisibleUnasked } from './visibility.ts';
import { whenDue } from './when-due.ts';
import { decodeXml } from './xml/decode.ts';
import { parseXml } from './xml/tree.ts';

export interface MonitorReport {
  version: 1;
  /** ivoid and name of our registry. */
  registry: string;
  name: string;
  /** What it is about: ivoids and authorities; empty: everything. */
  about: string[];
  /** UTC seconds. */
  madeAt: string;
  /** Of the history. */
  days: number;
  /** Interfaces that were left out, as there are too many for one round. */
  leftOut: number;
  services: ServiceHistory[];
}

export interface MonitorJob {
  about: string[];
  /** Ask STILTS too. */
  taplint: boolean;
  /** Of history; with `ask: false` nothing is asked. */
  days: number;
  ask: boolean;
}

export interface Monitoring {
  privateHosts: string[];
  signal: AbortSignal;
  onProgress?: (done: number, total: number) => void;
  limits?: Partial<RoundLimits>;
}

/** In one round: an hour of one host that takes its time. */
const MOST_TASKS = 5_000;

/** Asks what the job names, keeps the results, and tells how all of it stands. Throws VisibleUnasked, DatabaseAway, the signal's reason. */
export async function monitorJob(
  db: Database,
  job: MonitorJob,
  monitoring: Monitoring,
): Promise<MonitorReport> {
  const { registry } = await readLedger(db);
  if (registry === null)
    throw new VisibleUnasked('Nothing has been published yet: run `voreg publish` first.');
  const scope = scopeOf(job.about, registry);
  let leftOut = 0;
  if (job.ask) {
    const { tasks, ...more } = await tasksIn(db, scope, job.taplint);
    leftOut = more.leftOut;
    const { userAgent, from } = whoAsks(registry, 'monitoring');
    const { privateHosts, ...rest } = monitoring;
    const results = await askAll(tasks, {
      ...{ ...rest, userAgent, from, taplint: job.taplint },
      privateHosts: new Set(privateHosts.map((host) => host.toLowerCase())),
    });
    await keepResults(db, results, job.about.length === 0);
  }
  const { ivoid, repositoryName: name } = registry;
  const services = await serviceHistories(db, scope, job.days);
  const about = { registry: ivoid, name, about: job.about, madeAt: utcNow(), days: job.days };
  return { version: 1, ...about, leftOut, services };
}

/** What is beyond the limit is counted only: a record may have 4 MB, and there may be 100,000 of them. */
async function tasksIn(
  db: Database,
  scope: MonitorScope,
  withTaplint: boolean,
): Promise<{ tasks: Task[]; leftOut: number }> {
  const tasks: Task[] = [];
  let leftOut = 0;
  const add = (task: Task) => {
    if (tasks.length < MOST_TASKS) tasks.push(task);
    else leftOut += 1;
  };
  for await (const batch of recordsWithAddresses(db, scope))
    for (const { ivoid, bytes } of batch) {
      for (const task of tasksOf(parseXml(decodeXml(bytes)).root, ivoid)) {
        add(task);
        if (withTaplint && task.what === 'tap') add({ ...task, what: 'taplint' });
      }
      await breathe();
    }
  return { tasks, leftOut };
}

export const MONITOR_DAYS = 30;

/** Asks everything if `everySeconds` have passed since anybody did; one replica at a time. */
export async function monitorWhenDue(
  db: Database,
  { everySeconds, log, ...monitoring }: Monitoring & { everySeconds: number; log: Logger },
): Promise<void> {
  if ((await readLedger(db)).registry === null) return;
  const round = async () => {
    const job = { about: [], taplint: false, days: 1, ask: true };
    const { services, leftOut } = await monitorJob(db, job, monitoring);
    const count = (state: string | null) => services.filter((one) => one.state === state).length;
    const unasked = services.filter((one) => one.unasked !== null).length;
    log.info(
      `Of ${services.length} interfaces ${count('up')} are up, ${count('degraded')} degraded, ${count('down')} down; ${unasked} could not be asked.`,
    );
    if (leftOut > 0)
      log.warn(`${leftOut} interfaces were left out of the round: it asks ${MOST_TASKS} at most.`);
  };
  const { signal } = monitoring;
  await whenDue(db, { name: 'monitor', everySeconds, since: () => sinceLastRound(db), signal }, round);
}
