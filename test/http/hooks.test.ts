import { createHmac } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/http/app.ts';
import { HOOK_BODY_LIMIT, type HookSettings } from '../../src/http/hooks.ts';
import { httpServer } from '../../src/http/server.ts';
import { DEFAULT_SETTINGS } from '../../src/oai/settings.ts';
import { FakePublished } from '../helpers/fake-published.ts';

const SECRET = 'a secret of the operator';
const settings: HookSettings & { pushes: number } = {
  secret: SECRET,
  branch: 'main',
  pushes: 0,
  onPush() {
    settings.pushes += 1;
  },
};
const logged: string[] = [];
const app = createApp(
  new FakePublished(),
  { ...DEFAULT_SETTINGS, version: 'test' },
  pino({}, { write: (line: string) => void logged.push(line) }),
  { hooks: settings },
);
const server = httpServer(app);
let root = '';

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  Object.assign(settings, { secret: SECRET, branch: 'main', pushes: 0 });
});

const push = JSON.stringify({ ref: 'refs/heads/main', commits: [] });
const hmac = (body: string, secret = SECRET) => createHmac('sha256', secret).update(body).digest('hex');

/** Headers that each forge sends with a push. */
const SENDERS: Record<string, (body: string, secret?: string, event?: string) => Record<string, string>> = {
  gitlab: (_body, secret = SECRET, event = 'Push Hook') => ({
    'x-gitlab-token': secret,
    'x-gitlab-event': event,
  }),
  github: (body, secret = SECRET, event = 'push') => ({
    'x-hub-signature-256': `sha256=${hmac(body, secret)}`,
    'x-github-event': event,
  }),
  gitea: (body, secret = SECRET, event = 'push') => ({
    'x-gitea-signature': hmac(body, secret),
    'x-gitea-event': event,
  }),
};

async function send(forge: string, body: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${root}/hooks/${forge}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: answer.status, text: await answer.text() };
}

describe.each(Object.entries(SENDERS))('a webhook of %s', (forge, sender) => {
  it('a push to the published branch is accepted at once, and a replay is one more look', async () => {
    expect((await send(forge, push, sender(push))).status).toBe(202);
    expect((await send(forge, push, sender(push))).status).toBe(202);
    expect(settings.pushes).toBe(2);
  });

  it.each([
    ['another secret', () => sender(push, 'another secret')],
    ['no secret', () => ({})],
    ['an empty secret', () => sender(push, '')],
    ['a secret that begins alike', () => sender(push, SECRET.slice(0, -1))],
  ])('%s is refused with 401, and nothing is looked at', async (_case, headers) => {
    expect((await send(forge, push, headers())).status).toBe(401);
    expect(settings.pushes).toBe(0);
  });

  it('a push to another branch, a tag, and another event are told apart', async () => {
    const other = JSON.stringify({ ref: 'refs/heads/curator' });
    expect((await send(forge, other, sender(other))).text).toContain('refs/heads/curator');
    const tag = JSON.stringify({ ref: 'refs/tags/main' });
    expect((await send(forge, tag, sender(tag))).status).toBe(200);
    expect((await send(forge, push, sender(push, SECRET, 'issues'))).status).toBe(200);
    expect(settings.pushes).toBe(0);
  });

  it.each([
    ['no JSON', 'payload=1'],
    ['no ref', '{}'],
    ['a list', '[]'],
    ['a ref that is none', '{"ref":"main"}'],
    ['nothing', ''],
  ])('%s is answered with 400', async (_case, body) => {
    const { status, text } = await send(forge, body, sender(body));
    expect(status).toBe(400);
    expect(text).toContain('application/json');
  });

  it('is off without a secret', async () => {
    settings.secret = null;
    expect((await send(forge, push, sender(push))).status).toBe(404);
    expect(settings.pushes).toBe(0);
  });
});

describe('webhooks', () => {
  it('the secret is not in the log', () => {
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.join('')).not.toContain(SECRET);
  });

  it('a signature of another body is refused', async () => {
    const body = JSON.stringify({ ref: 'refs/heads/main', more: true });
    expect((await send('github', body, SENDERS.github?.(push))).status).toBe(401);
  });

  it('with RECORDS_REF=HEAD any branch counts', async () => {
    settings.branch = null;
    const body = JSON.stringify({ ref: 'refs/heads/any' });
    expect((await send('gitlab', body, SENDERS.gitlab?.(body))).status).toBe(202);
  });

  it('GET is answered with what the address knows', async () => {
    const answer = await fetch(`${root}/hooks/gitlab`);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  });

  it('a body that is too large is refused without being kept', async () => {
    const body = `{"ref":"refs/heads/main","x":"${'x'.repeat(HOOK_BODY_LIMIT)}"}`;
    const sent = send('gitlab', body, SENDERS.gitlab?.(body)).then(
      ({ status }) => status,
      // The answer closes the connection while the client still writes; some clients never read it.
      () => 413,
    );
    expect(await sent).toBe(413);
    expect(settings.pushes).toBe(0);
  });
});
