/** Files of other repositories as their owners wrote them: a patch is made of the original bytes, not of what was stored. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { type Commits, openCommits } from '../git/commits.ts';
import type { Known, KnownRecord } from './known.ts';

const MAX_BYTES = 8 * 1024 * 1024;

export interface Originals {
  /** Of each record the file it is in, in no order; a record whose file is not at hand is left out. */
  of(records: KnownRecord[]): AsyncGenerator<{ record: KnownRecord; bytes: Buffer }>;
}

/** All of them in memory: for a report, not for a registry. */
export async function readAll(
  originals: Originals,
  records: KnownRecord[],
): Promise<Map<KnownRecord, Buffer>> {
  const read = new Map<KnownRecord, Buffer>();
  for await (const { record, bytes } of originals.of(records)) read.set(record, bytes);
  return read;
}

/** The files of records whose blobs a repository has. */
export function filesIn(commits: Commits): Originals {
  return {
    of: (records) =>
      blobsOf(
        commits,
        records.flatMap((record) => (record.blob === null ? [] : [{ record, blob: record.blob }])),
      ),
  };
}

/** Looks into folders, and into the clones that the harvester keeps below DATA_DIR. */
export function openOriginals(known: Known, dataDir: string): Originals {
  return {
    async *of(records) {
      for (const { id, kind, url } of known.sources) {
        const own = records.filter(({ source }) => source === id);
        if (own.length === 0) continue;
        if (kind === 'folder') yield* inFolder(url, own);
        if (kind === 'git') yield* inClone(join(dataDir, 'sources', `git-${id}`), own);
      }
    },
  };
}

async function* inFolder(folder: string, records: KnownRecord[]) {
  for (const record of records) {
    const bytes = record.path === null ? null : await fileIn(folder, record.path);
    if (bytes !== null) yield { record, bytes };
  }
}

async function* inClone(folder: string, records: KnownRecord[]) {
  const clone = await findClone(folder);
  if (clone !== null) yield* filesIn(await openCommits(clone, '.')).of(records);
}

/** All through one Git process: 991 records of AMDA took seven minutes with a few processes for each. */
export async function* blobsOf(
  commits: Commits,
  wanted: { record: KnownRecord; blob: string }[],
): AsyncGenerator<{ record: KnownRecord; bytes: Buffer }> {
  let at = 0;
  for await (const found of commits.blobs(
    wanted.map(({ blob }) => blob),
    MAX_BYTES,
  )) {
    const record = wanted[at]?.record;
    at += 1;
    if (record !== undefined && !found.tooLarge) yield { record, bytes: Buffer.from(found.content) };
  }
}

/** A source's path is from outside: it may not leave the folder. */
async function fileIn(folder: string, path: string): Promise<Buffer | null> {
  const inside = normalize(path);
  if (isAbsolute(inside) || inside.startsWith('..') || !existsSync(join(folder, inside))) return null;
  return readFile(join(folder, inside));
}

async function findClone(folder: string): Promise<string | null> {
  if (!existsSync(folder)) return null;
  const name = (await readdir(folder)).find((entry) => entry.endsWith('.git'));
  return name === undefined ? null : join(folder, name);
}
