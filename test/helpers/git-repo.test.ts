import { describe, expect, it } from 'vitest';
import { gitRepo } from './git-repo.ts';

describe('gitRepo makes what Git itself would make', () => {
  it.each(['sha1', 'sha256'] as const)('passes git fsck --strict (%s)', (objectFormat) => {
    const repo = gitRepo({ objectFormat });
    repo.write('records/a.xml', 'a').write('records.txt', 'sorts between').write('records/x/y/z.xml', 'z');
    repo
      .write('records-old/b.xml', 'b')
      .symlink('records/link.xml', 'a.xml')
      .write(Buffer.from([0xe9]), 'é');
    const one = repo.commit('one');
    repo.branch('side').write('records/a.xml', 'A').commit('two');
    repo.checkout('side').write('records/b.xml', 'b').submodule('records/sub', one).commit('three');
    repo.checkout('main').merge('side');
    repo.tag('v1', 'first');
    expect(repo.git('fsck', '--strict', '--no-dangling')).toBe('');
    expect(repo.git('rev-list', '--count', 'HEAD')).toBe('4');
    expect(repo.git('rev-parse', 'v1^{commit}')).toBe(repo.head());
  });

  it('gives the tree that git write-tree gives', () => {
    const repo = gitRepo();
    for (const path of ['a/b', 'a.b', 'a-b', 'ab', 'a0/c']) repo.write(path, path);
    repo.commit();
    const tree = repo.git('rev-parse', 'HEAD^{tree}');
    repo.git('read-tree', 'HEAD');
    expect(repo.git('write-tree')).toBe(tree);
  });

  it('merges both sides, and says when they contradict', () => {
    const repo = gitRepo();
    repo.write('a', '1').write('b', '1').write('c', '1').commit();
    repo.branch('side').write('a', '2').remove('b').commit();
    repo.checkout('side').write('c', '3').write('d', '4').commit();
    repo.checkout('main').merge('side');
    expect(repo.list()).toEqual(['a', 'c', 'd']);
    expect(repo.git('show', 'HEAD:a', 'HEAD:c')).toBe('23');
    repo.write('a', '5').commit();
    repo.checkout('side').write('a', '6').commit();
    repo.checkout('main');
    expect(() => repo.merge('side')).toThrow('both sides changed a');
    repo.merge('side', { take: 'theirs' });
    expect(repo.git('show', 'HEAD:a')).toBe('6');
  });

  it('moves branches as amend and force-push do', () => {
    const repo = gitRepo();
    const one = repo.write('a', '1').commit();
    const two = repo.write('a', '2').commit();
    const other = repo.write('a', '3').amend();
    expect(other).not.toBe(two);
    expect(repo.git('rev-parse', 'main', 'main^').split('\n')).toEqual([other, one]);
    repo.reset(one);
    expect(repo.git('rev-parse', 'main')).toBe(one);
    expect(repo.git('show', 'main:a')).toBe('1');
  });

  it('dates commits as told', () => {
    const repo = gitRepo();
    repo.commit('dated', { date: '1999-12-31T23:59:59Z' });
    expect(repo.git('log', '-1', '--format=%cI %an')).toBe('1999-12-31T23:59:59+00:00 A Curator');
  });
});
