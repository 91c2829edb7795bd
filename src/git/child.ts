import { type ChildProcessWithoutNullStreams as Child, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { explain, GitError, type Named, tooLarge } from './error.ts';

/** How a Git process is started. */
export interface GitCall {
  cwd: string;
  env: Record<string, string>;
  /** Stops the process; the call then throws the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Stops the process when it has written nothing for so long (network). */
  stallMs?: number | undefined;
  /** Written to stdin, which is then closed. Pulled only as fast as Git reads. */
  input?: Iterable<string> | undefined;
  /** Bounds the memory of the process, in kB: it then ends with GitError 'too-large'. Only for what reads commits. */
  mostKb?: number | undefined;
  /** Whose records it is about, for messages. */
  source: Named;
}

const MOST_WORDS = 64 * 1024;
/** Data only, not what is mapped of packs. A system without that limit goes on without it. */
const BOUNDED = 'ulimit -d "$1" 2>/dev/null; shift; exec git "$@"';
/** From SIGTERM, on which Git removes its lock files, to SIGKILL. */
const KILL_AFTER_MS = 2_000;

/**
 * Runs `git args` and gives its stdout as it comes; the process waits while nobody reads. When the generator is
 * abandoned, the process and all that it started are killed.
 *
 * Not through simple-git: that keeps the whole output, and kills with SIGINT only the process that it started, while
 * `git-remote-https` or `ssh` live on and hold the pipe (seen against a server that accepts and never answers).
 * @throws GitError by `explain` if Git fails, 'timed-out', 'no-git'; the signal's reason if aborted.
 */
export async function* gitOutput(args: string[], call: GitCall): AsyncGenerator<Buffer> {
  call.signal?.throwIfAborted();
  const git = start(args, call);
  try {
    for await (const chunk of git.stdout) {
      git.alive();
      yield chunk;
    }
    await git.succeeded();
  } catch (error) {
    // The pipe breaks when the process is stopped: the reason is what matters, not the broken pipe.
    throw git.stopped() ?? error;
  } finally {
    await git.kill();
  }
}

/** Runs `git args` and returns its whole stdout. Throws like gitOutput. */
export async function gitBytes(args: string[], call: GitCall): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of gitOutput(args, call)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** As gitBytes, for output that is ASCII. White space at both ends is cut. */
export async function gitText(args: string[], call: GitCall): Promise<string> {
  return (await gitBytes(args, call)).toString('utf8').trim();
}

interface Running {
  stdout: Readable;
  /** Puts the stall alarm off. */
  alive(): void;
  succeeded(): Promise<void>;
  stopped(): unknown;
  kill(): Promise<void>;
}

function start(args: string[], call: GitCall): Running {
  // A session of its own: no terminal to prompt on, Ctrl-C is ours to answer, and the group can be killed as one.
  const [command, before] =
    call.mostKb === undefined ? ['git', []] : ['sh', ['-c', BOUNDED, 'sh', `${call.mostKb}`]];
  const options = { cwd: call.cwd, env: call.env, detached: true, stdio: 'pipe' } as const;
  const child = spawn(command, [...before, ...args], options);
  let stopped: unknown = null;
  const stop = (reason: unknown) => {
    stopped ??= reason;
    signalGroup(child, 'SIGTERM');
    child.stdout.destroy();
  };

  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const failed = new Promise<NodeJS.ErrnoException | null>((resolve) => {
    child.once('error', resolve);
    child.once('spawn', () => resolve(null));
  });
  const words = collectWords(child.stderr);
  const alarm = call.stallMs === undefined ? null : setTimeout(() => stop(stalled(call)), call.stallMs);
  const alive = () => void alarm?.refresh();
  child.stderr.on('data', alive); // the progress; on stdout a listener would take the data from the reader
  const aborted = () => stop(call.signal?.reason);
  call.signal?.addEventListener('abort', aborted, { once: true });
  const written = feed(child, call.input ?? []).catch(stop);
  track(child);

  return {
    stdout: child.stdout,
    alive,
    stopped: () => stopped,
    async succeeded() {
      const error = await failed;
      if (error !== null) throw couldNotStart(error);
      const code = await closed;
      if (stopped !== null) throw stopped;
      if (code !== 0 && call.mostKb !== undefined && /out of memory/i.test(words()))
        throw tooLarge('more than can be compared');
      if (code !== 0) throw explain(words() || `exit status ${code ?? child.signalCode}`, call.source);
      await written;
    },
    async kill() {
      if (alarm !== null) clearTimeout(alarm);
      call.signal?.removeEventListener('abort', aborted);
      if ((await failed) !== null) return;
      child.stdin.destroy();
      child.stdout.destroy();
      await ended(child, closed);
    },
  };
}

/** Waits until the process and its pipes are closed, with force if need be. */
async function ended(child: Child, closed: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), KILL_AFTER_MS);
  await closed;
  clearTimeout(timer);
}

function signalGroup(child: Child, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // All of it is gone already; macOS says EPERM when what is left has ended but is not yet collected.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}

/** Keeps the end of stderr: what went wrong is said last, after the progress. */
function collectWords(stderr: Readable): () => string {
  let words = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-MOST_WORDS);
  });
  return () => words;
}

function stalled({ source, stallMs = 0 }: GitCall): GitError {
  return new GitError(
    'timed-out',
    `${source.name} has sent nothing for ${stallMs / 1000} seconds, so Git was stopped. Check the network and RECORDS_REPO; what was published stays up.`,
  );
}

/** Writes the input, waiting whenever Git does not read. Resolves early if Git goes away: its exit status tells why. */
async function feed(child: Child, input: Iterable<string>): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    child.stdin.once('error', () => resolve()); // EPIPE; without a listener it would end the whole program
    child.stdin.once('close', resolve);
  });
  for (const text of input) {
    if (!child.stdin.writable) return;
    if (!child.stdin.write(text))
      await Promise.race([gone, new Promise<void>((resolve) => child.stdin.once('drain', resolve))]);
  }
  child.stdin.end();
}

function couldNotStart(error: NodeJS.ErrnoException): GitError {
  if (error.code === 'ENOENT')
    return new GitError('no-git', 'The program “git” was not found. Install Git 2.32 or newer.');
  return new GitError('failed', `Git could not be started (${error.code ?? error.message}).`);
}

const running = new Set<Child>();
let watchingExit = false;

/** A process of its own session outlives us: take it along when this program ends by process.exit. */
function track(child: Child): void {
  if (!watchingExit)
    process.once('exit', () => {
      for (const one of running) signalGroup(one, 'SIGTERM');
    });
  watchingExit = true;
  running.add(child);
  child.once('close', () => running.delete(child));
}
