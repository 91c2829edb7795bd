import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DirectoryUnusable, makeDataDirectory } from '../../src/store/data-directory.ts';
import { DirectoryInUse, type DirectoryLock, type Holder, lockDirectory } from '../../src/store/lock.ts';
import { temporaryFolder } from '../helpers/folder.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const LOCK = new URL('../../src/store/lock.ts', import.meta.url).href;

async function lock(directory: string): Promise<DirectoryLock> {
  const taken = await lockDirectory(directory);
  onTestFinished(() => taken.release());
  return taken;
}

/** A lock as another process would have left it; `silence` is how long ago it gave its last sign of life, in seconds. */
async function lockOf(directory: string, holder: Holder | string, silence = 0): Promise<string> {
  await mkdir(join(directory, 'lock'));
  const file = join(directory, 'lock', 'somebody');
  await writeFile(file, typeof holder === 'string' ? holder : JSON.stringify(holder));
  const then = Date.now() / 1000 - silence;
  await utimes(file, then, then);
  return file;
}

/** A process that lives as long as the test. */
async function livingProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--eval', 'setInterval(() => undefined, 1000)'], {
    stdio: 'ignore',
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child.pid ?? 0;
}

/** The pid of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('close', resolve));
  return child.pid ?? 0;
}

async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

const here = hostname();

describe('a lock', () => {
  it('makes the folder for its owner only, and leaves nothing in it when released', async () => {
    const directory = join(await temporaryFolder(), 'a', 'b');
    const taken = await lockDirectory(directory);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    const [token = ''] = await readdir(join(directory, 'lock'));
    const holder = JSON.parse(await readFile(join(directory, 'lock', token), 'utf8'));
    expect(holder).toEqual({ pid: process.pid, host: here, started: await startOf(process.pid) });
    await taken.release();
    expect(await readdir(directory)).toEqual([]);
    await taken.release();
    await lock(directory);
  });

  it('is refused twice in one process, whatever the path looks like', async () => {
    const directory = await temporaryFolder();
    await lock(directory);
    await expect(lockDirectory(`${directory}/x/..`)).rejects.toThrow(DirectoryInUse);
  });

  it('beats, so that others see that it is alive', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const directory = await temporaryFolder();
    await lock(directory);
    const [token = ''] = await readdir(join(directory, 'lock'));
    const file = join(directory, 'lock', token);
    const content = await readFile(file, 'utf8');
    await utimes(file, 1000, 1000);
    vi.advanceTimersByTime(5000);
    await vi.waitFor(async () => expect(Date.now() - (await stat(file)).mtimeMs).toBeLessThan(60_000));
    expect(await readFile(file, 'utf8')).toBe(content);
  });

  it('ends with its process, however that ends', async () => {
    for (const ending of [
      'process.exit(3)',
      `throw new Error('unexpected')`,
      `process.kill(process.pid, 'SIGKILL')`,
    ]) {
      const directory = await temporaryFolder();
      const child = spawn(
        process.execPath,
        [
          ...['--import', 'tsx', '--input-type=module', '--eval'],
          `import { lockDirectory } from '${LOCK}'; await lockDirectory(process.argv[1]); ${ending};`,
          directory,
        ],
        { cwd: PROJECT, stdio: 'ignore' },
      );
      await new Promise((resolve) => child.once('close', resolve));
      await lock(directory);
    }
  });
});

describe('a lock that somebody left', () => {
  const held: [name: string, () => Promise<[Holder | string, silence: number]>][] = [
    ['by a living process here', async () => living(await livingProcess())],
    [
      'by a living process here that has not beaten for long',
      async () => [(await living(await livingProcess()))[0], 3600],
    ],
    [
      'by a living process of a system without /proc',
      async () => [{ pid: await livingProcess(), host: here, started: null }, 0],
    ],
    ['on another machine, with a recent beat', async () => [{ pid: 1, host: 'elsewhere', started: '1' }, 15]],
    ['unreadable, but recent', async () => ['{"pi', 0]],
  ];
  for (const [name, holder] of held) {
    it(`${name} is respected`, async () => {
      const directory = await temporaryFolder();
      const [who, silence] = await holder();
      const file = await lockOf(directory, who, silence);
      const error: unknown = await lockDirectory(directory).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DirectoryInUse);
      expect((error as Error).message).toContain(`${directory} is in use by process`);
      expect((error as Error).message).toContain('DATA_DIR');
      if (typeof who !== 'string') expect(error).toMatchObject({ pid: who.pid, host: who.host, directory });
      expect(await readdir(directory)).toEqual(['lock']);
      expect((await stat(file)).isFile()).toBe(true);
    });
  }

  const stale: typeof held = [
    ['by a process that has ended', async () => [{ pid: await deadProcess(), host: here, started: '1' }, 0]],
    [
      'by a process whose pid is another’s now',
      async () => [{ pid: await livingProcess(), host: here, started: '1' }, 0],
    ],
    ['by our pid in an earlier container', async () => [{ pid: process.pid, host: here, started: '1' }, 0]],
    ['by our pid, started at the same tick', async () => living(process.pid)],
    ['on another machine, 20 s ago', async () => [{ pid: 1, host: 'elsewhere', started: '1' }, 21]],
    ['unreadable, 20 s ago', async () => ['', 21]],
  ];
  for (const [name, holder] of stale) {
    it(`${name} is taken over`, async () => {
      const directory = await temporaryFolder();
      await lockOf(directory, ...(await holder()));
      await lock(directory);
      const [token = ''] = await readdir(join(directory, 'lock'));
      expect(JSON.parse(await readFile(join(directory, 'lock', token), 'utf8'))).toMatchObject({
        pid: process.pid,
      });
      expect(await readdir(directory)).toEqual(['lock']);
    });
  }

  async function living(pid: number): Promise<[Holder, number]> {
    return [{ pid, host: here, started: await startOf(pid) }, 0];
  }

  it('is got by one of many that want it at the same time', async () => {
    const directory = await temporaryFolder();
    await lockOf(directory, { pid: await deadProcess(), host: here, started: '1' });
    const program = `
      import { lockDirectory } from '${LOCK}';
      process.stdout.write('ready');
      process.stdin.once('data', async () => {
        try { await lockDirectory(process.argv[1]); process.stdout.write(' won'); }
        catch (error) { process.stdout.write(' ' + error.name); }
      });`;
    const contenders = Array.from({ length: 4 }, () => {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', '--input-type=module', '--eval', program, directory],
        {
          cwd: PROJECT,
          stdio: ['pipe', 'pipe', 'inherit'],
        },
      );
      onTestFinished(() => {
        child.kill('SIGKILL');
      });
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
      return { child, said: () => said };
    });
    const all = (test: RegExp) =>
      vi.waitFor(() => expect(contenders.every(({ said }) => test.test(said()))).toBe(true), {
        timeout: 50_000,
      });
    await all(/^ready/);
    for (const { child } of contenders) child.stdin.write('go');
    await all(/ (won|DirectoryInUse)$/);
    expect(contenders.filter(({ said }) => said().endsWith('won'))).toHaveLength(1);
    expect(await readdir(join(directory, 'lock'))).toHaveLength(1);
  });
});

describe('a directory that cannot be used', () => {
  it('is a file', async () => {
    const directory = join(await temporaryFolder(), 'file');
    await writeFile(directory, '');
    await expect(lockDirectory(directory)).rejects.toThrow(DirectoryUnusable);
    await expect(lockDirectory(join(directory, 'below'))).rejects.toThrow(/not a folder.+DATA_DIR/);
  });

  it('is where nobody may make a folder', async () => {
    // Linux's /sys takes none, whoever asks; on other systems the root does not.
    await expect(lockDirectory('/sys/voreg')).rejects.toThrow(/\/sys\/voreg cannot be used: .+ DATA_DIR/);
  });

  it('is where a folder is there and takes none: Node would try for ever', async () => {
    const folder = await temporaryFolder();
    await symlink(join(folder, 'not mounted'), join(folder, 'link'));
    const places = [join(folder, 'link'), join(folder, 'link', 'data'), join(folder, 'link', 'a', 'b')];
    if (process.platform === 'linux') places.push('/proc/voreg', '/proc/voreg/data');
    for (const place of places)
      await expect(lockDirectory(place)).rejects.toThrow(
        /(no folder can be made|a link to nothing).+DATA_DIR/,
      );
  });

  it('is made, for the owner only, with the folders above it, by several at once', async () => {
    const folder = await temporaryFolder();
    const deep = join(folder, 'a', 'b', 'c');
    await Promise.all(Array.from({ length: 5 }, () => makeDataDirectory(deep)));
    for (const one of [deep, join(folder, 'a')]) expect((await stat(one)).mode & 0o777).toBe(0o700);
  });

  it.runIf(process.getuid?.() !== 0)('is not ours to write', async () => {
    const directory = await temporaryFolder();
    await chmod(directory, 0o500);
    await expect(lockDirectory(directory)).rejects.toThrow(/may not write there.+DATA_DIR/);
  });
});
