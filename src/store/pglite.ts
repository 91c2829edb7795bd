/**
 * The embedded database: PGlite (PostgreSQL as WebAssembly) in a worker thread, on one directory.
 * Not for: keeping other processes away from that directory (lock.ts), the thread's inside (pglite-worker.ts).
 */
import { Worker } from 'node:worker_threads';
import { type Database, DatabaseAway, DatabaseGone } from './database.ts';
import { Mutex, NamedMutex } from './mutex.ts';
import type { Failure, Reply, Request } from './pglite-worker.ts';
import { type Run, refuseInsideTransaction, runTransaction } from './transaction.ts';

export interface PgliteOptions {
  /** Where the files are; null: in memory only. */
  directory: string | null;
  searchPath?: string | undefined;
}

export interface EmbeddedDatabase extends Database {
  /** Ends it at once, whatever it is doing: its files belong to somebody else now. `reason` is what callers are told. */
  stop(reason: string): Promise<void>;
}

/**
 * Opens it: 4.5 s of computing for a new directory (initdb), 1 s for an existing one.
 * Throws DatabaseAway when the directory cannot be opened (damaged, not writable, full disk).
 */
export async function openPglite({ directory, searchPath }: PgliteOptions): Promise<EmbeddedDatabase> {
  const thread = await startThread(directory);
  const turns = new Mutex();
  const named = new NamedMutex();

  const run: Run = (sql, params = []) => thread.ask('query', sql, params);
  await run(
    `select set_config('timezone', 'UTC', false),
                    set_config('search_path', coalesce($1, current_setting('search_path')), false)`,
    [searchPath ?? null],
  );

  let closing: Promise<void> | null = null;
  const database: EmbeddedDatabase = {
    kind: 'pglite',
    connections: () => ({
      open: 1,
      inUse: Math.min(1, turns.users),
      waiting: Math.max(0, turns.users - 1),
      most: 1,
    }),
    async query(sql, params) {
      refuseInsideTransaction(database);
      return turns.run(() => run(sql, params));
    },
    async script(sql) {
      refuseInsideTransaction(database);
      await turns.run(() => thread.ask('script', sql));
    },
    async transaction(work) {
      refuseInsideTransaction(database);
      return turns.run(() => runTransaction(database, run, work));
    },
    async exclusively(name, work, signal) {
      refuseInsideTransaction(database);
      return named.run(name, work, signal);
    },
    listen: () => async () => undefined,
    stop: (reason) => thread.stop(reason),
    close() {
      closing ??= turns.run(() => thread.close());
      return closing;
    },
  };
  return database;
}

interface Waiting {
  resolve: (reply: Reply) => void;
  reject: (error: DatabaseAway) => void;
}

/** The thread with its questions and answers. */
class Thread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  /** Why it answers no more; null while it lives. */
  #ended: DatabaseAway | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (reply: Reply | 'ready') => {
      if (reply === 'ready') return;
      this.#waiting.get(reply.id)?.resolve(reply);
      this.#waiting.delete(reply.id);
    });
    worker.on('error', (error) => this.#end(error));
    worker.on('exit', () => this.#end(null));
  }

  #end(cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : 'Its thread ended unexpectedly';
    this.#ended ??= new DatabaseGone(`The embedded database has stopped; restart voreg. ${reason}.`, {
      cause,
    });
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }

  async ask<Row>(kind: Request['kind'], sql = '', params: readonly unknown[] = []): Promise<Row[]> {
    if (this.#ended !== null) throw this.#ended;
    this.#asked += 1;
    const id = this.#asked;
    const answer = new Promise<Reply>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    const transfer: ArrayBuffer[] = [];
    this.#worker.postMessage(
      { id, kind, sql, params: params.map((value) => portable(value, transfer)) },
      transfer,
    );
    const reply = await answer;
    if ('failure' in reply) throw errorOf(reply.failure);
    return rowsOf(reply) as Row[];
  }

  async stop(reason: string): Promise<void> {
    this.#end(new Error(reason));
    await this.#worker.terminate();
  }

  async close(): Promise<void> {
    if (this.#ended !== null) return;
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve));
    await this.ask('close');
    await exited;
    this.#ended = new DatabaseAway('The embedded database has been closed.');
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error ?? '');
  // Of what WebAssembly or its file system gives up for, this is all that is said.
  const isEmpty = /^(undefined|\[object Object\]|Aborted\(.*)?$/.test(message);
  return isEmpty ? 'it gave no reason (is the disk full?)' : message;
}

async function startThread(directory: string | null): Promise<Thread> {
  const worker = newWorker({ directory });
  const thread = new Thread(worker);
  await new Promise<void>((resolve, reject) => {
    const failed = (reason: string, cause: unknown) =>
      reject(
        new DatabaseAway(
          `The embedded database in ${directory ?? 'memory'} cannot be opened: ${reason}. If it is damaged, delete ` +
            'the folder: the next start rebuilds it from Git.',
          { cause },
        ),
      );
    worker.once('message', () => resolve());
    // PGlite throws things that are no errors, for one when the disk is full.
    worker.once('error', (error: unknown) => failed(reasonOf(error), error));
    worker.once('exit', (code) => failed(`its thread ended with code ${code}`, null));
  });
  return thread;
}

/**
 * The thread's program lies beside this file: pglite-worker.js in dist, pglite-worker.ts when run from source.
 * A thread does not get the loader that reads TypeScript by itself (under vitest there is none to inherit), so in the
 * second case it is told to load tsx. Works alike under tsx, vitest and on Node versions that read TypeScript.
 */
function newWorker(workerData: { directory: string | null }): Worker {
  const compiled = import.meta.url.endsWith('.js');
  const loadTsx = `import { register } from 'node:module'; register('tsx/esm', ${JSON.stringify(import.meta.url)}, { data: {} });`;
  return new Worker(new URL(compiled ? 'pglite-worker.js' : 'pglite-worker.ts', import.meta.url), {
    workerData,
    // Given in both cases: options of the main program (--input-type, --import of its tools) are not for this thread.
    execArgv: compiled ? [] : ['--import', `data:text/javascript,${encodeURIComponent(loadTsx)}`],
  });
}

/** A value as it may be posted: bytes in memory of their own, which is handed over; a small Buffer shares a large one. */
function portable(value: unknown, transfer: ArrayBuffer[]): unknown {
  if (Array.isArray(value)) return value.map((item) => portable(item, transfer));
  if (!(value instanceof Uint8Array)) return value;
  const copy = new Uint8Array(value);
  transfer.push(copy.buffer);
  return copy;
}

function rowsOf(reply: Extract<Reply, { rows: unknown }>): Record<string, unknown>[] {
  const { columns, bytes } = reply;
  return reply.rows.map((values) => {
    for (const column of bytes) values[column] = asBuffer(values[column]);
    return Object.fromEntries(columns.map((name, column) => [name, withBuffers(values[column])]));
  });
}

/** Posted Buffers arrive as Uint8Array. */
function asBuffer(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}

function withBuffers(value: unknown): unknown {
  return Array.isArray(value) && value.some((item) => item instanceof Uint8Array)
    ? value.map(asBuffer)
    : value;
}

function errorOf({ message, ...fields }: Failure): Error {
  const error = new Error(message);
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined) Object.assign(error, { [name]: value });
  return error;
}
