/**
 * What is asked of Git about commits, and how the answers are read: one wording for the copy that is published from
 * (repository.ts) and for the repository a merge request is in (commits.ts), so that they cannot differ.
 */
import { type GitCall, gitOutput } from './child.ts';
import {
  type Change,
  HISTORY_FORMAT,
  type HistoryCommit,
  parseChanges,
  parseHistory,
  parseTree,
  type TreeEntry,
} from './raw.ts';

/** Merges against their first parent: plain `git log` skips what was settled in the merge itself. */
const HISTORY = [
  // A configured signature check would run a program.
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
 * Git compares all before it writes a line: folders that stand twice in each other (raw.ts) took 1.2 GB, and more each
 * second. A commit of 250,000 files needs less than 128 MB.
 */
const COMPARING_KB = 192 * 1024;
/** With the commits themselves, of which a registry may have a few each hour for ten years. */
const HISTORY_KB = 320 * 1024;

/** Every entry of a commit; `within` is a pathspec with its `--`, or nothing. Throws as gitOutput does. */
export function askTree(commit: string, within: string[], call: GitCall): Promise<TreeEntry[]> {
  return parseTree(gitOutput(['ls-tree', '-r', '-l', '-z', '--full-tree', commit, ...within], call));
}

/** What differs between two commits. */
export function askChanges(base: string, head: string, within: string[], call: GitCall): Promise<Change[]> {
  const diff = ['diff-tree', '-r', '-z', '--no-renames', '--no-abbrev', base, head, ...within];
  return parseChanges(gitOutput(diff, { ...call, mostKb: COMPARING_KB }));
}

/** The first-parent commits of head that are not in the history of base (null: all), oldest first. */
export function askHistory(
  base: string | null,
  head: string,
  within: string[],
  call: GitCall,
): AsyncGenerator<HistoryCommit> {
  const asked = [...HISTORY, head, ...(base === null ? [] : [`^${base}`]), ...within];
  return parseHistory(gitOutput(asked, { ...call, mostKb: HISTORY_KB }));
}

/** The last `most` first-parent commits of head that took files away, oldest first, with those files only. */
export function askRemovals(
  head: string,
  most: number,
  within: string[],
  call: GitCall,
): AsyncGenerator<HistoryCommit> {
  const asked = [...HISTORY, '--diff-filter=D', `--max-count=${most}`, head, ...within];
  return parseHistory(gitOutput(asked, { ...call, mostKb: HISTORY_KB }));
}

/** An entry as a change from nothing. */
export function added({ path, utf8, blob, mode }: TreeEntry): Change {
  return { path, utf8, oldBlob: null, oldMode: null, newBlob: blob, mode };
}
