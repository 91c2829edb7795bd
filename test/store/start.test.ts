/** What the program says when its database is not as it should be: one sentence and exit code 2. */
import { spawn } from 'node:child_process';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { lockDirectory } from '../../src/store/lock.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { type GitRepo, gitRepo } from '../helpers/git-repo.ts';
import { writeRegistry } from '../promises/records.ts';
import { errorMessage } from './postgres-protocol.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const testUrl = process.env.TEST_DATABASE_URL;

let repo: GitRepo;
beforeAll(() => {
  repo = gitRepo();
  writeRegistry(repo);
  repo.commit();
});

interface Running {
  stderr(): string;
  stdout(): string;
  ended: Promise<number | null>;
  stop(): void;
}

async function voreg(args: string[], env: Record<string, string>): Promise<Running> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], {
    cwd: PROJECT,
    env: { PATH, HOME, RECORDS_REPO: repo.path, DATA_DIR: await temporaryFolder(), PORT: '0', ...env },
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (more: string) => {
      text[name] += more;
    });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { stderr: () => text.stderr, stdout: () => text.stdout, ended, stop: () => child.kill('SIGTERM') };
}

/** A server that says this to whoever connects, the first `times`; afterwards it leads to the one of TEST_DATABASE_URL. */
async function saying(code: string, text: string, times = Number.POSITIVE_INFINITY): Promise<string> {
  let left = times;
  const real = new pg.Client({ connectionString: testUrl ?? 'postgres://voreg@127.0.0.1/registry' });
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    sockets.add(near.on('error', () => undefined));
    left -= 1;
    if (left >= 0) {
      near.once('data', () => near.end(errorMessage(code, text)));
      return;
    }
    const isSocket = real.host.startsWith('/');
    const far = isSocket
      ? createConnection(`${real.host}/.s.PGSQL.${real.port}`)
      : createConnection(real.port, real.host);
    sockets.add(far.on('error', () => undefined));
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const login = `${real.user}:${encodeURIComponent(real.password ?? 'secret')}`;
  return `postgres://${login}@127.0.0.1:${(server.address() as AddressInfo).port}/${real.database}`;
}

const STARTING = ['57P03', 'the database system is starting up'] as const;

describe('DATABASE_URL', () => {
  it('that nobody answers at: waits, says so, gives up', async () => {
    const DATABASE_URL = await saying(...STARTING);
    const { ended, stderr } = await voreg(['serve'], { DATABASE_URL, DATABASE_WAIT_SECONDS: '1' });
    expect(await ended).toBe(2);
    expect(stderr()).toMatch(/is starting up\. Trying again for 1 s more\./);
    expect(stderr().trimEnd().split('\n').at(-1)).toMatch(
      /^voreg: No connection to PostgreSQL at 127\.0\.0\.1:\d+, database "\w+" \(DATABASE_URL\): the database system is starting up\. Given up after 1 s \(DATABASE_WAIT_SECONDS\)\.$/,
    );
    expect(stderr()).not.toContain('secret');
  });

  it('that is not waited for any longer when the process is told to stop', async () => {
    const DATABASE_URL = await saying(...STARTING);
    const { ended, stderr, stop } = await voreg(['serve'], { DATABASE_URL });
    await vi.waitFor(() => expect(stderr()).toContain('Trying again for 60 s more.'), { timeout: 55_000 });
    stop();
    await ended;
    expect(stderr()).toContain('Stopped while waiting for the database.');
  });

  it('with a wrong password: says so at once', async () => {
    const DATABASE_URL = await saying('28P01', 'password authentication failed for user "voreg"');
    const { ended, stderr } = await voreg(['publish'], { DATABASE_URL });
    expect(await ended).toBe(2);
    expect(stderr()).toMatch(
      /^voreg: PostgreSQL at .+ refuses: password authentication failed for user "voreg"\. Correct user and password in DATABASE_URL\.\n$/,
    );
  });
});

it('two processes on one embedded database: the second says who has it', async () => {
  const DATA_DIR = await temporaryFolder();
  const lock = await lockDirectory(DATA_DIR);
  onTestFinished(() => lock.release());
  const { ended, stderr } = await voreg(['serve'], { DATA_DIR });
  expect(await ended).toBe(2);
  expect(stderr()).toContain(`voreg: The data directory ${DATA_DIR} is in use by process ${process.pid} on `);
  expect(stderr()).toContain('give this one another DATA_DIR');
});

// Not collected without a server; test/helpers/announce.ts says so.
if (testUrl) {
  describe('a PostgreSQL', () => {
    const { host, port, user, password, database } = new pg.Client({ connectionString: testUrl });
    const urlOf = (name: string, schema: string) =>
      `postgres://${user}:${encodeURIComponent(password ?? '')}@/${name}?host=${encodeURIComponent(host)}&port=${port}` +
      `&options=${encodeURIComponent(`-c search_path=${schema}`)}`;

    /** DATABASE_URL for a schema of its own, prepared by a script. */
    async function prepared(script: string): Promise<string> {
      const schema = `start_${process.pid}_${Date.now()}`;
      const admin = openPostgres({ databaseUrl: testUrl ?? '', connections: 1 });
      await admin.script(`create schema ${schema}; set local search_path = ${schema}; ${script}`);
      onTestFinished(async () => {
        await admin.script(`set client_min_messages = warning; drop schema ${schema} cascade`);
        await admin.close();
      });
      return urlOf(database ?? '', schema);
    }

    it('that is starting up is waited for', async () => {
      const [, options = ''] = (await prepared('')).split('&options=');
      const DATABASE_URL = `${await saying(...STARTING, 3)}?options=${options}`;
      const { ended, stderr } = await voreg(['publish'], { DATABASE_URL });
      expect(await ended, stderr()).toBe(0);
      expect(stderr()).toMatch(/Trying again for 60 s more/);
      expect(stderr()).toMatch(/as generation 1 /);
    });

    it('of another program is left as it is', async () => {
      const DATABASE_URL = await prepared('create table ledger (debit numeric)');
      const { ended, stderr } = await voreg(['publish'], { DATABASE_URL });
      expect(await ended).toBe(2);
      expect(stderr()).toMatch(
        /^voreg: The database seems to belong to something else: .+"ledger" already exists/,
      );
    });
  });
}
