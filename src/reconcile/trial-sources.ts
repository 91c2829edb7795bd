/** SPASE records of a folder or a Git repository as if they had been harvested: for trials, and without a database. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { openCommits } from '../git/commits.ts';
import type { SourceState } from '../store/harvested.ts';
import type { Known } from './known.ts';
import { recordsIn } from './match/read.ts';
import { blobsOf, type Originals } from './originals.ts';

/** Adds the records of `dir` to what is known. The name of its folder is the name of the source. */
export async function addTrialSource(known: Known, dir: string, at: string): Promise<void> {
  const id = nameOf(dir);
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
    firstTried: at,
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

/** The files behind them, of bare repositories at their HEAD; those of folders are found as of any source. */
export function trialOriginals(dirs: string[]): Originals {
  const bare = dirs.filter((dir) => existsSync(join(dir, 'HEAD'))).map((dir) => openBare(dir));
  return {
    async *of(records) {
      for (const { id, commits, blobs } of await Promise.all(bare)) {
        const own = records.flatMap((record) => {
          const blob = record.source === id ? blobs.get(record.path ?? '') : undefined;
          return blob === undefined ? [] : [{ record, blob }];
        });
        if (own.length > 0) yield* blobsOf(commits, own);
      }
    },
  };
}

async function openBare(dir: string) {
  const commits = await openCommits(dir, '.');
  const head = await commits.find('HEAD');
  const tree = head === null ? [] : await commits.tree(head);
  return { id: nameOf(dir), commits, blobs: new Map(tree.map(({ path, blob }) => [path, blob])) };
}

function nameOf(dir: string): string {
  return basename(resolve(dir).replace(/[/\\](repo|\.git)$/, '')).replace(/[^A-Za-z0-9._-]/g, '-');
}
