/** A force-push can cut off history that a rebuild would need for its tombstones (design P6). */
import type { Repository } from '../git/repository.ts';
import { EMPTY_REGISTRY_FILE, parseRegistryFile } from '../resource/registry-file.ts';
import type { Database } from '../store/database.ts';
import { findItems, type Ledger } from '../store/ledger.ts';
import { type Finding, finding } from '../validate/finding.ts';
import type { Schema } from '../xml/schema.ts';
import { type History, pastRecords, readHistory } from './history.ts';

/**
 * For a rebuild: a finding for each ivoid that a commit published earlier had (its clone remembers it), that the
 * present history never had, and that `retired` does not list. Empty while the ledger remembers them itself.
 */
export async function isCutOff(job: CutJob, ledger: Ledger, head: string): Promise<Finding[]> {
  if (ledger.generation > 0 && !ledger.restamp) return [];
  const { repository, schema, recordsDir } = job;
  const cut = await repository.cut(head);
  if (cut.length === 0) return [];
  // All of it, whatever the publication itself needs to read: the registry's record of head says what was managed.
  const whole = await readHistory(repository, null, head, new Set(), schema);
  const findings = new Map<string, Finding>();
  for (const commit of cut) {
    const lost = await readHistory(repository, head, commit, new Set(), schema);
    const managed = [...lost.summaries.values(), ...whole.summaries.values()].flatMap(
      (s) => s?.managed ?? [],
    );
    for (const past of pastRecords(lost, commit, managed).values()) {
      findings.set(past.key, cutFinding(past.ivoid, commit, recordsDir));
    }
  }
  if (findings.size === 0) return [];
  for (const key of await knownKeys(job, head, whole, [...findings.keys()])) findings.delete(key);
  return [...findings.values()];
}

interface CutJob {
  db: Database;
  repository: Repository;
  schema: Schema;
  recordsDir: string;
}

function cutFinding(ivoid: string, commit: string, recordsDir: string): Finding {
  const message =
    `${ivoid} was published from commit ${commit.slice(0, 12)}, which a force-push has cut off, and the ledger that knew it is lost. ` +
    'Harvesters still hold it: list it under "retired" in registry.json, or restore the commit.';
  return finding({ rule: 'P6', file: `${recordsDir}/registry.json`, ivoid, message });
}

/**
 * Keys that a rebuild accounts for: valid in head's history, where it finds its tombstones (a record that was there but
 * never valid gets none), in `retired`, or still in the ledger.
 */
async function knownKeys(job: CutJob, head: string, whole: History, lost: string[]): Promise<Set<string>> {
  const keys = new Set(pastRecords(whole, head, []).keys());
  for (const item of await findItems(job.db, 'key', lost)) keys.add(item.key);
  const file = (await job.repository.changes(null, head)).find(
    (c) => c.path === `${job.recordsDir}/registry.json`,
  );
  if (file?.newBlob != null) {
    for await (const blob of job.repository.blobs([file.newBlob], 1024 * 1024)) {
      const parsed = blob.tooLarge
        ? { faults: [] }
        : parseRegistryFile(Buffer.from(blob.content).toString('utf8'));
      const { retired } = 'file' in parsed ? parsed.file : EMPTY_REGISTRY_FILE;
      for (const { ivoid } of retired) keys.add(ivoid.toLowerCase());
    }
  }
  return keys;
}
