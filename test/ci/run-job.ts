/** Runs the script of a GitLab job as a runner does: bash, in a clone, with the predefined variables. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, Pipeline } from './pipeline.ts';

export interface Ran {
  code: number | null;
  output: string;
}

export interface Runner {
  /** The clone: CI_PROJECT_DIR. */
  project: string;
  /** Programs that come before those of this machine: name → bash script. */
  programs: Record<string, string>;
  /** Predefined variables of the pipeline. */
  predefined: Record<string, string>;
}

/** Runs before_script and script in one shell, which stops at the first command that fails. */
export function runJob(pipeline: Pipeline, job: Job, { project, programs, predefined }: Runner): Ran {
  const bin = `${project}-bin`;
  mkdirSync(bin, { recursive: true });
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/usr/bin/env bash\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const given: Record<string, string> = { CI_PROJECT_DIR: project, ...predefined };
  for (const variables of [pipeline.variables, job.variables ?? {}]) {
    for (const [name, value] of Object.entries(variables)) given[name] = expanded(textOf(value), given);
  }
  // Not what this test run itself has set: a runner starts with an environment of its own.
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH: `${bin}:${PATH}`, HOME, LANG: 'C.UTF-8', ...given };
  const script = [...(job.before_script ?? []), ...(job.script ?? [])].join('\n');
  const ran = spawnSync('bash', ['-c', `set -eo pipefail\n${script}`], {
    cwd: project,
    env,
    encoding: 'utf8',
  });
  return { code: ran.status, output: ran.stdout + ran.stderr };
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'value' in value
    ? String(value.value)
    : String(value);
}

function expanded(text: string, given: Record<string, string>): string {
  return text.replace(/\$(\w+)/g, (_, name: string) => given[name] ?? '');
}
