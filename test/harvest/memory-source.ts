/**
 * An OAI-PMH server without the network: records in memory, lists cut by keyset on (datestamp, id), which may be edited
 * between two pages and may break off anywhere. For tests of what the harvester makes of lists.
 */
import type {
  Cursor,
  ListRequest,
  Source,
  SourceEnd,
  SourcePart,
  SourceRecord,
} from '../../src/harvest/source.ts';

export interface ServerRecord {
  id: string;
  /** Seconds since the server began. */
  at: number;
  deleted: boolean;
  /** Counts all changes of the server, deletions too. */
  version: number;
  /** Its datestamp is not that of its change. */
  sneaked: boolean;
}

/** An entry of a list; of a record that cannot be read neither bytes nor that it is deleted. */
export interface Said {
  /** In lower case. */
  key: string;
  version: number;
  deleted: boolean;
  bytes: string | null;
}

/** One list as the harvester was given it: from its beginning, or from where one before was broken off, to its end. */
export interface Pass {
  since: string | null;
  /** responseDate of its first page. */
  reached: string;
  announced: number | null;
  /** Begun in this pass, not resumed from another one. */
  fresh: boolean;
  said: Said[];
  /** It ended properly. */
  complete: boolean;
  /** And the harvester has heard it: false after a crash, when nobody knows. */
  sure: boolean;
}

export interface ServerOptions {
  pageSize?: number;
  partSize?: number;
  /** What changes while a list is read drops out of it, as where `until` is fixed with the first page (OAI-84). */
  frozen?: boolean;
}

/** What is to happen while the next lists are read; each is used up when it has happened. */
export interface Happenings {
  /** For each list that is asked for: after so many parts it ends, incomplete; null: it does not. */
  breaks: (number | null)[];
  /** Before a page is answered. */
  edits: (() => void)[];
  /** The next list that is resumed is begun anew instead. */
  forgetTokens: boolean;
}

const EPOCH = Date.UTC(2026, 0, 1);

export function dateOf(seconds: number): string {
  return new Date(EPOCH + seconds * 1000).toISOString().replace('.000Z', 'Z');
}

export function bytesOf({ id, version }: ServerRecord): Buffer {
  return Buffer.from(
    `<ri:Resource xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0"><title>Version ${version}</title>` +
      `<identifier>${id}</identifier></ri:Resource>`,
  );
}

export class MemoryServer {
  readonly records = new Map<string, ServerRecord>();
  now = 0;
  announced: number | null = null;
  happenings: Happenings = { breaks: [], edits: [], forgetTokens: false };
  /** Lists that were asked for. */
  readonly asked: { since: string | null; resumed: boolean }[] = [];
  /** What it has said, list by list. */
  readonly passes: Pass[] = [];
  /** Put between the records of the next pages, as what cannot be read. */
  unreadable = new Set<string>();
  #versions = 0;
  readonly #pageSize: number;
  readonly #partSize: number;
  readonly #frozen: boolean;

  constructor({ pageSize = 4, partSize = 3, frozen = false }: ServerOptions = {}) {
    this.#frozen = frozen;
    this.#pageSize = pageSize;
    this.#partSize = partSize;
  }

  put(id: string): void {
    this.#versions += 1;
    this.records.set(id, { id, at: this.now, deleted: false, version: this.#versions, sneaked: false });
  }

  /** With the datestamp of long ago: what a server does that forgets to give a new one. */
  sneak(id: string): void {
    this.put(id);
    const record = this.records.get(id);
    if (record !== undefined) Object.assign(record, { at: 0, sneaked: true });
  }

  remove(id: string): void {
    if (!this.records.has(id)) return;
    this.#versions += 1;
    this.records.set(id, { id, at: this.now, deleted: true, version: this.#versions, sneaked: false });
  }

  /** Without a deleted header. */
  forget(id: string): void {
    this.records.delete(id);
  }

  /** What a harvester should have: id in lower case → bytes. */
  truth(): Map<string, string> {
    const live = [...this.records.values()].filter(({ deleted }) => !deleted);
    return new Map(live.map((record) => [record.id.toLowerCase(), bytesOf(record).toString()]));
  }

  source(id = 'memory'): Source {
    return { id, model: 'vor', list: (request) => this.#list(request), close: async () => undefined };
  }

  async *#list({ since, resume }: ListRequest): AsyncGenerator<SourcePart, SourceEnd, void> {
    this.asked.push({ since, resumed: resume !== null });
    let partsLeft = this.happenings.breaks.shift() ?? Number.POSITIVE_INFINITY;
    const anew = resume !== null && this.happenings.forgetTokens;
    if (anew) this.happenings.forgetTokens = false;
    let place = resume === null || anew ? begun(dateOf(this.now)) : (resume as unknown as Place);
    const pass = this.#newPass(since, place);
    let isFirst = anew;
    for (;;) {
      this.happenings.edits.shift()?.();
      const records = this.#page(since, place);
      const last = records.at(-1);
      const entries = place.entries + records.length;
      if (last !== undefined)
        place = { ...place, after: [last.at, last.id], entries, pass: this.passes.length };
      for (const { some, part } of this.#parts(records, place as unknown as Cursor, isFirst)) {
        if (partsLeft === 0) {
          // As a client does that has seen the first page's responseDate: it must not be taken for the end's.
          return { ...ENDED, complete: false, reason: 'The server went away.', reached: place.reached };
        }
        partsLeft -= 1;
        pass.said.push(...some.map((record) => this.#said(record)));
        yield part;
      }
      isFirst = false;
      if (records.length < this.#pageSize) {
        pass.complete = true;
        return { ...ENDED, complete: true, reached: place.reached, announced: this.announced };
      }
    }
  }

  #newPass(since: string | null, { reached, pass, entries }: Place): Pass {
    // What the pass before had said after the place from which this one goes on, it did not say for this one.
    const said = (this.passes[pass - 1]?.said ?? []).slice(0, entries);
    const fresh = pass === 0;
    const made = { since, reached, announced: this.announced, fresh, said, complete: false, sure: true };
    this.passes.push(made);
    return made;
  }

  #said(record: ServerRecord): Said {
    const { id, version } = record;
    const isBad = this.unreadable.has(id);
    const deleted = record.deleted && !isBad;
    return {
      key: id.toLowerCase(),
      version,
      deleted,
      bytes: deleted || isBad ? null : bytesOf(record).toString(),
    };
  }

  #page(since: string | null, { after: [at, id], reached }: Place): ServerRecord[] {
    return [...this.records.values()]
      .filter((record) => !this.#frozen || dateOf(record.at) <= reached)
      .filter((record) => since === null || dateOf(record.at) >= since)
      .filter((record) => record.at > at || (record.at === at && record.id > id))
      .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
      .slice(0, this.#pageSize);
  }

  *#parts(
    records: ServerRecord[],
    cursor: Cursor,
    restarted: boolean,
  ): Generator<{ some: ServerRecord[]; part: SourcePart }> {
    for (let i = 0; ; i += this.#partSize) {
      const some = records.slice(i, i + this.#partSize);
      const isLast = i + this.#partSize >= records.length;
      const bad = some.filter(({ id }) => this.unreadable.has(id));
      const part: SourcePart = {
        records: some.filter((record) => !bad.includes(record)).map(entryOf),
        quarantined: bad.map((record) => ({
          id: record.id,
          path: null,
          reason: 'An & stands alone.',
          bytes: bytesOf(record),
        })),
        deviations: [],
        transferred: 100 * some.length,
        cursor: isLast ? cursor : null,
        ...(restarted && i === 0 ? { restarted: true as const } : {}),
      };
      yield { some, part };
      if (isLast) return;
    }
  }
}

interface Place {
  after: [number, string];
  reached: string;
  /** Number of the pass that was here, counted from 1, and how many entries it had up to here; 0: none yet. */
  pass: number;
  entries: number;
}

const begun = (reached: string): Place => ({ after: [-1, ''], reached, pass: 0, entries: 0 });

const ENDED = { reason: null, reached: null, announced: null };

function entryOf(record: ServerRecord): SourceRecord {
  const bytes = record.deleted ? null : bytesOf(record);
  const { id, deleted } = record;
  return { id, datestamp: dateOf(record.at), deleted, setSpecs: ['s'], bytes, path: null, blob: null };
}
