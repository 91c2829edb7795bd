/** Records with a DOI whose files were removed, as the history of a commit has them: their DOIs last longer than they do. */
import { type Described, describe } from '../formats/described.ts';
import type { Commits } from '../git/commits.ts';
import type { HistoryCommit } from '../git/repository.ts';
import { documentOf } from '../reconcile/own-records.ts';
import { ivoidKey } from '../resource/ivoid.ts';
import { RECORD_MAX_BYTES } from '../validate/record.ts';

/** The commit that took the file away. */
export interface Removal {
  commit: string;
  /** `YYYY-MM-DD`, UTC. */
  on: string;
}

export interface GoneRecord {
  path: string;
  /** As it was last. */
  bytes: Buffer;
  described: Described;
  removal: Removal;
}

/** What a commit has: a record or DOI that is there still, in whatever file, is not gone. */
export interface Present {
  blobs: ReadonlySet<string>;
  ivoids: ReadonlySet<string>;
  dois: ReadonlySet<string>;
}

/** As for the titles of deleted records (record-history.ts): more than curators have made in years. */
export const MOST_REMOVALS = 20_000;

/** The last version of each, by the key of its ivoid; `removals` are oldest first. @throws GitError */
export async function goneRecords(
  removals: AsyncIterable<HistoryCommit> | HistoryCommit[],
  commits: Pick<Commits, 'blobs'>,
  present: Present,
): Promise<Map<string, GoneRecord>> {
  const removed: { path: string; blob: string; removal: Removal }[] = [];
  // A file that was only moved has its bytes elsewhere now.
  for await (const { commit, committedAt, changes } of removals)
    for (const { path, oldBlob } of changes)
      if (oldBlob !== null && /\.xml$/i.test(path) && !present.blobs.has(oldBlob))
        removed.push({ path, blob: oldBlob, removal: { commit, on: committedAt.slice(0, 10) } });
  const found = new Map<string, GoneRecord>();
  let at = 0;
  // Oldest first, so that the last one counts.
  for await (const blob of commits.blobs(
    removed.map((one) => one.blob),
    RECORD_MAX_BYTES,
  )) {
    const from = removed[at];
    at += 1;
    if (from === undefined || blob.tooLarge) continue;
    const bytes = Buffer.from(blob.content);
    const document = documentOf(bytes);
    if ('message' in document) continue;
    const described = describe(document.root);
    const key = ivoidKey(described.ivoid);
    const dois = described.dois.filter((doi) => !present.dois.has(doi));
    if (dois.length === 0 || present.ivoids.has(key)) continue;
    found.set(key, { path: from.path, bytes, described: { ...described, dois }, removal: from.removal });
  }
  return found;
}
