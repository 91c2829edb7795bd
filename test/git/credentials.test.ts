import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';
import { isSsh, takesToken } from '../../src/git/credentials.ts';
import { type Credentials, GitError } from '../../src/git/repository.ts';
import { gitRepo, temporaryFolder } from '../helpers/git-repo.ts';
import { type GitHttpServer, redirecting, serveGit } from './http-server.ts';
import { all, open, processesWith } from './open.ts';

const TOKEN = 'glpat-s3cr3t-0123456789';
const servers: GitHttpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function served(
  isLetIn: (pair: string) => boolean,
): Promise<{ server: GitHttpServer; commit: string }> {
  const repo = gitRepo({ bare: true });
  repo.write('records/a.xml', '<a/>');
  const commit = repo.commit();
  const server = await serveGit(repo.gitDir, isLetIn);
  servers.push(server);
  return { server, commit };
}

function secretFile(content: string, mode = 0o600): string {
  const file = join(temporaryFolder(), 'secret');
  writeFileSync(file, content, { mode });
  chmodSync(file, mode);
  return file;
}

const token = (tokenFile: string): Credentials => ({ tokenFile, keyFile: null });
const key = (keyFile: string): Credentials => ({ tokenFile: null, keyFile });

async function failure(action: Promise<unknown>): Promise<GitError> {
  const error = await action.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof GitError) return error;
  throw error ?? new Error('did not fail');
}

/** Everything a person, a log or a program could see of it. */
function seen(error: GitError): string {
  return `${error.stack}${JSON.stringify(error)}${String(error.cause)}`;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('GIT_TOKEN_FILE', () => {
  it.each([
    ['a token', `${TOKEN}\n`, `oauth2:${TOKEN}`],
    ['user:token', `robot:${TOKEN}`, `robot:${TOKEN}`],
  ])('%s opens a repository over HTTP', async (_case, content, pair) => {
    const { server, commit } = await served((given) => given === pair);
    const repository = await open(server.url, { credentials: token(secretFile(content)) });
    expect(await repository.head()).toBe(commit);
    expect(await repository.fetch()).toBe(commit);
    const [entry] = await repository.tree(commit);
    const [blob] = await all(repository.blobs([entry?.blob ?? ''], 100));
    expect(blob).toMatchObject({ size: 4 });
    expect(new Set(server.authorizations)).toEqual(new Set([`Basic ${base64(pair)}`]));
  });

  it('that is wrong is denied, and is in no message even if the server repeats it', async () => {
    const { server } = await served(() => false);
    const repository = await open(server.url, { credentials: token(secretFile(TOKEN)) });
    for (const action of [() => repository.head(), () => repository.fetch()]) {
      const error = await failure(action());
      expect(error.kind).toBe('denied');
      expect(error.message).toContain(server.url);
      expect(seen(error)).not.toContain(TOKEN);
      expect(seen(error)).not.toContain(base64(`oauth2:${TOKEN}`));
    }
  });

  it('is on no command line and in no file of DATA_DIR', async () => {
    let running: string[] = [];
    const { server } = await served((pair) => {
      running = [...running, ...processesWith(TOKEN), ...processesWith(base64(pair))];
      return pair === `oauth2:${TOKEN}`;
    });
    const dataDir = temporaryFolder();
    const repository = await open(server.url, { credentials: token(secretFile(TOKEN)), dataDir });
    await repository.fetch();
    expect(server.authorizations.length).toBeGreaterThan(2);
    expect(running).toEqual([]);
    for (const name of readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) {
      const path = join(dataDir, name);
      if (statSync(path).isFile()) expect(readFileSync(path, 'latin1')).not.toContain(TOKEN);
    }
  });

  it('that is rotated counts from the next look on', async () => {
    let accepted = 'first-token';
    const { server, commit } = await served((pair) => pair === `oauth2:${accepted}`);
    const file = secretFile('first-token');
    const repository = await open(server.url, { credentials: token(file) });
    expect(await repository.head()).toBe(commit);
    accepted = 'second-token';
    expect((await failure(repository.head())).kind).toBe('denied');
    writeFileSync(file, 'second-token');
    expect(await repository.head()).toBe(commit);
  });

  it('is not sent where a redirect leads', async () => {
    const { server } = await served(() => true);
    const first = await redirecting(server.url);
    servers.push(first);
    const repository = await open(first.url, { credentials: token(secretFile(TOKEN)) });
    const error = await failure(repository.head());
    expect(error).toMatchObject({ kind: 'denied' });
    expect(error.message).toContain('leads to another address');
    expect(first.authorizations.length).toBeGreaterThan(0);
    expect(server.authorizations).toEqual([]);
  });

  it('that goes away while the service runs is said, and comes back', async () => {
    const { server, commit } = await served((pair) => pair === `oauth2:${TOKEN}`);
    const file = secretFile(TOKEN);
    const repository = await open(server.url, { credentials: token(file) });
    expect(await repository.head()).toBe(commit);
    writeFileSync(file, '');
    expect((await failure(repository.head())).message).toBe(
      `GIT_TOKEN_FILE ${file} is empty or has more than one word.`,
    );
    writeFileSync(file, TOKEN);
    expect(await repository.head()).toBe(commit);
  });

  it('is for https only, or this machine', () => {
    expect(
      ['https://git.example.org/x.git', 'http://127.0.0.1:8000/x.git', 'http://localhost/x'].map(takesToken),
    ).toEqual([true, true, true]);
    expect(
      [
        ...['http://git.example.org/x.git', 'https://user@git.example.org/x.git', 'ssh://git@host/x'],
        ...['http://127.0.0.1.example.org/x', 'git@host:x.git', '/srv/x.git', 'http://localhost@evil.org/x'],
      ].map(takesToken),
    ).toEqual([false, false, false, false, false, false, false]);
  });
});

describe('GIT_KEY_FILE', () => {
  it('is given to ssh, and no other key, whatever is in its path', async () => {
    const folder = join(temporaryFolder(), `a b'c"d;touch e`);
    mkdirSync(folder);
    const file = join(folder, 'key');
    writeFileSync(file, 'not looked at', { mode: 0o600 });
    const said = join(temporaryFolder(), 'said');
    const former = process.env.GIT_SSH_COMMAND;
    // Stands for ssh: writes down its arguments, one on a line.
    process.env.GIT_SSH_COMMAND = `f() { printf '%s\\n' "$@" >'${said}'; exit 255; }; f`;
    try {
      const repository = await open('git@git.example.org:x.git', { credentials: key(file) });
      expect((await failure(repository.head())).kind).toBe('unreachable');
    } finally {
      if (former === undefined) delete process.env.GIT_SSH_COMMAND;
      else process.env.GIT_SSH_COMMAND = former;
    }
    const given = readFileSync(said, 'utf8').split('\n');
    expect(given[given.indexOf('-i') + 1]).toBe(file);
    expect(given).toContain('IdentitiesOnly=yes');
    expect(given).toContain('BatchMode=yes');
  });

  it('is for ssh only', () => {
    expect(['ssh://git@host/x.git', 'git@host:x.git', 'host:x'].map(isSsh)).toEqual([true, true, true]);
    expect(['https://host/x.git', '/srv/a:b', './a:b', 'file:///srv/x'].map(isSsh)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('in the environment', () => {
  const HTTPS = 'https://git.example.org/x.git';
  const SSH = 'git@git.example.org:x.git';

  it('paths are made absolute', () => {
    const file = secretFile(TOKEN);
    expect(readConfig({ RECORDS_REPO: HTTPS, GIT_TOKEN_FILE: file }).gitCredentials).toEqual(token(file));
    const keyFile = secretFile('key');
    expect(readConfig({ RECORDS_REPO: SSH, GIT_KEY_FILE: keyFile }).gitCredentials).toEqual(key(keyFile));
    expect(readConfig({}).gitCredentials).toEqual({ tokenFile: null, keyFile: null });
  });

  it.each<[string, () => Record<string, string>, RegExp]>([
    [
      'a missing token',
      () => ({ GIT_TOKEN_FILE: '/nowhere/x' }),
      /^GIT_TOKEN_FILE="\/nowhere\/x" does not exist\.$/,
    ],
    ['a folder', () => ({ GIT_TOKEN_FILE: temporaryFolder() }), /^GIT_TOKEN_FILE=".*" is not a file\.$/],
    ['an empty token', () => ({ GIT_TOKEN_FILE: secretFile(' \n') }), /does not hold one word, the token\.$/],
    ['two words', () => ({ GIT_TOKEN_FILE: secretFile('a b') }), /does not hold one word, the token\.$/],
    [
      'a key for everyone',
      () => ({ RECORDS_REPO: SSH, GIT_KEY_FILE: secretFile('key', 0o644) }),
      /^GIT_KEY_FILE=".*" can be read by others, and ssh refuses such a key: chmod 600 .*\.$/,
    ],
    [
      'a key for the group',
      () => ({ RECORDS_REPO: SSH, GIT_KEY_FILE: secretFile('key', 0o640) }),
      /can be read by others/,
    ],
    [
      'a token for a path',
      () => ({ RECORDS_REPO: '/srv/x.git', GIT_TOKEN_FILE: secretFile(TOKEN) }),
      /^GIT_TOKEN_FILE is for a RECORDS_REPO that begins with https:\/\//,
    ],
    [
      'a key for https',
      () => ({ RECORDS_REPO: HTTPS, GIT_KEY_FILE: secretFile('key') }),
      /^GIT_KEY_FILE is for a RECORDS_REPO of ssh/,
    ],
  ])('%s is refused in one sentence', (_case, environment, sentence) => {
    let message = '';
    try {
      readConfig({ RECORDS_REPO: HTTPS, ...environment() });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      message = error.message;
    }
    expect(message).toMatch(sentence);
    expect(message.split('\n')).toHaveLength(1);
    expect(message).not.toContain(TOKEN);
  });

  it('a key with a character that ssh replaces is refused', () => {
    const folder = join(temporaryFolder(), 'a%h');
    mkdirSync(folder);
    const file = join(folder, 'key');
    writeFileSync(file, 'key', { mode: 0o600 });
    expect(() => readConfig({ RECORDS_REPO: SSH, GIT_KEY_FILE: file })).toThrow('does not take literally');
  });
});
