/** The program as it is shipped: compiled once for a test file, and run as a process of its own. */
import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll } from 'vitest';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

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
  beforeAll(async () => {
    build = await mkdtemp(join(tmpdir(), 'voreg-built-'));
    const tsc = join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = [
      '-p',
      join(PROJECT, 'tsconfig.build.json'),
      '--outDir',
      join(build, 'dist'),
      '--noCheck',
    ];
    await promisify(execFile)(process.execPath, [tsc, ...options]);
    // What the program reads beside its modules: vocabularies.
    await cp(join(PROJECT, 'src'), join(build, 'dist'), {
      recursive: true,
      filter: (file) => !file.endsWith('.ts'),
    });
    for (const name of ['node_modules', 'package.json', 'xsd', 'records', 'examples'])
      await symlink(join(PROJECT, name), join(build, name));
  });
  afterAll(() => rm(build, { recursive: true, force: true }));
  const main = () => join(build, 'dist', 'main.js');
  return {
    voreg: (args, options) => run(process.execPath, [main(), ...args], options),
    shell: (script, options) =>
      run('/bin/bash', ['-o', 'pipefail', '-c', script, process.execPath, main()], options),
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
