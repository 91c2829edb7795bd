/** `voreg publish --dry-run` as it is called: which commits it compares, what it writes, how it ends. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runDryRun } from '../../src/commands/dry-run.ts';
import {
  addDryRunOptions,
  type DryRunOptions,
  formatOfPublication,
} from '../../src/commands/dry-run-options.ts';
import type { Output } from '../../src/commands/outputs.ts';
import { readConfig } from '../../src/config.ts';
import { type GitRepo, gitRepo, temporaryFolder } from '../helpers/git-repo.ts';
import {
  authorityRecord,
  REGISTRY_PATH,
  registryRecord,
  tinyRecord,
  writeRegistry,
} from '../promises/records.ts';

function parsed(args: string[]): { options: DryRunOptions; outputs: Output[] } {
  const command = new Command('publish')
    .exitOverride()
    .option('--accept-new-identity', '', false)
    .option('--accept-transfer <authority...>', '', []);
  const outputs = addDryRunOptions(command);
  command.parse(args, { from: 'user' });
  return { options: command.opts<DryRunOptions>(), outputs: outputs() };
}

interface Summary {
  base: string;
  head: string;
  created: { ivoid: string }[];
  findings: { rule: string; severity: string }[];
  notes: string[];
}

/** Runs it in a repository; returns the exit code and the JSON summary. */
async function run(
  repo: GitRepo,
  args: string[] = [],
  environment: Record<string, string> = {},
): Promise<{ code: number; summary: Summary }> {
  const file = join(temporaryFolder(), 'deep', 'summary.json');
  const { options, outputs } = parsed(['--dry-run', ...args, '--format', 'json', '--output', file]);
  const code = await runDryRun(readConfig({ RECORDS_REPO: repo.path }), options, outputs, environment);
  return { code, summary: JSON.parse(readFileSync(file, 'utf8')) as Summary };
}

const put = (repo: GitRepo, name: string) =>
  repo.write(`records/${name}.xml`, tinyRecord({ ivoid: `ivo://padc.example/${name}` }));

/** main with two commits; a branch from the first, checked out, with one record of its own. */
function branched() {
  const repo = gitRepo();
  writeRegistry(repo);
  const parted = repo.commit();
  repo.branch('feature');
  const main = put(repo, 'on-main').commit();
  const feature = put(repo.checkout('feature'), 'mine').commit();
  return { repo, parted, main, feature };
}

const created = ({ summary }: { summary: Summary }) => summary.created.map(({ ivoid }) => ivoid);

describe('the base', () => {
  it('is where HEAD left main', async () => {
    const { repo, parted, feature } = branched();
    const ran = await run(repo);
    expect([ran.code, ran.summary.base, ran.summary.head, created(ran)]).toEqual([
      0,
      parted,
      feature,
      ['ivo://padc.example/mine'],
    ]);
  });

  it('is what GitLab says of the merge request', async () => {
    const { repo, parted, main } = branched();
    const bySha = await run(repo, [], {
      CI_MERGE_REQUEST_DIFF_BASE_SHA: parted,
      CI_MERGE_REQUEST_TARGET_BRANCH_SHA: '',
    });
    expect(bySha.summary.base).toBe(parted);
    // A merged-results pipeline: HEAD has the target branch in it, and what others merged there is not this request's.
    const merged = repo.merge('main');
    const inMerged = await run(repo, [], {
      CI_MERGE_REQUEST_TARGET_BRANCH_SHA: main,
      CI_MERGE_REQUEST_DIFF_BASE_SHA: parted,
    });
    expect([inMerged.summary.base, inMerged.summary.head, created(inMerged)]).toEqual([
      main,
      merged,
      ['ivo://padc.example/mine'],
    ]);
  });

  it('is found on origin, by the name of the target branch and without', async () => {
    const { repo, parted } = branched();
    repo.git('update-ref', 'refs/remotes/origin/stable', parted);
    repo.git('update-ref', 'refs/remotes/origin/trunk', parted);
    repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
    repo.git('update-ref', '-d', 'refs/heads/main');
    expect((await run(repo, [], { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'stable' })).summary.base).toBe(
      parted,
    );
    expect((await run(repo)).summary.base).toBe(parted);
  });

  it('is what --base says, as it stands', async () => {
    const { repo, main } = branched();
    const ran = await run(repo, ['--base', 'main', '--head', 'feature']);
    expect(ran.summary.base).toBe(main);
  });

  it.each<[string, string[], RegExp]>([
    ['is not there', ['--base', 'nowhere'], /There is no commit "nowhere" here/],
    ['looks like an option', ['--base=--all'], /is not a revision/],
  ])('is refused if it %s', async (_, args, message) => {
    await expect(run(branched().repo, args)).rejects.toThrow(message);
  });

  it('is asked for where there is no target branch, or no common history', async () => {
    const { repo, feature } = branched();
    repo.git('update-ref', '-d', 'refs/heads/main');
    await expect(run(repo)).rejects.toThrow('Say --base REVISION');
    repo.git('checkout', '--quiet', '--orphan', 'other');
    repo.git(
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@y',
      'commit',
      '--quiet',
      '--allow-empty',
      '--message',
      'x',
    );
    repo.git('update-ref', 'refs/heads/main', feature);
    await expect(run(repo, ['--head', 'other'])).rejects.toThrow('GIT_DEPTH: 0');
  });
});

describe('what it does', () => {
  it('ends with 1 if publication would refuse', async () => {
    const { repo } = branched();
    repo.write('records/bad.xml', 'no record').commit();
    const ran = await run(repo);
    expect([ran.code, ran.summary.findings.map(({ rule }) => rule)]).toEqual([1, ['XML']]);
  });

  it('asks about new authorities where it is told to, and not with --no-lookup', async () => {
    const { repo } = branched();
    repo.write(REGISTRY_PATH, registryRecord({ authorities: ['padc.example', 'new.example'] }));
    repo.write('records/new.xml', authorityRecord('new.example')).commit();
    const asked: string[] = [];
    const server = createServer((request, answer) => {
      asked.push(new URL(request.url ?? '', 'http://x').pathname);
      answer.writeHead(500).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ran = await run(repo, ['--regtap', `${url}/one,${url}/two`, '--rofr', `${url}/rofr`]);
    expect(asked.sort()).toEqual(['/one/sync', '/rofr', '/two/sync']);
    expect([ran.code, ran.summary.findings.map(({ rule, severity }) => [rule, severity])]).toEqual([
      0,
      [['RI-15', 'warning']],
    ]);
    asked.length = 0;
    const silent = await run(repo, ['--no-lookup', '--regtap', url, '--rofr', url]);
    expect([asked, silent.summary.notes]).toEqual([
      [],
      [expect.stringContaining('new.example is in use elsewhere was not asked')],
    ]);
  });

  it('works in a bare clone', async () => {
    const bare = gitRepo({ bare: true });
    writeRegistry(bare);
    const base = bare.commit();
    put(bare, 'x').commit();
    expect(created(await run(bare, ['--base', base]))).toEqual(['ivo://padc.example/x']);
  });

  it('takes options of a dry run only with --dry-run, and knows its formats', () => {
    const plain = (...args: string[]) => {
      const { options, outputs } = parsed(args);
      return formatOfPublication(options, outputs);
    };
    expect([plain(), plain('--format', 'json')]).toEqual(['text', 'json']);
    for (const args of [
      ['--base', 'x'],
      ['--format', 'markdown'],
      ['--format', 'json', '--output', 'x'],
    ]) {
      expect(() => plain(...args)).toThrow('need --dry-run');
    }
    expect(() => parsed(['--format', 'pdf'])).toThrow('There is no format "pdf": use text, markdown, json.');
    expect(() => parsed(['--output', 'x'])).toThrow('belongs to the --format before it');
  });
});
