/** Records out of folders and Git repositories, for trials and measurements. Harvested records come from the store. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { openCommits } from '../../git/commits.ts';
import type { Fields } from '../../resource/fields.ts';
import { spaseFields } from '../../resource/spase-fields.ts';
import { vorFields } from '../../resource/vor-fields.ts';
import { decodeAnyway } from '../../xml/decode.ts';
import { parseXml, XmlFault } from '../../xml/tree.ts';

export interface FoundRecord {
  /** From the top of the folder or repository. */
  path: string;
  fields: Fields;
}

/** Larger files are no records (the largest SPASE record has 1.6 MB). */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Every record in the `*.xml` files of a folder, or of the HEAD of a bare Git repository, in the order of their paths.
 * Files that are no records of either model are passed over.
 * @param wanted paths to be read; all by default
 * @throws what reading a folder throws; GitError for a repository that cannot be read
 */
export async function* recordsIn(
  dir: string,
  wanted: (path: string) => boolean = () => true,
): AsyncGenerator<FoundRecord> {
  const isBare = (await readdir(dir)).includes('HEAD');
  for await (const { path, bytes } of isBare ? gitFiles(dir, wanted) : folderFiles(dir, wanted)) {
    const fields = fieldsOf(bytes);
    if (fields !== null) yield { path, fields };
  }
}

/** The fields of a file's record; null if it is none, or not well-formed. */
export function fieldsOf(bytes: Buffer): Fields | null {
  try {
    const { root } = parseXml(decodeAnyway(bytes).text);
    return root.local === 'Spase' ? spaseFields(root) : root.local === 'Resource' ? vorFields(root) : null;
  } catch (error) {
    if (error instanceof XmlFault) return null;
    throw error;
  }
}

interface File {
  path: string;
  bytes: Buffer;
}

async function* folderFiles(dir: string, wanted: (path: string) => boolean): AsyncGenerator<File> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.xml'))
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .filter(wanted);
  for (const path of paths.sort()) yield { path, bytes: await readFile(join(dir, path)) };
}

async function* gitFiles(dir: string, wanted: (path: string) => boolean): AsyncGenerator<File> {
  const commits = await openCommits(dir, '.');
  const head = await commits.find('HEAD');
  if (head === null) return;
  const files = (await commits.tree(head)).filter(
    ({ path, type, size }) => type === 'blob' && size !== null && path.endsWith('.xml') && wanted(path),
  );
  const ids = files.map(({ blob }) => blob);
  let at = 0;
  for await (const found of commits.blobs(ids, MOST_BYTES)) {
    const path = files[at]?.path ?? '';
    at += 1;
    if (!found.tooLarge) yield { path, bytes: found.content };
  }
}
