/** Where the records of `voreg validate` and `voreg new` are, and which files are to be checked. */
import { existsSync, realpathSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { type Config, PROGRAM_DIR } from '../config.ts';
import { type Changes, openWorkTree, type WorkTree } from '../git/worktree.ts';
import type { Source } from '../validate/file.ts';
import { UsageError } from './usage.ts';

/** Where the records are. */
export interface Place {
  /** The work tree; null if the folder is in none. */
  tree: WorkTree | null;
  /** Absolute; paths in reports count from here. */
  top: string;
  /** Absolute path of the records folder. */
  records: string;
}

export interface Chosen {
  sources: Source[];
  /** `-` was among the paths. */
  standardInput: boolean;
  /** With --since: what was there before. */
  before: Changes['before'] | null;
}

/**
 * RECORDS_REPO if it is set; else the checkout that one stands in if it has records; else this program's. A folder
 * without Git will do.
 */
export async function placeOf({ recordsRepo, recordsDir }: Config): Promise<Place> {
  const here = await openWorkTree(process.cwd());
  const isSaid = recordsRepo !== PROGRAM_DIR && !recordsRepo.includes('://');
  if (!isSaid && here !== null && existsSync(join(here.top, recordsDir))) {
    return { tree: here, top: here.top, records: join(here.top, recordsDir) };
  }
  const folder = recordsRepo.includes('://') ? process.cwd() : recordsRepo;
  const tree = await openWorkTree(folder);
  const top = tree?.top ?? folder;
  return { tree, top, records: join(top, recordsDir) };
}

/** Throws UsageError for a path that is not there, and for --since outside of a repository. */
export async function chooseFiles(place: Place, paths: string[], since: string | null): Promise<Chosen> {
  if (since !== null) return changedFiles(place, paths, since);
  const standardInput = paths.includes('-');
  const named = paths.length === 0 ? [place.records] : paths.filter((path) => path !== '-').map(withoutLinks);
  const found: Source[] = [];
  for (const path of named) found.push(...(await filesBelow(path, place.top)));
  return { sources: withoutRepeats(found), standardInput, before: null };
}

async function changedFiles({ tree, top, records }: Place, paths: string[], since: string): Promise<Chosen> {
  if (tree === null) {
    throw new UsageError(
      `--since needs a Git repository, and ${top} is in none. Leave --since out to check every file.`,
    );
  }
  if (paths.includes('-'))
    throw new UsageError('--since and - (standard input) exclude each other. Leave one out.');
  const { changed, before } = await tree.changedSince(since, nameOf(records, top) || '.');
  const wanted = paths.map(withoutLinks);
  for (const path of wanted) await mustExist(path);
  const isWanted = (path: string) =>
    isRecordFile(path) && (wanted.length === 0 || wanted.some((one) => isBelow(join(top, path), one)));
  return {
    sources: changed.filter(isWanted).map((path) => ({ path, absolute: join(top, path) })),
    standardInput: false,
    before: before.filter(({ path }) => isWanted(path)),
  };
}

/** Git names the top of a work tree without links on the way; a link at the end is for the check to refuse. */
function withoutLinks(path: string): string {
  const absolute = resolve(path);
  const folder = dirname(absolute);
  return existsSync(folder) ? join(realpathSync(folder), basename(absolute)) : absolute;
}

export function isRecordFile(path: string): boolean {
  return /\.xml$/i.test(path);
}

export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** A file itself, or the .xml files below a folder, sorted; links are not followed, hidden folders (.git) not entered. */
export async function filesBelow(absolute: string, top: string): Promise<Source[]> {
  const found = await mustExist(absolute);
  const sourceOf = (file: string): Source => ({ path: nameOf(file, top), absolute: file });
  if (!found.isDirectory()) return [sourceOf(absolute)];
  return (await walkFolder(absolute)).sort().map(sourceOf);
}

async function walkFolder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const below = await Promise.all(
    entries.map(async (entry): Promise<string[]> => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name.startsWith('.') ? [] : walkFolder(path);
      return isRecordFile(entry.name) ? [path] : [];
    }),
  );
  return below.flat();
}

async function mustExist(absolute: string) {
  try {
    return await lstat(absolute);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    throw new UsageError(`There is no file or folder ${absolute}.`);
  }
}

function withoutRepeats(sources: Source[]): Source[] {
  const seen = new Set<string>();
  return sources.filter(({ absolute }) => !seen.has(absolute) && seen.add(absolute));
}

/** As reports name it: from the top with slashes; absolute if it is elsewhere. */
export function nameOf(absolute: string, top: string): string {
  const path = relative(top, absolute);
  const isElsewhere = path === '..' || path.startsWith(`..${sep}`) || resolve(top, path) !== absolute;
  return (isElsewhere ? absolute : path).split(sep).join('/');
}
