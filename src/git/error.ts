/** What went wrong, for programs; the message says the same to a person. */
export type GitErrorKind =
  /** A source, ref, folder or id that is not handed to Git at all. */
  | 'refused'
  /** Git is not installed, or older than what the copy's isolation needs. */
  | 'no-git'
  | 'missing-repository'
  /** A local repository of another user that `safe.directory` does not name. */
  | 'foreign-owner'
  | 'empty'
  | 'missing-ref'
  /** Not authenticated, not authorised, or an unknown host key. */
  | 'denied'
  | 'unreachable'
  | 'timed-out'
  /** Another process held a lock of the copy longer than we wait. */
  | 'locked'
  | 'no-space'
  | 'missing-commit'
  | 'missing-object'
  /** The copy was damaged; it has been set aside and the next fetch makes a new one. */
  | 'damaged'
  /** A commit expands to more than is read (raw.ts). */
  | 'too-large'
  | 'failed';

/** A refusal or failure of Git, with a message that says what happened, where, and what to do next. Never holds credentials. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly kind: GitErrorKind;

  constructor(kind: GitErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** True if `error` is a GitError: of one of these kinds, or of any if none is named. */
export function isGitError(error: unknown, ...kinds: GitErrorKind[]): error is GitError {
  return error instanceof GitError && (kinds.length === 0 || kinds.includes(error.kind));
}

/** A commit that expands to more than is read; `what` of it is too much. */
export function tooLarge(what: string): GitError {
  return new GitError(
    'too-large',
    `A commit has ${what} in the folder of records, and is not read. Take it out of the branch (git reset to the commit before, and a force-push).`,
  );
}

/** What a message about a source needs to know of it (see source.ts). */
export interface Named {
  /** For people: without credentials and query. */
  name: string;
  /** As given to Git. */
  location: string;
  /** User names and passwords in the location, encoded and decoded. */
  secrets: string[];
}

/**
 * Takes credentials out of a text: the source's own secrets, its location as given, and the user part of every URL.
 * Git itself leaves them in some of its messages ("unable to access 'https://user:password@host/'").
 */
export function redact(text: string, source: Named): string {
  let clean = text.replaceAll(source.location, source.name);
  for (const secret of source.secrets) clean = clean.replaceAll(secret, '***');
  // No scheme in the pattern: looking for one from every letter on took 24 s for a line of 100,000.
  return clean.replace(/:\/\/[^\s/'"]*@/g, '://');
}

interface Explanation {
  words: RegExp;
  kind: GitErrorKind;
  happened: (name: string) => string;
  next: (words: string) => string;
}

/** Git's own words (LC_ALL=C), first match wins: "Could not read from remote repository" follows most of the others. */
const EXPLANATIONS: Explanation[] = [
  {
    words: /dubious ownership/,
    kind: 'foreign-owner',
    happened: (name) => `The repository ${name} belongs to another user, and Git refuses to read it.`,
    next: (words) =>
      `Run voreg as its owner, or allow it: git config --global --add safe.directory ${/repository at '([^']+)'/.exec(words)?.[1]}`,
  },
  {
    words: /No space left on device|Disk quota exceeded/i,
    kind: 'no-space',
    happened: (name) => `The disk is full: ${name} could not be copied.`,
    next: () => 'Make room where DATA_DIR is; what was published stays up.',
  },
  {
    words: /\.lock': File exists|cannot lock ref|another git process/i,
    kind: 'locked',
    happened: (name) => `Another process is at work on the copy of ${name}.`,
    next: () => 'Try again; if no other voreg runs on this DATA_DIR, delete the lock file that Git names.',
  },
  {
    words:
      /not a git repository|does not appear to be a git repository|repository [^\n]*not found|returned error: 404/i,
    kind: 'missing-repository',
    happened: (name) => `There is no Git repository at ${name}.`,
    next: () => 'Check RECORDS_REPO.',
  },
  {
    words:
      /Authentication failed|could not read (Username|Password)|Permission denied|Host key verification failed|returned error: 40[13]|Access denied/i,
    kind: 'denied',
    happened: (name) => `${name} does not let us in.`,
    next: () => 'Check the credentials or the SSH key (and known_hosts) of the user that runs voreg.',
  },
  {
    words: /returned error: 30[12378]\b/,
    kind: 'denied',
    happened: (name) => `${name} leads to another address, and a token is not sent there.`,
    next: () => 'Give that address as RECORDS_REPO (of GitLab: the one that ends in .git).',
  },
  {
    words: /couldn't find remote ref|not our ref/i,
    kind: 'missing-ref',
    happened: (name) => `${name} no longer has what RECORDS_REF names.`,
    next: () => 'Check RECORDS_REF.',
  },
  {
    words:
      /could not resolve|failed to connect|couldn't connect|connection (refused|timed out|reset|closed)|unable to (access|connect|look up)|hung up|early EOF|no route to host|network is unreachable|could not read from remote/i,
    kind: 'unreachable',
    happened: (name) => `${name} cannot be reached.`,
    next: () => 'Check the network and RECORDS_REPO; what was published stays up.',
  },
];

/** Makes a GitError of what a Git process wrote on stderr. `words` may hold progress lines and credentials. */
export function explain(words: string, source: Named): GitError {
  const said = gitSays(words, source);
  for (const { words: pattern, kind, happened, next } of EXPLANATIONS) {
    if (!pattern.test(words)) continue;
    const message = `${happened(source.name)} ${next(words)}`;
    return new GitError(kind, kind === 'foreign-owner' ? message : `${message} Git says: ${said}`);
  }
  return new GitError('failed', `Git failed on the records of ${source.name}. Git says: ${said}`);
}

const MOST_SAID = 600;

/** The lines of stderr that are not progress ("Receiving objects: 12%"), without credentials, in one line. */
function gitSays(words: string, source: Named): string {
  const lines = redact(words, source)
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/: +\d+% \(|^remote: (Enumerating|Total) |^From |, done\.$/.test(line));
  const text = lines.join(' ') || 'nothing';
  return text.length > MOST_SAID ? `${text.slice(0, MOST_SAID)}…` : text;
}
