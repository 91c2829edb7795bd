/**
 * What an import remembers between runs: what the source last said, so that a change made here can be told from one made
 * there. A file in DATA_DIR, not in the repository: it is about this machine's work, and can be lost without harm (the
 * next run then asks before it overwrites).
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.object({
  version: z.literal(1),
  source: z.string(),
  /** responseDate or commit of the last list whose content is in the target branch; null: list everything. */
  reached: z.string().nullable(),
  /** When everything was last listed, UTC seconds. */
  lastFull: z.string().nullable(),
  authorities: z.array(z.string()).nullable(),
  /** ivoid in lower case → canonical digest. */
  digests: z.record(z.string(), z.string()),
});
export type ImportState = z.infer<typeof schema>;

/** Where it is; one for each source and place it is imported to. */
export function statePath(dataDir: string, source: string, target: string): string {
  const key = createHash('sha256').update(`${source}\0${target}`).digest('hex').slice(0, 16);
  return join(dataDir, 'imports', `${key}.json`);
}

/** As it was saved; a fresh one if there is none, or if it is of another version or damaged. */
export async function readState(path: string, source: string): Promise<ImportState> {
  const fresh: ImportState = {
    ...{ version: 1, source, reached: null, lastFull: null, authorities: null, digests: {} },
  };
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : fresh;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return fresh;
    throw error;
  }
}

/** In one step: a run that is killed leaves the former one. */
export async function saveState(path: string, state: ImportState): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  const beside = `${path}.${process.pid}.tmp`;
  await writeFile(beside, JSON.stringify(state), { mode: 0o600 });
  await rename(beside, path);
}
