/**
 * Brings the search index up with the ledger and with what was harvested, a few records at a time: it may be stopped at
 * any point, and goes on from there. Cost follows the change (design P10), but for a source: after each of its harvests
 * all of its keys are compared, a thousand per statement (28,000: a second of small statements).
 */
import { randomUUID } from 'node:crypto';
import type { Element } from '../resource/element.ts';
import type { Fields } from '../resource/fields.ts';
import { vorFields } from '../resource/vor-fields.ts';
import { breathe } from '../store/breathe.ts';
import type { Database } from '../store/database.ts';
import {
  type Behind,
  compareHarvested,
  compareOwn,
  findBehind,
  findWithdrawn,
  ownChangedSince,
  readBodies,
  readTombstones,
  readVersions,
  type Unindexed,
} from '../store/search-follow.ts';
import {
  noteReached,
  type SearchDocument,
  type SearchHold,
  SearchHoldLost,
  takeSearchIndex,
  writeEntries,
} from '../store/search-write.ts';
import { parseXml, XmlFault } from '../xml/tree.ts';
import { documentOf, EDITION, tombstoneOf } from './document.ts';

/** Entries written in one transaction: 50 ms on either database. */
const AT_ONCE = { postgres: 100, pglite: 25 };

interface IndexingOptions {
  db: Database;
  /** Stops between two steps; what was written stays. */
  signal: AbortSignal;
  /** Told of a record that could not be read; it has no entry. */
  onFault: (message: string) => void;
}

/**
 * Indexes what is behind. One process at a time; others wait, and find it done. Returns how many entries were written or
 * taken away. Throws DatabaseAway, and the signal's reason if it comes while this one waits for its turn.
 */
export async function updateSearchIndex(options: IndexingOptions): Promise<number> {
  const { db, signal } = options;
  if ((await findBehind(db, EDITION)).length === 0) return 0;
  const index = async () => {
    const hold: SearchHold = { holder: randomUUID(), edition: EDITION };
    if (!(await takeSearchIndex(db, hold))) return 0;
    const indexing = new Indexing(options, hold);
    try {
      for (const origin of await findBehind(db, EDITION)) await indexing.follow(origin);
    } catch (error) {
      // Whoever has it now does the rest.
      if (!(error instanceof SearchHoldLost)) throw error;
    }
    return indexing.changes;
  };
  return db.exclusively('search', index, signal);
}

class Indexing {
  changes = 0;
  readonly #options: IndexingOptions;
  readonly #hold: SearchHold;

  constructor(options: IndexingOptions, hold: SearchHold) {
    this.#options = options;
    this.#hold = hold;
  }

  /** Everything that one origin lacks. The state was read first: what changes meanwhile belongs to the next one. */
  async follow(behind: Behind): Promise<void> {
    const { db, signal } = this.#options;
    const isDone = behind.origin === '' ? await this.#followLedger(behind) : await this.#followSource(behind);
    if (isDone && !signal.aborted) await noteReached(db, this.#hold, behind.origin, behind.state);
  }

  async #followLedger({ reached }: Behind): Promise<boolean> {
    const { db, signal } = this.#options;
    const start = { datestamp: await ownChangedSince(db, reached), key: '' };
    for (let after: typeof start | null = start; after !== null; ) {
      const { differing, next } = await compareOwn(db, after, EDITION);
      for (const some of chunks(differing, AT_ONCE[db.kind])) {
        if (signal.aborted) return false;
        await this.#write('', await this.#ownDocuments(some), []);
      }
      after = next;
    }
    for (let gone = await findWithdrawn(db); gone.length > 0; gone = await findWithdrawn(db)) {
      if (signal.aborted) return false;
      await this.#write('', [], gone);
    }
    return true;
  }

  async #followSource({ origin }: Behind): Promise<boolean> {
    const { db, signal } = this.#options;
    for (let after: string | null = ''; after !== null; ) {
      const { differing, next } = await compareHarvested(db, origin, after, EDITION);
      for (const some of chunks(differing, AT_ONCE[db.kind])) {
        if (signal.aborted) return false;
        const gone = some.filter(({ deleted }) => deleted).map(({ key }) => key);
        await this.#write(origin, await this.#harvestedDocuments(origin, some), gone);
      }
      after = next;
    }
    return true;
  }

  async #write(origin: string, documents: SearchDocument[], gone: string[]): Promise<void> {
    await writeEntries(this.#options.db, this.#hold, origin, documents, gone);
    this.changes += documents.length + gone.length;
  }

  async #ownDocuments(records: Unindexed[]): Promise<SearchDocument[]> {
    const { db } = this.#options;
    const gone = records.filter(({ deleted }) => deleted);
    const kept = await readTombstones(
      db,
      gone.map(({ key }) => key),
    );
    const documents = gone.map((one) => tombstoneOf({ ...one, version: null }, kept.get(one.key)));
    const bodies = await readBodies(db, versionsOf(records));
    for (const one of records) {
      const bytes = bodies.get(one.version ?? -1);
      // Replaced since: a later generation has it.
      if (one.deleted || bytes === undefined) continue;
      const root = this.#parsed(bytes, one.id);
      const fields = root === null ? null : vorFields(root);
      if (fields !== null) documents.push(documentOf(one, fields, root));
      await breathe();
    }
    return documents;
  }

  async #harvestedDocuments(source: string, records: Unindexed[]): Promise<SearchDocument[]> {
    const versions = await readVersions(this.#options.db, versionsOf(records));
    const documents: SearchDocument[] = [];
    for (const one of records) {
      const version = versions.get(one.version ?? -1);
      if (one.deleted || version === undefined) continue;
      const fields = version.fields as Fields;
      const root =
        fields.model === 'vor' && version.bytes !== null
          ? this.#parsed(version.bytes, `${one.id} of ${source}`)
          : null;
      documents.push(documentOf(one, fields, root));
      await breathe();
    }
    return documents;
  }

  #parsed(bytes: Buffer, name: string): Element | null {
    try {
      return parseXml(bytes.toString('utf8')).root;
    } catch (error) {
      if (!(error instanceof XmlFault)) throw error;
      this.#options.onFault(`The search cannot read ${name}: ${error.message}`);
      return null;
    }
  }
}

function versionsOf(records: Unindexed[]): number[] {
  return records.flatMap(({ version, deleted }) => (version === null || deleted ? [] : [version]));
}

function* chunks<T>(all: T[], size: number): Generator<T[]> {
  for (let i = 0; i < all.length; i += size) yield all.slice(i, i + size);
}
