/** What a record's page tells beside the record itself: its history in Git, what the rules say of it. */

import { type BlobContent, type FileCommit, isGitError } from './git/repository.ts';
import type { RecordsAround } from './http/records.ts';
import type { Revision } from './pages/history-page.ts';
import { utcNow } from './resource/dates.ts';
import { ivoidKey } from './resource/ivoid.ts';
import { diffLines } from './resource/line-diff.ts';
import { relatedFrom } from './store/search.ts';
import type { Workplace } from './workplace.ts';

/** Longer texts are not compared for a page, nor checked: it would stop everyone else for longer than 100 ms. */
const MOST_BYTES = 256 * 1024;

export function recordsAround(workplace: Workplace): RecordsAround {
  return {
    relatedFrom: (ivoid) => relatedFrom(workplace.db, ivoid),
    async historyPage(view, ivoid) {
      const revisions = await revisionsOf(workplace, ivoid);
      if (revisions === null) return null;
      return (await import('./pages/history-page.ts')).historyPage(view, ivoid, revisions);
    },
    async findingsPage(view, ivoid, document) {
      const { findingsPage } = await import('./pages/findings-page.ts');
      if (document.length > MOST_BYTES) return findingsPage(view, ivoid, null);
      const { checkFile } = await import('./validate/check.ts');
      const { RECORD_RULES: rules } = await import('./validate/rules.ts');
      const context = { schema: workplace.schema, rules, now: utcNow() };
      return findingsPage(view, ivoid, checkFile(Buffer.from(document), 'record.xml', context).findings);
    },
  };
}

/** Newest first; null if the published commit is not in the copy here, or nothing says where the record's file is. */
async function revisionsOf(
  { db, repository, published }: Workplace,
  ivoid: string,
): Promise<Revision[] | null> {
  const { MOST_REVISIONS } = await import('./pages/history-page.ts');
  const [item] = await db.query<{ path: string | null }>('select path from item where key = $1', [
    ivoidKey(ivoid),
  ]);
  if (item?.path == null) return null;
  const { commit } = await published.moment();
  try {
    const commits = await repository.fileHistory(commit, item.path, MOST_REVISIONS);
    const ids = [...new Set(commits.flatMap(({ oldBlob, newBlob }) => [oldBlob, newBlob]))];
    const texts = new Map<string, BlobContent>();
    for await (const blob of repository.blobs(
      ids.filter((id) => id !== null),
      MOST_BYTES,
    ))
      texts.set(blob.blob, blob);
    return commits.map((one) => revisionOf(one, texts));
  } catch (error) {
    // Another replica published what this one has not fetched yet, or an object is not there.
    if (isGitError(error, 'missing-commit', 'missing-object', 'missing-repository')) return null;
    throw error;
  }
}

function revisionOf(one: FileCommit, texts: Map<string, BlobContent>): Revision {
  const { commit, committedAt: at, author, subject, oldBlob, newBlob } = one;
  const kind = oldBlob === null ? 'added' : newBlob === null ? 'removed' : 'changed';
  const of = (id: string | null) => {
    const blob = id === null ? undefined : texts.get(id);
    return blob === undefined || blob.tooLarge ? null : blob.content.toString('utf8').split(/\r?\n/);
  };
  const [before, after] = [of(oldBlob), of(newBlob)];
  // The first and the last version are whole texts, which the record itself shows better than a list of its lines.
  const hunks = kind !== 'changed' ? [] : before === null || after === null ? null : diffLines(before, after);
  return { commit, at, author, subject, kind, hunks };
}
