/** The sums of a day, or of a part of it, in memory. Not for: when they are written, and who gets a row (access.ts). */
import type { HandedOut, ListPage } from '../oai/handed-out.ts';
import {
  type AccessBatch,
  type HarvesterCounts,
  harvesterKey,
  type ListCounts,
  type RecordCounts,
  type TotalCounts,
} from '../store/access.ts';
import type { Client } from './clients.ts';

/** Bounds of a batch: what is beyond goes into OTHERS, or is counted as dropped. */
export const ROOM = {
  /** Harvesters that have no row in the database yet, and names that one client may bring in a day. */
  newcomers: 200,
  namesOfAClient: 8,
  lists: 1000,
  /** A batch with that many is closed, and another one begun. */
  records: 2000,
  /** Batches that wait for a database that is away. */
  batches: 20,
};

/** A request that is over. */
export interface Asked {
  /** As tally.ts has it. */
  place: string;
  verb: string | null;
  prefix: string | null;
  error: string | null;
  status: number | null;
  bytes: number;
  /** The User-Agent. */
  agent: string | undefined;
  client: Client;
  handed: HandedOut | null;
  /** Whether the whole answer went out (a 304 is one too, a HEAD is not): only then something was handed out. */
  isWhole: boolean;
  isHtml: boolean;
}

/** Rows are plain literals: spread together they are slow objects, and a page took 4 µs instead of 1. */
export class Counting {
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly totals = new Map<string, TotalCounts>();
  readonly harvesters = new Map<string, HarvesterCounts>();
  readonly lists: ListCounts[] = [];
  readonly records = new Map<string, RecordCounts>();
  /** By the list's id, which all its pages share. */
  readonly #listsOf = new Map<HarvesterCounts, Map<string, ListCounts>>();
  newcomers = 0;
  dropped = 0;
  constructor(day: string) {
    this.day = day;
  }

  /** null while nothing was asked. */
  batch(): AccessBatch | null {
    if (this.totals.size === 0 && this.dropped === 0) return null;
    const { day, dropped } = this;
    return {
      ...{ day, dropped, totals: [...this.totals.values()], harvesters: [...this.harvesters.values()] },
      ...{ lists: [...this.lists], records: [...this.records.values()] },
    };
  }

  /** How much is lost if this is. */
  requests(): number {
    return [...this.totals.values()].reduce((sum, { requests }) => sum + requests, this.dropped);
  }

  total(asked: Asked, handed: HandedOut | null): TotalCounts {
    const isOai = asked.place === 'oai';
    const what = isOai ? (asked.verb ?? 'badVerb') : asked.place;
    const prefix = isOai ? (handed?.page?.list.prefix ?? asked.prefix ?? '') : formatOf(asked);
    const key = `${what} ${prefix}`;
    return this.totals.get(key) ?? put(this.totals, key, { what, prefix, requests: 0, bytes: 0, records: 0 });
  }

  harvester(name: string, network: string, kind: string, now: number): HarvesterCounts {
    const key = harvesterKey(name, network);
    return (
      this.harvesters.get(key) ??
      put(this.harvesters, key, {
        name,
        network,
        kind,
        requests: 0,
        bytes: 0,
        records: 0,
        errors: 0,
        begun: 0,
        completed: 0,
        lastError: null,
        firstAt: now,
        lastAt: now,
        harvestAt: null,
      })
    );
  }

  /**
   * A list needs no memory of who is where: its first page begins it, its last page completes it, and each says which
   * list it is. So the pages may come from several replicas, whose sums are added.
   */
  page(
    harvester: HarvesterCounts,
    { list, size, reached, isFirst, isLast }: ListPage,
    records: number,
  ): void {
    const { name, network, lastAt: now } = harvester;
    harvester.begun += Number(isFirst);
    if (isLast) {
      harvester.completed += 1;
      harvester.harvestAt = now;
    }
    const lists = this.#listsOf.get(harvester) ?? put(this.#listsOf, harvester, new Map());
    let counts = lists.get(list.id);
    if (counts === undefined) {
      if (this.lists.length >= ROOM.lists) {
        this.dropped += 1;
        return;
      }
      const { id, verb, prefix, set, from, until } = list;
      counts = {
        name,
        network,
        list: id,
        verb,
        prefix,
        set,
        from,
        until,
        begun: 0,
        completed: 0,
        pages: 0,
        records: 0,
        size,
        reached,
        firstAt: now,
        lastAt: now,
      };
      lists.set(id, counts);
      this.lists.push(counts);
    }
    counts.begun += Number(isFirst);
    counts.completed += Number(isLast);
    counts.pages += 1;
    counts.records += records;
    counts.size = Math.max(counts.size, size);
    counts.reached = Math.max(counts.reached, reached);
    counts.lastAt = now;
  }

  record(key: string, { place, isHtml }: Asked): void {
    const counts = this.records.get(key) ?? put(this.records, key, { key, getRecord: 0, html: 0, xml: 0 });
    counts[place === 'oai' ? 'getRecord' : isHtml ? 'html' : 'xml'] += 1;
  }
}

function formatOf({ place, isHtml }: Asked): string {
  if (place !== 'records') return '';
  return isHtml ? 'html' : 'xml';
}

function put<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value);
  return value;
}
