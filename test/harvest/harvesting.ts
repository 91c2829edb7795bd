/** How tests harvest: with the store's own tables, and a database that may break at any statement. */
import { type HarvestRequest, type HarvestResult, harvest } from '../../src/harvest/harvest.ts';
import type { Source } from '../../src/harvest/source.ts';
import type { Database, Queryable } from '../../src/store/database.ts';
import type { HarvestedRecord } from '../../src/store/harvested.ts';
import { openHarvested } from '../../src/store/harvested-read.ts';

export function harvestFrom(
  db: Database,
  source: Source,
  options: Partial<HarvestRequest> = {},
): Promise<HarvestResult> {
  return harvest({
    db,
    source: { id: source.id, kind: 'oai', url: `memory:${source.id}`, part: null, model: source.model },
    open: () => source,
    full: false,
    acceptDrop: false,
    expireDays: 30,
    signal: new AbortController().signal,
    ...options,
  });
}

export async function allRecords(db: Database, source: string | null = null): Promise<HarvestedRecord[]> {
  const all: HarvestedRecord[] = [];
  for await (const some of openHarvested(db).records(source)) all.push(...some);
  return all;
}

/** What the store holds as live: key → bytes. */
export async function copyOf(db: Database, source: string): Promise<Map<string, string>> {
  const harvested = openHarvested(db);
  const copy = new Map<string, string>();
  for (const { key, id, deleted } of await allRecords(db, source)) {
    if (!deleted) copy.set(key, (await harvested.bytes(source, id, null))?.toString() ?? 'no bytes');
  }
  return copy;
}

export class Crash extends Error {
  override name = 'Crash';
}

/** Like `db` until the transaction that moves the cursor: nothing comes after it. */
export function dyingWithCursor(db: Database): Database {
  let isDead = false;
  return {
    ...crashingAt(db, Number.POSITIVE_INFINITY, 'before'),
    async transaction(work) {
      if (isDead) throw new Crash('after the cursor');
      const result = await db.transaction(work);
      isDead = (await db.query('select from harvest_run where cursor is not null')).length > 0;
      return result;
    },
  };
}

/** Like `db` until the n-th statement or commit, counted from 1: that one and all later ones fail. */
export function crashingAt(db: Database, n: number, done: 'before' | 'after'): Database {
  let count = 0;
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    count += 1;
    if (count > n || (count === n && done === 'before')) throw new Crash(`at ${n}`);
    const result = await work();
    if (count === n) throw new Crash(`after ${n}`);
    return result;
  };
  const through = (to: Queryable): Queryable['query'] => {
    return (sql, params) => guarded(() => to.query(sql, params));
  };
  return {
    kind: db.kind,
    connections: () => db.connections(),
    query: through(db),
    script: (sql) => guarded(() => db.script(sql)),
    // The commit is one of them: it may be carried out, and its answer be lost.
    transaction: async (work) => {
      const result = await db.transaction((tx) => work({ query: through(tx) }));
      return guarded(async () => result);
    },
    exclusively: (name, work) => db.exclusively(name, work),
    listen: (channel, onNotice) => db.listen(channel, onNotice),
    close: async () => undefined,
  };
}
