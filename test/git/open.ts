import { readdirSync, readFileSync } from 'node:fs';
import { openRepository, type Repository, type RepositoryOptions } from '../../src/git/repository.ts';
import { temporaryFolder } from '../helpers/git-repo.ts';

/** Opens a repository with a DATA_DIR of its own. */
export function open(source: string, options: Partial<RepositoryOptions> = {}): Promise<Repository> {
  return openRepository({ source, ref: null, recordsDir: 'records', dataDir: temporaryFolder(), ...options });
}

/** Opens a repository and fetches it. */
export async function openFetched(
  source: string,
  options: Partial<RepositoryOptions> = {},
): Promise<Repository> {
  const repository = await open(source, options);
  await repository.fetch();
  return repository;
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Command lines of the processes on this machine (`parent`: those it started) that contain a text. */
export function processesWith(text: string, parent?: number): string[] {
  const found: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const [, parentId] = /\) . (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      if (command.includes(text) && (parent === undefined || Number(parentId) === parent))
        found.push(command);
    } catch (error) {
      if (!['ENOENT', 'ESRCH'].includes(String((error as NodeJS.ErrnoException).code))) throw error;
    }
  }
  return found;
}
