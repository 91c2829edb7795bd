/**
 * Benchmarks measure what an operator runs: compiled JavaScript. tsx alone adds 170 MB to a process, and makes each
 * start of Git slower by that. So a benchmark compiles the project, itself included, and runs again from there.
 */
import { execFile, spawn } from 'node:child_process';
import { cp, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { BENCH_DIR } from './place.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
/** The compiled project, with everything at the same place as in the checkout. */
const BUILD = join(BENCH_DIR, 'build');

/** The service's program, in the compiled project. Only for what runs inside `runCompiled`. */
export const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));
export const XSD = fileURLToPath(new URL('../xsd', import.meta.url));

/**
 * Runs `work` with the program's arguments, in compiled form, if `module` (import.meta.url) is what was started.
 * Started from source, it compiles and starts the compiled benchmark instead.
 */
export async function runCompiled(module: string, work: (args: string[]) => Promise<void>): Promise<void> {
  if (module !== pathToFileURL(process.argv[1] ?? '').href) return;
  const args = process.argv.slice(2);
  if (module.endsWith('.js')) return work(args);
  await build();
  const child = spawn(
    process.execPath,
    [join(BUILD, 'bench', basename(module).replace(/\.ts$/, '.js')), ...args],
    {
      stdio: 'inherit',
    },
  );
  // Ctrl-C reaches both; the one who measures cleans up, this one waits for it.
  process.on('SIGINT', () => undefined);
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

async function build(): Promise<void> {
  await rm(BUILD, { recursive: true, force: true });
  const tsc = join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['--noEmit', 'false', '--rootDir', PROJECT, '--outDir', BUILD, '--noCheck'];
  await promisify(execFile)(process.execPath, [tsc, '-p', join(PROJECT, 'tsconfig.json'), ...options]);
  // What the program reads beside its modules: SQL, vocabularies.
  await cp(join(PROJECT, 'src'), join(BUILD, 'src'), {
    recursive: true,
    filter: (file) => !file.endsWith('.ts'),
  });
  for (const name of ['node_modules', 'package.json', 'xsd', 'ci'])
    await symlink(join(PROJECT, name), join(BUILD, name));
}
