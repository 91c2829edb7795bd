/**
 * Reads commits of the repository that a folder is in, where they are: no copy, no fetch, nothing written. For looking
 * at what is not published yet. Not for: what is published (repository.ts, from a copy that nobody can take away).
 */
import { readBlobs } from './blobs.ts';
import { type GitCall, gitOutput, gitText } from './child.ts';
import { lookEnvironment } from './command.ts';
import { GitError, isGitError } from './error.ts';
import { HISTORY_FORMAT, parseChanges, parseHistory, parseTree } from './raw.ts';
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
}

/** As in repository.ts: merges against their first parent; no configured signature check, which runs a program. */
const HISTORY = [
  '-c',
  'log.showSignature=false',
  'log',
  '--first-parent',
  '--diff-merges=first-parent',
  '--full-history',
  '--raw',
  '-z',
  '--no-renames',
  '--no-abbrev',
  '--reverse',
  HISTORY_FORMAT,
];

/**
 * Opens the repository that `folder` is in, bare or with a work tree; `recordsDir` counts from its top, `.` is all.
 * @throws GitError 'missing-repository' if there is none, 'refused' for a recordsDir that leaves it, 'no-git'.
 */
export async function openCommits(folder: string, recordsDir: string): Promise<Commits> {
  const dir = parseRecordsDir(recordsDir);
  const within = dir === null ? [] : ['--', dir];
  const call = await callAtTop(folder);
  return {
    tree: (commit) =>
      parseTree(gitOutput(['ls-tree', '-r', '-l', '-z', '--full-tree', commit, ...within], call)),
    changes: async (base, head) => {
      if (base !== null) {
        const diff = ['diff-tree', '-r', '-z', '--no-renames', '--no-abbrev', base, head, ...within];
        return parseChanges(gitOutput(diff, call));
      }
      const tree = await parseTree(
        gitOutput(['ls-tree', '-r', '-l', '-z', '--full-tree', head, ...within], call),
      );
      return tree.map(({ path, utf8, blob, mode }) => ({
        path,
        utf8,
        oldBlob: null,
        oldMode: null,
        newBlob: blob,
        mode,
      }));
    },
    history: (base, head) =>
      parseHistory(gitOutput([...HISTORY, head, ...(base === null ? [] : [`^${base}`]), ...within], call)),
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
