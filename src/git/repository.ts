import type { BlobContent } from './blobs.ts';
import { readBlobs } from './blobs.ts';
import { gitText } from './child.ts';
import { git } from './command.ts';
import {
  type Copy,
  CUT_REFS,
  exists,
  fetchInto,
  HEAD_REF,
  holds,
  isDamaged,
  isShallow,
  make,
  PUBLISHED_REF,
  placeCopy,
  setAside,
  whileLocked,
} from './copy.ts';
import type { Credentials } from './credentials.ts';
import { GitError, isGitError } from './error.ts';
import { askFileHistory, type FileCommit } from './file-history.ts';
import { look } from './look.ts';
import { added, askChanges, askHistory, askRemovals, askTree } from './questions.ts';
import type { Change, HistoryCommit, TreeEntry } from './raw.ts';
import { parseRecordsDir, parseSource, requireObjectId } from './source.ts';

export type { BlobContent } from './blobs.ts';
export type { Credentials } from './credentials.ts';
export { GitError, type GitErrorKind, isGitError } from './error.ts';
export type { FileCommit } from './file-history.ts';
export type { Change, HistoryCommit, TreeEntry } from './raw.ts';

export interface RepositoryOptions {
  /** RECORDS_REPO: a path (also of a folder inside a work tree) or a URL: https, ssh, git, file, http, host:path. */
  source: string;
  /** RECORDS_REF; null = HEAD for a path, main for a URL. */
  ref: string | null;
  /** RECORDS_DIR: a folder counted from the top of the repository; `.` = all of it. */
  recordsDir: string;
  /** DATA_DIR: the copy is `repository-<hash of source>.git` in it. Made if missing. */
  dataDir: string;
  /** For the source, if it needs any. */
  credentials?: Credentials | undefined;
  /** Stops what is under way; the call then throws the signal's reason. */
  signal?: AbortSignal | undefined;
  /** How long the source may be silent. 120,000 if not given. */
  stallMs?: number | undefined;
  /** Told in a sentence when a damaged copy was replaced or a dead process' lock removed. */
  onNotice?: ((message: string) => void) | undefined;
}

/**
 * The records repository: a look at its source, and a bare copy that everything is read from. Commits and blobs are
 * full object ids, SHA-1 or SHA-256. Methods throw GitError; what reads throws 'missing-commit' for a commit that the
 * copy does not hold, and 'damaged' when the copy turns out to be broken (the next fetch makes a new one).
 */
export interface Repository {
  isLocal: boolean;
  /** A cheap look at the commit the ref points at now. @throws GitError 'missing-repository', 'empty', 'missing-ref', 'unreachable'… */
  head(): Promise<string>;
  /** Brings that commit with its whole history into the copy, and returns it. */
  fetch(): Promise<string>;
  /** True if the history in the copy is cut, because the source is a shallow clone. Asked after fetch(). */
  isShallow(): Promise<boolean>;
  has(commit: string): Promise<boolean>;
  /** Brings a commit that no ref need name any more into the copy. False if the source does not give it. */
  bring(commit: string): Promise<boolean>;
  /** True if `a` is `b` or in its history. */
  isAncestor(a: string, b: string): Promise<boolean>;
  /** Every file, link and submodule of a commit under recordsDir. Should recordsDir itself be a file or link: that one. */
  tree(commit: string): Promise<TreeEntry[]>;
  /** What differs under recordsDir; base null = everything is new. */
  changes(base: string | null, head: string): Promise<Change[]>;
  /** The first-parent commits of head that are not in the history of base (null: all) and changed something under recordsDir, oldest first. A merge counts with all it brought. */
  history(base: string | null, head: string): AsyncGenerator<HistoryCommit>;
  /** The contents of blobs in the order asked for, one at a time in memory; those over maxBytes without content. */
  blobs(ids: Iterable<string>, maxBytes: number): AsyncGenerator<BlobContent>;
  /** Remembers the published commit. The former one, if it is not in its history, is remembered as cut off. */
  keep(commit: string): Promise<void>;
  /** Commits that were published once and are not in the history of head: cut off by a force-push. */
  cut(head: string): Promise<string[]>;
}

const STALL_MS = 120_000;

/** With what only pages for people need; publishing does without. */
export interface ReadRepository extends Repository {
  /** The last commits of head that changed one file, newest first; the path counts from the top of the repository. */
  fileHistory(head: string, path: string, most: number): Promise<FileCommit[]>;
  /** The last `most` commits of head that took files away under recordsDir, oldest first, with those files only. */
  removals(head: string, most: number): AsyncGenerator<HistoryCommit>;
}

/**
 * Opens the records repository. Reaches for neither the source nor the copy yet, so that a service starts while the
 * source is away.
 * @throws GitError 'refused' for a source, ref or folder that is not handed to Git; 'no-git'.
 */
export async function openRepository(options: RepositoryOptions): Promise<ReadRepository> {
  const source = parseSource(options.source, options.ref);
  const recordsDir = parseRecordsDir(options.recordsDir);
  const { onNotice = () => {}, signal, credentials } = options;
  const copy = await placeCopy(source, options.dataDir, onNotice, signal, credentials);
  await requireGit(copy);

  const stallMs = options.stallMs ?? STALL_MS;
  const within = recordsDir === null ? [] : ['--', recordsDir];
  const tree = (commit: string) => reading(copy, [commit], () => askTree(commit, within, copy));

  return {
    isLocal: source.isLocal,
    head: async () => (await look(copy, stallMs)).commit,
    fetch: () => fetchHead(copy, stallMs),
    isShallow: async () => (await exists(copy)) && (await isShallow(copy)),
    has: (commit) => reading(copy, [], () => holds(copy, requireObjectId(commit))),
    bring: (commit) => bring(copy, requireObjectId(commit), stallMs),
    isAncestor: (a, b) => reading(copy, [a, b], () => isAncestor(copy, a, b)),
    tree,
    changes: async (base, head) => {
      if (base === null) return (await tree(head)).map(added);
      return reading(copy, [base, head], () => askChanges(base, head, within, copy));
    },
    history: (base, head) =>
      readingEach(copy, base === null ? [head] : [head, base], () => askHistory(base, head, within, copy)),
    fileHistory: (head, path, most) => reading(copy, [head], () => askFileHistory(head, path, most, copy)),
    removals: (head, most) => readingEach(copy, [head], () => askRemovals(head, most, within, copy)),
    blobs: (ids, maxBytes) => readingEach(copy, [], () => readBlobs(ids, maxBytes, copy)),
    keep: (commit) => reading(copy, [commit], () => keep(copy, commit)),
    cut: (head) => reading(copy, [head], () => cut(copy, head)),
  };
}

/** 2.32 is the first that takes GIT_CONFIG_GLOBAL, on which the isolation rests. */
async function requireGit(copy: Copy): Promise<void> {
  const said = await gitText(['version'], copy);
  const [, major, minor] = /(?<!\d)(\d+)\.(\d+)/.exec(said) ?? [];
  if (Number(major) * 1000 + Number(minor) >= 2032) return;
  throw new GitError('no-git', `This is ${said}. Install Git 2.32 or newer.`);
}

async function fetchHead(copy: Copy, stallMs: number): Promise<string> {
  const { commit, from, what } = await look(copy, stallMs);
  const origin = { from, what, stallMs };
  const bring = async () =>
    (await exists(copy)) ? fetchInto(copy, origin) : make(copy, origin, commit.length);
  try {
    await bring();
  } catch (error) {
    if (!isGitError(error, 'failed') || !(await isDamaged(copy))) throw error;
    await setAside(copy, 'was damaged');
    await bring();
  }
  // A commit was asked for by its id. A ref may have moved since the look: what counts is what came.
  if (what === commit) return commit;
  return git(['rev-parse', '--verify', '--end-of-options', `${HEAD_REF}^{commit}`], copy);
}

/** By its id, which servers of protocol 2 give as long as they hold it. */
async function bring(copy: Copy, commit: string, stallMs: number): Promise<boolean> {
  if (await holds(copy, commit)) return true;
  if (!(await exists(copy))) return false;
  const { from } = await look(copy, stallMs);
  try {
    await fetchInto(copy, { from, what: commit, stallMs });
  } catch (error) {
    if (!isGitError(error, 'failed', 'missing-ref', 'missing-object')) throw error;
    return false;
  }
  return holds(copy, commit);
}

/** Reads something about commits of the copy; tells a commit that is not there from a copy that is broken. */
async function reading<T>(copy: Copy, commits: string[], action: () => Promise<T>): Promise<T> {
  commits.forEach(requireObjectId);
  try {
    return await action();
  } catch (error) {
    throw await whyUnreadable(copy, commits, error);
  }
}

async function* readingEach<T>(
  copy: Copy,
  commits: string[],
  action: () => AsyncGenerator<T>,
): AsyncGenerator<T> {
  commits.forEach(requireObjectId);
  try {
    yield* action();
  } catch (error) {
    throw await whyUnreadable(copy, commits, error);
  }
}

async function whyUnreadable(copy: Copy, commits: string[], error: unknown): Promise<unknown> {
  if (!isGitError(error, 'failed', 'missing-object', 'missing-repository')) return error;
  const { name } = copy.source;
  for (const commit of commits)
    if (await isMissing(copy, commit))
      return new GitError('missing-commit', `The commit ${commit} is not in the copy of ${name}.`);
  if (!(await isDamaged(copy))) return error;
  await setAside(copy, 'was damaged');
  return new GitError(
    'damaged',
    `The copy of ${name} was damaged. The next fetch makes a new one: try again.`,
  );
}

/** Whole and absent, that is: a commit that cannot be read is a matter for isDamaged. */
async function isMissing(copy: Copy, commit: string): Promise<boolean> {
  try {
    return !(await holds(copy, commit));
  } catch (error) {
    if (isGitError(error, 'failed')) return false;
    throw error;
  }
}

/** `merge-base --is-ancestor` answers by exit status alone, which simple-git does not give. */
async function isAncestor(copy: Copy, a: string, b: string): Promise<boolean> {
  return (await git(['merge-base', a, b], copy)) === a;
}

/** One transaction that names the former value: of two processes that publish at once, the later starts again. */
async function keep(copy: Copy, commit: string): Promise<void> {
  await whileLocked(copy, async () => {
    const former = await gitText(['for-each-ref', '--format=%(objectname)', PUBLISHED_REF], copy);
    if (former === commit) return;
    const lines = [`update ${PUBLISHED_REF} ${commit} ${former || '0'.repeat(commit.length)}`];
    if (former !== '' && !(await isAncestor(copy, former, commit)))
      lines.unshift(`update ${CUT_REFS}${former} ${former}`);
    await git(['update-ref', '--stdin'], copy, ['start', ...lines, 'commit', ''].join('\n'));
  });
}

async function cut(copy: Copy, head: string): Promise<string[]> {
  const kept = [PUBLISHED_REF, CUT_REFS.replace(/\/$/, '')];
  const found = await gitText(
    ['for-each-ref', '--format=%(objectname)', `--no-merged=${head}`, ...kept],
    copy,
  );
  return [...new Set(found.split('\n').filter((id) => id !== ''))];
}
