/**
 * Looks into the work tree a curator edits, with the curator's own Git configuration: what differs from a revision, and
 * what a file was there. Never writes. Not for: what is published (repository.ts, from a copy of its own).
 */
import { type BlobContent, readBlobs } from './blobs.ts';
import { type GitCall, gitBytes, gitText } from './child.ts';
import { lookEnvironment } from './command.ts';
import { GitError } from './error.ts';

export interface WorkTree {
  /** Absolute path of its top. */
  top: string;
  /** What differs from a revision below `dir` (relative to the top), untracked files included; renamed ones as two. */
  changedSince(revision: string, dir: string): Promise<Changes>;
  /** Contents of blobs, in the order asked for; a larger one has none. */
  contents(blobs: string[], maxBytes: number): AsyncGenerator<BlobContent>;
  /** Files below `dir` that contain one of these texts, in any letter case. Texts of several lines are not looked for. */
  mentioning(texts: string[], dir: string): Promise<string[]>;
}

export interface Changes {
  /** Files that are there now, sorted. */
  changed: string[];
  /** Files as they were: changed ones and those that are gone. Links and submodules are left out. */
  before: { path: string; blob: string }[];
}

/** The work tree that a folder is in; null if it is in none. */
export async function openWorkTree(folder: string): Promise<WorkTree | null> {
  let top: string;
  try {
    // Not by gitText: a folder's name may begin or end with a blank.
    top = (await gitBytes(['rev-parse', '--show-toplevel'], callIn(folder)))
      .toString('utf8')
      .replace(/\r?\n$/, '');
  } catch (error) {
    if (error instanceof GitError && error.kind !== 'no-git' && error.kind !== 'foreign-owner') return null;
    throw error;
  }
  const at = callIn(top);
  return {
    top,
    async changedSince(revision, dir) {
      const commit = await commitOf(revision, at);
      const diff = [
        'diff',
        '--raw',
        '--no-abbrev',
        '--no-renames',
        '--no-ext-diff',
        '--ignore-submodules=all',
        '-z',
      ];
      const [entries, untracked] = await Promise.all([
        listed([...diff, commit, '--', dir], at),
        listed(['ls-files', '--others', '--exclude-standard', '-z', '--', dir], at),
      ]);
      return changesOf(entries, untracked);
    },
    contents: (blobs, maxBytes) => readBlobs(blobs, maxBytes, at),
    async mentioning(texts, dir) {
      const lines = texts.filter((text) => text !== '' && !/[\n\0]/.test(text));
      if (lines.length === 0) return [];
      try {
        const grep = ['grep', '-l', '-i', '-F', '-z', '--no-color', '--untracked', '-f', '-', '--', dir];
        return await listed(grep, { ...at, input: [`${lines.join('\n')}\n`] });
      } catch (error) {
        // git grep exits with 1 when it finds nothing.
        if (error instanceof GitError && /exit status 1\b/.test(error.message)) return [];
        throw error;
      }
    },
  };
}

async function listed(args: string[], call: GitCall): Promise<string[]> {
  const output = (await gitBytes(args, call)).toString('utf8');
  return output.split('\0').filter((entry) => entry !== '');
}

/** `:<old mode> <new mode> <old id> <new id> <status>`, path, and so on. */
function changesOf(entries: string[], untracked: string[]): Changes {
  const changed = new Set(untracked);
  const before: Changes['before'] = [];
  for (let i = 0; i + 1 < entries.length; i += 2) {
    const [oldMode = '', , blob = '', , status] = (entries[i] ?? '').split(' ');
    const path = entries[i + 1] ?? '';
    if (status !== 'D') changed.add(path);
    if (oldMode.startsWith(':100')) before.push({ path, blob });
  }
  return { changed: [...changed].sort(), before };
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
