/**
 * From the parts of a list to rows of the store: what is new is parsed, read into fields and given its digest; what has
 * the same bytes as before is not even parsed. Reading and writing overlap: while one batch is written the next is read.
 */
import { createHash } from 'node:crypto';
import type { Element } from '../resource/element.ts';
import type { Model } from '../resource/fields.ts';
import { ivoidKey } from '../resource/ivoid.ts';
import { spaseFields } from '../resource/spase-fields.ts';
import { vorFields } from '../resource/vor-fields.ts';
import { breathe } from '../store/breathe.ts';
import type { Database } from '../store/database.ts';
import type { Run } from '../store/harvest-hold.ts';
import { commitPage, findKnown, type KnownRecord, type Staged, stage } from '../store/harvest-stage.ts';
import { canonicalDigest } from '../xml/digest.ts';
import { parseXml, XmlFault } from '../xml/tree.ts';
import type { Deviation, Quarantined, Reading, SourcePart, SourceRecord } from './source.ts';

/** A batch is written when it has so many bytes or rows. PGlite takes 150 ms for 1 MB (pglite-worker.ts). */
const BATCH = {
  postgres: { bytes: 1024 * 1024, rows: 500 },
  pglite: { bytes: 256 * 1024, rows: 100 },
};
/** Longer than any identifier seen (120); an index takes 2,700 bytes. */
const ID_MAX = 1000;
const QUARANTINE_MAX_BYTES = 1024 * 1024;

export interface Progress {
  records: number;
  pages: number;
  /** Bytes over the wire. */
  transferred: number;
  quarantined: number;
}

const FIELDS_OF = { vor: vorFields, spase: spaseFields };
const MODEL_NAMES = { vor: 'VOResource record', spase: 'SPASE document with a resource' };

/** Takes the parts of one run's list, in order, into the store. After a failure nothing more may be given to it. */
export class Ingest {
  readonly #db: Database;
  readonly #model: Model;
  readonly #run: Run;
  readonly #deviations: Map<string, Deviation>;
  readonly #progress: Progress = { records: 0, pages: 0, transferred: 0, quarantined: 0 };
  /** Number of the last row given out. */
  #n: number;
  #committed: number;
  #rows: Staged[] = [];
  #bytes = 0;
  /** Of the page under way: what goes onto the run's account with it. */
  #page = { listed: 0, transferred: 0, quarantined: 0 };
  /** Everything that is written, one after the other. */
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Database, run: Run, model: Model) {
    this.#db = db;
    this.#run = run;
    this.#model = model;
    this.#n = run.committed;
    this.#committed = run.committed;
    this.#deviations = new Map(run.deviations.map((one) => [one.code, one]));
  }

  get progress(): Progress {
    return { ...this.#progress };
  }

  /** Number of the last row of a page that stands, once everything is written. */
  get committed(): number {
    return this.#committed;
  }

  /** What was met since the last page that stands. */
  get account(): { deviations: Deviation[]; transferred: number } {
    return { deviations: [...this.#deviations.values()], transferred: this.#page.transferred };
  }

  /** Throws what the database throws, and RunLost. */
  async take(part: SourcePart): Promise<void> {
    for (const one of part.deviations) this.#count(one);
    this.#page.transferred += part.transferred;
    this.#progress.transferred += part.transferred;
    for (const records of batchesOf(part.records, BATCH[this.#db.kind])) await this.#read(records);
    for (const one of part.quarantined) this.#quarantine(one);
    for (const path of part.vanished ?? []) this.#vanish(path);
    if (part.cursor !== null) await this.commit(part.cursor);
  }

  /** The end of a page, or of a list: what was taken since the last one stands from now on. */
  async commit(cursor: Record<string, unknown> | null): Promise<void> {
    await this.#flush();
    const account = { ...this.#page, deviations: [...this.#deviations.values()] };
    this.#page = { listed: 0, transferred: 0, quarantined: 0 };
    const last = this.#n;
    this.#committed = last;
    await this.#write(() => commitPage(this.#db, this.#run, last, cursor, account));
    this.#progress.pages += 1;
  }

  /** Waits until everything is written. Throws what went wrong with it. */
  async written(): Promise<void> {
    await this.#writing;
  }

  async #read(records: SourceRecord[]): Promise<void> {
    const keys = [...new Set(records.map((record) => ivoidKey(record.id)).filter((key) => key !== ''))];
    const known = new Map((await findKnown(this.#db, this.#run.source, keys)).map((one) => [one.key, one]));
    for (const record of records) {
      const fault = faultOf(record);
      if (fault !== null) {
        const { id, path, bytes } = record;
        this.#quarantine({ id, path, reason: fault, bytes: bytes ?? NOTHING });
      } else {
        this.#add(record, known.get(ivoidKey(record.id)));
      }
      await breathe();
    }
    if (this.#rows.length >= BATCH[this.#db.kind].rows || this.#bytes >= BATCH[this.#db.kind].bytes) {
      await this.#flush();
    }
  }

  #add(record: SourceRecord, known: KnownRecord | undefined): void {
    const row = { ...emptyRow(), path: record.path, key: ivoidKey(record.id), id: storable(record.id) };
    const listed = { datestamp: record.datestamp, setSpecs: record.setSpecs, blob: record.blob };
    if (record.bytes === null) {
      this.#push({ ...row, ...listed, deleted: true });
      return;
    }
    const sha = createHash('sha256').update(record.bytes).digest();
    if (known?.sha?.equals(sha) === true) {
      this.#push({ ...row, ...listed, version: known.version });
      return;
    }
    const read = record.reading ?? readBytes(record.bytes, this.#model);
    if ('fault' in read) {
      this.#quarantine({ id: record.id, path: record.path, reason: read.fault, bytes: record.bytes });
      return;
    }
    const fresh = { digest: read.digest, sha, bytes: record.bytes, fields: read.fields };
    this.#push({ ...row, ...listed, fresh });
  }

  #quarantine({ id, path, reason, bytes }: Quarantined): void {
    const isName = id !== null && id.trim() !== '' && id.length <= ID_MAX;
    this.#page.quarantined += 1;
    this.#progress.quarantined += 1;
    this.#push({
      ...emptyRow(),
      key: isName ? ivoidKey(id) : null,
      id: isName ? storable(id) : null,
      path,
      fault: { reason: storable(reason), bytes: bytes.subarray(0, QUARANTINE_MAX_BYTES) },
    });
  }

  /** Not an entry of the list: nothing is counted. */
  #vanish(path: string): void {
    this.#n += 1;
    this.#rows.push({ ...emptyRow(), n: this.#n, path });
  }

  #push(row: Omit<Staged, 'n'>): void {
    this.#n += 1;
    this.#rows.push({ ...row, n: this.#n });
    this.#bytes += (row.fresh?.bytes ?? row.fault?.bytes ?? NOTHING).length;
    this.#page.listed += 1;
    this.#progress.records += 1;
  }

  async #flush(): Promise<void> {
    const rows = this.#rows;
    if (rows.length === 0) return;
    this.#rows = [];
    this.#bytes = 0;
    await this.#write(() => stage(this.#db, this.#run, rows));
  }

  /** Waits for what is being written before, not for this: so one batch is in memory for the database, one for us. */
  async #write(work: () => Promise<void>): Promise<void> {
    await this.#writing;
    this.#writing = work();
    // Whoever waits next gets the error; until then it is not an unhandled one.
    this.#writing.catch(() => undefined);
  }

  #count({ code, count, example }: Deviation): void {
    const known = this.#deviations.get(code);
    this.#deviations.set(code, {
      code,
      count: count + (known?.count ?? 0),
      example: known?.example ?? storable(example),
    });
  }
}

const NOTHING = Buffer.alloc(0);

function emptyRow(): Omit<Staged, 'n'> {
  return {
    ...{ key: null, id: null, datestamp: null, deleted: false, setSpecs: [], path: null, blob: null },
    ...{ version: null, fresh: null, fault: null },
  };
}

function faultOf({ id, bytes, deleted }: SourceRecord): string | null {
  if (id.trim() === '') return 'It has no identifier.';
  if (id.length > ID_MAX)
    return `Its identifier has ${id.length} characters; ${ID_MAX} are the most that is kept.`;
  if (bytes === null && !deleted) return 'It is not deleted, but has no metadata.';
  return null;
}

/** Text from elsewhere as PostgreSQL takes it: without character 0, and without halves of surrogate pairs. */
export function storable(text: string): string {
  return Buffer.from(text.replaceAll('\0', '\ufffd')).toString();
}

/** Canonical digest and fields of a record's element. */
export function readRecord(root: Element, model: Model): Reading {
  const fields = FIELDS_OF[model](root);
  if (fields === null) return { fault: `It is no ${MODEL_NAMES[model]}: its root element is ${root.name}.` };
  return { digest: canonicalDigest(root), fields: JSON.stringify(fields) };
}

function readBytes(bytes: Buffer, model: Model): Reading {
  try {
    return readRecord(parseXml(bytes.toString('utf8')).root, model);
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    return { fault: `Line ${error.line}: ${error.message}` };
  }
}

function* batchesOf(
  records: SourceRecord[],
  most: { bytes: number; rows: number },
): Generator<SourceRecord[]> {
  let batch: SourceRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    batch.push(record);
    bytes += record.bytes?.length ?? 0;
    if (batch.length < most.rows && bytes < most.bytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
