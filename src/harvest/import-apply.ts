/** Carries an import's plan out in a work tree: each file in one step, and nothing outside of the records folder. */
import { realpathSync } from 'node:fs';
import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { fileBytes } from './import-check.ts';
import { ImportRefused } from './import-existing.ts';
import type { Plan } from './import-plan.ts';
import type { Spool } from './import-receive.ts';

/** Writes and removes files below `records`; stops between two files when told to. Throws ImportRefused for links. */
export async function applyPlan(
  plan: Plan,
  spool: Spool,
  records: string,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(records, { recursive: true });
  for (const { path, place } of [...plan.written, ...plan.changed]) {
    signal.throwIfAborted();
    await putFile(records, path, fileBytes(spool, place));
  }
  // First the list of what is retired, then the files: broken off in between, nothing is forgotten.
  if (plan.registryJson !== null) await putFile(records, 'registry.json', Buffer.from(plan.registryJson));
  for (const { path } of plan.removed) await rm(join(records, path), { force: true });
}

async function putFile(records: string, path: string, bytes: Buffer): Promise<void> {
  const file = join(records, path);
  await mkdir(dirname(file), { recursive: true });
  const real = realpathSync(records);
  const folder = realpathSync(dirname(file));
  if (folder !== real && !folder.startsWith(real + sep)) {
    throw new ImportRefused(`${dirname(file)} is a link that leads out of ${records}. Make it a folder.`);
  }
  const there = await lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const beside = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(beside, bytes, { flag: 'wx', mode: there?.isFile() ? there.mode & 0o777 : 0o666 });
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
}
