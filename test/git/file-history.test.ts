import { describe, expect, it } from 'vitest';
import { openRepository } from '../../src/git/repository.ts';
import { gitRepo, temporaryFolder } from '../helpers/git-repo.ts';

const A = 'records/a*[b] é.xml';

describe('the history of one file', () => {
  it('newest first, of that file only, with what it was before and after; at most as many as asked', async () => {
    const repo = gitRepo();
    const added = repo.write(A, 'one').commit('Add it\n\nMore words.');
    repo.write('records/ab.xml', 'other').commit('Another file');
    const changed = repo.write(A, 'two').commit('');
    const removed = repo.remove(A).commit('Gone');
    const repository = await openRepository({
      ...{ source: repo.path, ref: null, recordsDir: 'records', dataDir: temporaryFolder() },
    });
    await repository.fetch();
    const history = await repository.fileHistory(removed, A, 20);
    expect(history.map(({ commit, subject }) => [commit, subject])).toEqual([
      [removed, 'Gone'],
      [changed, ''],
      [added, 'Add it'],
    ]);
    const [last, middle, first] = history;
    expect([first?.oldBlob, last?.newBlob]).toEqual([null, null]);
    expect([middle?.oldBlob, middle?.newBlob]).toEqual([first?.newBlob, last?.oldBlob]);
    expect(last?.committedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await repository.fileHistory(removed, A, 1)).toEqual([last]);
    expect(await repository.fileHistory(added, 'records/none.xml', 20)).toEqual([]);
    await expect(repository.fileHistory('1'.repeat(40), A, 20)).rejects.toThrow('is not in the copy');
  });
});
