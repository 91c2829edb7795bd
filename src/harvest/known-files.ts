/**
 * What was found in each blob, remembered below DATA_DIR, so that a fetch with 100 changes parses 100 files and not
 * 27,900. Only a saving of work: if it is missing, old or damaged, everything is read again.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Model } from '../resource/fields.ts';
import type { KnownFiles } from './file-tree.ts';
import { FILE_FACTS_VERSION, type FileFacts } from './record-file.ts';

/** What the file says it is: facts of another version or model are of no use. */
function heading(model: Model): string {
  return JSON.stringify({ knownFiles: FILE_FACTS_VERSION, model });
}

/** One line of JSON for each blob, after the heading. Empty if there is nothing that can be used. */
export async function loadKnownFiles(file: string, model: Model): Promise<KnownFiles> {
  const known: KnownFiles = new Map();
  let lines: string[];
  try {
    lines = (await readFile(file, 'utf8')).split('\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return known;
    throw error;
  }
  // The last line is empty, unless writing was cut short: it is renamed only when whole, but disks are disks.
  if (lines[0] !== heading(model) || lines.at(-1) !== '') return known;
  try {
    for (const line of lines.slice(1, -1)) {
      const [content, facts] = JSON.parse(line) as [string, FileFacts];
      known.set(content, facts);
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    known.clear();
  }
  return known;
}

/** Keeps what is known of `contents`; what belongs to no tree any more is forgotten. */
export async function saveKnownFiles(
  file: string,
  model: Model,
  known: KnownFiles,
  contents: Iterable<string>,
): Promise<void> {
  const lines = [heading(model)];
  for (const content of new Set(contents)) lines.push(JSON.stringify([content, known.get(content)]));
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(aside, `${lines.join('\n')}\n`);
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
