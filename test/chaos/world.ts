/** The whole of it: three replicas, their database with its standby, a Git remote, and those who use them. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type GitHttpServer, serveGit } from '../git/http-server.ts';
import { until } from './chance.ts';
import { SettableClock } from './clock.ts';
import { lookedAgain } from './faults.ts';
import type { Journal } from './journal.ts';
import { Network } from './network.ts';
import { Postgres } from './postgres.ts';
import { Replica } from './replica.ts';
import { Writer } from './writer.ts';

const REPLICAS = 3;
/** Of a DATA_DIR: a copy of the records repository takes some MB. */
const DISK_MB = 32;

export class World {
  readonly folder: string;
  readonly journal: Journal;
  readonly writer: Writer;
  readonly databaseClock: SettableClock;
  readonly replicas: Replica[] = [];
  primary: Postgres;
  /** Between the primary and its standby. */
  readonly replication: Network;
  /** Whether each DATA_DIR is a small file system of its own. */
  readonly hasSmallDisks: boolean;
  #standby: Postgres | null = null;
  #clusters = 0;
  readonly #remote: GitHttpServer;

  private constructor(
    folder: string,
    journal: Journal,
    parts: {
      writer: Writer;
      primary: Postgres;
      databaseClock: SettableClock;
      replication: Network;
      remote: GitHttpServer;
      hasSmallDisks: boolean;
    },
  ) {
    this.folder = folder;
    this.journal = journal;
    this.writer = parts.writer;
    this.primary = parts.primary;
    this.databaseClock = parts.databaseClock;
    this.replication = parts.replication;
    this.#remote = parts.remote;
    this.hasSmallDisks = parts.hasSmallDisks;
  }

  /** Starts everything in `folder`, which must be empty, and waits until all replicas serve what is in Git. */
  static async create(folder: string, program: string, journal: Journal): Promise<World> {
    // PostgreSQL runs as another user if this is root.
    chmodSync(folder, 0o755);
    const writer = new Writer(folder, journal);
    const databaseClock = new SettableClock(join(folder, 'database.clock'));
    const primary = await Postgres.create(join(folder, 'postgres-0'), databaseClock);
    const world = new World(folder, journal, {
      writer,
      primary,
      databaseClock,
      replication: await Network.open(primary.socket),
      remote: await serveGit(writer.path, () => true),
      hasSmallDisks: mountSmallDisks(folder),
    });
    for (let i = 0; i < REPLICAS; i += 1) {
      const name = `replica-${i + 1}`;
      const place = {
        name,
        program,
        folder,
        dataDir: join(folder, 'data', name),
        // One of them as over the Internet.
        repository: i === 0 ? world.#remote.url : writer.path,
        port: await freePort(),
        network: await Network.open(primary.socket),
      };
      world.replicas.push(new Replica(place));
    }
    for (const replica of world.replicas) replica.start();
    await world.settled();
    return world;
  }

  /** Waits until every replica serves the newest commit. Accounts for what a force-push cut off, if a rebuild asks. */
  async settled(): Promise<void> {
    for (const replica of this.replicas) {
      let last = '';
      await until(
        `${replica.place.name} serves the newest commit`,
        180,
        async () => {
          const status = await replica.status();
          last = JSON.stringify(status);
          if (status === null) return null;
          const { lastRefusal } = status;
          const cut = (lastRefusal?.findings ?? []).filter(({ rule }) => rule === 'P6');
          if (lastRefusal?.commit === this.writer.head && cut.length > 0)
            this.writer.retire(cut.flatMap(({ ivoid }) => ivoid ?? []));
          const isNewest = status.commit === this.writer.head && status.database === 'up';
          return isNewest && status.lastLook?.error === null ? status : null;
        },
        () => `Its status: ${last}`,
      );
    }
  }

  /** Waits until every replica is there and has looked at the database once more. */
  async allLook(): Promise<void> {
    await Promise.all(this.replicas.map(lookedAgain));
  }

  /** A standby that has everything, at this moment. */
  async makeStandby(): Promise<Postgres> {
    await this.#standby?.remove();
    this.replication.set('open');
    this.replication.target = this.primary.socket;
    this.#clusters += 1;
    const folder = join(this.folder, `postgres-${this.#clusters}`);
    this.#standby = await Postgres.standbyOf(this.replication.port, folder, this.databaseClock);
    return this.#standby;
  }

  /** The primary dies; the standby is what there is now. */
  async failOver(standby: Postgres): Promise<void> {
    const former = this.primary;
    await former.kill();
    this.replication.set('refused');
    await standby.promote();
    this.primary = standby;
    this.#standby = null;
    for (const { place } of this.replicas) {
      place.network.target = standby.socket;
      place.network.reset();
    }
    await former.remove();
  }

  async close(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.stop()));
    for (const { place } of this.replicas) await place.network.close();
    await this.replication.close();
    await this.#standby?.remove();
    await this.primary.remove();
    await this.#remote.close();
    if (this.hasSmallDisks) execFileSync('umount', disksIn(this.folder));
  }

  /** After `close`: what nobody needs to look at. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

function disksIn(folder: string): string[] {
  return Array.from({ length: REPLICAS }, (_, i) => join(folder, 'data', `replica-${i + 1}`));
}

/** A disk that can be full, for each replica; false where this user may not mount one. */
function mountSmallDisks(folder: string): boolean {
  const mounted: string[] = [];
  try {
    for (const disk of disksIn(folder)) {
      mkdirSync(disk, { recursive: true });
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', disk], { stdio: 'pipe' });
      mounted.push(disk);
    }
    return true;
  } catch (error) {
    // No such program, or no such right: execFileSync tells both by an error with the exit status or code.
    if (!('status' in (error as object)) && (error as { code?: string }).code !== 'ENOENT') throw error;
    if (mounted.length > 0) execFileSync('umount', mounted);
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
