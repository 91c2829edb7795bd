/**
 * PostgreSQL servers that a test starts, copies, kills and promotes, behind one address that stays: what a load balancer
 * or a virtual address is to an operator.
 */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server as Listener,
  type Socket,
} from 'node:net';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** PostgreSQL refuses to run as root (as ci/postgres.sh knows). */
const UNPRIVILEGED =
  process.getuid?.() === 0
    ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--reset-env']
    : ['env'];

const OPTIONS = [
  ...['fsync=off', 'full_page_writes=off', 'max_connections=50', 'listen_addresses=', 'shared_buffers=16MB'],
  ...['wal_level=replica', 'max_wal_senders=4', 'wal_keep_size=64MB', 'hot_standby=on'],
];

/** Folder of initdb and the others, where ci/postgres.sh would find it; null if there is none. */
export function serverPrograms(): string | null {
  if (process.env.PG_BINDIR !== undefined) return process.env.PG_BINDIR;
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root) : [];
  const folders = versions
    .filter((version) => existsSync(`${root}/${version}/bin/initdb`))
    .sort((a, b) => Number(a) - Number(b));
  return folders.length === 0 ? null : `${root}/${folders.at(-1)}/bin`;
}

/** One server: a data directory, and a socket in a folder of its own. */
export interface PostgresServer {
  folder: string;
  start(): Promise<void>;
  /** As kill -9 would: nothing is written any more. */
  kill(): Promise<void>;
  promote(): Promise<void>;
  /** A base backup of the running server; not started. As a standby it follows this server, without being waited for. */
  copy(as: 'standby' | 'backup'): Promise<PostgresServer>;
}

export class Servers {
  readonly #bin: string;
  readonly #all: PostgresServer[] = [];

  constructor(bin: string) {
    this.#bin = bin;
  }

  /** A new, empty one, running. */
  async create(): Promise<PostgresServer> {
    const server = this.#describe();
    await this.#program('initdb', [
      ...[`--pgdata=${server.folder}/data`, '--username=postgres', '--auth=trust'],
      ...['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    ]);
    await server.start();
    return server;
  }

  async close(): Promise<void> {
    for (const server of this.#all) {
      await server.kill();
      await rm(server.folder, { recursive: true, force: true });
    }
  }

  #describe(): PostgresServer {
    const [command = '', ...before] = UNPRIVILEGED;
    const made = execFileSync(command, [...before, 'mktemp', '-d', '/tmp/voreg-failover.XXXXXX'], {
      cwd: '/',
    });
    const folder = made.toString().trim();
    const data = `--pgdata=${folder}/data`;
    const server: PostgresServer = {
      folder,
      start: () => {
        const options = [...OPTIONS, `unix_socket_directories=${folder}`].map((option) => `-c ${option}`);
        return this.#program('pg_ctl', [
          ...['start', data, '--wait', `--log=${folder}/log`],
          `--options=${options.join(' ')}`,
        ]);
      },
      kill: async () => {
        if (existsSync(`${folder}/data/postmaster.pid`))
          await this.#program('pg_ctl', ['stop', data, '--mode=immediate', '--wait']);
      },
      promote: () => this.#program('pg_ctl', ['promote', data, '--wait']),
      copy: async (as) => {
        const other = this.#describe();
        await this.#program('pg_basebackup', [
          ...[`--host=${folder}`, '--username=postgres', `--pgdata=${other.folder}/data`],
          ...['--wal-method=stream', '--checkpoint=fast', '--no-sync'],
          ...(as === 'standby' ? ['--write-recovery-conf'] : []),
        ]);
        return other;
      },
    };
    this.#all.push(server);
    return server;
  }

  async #program(name: string, options: string[]): Promise<void> {
    const [command = '', ...before] = UNPRIVILEGED;
    await run(command, [...before, `${this.#bin}/${name}`, ...options], { cwd: '/' });
  }
}

/** An address that leads to one server after the other. */
export class Address {
  readonly #listener: Listener;
  readonly #sockets = new Set<Socket>();
  #server: PostgresServer | null = null;

  constructor() {
    this.#listener = createServer((near) => {
      this.#keep(near);
      if (this.#server === null) {
        near.destroy();
        return;
      }
      const far = createConnection(`${this.#server.folder}/.s.PGSQL.5432`);
      this.#keep(far);
      near.pipe(far).pipe(near);
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
    });
  }

  /** Its URL; to be called once. */
  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#listener.listen(0, '127.0.0.1', resolve));
    return `postgres://postgres@127.0.0.1:${(this.#listener.address() as AddressInfo).port}/postgres`;
  }

  /** From now on, this server or none; connections to another one are cut. */
  lead(to: PostgresServer | null): void {
    this.#server = to;
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.lead(null);
    await new Promise((resolve) => this.#listener.close(resolve));
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
