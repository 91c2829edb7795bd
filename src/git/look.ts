import { stat } from 'node:fs/promises';
import { gitText } from './child.ts';
import { lookEnvironment } from './command.ts';
import { atSource, type Copy } from './copy.ts';
import { GitError, isGitError } from './error.ts';
import { isObjectId } from './source.ts';

/** What the ref points at now, and how to fetch it. */
export interface Look {
  /** The commit; for an annotated tag the one it stands for. */
  commit: string;
  /** What to fetch from, and what: an object id or a full ref name. */
  from: string;
  what: string;
}

/**
 * Looks at the source: rev-parse for a path (5 ms), ls-remote for a URL.
 * @throws GitError 'missing-repository', 'foreign-owner', 'empty', 'missing-ref', 'unreachable', 'denied', 'timed-out'…
 */
export function look(copy: Copy, stallMs: number): Promise<Look> {
  return copy.source.isLocal ? lookAtPath(copy) : lookAtUrl(copy, stallMs);
}

/** A folder of a work tree, a linked worktree or a bare repository: Git finds what belongs to it. */
async function lookAtPath({ source, signal }: Copy): Promise<Look> {
  const found = await stat(source.location).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error || !found.isDirectory()) {
    const why = found instanceof Error && found.code !== 'ENOENT' ? ` (${found.code})` : '';
    throw new GitError('missing-repository', `There is no folder ${source.name}${why}. Check RECORDS_REPO.`);
  }
  const call = { cwd: source.location, env: lookEnvironment(), source, signal };
  const gitDir = await gitText(['rev-parse', '--path-format=absolute', '--git-common-dir'], call);
  try {
    const commit = await gitText(
      ['rev-parse', '--verify', '--end-of-options', `${source.ref}^{commit}`],
      call,
    );
    // The commit, not the ref: a linked worktree has a HEAD of its own, and the ref may have moved meanwhile.
    return { commit, from: gitDir, what: commit };
  } catch (error) {
    if (!isGitError(error, 'failed', 'missing-ref')) throw error;
    const anyRef = await gitText(['for-each-ref', '--count=1'], call);
    throw nothingThere(source, anyRef === '');
  }
}

async function lookAtUrl(copy: Copy, stallMs: number): Promise<Look> {
  const { location, ref } = copy.source;
  // A full id cannot be asked for; whether it is there, the fetch will tell.
  if (isObjectId(ref)) return { commit: ref, from: location, what: ref };
  const refs = new Map<string, string>();
  const listing = await gitText(
    ['ls-remote', '--', location, 'HEAD', ref, `${ref}^{}`],
    atSource(copy, stallMs),
  );
  for (const line of listing.split('\n')) {
    const [id, name] = line.split('\t');
    if (id !== undefined && name !== undefined) refs.set(name, id);
  }
  // The order of gitrevisions(7); ls-remote itself also gives refs/heads/other/main for “main”.
  for (const name of [ref, `refs/${ref}`, `refs/tags/${ref}`, `refs/heads/${ref}`]) {
    const commit = refs.get(`${name}^{}`) ?? refs.get(name);
    if (commit !== undefined) return { commit, from: location, what: name };
  }
  throw nothingThere(copy.source, refs.size === 0 && (await hasNoRefs(copy, stallMs)));
}

async function hasNoRefs(copy: Copy, stallMs: number): Promise<boolean> {
  return (await gitText(['ls-remote', '--', copy.source.location], atSource(copy, stallMs))) === '';
}

function nothingThere({ name, ref }: { name: string; ref: string }, empty: boolean): GitError {
  return empty
    ? new GitError('empty', `The repository ${name} has no commit yet. Commit the records and try again.`)
    : new GitError('missing-ref', `The repository ${name} has no commit at “${ref}”. Check RECORDS_REF.`);
}
