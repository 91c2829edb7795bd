/** Secrets stay where they are: every one is set to something that can be found again in whatever comes out. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { serveGit } from '../git/http-server.ts';
import { processesWith } from '../git/open.ts';
import { fakeSmtp } from '../helpers/fake-smtp.ts';
import { temporaryFolder } from '../helpers/git-repo.ts';
import { builtProgram, repoWith, serving, textAt } from './built.ts';

vi.setConfig({ testTimeout: 240_000 });

const { run, outcome } = builtProgram();

describe('secrets', () => {
  const SECRETS = {
    token: 'SECRET-git-token-0123456789',
    hook: 'SECRET-webhook-0123456789',
    gitlab: 'SECRET-gitlab-0123456789',
    mail: 'SECRET-mail-0123456789',
    database: 'SECRET-database-0123456789',
  };

  it('are in nothing that comes out: log, pages, files, mails, and what programs are started with', async () => {
    const repo = repoWith(2);
    let isOpen = true;
    const forge = await serveGit(repo.gitDir, (pair) => isOpen && pair.includes(SECRETS.token));
    onTestFinished(() => forge.close());
    const smtp = await fakeSmtp();
    smtp.refuse.RCPT = `550 no such user, ${SECRETS.mail}`;
    const folder = temporaryFolder();
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, SECRETS.token, { mode: 0o600 });
    const env = {
      ...{
        PORT: '0',
        DATA_DIR: temporaryFolder(),
        RECORDS_REPO: forge.url,
        LOG_LEVEL: 'trace',
        GIT_TOKEN_FILE: tokenFile,
      },
      ...{
        WEBHOOK_SECRET: SECRETS.hook,
        GITLAB_TOKEN: SECRETS.gitlab,
        MAIL_FROM: 'a@x.example',
        MAIL_TO: 'b@x.example',
      },
      SMTP_URL: smtp.url.replace('smtp://', `smtp://robot:${SECRETS.mail}@`),
    };
    const started: string[] = [];
    const watch = setInterval(() => started.push(...processesWith('SECRET-')), 10);
    const program = run(['serve'], env);
    const root = await serving(program);
    const came: string[] = [];
    const push = (token: string) =>
      fetch(`${root}/hooks/gitlab`, {
        ...{ method: 'POST', body: '{"ref":"refs/heads/main"}' },
        headers: {
          'content-type': 'application/json',
          'x-gitlab-event': 'Push Hook',
          'x-gitlab-token': token,
        },
      });
    // The forge repeats what it was sent, as a careless one does.
    isOpen = false;
    came.push(await (await push(`wrong ${SECRETS.gitlab}`)).text(), await (await push(SECRETS.hook)).text());
    await expect.poll(async () => textAt(`${root}/status`), { timeout: 100_000 }).toMatch(/"awaySince": "\d/);
    isOpen = true;
    repo.write('records/bad.xml', '<not a record').commit();
    await push(SECRETS.hook);
    await expect.poll(async () => textAt(`${root}/status`), { timeout: 100_000 }).toContain('bad.xml');
    for (const path of [
      '/',
      '/status',
      '/status?format=html',
      '/metrics',
      '/health/ready',
      '/oai?verb=Identify',
      '/nowhere',
      '/hooks/x',
    ])
      for (const accept of ['text/html', '*/*']) {
        const answer = await fetch(root + path, { headers: { accept } });
        came.push(await answer.text(), JSON.stringify([...answer.headers]));
      }
    const commands = [['ledger', 'export'], ['stats'], ['mail', 'test'], ['visible'], ['--help']];
    for (const command of commands) came.push(String(await outcome(command, env)));
    const DATABASE_URL = `postgres://robot:${SECRETS.database}@127.0.0.1:1/x`;
    const away = await outcome(['publish'], { ...env, DATABASE_URL, DATABASE_WAIT_SECONDS: '0' });
    expect(away).toEqual([2, expect.stringContaining('127.0.0.1')]);
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
    clearInterval(watch);

    const files = readdirSync(env.DATA_DIR, { recursive: true, encoding: 'utf8' }).map((name) =>
      join(env.DATA_DIR, name),
    );
    const kept = files
      .filter((name) => statSync(name, { throwIfNoEntry: false })?.isFile())
      .map((name) => readFileSync(name, 'latin1'));
    expect(kept.length).toBeGreaterThan(10);
    const mails = smtp.mails.map((mail) => JSON.stringify(mail));
    const all = [...came, ...kept, ...mails, ...started, program.said(), String(away)];
    expect(program.said()).toContain('"level":30');
    for (const secret of [...Object.values(SECRETS), 'SECRET-'])
      for (const form of [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64').slice(0, 16),
      ])
        expect(
          all
            .filter((one) => one.includes(form))
            .map((one) => one.slice(Math.max(0, one.indexOf(form) - 200), one.indexOf(form) + 20)),
        ).toEqual([]);
  });
});
