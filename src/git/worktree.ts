/**
 * Looks into the work tree a curator edits, with the curator's own Git configuration: what differs from a revision, and
 * what a file was there. Never writes. Not for: what is published (repository.ts, from a copy of its own).
 */

import { type GitCall, gitBytes, gitText } from './child.ts';
import { lookEnvironment } from './command.ts';
import { GitError } from './error.ts';

export interface WorkTree {
  /** Absolute path of its top. */
  top: string;
  /** Files below `dir` (relative to the top) that differ from a revision: added or changed ones, and those that are gone. */
  changedSince(revision: string, dir: string): Promise<{ changed: string[]; gone: string[] }>;
  /** A file as it was at a revision; null if it was not there. */
  fileAt(revision: string, path: string): Promise<Buffer | null>;
  /** Files below `dir` that contain one of these texts, in any letter case. */
  mentioning(texts: string[], dir: string): Promise<string[]>;
  /** The commit where HEAD and a revision parted. */
  mergeBase(revision: string): Promise<string>;
}

/** The work tree that a folder is in; null if it is in none. */
export async function openWorkTree(folder: string): Promise<WorkTree | null> {
  const call = callIn(folder);
  let top: string;
  try {
    top = await gitText(['rev-parse', '--show-toplevel'], call);
  } catch (error) {
    if (error instanceof GitError && error.kind !== 'no-git') return null;
    throw error;
  }
  const at = callIn(top);
  const list = async (args: string[], input?: string[]) => {
    const output = await gitBytes(args, input === undefined ? at : { ...at, input });
    return output
      .toString('utf8')
      .split('\0')
      .filter((path) => path !== '');
  };
  return {
    top,
    async changedSince(revision, dir) {
      const commit = await commitOf(revision, at);
      const entries = await list([
        'diff',
        '--name-status',
        '--no-renames',
        '--no-ext-diff',
        '-z',
        commit,
        '--',
        dir,
      ]);
      const changed = await list(['ls-files', '--others', '--exclude-standard', '-z', '--', dir]);
      const gone: string[] = [];
      for (let i = 0; i + 1 < entries.length; i += 2) {
        const path = entries[i + 1] ?? '';
        if (entries[i] === 'D') gone.push(path);
        else changed.push(path);
      }
      return { changed: [...new Set(changed)].sort(), gone: gone.sort() };
    },
    fileAt: async (revision, path) =>
      gitBytes(['cat-file', 'blob', `${await commitOf(revision, at)}:${path}`], at),
    async mentioning(texts, dir) {
      if (texts.length === 0) return [];
      try {
        return await list(
          ['grep', '-l', '-i', '-F', '-z', '--untracked', '-f', '-', '--', dir],
          [texts.join('\n')],
        );
      } catch (error) {
        // git grep exits with 1 when it finds nothing.
        if (error instanceof GitError && /exit status 1\b/.test(error.message)) return [];
        throw error;
      }
    },
    mergeBase: async (revision) => gitText(['merge-base', 'HEAD', await commitOf(revision, at)], at),
  };
}

function callIn(folder: string): GitCall {
  return { cwd: folder, env: lookEnvironment(), source: { name: folder, location: folder, secrets: [] } };
}

/** The full id of a commit. @throws GitError 'missing-ref' with a sentence for a person. */
async function commitOf(revision: string, call: GitCall): Promise<string> {
  if (revision.startsWith('-') || revision === '') {
    throw new GitError('refused', `"${revision}" is not a revision: name a commit, a branch or a tag.`);
  }
  try {
    return await gitText(
      ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
      call,
    );
  } catch (error) {
    if (!(error instanceof GitError) || error.kind === 'no-git') throw error;
    throw new GitError(
      'missing-ref',
      `There is no commit "${revision}" in ${call.source.name}. Fetch it first; a shallow clone (GIT_DEPTH) may lack it.`,
    );
  }
}
