import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type GitRepo, gitRepo, temporaryFolder } from '../helpers/git-repo.ts';
import { all, open, openFetched } from './open.ts';

function copyIn(dataDir: string): string {
  const name = readdirSync(dataDir).find((file) => file.endsWith('.git'));
  if (name === undefined) throw new Error('no copy');
  return join(dataDir, name);
}

/** Deletes the objects of a repository, but keeps its refs. */
function damage(copy: string): void {
  rmSync(join(copy, 'objects'), { recursive: true });
  mkdirSync(join(copy, 'objects'));
}

function publishedBefore(repo: GitRepo): string {
  return repo.write('records/a.xml', '1').commit();
}

describe('keep and cut', () => {
  it('remember what a force-push takes away, for ever', async () => {
    const repo = gitRepo();
    const one = publishedBefore(repo);
    const two = repo.write('records/a.xml', '2').commit();
    const repository = await openFetched(repo.path);
    expect(await repository.cut(two)).toEqual([]);
    await repository.keep(one);
    await repository.keep(two);
    await repository.keep(two);
    expect(await repository.cut(two)).toEqual([]);

    repo.reset(one);
    const three = repo.write('records/a.xml', '3').commit();
    repo.git('reflog', 'expire', '--expire=now', '--all');
    repo.git('gc', '--quiet', '--prune=now');
    expect(await repository.fetch()).toBe(three);
    expect(await repository.cut(three)).toEqual([two]);
    expect(await repository.isAncestor(two, three)).toBe(false);
    expect(await repository.isAncestor(one, three)).toBe(true);
    expect(await repository.isAncestor(three, three)).toBe(true);
    await repository.keep(three);
    expect(await repository.cut(three)).toEqual([two]);
    expect(await repository.has(two)).toBe(true);
    expect(await repository.changes(two, three)).toHaveLength(1);
  });

  it('no longer count as cut what is merged again', async () => {
    const repo = gitRepo();
    const one = publishedBefore(repo);
    const two = repo.write('records/a.xml', '2').commit();
    const repository = await openFetched(repo.path);
    await repository.keep(two);
    repo.reset(one);
    expect(await repository.cut(await repository.fetch())).toEqual([two]);
    repo.write('records/b.xml', '3').commit();
    repo.merge(two);
    expect(await repository.cut(await repository.fetch())).toEqual([]);
  });

  it('compare histories that have nothing in common', async () => {
    const repo = gitRepo();
    const one = publishedBefore(repo);
    const repository = await openFetched(repo.path);
    await repository.keep(one);
    const root = repo.write('records/a.xml', 'new').amend('another root');
    await repository.fetch();
    expect(await repository.isAncestor(one, root)).toBe(false);
    await repository.keep(root);
    expect(await repository.cut(root)).toEqual([one]);
  });

  it('refuse a commit that is not there', async () => {
    const repo = gitRepo();
    publishedBefore(repo);
    const repository = await openFetched(repo.path);
    await expect(repository.keep('e'.repeat(40))).rejects.toMatchObject({ kind: 'missing-commit' });
    expect(await repository.has('e'.repeat(40))).toBe(false);
  });
});

describe('the copy', () => {
  it('is one folder for a source, whichever process opens it', async () => {
    const repo = gitRepo();
    const one = publishedBefore(repo);
    const dataDir = temporaryFolder();
    await (await open(repo.path, { dataDir })).fetch();
    const second = await open(repo.path, { dataDir });
    expect(await second.has(one)).toBe(true);
    expect(
      readdirSync(dataDir)
        .map((name) => name.replace(/[0-9a-f]{16}/, 'KEY'))
        .sort(),
    ).toEqual(['repository-KEY.git', 'repository-KEY.gitconfig']);
    expect(existsSync(join(copyIn(dataDir), 'hooks'))).toBe(false);
  });

  it('works in a relative DATA_DIR inside another repository, and leaves that alone', async () => {
    const around = gitRepo();
    around.write('x', 'y').commit();
    const before = around.git('for-each-ref');
    const repo = gitRepo();
    const one = publishedBefore(repo);
    const dataDir = join(around.path, 'var');
    const repository = await openFetched(repo.path, { dataDir });
    rmSync(copyIn(dataDir), { recursive: true });
    mkdirSync(join(dataDir, 'repository-0.git'));
    expect(await repository.has(one)).toBe(false);
    await expect(repository.keep(one)).rejects.toMatchObject({ kind: 'missing-commit' });
    expect(await repository.fetch()).toBe(one);
    expect(around.git('for-each-ref')).toBe(before);
  });

  it.each([
    ['an empty folder', (copy: string) => rmSync(copy, { recursive: true })],
    ['a folder without HEAD', (copy: string) => rmSync(join(copy, 'HEAD'))],
    ['a folder without objects', (copy: string) => rmSync(join(copy, 'objects'), { recursive: true })],
    ['a file', (copy: string) => rmSync(copy, { recursive: true })],
  ])('is made anew when it is %s', async (what, spoil) => {
    const repo = gitRepo();
    const one = publishedBefore(repo);
    const dataDir = temporaryFolder();
    const notices: string[] = [];
    const repository = await openFetched(repo.path, { dataDir, onNotice: (notice) => notices.push(notice) });
    const copy = copyIn(dataDir);
    spoil(copy);
    if (what === 'an empty folder') mkdirSync(copy);
    if (what === 'a file') writeFileSync(copy, 'no repository');
    expect(await repository.has(one)).toBe(false);
    expect(await repository.fetch()).toBe(one);
    expect(await repository.tree(one)).toHaveLength(1);
    expect(notices).toEqual([expect.stringContaining('was no repository')]);
  });

  it('is made anew when objects are lost, with what it kept', async () => {
    const repo = gitRepo();
    const one = publishedBefore(repo);
    const dataDir = temporaryFolder();
    const notices: string[] = [];
    const repository = await openFetched(repo.path, { dataDir, onNotice: (notice) => notices.push(notice) });
    await repository.keep(one);
    const tree = repo.git('rev-parse', `${one}^{tree}:records`);
    rmSync(join(copyIn(dataDir), 'objects', tree.slice(0, 2), tree.slice(2)));
    await expect(repository.tree(one)).rejects.toMatchObject({ kind: 'damaged' });
    expect(notices).toEqual([expect.stringContaining('was damaged')]);
    expect(await repository.fetch()).toBe(one);
    expect(await repository.tree(one)).toHaveLength(1);
    repo.amend('rewritten');
    expect(await repository.cut(await repository.fetch())).toEqual([one]);
  });

  it.each([
    'tree',
    'history',
    'blobs',
    'changes',
  ] as const)('notices in %s that a file was spoilt', async (method) => {
    const repo = gitRepo();
    const one = publishedBefore(repo);
    const dataDir = temporaryFolder();
    const repository = await openFetched(repo.path, { dataDir });
    const blob = repo.git('rev-parse', `${one}:records/a.xml`);
    const spoilt = method === 'blobs' ? blob : repo.git('rev-parse', `${one}^{tree}`);
    const file = join(copyIn(dataDir), 'objects', spoilt.slice(0, 2), spoilt.slice(2));
    rmSync(file);
    writeFileSync(file, 'spoilt');
    const reads = {
      tree: () => repository.tree(one),
      history: () => all(repository.history(null, one)),
      blobs: () => all(repository.blobs([blob], 100)),
      changes: () => repository.changes(null, one),
    };
    await expect(reads[method]()).rejects.toMatchObject({ kind: 'damaged' });
    await repository.fetch();
    await reads[method]();
  });

  it('saves commits that only the damaged copy holds, and tells of those it cannot', async () => {
    const repo = gitRepo();
    repo.write('records/z.xml', 'z').commit();
    const kept = publishedBefore(repo);
    const lost = repo.write('records/a.xml', '2').amend();
    repo.reset(kept);
    const dataDir = temporaryFolder();
    const notices: string[] = [];
    const repository = await openFetched(repo.path, { dataDir, onNotice: (notice) => notices.push(notice) });
    await repository.keep(kept);
    repo.reset(lost);
    await repository.fetch();
    await repository.keep(lost);
    repo.write('records/a.xml', '3').amend();
    const now = await repository.fetch();
    await repository.keep(now);
    expect((await repository.cut(now)).sort()).toEqual([kept, lost].sort());

    const object = (id: string) => join(copyIn(dataDir), 'objects', id.slice(0, 2), id.slice(2));
    const blob = repo.git('rev-parse', `${lost}:records/a.xml`);
    repo.git('reflog', 'expire', '--expire=now', '--all');
    repo.git('gc', '--quiet', '--prune=now');
    rmSync(object(blob));
    await expect(repository.changes(now, lost)).resolves.toHaveLength(1);
    await expect(all(repository.blobs([blob], 100))).rejects.toMatchObject({ kind: 'damaged' });
    expect(await repository.fetch()).toBe(now);
    expect(await repository.cut(now)).toEqual([kept]);
    expect(notices).toHaveLength(2);
    expect(notices[1]).toContain(lost);
    expect(notices[1]).toContain('is lost');
  });

  it('is made anew by fetch itself when nothing in it can be read', async () => {
    const repo = gitRepo();
    const dataDir = temporaryFolder();
    publishedBefore(repo);
    const repository = await openFetched(repo.path, { dataDir });
    damage(copyIn(dataDir));
    repo.write('records/a.xml', '2').commit();
    const two = await repository.fetch();
    expect(await repository.tree(two)).toHaveLength(1);
    expect(await all(repository.history(null, two))).toHaveLength(2);
  });

  it('serves several at once', async () => {
    const repo = gitRepo();
    publishedBefore(repo);
    const dataDir = temporaryFolder();
    const several = await Promise.all(Array.from({ length: 5 }, () => open(repo.path, { dataDir })));
    for (let round = 0; round < 3; round++) {
      const head = repo.write('records/a.xml', String(round)).amend();
      expect(await Promise.all(several.map((one) => one.fetch()))).toEqual(Array(5).fill(head));
      await Promise.all(several.map((one) => one.keep(head)));
    }
    expect(await several[0]?.cut(await several[0].head())).toHaveLength(2);
    expect(readdirSync(dataDir).filter((name) => name.includes('.new-'))).toEqual([]);
  });

  it('removes what killed processes left, once it is old', async () => {
    const repo = gitRepo();
    publishedBefore(repo);
    const dataDir = temporaryFolder();
    const notices: string[] = [];
    const repository = await openFetched(repo.path, { dataDir, onNotice: (notice) => notices.push(notice) });
    const lock = join(copyIn(dataDir), 'refs/voreg/head.lock');
    const left = join(copyIn(dataDir), 'objects/pack/tmp_pack_XYZ');
    mkdirSync(join(copyIn(dataDir), 'objects/pack'), { recursive: true });
    const unfinished = `${copyIn(dataDir)}.new-0123456789ab`;
    const underWay = `${copyIn(dataDir)}.new-ba9876543210`;
    mkdirSync(unfinished);
    mkdirSync(underWay);
    for (const file of [lock, left]) writeFileSync(file, '');
    for (const file of [lock, left, unfinished])
      utimesSync(file, new Date(), new Date(Date.now() - 25 * 3_600_000));
    const two = repo.write('records/a.xml', '2').commit();
    expect(await repository.fetch()).toBe(two);
    expect(await repository.has(two)).toBe(true);
    expect(notices).toEqual([expect.stringContaining('head.lock')]);
    expect([left, unfinished, underWay].map((file) => existsSync(file))).toEqual([false, false, true]);
  });

  it('waits for a lock that is held for a moment', async () => {
    const repo = gitRepo();
    publishedBefore(repo);
    const dataDir = temporaryFolder();
    const repository = await openFetched(repo.path, { dataDir });
    const lock = join(copyIn(dataDir), 'refs/voreg/head.lock');
    writeFileSync(lock, '');
    const two = repo.write('records/a.xml', '2').commit();
    const fetching = repository.fetch();
    setTimeout(() => rmSync(lock), 500);
    expect(await fetching).toBe(two);
  });
});
