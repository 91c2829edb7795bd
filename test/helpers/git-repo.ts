import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { GitRepo, type GitRepoOptions } from './git-writer.ts';

export { GitRepo } from './git-writer.ts';

const root = mkdtempSync(join(tmpdir(), 'voreg-git-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Makes a real repository in a temporary folder, removed when the test file ends. */
export function gitRepo(options: GitRepoOptions = {}): GitRepo {
  return new GitRepo(mkdtempSync(join(root, 'repo-')), options);
}

/** A temporary folder, removed when the test file ends. */
export function temporaryFolder(): string {
  return mkdtempSync(join(root, 'folder-'));
}
