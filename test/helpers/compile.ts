/** The program as it is shipped, compiled from this checkout. */
import { execFile } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Compiles into a folder, without checking types. Returns the path of main.js. */
export async function compileProgram(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const dist = join(folder, 'dist');
  const tsc = join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['-p', join(PROJECT, 'tsconfig.build.json'), '--outDir', dist, '--noCheck'];
  await promisify(execFile)(process.execPath, [tsc, ...options]);
  // What the program reads beside its modules: migrations, vocabularies.
  await cp(join(PROJECT, 'src'), dist, { recursive: true, filter: (file) => !file.endsWith('.ts') });
  for (const name of ['node_modules', 'package.json', 'xsd', 'records', 'examples'])
    await symlink(join(PROJECT, name), join(folder, name));
  return join(dist, 'main.js');
}
