/** The embedded database as a whole: directory, thread and lock. What it answers is tested in database.test.ts. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { type Database, DatabaseAway } from '../../src/store/database.ts';
import { DirectoryInUse } from '../../src/store/lock.ts';
import { openDatabase } from '../../src/store/open.ts';
import { openPglite } from '../../src/store/pglite.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { gate } from '../helpers/gate.ts';

const STORE = new URL('../../src/store/', import.meta.url);
const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** A data directory with a database in it: making one takes 2 s of computing, copying it nearly nothing. */
let template: string;

beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), 'voreg-template-'));
  const database = await openDatabase({ databaseUrl: null, dataDir: template });
  await database.close();
});

afterAll(() => rm(template, { recursive: true, force: true }));

async function dataDirectory(): Promise<string> {
  const folder = await temporaryFolder();
  await cp(template, folder, { recursive: true });
  return folder;
}

async function open(dataDir: string): Promise<Database> {
  const database = await openDatabase({ databaseUrl: null, dataDir });
  onTestFinished(() => database.close());
  return database;
}

it('keeps what it was given, in a folder for the owner only', async () => {
  const dataDir = join(await temporaryFolder(), 'made', 'on', 'demand');
  const first = await open(dataDir);
  await first.script(`create table t (x text); insert into t values ('kept')`);
  await first.close();
  const second = await open(dataDir);
  expect(await second.query('select x from t')).toEqual([{ x: 'kept' }]);
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  expect((await readdir(dataDir)).sort()).toEqual(['db', 'lock']);
});

it('takes a search_path', async () => {
  const dataDir = await dataDirectory();
  const database = await openDatabase({ databaseUrl: null, dataDir, searchPath: 'mine, public' });
  expect(await database.query(`select current_setting('search_path') as path`)).toEqual([
    { path: 'mine, public' },
  ]);
  await database.close();
  await expect(database.query('select 1')).rejects.toThrow(DatabaseAway);
});

it('is refused to a second user, in this process too, until the first has closed', async () => {
  const dataDir = await dataDirectory();
  const first = await open(dataDir);
  await expect(openDatabase({ databaseUrl: null, dataDir })).rejects.toThrow(DirectoryInUse);
  await first.close();
  const second = await open(dataDir);
  expect(await second.query('select 1 as fine')).toEqual([{ fine: 1 }]);
});

it('begins anew where a first start was killed half-way', async () => {
  const dataDir = await temporaryFolder();
  await mkdir(join(dataDir, 'db', 'base'), { recursive: true });
  await writeFile(join(dataDir, 'db', 'PG_VERSION'), '');
  await writeFile(join(dataDir, 'db.unfinished'), '');
  const database = await open(dataDir);
  expect(await database.query('select 1 as fine')).toEqual([{ fine: 1 }]);
  expect(await readdir(dataDir)).not.toContain('db.unfinished');
});

it('says what to do when the folder is damaged, and lets go of it', async () => {
  const dataDir = await dataDirectory();
  await rm(join(dataDir, 'db', 'global'), { recursive: true });
  await expect(openDatabase({ databaseUrl: null, dataDir })).rejects.toThrow(
    /cannot be opened: .+ delete the folder/,
  );
  await expect(openDatabase({ databaseUrl: null, dataDir })).rejects.toThrow(DatabaseAway);
});

it('is away when its thread ends: for calls that wait, for those that come', async () => {
  const database = await openPglite({ directory: join(await dataDirectory(), 'db') });
  const waiting = [
    database.query('select pg_sleep(30)'),
    database.query('select 1'),
    database.transaction((tx) => tx.query('select 1')),
    database.script('select 1'),
  ].map((call) => expect(call).rejects.toThrow(/embedded database has stopped.+The disk was pulled out/));
  await database.stop('The disk was pulled out');
  await Promise.all(waiting);
  await expect(database.query('select 1')).rejects.toThrow(DatabaseAway);
  await database.close();
});

it('ends when its lock is taken over', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const dataDir = await dataDirectory();
  const database = await open(dataDir);
  await rm(join(dataDir, 'lock'), { recursive: true });
  await vi.advanceTimersByTimeAsync(5000);
  vi.useRealTimers();
  await vi.waitFor(() => expect(database.query('select 1')).rejects.toThrow(/another process has taken/));
});

it('leaves this thread alone while it computes', async () => {
  const database = await openPglite({ directory: join(await dataDirectory(), 'db') });
  onTestFinished(() => database.close());
  await database.query('select 1');
  let longest = 0;
  let last = performance.now();
  const ticking = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  const start = performance.now();
  await database.query('select count(*) from generate_series(1, 1000000)');
  const took = performance.now() - start;
  clearInterval(ticking);
  // Half of the statement's time: the machine may be busy, but a blocked thread would have paused for all of it.
  expect(longest).toBeLessThan(took / 2);
});

it('loses nothing that was acknowledged when the process is killed, and is open to the next at once', async () => {
  const dataDir = await dataDirectory();
  const child = spawn(
    process.execPath,
    [
      ...['--import', 'tsx', '--input-type=module', '--eval'],
      `import { openDatabase } from '${new URL('open.ts', STORE).href}';
       const database = await openDatabase({ databaseUrl: null, dataDir: process.argv[1] });
       await database.script('create table t (x int)');
       for (let x = 1; ; x += 1) {
         await database.query('insert into t values ($1)', [x]);
         process.stdout.write(x + '\\n');
       }`,
      dataDir,
    ],
    { cwd: PROJECT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const acknowledged = await killAfter(child, 50);
  const database = await open(dataDir);
  const rows = await database.query<{ x: number }>('select x from t order by x');
  // One more may have been written than its process could tell.
  expect(rows.length - acknowledged).toBeOneOf([0, 1]);
  expect(rows.map(({ x }) => x)).toEqual(rows.map((_, index) => index + 1));
});

/** Reads the numbers that the child prints; kills it at `count`; returns the last one that came out. */
async function killAfter(child: ChildProcess, count: number): Promise<number> {
  let printed = '';
  const ended = gate();
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    if (printed.split('\n').length > count) child.kill('SIGKILL');
  });
  child.once('close', ended.open);
  await ended.opened;
  return printed.split('\n').length - 1;
}

it('gives back what its first start took, and has small buffers', async () => {
  const program = `import { openPglite } from '${new URL('pglite.ts', STORE).href}';
    const database = await openPglite({ directory: process.argv[1] });
    const [{ buffers }] = await database.query("select current_setting('shared_buffers') as buffers");
    process.stdout.write(JSON.stringify({ buffers, megabytes: process.memoryUsage().rss / 1e6 }));
    await database.close();`;
  const started = async (directory: string) => {
    const node = ['--import', 'tsx', '--input-type=module', '--eval', program, directory];
    const { stdout } = await promisify(execFile)(process.execPath, node, { cwd: PROJECT });
    return JSON.parse(stdout) as { buffers: string; megabytes: number };
  };
  const directory = join(await temporaryFolder(), 'db');
  const [first, second] = [await started(directory), await started(directory)];
  expect([first.buffers, second.buffers]).toEqual(['16MB', '16MB']);
  // 845 MB when what initdb had used was kept; now 270, and some more as this runs from source.
  expect(first.megabytes).toBeLessThan(500);
});

it('works from source under tsx, and compiled', async () => {
  const run = promisify(execFile);
  const program = (url: URL | string) =>
    `import { openDatabase } from '${url}';
     const database = await openDatabase({ databaseUrl: null, dataDir: process.argv[1] });
     process.stdout.write(JSON.stringify(await database.query('select 1 as fine')));
     await database.close();`;
  const node = async (options: string[], url: URL | string) => {
    const dataDir = await dataDirectory();
    const { stdout } = await run(
      process.execPath,
      [...options, '--input-type=module', '--eval', program(url), dataDir],
      {
        cwd: PROJECT,
      },
    );
    return stdout;
  };
  const expected = '[{"fine":1}]';
  expect(await node(['--import', 'tsx'], new URL('open.ts', STORE).href)).toBe(expected);
  expect(await node([], await compiled())).toBe(expected);
});

/** This folder of the source as the build makes it; returns the URL of its open.js. */
async function compiled(): Promise<string> {
  await mkdir(join(PROJECT, 'var'), { recursive: true });
  const folder = await temporaryFolder(join(PROJECT, 'var'));
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  const { config } = ts.readConfigFile(join(PROJECT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, PROJECT);
  for (const file of (await readdir(STORE)).filter((name) => name.endsWith('.ts'))) {
    const source = await readFile(new URL(file, STORE), 'utf8');
    // A module alone does not know that its package.json says "module".
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { ...options, module: ts.ModuleKind.ESNext },
    });
    await writeFile(join(folder, file.replace(/\.ts$/, '.js')), outputText);
  }
  return new URL(`file://${folder}/open.js`).href;
}
