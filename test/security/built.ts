/** The compiled program for a test file, and repositories for it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { compileProgram } from '../helpers/compile.ts';
import { type GitRepo, gitRepo, temporaryFolder } from '../helpers/git-repo.ts';
import { tinyRecord, writeRegistry } from '../promises/records.ts';
import { type Running, startProgram } from './process.ts';

export interface Built {
  run(args: string[], env: Record<string, string>): Running;
  /** Exit code and words of a program that ends by itself. */
  outcome(args: string[], env: Record<string, string>): Promise<[unknown, string]>;
}

/** To be called at the top of a test file: compiles before its tests. What is run looks at its repository when told only. */
export function builtProgram(): Built {
  const build = mkdtempSync(join(tmpdir(), 'voreg-built-'));
  let main = '';
  beforeAll(async () => {
    main = await compileProgram(build);
  });
  afterAll(() => rmSync(build, { recursive: true, force: true }));
  const run: Built['run'] = (args, env) =>
    startProgram(main, args, { DATA_DIR: temporaryFolder(), POLL_SECONDS: '0', ...env }, tmpdir());
  return {
    run,
    async outcome(args, env) {
      const program = run(args, env);
      return [await program.ended, program.said()];
    },
  };
}

/** A registry with so many records besides its own two. */
export function repoWith(records: number, description = 'One of many.'): GitRepo {
  const repo = gitRepo();
  writeRegistry(repo);
  for (let i = 0; i < records; i += 1)
    repo.write(`records/r${i}.xml`, tinyRecord({ ivoid: `ivo://padc.example/r${i}`, description }));
  repo.commit();
  return repo;
}

/** Waits until it serves; gives its address. */
export async function serving(program: Running): Promise<string> {
  await expect.poll(program.said, { timeout: 120_000 }).toMatch(/is serving\. Look here:\n {2}http:\S+\/oai/);
  return /(http:\/\/127\.0\.0\.1:\d+)\/oai/.exec(program.said())?.[1] ?? '';
}

/** What an address answers. */
export async function textAt(url: string, init?: RequestInit): Promise<string> {
  return (await fetch(url, init)).text();
}
