/** Files of other repositories as their owners wrote them: a patch is made of the original bytes, not of what was stored. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { openCommits } from '../git/commits.ts';
import type { Known, KnownRecord } from './known.ts';

const MAX_BYTES = 8 * 1024 * 1024;

export interface Originals {
  /** null if the file is not at hand: an OAI-PMH source has none, a clone may be gone. */
  of(record: KnownRecord): Promise<Buffer | null>;
}

/** Looks into folders, and into the clones that the harvester keeps below DATA_DIR. */
export function openOriginals(known: Known, dataDir: string): Originals {
  const places = new Map(known.sources.map((source) => [source.id, source]));
  const clones = new Map<string, Promise<string | null>>();
  const cloneOf = (id: string) => {
    const found = clones.get(id) ?? findClone(join(dataDir, 'sources', `git-${id}`));
    clones.set(id, found);
    return found;
  };
  return {
    async of({ source, path, blob }) {
      const place = places.get(source);
      if (place === undefined || path === null) return null;
      if (place.kind === 'folder') return fileIn(place.url, path);
      if (place.kind !== 'git' || blob === null) return null;
      const clone = await cloneOf(source);
      return clone === null ? null : blobIn(clone, blob);
    },
  };
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

async function blobIn(clone: string, blob: string): Promise<Buffer | null> {
  const commits = await openCommits(clone, '.');
  for await (const found of commits.blobs([blob], MAX_BYTES)) {
    return found.tooLarge ? null : Buffer.from(found.content);
  }
  return null;
}
