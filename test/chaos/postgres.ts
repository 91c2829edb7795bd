/** A PostgreSQL server of the test's own, and all that can happen to one. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readdirSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { pause, until } from './chance.ts';
import type { SettableClock } from './clock.ts';
import { childrenOf, signalWithChildren } from './processes.ts';

const run = promisify(execFile);
const IS_ROOT = process.getuid?.() === 0;
/** Of the replicas; not a superuser, for whom PostgreSQL keeps some connections free. */
export const ROLE = 'voreg';
const MOST_CONNECTIONS = 60;

/** Debian's newest, or PG_BINDIR; as ci/postgres.sh does. */
function programsIn(): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const found = [process.env.PG_BINDIR, ...versions.map((version) => join(root, version, 'bin'))];
  const dir = found.find((path) => path !== undefined && existsSync(join(path, 'initdb')));
  if (dir === undefined)
    throw new Error('No PostgreSQL server programs: apt-get install postgresql, or set PG_BINDIR.');
  return dir;
}

/** PostgreSQL refuses to run as root. `environment` only from there on: what faketime shares belongs to its user. */
function asPostgres(
  program: string,
  args: string[],
  environment: Record<string, string> = {},
): [command: string, args: string[]] {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const all = [...variables, join(programsIn(), program), ...args];
  if (!IS_ROOT) return ['env', all];
  return ['setpriv', ['--reuid=postgres', '--regid=postgres', '--init-groups', 'env', ...all]];
}

const ENVIRONMENT = { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8' };

export class Postgres {
  /** Has the data, the socket and the log; named in what is kept of a round that failed. */
  readonly folder: string;
  readonly #clock: SettableClock | null;
  #server: ChildProcess | null = null;

  private constructor(folder: string, clock: SettableClock | null) {
    this.folder = folder;
    this.#clock = clock;
  }

  /** A new, empty cluster that runs. `folder` must not exist, and others must be able to go to it. */
  static async create(folder: string, clock: SettableClock | null): Promise<Postgres> {
    const made = new Postgres(await makeFolder(folder), clock);
    await made.#tool('initdb', ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-sync']);
    await made.start();
    await made.ask(`create role ${ROLE} login`);
    await made.ask(`create database ${ROLE} owner ${ROLE}`);
    return made;
  }

  /** A standby of the server that is reached by `port` of loopback, asynchronous: it runs, and follows. */
  static async standbyOf(port: number, folder: string, clock: SettableClock | null): Promise<Postgres> {
    const made = new Postgres(await makeFolder(folder), clock);
    await made.#baseBackup(['--host=127.0.0.1', `--port=${port}`, '--write-recovery-conf']);
    await made.start();
    return made;
  }

  get socket(): string {
    return join(this.folder, '.s.PGSQL.5432');
  }

  /** Starts it, and waits until it answers. */
  async start(): Promise<void> {
    const settings = {
      listen_addresses: '',
      unix_socket_directories: this.folder,
      // Processes are killed here, not machines: what is written is written.
      fsync: 'off',
      max_connections: String(MOST_CONNECTIONS),
      shared_buffers: '32MB',
      // Of clients that were cut off, it learns by itself.
      wal_sender_timeout: '5s',
      wal_receiver_timeout: '5s',
      wal_retrieve_retry_interval: '500ms',
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const log = openSync(join(this.folder, 'log'), 'a');
    const [command, args] = asPostgres(
      'postgres',
      ['-D', join(this.folder, 'data'), ...options],
      this.#clock?.environment,
    );
    this.#server = spawn(command, args, {
      cwd: '/',
      env: ENVIRONMENT,
      stdio: ['ignore', log, log],
    });
    this.#clock?.cleanUpAfter(this.#server);
    closeSync(log);
    await until(`PostgreSQL in ${this.folder} answers`, 60, () =>
      this.ask('select 1').catch((error: Error) => {
        if (this.#server?.exitCode !== null) throw error;
        return null;
      }),
    );
  }

  /** Shuts down: `SIGINT` is fast (clients are sent away), `SIGQUIT` immediate. */
  async stop(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    const ended = this.#ended();
    this.#server?.kill(signal);
    await ended;
    this.#server = null;
  }

  /** kill -9 of all its processes. */
  async kill(): Promise<void> {
    const ended = this.#ended();
    const { pid } = this.#server ?? {};
    if (pid !== undefined) signalWithChildren(pid, 'SIGKILL');
    await ended;
    this.#server = null;
    // The next server would take those that are still dying for a living one's.
    await pause(100);
  }

  freeze(isFrozen: boolean): void {
    const { pid } = this.#server ?? {};
    if (pid !== undefined) signalWithChildren(pid, isFrozen ? 'SIGSTOP' : 'SIGCONT');
  }

  /** Makes a standby the primary. */
  async promote(): Promise<void> {
    await this.ask('select pg_promote(true, 60)');
  }

  /** Copies the running cluster to a folder that `restore` takes. */
  async backup(to: string): Promise<void> {
    await rm(to, { recursive: true, force: true });
    const copy = new Postgres(await makeFolder(to), null);
    await copy.#baseBackup([`--host=${this.folder}`]);
  }

  /** Loses everything since the backup; runs again afterwards. */
  async restore(from: string): Promise<void> {
    await this.kill();
    const data = join(this.folder, 'data');
    await rm(data, { recursive: true, force: true });
    await cp(join(from, 'data'), data, { recursive: true, preserveTimestamps: true });
    await ownAll(data);
    await this.start();
  }

  /** One statement as superuser, on a connection of its own. Throws what pg throws. */
  async ask<Row>(sql: string, database = 'postgres'): Promise<Row[]> {
    const client = this.client('postgres', database);
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query(sql)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  client(user: string, database: string): pg.Client {
    const limits = { connectionTimeoutMillis: 10_000, query_timeout: 90_000 };
    return new pg.Client({ host: this.folder, user, database, ...limits });
  }

  async remove(): Promise<void> {
    if (this.#server !== null) {
      this.freeze(false);
      await this.kill();
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Its processes now, for what is to be left of none. */
  get processes(): number {
    const { pid } = this.#server ?? {};
    return pid === undefined ? 0 : 1 + childrenOf(pid).length;
  }

  #ended(): Promise<void> {
    const server = this.#server;
    if (server === null || server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
    return new Promise((done) => server.once('close', () => done()));
  }

  #baseBackup(args: string[]): Promise<void> {
    const options = ['--username=postgres', '--checkpoint=fast', '--no-sync', '--wal-method=stream'];
    return this.#tool('pg_basebackup', [...options, ...args]);
  }

  async #tool(program: string, args: string[]): Promise<void> {
    const [command, all] = asPostgres(program, ['-D', join(this.folder, 'data'), ...args]);
    await run(command, all, { cwd: '/', env: ENVIRONMENT });
  }
}

async function makeFolder(folder: string): Promise<string> {
  mkdirSync(folder, { mode: 0o700 });
  await ownAll(folder);
  return folder;
}

async function ownAll(folder: string): Promise<void> {
  if (!IS_ROOT) return;
  const { stdout } = await run('id', ['-u', 'postgres']);
  const { stdout: group } = await run('id', ['-g', 'postgres']);
  const own = (path: string) => chownSync(path, Number(stdout), Number(group));
  own(folder);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) own(join(folder, name));
}
