/**
 * A new datestamp without a change in Git (design §6, `voreg touch`), so that harvesters that lost a record, or its
 * deletion, fetch it again. A publication like any other (design §3): P1 holds. A rebuild from Git forgets it (P6).
 */
import { breathe } from '../store/breathe.ts';
import type { Database } from '../store/database.ts';
import { flip } from '../store/flip.ts';
import type { Item } from '../store/ledger.ts';
import * as store from '../store/ledger.ts';
import { nearest } from './nearest.ts';
import { openStaging, type Staging } from './staging.ts';
import { inTurn } from './turn.ts';

export type Touched =
  | {
      kind: 'touched';
      generation: number;
      /** UTC seconds. */
      datestamp: string;
      /** ivoids, sorted. */
      records: string[];
      /** Those of them that are tombstones. */
      deleted: string[];
    }
  | { kind: 'unknown'; names: { name: string; nearest: string[] }[] }
  /** Nothing can be touched now, for this reason. */
  | { kind: 'refused'; reason: string };

/** How many items are staged in one transaction. */
const BATCH = 1000;

/**
 * Gives these records a new datestamp in every format: ivoids (`ivo://…`, in any letter case), authorities (all their
 * records), or everything if null. All of them or, if one is unknown, none. `signal` ends the waiting for another
 * publisher, with its reason. Throws DatabaseAway.
 */
export async function touch(db: Database, names: string[] | null, signal?: AbortSignal): Promise<Touched> {
  return inTurn(db, () => touchOnce(db, names), signal);
}

async function touchOnce(db: Database, names: string[] | null): Promise<Touched> {
  const ledger = await store.readLedger(db);
  const { commit, registry, registryFile, basis } = ledger;
  if (commit === null || registry === null || registryFile === null || basis === null)
    return refused('Nothing has been published yet.');
  if (ledger.restamp)
    return refused(
      'The database was set back, and the next publication gives every record a new datestamp: run voreg publish.',
    );
  const named = names === null ? null : await itemsNamed(db, names);
  const missing = named === null ? [] : (names ?? []).filter((name) => !isAmong(name, named));
  if (missing.length > 0) return { kind: 'unknown', names: await suggestions(db, missing) };

  const staging = openStaging(db);
  const touched: { records: string[]; deleted: string[] } = { records: [], deleted: [] };
  try {
    for await (const items of named === null ? store.allItems(db) : batches(named)) {
      await stageAgain(db, staging, items, touched);
      await breathe();
    }
  } catch (error) {
    // Should this fail too (no database), the next publisher removes what was staged.
    await staging.discard().catch(() => undefined);
    throw error;
  }
  const { publication, counts: staged } = staging;
  const flipped = await flip(db, {
    ...{ publication, staged, commit, registry, registryFile, basis },
    // No other commit has passed: the refusal still holds.
    ...{ revision: ledger.revision, visible: true, refusal: ledger.refusal },
  });
  return { kind: 'touched', ...flipped, records: touched.records.sort(), deleted: touched.deleted.sort() };
}

function refused(reason: string): Touched {
  return { kind: 'refused', reason };
}

/** Stages what is published of these items as it is: the flip gives it the datestamp. Bodies are used again. */
async function stageAgain(
  db: Database,
  staging: Staging,
  items: Item[],
  touched: { records: string[]; deleted: string[] },
): Promise<void> {
  const ivoids = new Map(items.map(({ key, ivoid }) => [key, ivoid]));
  const versions = await store.findVersions(db, [...ivoids.keys()]);
  const records = versions.map((v) => ({ ...v, ivoid: ivoids.get(v.key) ?? v.key }));
  await staging.records(records);
  for (const { prefix, ivoid, deleted } of records) {
    if (prefix !== 'ivo_vor') continue;
    touched.records.push(ivoid);
    if (deleted) touched.deleted.push(ivoid);
  }
}

/** Items by key: every one once, however often it was named. */
async function itemsNamed(db: Database, names: string[]): Promise<Map<string, Item>> {
  const lower = names.map((name) => name.toLowerCase());
  const items = [
    ...(await store.findItems(db, 'key', lower.filter(isIvoid))),
    ...(await store.findItemsOf(
      db,
      'authority',
      lower.filter((name) => !isIvoid(name)),
    )),
  ];
  return new Map(items.map((item) => [item.key, item]));
}

function* batches(items: Map<string, Item>): Generator<Item[]> {
  const all = [...items.values()];
  for (let i = 0; i < all.length; i += BATCH) yield all.slice(i, i + BATCH);
}

function isIvoid(name: string): boolean {
  return /^ivo:/i.test(name);
}

function isAmong(name: string, items: Map<string, Item>): boolean {
  const wanted = name.toLowerCase();
  if (isIvoid(name)) return items.has(wanted);
  return [...items.values()].some(({ authority }) => authority === wanted);
}

/** What may have been meant: looks at every name there is, a thousand at a time. */
async function suggestions(db: Database, missing: string[]): Promise<{ name: string; nearest: string[] }[]> {
  const found = missing.map((name) => ({ name, nearest: [] as string[] }));
  for await (const items of store.allItems(db)) {
    for (const one of found) {
      const names = new Set(one.nearest);
      for (const { key, authority } of items) names.add(isIvoid(one.name) ? key : authority);
      one.nearest = nearest(one.name.toLowerCase(), names);
      await breathe();
    }
  }
  return found;
}
