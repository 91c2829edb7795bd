import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/git/repository.ts';
import { gitRepo } from '../helpers/git-repo.ts';
import { all, open, openFetched } from './open.ts';

/** `+path`, `-path` or `~path`. */
function signs(changes: Change[]): string[] {
  return changes.map(
    ({ path, oldBlob, newBlob }) => `${oldBlob === null ? '+' : newBlob === null ? '-' : '~'}${path}`,
  );
}

describe('tree', () => {
  it('gives files, links and submodules under the records folder', async () => {
    const repo = gitRepo();
    const other = 'a'.repeat(40);
    repo
      .write('records/b.xml', 'four')
      .write('records/a/c.xml', '')
      .write('recordsX/no.xml', '')
      .write('no.xml', '');
    repo.symlink('records/link.xml', '../../etc/passwd').submodule('records/sub', other);
    const commit = repo.commit();
    const tree = await (await openFetched(repo.path)).tree(commit);
    expect(tree.map(({ path, mode, type, size }) => [path, mode, type, size])).toEqual([
      ['records/a/c.xml', '100644', 'blob', 0],
      ['records/b.xml', '100644', 'blob', 4],
      ['records/link.xml', '120000', 'blob', 16],
      ['records/sub', '160000', 'commit', null],
    ]);
    expect(tree[3]?.blob).toBe(other);
    expect(tree.every((entry) => entry.utf8)).toBe(true);
  });

  it('is empty where there is no records folder, and shows a link in its place', async () => {
    const repo = gitRepo();
    const without = repo.write('README', 'x').commit();
    const link = repo.symlink('records', 'elsewhere').commit();
    const repository = await openFetched(repo.path);
    expect(await repository.tree(without)).toEqual([]);
    expect((await repository.tree(link)).map(({ path, mode }) => [path, mode])).toEqual([
      ['records', '120000'],
    ]);
  });

  it('takes a folder name as it stands, and “.” for the whole', async () => {
    const repo = gitRepo();
    const commit = repo.write('a*b/x.xml', '1').write('aXb/y.xml', '2').write('-d/z.xml', '3').commit();
    const paths = async (recordsDir: string) =>
      (await (await openFetched(repo.path, { recordsDir })).tree(commit)).map(({ path }) => path);
    expect(await paths('a*b')).toEqual(['a*b/x.xml']);
    expect(await paths('-d')).toEqual(['-d/z.xml']);
    expect(await paths('.')).toEqual(['-d/z.xml', 'a*b/x.xml', 'aXb/y.xml']);
  });

  it('keeps every name, whatever its bytes', async () => {
    const repo = gitRepo();
    const names = [
      'a b',
      'tab\tnew\nline',
      '"quoted"',
      'é\u0301',
      '日本',
      '\\xE9',
      ' ',
      '\u{feff}bom',
      'a\u0001b',
    ];
    for (const name of names) repo.write(`records/${name}.xml`, name);
    repo.write(Buffer.from('records/latin\xe9\\.xml', 'latin1'), 'bytes');
    const commit = repo.commit();
    const repository = await openFetched(repo.path);
    for (const entries of [await repository.tree(commit), await repository.changes(null, commit)]) {
      expect(
        entries
          .filter((entry) => entry.utf8)
          .map((entry) => entry.path)
          .sort(),
      ).toEqual(names.map((name) => `records/${name}.xml`).sort());
      expect(entries.filter((entry) => !entry.utf8).map((entry) => entry.path)).toEqual([
        'records/latin\\xE9\\\\.xml',
      ]);
    }
    const history = await all(repository.history(null, commit));
    expect(history[0]?.changes.map(({ path }) => path).sort()).toEqual(
      [...names.map((name) => `records/${name}.xml`), 'records/latin\\xE9\\\\.xml'].sort(),
    );
  });
});

describe('changes', () => {
  it('tells added, changed and removed files, and a rename as both', async () => {
    const repo = gitRepo();
    const one = repo
      .write('records/a.xml', '1')
      .write('records/b.xml', '2')
      .write('records/c.xml', '3')
      .commit();
    repo.write('records/a.xml', '4').rename('records/b.xml', 'records/d/b.xml').remove('records/c.xml');
    const two = repo.write('other.txt', 'x').commit();
    const repository = await openFetched(repo.path);
    expect(signs(await repository.changes(one, two)).sort()).toEqual(
      ['~records/a.xml', '-records/b.xml', '-records/c.xml', '+records/d/b.xml'].sort(),
    );
    expect(signs(await repository.changes(two, one))).toContain('+records/c.xml');
    expect(await repository.changes(two, two)).toEqual([]);
    expect(signs(await repository.changes(null, two))).toEqual(['+records/a.xml', '+records/d/b.xml']);
  });

  it('shows what a file turned into', async () => {
    const repo = gitRepo();
    const one = repo.write('records/a.xml', '1').submodule('records/s', 'b'.repeat(40)).commit();
    const two = repo.symlink('records/a.xml', 'x').write('records/s', 'file').commit();
    const changes = await (await openFetched(repo.path)).changes(one, two);
    expect(changes.map(({ path, oldMode, mode }) => [path, oldMode, mode])).toEqual([
      ['records/a.xml', '100644', '120000'],
      ['records/s', '160000', '100644'],
    ]);
  });

  it('says which commit is missing', async () => {
    const repo = gitRepo();
    const one = repo.write('records/a.xml', '1').commit();
    const repository = await openFetched(repo.path);
    const gone = 'c'.repeat(40);
    await expect(repository.changes(gone, one)).rejects.toMatchObject({ kind: 'missing-commit' });
    await expect(repository.changes(gone, one)).rejects.toThrow(gone);
    await expect(repository.tree(gone)).rejects.toMatchObject({ kind: 'missing-commit' });
    await expect(all(repository.history(null, gone))).rejects.toMatchObject({ kind: 'missing-commit' });
    await expect(repository.tree('HEAD')).rejects.toMatchObject({ kind: 'refused' });
    await expect((await open(repo.path)).tree(one)).rejects.toMatchObject({ kind: 'missing-commit' });
  });
});

describe('history', () => {
  it('goes along the first parents, oldest first, with what each merge brought', async () => {
    const repo = gitRepo();
    const one = repo.write('records/a.xml', '1').commit('one', { date: '2026-01-01T00:00:00Z' });
    repo
      .branch('side')
      .checkout('side')
      .write('records/b.xml', 'b')
      .commit('late', { date: '2026-01-02T00:00:00Z' });
    repo.write('records/c.xml', 'c').commit('later');
    repo.checkout('main').write('README', 'not a record').commit('other');
    const merge = repo.merge('side', { date: '2026-03-01T12:30:15Z' });
    const last = repo.remove('records/a.xml').commit('gone');
    const repository = await openFetched(repo.path);
    const history = await all(repository.history(null, last));
    expect(history.map(({ commit, changes }) => [commit, signs(changes)])).toEqual([
      [one, ['+records/a.xml']],
      [merge, ['+records/b.xml', '+records/c.xml']],
      [last, ['-records/a.xml']],
    ]);
    expect(history.map(({ committedAt }) => committedAt).slice(0, 2)).toEqual([
      '2026-01-01T00:00:00Z',
      '2026-03-01T12:30:15Z',
    ]);
    expect((await all(repository.history(one, last))).map(({ commit }) => commit)).toEqual([merge, last]);
    expect(await all(repository.history(last, last))).toEqual([]);
  });

  it('shows what an evil merge did itself', async () => {
    const repo = gitRepo();
    repo.write('records/a.xml', '1').write('records/z.xml', 'z').commit();
    repo.branch('side').write('records/a.xml', '2').commit();
    repo.checkout('side').write('records/b.xml', 'b').commit();
    repo.checkout('main');
    const merge = repo.merge('side', {
      edit: (it) =>
        it.write('records/a.xml', 'nobody wrote this').remove('records/z.xml').remove('records/b.xml'),
    });
    const history = await all((await openFetched(repo.path)).history(null, merge));
    expect(history.at(-1)).toMatchObject({ commit: merge });
    expect(signs(history.at(-1)?.changes ?? [])).toEqual(['~records/a.xml', '-records/z.xml']);
  });

  it('sees a merge that took the other side whole, and one that took nothing', async () => {
    const repo = gitRepo();
    repo.write('records/a.xml', '1').commit();
    repo.branch('side').write('records/a.xml', '2').commit();
    repo.checkout('side').write('records/a.xml', '3').commit();
    repo.checkout('main');
    const ours = repo.merge('side', { take: 'ours' });
    repo.reset(repo.git('rev-parse', 'HEAD^1'));
    const theirs = repo.merge('side', { take: 'theirs' });
    const repository = await openFetched(repo.path);
    expect((await all(repository.history(null, theirs))).at(-1)?.commit).toBe(theirs);
    repo.reset(ours);
    await repository.fetch();
    expect((await all(repository.history(null, ours))).map(({ commit }) => commit)).not.toContain(ours);
  });

  it('leaves out what is in the history of the base on any side', async () => {
    const repo = gitRepo();
    repo.write('records/a.xml', '1').commit();
    repo.branch('side').checkout('side');
    const side = repo.write('records/b.xml', '2').commit();
    repo.checkout('main').write('records/c.xml', '3').commit();
    const merge = repo.merge('side');
    const repository = await openFetched(repo.path);
    expect((await all(repository.history(side, merge))).map(({ changes }) => signs(changes))).toEqual([
      ['+records/c.xml'],
      ['+records/b.xml'],
    ]);
  });

  it.each([
    ['1960-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    ['2101-01-01T00:00:00Z', '2101-01-01T00:00:00Z'],
  ])('gives a date for a commit of %s', async (date, committedAt) => {
    const repo = gitRepo();
    const commit = repo.write('records/a.xml', '1').commit('odd', { date });
    expect(await all((await openFetched(repo.path)).history(null, commit))).toMatchObject([
      { commit, committedAt },
    ]);
  });

  it('together with the tree of the base gives the tree of the head, for any commits', async () => {
    const path = fc.constantFrom('records/a', 'records/b', 'records/x/a', 'records/x/y', 'c');
    const step = fc.oneof(
      fc.record({ do: fc.constant('write' as const), path, text: fc.constantFrom('1', '2', '3') }),
      fc.record({ do: fc.constant('remove' as const), path }),
      fc.record({
        do: fc.constant('merge' as const),
        take: fc.constantFrom('ours' as const, 'theirs' as const),
      }),
      fc.record({ do: fc.constant('switch' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        const repo = gitRepo();
        repo.write('records/first', '0').commit();
        repo.branch('side');
        let here = 'main';
        for (const one of steps) {
          const there = here === 'main' ? 'side' : 'main';
          if (one.do === 'merge') repo.merge(there, { take: one.take });
          else if (one.do === 'write') repo.write(one.path, one.text).commit();
          else if (one.do === 'remove' && repo.list().includes(one.path)) repo.remove(one.path).commit();
          else if (one.do === 'switch') {
            repo.checkout(there);
            here = there;
          }
        }
        repo.checkout('main');
        const repository = await openFetched(repo.path);
        const files = new Map<string, string>();
        for await (const { changes } of repository.history(null, repo.resolve('main')))
          for (const { path, newBlob } of changes)
            if (newBlob === null) files.delete(path);
            else files.set(path, newBlob);
        const tree = await repository.tree(repo.resolve('main'));
        expect([...files].sort()).toEqual(tree.map(({ path, blob }) => [path, blob]).sort());
        repo.delete();
      }),
      { numRuns: 25 },
    );
  });
});

it('reads SHA-256 repositories alike', async () => {
  const repo = gitRepo({ objectFormat: 'sha256' });
  const one = repo.write('records/a.xml', 'one').commit();
  const two = repo.write('records/a.xml', 'two').write('records/b.xml', 'b').commit();
  for (const source of [repo.path, repo.url]) {
    const repository = await openFetched(source);
    expect(await repository.head()).toBe(two);
    expect(two).toHaveLength(64);
    expect(signs(await repository.changes(one, two))).toEqual(['~records/a.xml', '+records/b.xml']);
    expect((await all(repository.history(null, two))).map(({ commit }) => commit)).toEqual([one, two]);
    const [entry] = await repository.tree(two);
    expect(await all(repository.blobs([entry?.blob ?? ''], 100))).toMatchObject([
      { content: Buffer.from('two') },
    ]);
    await repository.keep(one);
    await repository.keep(two);
    expect(await repository.cut(two)).toEqual([]);
  }
});
