import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type GitCall, gitText } from './child.ts';
import { configuration, copyEnvironment, git, type Place } from './command.ts';
import { type Credentials, withCredentials } from './credentials.ts';
import { GitError, isGitError } from './error.ts';
import { isObjectId, type Source } from './source.ts';

/** Of the copy: what was fetched last; what was published last; what was published and then cut off by a force-push. */
export const HEAD_REF = 'refs/voreg/head';
export const PUBLISHED_REF = 'refs/voreg/published';
export const CUT_REFS = 'refs/voreg/cut/';

/** The bare repository under DATA_DIR that everything is read from. */
export interface Copy extends Place {
  source: Source;
  credentials: Credentials;
  /** `DATA_DIR/repository-<key>.git`; may not exist yet. */
  dir: string;
  /** Told in a sentence what was repaired. */
  notice: (message: string) => void;
}

/** Prepares DATA_DIR for the copy of a source: the folder, and the configuration that Git is to use. */
export async function placeCopy(
  source: Source,
  dataDir: string,
  notice: (message: string) => void,
  signal: AbortSignal | undefined,
  credentials: Credentials = { tokenFile: null, keyFile: null },
): Promise<Copy> {
  const cwd = resolve(dataDir);
  await mkdir(cwd, { recursive: true });
  const dir = join(cwd, `repository-${source.key}.git`);
  const configFile = join(cwd, `repository-${source.key}.gitconfig`);
  const text = configuration(source.isLocal);
  if ((await readIfThere(configFile)) !== text) {
    const aside = `${configFile}.${randomBytes(6).toString('hex')}`;
    await writeFile(aside, text);
    await rename(aside, configFile);
  }
  return { source, dir, notice, signal, cwd, credentials, env: copyEnvironment(dir, configFile) };
}

/** For what asks the source: with the credentials, which no other call of Git is given. */
export function atSource(copy: Copy, stallMs: number): GitCall {
  return { ...copy, env: withCredentials(copy.env, copy.source, copy.credentials), stallMs };
}

/** True if Git takes the folder for a repository. Says nothing about what is in it. */
export async function exists(copy: Copy): Promise<boolean> {
  if (!(await statIfThere(copy.dir))?.isDirectory()) return false;
  try {
    return (await git(['rev-parse', '--is-bare-repository'], copy)) === 'true';
  } catch (error) {
    if (isGitError(error, 'missing-repository')) return false;
    throw error;
  }
}

/**
 * Makes the copy with its first fetch, aside and then renamed: a copy is whole from its first moment.
 * @param idLength of an object id of the source: 40, or 64 for a SHA-256 repository
 */
export async function make(copy: Copy, origin: Origin, idLength: number): Promise<void> {
  if ((await statIfThere(copy.dir)) !== null) await setAside(copy, 'was no repository');
  const dir = `${copy.dir}.new-${randomBytes(6).toString('hex')}`;
  const aside: Copy = { ...copy, dir, env: { ...copy.env, GIT_DIR: dir } };
  const format = idLength === 64 ? 'sha256' : 'sha1';
  try {
    await git(['init', '--bare', '--template=', `--object-format=${format}`], aside);
    await fetchInto(aside, origin);
    await salvage(aside, damagedDir(copy));
    await rename(dir, copy.dir);
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    await fetchInto(copy, origin); // another process made it at the same time
  }
}

/** Moves the copy out of the way: the next make() takes over what only this one holds. It stays, for a person to look at, until another takes its place. */
export async function setAside(copy: Copy, why: string): Promise<void> {
  const aside = damagedDir(copy);
  await rm(aside, { recursive: true, force: true });
  try {
    await rename(copy.dir, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return; // another process was first
    throw error;
  }
  copy.notice(`The copy of ${copy.source.name} ${why}; it was moved to ${aside} and is fetched anew.`);
}

/**
 * Takes the kept commits over from a copy that was set aside. The first fetch has brought most of them; those that a
 * force-push has cut can only come from the damaged one.
 */
async function salvage(copy: Copy, damaged: string): Promise<void> {
  for (const [ref, commit] of await keptIn(damaged)) {
    try {
      if (await holds(copy, commit)) await gitText(['update-ref', ref, commit], copy);
      else await gitText([...FETCH, '--', damaged, `+${commit}:${ref}`], copy);
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      copy.notice(
        `The commit ${commit}, once published, is lost: ${damaged} no longer holds it. ${error.message}`,
      );
    }
  }
}

/** The kept refs of a repository that Git may refuse to open. No gc ever packs them, so each is a file. */
async function keptIn(dir: string): Promise<[ref: string, commit: string][]> {
  const kept: [string, string][] = [];
  const published = (await readIfThere(join(dir, PUBLISHED_REF)))?.trim() ?? '';
  if (isObjectId(published)) kept.push([PUBLISHED_REF, published]);
  for (const name of await namesIn(join(dir, CUT_REFS)))
    if (isObjectId(name)) kept.push([CUT_REFS + name, name]);
  return kept;
}

/** True if the commit is in the copy. */
export async function holds(copy: Copy, commit: string): Promise<boolean> {
  if (!(await exists(copy))) return false;
  try {
    return (await git(['rev-parse', '--verify', '--end-of-options', `${commit}^{commit}`], copy)) === commit;
  } catch (error) {
    if (isGitError(error, 'missing-repository')) return false;
    if (
      isGitError(error, 'failed') &&
      /needed a single revision|not a valid|expected commit type/i.test(error.message)
    )
      return false;
    throw error;
  }
}

/** Options of every fetch: only what is asked for, nothing that runs on its own, progress as a sign of life. */
const FETCH = [
  'fetch',
  '--no-tags',
  '--no-recurse-submodules',
  '--no-auto-maintenance',
  '--no-write-fetch-head',
  '--progress',
];

/** Where the records are fetched from. */
export interface Origin {
  /** Path or URL for Git. */
  from: string;
  /** An object id or a full ref name. */
  what: string;
  /** How long the source may be silent. */
  stallMs: number;
}

/** Fetches one commit or ref, with its whole history, to HEAD_REF. */
export async function fetchInto(copy: Copy, { from, what, stallMs }: Origin): Promise<void> {
  await removeLeftovers(copy);
  // What a shallow source has is taken (--update-shallow); once it has its whole history, so shall we (--unshallow).
  const depth = (await isShallow(copy)) ? ['--update-shallow', '--unshallow'] : ['--update-shallow'];
  const fetch = [...FETCH, ...depth, '--', from, `+${what}:${HEAD_REF}`];
  await whileLocked(copy, () => gitText(fetch, atSource(copy, stallMs)));
}

export async function isShallow(copy: Copy): Promise<boolean> {
  return (await git(['rev-parse', '--is-shallow-repository'], copy)) === 'true';
}

/**
 * True if something that the copy should hold is missing or unreadable. Reads all of it (seconds for 200 MB), so it is
 * asked only after a failure. Complaints about how old commits are written ("error in commit …") are no damage.
 */
export async function isDamaged(copy: Copy): Promise<boolean> {
  if (!(await exists(copy))) return true;
  let said: string;
  try {
    said = await git(['fsck', '--full', '--no-dangling', '--no-progress'], copy);
  } catch (error) {
    if (!isGitError(error, 'failed')) throw error;
    said = error.message.replace(/^.*?Git says: /s, '');
  }
  return /\b(missing (blob|tree|commit|tag)|broken link|invalid sha1 pointer|error: (?!in )|fatal: )/.test(
    said,
  );
}

const LOCK_WAIT_MS = 20_000;
/** A lock or temporary file that nobody has touched for so long belongs to a process that was killed. */
const STALE_MS = 10 * 60_000;
/** Of a copy in the making: its own date does not move while it is filled. */
const UNFINISHED_MS = 24 * 3_600_000;

/** Does it again while another process holds a lock of the copy; a lock left by a killed process is removed at last. */
export async function whileLocked<T>(copy: Copy, action: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + LOCK_WAIT_MS;
  for (let pause = 50; ; pause = Math.min(pause * 2, 1000)) {
    try {
      return await action();
    } catch (error) {
      if (!isGitError(error, 'locked')) throw error;
      if (!(await removeStaleLock(copy, error.message)) && Date.now() > deadline) throw error;
    }
    await wait(pause, undefined, copy.signal === undefined ? {} : { signal: copy.signal });
  }
}

async function removeStaleLock(copy: Copy, message: string): Promise<boolean> {
  const file = /'([^']+\.lock)'/.exec(message)?.[1];
  if (file === undefined || !file.startsWith(copy.dir) || !(await isOlder(file, STALE_MS))) return false;
  await rm(file, { force: true });
  copy.notice(`Removed ${file}, left by a process that was killed.`);
  return true;
}

/** What killed processes leave behind: packs half received, which Git would keep for a gc, and copies half made. */
async function removeLeftovers(copy: Copy): Promise<void> {
  await removeStale(join(copy.dir, 'objects', 'pack'), 'tmp_', STALE_MS);
  await removeStale(dirname(copy.dir), `repository-${copy.source.key}.git.new-`, UNFINISHED_MS);
}

async function removeStale(dir: string, prefix: string, age: number): Promise<void> {
  for (const name of await namesIn(dir))
    if (name.startsWith(prefix) && (await isOlder(join(dir, name), age)))
      await rm(join(dir, name), { recursive: true, force: true });
}

async function isOlder(file: string, age: number): Promise<boolean> {
  const found = await statIfThere(file);
  return found !== null && Date.now() - found.mtimeMs > age;
}

function damagedDir(copy: Copy): string {
  return `${copy.dir}.damaged`;
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

async function namesIn(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

async function statIfThere(file: string): Promise<Stats | null> {
  try {
    return await stat(file);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
