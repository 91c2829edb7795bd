/** `voreg harvest` and `voreg sources` as a person runs them: the program, a repository with registry.json, real sources. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPipeline } from '../ci/pipeline.ts';
import { fakeRecords, fakeRegistry } from '../helpers/fake-registry.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { gitRepo } from '../helpers/git-repo.ts';
import { compiledProgram, type Run } from '../helpers/program.ts';

const program = compiledProgram();
const ROOT = new URL('../..', import.meta.url).pathname;

interface Place {
  env: Record<string, string>;
  run(args: string[], more?: Record<string, string>): Promise<Run>;
}

/** A repository whose registry.json lists these sources, and an empty DATA_DIR. */
async function place(sources: unknown[]): Promise<Place> {
  const repo = gitRepo();
  repo.write('records/registry.json', JSON.stringify({ version: 1, sources })).commit();
  const cwd = await temporaryFolder();
  const env = { RECORDS_REPO: repo.path, DATA_DIR: join(cwd, 'var'), LOG_LEVEL: 'warn' };
  return { env, run: (args, more = {}) => program.voreg(args, { cwd, env: { ...env, ...more } }) };
}

describe('voreg harvest', { timeout: 120_000 }, () => {
  it('fetches all sources, says what came, and exits with 0', async () => {
    const registry = await fakeRegistry({ records: fakeRecords(12), pageSize: 5 });
    const { run } = await place([{ id: 'fake', kind: 'oai', url: registry.url, allowPrivate: true }]);
    const file = join(await temporaryFolder(), 'harvest.json');
    const first = await run(['harvest', '--format', 'text', '--format', 'json', '--output', file]);
    expect(first.stderr).toMatch(/^fake: complete$/m);
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^SOURCE +LIST +NEW /);
    expect(first.stdout).toMatch(/^fake +full +12 +0 +0 +0 +0 +0 +0 /m);
    const report = JSON.parse(await readFile(file, 'utf8')) as unknown;
    expect(report).toMatchObject({
      version: 1,
      results: [{ source: 'fake', complete: true, runs: [{ new: 12 }] }],
    });

    const sources = await run(['sources']);
    expect(sources.code).toBe(0);
    expect(sources.stdout).toMatch(/^fake +oai +12 +0 +0 +0 +\d{4}-\S+Z +never +-$/m);
    const json = await run(['sources', '--format', 'json'], { HARVEST_SECONDS: '3600' });
    expect(JSON.parse(json.stdout)).toMatchObject({
      version: 1,
      sources: [{ id: 'fake', records: 12, due: { next: expect.stringMatching(/Z$/), full: false } }],
    });
  });

  it('exits with 3 if a source is not complete, with 4 if a drop is held back', async () => {
    const registry = await fakeRegistry({ records: fakeRecords(60) });
    const { run } = await place([]);
    const url = ['--source', registry.url, '--no-validate'];
    expect((await run(['harvest', ...url])).code).toBe(0);
    registry.intercept = () => ({ do: 'answer', status: 404, body: 'away' });
    const away = await run(['harvest', ...url]);
    expect(away.code).toBe(3);
    registry.intercept = () => null;
    for (const id of [...registry.records.keys()].slice(0, 30)) registry.forget(id);
    const held = await run(['harvest', ...url, '--full']);
    expect(held.stdout).toMatch(/30 of 60 records would go/);
    expect(held.code).toBe(4);
    const accepted = await run(['harvest', ...url, '--accept-drop', '--format', 'json']);
    expect(accepted.code).toBe(0);
    expect(JSON.parse(accepted.stdout)).toMatchObject({ results: [{ runs: [{ gone: 30 }] }] });
  });

  it('says what is wrong with a name, and exits with 2', async () => {
    const { run } = await place([{ id: 'trial', kind: 'folder', url: 'nowhere' }]);
    const unknown = await run(['harvest', 'rofr']);
    expect(unknown.stderr).toContain('There is no source rofr in registry.json; there are: trial.');
    expect(unknown.code).toBe(2);
    expect((await run(['harvest', '--source', 'ftp://x.example/'])).stderr).toContain(
      'is no http or https address',
    );
    const sources = await run(['sources']);
    expect(sources.stdout).toMatch(/^trial +folder +0 .*never +never/m);
    expect(sources.stdout).toContain('It was never harvested.');
  });

  it('hands its job to the service that runs on the embedded database', async () => {
    const registry = await fakeRegistry({ records: fakeRecords(3) });
    const { env } = await place([{ id: 'fake', kind: 'oai', url: registry.url, allowPrivate: true }]);
    const cwd = await temporaryFolder();
    const script = `
      "$0" "$1" serve > serve.log 2>&1 & pid=$!
      trap 'kill $pid; wait $pid' EXIT
      for i in $(seq 300); do [ -S "$DATA_DIR/voreg.sock" ] && break; sleep 0.1; done
      "$0" "$1" harvest fake --no-validate --format json && "$0" "$1" sources`;
    const ran = await program.shell(script, { cwd, env: { ...env, PORT: '0', POLL_SECONDS: '0' } });
    expect(ran.stdout, ran.stderr).toContain('"source": "fake"');
    expect(ran.stdout).toMatch(/^fake +oai +3 /m);
  });

  it('is what the GitLab template runs', async () => {
    const job = readPipeline(ROOT, 'ci/gitlab/harvest.yml').jobs.get('harvest-sources');
    expect(job?.rules).toEqual([{ if: '$CI_PIPELINE_SOURCE == "schedule" && $DATABASE_URL' }]);
    const registry = await fakeRegistry({ records: fakeRecords(2) });
    const { env } = await place([{ id: 'fake', kind: 'oai', url: registry.url, allowPrivate: true }]);
    const cwd = await temporaryFolder();
    const script = (job?.script ?? []).join('\n');
    await writeFile(join(cwd, 'voreg.sh'), `exec "${process.execPath}" "$MAIN" "$@"`);
    const run = `MAIN="$1" VOREG="sh voreg.sh" HARVEST="--full"; export MAIN; ${script}`;
    const ran = await program.shell(run, { cwd, env });
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toMatch(/^fake +full +2 /m);
    expect(await readFile(join(cwd, 'voreg/harvest.json'), 'utf8')).toContain('"complete": true');
  });
});
