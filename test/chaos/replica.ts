/** A replica: the program as it is shipped, as a process of its own that is started again when it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { pause } from './chance.ts';
import { SettableClock } from './clock.ts';
import type { Network } from './network.ts';
import { ROLE } from './postgres.ts';
import { signalOne } from './processes.ts';

/** As a supervisor does. */
const RESTART_MS = 500;
/** Connections that a process had, or could not have, around its end are nobody's fault. */
const AROUND_MS = 1500;
export const CACHE_MB = 8;

export interface Place {
  name: string;
  /** dist/main.js */
  program: string;
  /** DATA_DIR; may be a file system of its own. */
  dataDir: string;
  /** Where its log goes. */
  folder: string;
  repository: string;
  port: number;
  /** Its way to the database. */
  network: Network;
}

export interface Status {
  generation: number | null;
  commit: string | null;
  knownAt: string | null;
  database: 'up' | 'away';
  lastLook: { at: string; error: string | null } | null;
  lastRefusal: { commit: string; findings: { rule: string; ivoid: string | null }[] } | null;
}

export class Replica {
  readonly place: Place;
  readonly clock: SettableClock;
  /** By itself, while nobody killed it. */
  readonly exits: string[] = [];
  #process: ChildProcess | null = null;
  #isWanted = false;
  #isFrozen = false;
  /** Whether it has answered since it was started. */
  #isUp = false;
  /** When it was last known to be unwell. */
  #unwellAt = performance.now();

  constructor(place: Place) {
    this.place = place;
    mkdirSync(place.dataDir, { recursive: true });
    this.clock = new SettableClock(join(place.folder, `${place.name}.clock`));
  }

  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  get root(): string {
    return `http://127.0.0.1:${this.place.port}`;
  }

  /** Whether a request that began at `since` (performance.now()) may have failed without fault. */
  wasUnwellSince(since: number): boolean {
    return !this.#isUp || this.#isFrozen || since - this.#unwellAt < AROUND_MS;
  }

  start(): void {
    this.#isWanted = true;
    const { name, program, folder, port, network, dataDir, repository } = this.place;
    const log = openSync(join(folder, `${name}.log`), 'a');
    const child = spawn(process.execPath, [program, 'serve'], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        ...this.clock.environment,
        HOST: '127.0.0.1',
        PORT: String(port),
        BASE_URL: 'https://registry.padc.example/oai',
        RECORDS_REPO: repository,
        RECORDS_REF: 'main',
        DATA_DIR: dataDir,
        DATABASE_URL: `postgres://${ROLE}@127.0.0.1:${network.port}/${ROLE}?application_name=${name}`,
        POLL_SECONDS: '1',
        CACHE_MB: String(CACHE_MB),
        // The writer here takes half of the records away without a thought.
        MAX_SHRINK_PERCENT: '100',
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.clock.cleanUpAfter(child);
    this.#process = child;
    child.once('close', (code, signal) => void this.#closed(code, signal));
    void this.#noticeUp(child);
  }

  async #noticeUp(child: ChildProcess): Promise<void> {
    while (this.#process === child && !this.#isUp) {
      this.#isUp = (await this.status()) !== null;
      this.#unwellAt = performance.now();
      await pause(20);
    }
  }

  async #closed(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    this.#process = null;
    this.#isUp = false;
    this.#unwellAt = performance.now();
    if (!this.#isWanted) return;
    this.exits.push(`${this.place.name} ended by itself (${code ?? signal})`);
    await pause(RESTART_MS);
    if (this.#isWanted && this.#process === null) this.start();
  }

  /** kill -9, or a friendly signal; it stays away until `start`. */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#isWanted = false;
    const child = this.#process;
    if (child === null) return;
    this.freeze(false);
    this.#isUp = false;
    const closed = new Promise((done) => child.once('close', done));
    child.kill(signal);
    await closed;
  }

  freeze(isFrozen: boolean): void {
    if (this.#isFrozen && !isFrozen) this.#unwellAt = performance.now();
    this.#isFrozen = isFrozen;
    if (this.pid !== null) signalOne(this.pid, isFrozen ? 'SIGSTOP' : 'SIGCONT');
  }

  /** /status; null if it cannot be had. */
  status(): Promise<Status | null> {
    return new Promise((resolve) => {
      const asking = request(
        `${this.root}/status?format=json`,
        { agent: false, timeout: 5000 },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', () => resolve(null));
          response.once('end', () =>
            resolve(response.statusCode === 200 ? JSON.parse(Buffer.concat(chunks).toString()) : null),
          );
        },
      );
      asking.setHeader('Accept', 'application/json');
      asking.once('timeout', () => asking.destroy());
      asking.once('error', () => resolve(null));
      asking.end();
    });
  }

  /** One more look at the database than it has made by now; null if it has not come yet. */
  async lookedAfter(knownAt: string | null): Promise<string | null> {
    const status = await this.status();
    return status?.database === 'up' && status.knownAt !== null && status.knownAt !== knownAt
      ? status.knownAt
      : null;
  }
}
