import { describe, expect, it } from 'vitest';
import { openCommits } from '../../src/git/commits.ts';
import { gitRepo, temporaryFolder } from '../helpers/git-repo.ts';
import { all, openFetched } from './open.ts';

/** Two branches that parted, a merge, a removal, and files outside of the folder. */
function history() {
  const repo = gitRepo();
  const first = repo
    .write('records/a.xml', 'a')
    .write('records/b.xml', 'b')
    .write('README', 'x')
    .commit('first');
  repo.branch('side').write('records/a.xml', 'a2').remove('records/b.xml').commit('on main');
  const main = repo.write('README', 'y').commit('no record');
  const side = repo.checkout('side').write('records/c.xml', 'c').commit('on the side');
  repo.checkout('main');
  const merged = repo.merge('side');
  return { repo, first, main, side, merged };
}

describe('openCommits', () => {
  it('answers as the copy does that publication reads', async () => {
    const { repo, first, main, side, merged } = history();
    const commits = await openCommits(repo.path, 'records');
    const copy = await openFetched(repo.path);
    for (const commit of [first, main, side, merged]) {
      expect(await commits.tree(commit)).toEqual(await copy.tree(commit));
      for (const base of [null, first, side]) {
        expect(await commits.changes(base, commit)).toEqual(await copy.changes(base, commit));
        expect(await all(commits.history(base, commit))).toEqual(await all(copy.history(base, commit)));
      }
    }
    const ids = (await commits.tree(merged)).map(({ blob }) => blob);
    expect(await all(commits.blobs(ids, 1))).toEqual(await all(copy.blobs(ids, 1)));
    expect(await commits.isShallow()).toBe(false);
  });

  it('finds revisions and where commits parted', async () => {
    const { repo, first, main, side } = history();
    const commits = await openCommits(repo.path, 'records');
    expect(await commits.find('side')).toBe(side);
    expect(await commits.find(main.slice(0, 12))).toBe(main);
    expect(await commits.find('nowhere')).toBeNull();
    expect(await commits.find('a'.repeat(40))).toBeNull();
    expect(await commits.mergeBase(main, side)).toBe(first);
    await expect(commits.find('--all')).rejects.toThrow('"--all" is not a revision');
  });

  it('takes a bare repository, a subfolder, and all of a repository', async () => {
    const bare = gitRepo({ bare: true });
    const commit = bare.write('a*b/x.xml', '1').write('aXb/y.xml', '2').commit();
    const paths = async (folder: string, dir: string) =>
      (await (await openCommits(folder, dir)).tree(commit)).map(({ path }) => path);
    expect(await paths(bare.path, 'a*b')).toEqual(['a*b/x.xml']);
    expect(await paths(bare.path, '.')).toEqual(['a*b/x.xml', 'aXb/y.xml']);
  });

  it('says that a folder is in no repository', async () => {
    await expect(openCommits(temporaryFolder(), 'records')).rejects.toMatchObject({
      kind: 'missing-repository',
    });
  });

  it('tells commits without a common history', async () => {
    const repo = gitRepo();
    const one = repo.write('records/a.xml', 'a').commit();
    repo.git('checkout', '--quiet', '--orphan', 'other');
    repo.git(
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@y',
      'commit',
      '--quiet',
      '--allow-empty',
      '--message',
      'other',
    );
    const other = repo.git('rev-parse', 'HEAD');
    expect(await (await openCommits(repo.path, 'records')).mergeBase(one, other)).toBeNull();
  });
});
