/** The program as it is shipped: compiled once for a test file, and run as a process of its own. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { compileProgram } from './compile.ts';

export interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd: string;
  env?: Record<string, string>;
  input?: string | Buffer;
}

export interface Program {
  voreg(args: string[], options: RunOptions): Promise<Run>;
  /** A line of shell, in which `"$0" "$1"` is the program. */
  shell(script: string, options: RunOptions): Promise<Run>;
}

/** To be called at the top of a test file: compiles before its tests, and gives what runs the program. */
export function compiledProgram(): Program {
  let build = '';
  let main = '';
  beforeAll(async () => {
    build = await mkdtemp(join(tmpdir(), 'voreg-built-'));
    main = await compileProgram(build);
  });
  afterAll(() => rm(build, { recursive: true, force: true }));
  return {
    voreg: (args, options) => run(process.execPath, [main, ...args], options),
    shell: (script, options) =>
      run('/bin/bash', ['-o', 'pipefail', '-c', script, process.execPath, main], options),
  };
}

/** Of this machine only what a program needs to run: vitest sets BASE_URL, for one. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'SYSTEMROOT'];

async function run(command: string, args: string[], { cwd, env = {}, input = '' }: RunOptions): Promise<Run> {
  const inherited = INHERITED.flatMap((name) =>
    process.env[name] === undefined ? [] : [[name, process.env[name]]],
  );
  const child = spawn(command, args, { cwd, env: { ...Object.fromEntries(inherited), ...env } });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A program that has read enough closes its end.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return { code: await ended, stdout, stderr };
}
