/**
 * The thread that owns PGlite: WebAssembly computes without pause, and would stop every other answer meanwhile
 * (30,000 inserts held the event loop for 20 s). Started by pglite.ts only.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { firstFiles } from './pglite-first.ts';
import { TYPES, unreadable } from './types.ts';

export interface Request {
  id: number;
  /** One statement with parameters, a script without, or the end. */
  kind: 'query' | 'script' | 'close';
  sql: string;
  params: unknown[];
}

export interface Failure {
  message: string;
  /** SQLSTATE; undefined when it did not come from PostgreSQL. */
  code?: string | undefined;
  detail?: string | undefined;
  constraint?: string | undefined;
}

/** Rows as arrays: the names of the columns travel once. */
export type Reply =
  | { id: number; columns: string[]; bytes: number[]; rows: unknown[][] }
  | { id: number; failure: Failure };

const readable = new Set(TYPES.flatMap(({ oid, array }) => (array === null ? [oid] : [oid, array])));
const BYTEA = 17;

/**
 * PGlite's own bytea parser and serialiser go byte by byte through JavaScript arrays: a page of 1 MB took 135–205 ms to
 * read and 240–330 ms to write in single rows, with these 20–29 ms and 130–170 ms (two busy cores).
 */
const serializers = {
  [BYTEA]: (bytes: Uint8Array) =>
    `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`,
};
const parsers = Object.fromEntries(TYPES.map(({ oid, text }) => [oid, text]));

/**
 * PostgreSQL's own default is 128 MB, which WebAssembly clears, and so takes, at the start: 341 MB for a database that is
 * opened, with this 216 MB. Reading 200 pages of 0.8 MB at random out of 48 MB took 0.75 s of computing against 0.65 s and
 * 0.80 s against 0.90 s (two busy cores), as the machine keeps the files in memory anyhow.
 */
const BUFFERS = ['-c', 'shared_buffers=16MB'];

function failureOf(error: unknown): Failure {
  // PGlite's error class is minified and so never to be tested for; its fields are PostgreSQL's.
  const { message, code, detail, constraint } = error as Failure;
  return { message: typeof message === 'string' ? message : String(error), code, detail, constraint };
}

async function answer(database: PGlite, { id, kind, sql, params }: Request): Promise<Reply> {
  if (kind === 'close') await database.close();
  if (kind === 'script') {
    await database.exec(sql).catch(async (error: unknown) => {
      await database.exec('rollback'); // the script may have stopped inside a transaction of its own
      throw error;
    });
  }
  if (kind !== 'query') return { id, columns: [], bytes: [], rows: [] };
  const { fields, rows } = await database.query<unknown[]>(sql, params, { rowMode: 'array' });
  for (const { name, dataTypeID } of fields) {
    if (!readable.has(dataTypeID)) throw unreadable(dataTypeID, name);
  }
  return {
    id,
    columns: fields.map(({ name }) => name),
    bytes: fields.flatMap(({ dataTypeID }, column) => (dataTypeID === BYTEA ? [column] : [])),
    rows,
  };
}

/** What can be handed over without copying. */
function buffersOf(reply: Reply): ArrayBuffer[] {
  if (!('rows' in reply)) return [];
  return reply.rows.flatMap((row) =>
    reply.bytes.flatMap((column) => {
      const value = row[column];
      return value instanceof Uint8Array ? [value.buffer as ArrayBuffer] : [];
    }),
  );
}

async function serve(): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('pglite-worker.ts is to be run as a worker thread, by pglite.ts.');
  const { directory } = workerData as { directory: string | null };
  const files = firstFiles(directory);
  const database = await PGlite.create({
    ...(files === null ? { dataDir: directory ?? 'memory://' } : { fs: files, initDbStartParams: BUFFERS }),
    startParams: [...PGlite.defaultStartParams, ...BUFFERS],
    parsers,
    serializers,
  });
  port.on('message', async (request: Request) => {
    let reply: Reply;
    try {
      reply = await answer(database, request);
    } catch (error) {
      reply = { id: request.id, failure: failureOf(error) };
    }
    port.postMessage(reply, buffersOf(reply));
    if (request.kind === 'close') port.close();
  });
  port.postMessage('ready');
}

await serve();
