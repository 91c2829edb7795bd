/**
 * One process per data directory. PGlite has no lock of its own: two processes on one directory lost 58 of 900 rows
 * without a word (PGlite issue 1106).
 *
 * The lock is a folder `lock` that holds one file, named by a random token, with pid, host and start time in it.
 *   take      make such a folder aside and rename it to `lock`: works only while `lock` is absent or empty
 *   release   remove the own file: `lock` is empty
 *   take over remove the dead holder's file *by its name*, then take: of several contenders one wins, and nobody can
 *             remove the lock of somebody who was quicker. (Remove-and-create of a single file cannot do that.)
 */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { makeDataDirectory, unusable } from './data-directory.ts';

const HEARTBEAT = 5_000;
/** Four beats missed: a holder on another machine, whose process we cannot see, is taken for dead. */
const DEAD_AFTER = 20_000;

/** Who holds the lock, as written in its file. */
export interface Holder {
  pid: number;
  host: string;
  /** Clock ticks between the start of the machine and that of the process; null where there is no /proc. */
  started: string | null;
}

/** Another process works with this directory. */
export class DirectoryInUse extends Error {
  override name = 'DirectoryInUse';
  readonly directory: string;
  readonly pid: number;
  readonly host: string;

  constructor(directory: string, { pid, host }: Holder) {
    super(
      `The data directory ${directory} is in use by process ${pid} on ${host}. ` +
        'Stop that process first, or give this one another DATA_DIR. ' +
        `(If that machine is gone, the lock ends by itself ${DEAD_AFTER / 1000} s after its last sign of life.)`,
    );
    this.directory = directory;
    this.pid = pid;
    this.host = host;
  }
}

export interface DirectoryLock {
  /** Settles with a sentence when the lock was lost: somebody took it over while this process was stopped. */
  readonly lost: Promise<string>;
  release(): Promise<void>;
}

/** Directories locked by this process: its own pid in a lock file that is not here is that of an earlier container. */
const held = new Set<string>();

/**
 * Locks `directory`, making it (mode 0700) if it is not there.
 * Throws DirectoryInUse when a living process holds it, DirectoryUnusable (data-directory.ts) when it cannot be written.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  const path = resolve(directory);
  const self: Holder = { pid: process.pid, host: hostname(), started: await startOf(process.pid) };
  if (held.has(path)) throw new DirectoryInUse(path, self);
  held.add(path);
  try {
    await makeDataDirectory(path);
    const token = randomUUID();
    await take(path, token, self);
    return keep(path, join(path, 'lock', token), JSON.stringify(self));
  } catch (error) {
    held.delete(path);
    throw unusable(path, error);
  }
}

async function take(path: string, token: string, self: Holder): Promise<void> {
  const lock = join(path, 'lock');
  const mine = join(path, `lock.${token}`);
  try {
    await mkdir(mine, { mode: 0o700 });
    for (;;) {
      // Written anew in each round: its time, by the file system's clock, is the "now" that other files are compared to.
      await writeFile(join(mine, token), JSON.stringify(self));
      await removeIfDead(path, lock, (await stat(join(mine, token))).mtimeMs, self);
      if (await renamed(mine, lock)) return;
    }
  } finally {
    await rm(mine, { recursive: true, force: true });
  }
}

/** Whether the rename worked; not, when somebody else's lock is there. */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) return false;
    throw error;
  }
}

/** Throws DirectoryInUse if a living process holds the lock. */
async function removeIfDead(path: string, lock: string, now: number, self: Holder): Promise<void> {
  for (const token of await readdir(lock).catch(emptyIfMissing)) {
    const file = join(lock, token);
    let holder: Holder | null;
    let silence: number;
    try {
      holder = holderIn(await readFile(file, 'utf8'));
      silence = now - (await stat(file)).mtimeMs;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') continue; // released just now
      throw error;
    }
    if (!(await isDead(holder, silence, self))) {
      throw new DirectoryInUse(path, holder ?? { pid: 0, host: 'an unknown machine', started: null });
    }
    await rm(file, { force: true });
  }
  // Only for systems that do not rename onto an empty folder; elsewhere it may fail or not.
  await rmdir(lock).catch(() => undefined);
}

async function isDead(holder: Holder | null, silence: number, self: Holder): Promise<boolean> {
  if (holder === null || holder.host !== self.host) return silence > DEAD_AFTER;
  // Our own pid, though this process does not hold it: process 1 of a container that was restarted.
  if (holder.pid === self.pid || !isRunning(holder.pid)) return true;
  const started = await startOf(holder.pid);
  return started !== null && holder.started !== null && started !== holder.started;
}

/** Keeps the lock alive until it is released. */
function keep(path: string, file: string, content: string): DirectoryLock {
  let tellLost: (reason: string) => void = () => undefined;
  const lost = new Promise<string>((resolve) => {
    tellLost = resolve;
  });
  const beat = async (): Promise<void> => {
    try {
      // Writing the same bytes sets the time by the file system's clock, which is the same for all machines.
      const handle = await open(file, 'r+');
      await handle.write(content, 0).finally(() => handle.close());
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') return; // a full or absent disk: the next beat may do better
      stop();
      tellLost(
        `The lock of ${path} is gone: another process has taken the directory over while this one was stopped`,
      );
    }
  };
  const timer = setInterval(() => void beat(), HEARTBEAT);
  timer.unref();
  const removeAtExit = () => rmSync(file, { force: true });
  process.once('exit', removeAtExit);
  const stop = (): void => {
    clearInterval(timer);
    process.removeListener('exit', removeAtExit);
    held.delete(path);
  };
  return {
    lost,
    async release() {
      stop();
      await rm(file, { force: true });
      await rmdir(join(path, 'lock')).catch(() => undefined); // not empty: already somebody else's
    },
  };
}

/** Null if the file is not what {@link take} writes: cut short by a power failure, say. */
function holderIn(text: string): Holder | null {
  try {
    const { pid, host, started } = JSON.parse(text) as Partial<Holder>;
    if (typeof pid !== 'number' || typeof host !== 'string') return null;
    return { pid, host, started: typeof started === 'string' ? started : null };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
    if (codeOf(error) === 'EPERM') return true; // another user's
    throw error;
  }
}

/** Field 22 of /proc/<pid>/stat (proc(5)); the command in field 2 may contain blanks and parentheses. */
async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(nullIfMissing);
  return text === null ? null : (text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null);
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code;
}

function emptyIfMissing(error: unknown): string[] {
  if (codeOf(error) === 'ENOENT') return [];
  throw error;
}

/** /proc hides other users’ processes on some machines. */
function nullIfMissing(error: unknown): null {
  if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(codeOf(error) ?? '')) return null;
  throw error;
}
