/** SPASE records of a folder or a Git repository as if they had been harvested: for trials, and without a database. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { openCommits } from '../git/commits.ts';
import type { SourceState } from '../store/harvested.ts';
import type { Known } from './known.ts';
import { recordsIn } from './match/read.ts';
import type { Originals } from './originals.ts';

/** Adds the records of `dir` to what is known. The name of its folder is the name of the source. */
export async function addTrialSource(known: Known, dir: string, at: string): Promise<void> {
  const id = basename(resolve(dir).replace(/[/\\](repo|\.git)$/, '')).replace(/[^A-Za-z0-9._-]/g, '-');
  let count = 0;
  let model: SourceState['model'] = 'spase';
  for await (const { path, fields } of recordsIn(dir)) {
    const record = { fields, source: id, digest: '', path, blob: null, setSpecs: [] };
    count += 1;
    model = fields.model;
    if (fields.model === 'spase') known.spase.set(fields.id, record);
    else known.others.push(record);
  }
  known.sources.push({
    id,
    kind: 'folder',
    url: dir,
    model,
    lastFull: at,
    lastIncremental: null,
    reached: null,
    records: count,
    deleted: 0,
    quarantined: 0,
    drift: 0,
    complete: true,
    alarm: null,
    identify: null,
    deviations: [],
    reason: null,
  });
}

const MAX_BYTES = 8 * 1024 * 1024;

/** The files behind them, of bare repositories at their HEAD; those of folders are found as of any source. */
export function trialOriginals(dirs: string[]): Originals {
  const bare = dirs.filter((dir) => existsSync(join(dir, 'HEAD'))).map(openBare);
  return {
    async of({ path }) {
      for (const { commits, blobs } of await Promise.all(bare)) {
        const blob = blobs.get(path ?? '');
        if (blob === undefined) continue;
        for await (const found of commits.blobs([blob], MAX_BYTES)) {
          return found.tooLarge ? null : Buffer.from(found.content);
        }
      }
      return null;
    },
  };
}

async function openBare(dir: string) {
  const commits = await openCommits(dir, '.');
  const head = await commits.find('HEAD');
  const tree = head === null ? [] : await commits.tree(head);
  return { commits, blobs: new Map(tree.map(({ path, blob }) => [path, blob])) };
}
