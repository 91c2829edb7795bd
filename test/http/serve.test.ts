/** The service as `voreg serve` starts it, with a repository that goes away, a refused commit and a shrinking one. */
import { renameSync } from 'node:fs';
import pino from 'pino';
import { expect, it, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { serve } from '../../src/serve.ts';
import { gitRepo, temporaryFolder } from '../helpers/git-repo.ts';
import { tinyRecord, writeRegistry } from '../promises/records.ts';

const SECRET = 'a secret of the operator';

it('tells in /metrics and /status when the repository is away, and what was refused', {
  timeout: 180_000,
}, async () => {
  const repo = gitRepo();
  writeRegistry(repo);
  for (let i = 10; i < 30; i += 1) {
    repo.write(`records/r${i}.xml`, tinyRecord({ ivoid: `ivo://padc.example/r${i}` }));
  }
  repo.commit();
  const config = readConfig({
    PORT: '0',
    RECORDS_REPO: repo.path,
    DATA_DIR: temporaryFolder(),
    POLL_SECONDS: '0',
    WEBHOOK_SECRET: SECRET,
  });
  const service = await serve(config, pino({ level: 'silent' }), 'test');
  const look = () =>
    fetch(`${service.url}/hooks/gitlab`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Gitlab-Token': SECRET,
        'X-Gitlab-Event': 'Push Hook',
      },
      body: '{"ref":"refs/heads/main"}',
    });
  const status = async () =>
    (await (await fetch(`${service.url}/status`)).json()) as {
      repository: { seenAt: string; awaySince: string };
      lastLook: { error: string };
    };
  const metric = async (name: string) => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length),
    );
  };
  const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 50 });
  try {
    expect(service.isPublished).toBe(true);
    expect(await status()).toMatchObject({
      counts: { live: 22, byStatus: { active: 22 } },
      repository: { awaySince: null },
      sources: [],
    });
    expect(await metric('voreg_publications_total{outcome="published"}')).toBe(1);
    expect(await metric('voreg_repository_look_failed')).toBe(0);
    expect(await metric('voreg_database_connections')).toBe(1);

    renameSync(repo.path, `${repo.path}-away`);
    await look();
    await until(async () => expect(await metric('voreg_repository_look_failed')).toBe(1));
    const away = await status();
    expect(away.repository.awaySince).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+Z$/);
    expect(away.repository.seenAt <= away.repository.awaySince).toBe(true);
    expect(away.lastLook.error).toContain('There is no folder');
    expect((await fetch(`${service.url}/oai?verb=Identify`)).status).toBe(200);

    renameSync(`${repo.path}-away`, repo.path);
    for (let i = 10; i < 22; i += 1) repo.remove(`records/r${i}.xml`);
    const commit = repo.commit();
    await look();
    await until(async () => expect(await metric('voreg_refused_shrink')).toBe(1));
    expect(await metric('voreg_repository_look_failed')).toBe(0);
    expect(await metric('voreg_publications_total{outcome="refused"}')).toBe(1);
    expect(await status()).toMatchObject({
      repository: { awaySince: null },
      waitsForAcceptShrink: commit,
      lastRefusal: { commit, findings: [{ rule: 'SHRINK' }] },
    });
  } finally {
    await service.stop();
  }
});
