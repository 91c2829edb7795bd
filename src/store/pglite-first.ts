/**
 * The first start of the embedded database. PGlite runs initdb in a second PGlite and copies what it made, through an
 * archive, to the directory: 877 MB at most and 800 MB kept, where a later start takes 340. Here initdb writes into the
 * directory itself, and the second PGlite is collected before the first one starts: 520 MB at most, 250 kept.
 * Started by pglite-worker.ts only.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MemoryFS } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type Initialisation = Parameters<MemoryFS['init']>;

/** The file system for a start with nothing in `directory` (null: in memory); null if a database is there. */
export function firstFiles(directory: string | null): MemoryFS | null {
  if (directory !== null && existsSync(join(directory, 'PG_VERSION'))) return null;
  return new FirstFiles(directory);
}

/** PGlite lets initdb work in its files, instead of copying, if they are a MemoryFS; these are, but for where they lie. */
class FirstFiles extends MemoryFS {
  readonly #directory: string | null;
  #isMade = false;

  constructor(directory: string | null) {
    super();
    this.#directory = directory;
  }

  override async init(...[pglite, options]: Initialisation): ReturnType<MemoryFS['init']> {
    const own = await super.init(pglite, options);
    return this.#directory === null ? own : new NodeFS(this.#directory).init(pglite, options);
  }

  /** PGlite calls this after each statement; first when initdb is over. */
  override async syncToFs(): Promise<void> {
    if (this.#isMade) return;
    this.#isMade = true;
    await collectGarbage();
  }
}

/** V8 is in no hurry: unasked it kept 330 MB that nobody used for as long as the process ran. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  collect();
  // What the first round found may still be called back, and holds the memory until it was: one round alone freed nothing.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
}
