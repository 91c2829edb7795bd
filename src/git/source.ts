import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { withoutSlashAtEnd } from '../resource/address.ts';
import { GitError, type Named } from './error.ts';

/** Where the records come from, checked before Git sees it. */
export interface Source extends Named {
  /** A path on this machine; every URL, `file:` too, is treated as remote. */
  isLocal: boolean;
  /** What is looked at: a revision for a path, a ref name or a full commit id for a URL. */
  ref: string;
  /** Names the copy: 16 hex digits, the same for every password. */
  key: string;
}

/** `git:` and `http:` are unauthenticated: what they bring is as good as the network. Allowed, for laboratories that have nothing else. */
const SCHEMES = new Set(['file', 'git', 'http', 'https', 'ssh']);

/**
 * Reads RECORDS_REPO and RECORDS_REF.
 * @param source a path, a URL, or ssh's `host:path`
 * @param ref null = HEAD for a path, main for a URL
 * @throws GitError 'refused' for what could make Git run a program (`ext::`, a leading `-`) or is no repository address.
 */
export function parseSource(source: string, ref: string | null): Source {
  if (source === '') throw refused('RECORDS_REPO is empty. Give the path or the URL of a Git repository.');
  if (hasControls(source)) throw refused('RECORDS_REPO contains a control character or a line break.');
  if (source.startsWith('-'))
    throw refused(
      'RECORDS_REPO begins with “-”, which Git would take for an option. Write ./ before a path.',
    );

  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(source)?.[1]?.toLowerCase();
  if (scheme !== undefined) return urlSource(source, scheme, checkRef(ref ?? 'main', false));
  if (/^[^/]*::/.test(source))
    throw refused(
      'RECORDS_REPO names a transport helper (“…::”), which can run programs. Use a path or a URL.',
    );
  if (/^[^/]*:/.test(source)) return sshSource(source, checkRef(ref ?? 'main', false));

  const path = resolve(source);
  const location = path === '/' ? path : withoutSlashAtEnd(path);
  return named(true, location, location, [], checkRef(ref ?? 'HEAD', true));
}

function urlSource(source: string, scheme: string, ref: string): Source {
  if (!SCHEMES.has(scheme))
    throw refused(`RECORDS_REPO uses “${scheme}:”. Use a path or one of ${[...SCHEMES].join(', ')}.`);
  if (!URL.canParse(source) || /\s/.test(source))
    throw refused(
      `RECORDS_REPO is no valid ${scheme} URL. Write special characters of a password as %XX (“/” as %2F).`,
    );
  const url = new URL(source);
  // Read by hand: for the URL class the host of “https:///x” is x, for Git it is empty.
  if (scheme !== 'file' && /:\/\/([^/]*@)?([:/]|$)/.test(source))
    throw refused(`RECORDS_REPO has no host after ${scheme}://.`);
  if (url.hostname.startsWith('-') || url.username.startsWith('-'))
    throw refused('The host or user in RECORDS_REPO begins with “-”, which ssh would take for an option.');

  // Git would ask for “x.git?token=…/info/refs”, and repeat it in its messages.
  if (scheme !== 'file' && /[?#]/.test(source))
    throw refused(
      `RECORDS_REPO must not contain “?” or “#”. Write a token as ${scheme}://user:token@host/….`,
    );

  const name = scheme === 'file' ? source : `${scheme}://${url.host}${url.pathname}`;
  // A user name is public for ssh (git@…) and may be a token for http.
  const secrets = scheme === 'ssh' ? [url.password] : [url.password, url.username];
  return named(
    false,
    source,
    name,
    secrets.flatMap((secret) => [secret, decoded(secret)]),
    ref,
  );
}

/** `user@host:path`, ssh's short form (git-clone(1), GIT URLS). It cannot hold a password. */
function sshSource(source: string, ref: string): Source {
  const host = source.slice(source.lastIndexOf('@', source.indexOf(':')) + 1, source.indexOf(':'));
  if (host === '' || host.startsWith('-') || /\s/.test(host))
    throw refused(
      'RECORDS_REPO has no usable host before “:”. For a path that contains “:” write ./ before it.',
    );
  return named(false, source, source, [], ref);
}

function named(isLocal: boolean, location: string, name: string, secrets: string[], ref: string): Source {
  const key = createHash('sha256').update(name).digest('hex').slice(0, 16);
  // Shorter ones would blot out parts of ordinary words; the URL itself is redacted anyway.
  const longEnough = [...new Set(secrets)].filter((secret) => secret.length >= 4);
  return { isLocal, location, name, secrets: longEnough, ref, key };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text; // a lone % in a password is taken as it stands
    throw error;
  }
}

/** git-check-ref-format(1); a path may also have revisions such as HEAD~2 or v1^{commit}, but no searches (“:/text”) and no ranges. */
function checkRef(ref: string, isLocal: boolean): string {
  const shown = JSON.stringify(ref);
  if (ref === '' || ref.length > 250 || hasControls(ref) || ref.includes(' '))
    throw refused(`RECORDS_REF ${shown} is no ref name.`);
  if (ref.startsWith('-'))
    throw refused(`RECORDS_REF ${shown} begins with “-”, which Git would take for an option.`);
  if (/[:?*[\\]|\.\./.test(ref) || (!isLocal && /[~^]|@\{|\/$|^\/|\/\/|\.lock$|\.$/.test(ref)))
    throw refused(
      `RECORDS_REF ${shown} is no ref name. Give a branch, a tag or a full commit id, such as main or refs/tags/v1.`,
    );
  return ref;
}

/**
 * Reads RECORDS_DIR.
 * @returns the folder as Git writes it, `records/stars`; null for the whole repository.
 * @throws GitError 'refused' if it is absolute or leaves the repository.
 */
export function parseRecordsDir(dir: string): string | null {
  const parts = dir.split('/').filter((part) => part !== '' && part !== '.');
  if (dir.startsWith('/') || parts.includes('..') || hasControls(dir))
    throw refused(
      `RECORDS_DIR ${JSON.stringify(dir)} must be a folder inside the repository, counted from its top, such as records.`,
    );
  return parts.length === 0 ? null : parts.join('/');
}

const ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** True for a full object id, SHA-1 or SHA-256, in lower case. */
export function isObjectId(text: string): boolean {
  return ID.test(text);
}

/** @throws GitError 'refused' unless `id` is a full object id: nothing else reaches Git as a revision. */
export function requireObjectId(id: string): string {
  if (!isObjectId(id)) throw refused(`${JSON.stringify(id)} is no full Git object id.`);
  return id;
}

function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

function refused(message: string): GitError {
  return new GitError('refused', message);
}
