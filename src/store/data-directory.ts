/** DATA_DIR, made and found to be of use, or one sentence that says why not. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** The directory cannot be made or written. */
export class DirectoryUnusable extends Error {
  override name = 'DirectoryUnusable';
}

const UNUSABLE: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'no folder can be made there (a link may point to nothing, or the disk may not be mounted)',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'there is a file of that name, or a link to nothing',
  ELOOP: 'its links go round in a circle',
  ENAMETOOLONG: 'a name in it is too long',
};

/** Makes it (mode 0700), with the folders above, if it is not there. Throws DirectoryUnusable. */
export async function makeDataDirectory(directory: string): Promise<void> {
  await makeFolder(resolve(directory)).catch((error: unknown) => {
    throw unusable(directory, error);
  });
}

/** DirectoryUnusable for what Node says of a directory that cannot be used; any other error as it is. */
export function unusable(directory: string, error: unknown): unknown {
  const reason = UNUSABLE[codeOf(error) ?? ''];
  if (reason === undefined) return error;
  const message = `The data directory ${resolve(directory)} cannot be used: ${reason}. See DATA_DIR.`;
  return new DirectoryUnusable(message, { cause: error });
}

/**
 * As mkdir with `recursive`, which never returns where a folder is there and takes none, in /proc or behind a link to
 * nothing: ENOENT for the folder, EEXIST for the one above, and again (Node 20.20).
 */
async function makeFolder(path: string): Promise<void> {
  const made = await madeOrThere(path);
  if (made === null) return;
  if (codeOf(made) !== 'ENOENT' || dirname(path) === path) throw made;
  await makeFolder(dirname(path));
  const again = await madeOrThere(path);
  if (again !== null) throw again;
}

/** Null, or why not. */
async function madeOrThere(path: string): Promise<unknown> {
  try {
    await mkdir(path, { mode: 0o700 });
    return null;
  } catch (error) {
    // A link to nothing is no folder either.
    const isThere = (await stat(path).catch(() => null))?.isDirectory();
    return isThere ? null : error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code;
}
