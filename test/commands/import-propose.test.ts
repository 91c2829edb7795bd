import { describe, expect, it } from 'vitest';
import { branchOf, proposeImport } from '../../src/commands/import-propose.ts';
import { type Config, readConfig } from '../../src/config.ts';
import type { ImportReport } from '../../src/harvest/import-report.ts';
import { ListSource, organisation } from '../harvest/list-source.ts';
import { type FakeGitLab, fakeGitLab } from '../helpers/fake-gitlab.ts';
import { type GitRepo, gitRepo, temporaryFolder } from '../helpers/git-repo.ts';

const A = 'ivo://padc.example/org/a';
const B = 'ivo://padc.example/org/b';
const BRANCH = 'voreg/import-registry-example-oai';

/** A records repository with a remote, a GitLab, and a source that changes. */
class Follower {
  readonly source = new ListSource();
  readonly remote: GitRepo = gitRepo({ bare: true });
  readonly config: Config;
  readonly gitlab: FakeGitLab | null;
  #now = Date.parse('2026-11-20T12:00:00Z');

  constructor(gitlab: FakeGitLab | null) {
    this.gitlab = gitlab;
    const repo = gitRepo();
    repo.write('records/registry.json', '{\n  "version": 1\n}\n').commit();
    repo.git('push', '--quiet', this.remote.path, 'main');
    this.config = readConfig({
      ...{ RECORDS_REPO: this.remote.url, DATA_DIR: temporaryFolder() },
      GITLAB_TOKEN: gitlab?.token,
    });
  }

  /** A round, an hour after the one before. */
  round(): Promise<ImportReport> {
    this.#now += 3_600_000;
    return proposeImport(this.config, {
      ...{
        source: 'http://registry.example/oai',
        open: async () => this.source,
        authorities: [],
        force: false,
      },
      ...{ signal: new AbortController().signal, now: new Date(this.#now).toISOString().replace('.000', '') },
      gitlab: this.gitlab === null ? null : this.gitlab.apiBase.replace('api/v4', this.gitlab.project),
    });
  }

  /** As a curator does in GitLab. */
  merge(): void {
    this.remote.git('update-ref', 'refs/heads/main', this.remote.git('rev-parse', BRANCH));
    for (const one of this.gitlab?.mergeRequests ?? []) if (one.state === 'opened') one.state = 'merged';
  }

  files(branch: string): string[] {
    return this.remote.git('ls-tree', '-r', '--name-only', branch).split('\n');
  }

  show(path: string): string {
    return this.remote.git('show', `${BRANCH}:records/${path}`);
  }
}

describe('import --propose', () => {
  it('proposes, waits, and goes on after the merge; until then no change is forgotten', async () => {
    const gitlab = await fakeGitLab();
    const follower = new Follower(gitlab);
    follower.source.put(organisation(A)).delete('ivo://padc.example/old');
    const first = await follower.round();
    expect(first.proposal?.says).toBe(
      'Merge request opened: https://gitlab.example/padc/records/-/merge_requests/1',
    );
    expect(gitlab.mergeRequests[0]).toMatchObject({
      ...{
        source_branch: BRANCH,
        target_branch: 'main',
        title: 'Import from registry.example: 1 new, 1 retired',
      },
      description: expect.stringContaining('`ivo://padc.example/org/a`'),
    });
    expect(follower.files(BRANCH)).toEqual(['records/padc.example/org/a.xml', 'records/registry.json']);
    expect(follower.files('main')).toEqual(['records/registry.json']);
    expect(follower.show('registry.json')).toContain('ivo://padc.example/old');

    expect((await follower.round()).proposal?.says).toMatch(/^Merge request unchanged/);

    follower.source.put(organisation(B), { datestamp: '2026-11-20T14:00:00Z' });
    expect((await follower.round()).proposal?.says).toMatch(/^Merge request updated/);
    expect(follower.files(BRANCH)).toContain('records/padc.example/org/a.xml');
    expect(follower.files(BRANCH)).toContain('records/padc.example/org/b.xml');
    expect(follower.remote.git('rev-list', '--count', `main..${BRANCH}`)).toBe('1');

    follower.merge();
    expect((await follower.round()).proposal?.says).toBe('Nothing to propose: main has it all.');
    // Everything was listed until the target branch had it; from now on only what changes.
    expect(follower.source.asked).toEqual([null, null, null, null]);
    follower.source.put(organisation(A, 'New'), { datestamp: '2026-11-20T18:00:00Z' });
    expect((await follower.round()).proposal?.says).toMatch(/^Merge request opened.*\/2$/);
    expect(follower.source.asked.at(-1)).toBe(follower.source.end.reached);
    expect(gitlab.mergeRequests).toHaveLength(2);
  });

  it('does not come back with what was closed, until something changes', async () => {
    const gitlab = await fakeGitLab();
    const follower = new Follower(gitlab);
    follower.source.put(organisation(A));
    await follower.round();
    for (const one of gitlab.mergeRequests) one.state = 'closed';
    expect((await follower.round()).proposal?.says).toMatch(
      /Not proposed again.*merge_requests\/1 was closed/,
    );
    follower.source.put(organisation(A, 'Corrected'));
    expect((await follower.round()).proposal?.says).toMatch(/^Merge request opened.*\/2$/);
  });

  it('keeps what a curator has changed after the merge', async () => {
    const gitlab = await fakeGitLab();
    const follower = new Follower(gitlab);
    follower.source.put(organisation(A));
    await follower.round();
    follower.merge();
    await follower.round();
    const edited = gitRepo();
    edited
      .write('records/registry.json', '{"version": 1}')
      .write('records/padc.example/org/a.xml', organisation(A, 'Ours'))
      .commit();
    edited.git('push', '--quiet', '--force', follower.remote.path, 'main');
    expect(await follower.round()).toMatchObject({ summary: { edited: 0, refused: 0 } });
    follower.source.put(organisation(A), { datestamp: '2026-11-20T19:00:00Z' });
    expect(await follower.round()).toMatchObject({ summary: { edited: 1, refused: 0, changed: 0 } });
    follower.source.put(organisation(A, 'Theirs'), { datestamp: '2026-11-20T20:00:00Z' });
    expect(await follower.round()).toMatchObject({ summary: { refused: 1 }, proposal: { commit: null } });
  });

  it('lists everything once a day', async () => {
    const follower = new Follower(null);
    for (let hour = 0; hour < 27; hour += 1) await follower.round();
    expect(
      follower.source.asked.map((since, hour) => (since === null ? hour : -1)).filter((h) => h >= 0),
    ).toEqual([0, 24]);
  });

  it('pushes the branch and says why there is no merge request, without a token', async () => {
    const follower = new Follower(null);
    follower.source.put(organisation(A));
    const { proposal } = await follower.round();
    expect(proposal?.says).toBe(
      `Pushed the branch ${BRANCH}; no merge request, because GITLAB_TOKEN is not set.`,
    );
    expect(proposal?.commit).toBe(follower.remote.git('rev-parse', BRANCH));
  });

  it('shows names of the source as code, so that they are neither markup nor mentions', async () => {
    const gitlab = await fakeGitLab();
    const follower = new Follower(gitlab);
    follower.source.put(organisation(A)).put('<x/>', { id: '`@everyone` [x](http://evil.example)' });
    await follower.round();
    expect(gitlab.mergeRequests[0]?.description).toContain('`` `@everyone` [x](http://evil.example) ``');
  });
});

describe('branchOf', () => {
  it.each([
    ['http://user:pw@Registry.Example:8080/oai.xml?x', 'voreg/import-registry-example-8080-oai-xml-x'],
    ['/tmp/Some Folder/', 'voreg/import-tmp-some-folder'],
    ['…', 'voreg/import-source'],
  ])('%s', (source, branch) => {
    expect(branchOf(source)).toBe(branch);
  });
});
