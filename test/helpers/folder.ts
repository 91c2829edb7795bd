/** Folders that vanish with the test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new empty folder, removed at the end of the test that asked for it. */
export async function temporaryFolder(parent: string = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, 'voreg-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
