import { GitError as SimpleGitError, simpleGit } from 'simple-git';
import { explain, type Named } from './error.ts';

/** Keys that simple-git guards besides `GIT_*`; none of them has a use for us. */
const GUARDED = new Set(['editor', 'pager', 'prefix', 'ssh_askpass', 'visual']);
/** What an operator says about the network in the environment. HTTPS_PROXY, ~/.netrc and ~/.ssh work as they are. */
const NETWORK = ['GIT_SSL_CAINFO', 'GIT_SSL_CAPATH'];
/** Where the operator's own configuration is. */
const CONFIGURATION = /^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)$/;

/** The environment without anything that steers Git (a hook that starts voreg sets GIT_DIR, for one). */
function plainEnvironment(): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [key, value] of Object.entries(process.env)) {
    const name = key.toLowerCase();
    if (value !== undefined && !name.startsWith('git_') && !GUARDED.has(name)) plain[key] = value;
  }
  // LC_ALL: messages are told apart by their English words (error.ts).
  return { ...plain, LC_ALL: 'C', LANGUAGE: '', GIT_TERMINAL_PROMPT: '0', GIT_NO_REPLACE_OBJECTS: '1' };
}

/**
 * For a look into a local repository: with the operator's own configuration, because `safe.directory` holds only
 * there. repository.ts uses it for rev-parse and for-each-ref alone, which read configuration but run no program it names.
 */
export function lookEnvironment(): Record<string, string> {
  const env = plainEnvironment();
  for (const [key, value] of Object.entries(process.env))
    if (value !== undefined && CONFIGURATION.test(key)) env[key] = value;
  return env;
}

/**
 * For everything else. The configuration of the system and of the user is not read: what a registry publishes must
 * not hang on the account it runs under (`url.*.insteadOf` fetches from elsewhere, credential helpers and
 * `core.sshCommand` are programs). What a site needs is said in the environment: proxies, GIT_SSL_CAINFO,
 * GIT_SSH_COMMAND, ~/.netrc, ~/.ssh. GIT_DIR is always given: a copy that is broken must not make Git go up and
 * find the repository around DATA_DIR instead.
 * @param configFile see configuration()
 */
export function copyEnvironment(gitDir: string, configFile: string): Record<string, string> {
  const env: Record<string, string> = {
    ...plainEnvironment(),
    GIT_DIR: gitDir,
    GIT_CONFIG_GLOBAL: configFile,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_LAZY_FETCH: '1',
    // BatchMode: a question about a host key or passphrase becomes an error. OpenSSH's options; other programs are not supported.
    GIT_SSH_COMMAND: `${process.env.GIT_SSH_COMMAND || 'ssh'} -o BatchMode=yes -o ConnectTimeout=30`,
  };
  for (const key of NETWORK) {
    const value = process.env[key];
    if (value !== undefined) env[key] = value;
  }
  return env;
}

/**
 * The text of the configuration that takes the place of the user's. A file, not `-c`: the upload-pack that Git
 * starts for a local source reads it too.
 *
 * `safe.directory = *` for a path only: its owner has been checked by the look (see lookEnvironment), by the rules of
 * the operator's configuration, and upload-pack would otherwise want another entry for the inner .git folder (2.39).
 * No gc: it would run in the background, beside us; loose objects of years of small fetches are no burden. Big blobs
 * are streamed, not read into Git's memory.
 */
export function configuration(isLocal: boolean): string {
  return `[core]
\thooksPath = /dev/null
\tfsmonitor = false
\tbigFileThreshold = 8m
\tfilesRefLockTimeout = 5000
\tpackedRefsTimeout = 5000
[gc]
\tauto = 0
[maintenance]
\tauto = false
[credential]
\thelper =
${isLocal ? '[safe]\n\tdirectory = *\n' : ''}`;
}

/** Where a short command runs, and for whom. */
export interface Place {
  cwd: string;
  env: Record<string, string>;
  source: Named;
  signal?: AbortSignal | undefined;
}

/**
 * Runs a short local command through simple-git, which also refuses arguments that name programs.
 * @param input written to stdin
 * @returns stdout, trimmed. (simple-git takes an exit status without a word on stderr for success, and waits 50 ms
 *   when a command prints nothing: what may print nothing is better run by gitText.)
 * @throws GitError by `explain`; the signal's reason if aborted.
 */
export async function git(args: string[], place: Place, input?: string): Promise<string> {
  place.signal?.throwIfAborted();
  try {
    // A new instance for each: simple-git drops what is queued on an instance when one command fails.
    const instance = simpleGit({
      baseDir: place.cwd,
      trimmed: true,
      allowEnvironment: Object.keys(place.env).filter((key) => key.startsWith('GIT_')),
      unsafe: { allowUnsafeConfigPaths: true, allowUnsafeSshCommand: true, allowUnsafeTemplateDir: true },
      // Its default gives up on stdout 50 ms after the exit: output would be cut while the event loop is busy.
      completion: { onClose: true, onExit: false },
      ...(place.signal === undefined ? {} : { abort: place.signal }),
      ...(input === undefined ? {} : { input: () => input }),
    });
    return await instance.env(place.env).raw(args);
  } catch (error) {
    if (!(error instanceof SimpleGitError)) throw error;
    place.signal?.throwIfAborted();
    throw explain(error.message, place.source);
  }
}
