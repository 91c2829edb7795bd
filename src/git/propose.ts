/**
 * Proposes changes as one commit on a branch, without touching a work tree or an index, and pushes it. For what voreg
 * proposes by itself (import --follow, reconcile --propose).
 *
 * A branch is only moved while all its commits beyond the target are proposals, told by a trailer in their message: what
 * a person has committed on top is never overwritten.
 */
import { type GitCall, gitText } from './child.ts';
import { lookEnvironment } from './command.ts';
import { type Commits, openCommits } from './commits.ts';
import { placeCopy } from './copy.ts';
import { withHeader } from './credentials.ts';
import { GitError, isGitError, redact } from './error.ts';
import { openRepository } from './repository.ts';
import { parseSource, requireObjectId } from './source.ts';
import { openWorkTree } from './worktree.ts';

export interface ProposeOptions {
  /** RECORDS_REPO: a path or a URL. */
  source: string;
  /** RECORDS_REF; null: the branch that is checked out, `main` for a URL. */
  ref: string | null;
  recordsDir: string;
  dataDir: string;
  /** For an https remote without credentials of its own: sent as a password, in the environment. */
  token: string | null;
  signal?: AbortSignal | undefined;
}

export interface FileChange {
  /** From the top of the repository, with `/`. */
  path: string;
  /** UTF-8 text, read when it is written; null: the file goes. */
  content: (() => string) | null;
}

/** One commit of a proposal. */
export interface ProposedStep {
  changes: FileChange[];
  message: string;
}

export interface Proposed {
  commit: string;
  /** False: the branch held just this already. */
  isNew: boolean;
}

export interface Proposing {
  /** The branch that is to be merged into, as it is now (at the remote, if there is one). */
  target: string;
  /** Its commit. */
  base: string;
  commits: Pick<Commits, 'tree' | 'blobs'>;
  /** For people and to find GitLab: the remote's address without credentials; null if there is none. */
  remote: string | null;
  /**
   * Puts one commit with these changes on the branch, at the base. null: they change nothing.
   * @throws GitError 'refused' if the branch has commits that are no proposals, or is checked out somewhere.
   */
  commit(branch: string, changes: FileChange[], message: string): Promise<Proposed | null>;
  /** The same with several commits, one after the other; one that changes nothing is left out by the caller. */
  commitAll(branch: string, steps: ProposedStep[]): Promise<Proposed | null>;
  /** Pushes the branch; false if there is no remote. @throws GitError 'refused' as commit(), and what a push throws. */
  push(branch: string): Promise<boolean>;
}

/** How a commit is known for a proposal of voreg's. */
const TRAILER = 'Voreg-Proposal';
const STALL_MS = 120_000;
const AUTHOR = 'voreg <voreg@localhost>';

interface At extends GitCall {
  /** Name or address for fetch and push; null if there is none. */
  remote: string | null;
}

/** Looks at the target branch; fetches it if it has a remote. @throws GitError */
export async function openProposing(options: ProposeOptions): Promise<Proposing> {
  const isUrl = !parseSource(options.source, options.ref).isLocal;
  const { at, target, base, commits, remote } = isUrl ? await openUrl(options) : await openFolder(options);
  return {
    target,
    base,
    commits,
    remote,
    commit: (branch, changes, message) => commitOn(at, base, branch, [{ changes, message }]),
    commitAll: (branch, steps) => commitOn(at, base, branch, steps),
    push: (branch) => push(at, base, branch),
  };
}

type Opened = Pick<Proposing, 'target' | 'base' | 'commits' | 'remote'> & { at: At };

/** The checkout of a person, with its own configuration: it is that person's push. */
async function openFolder({ source, ref, recordsDir, token, signal }: ProposeOptions): Promise<Opened> {
  const top = (await openWorkTree(source))?.top ?? source;
  const named = { name: source, location: source, secrets: [] };
  const call: GitCall = { cwd: top, env: lookEnvironment(), source: named, signal };
  const target =
    ref === null || ref === 'HEAD' ? await currentBranch(call) : ref.replace(/^refs\/heads\//, '');
  const remote = await remoteOf(target, call);
  const url = remote === null ? null : await gitText(['remote', 'get-url', remote], call);
  const at: At = { ...call, env: withToken(call.env, url, token), stallMs: STALL_MS, remote };
  const local = `refs/heads/${target}`;
  let from = local;
  if (remote !== null && (await gitText(['ls-remote', remote, local], at)) !== '') {
    from = `refs/remotes/${remote}/${target}`;
    await gitText([...FETCH, remote, `+${local}:${from}`], at);
  }
  const base = await gitText(['rev-parse', '--verify', '--end-of-options', `${from}^{commit}`], call);
  return {
    at,
    target,
    base,
    commits: await openCommits(top, recordsDir),
    remote: url === null ? null : shown(url),
  };
}

/** The copy in DATA_DIR of a repository that is somewhere else. */
async function openUrl(options: ProposeOptions): Promise<Opened> {
  const { dataDir, recordsDir, signal, token } = options;
  const source = parseSource(options.source, options.ref);
  const repository = await openRepository({ ...options, recordsDir });
  const base = await repository.fetch();
  const copy = await placeCopy(source, dataDir, () => undefined, signal);
  const env = withToken(copy.env, source.location, token);
  const at: At = { cwd: copy.cwd, env, source, signal, stallMs: STALL_MS, remote: source.location };
  const target = source.ref.replace(/^refs\/heads\//, '');
  return { at, target, base, commits: repository, remote: shown(source.location) };
}

const FETCH = ['-c', 'core.hooksPath=/dev/null', 'fetch', '--quiet', '--no-tags', '--no-write-fetch-head'];

async function currentBranch(call: GitCall): Promise<string> {
  try {
    return await gitText(['symbolic-ref', '--short', 'HEAD'], call);
  } catch (error) {
    if (!isGitError(error, 'failed')) throw error;
    throw new GitError(
      'missing-ref',
      `${call.source.name} is on no branch, so it is not clear what to merge into. Set RECORDS_REF to a branch.`,
    );
  }
}

/** The remote that the branch is set up with, else `origin`; null without one. */
async function remoteOf(branch: string, call: GitCall): Promise<string | null> {
  const remotes = (await gitText(['remote'], call)).split('\n').filter((name) => name !== '');
  const configured = await orEmpty(['config', '--get', `branch.${branch}.remote`], call);
  return remotes.find((name) => name === configured) ?? remotes.find((name) => name === 'origin') ?? null;
}

/** What Git says; '' if it exits with an error, as it does for what is not there. */
async function orEmpty(args: string[], call: GitCall): Promise<string> {
  try {
    return await gitText(args, call);
  } catch (error) {
    if (isGitError(error, 'failed', 'missing-ref')) return '';
    throw error;
  }
}

async function commitOn(
  at: At,
  base: string,
  branch: string,
  steps: ProposedStep[],
): Promise<Proposed | null> {
  const ref = branchRef(branch);
  const scratch = `refs/voreg/proposals/${branch}`;
  const trailer = `\n\n${TRAILER}: ${branch}\n`;
  const input = importStream(
    scratch,
    base,
    steps.map(({ changes, message }) => ({ changes, message: message.trimEnd() + trailer })),
  );
  await gitText(['fast-import', '--quiet', '--force', '--done'], { ...at, stallMs: undefined, input });
  const commit = await gitText(['rev-parse', '--verify', scratch], at);
  await gitText(['update-ref', '-d', scratch], at);
  if ((await treeOf(commit, at)) === (await treeOf(base, at))) return null;
  const there = await orEmpty(['rev-parse', '--verify', '--quiet', ref], at);
  if (there !== '') {
    if (await isSame(there, commit, base, at)) return { commit: there, isNew: false };
    await requireOurs(there, base, branch, at);
    await requireNotCheckedOut(ref, at);
  }
  await gitText(['update-ref', ref, commit, there === '' ? '0'.repeat(commit.length) : there], at);
  return { commit, isNew: true };
}

/** git-fast-import(1). Content is asked for as Git takes it. */
function* importStream(ref: string, base: string, steps: ProposedStep[]): Generator<string> {
  const now = Math.floor(Date.now() / 1000);
  for (const [index, { changes, message }] of steps.entries()) {
    const from = index === 0 ? `from ${requireObjectId(base)}\n` : '';
    yield `commit ${ref}\ncommitter ${AUTHOR} ${now} +0000\n${data(message)}${from}`;
    for (const { path, content } of changes) {
      const quoted = `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
      yield content === null ? `D ${quoted}\n` : `M 100644 inline ${quoted}\n${data(content())}`;
    }
  }
  yield 'done\n';
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

async function push(at: At, base: string, branch: string): Promise<boolean> {
  if (at.remote === null) return false;
  const ref = branchRef(branch);
  const commit = await gitText(['rev-parse', '--verify', ref], at);
  const [there = ''] = (await gitText(['ls-remote', at.remote, ref], at)).split('\t');
  if (there === commit) return true;
  if (there !== '') {
    const seen = `refs/voreg/seen/${branch}`;
    await gitText([...FETCH, at.remote, `+${ref}:${seen}`], at);
    await requireOurs(there, base, branch, at);
    await gitText(['update-ref', '-d', seen], at);
  }
  // The lease: should somebody push between the look and this, nothing is overwritten.
  const lease = `--force-with-lease=${ref}:${there}`;
  const args = ['-c', 'core.hooksPath=/dev/null', 'push', '--quiet', lease, at.remote, `${commit}:${ref}`];
  await gitText(args, at);
  return true;
}

/** The same files, commit by commit, from the same base: only dates would differ. */
async function isSame(a: string, b: string, base: string, at: At): Promise<boolean> {
  const trees = (tip: string) =>
    gitText(['-c', 'log.showSignature=false', 'log', '--format=%T', tip, `^${base}`], at);
  const beginsAt = (tip: string) => gitText(['merge-base', tip, base], at);
  return (await trees(a)) === (await trees(b)) && (await beginsAt(a)) === (await beginsAt(b));
}

function treeOf(commit: string, at: At): Promise<string> {
  return gitText(['rev-parse', '--verify', `${commit}^{tree}`], at);
}

async function requireOurs(tip: string, base: string, branch: string, at: At): Promise<void> {
  const format = `--format=%H %(trailers:key=${TRAILER},valueonly,separator=%x2C)`;
  const log = await gitText(['-c', 'log.showSignature=false', 'log', format, tip, `^${base}`], at);
  const foreign = log.split('\n').find((line) => /^[0-9a-f]+\s*$/.test(line));
  if (foreign === undefined) return;
  throw new GitError(
    'refused',
    `The branch ${branch} has a commit that is not of voreg's (${foreign.trim().slice(0, 10)}), so it is left as it is. Merge or delete it, and the next run proposes again.`,
  );
}

async function requireNotCheckedOut(ref: string, at: At): Promise<void> {
  const trees = await gitText(['worktree', 'list', '--porcelain'], at);
  if (!trees.split('\n').includes(`branch ${ref}`)) return;
  throw new GitError(
    'refused',
    `The branch ${ref.slice(11)} is checked out. Go to another one: voreg moves it.`,
  );
}

function branchRef(branch: string): string {
  if (!/^[a-z0-9]+(?:[./-][a-z0-9]+)*$/i.test(branch) || /\.lock(\/|$)/.test(branch))
    throw new GitError('refused', `"${branch}" is no name for a branch of proposals.`);
  return `refs/heads/${branch}`;
}

/** HTTP Basic with a GitLab access token. */
function withToken(
  env: Record<string, string>,
  url: string | null,
  token: string | null,
): Record<string, string> {
  if (token === null || url === null || !/^https:\/\/[^@]*$/.test(url)) return env;
  return withHeader(env, url, `oauth2:${token}`);
}

function shown(url: string): string {
  return redact(url, { name: url, location: url, secrets: [] });
}
