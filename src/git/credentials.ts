/** Secrets for the records repository: how they reach Git, and nobody else. */
import { readFileSync } from 'node:fs';
import { GitError } from './error.ts';
import type { Source } from './source.ts';

/** Files that hold them; read anew for each call of Git, so that a rotated secret needs no restart. */
export interface Credentials {
  /** GIT_TOKEN_FILE: a token for https, or `user:token`; white space around it does not count. */
  tokenFile: string | null;
  /** GIT_KEY_FILE: a private key for ssh. An absolute path. */
  keyFile: string | null;
}

/** GitLab, GitHub and Gitea take any user with a token; this is GitLab's word. */
const ANY_USER = 'oauth2';

/**
 * The environment with what the source needs of the credentials. What was read is added to the source's secrets, so that
 * no message repeats it. Throws GitError 'denied' if the file of the token cannot be read.
 */
export function withCredentials(
  env: Record<string, string>,
  source: Source,
  { tokenFile, keyFile }: Credentials,
): Record<string, string> {
  if (tokenFile !== null && takesToken(source.location)) {
    const token = readToken(tokenFile);
    const pair = token.includes(':') ? token : `${ANY_USER}:${token}`;
    for (const secret of [token, pair.slice(pair.indexOf(':') + 1), base64(pair)])
      if (!source.secrets.includes(secret)) source.secrets.push(secret);
    return withHeader(env, source.location, pair);
  }
  if (keyFile !== null && isSsh(source.location)) {
    // Its first word is a program and the rest is for the shell (git(1), GIT_SSH_COMMAND).
    const command = `${env.GIT_SSH_COMMAND ?? 'ssh'} -i ${shellQuoted(keyFile)} -o IdentitiesOnly=yes`;
    return { ...env, GIT_SSH_COMMAND: command };
  }
  return env;
}

/** https without credentials of its own; http only to this machine, where nobody listens on the way. */
export function takesToken(location: string): boolean {
  return (
    /^https:\/\/[^@]*$/i.test(location) ||
    /^http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\/[^@]*$/i.test(location)
  );
}

/** `ssh://…`, and ssh's short form `host:path`. */
export function isSsh(location: string): boolean {
  return /^ssh:\/\//i.test(location) || /^[^/]*:(?!\/\/)/.test(location);
}

/**
 * HTTP Basic as an extra header for that server only; nothing of it on a command line. Redirects are not followed: Git
 * would send the header wherever they lead.
 * @param pair `user:password`
 */
export function withHeader(env: Record<string, string>, url: string, pair: string): Record<string, string> {
  const count = Number(env.GIT_CONFIG_COUNT ?? '0');
  const { origin } = new URL(url);
  return {
    ...env,
    GIT_CONFIG_COUNT: String(count + 2),
    [`GIT_CONFIG_KEY_${count}`]: `http.${origin}/.extraHeader`,
    [`GIT_CONFIG_VALUE_${count}`]: `Authorization: Basic ${base64(pair)}`,
    [`GIT_CONFIG_KEY_${count + 1}`]: `http.${origin}/.followRedirects`,
    [`GIT_CONFIG_VALUE_${count + 1}`]: 'false',
  };
}

/** @throws GitError 'denied' */
function readToken(file: string): string {
  try {
    const token = readFileSync(file, 'utf8').trim();
    if (token !== '' && !/\s|\p{Cc}/u.test(token)) return token;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new GitError('denied', `GIT_TOKEN_FILE ${file} cannot be read (${code}).`);
  }
  throw new GitError('denied', `GIT_TOKEN_FILE ${file} is empty or has more than one word.`);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** One word for a POSIX shell, whatever it holds. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
