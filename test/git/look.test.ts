import { chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type GitRepo, gitRepo, temporaryFolder } from '../helpers/git-repo.ts';
import { all, open, openFetched } from './open.ts';

function oneCommit(repo: GitRepo = gitRepo()): { repo: GitRepo; commit: string } {
  return { commit: repo.write('records/a.xml', '1').commit(), repo };
}

describe('a path', () => {
  it('may be a work tree, a folder in it, a linked worktree or a bare repository', async () => {
    const { repo, commit } = oneCommit();
    const inner = join(repo.path, 'records/deep');
    mkdirSync(inner, { recursive: true });
    repo.branch('side');
    const linked = join(temporaryFolder(), 'linked');
    repo.git('worktree', 'add', '--quiet', linked, 'side');
    const side = repo.checkout('side').write('records/b.xml', '2').commit();
    repo.checkout('main');
    const bare = oneCommit(gitRepo({ bare: true }));
    for (const [path, head] of [
      [repo.path, commit],
      [inner, commit],
      [repo.gitDir, commit],
      [linked, side],
      [bare.repo.path, bare.commit],
    ] as const) {
      const repository = await open(path);
      expect(repository.isLocal).toBe(true);
      expect(await repository.head()).toBe(head);
      expect(await repository.fetch()).toBe(head);
      expect((await repository.tree(head)).map((entry) => entry.path)).toContain('records/a.xml');
    }
  });

  it('is followed as it moves, at a branch, tag, revision or id', async () => {
    const { repo, commit } = oneCommit();
    const tag = repo.tag('v1', 'annotated');
    expect(tag).not.toBe(commit);
    const two = repo.write('records/a.xml', '2').commit();
    for (const [ref, expected] of [
      [null, two],
      ['main', two],
      ['refs/heads/main', two],
      ['v1', commit],
      ['HEAD~1', commit],
      [commit, commit],
    ] as const) {
      const repository = await open(repo.path, { ref });
      expect(await repository.head()).toBe(expected);
      expect(await repository.fetch()).toBe(expected);
    }
  });

  it('tells what is not there', async () => {
    const empty = gitRepo();
    const { repo } = oneCommit();
    const plain = temporaryFolder();
    const file = join(plain, 'file');
    writeFileSync(file, '');
    for (const [path, ref, kind, words] of [
      [join(plain, 'nowhere'), null, 'missing-repository', 'There is no folder'],
      [file, null, 'missing-repository', 'There is no folder'],
      [plain, null, 'missing-repository', 'There is no Git repository at'],
      [empty.path, null, 'empty', 'has no commit yet'],
      [repo.path, 'nowhere', 'missing-ref', '“nowhere”'],
      [repo.path, 'f'.repeat(40), 'missing-ref', 'ffff'],
    ] as const) {
      const repository = await open(path, { ref });
      for (const look of [() => repository.head(), () => repository.fetch()]) {
        const failure = look();
        await expect(failure).rejects.toMatchObject({ name: 'GitError', kind });
        await expect(failure).rejects.toThrow(words);
        await expect(failure).rejects.toThrow(path);
      }
    }
  });

  it('comes to life when the first commit does', async () => {
    const repo = gitRepo();
    const repository = await open(repo.path);
    await expect(repository.fetch()).rejects.toMatchObject({ kind: 'empty' });
    expect(await repository.isShallow()).toBe(false);
    const { commit } = oneCommit(repo);
    expect(await repository.fetch()).toBe(commit);
  });

  // Only root can give a folder away; `.ci/run` runs as root in its container.
  it.runIf(process.getuid?.() === 0)(
    'of another user is refused, unless the operator allows it',
    async () => {
      const { repo, commit } = oneCommit();
      chownSync(repo.path, 65534, 65534);
      chownSync(repo.gitDir, 65534, 65534);
      const refused = (await open(repo.path)).fetch();
      await expect(refused).rejects.toMatchObject({ kind: 'foreign-owner' });
      await expect(refused).rejects.toThrow(
        `Run voreg as its owner, or allow it: git config --global --add safe.directory ${repo.path}`,
      );
      vi.stubEnv('GIT_CONFIG_COUNT', '1');
      vi.stubEnv('GIT_CONFIG_KEY_0', 'safe.directory');
      vi.stubEnv('GIT_CONFIG_VALUE_0', repo.path);
      expect(await (await open(repo.path)).fetch()).toBe(commit);
      vi.unstubAllEnvs();
    },
  );
});

describe('a URL', () => {
  it('is followed at main, a branch, a tag or an id', async () => {
    const { repo, commit } = oneCommit();
    repo.tag('v1', 'annotated');
    repo.branch('other/main');
    const two = repo.write('records/a.xml', '2').commit();
    for (const [ref, expected] of [
      [null, two],
      ['HEAD', two],
      ['main', two],
      ['other/main', commit],
      ['v1', commit],
      ['tags/v1', commit],
      ['refs/tags/v1', commit],
      [commit, commit],
    ] as const) {
      const repository = await open(repo.url, { ref });
      expect(repository.isLocal).toBe(false);
      expect([ref, await repository.head()]).toEqual([ref, expected]);
      expect([ref, await repository.fetch()]).toEqual([ref, expected]);
      expect(await repository.tree(expected)).toHaveLength(1);
    }
  });

  it('follows a force-push', async () => {
    const { repo } = oneCommit();
    const repository = await openFetched(repo.url);
    const other = repo.write('records/a.xml', '2').amend();
    expect(await repository.fetch()).toBe(other);
  });

  it('tells what is not there', async () => {
    const { repo } = oneCommit();
    repo.branch('other/main').checkout('other/main').git('branch', '-D', 'main');
    for (const [source, ref, kind] of [
      [`file://${temporaryFolder()}/nowhere`, null, 'missing-repository'],
      [gitRepo().url, null, 'empty'],
      [repo.url, null, 'missing-ref'],
      [repo.url, 'f'.repeat(40), 'missing-ref'],
    ] as const) {
      const repository = await open(source, { ref });
      await expect(repository.fetch()).rejects.toMatchObject({
        kind,
        message: expect.stringContaining(source),
      });
    }
  });
});

describe('a shallow source', () => {
  it('gives what it has, and the rest when it gets it', async () => {
    const { repo, commit } = oneCommit();
    const two = repo.write('records/a.xml', '2').commit();
    const shallow = join(temporaryFolder(), 'shallow');
    repo.git('clone', '--quiet', '--depth=1', repo.url, shallow);
    for (const source of [shallow, `file://${shallow}`]) {
      const repository = await openFetched(source);
      expect(await repository.isShallow()).toBe(true);
      expect(await repository.has(commit)).toBe(false);
      expect((await all(repository.history(null, two))).map((one) => one.commit)).toEqual([two]);
      expect(await repository.fetch()).toBe(two);
    }
    const dataDir = temporaryFolder();
    const repository = await openFetched(shallow, { dataDir });
    repo.git('-C', shallow, 'fetch', '--quiet', '--unshallow');
    await repository.fetch();
    expect(await repository.isShallow()).toBe(false);
    expect((await all(repository.history(null, two))).map((one) => one.commit)).toEqual([commit, two]);
    expect(await (await openFetched(repo.path)).isShallow()).toBe(false);
  });

  it('that had its history before is told too, and what was published stays', async () => {
    const { repo, commit } = oneCommit();
    const path = join(temporaryFolder(), 'clone');
    repo.git('clone', '--quiet', repo.url, path);
    const repository = await openFetched(path);
    await repository.keep(commit);
    const two = repo.write('records/a.xml', '2').commit();
    repo.git('-C', path, 'fetch', '--quiet', '--depth=1', 'origin');
    repo.git('-C', path, 'reset', '--quiet', '--soft', two);
    expect(await repository.fetch()).toBe(two);
    expect(await repository.isShallow()).toBe(true);
    expect(await repository.cut(two)).toEqual([commit]);
    expect(await repository.changes(commit, two)).toHaveLength(1);
    repo.git('-C', path, 'fetch', '--quiet', '--unshallow', 'origin');
    await repository.fetch();
    expect(await repository.isShallow()).toBe(false);
    expect(await repository.cut(two)).toEqual([]);
  });
});

describe('nothing of the source or the machine has a say', () => {
  it('runs no hook, no configured program, and goes nowhere else', async () => {
    const { repo, commit } = oneCommit();
    const told = join(temporaryFolder(), 'told');
    const script = join(temporaryFolder(), 'script.sh');
    writeFileSync(script, `#!/bin/sh\necho "$0 $@" >> ${told}\nexec "$@"\n`, { mode: 0o755 });
    const hooks = join(repo.gitDir, 'hooks');
    mkdirSync(hooks);
    for (const hook of ['post-checkout', 'reference-transaction', 'post-update', 'pre-receive'])
      writeFileSync(join(hooks, hook), readFileSync(script), { mode: 0o755 });
    for (const key of [
      'core.fsmonitor',
      'core.sshCommand',
      'core.pager',
      'uploadpack.packObjectsHook',
      'gc.recentObjectsHook',
    ])
      repo.git('config', key, script);
    repo.git('config', 'alias.rev-parse', `!${script}`);

    const global = join(temporaryFolder(), 'gitconfig');
    const elsewhere = oneCommit();
    writeFileSync(
      global,
      `[core]\n\thooksPath = ${hooks}\n[uploadpack]\n\tpackObjectsHook = ${script}\n` +
        `[url "${elsewhere.repo.url}"]\n\tinsteadOf = ${repo.url}\n[credential]\n\thelper = ${script}\n`,
    );
    vi.stubEnv('GIT_CONFIG_GLOBAL', global);
    vi.stubEnv('GIT_DIR', elsewhere.repo.gitDir);
    vi.stubEnv('GIT_EXTERNAL_DIFF', script);
    vi.stubEnv('EDITOR', script);
    repo.write('records/b.xml', '2').commit();
    try {
      for (const source of [repo.path, repo.url]) {
        const repository = await openFetched(source);
        const head = await repository.head();
        expect(head).toBe(repo.head());
        await repository.keep(commit);
        await repository.keep(head);
        expect(await repository.changes(commit, head)).toHaveLength(1);
        expect(await all(repository.history(null, head))).toHaveLength(2);
      }
    } finally {
      vi.unstubAllEnvs();
    }
    expect(() => readFileSync(told)).toThrow('ENOENT');
  });

  it('ignores replaced objects and attributes', async () => {
    const { repo, commit } = oneCommit();
    repo
      .write('records/.gitattributes', '*.xml text eol=crlf filter=x diff=y')
      .write('records/a.xml', 'a\r\nb\n');
    const two = repo.commit();
    repo.git('replace', two, commit);
    const repository = await openFetched(repo.path);
    const entry = (await repository.tree(two)).find(({ path }) => path === 'records/a.xml');
    expect(await all(repository.blobs([entry?.blob ?? ''], 100))).toMatchObject([
      { content: Buffer.from('a\r\nb\n') },
    ]);
  });

  it('refuses what could run a program, and makes nothing', async () => {
    const dataDir = temporaryFolder();
    const told = join(temporaryFolder(), 'told');
    for (const options of [
      { source: `ext::touch ${told}` },
      { source: `--upload-pack=touch ${told}` },
      { source: gitRepo().path, ref: `--output=${told}` },
      { source: gitRepo().path, recordsDir: '../..' },
    ]) {
      const opening = open(options.source, { dataDir, ...options });
      await expect(opening).rejects.toMatchObject({ name: 'GitError', kind: 'refused' });
    }
    expect(readdirSync(dataDir)).toEqual([]);
    expect(() => readFileSync(told)).toThrow('ENOENT');
  });
});

it('a missing Git is told as such', async () => {
  vi.stubEnv('PATH', temporaryFolder());
  try {
    await expect(open('/srv/records')).rejects.toMatchObject({
      kind: 'no-git',
      message: expect.stringContaining('Install Git'),
    });
  } finally {
    vi.unstubAllEnvs();
  }
});
