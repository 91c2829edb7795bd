import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FileChange, openProposing } from '../../src/git/propose.ts';
import { type GitRepo, gitRepo, temporaryFolder } from '../helpers/git-repo.ts';

const BRANCH = 'voreg/import-x';
const put = (path: string, text: string): FileChange => ({ path, content: () => text });

function open(repo: { path: string }, ref: string | null = null, source = repo.path) {
  const dataDir = mkdtempSync(join(temporaryFolder(), 'data-'));
  return openProposing({ source, ref, recordsDir: 'records', dataDir, token: null });
}

/** A repository with a commit, its files in the work tree, and a bare one that it pushes to. */
function withRemote(): { repo: GitRepo; remote: GitRepo } {
  const repo = gitRepo();
  repo.write('records/a.xml', 'a').write('records/b.xml', 'b').commit();
  repo.git('reset', '--hard', '--quiet');
  const remote = gitRepo({ bare: true });
  repo.git('remote', 'add', 'origin', remote.path);
  repo.git('push', '--quiet', '--set-upstream', 'origin', 'main');
  return { repo, remote };
}

describe('a proposal', () => {
  it('is one commit on a branch, and the work tree does not notice', async () => {
    const { repo, remote } = withRemote();
    const before = [repo.git('status', '--porcelain'), repo.git('rev-parse', 'HEAD', 'main')];
    const proposing = await open(repo);
    const changes = [
      put('records/a.xml', 'né\n'),
      put('records/d e/"f".xml', 'f'),
      { path: 'records/b.xml', content: null },
    ];
    const made = await proposing.commit(BRANCH, changes, 'Import\n\nTwo records');
    expect(made).toMatchObject({ isNew: true });
    expect(await proposing.push(BRANCH)).toBe(true);

    expect([repo.git('status', '--porcelain'), repo.git('rev-parse', 'HEAD', 'main')]).toEqual(before);
    expect(remote.git('rev-parse', BRANCH)).toBe(made?.commit);
    expect(remote.git('rev-list', '--count', `main..${BRANCH}`)).toBe('1');
    expect(
      remote.git('-c', 'core.quotePath=false', 'ls-tree', '-r', '-z', '--name-only', BRANCH).split('\0'),
    ).toEqual(['records/a.xml', 'records/d e/"f".xml', '']);
    expect(remote.git('show', `${BRANCH}:records/a.xml`)).toBe('né');
    expect(remote.git('log', '-1', '--format=%B', BRANCH)).toBe(
      `Import\n\nTwo records\n\nVoreg-Proposal: ${BRANCH}`,
    );
  });

  it('is the same commit when it is made again, and null when there is nothing to change', async () => {
    const { repo } = withRemote();
    const proposing = await open(repo);
    const first = await proposing.commit(BRANCH, [put('records/a.xml', 'x')], 'Import');
    expect(await proposing.commit(BRANCH, [put('records/a.xml', 'x')], 'Import')).toEqual({
      ...first,
      isNew: false,
    });
    expect(await proposing.commit(BRANCH, [put('records/a.xml', 'a')], 'Import')).toBeNull();
  });

  it('begins at what the remote has, not at what was fetched last', async () => {
    const { repo, remote } = withRemote();
    const other = gitRepo();
    other.git('pull', '--quiet', remote.path, 'main');
    other.git('commit', '--quiet', '--allow-empty', '-m', 'merged meanwhile');
    other.git('push', '--quiet', remote.path, 'HEAD:main');
    const proposing = await open(repo);
    expect(proposing.base).toBe(remote.git('rev-parse', 'main'));
    expect(proposing).toMatchObject({ target: 'main', remote: remote.path });
  });

  it('takes the place of the proposal before', async () => {
    const { repo, remote } = withRemote();
    const proposing = await open(repo);
    await proposing.commit(BRANCH, [put('records/a.xml', '1')], 'Import');
    await proposing.push(BRANCH);
    await proposing.commit(BRANCH, [put('records/a.xml', '2')], 'Import');
    await proposing.push(BRANCH);
    expect(remote.git('show', `${BRANCH}:records/a.xml`)).toBe('2');
    expect(remote.git('rev-list', '--count', `main..${BRANCH}`)).toBe('1');
  });

  it('does not overwrite what a person has committed on top, here or at the remote', async () => {
    const { repo, remote } = withRemote();
    const proposing = await open(repo);
    await proposing.commit(BRANCH, [put('records/a.xml', '1')], 'Import');
    await proposing.push(BRANCH);
    const person = gitRepo();
    person.git('pull', '--quiet', remote.path, BRANCH);
    person.git('commit', '--quiet', '--allow-empty', '-m', 'by hand');
    person.git('push', '--quiet', remote.path, `HEAD:${BRANCH}`);

    await proposing.commit(BRANCH, [put('records/a.xml', '2')], 'Import');
    await expect(proposing.push(BRANCH)).rejects.toThrow(/has a commit that is not of voreg's/);
    expect(remote.git('log', '-1', '--format=%s', BRANCH)).toBe('by hand');
    repo.git('fetch', '--quiet', remote.path, `+${BRANCH}:${BRANCH}`);
    await expect(proposing.commit(BRANCH, [put('records/a.xml', '3')], 'Import')).rejects.toThrow(
      /not of voreg's/,
    );
  });

  it('leaves a branch alone that is checked out', async () => {
    const { repo } = withRemote();
    const proposing = await open(repo);
    await proposing.commit(BRANCH, [put('records/a.xml', '1')], 'Import');
    repo.git('checkout', '--quiet', BRANCH);
    await expect(proposing.commit(BRANCH, [put('records/a.xml', '2')], 'Import')).rejects.toThrow(
      /is checked out/,
    );
  });

  it('stays a local branch where there is no remote', async () => {
    const repo = gitRepo();
    repo.write('records/a.xml', 'a').commit();
    const proposing = await open(repo);
    const made = await proposing.commit(BRANCH, [put('records/a.xml', '1')], 'Import');
    expect(await proposing.push(BRANCH)).toBe(false);
    expect(repo.git('rev-parse', BRANCH)).toBe(made?.commit);
    expect(proposing.remote).toBeNull();
  });

  it('goes to a repository that is known by its URL', async () => {
    const { remote } = withRemote();
    const proposing = await open(remote, null, remote.url);
    expect(proposing).toMatchObject({ target: 'main', base: remote.git('rev-parse', 'main') });
    const made = await proposing.commit(BRANCH, [put('records/a.xml', '1')], 'Import');
    expect(await proposing.push(BRANCH)).toBe(true);
    expect(remote.git('rev-parse', BRANCH)).toBe(made?.commit);
  });

  it.each([
    '../x',
    'a..b',
    '-x',
    'a b',
    'x.lock',
    'a//b',
  ])('has a branch that is a name: not %s', async (branch) => {
    const { repo } = withRemote();
    const proposing = await open(repo);
    await expect(proposing.commit(branch, [], 'x')).rejects.toThrow(/no name for a branch/);
  });

  it('needs to know what to merge into', async () => {
    const { repo } = withRemote();
    repo.git('checkout', '--quiet', '--detach');
    await expect(open(repo)).rejects.toThrow(/is on no branch.*RECORDS_REF/);
    expect(await open(repo, 'main')).toMatchObject({ target: 'main' });
  });
});
