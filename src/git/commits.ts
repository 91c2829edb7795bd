/**
 * Reads commits of the repository that a folder is in, where they are: no copy, no fetch, nothing written. For looking
 * at what is not published yet. Not for: what is published (repository.ts, from a copy that nobody can take away).
 */
import { readBlobs } from './blobs.ts';
import { type GitCall, gitText } from './child.ts';
import { lookEnvironment } from './command.ts';
import { GitError, isGitError } from './error.ts';
import { added, askChanges, askHistory, askRemovals, askTree } from './questions.ts';
import type { HistoryCommit } from './raw.ts';
import type { Repository } from './repository.ts';
import { parseRecordsDir } from './source.ts';
import { openWorkTree } from './worktree.ts';

/** What reading needs of a repository; the same questions and answers as repository.ts. */
export type CommitReader = Pick<Repository, 'tree' | 'changes' | 'history' | 'blobs' | 'isShallow'>;

export interface Commits extends CommitReader {
  /** Full id of a revision's commit; null if there is none. @throws GitError 'refused' for what is no revision. */
  find(revision: string): Promise<string | null>;
  /** The commit where two commits parted; null if they have no history in common (here: a shallow clone cuts it). */
  mergeBase(a: string, b: string): Promise<string | null>;
  /** As ReadRepository's. */
  removals(head: string, most: number): AsyncGenerator<HistoryCommit>;
}

/**
 * Opens the repository that `folder` is in, bare or with a work tree; `recordsDir` counts from its top, `.` is all.
 * @throws GitError 'missing-repository' if there is none, 'refused' for a recordsDir that leaves it, 'no-git'.
 */
export async function openCommits(folder: string, recordsDir: string): Promise<Commits> {
  const dir = parseRecordsDir(recordsDir);
  const within = dir === null ? [] : ['--', dir];
  const call = await callAtTop(folder);
  return {
    tree: (commit) => askTree(commit, within, call),
    changes: async (base, head) =>
      base === null ? (await askTree(head, within, call)).map(added) : askChanges(base, head, within, call),
    history: (base, head) => askHistory(base, head, within, call),
    removals: (head, most) => askRemovals(head, most, within, call),
    blobs: (ids, maxBytes) => readBlobs(ids, maxBytes, call),
    isShallow: async () => (await gitText(['rev-parse', '--is-shallow-repository'], call)) === 'true',
    find: (revision) => find(revision, call),
    mergeBase: async (a, b) => (await orNull(['merge-base', a, b], call)) || null,
  };
}

async function callAtTop(folder: string): Promise<GitCall> {
  const at = (cwd: string): GitCall => ({
    cwd,
    // Paths are names, not patterns: a folder may be called a*b.
    env: { ...lookEnvironment(), GIT_LITERAL_PATHSPECS: '1' },
    source: { name: folder, location: folder, secrets: [] },
  });
  const tree = await openWorkTree(folder);
  // Paths on Git's command line count from the current folder. A bare repository has no top: any folder of it will do.
  const call = at(tree?.top ?? folder);
  if (tree === null) await gitText(['rev-parse', '--git-dir'], call);
  return call;
}

async function find(revision: string, call: GitCall): Promise<string | null> {
  if (revision.startsWith('-') || revision === '' || /\p{Cc}/u.test(revision)) {
    throw new GitError(
      'refused',
      `${JSON.stringify(revision)} is not a revision: name a commit, a branch or a tag.`,
    );
  }
  return orNull(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], call);
}

/** What Git says; null if it says no: it then exits with 1, and for some revisions with words about them. */
async function orNull(args: string[], call: GitCall): Promise<string | null> {
  try {
    return await gitText(args, call);
  } catch (error) {
    if (isGitError(error, 'failed', 'missing-ref', 'missing-object')) return null;
    throw error;
  }
}
