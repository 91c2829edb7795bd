import { describe, expect, it } from 'vitest';
import {
  MergeRequestFailed,
  type Proposal,
  projectOf,
  proposeMergeRequest,
  rejectedBefore,
} from '../../src/services/gitlab.ts';
import { type FakeGitLab, type Fault, fakeGitLab } from '../helpers/fake-gitlab.ts';

function proposal({ apiBase, project, token }: FakeGitLab, parts: Partial<Proposal> = {}): Proposal {
  return {
    ...{ apiBase, project, token, sourceBranch: 'voreg/import-x', targetBranch: 'main' },
    ...{ title: 'Import from x', description: '2 records', content: 'a b' },
    ...parts,
  };
}

async function failure(attempt: Promise<unknown>): Promise<MergeRequestFailed> {
  const error = await attempt.then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(MergeRequestFailed);
  return error as MergeRequestFailed;
}

describe('proposeMergeRequest', () => {
  it('opens one, leaves it alone when nothing is new, and brings it up to date when something is', async () => {
    const gitlab = await fakeGitLab();
    const first = await proposeMergeRequest(proposal(gitlab));
    expect(first).toEqual({ url: 'https://gitlab.example/padc/records/-/merge_requests/1', done: 'opened' });
    expect(await proposeMergeRequest(proposal(gitlab))).toEqual({ ...first, done: 'unchanged' });
    const changed = proposal(gitlab, { description: '3 records', content: 'a b c' });
    expect(await proposeMergeRequest(changed)).toEqual({ ...first, done: 'updated' });
    expect(gitlab.mergeRequests).toHaveLength(1);
    expect(gitlab.mergeRequests[0]).toMatchObject({
      source_branch: 'voreg/import-x',
      target_branch: 'main',
      title: 'Import from x',
      description: expect.stringMatching(/^3 records\n\n<!-- voreg proposal [0-9a-f]{32} -->\n$/),
    });
  });

  it('does not come back with what was closed, but does with something else', async () => {
    const gitlab = await fakeGitLab();
    const { url } = await proposeMergeRequest(proposal(gitlab));
    for (const one of gitlab.mergeRequests) one.state = 'closed';
    expect(await proposeMergeRequest(proposal(gitlab, { title: 'Again' }))).toEqual({
      url,
      done: 'rejected',
    });
    expect(await rejectedBefore(proposal(gitlab))).toBe(url);
    expect(await rejectedBefore(proposal(gitlab, { content: 'c' }))).toBeNull();
    expect(await proposeMergeRequest(proposal(gitlab, { content: 'c' }))).toMatchObject({ done: 'opened' });
  });

  it('comes back with what was merged and has changed back since', async () => {
    const gitlab = await fakeGitLab();
    await proposeMergeRequest(proposal(gitlab));
    for (const one of gitlab.mergeRequests) one.state = 'merged';
    expect(await proposeMergeRequest(proposal(gitlab))).toMatchObject({ done: 'opened' });
  });

  it('takes the one that somebody opened at the same moment', async () => {
    const gitlab = await fakeGitLab();
    gitlab.faults = [null, null, 'race'];
    expect(await proposeMergeRequest(proposal(gitlab))).toMatchObject({ done: 'unchanged' });
    expect(gitlab.mergeRequests).toHaveLength(1);
  });

  const json = (status: number, message: unknown, headers = {}): Fault => ({
    status,
    body: JSON.stringify({ message }),
    headers,
  });
  it.each<[string, Fault, RegExp]>([
    ['401', json(401, '401 Unauthorized'), /does not know the token.*GITLAB_TOKEN.*401 Unauthorized/],
    ['403', json(403, '403 Forbidden'), /may not open merge requests in padc\/records.*"api".*Developer/],
    ['404', json(404, '404 Project Not Found'), /no project padc\/records, or the token does not see it/],
    ['409', json(409, ['Cannot Create']), /a merge request of this branch already/],
    ['422', json(422, { base: ['is bad'] }), /GitLab says: \{"base":\["is bad"\]\}/],
    ['429', json(429, 'Retry later', { 'retry-after': '60' }), /come back later.*It says when: 60/],
    ['500', json(500, '500 Internal Server Error'), /fault of its own \(HTTP 500\).*next run/],
    ['418', json(418, 'teapot'), /refuses \(HTTP 418\).*teapot/],
    ['an HTML page of a proxy', { status: 502, body: '<html>Bad gateway</html>' }, /HTTP 502.*no JSON/],
    [
      'an HTML page with 200',
      { status: 200, body: '<html>Sign in</html>' },
      /something else than GitLab's API/,
    ],
    ['JSON that is no list', { status: 200, body: '{}' }, /something else than GitLab's API/],
    [
      'a redirect',
      { status: 302, body: '', headers: { location: 'https://elsewhere.example/' } },
      /redirects to https:\/\/elsewhere.example\/.*the token is not taken there/,
    ],
  ])('says what to do about %s, without the token', async (_, fault, sentence) => {
    const gitlab = await fakeGitLab();
    gitlab.faults = [fault];
    const { message, status } = await failure(proposeMergeRequest(proposal(gitlab)));
    expect(message).toMatch(sentence);
    expect(status).toBe(fault.status);
    expect(message).not.toContain(gitlab.token);
  });

  it('never repeats a token that GitLab repeats', async () => {
    const gitlab = await fakeGitLab();
    gitlab.faults = [json(401, `bad token ${gitlab.token}`)];
    expect((await failure(proposeMergeRequest(proposal(gitlab)))).message).toMatch(/bad token \*\*\*/);
  });

  it('says that nobody answers', async () => {
    const gitlab = await fakeGitLab();
    const { message, status } = await failure(
      proposeMergeRequest(proposal(gitlab, { apiBase: 'http://127.0.0.1:1/api/v4' })),
    );
    expect(message).toMatch(/cannot be reached/);
    expect(status).toBeNull();
  });

  it('stops when it is told to', async () => {
    const gitlab = await fakeGitLab();
    const reason = new Error('stopped');
    await expect(proposeMergeRequest(proposal(gitlab, { signal: AbortSignal.abort(reason) }))).rejects.toBe(
      reason,
    );
  });
});

describe('projectOf', () => {
  it.each([
    ['https://gitlab.example/padc/vo/records.git', 'https://gitlab.example/api/v4', 'padc/vo/records'],
    [
      'https://me:secret@gitlab.example:8443/padc/records',
      'https://gitlab.example:8443/api/v4',
      'padc/records',
    ],
    ['git@gitlab.example:padc/records.git', 'https://gitlab.example/api/v4', 'padc/records'],
    ['ssh://git@gitlab.example:2222/padc/records.git', 'https://gitlab.example/api/v4', 'padc/records'],
  ])('%s', (remote, apiBase, project) => {
    expect(projectOf(remote)).toEqual({ apiBase, project });
  });

  it.each([
    '/srv/git/records.git',
    'file:///srv/git/records.git',
    'https://gitlab.example/',
    '../records',
  ])('%s is none', (remote) => {
    expect(projectOf(remote)).toBeNull();
  });
});
