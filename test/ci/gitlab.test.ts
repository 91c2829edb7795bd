/**
 * The GitLab files: their structure, and each job's script, run here as it stands. (They were also checked with the JSON
 * schema that GitLab publishes; no package that carries it runs on every Node that we support.)
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/git-repo.ts';
import { artifactsOf, readPipeline } from './pipeline.ts';
import { runJob } from './run-job.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const OWN = readPipeline(ROOT, '.gitlab-ci.yml');
const NODE_MODULES = join(ROOT, 'node_modules');

function git(folder: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const who = ['-c', 'user.name=A Curator', '-c', 'user.email=curator@padc.example'];
  return execFileSync('git', [...who, ...args], { cwd: folder, env, encoding: 'utf8' }).trim();
}

/** Commits everything in a folder on the current branch; returns the commit. */
function commitAll(folder: string): string {
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'change');
  return git(folder, 'rev-parse', 'HEAD');
}

const PORTAL = 'records/padc.example/hesiod/portal.xml';

function edit(folder: string, path: string, change: (text: string) => string): void {
  writeFileSync(join(folder, path), change(readFileSync(join(folder, path), 'utf8')));
}

/** A clone of a merge request: a commit on the target branch, and one that changes a record. */
function mergeRequest(folder: string, change: (text: string) => string): Record<string, string> {
  git(folder, 'init', '--quiet', '--initial-branch=main');
  const base = commitAll(folder);
  edit(folder, PORTAL, change);
  git(folder, 'checkout', '--quiet', '--detach');
  commitAll(folder);
  return {
    CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
    CI_MERGE_REQUEST_TARGET_BRANCH_SHA: '',
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
    CI_PIPELINE_SOURCE: 'merge_request_event',
  };
}

const retitled = (text: string) => text.replace('</title>', ', second edition</title>');

/** Everything that is in the repository, with the packages that are installed here. */
function copyOfProject(): string {
  const folder = join(temporaryFolder(), 'project');
  const left = new Set(['node_modules', 'var', 'dist', '.git']);
  cpSync(ROOT, folder, { recursive: true, filter: (path) => !left.has(basename(path)) });
  symlinkSync(NODE_MODULES, join(folder, 'node_modules'));
  return folder;
}

describe('the pipeline of this project', () => {
  /** Installing is not for a test; the checks and tests are what is running right now, so a sample will do. */
  const programs = {
    'apt-get': 'echo "apt-get $*"',
    npm: `case "$*" in "run build"|sbom*) PATH=\${PATH#*:} exec npm "$@";; "ci"|"run check"|"run test:chaos"*) echo "npm $*";; *) exit 9;; esac`,
    npx: `PATH=\${PATH#*:}; case "$*" in *test/browser*) set -- vitest run;; esac; if [ "$1" = vitest ]; then exec npx "$@" test/resource/ivoid.test.ts; else exec npx "$@"; fi`,
    buildah: `[ "$1" != login ] || cat >/dev/null; echo "buildah $*"`,
  };
  let project = '';
  let predefined: Record<string, string> = {};
  beforeAll(() => {
    project = copyOfProject();
    predefined = {
      ...mergeRequest(project, retitled),
      ...{ CI_REGISTRY: 'registry.example.org', CI_REGISTRY_IMAGE: 'registry.example.org/voreg' },
      ...{ CI_REGISTRY_USER: 'job', CI_REGISTRY_PASSWORD: 'token', TAG: 'latest' },
    };
  });

  it('has the jobs that it should have', () => {
    expect([...OWN.jobs.keys()].sort()).toEqual([
      'browser',
      'build',
      'chaos',
      'container-image',
      'lint',
      'preview-publication',
      'sbom',
      'test',
      'validate-all-records',
      'validate-changed-records',
    ]);
    const test = OWN.jobs.get('test');
    expect(test?.parallel?.matrix).toEqual([{ NODE: ['20', '22', '24'] }]);
    expect(test?.services).toEqual(['postgres:17']);
  });

  it.each([...OWN.jobs.keys()])('%s: its script runs, and leaves what it promises', {
    timeout: 300_000,
  }, (name) => {
    const job = OWN.jobs.get(name);
    if (job === undefined) throw new Error(`no ${name}`);
    const ran = runJob(OWN, job, { project, programs, predefined });
    expect(ran.code, ran.output).toBe(0);
    expect(
      artifactsOf(job).filter((path) => !existsSync(join(project, path))),
      ran.output,
    ).toEqual([]);
  });

  it('runs only scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...OWN.jobs.values()]
      .flatMap((job) => [...(job.before_script ?? []), ...(job.script ?? [])])
      .flatMap((line) => [...line.matchAll(/npm run (\w+)/g)].map((match) => match[1] ?? ''));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
  });

  it('shows what harvesters would receive', () => {
    const summary = readFileSync(join(project, 'voreg/preview.md'), 'utf8');
    expect(summary).toContain('1 updated');
    expect(summary).toMatch(/^ {2}\+.*, second edition<\/title>$/m);
  });
});

describe('the templates in another repository', () => {
  const jobs = {
    mergeRequest: readPipeline(ROOT, 'ci/gitlab/merge-request.yml'),
    nightly: readPipeline(ROOT, 'ci/gitlab/nightly.yml'),
  };
  /** As in the container image: the program is called voreg. */
  const programs = {
    voreg: `exec ${process.execPath} ${join(NODE_MODULES, 'tsx/dist/cli.mjs')} ${join(ROOT, 'src/main.ts')} "$@"`,
  };

  function recordsOnly(): string {
    const folder = join(temporaryFolder(), 'records-of-an-observatory');
    mkdirSync(folder);
    cpSync(join(ROOT, 'records'), join(folder, 'records'), { recursive: true });
    return folder;
  }

  it('report a broken record where it is broken, and fail', { timeout: 120_000 }, () => {
    const project = recordsOnly();
    const predefined = mergeRequest(project, (text) =>
      text.replace('<subject>', '<subjet>').replace('</subject>', '</subjet>'),
    );
    for (const [name, job] of jobs.mergeRequest.jobs) {
      const ran = runJob(jobs.mergeRequest, job, { project, programs, predefined });
      expect(ran.code, `${name}: ${ran.output}`).toBe(1);
      expect(ran.output).toContain(PORTAL);
      // `when: always`: the reports are what tells the curator.
      expect(job.artifacts?.when).toBe('always');
      expect(artifactsOf(job).filter((path) => !existsSync(join(project, path)))).toEqual([]);
    }
    const quality = JSON.parse(readFileSync(join(project, 'voreg/codequality.json'), 'utf8')) as {
      location: { path: string };
    }[];
    expect(quality.map(({ location }) => location.path)).toContain(PORTAL);
    const line =
      readFileSync(join(project, PORTAL), 'utf8')
        .split('\n')
        .findIndex((text) => text.includes('<subjet>')) + 1;
    expect(readFileSync(join(project, 'voreg/preview.md'), 'utf8')).toContain(
      `\`${PORTAL}:${line}\` error XSD`,
    );
  });

  it('look at every record in a scheduled pipeline', { timeout: 120_000 }, () => {
    const project = recordsOnly();
    git(project, 'init', '--quiet');
    commitAll(project);
    const job = jobs.nightly.jobs.get('validate-all-records');
    if (job === undefined) throw new Error('no job');
    const ran = runJob(jobs.nightly, job, {
      project,
      programs,
      predefined: { CI_PIPELINE_SOURCE: 'schedule' },
    });
    expect(ran.code, ran.output).toBe(0);
    expect(artifactsOf(job).filter((path) => !existsSync(join(project, path)))).toEqual([]);
  });

  it('need the whole history, no secret, and say what is missing without an image', () => {
    for (const { jobs: some } of Object.values(jobs)) {
      for (const job of some.values()) {
        expect(job.variables?.GIT_DEPTH).toBe(0);
        expect(JSON.stringify(job)).not.toMatch(/TOKEN|PASSWORD|SECRET/);
      }
    }
    const job = jobs.mergeRequest.jobs.get('preview-publication');
    const ran = runJob(jobs.mergeRequest, job ?? {}, {
      project: recordsOnly(),
      programs: {},
      predefined: {},
    });
    expect(ran.code).toBe(2);
    expect(ran.output).toContain('Set VOREG_IMAGE');
  });
});

describe('the container definition', () => {
  const lines = readFileSync(join(ROOT, 'ci/Containerfile'), 'utf8').split('\n');

  it('copies only what is there, and nothing that is ignored', () => {
    const ignored = readFileSync(join(ROOT, '.containerignore'), 'utf8').split('\n');
    const sources = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1));
    expect(sources).toContain('package-lock.json');
    expect(sources.filter((path) => !existsSync(join(ROOT, path)) || ignored.includes(path))).toEqual([]);
  });

  it('copies all that the compiled program needs', () => {
    const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { files: string[] };
    const copied = lines.filter((line) => line.startsWith('COPY ')).map((line) => line.split(' ').at(-1));
    expect(files.filter((path) => !copied.includes(path))).toEqual([]);
  });

  it('ends as an ordinary user who serves on every address', () => {
    const last = lines.slice(lines.lastIndexOf('FROM docker.io/library/node:24-slim'));
    expect(last).toContain('USER node');
    expect(last.join('\n')).toMatch(/HOST=0\.0\.0\.0/);
    expect(last.slice(last.indexOf('USER node')).filter((line) => line.startsWith('RUN '))).toEqual([]);
    expect(last).toContain('ENTRYPOINT ["voreg"]');
    expect(last).toContain('CMD ["serve"]');
  });
});

describe('the reader of pipelines', () => {
  it.each([
    ['a misspelt keyword', 'a: {script: [x], artifacts: {expires_in: 1 week}}'],
    ['a job without a script', 'a: {stage: test}'],
    ['a stage that is none', 'a: {script: [x], stage: tests}'],
    ['a parent that is not there', 'a: {script: [x], extends: .b}'],
    ['an include that is not there', 'include: [{local: /b.yml}]'],
    ['a link text that GitLab refuses', 'a: {script: [x], artifacts: {expose_as: "What?", paths: [y]}}'],
  ])('refuses %s', (_, yaml) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.yml'), yaml);
    expect(() => readPipeline(folder, 'a.yml')).toThrow();
  });
});
