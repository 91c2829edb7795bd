/** What a replica has taken and not given back, once nothing happens any more. */
import { until } from './chance.ts';
import { childrenOf, figuresOf } from './processes.ts';
import { CACHE_MB, type Replica } from './replica.ts';
import type { World } from './world.ts';

/** The pool (10), the connection that holds the lock or waits for it, one that listens, one that asks /status. */
const CONNECTIONS = 13;
/** V8 lets the heap double before it collects (main.ts), beside what is kept on purpose. */
const GROWTH = 2;

interface Calm {
  pid: number;
  files: Map<string, number>;
  megabytes: number;
}

export class Leaks {
  /** Of each process when it was calm for the first time. */
  readonly #first = new Map<number, Calm>();
  mostMegabytes = 0;
  mostFiles = 0;

  /** A sentence for each thing that leaked. To be called while nobody asks the replicas. */
  async find(world: World): Promise<string[]> {
    const leaks: string[] = [];
    for (const replica of world.replicas) leaks.push(...(await this.#ofReplica(replica)));
    leaks.push(...(await ofDatabase(world)));
    return leaks;
  }

  async #ofReplica(replica: Replica): Promise<string[]> {
    const { name } = replica.place;
    const { pid } = replica;
    if (pid === null) return [`${name} does not run`];
    const leaks: string[] = [];
    // It looks at the repository each second, by Git processes that are gone again soon.
    const children = await settles(
      () => childrenOf(pid).map(({ command, isZombie }) => `${command}${isZombie ? ' (zombie)' : ''}`),
      (all) => all.length === 0,
    );
    if (children.length > 0) leaks.push(`${name} has children that never end: ${children.join(', ')}`);
    const first = this.#first.get(pid);
    const now = calmOf(pid);
    if (first === undefined) this.#first.set(pid, now);
    this.mostMegabytes = Math.max(this.mostMegabytes, now.megabytes);
    const most = (first ?? now).megabytes * GROWTH + CACHE_MB;
    if (now.megabytes > most)
      leaks.push(`${name} has ${now.megabytes} MB; ${first?.megabytes} MB when it was calm first`);
    const files = await settles(
      () => excess((first ?? now).files, calmOf(pid).files),
      (found) => found.length === 0,
    );
    this.mostFiles = Math.max(this.mostFiles, total(calmOf(pid).files));
    if (files.length > 0) leaks.push(`${name} holds more files than at first: ${files.join(', ')}`);
    return leaks;
  }
}

/** Sessions and locks of those who are gone. */
async function ofDatabase({ primary, replicas }: World): Promise<string[]> {
  const names = replicas.map(({ place }) => place.name);
  const sessions = await settles(
    async () => {
      const rows = await primary.ask<{ name: string; count: string }>(
        `select application_name as name, count(*) as count from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid() group by 1`,
      );
      return rows.filter(({ name, count }) => !names.includes(name) || Number(count) > CONNECTIONS);
    },
    (rows) => rows.length === 0,
  );
  return sessions.map(({ name, count }) => `PostgreSQL has ${count} sessions of “${name}”`);
}

/** What is found once it is good, or after 15 s: idle connections of the pool are closed after 10 s. */
async function settles<T>(look: () => T | Promise<T>, isGood: (found: T) => boolean): Promise<T> {
  let last = await look();
  try {
    return await until('', 15, async () => {
      last = await look();
      return isGood(last) ? last : null;
    });
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Not within')) return last;
    throw error;
  }
}

function calmOf(pid: number): Calm {
  const figures = figuresOf(pid);
  if (figures === null) throw new Error(`The process ${pid} is gone.`);
  return { pid, ...figures };
}

function excess(before: Map<string, number>, now: Map<string, number>): string[] {
  const allowed = (kind: string) => (before.get(kind) ?? 0) + (kind === 'socket' ? CONNECTIONS : 0);
  return [...now].filter(([kind, count]) => count > allowed(kind)).map(([kind, count]) => `${count} ${kind}`);
}

function total(files: Map<string, number>): number {
  return [...files.values()].reduce((sum, count) => sum + count, 0);
}
