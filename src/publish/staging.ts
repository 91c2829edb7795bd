/** What a publication has staged so far: rows in the database that nobody sees, and what to tell a person about them. */
import { randomUUID } from 'node:crypto';
import type { Database } from '../store/database.ts';
import * as store from '../store/ledger.ts';

/** ivoids by what harvesters will see of them. */
export interface Changes {
  created: string[];
  updated: string[];
  deleted: string[];
  /** Left with an authority that moved to another registry: no deletion is shown (RI-35). */
  withdrawn: string[];
  /** As they were in ivo_vor and oai_dc; only another format says something else, or is new, or is gone. */
  saidAnew: string[];
}

export interface Staging {
  publication: string;
  counts: { records: number; items: number; removals: number };
  changes: Changes;
  /** Writes bodies; returns their ids in the order given. */
  bodies(bodies: store.NewBody[]): Promise<number[]>;
  records(records: store.StagedRecord[]): Promise<void>;
  items(items: store.Item[]): Promise<void>;
  removals(items: Pick<store.Item, 'key'>[]): Promise<void>;
  /** Removes everything that was staged. */
  discard(): Promise<void>;
}

export function openStaging(db: Database): Staging {
  const publication = randomUUID();
  const counts = { records: 0, items: 0, removals: 0 };
  return {
    publication,
    counts,
    changes: { created: [], updated: [], deleted: [], withdrawn: [], saidAnew: [] },
    bodies: (bodies) => store.stageBodies(db, publication, bodies),
    async records(records) {
      if (records.length > 0) await store.stageRecords(db, publication, records);
      counts.records += records.length;
    },
    async items(items) {
      if (items.length > 0) await store.stageItems(db, publication, items);
      counts.items += items.length;
    },
    async removals(items) {
      if (items.length > 0)
        await store.stageRemovals(
          db,
          publication,
          items.map((item) => item.key),
        );
      counts.removals += items.length;
    },
    discard: () => store.discard(db, publication),
  };
}

/** The digest of a tombstone: it has no content that could change. */
export const TOMBSTONE_DIGEST = 'deleted';

/** The rows that show a record as deleted, in the sets it was in (P5, OAI-32, OAI-33). */
export function tombstone(
  prefix: store.StagedRecord['prefix'],
  of: { key: string; ivoid: string },
  setspecs: string[],
): store.StagedRecord {
  const { key, ivoid } = of;
  return { prefix, key, ivoid, deleted: true, setspecs, digest: TOMBSTONE_DIGEST, size: 0, body: null };
}

export function sameSets(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
