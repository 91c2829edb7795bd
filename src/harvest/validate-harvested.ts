/**
 * What the schemas and rules say of harvested VOResource records, found out after the harvest and off its way: versions
 * that nobody has looked at yet, in rounds of bounded size, by the threads of `voreg validate`.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utcNow } from '../resource/dates.ts';
import type { Database } from '../store/database.ts';
import type { Validity } from '../store/harvested.ts';
import { findUnvalidated, noteValidity, type Unvalidated } from '../store/harvested-versions.ts';
import type { Finding } from '../validate/finding.ts';
import { treatFiles } from '../validate/pool.ts';

/** A round: the threads take a second to start, and its files are on the disk meanwhile. */
const ROUND_RECORDS = 2_000;
const ROUND_BYTES = 64 * 1024 * 1024;

export interface ValidationRequest {
  db: Database;
  /** XSD_DIR */
  xsdDir: string;
  signal: AbortSignal;
  onProgress?: (done: number) => void;
}

/** Validates all that is not validated yet; returns how many versions. Throws SchemaFolderError, DatabaseAway, the signal's reason. */
export async function validateHarvested(request: ValidationRequest): Promise<number> {
  let done = 0;
  for (let after = 0; ; ) {
    const last = await round(request, after, (count) => request.onProgress?.(done + count));
    if (last === null) return done;
    after = last.version;
    done += last.count;
  }
}

/** Returns the last version of the round and how many there were; null if there is none left. */
async function round(
  request: ValidationRequest,
  after: number,
  onProgress: (count: number) => void,
): Promise<{ version: number; count: number } | null> {
  const { db, xsdDir, signal } = request;
  const folder = await mkdtemp(join(tmpdir(), 'voreg-harvested-'));
  try {
    const versions = await spool(db, folder, after);
    const last = versions.at(-1);
    if (last === undefined) return null;
    const sources = versions.map((version) => ({
      path: `${version}.xml`,
      absolute: fileOf(folder, version),
    }));
    const now = utcNow();
    let found: { version: number; validity: Validity }[] = [];
    let count = 0;
    for await (const { findings } of treatFiles(sources, 'check', { xsdDir, profile: 'rec', now })) {
      signal.throwIfAborted();
      found.push({ version: versions[count] ?? 0, validity: validityOf(findings) });
      count += 1;
      if (found.length < 200) continue;
      await noteValidity(db, found);
      found = [];
      onProgress(count);
    }
    if (found.length > 0) await noteValidity(db, found);
    onProgress(count);
    return { version: last, count };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes the records of a round to files, and returns their version numbers. */
async function spool(db: Database, folder: string, after: number): Promise<number[]> {
  const versions: number[] = [];
  let bytes = 0;
  for (let last = after; versions.length < ROUND_RECORDS && bytes < ROUND_BYTES; ) {
    const some: Unvalidated[] = await findUnvalidated(db, 'vor', last);
    for (const one of some) {
      await writeFile(fileOf(folder, one.version), one.bytes);
      versions.push(one.version);
      bytes += one.bytes.length;
      last = one.version;
    }
    if (some.length === 0) break;
  }
  return versions;
}

function fileOf(folder: string, version: number): string {
  return join(folder, `${version}.xml`);
}

function validityOf(findings: Finding[]): Validity {
  const validity: Validity = { errors: 0, warnings: 0, infos: 0, rules: {} };
  for (const { rule, severity } of findings) {
    validity[`${severity}s`] += 1;
    validity.rules[rule] = (validity.rules[rule] ?? 0) + 1;
  }
  return validity;
}
