/**
 * Writes the ledger into a file, as it is at one generation, a thousand rows at a time and beside a service that goes
 * on answering. No long transaction: on the embedded database's only connection every answer would wait for its end.
 * Instead publications wait, and each statement says which revision it read.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { METADATA_PREFIXES } from '../resource/metadata-formats.ts';
import type { Database } from './database.ts';
import { readLedger } from './ledger.ts';
import {
  type Carried,
  FILE_VERSION,
  type GenerationLine,
  LedgerFault,
  type RecordLine,
} from './ledger-file.ts';
import { utcSeconds } from './time.ts';

const ROWS = 1000;
/** Bodies that are in memory at a time; one may have 4 MB. */
const BODY_BYTES = 8 * 1024 * 1024;

/** Exports to a new file, compressed if its name ends in .gz. Throws LedgerFault, DatabaseAway, or the file system's error. */
export async function exportLedger(db: Database, file: string): Promise<Carried> {
  // Opened before the wait for a publication: a stream that opens by itself fails while nobody listens yet, and that
  // ends the process.
  const stream = (await openNew(file)).createWriteStream({ flush: true });
  try {
    return { ...(await exportTo(db, stream, file.endsWith('.gz'))), file };
  } catch (error) {
    stream.destroy();
    await rm(file, { force: true });
    throw error;
  }
}

async function openNew(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new LedgerFault(`${file} is there already: give the name of a new file.`);
  }
}

/** Exports to a stream, and ends it (but not standard output). Throws LedgerFault, DatabaseAway, or the stream's error. */
export async function exportTo(
  db: Database,
  stream: Writable,
  compressed = false,
): Promise<Omit<Carried, 'file'>> {
  return db.exclusively('publish', async () => {
    const carried: Omit<Carried, 'file'> = { ledger: '', generation: 0, items: 0, records: 0 };
    const lines = linesOf(db, carried);
    const options = { end: stream !== process.stdout };
    if (compressed) await pipeline(lines, createGzip(), stream, options);
    else await pipeline(lines, stream, options);
    return carried;
  });
}

async function* linesOf(db: Database, carried: Omit<Carried, 'file'>): AsyncGenerator<string> {
  const { revision, generation, commit } = await readLedger(db);
  if (commit === null)
    throw new LedgerFault('Nothing has been published into this database: there is nothing to export.');
  const hash = createHash('sha256');
  const line = (value: unknown): string => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    return text;
  };
  yield line({ voreg: 'ledger', version: FILE_VERSION });
  let generations = 0;
  for await (const rows of generationsOf(db, revision)) {
    for (const row of rows) yield line({ generation: row });
    generations += rows.length;
  }
  for await (const rows of itemsOf(db, revision)) {
    for (const row of rows) yield line({ item: row });
    carried.items += rows.length;
  }
  for await (const row of recordsOf(db, revision)) {
    yield line({ record: row });
    carried.records += 1;
  }
  // Last, so that it holds every responseDate that was given meanwhile.
  const { now, ...ledger } = await ledgerOf(db, revision);
  yield line({ ledger });
  carried.ledger = ledger.id;
  carried.generation = generation;
  const { items, records } = carried;
  yield `${JSON.stringify({ end: { generations, items, records, at: now, sha256: hash.digest('hex') } })}\n`;
}

/** Runs a statement whose rows have the ledger's revision in their column `revision_now`, one row at least. */
async function rowsAt<Row>(
  db: Database,
  revision: string,
  sql: string,
  params: unknown[],
): Promise<Omit<Row, 'revision_now' | 'is_there'>[]> {
  const rows = await db.query<Row & { revision_now: string; is_there: boolean | null }>(
    `select l.revision as revision_now, t.* from ledger l left join lateral (select true as is_there, q.* from (${sql}) q) t on true`,
    params,
  );
  if (rows.some((row) => row.revision_now !== revision)) throw changed();
  return rows.filter((row) => row.is_there).map(({ revision_now: _, is_there: __, ...row }) => row);
}

function changed(): LedgerFault {
  return new LedgerFault(
    'The ledger changed while it was exported: another process published into it. Export again.',
  );
}

async function* generationsOf(db: Database, revision: string): AsyncGenerator<GenerationLine[]> {
  for (let after = 0; ; ) {
    const rows = await rowsAt<Omit<GenerationLine, 'datestamp'> & { datestamp: Date }>(
      db,
      revision,
      `select number, revision, ledger, datestamp from generation where number > $1 order by number limit ${ROWS}`,
      [after],
    );
    if (rows.length === 0) return;
    yield rows.map((row) => ({ ...row, datestamp: utcSeconds(row.datestamp) })) as GenerationLine[];
    after = rows.at(-1)?.number ?? after;
  }
}

async function* itemsOf(db: Database, revision: string): AsyncGenerator<object[]> {
  for (let after = ''; ; ) {
    const rows = await rowsAt<{ key: string; created: Date }>(
      db,
      revision,
      `select key, ivoid, authority, type, status, path, blob, created, subjects
       from item where key > $1 order by key limit ${ROWS}`,
      [after],
    );
    if (rows.length === 0) return;
    yield rows.map((row) => ({ ...row, created: utcSeconds(row.created) }));
    after = rows.at(-1)?.key ?? after;
  }
}

interface RecordRow extends Omit<RecordLine, 'datestamp' | 'body' | 'updatedAt' | 'xmlnsAt'> {
  datestamp: Date;
  body: number | null;
}

async function* recordsOf(db: Database, revision: string): AsyncGenerator<RecordLine> {
  for (const prefix of METADATA_PREFIXES) {
    for (let after = ''; ; ) {
      const rows = (await rowsAt<RecordRow>(
        db,
        revision,
        `select prefix, key, ivoid, datestamp, deleted, setspecs, digest, size, body
         from record where prefix = $1 and key > $2 order by key limit ${ROWS}`,
        [prefix, after],
      )) as RecordRow[];
      if (rows.length === 0) break;
      for (const some of bySize(rows)) yield* withBodies(db, some);
      after = rows.at(-1)?.key ?? after;
    }
  }
}

function* bySize(rows: RecordRow[]): Generator<RecordRow[]> {
  let some: RecordRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (some.length > 0 && bytes + row.size > BODY_BYTES) {
      yield some;
      some = [];
      bytes = 0;
    }
    some.push(row);
    bytes += row.size;
  }
  yield some;
}

async function* withBodies(db: Database, rows: RecordRow[]): AsyncGenerator<RecordLine> {
  const ids = rows.flatMap(({ body }) => (body === null ? [] : [body]));
  const bodies = await db.query<{
    id: number;
    bytes: Buffer;
    updated_at: number | null;
    xmlns_at: number | null;
  }>('select id, bytes, updated_at, xmlns_at from body where id = any($1::bigint[])', [ids]);
  const byId = new Map(bodies.map((body) => [body.id, body]));
  for (const { datestamp, body: id, ...row } of rows) {
    const body = id === null ? null : byId.get(id);
    // Bodies never change, but a publication takes away those that it replaces.
    if (body === undefined) throw changed();
    yield {
      ...row,
      datestamp: utcSeconds(datestamp),
      updatedAt: body?.updated_at ?? null,
      xmlnsAt: body?.xmlns_at ?? null,
      body: body?.bytes.toString('base64') ?? null,
    };
  }
}

async function ledgerOf(db: Database, revision: string) {
  const [row] = await db.query<{
    id: string;
    former: string[];
    generation: number;
    revision: string;
    last_datestamp: Date;
    answered: Date;
    restamp: boolean;
    commit: string;
    published_at: Date;
    basis: unknown;
    registry: unknown;
    registry_file: unknown;
    refusal: unknown;
    now: Date;
  }>(
    `select id, former, generation, revision, last_datestamp, answered, restamp, commit, published_at, basis, registry,
       registry_file, refusal, now() as now
     from ledger where revision = $1`,
    [revision],
  );
  if (row === undefined) throw changed();
  const { last_datestamp, published_at, registry_file, now, answered, ...rest } = row;
  return {
    ...rest,
    lastDatestamp: utcSeconds(last_datestamp),
    answered: utcSeconds(answered),
    publishedAt: published_at.toISOString(),
    registryFile: registry_file,
    now: utcSeconds(now),
  };
}
