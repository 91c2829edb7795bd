/** What a commit no longer has: tombstones, for ever (P5, P6), and authorities that left without any (RI-35). */
import { parseIvoid } from '../resource/ivoid.ts';
import { METADATA_PREFIXES } from '../resource/metadata-formats.ts';
import type { RegistryFile } from '../resource/registry-file.ts';
import { authoritySetSpec, IVO_MANAGED, setSpecsOf } from '../resource/sets.ts';
import type { Database } from '../store/database.ts';
import type { Item } from '../store/ledger.ts';
import * as store from '../store/ledger.ts';
import { type Finding, finding } from '../validate/finding.ts';
import type { CandidateJob } from './candidate.ts';
import { firstAppearances, type PastRecord, pastRecords } from './history.ts';
import { notAfter } from './records.ts';
import { type Staging, tombstone } from './staging.ts';

/** Authorities that registry.json says have moved to another registry, in lower case. */
export function transferredOut(file: RegistryFile): Set<string> {
  return new Set(file.transfers.filter((t) => t.direction === 'out').map((t) => t.authority.toLowerCase()));
}

/**
 * Stages tombstones for published items that the commit no longer has: their files are gone, or have another ivoid.
 * With `restamp`, tombstones that were there get a new datestamp too; a full comparison also finds what a program that
 * did not know a format left alive in it.
 */
export async function stageGone(
  job: CandidateJob,
  staging: Staging,
  items: Item[],
  out: Set<string>,
): Promise<void> {
  const { db, ledger } = job;
  const staying = items.filter((item) => !out.has(item.authority));
  const leaving = staying.filter((item) => item.path !== null);
  const looked = ledger.restamp || job.base === null ? staying : leaving;
  if (looked.length === 0) return;
  const versions = await store.findVersions(
    db,
    looked.map((item) => item.key),
  );
  const live = new Set(versions.filter((v) => !v.deleted).map((v) => v.key));
  staging.changes.deleted.push(...leaving.filter((item) => live.has(item.key)).map((item) => item.ivoid));
  const byKey = new Map(looked.map((item) => [item.key, item]));
  await staging.records(
    versions
      .filter((v) => !v.deleted || ledger.restamp)
      .map((v) => tombstone(v.prefix, byKey.get(v.key) ?? { key: v.key, ivoid: v.key }, v.setspecs)),
  );
  await staging.items(leaving.map((item) => ({ ...item, status: 'deleted', path: null, blob: null })));
}

/**
 * Stages tombstones for records that the history had, or that `retired` lists, and that neither this commit (`keys`)
 * nor the ledger knows: a rebuild has forgotten nothing (P6).
 */
export async function stagePast(
  job: CandidateJob,
  staging: Staging,
  keys: Set<string>,
  registryFile: RegistryFile,
): Promise<void> {
  const { db, ledger, history, commit } = job;
  const managed = (ledger.registry?.managedAuthorities ?? []).map((a) => a.toLowerCase());
  const past: Map<string, PastRecord | RetiredRecord> = new Map(pastRecords(history, commit, managed));
  for (const retired of retiredRecords(registryFile))
    if (!past.has(retired.key)) past.set(retired.key, retired);
  const out = transferredOut(registryFile);
  const absent = [...past.values()].filter((p) => !keys.has(p.key) && !out.has(p.authority.toLowerCase()));
  if (absent.length === 0) return;
  const known = new Set(
    (
      await store.findItems(
        db,
        'key',
        absent.map((p) => p.key),
      )
    ).map((item) => item.key),
  );
  const lacking = absent.filter((p) => !known.has(p.key));

  const appeared = firstAppearances(history);
  await staging.records(
    lacking.flatMap((p) => {
      const setspecs =
        p.type === null ? setSpecsOfRetired(p) : setSpecsOf({ ...p, type: p.type }, registryFile.sets);
      // In every format: which of them it once was said in, nobody knows any more.
      return METADATA_PREFIXES.map((prefix) => tombstone(prefix, p, setspecs));
    }),
  );
  await staging.items(
    lacking.map(({ key, ivoid, authority, type, subjects }) => ({
      key,
      ivoid,
      authority: authority.toLowerCase(),
      type: type ?? '',
      subjects,
      status: 'deleted',
      path: null,
      blob: null,
      created: notAfter(ledger.now, appeared(key, null)),
    })),
  );
  staging.changes.deleted.push(...lacking.map((p) => p.ivoid));
}

/** Known by its ivoid only. */
type RetiredRecord = Omit<PastRecord, 'type'> & { type: null };

function retiredRecords(registryFile: RegistryFile): RetiredRecord[] {
  return registryFile.retired.flatMap(({ ivoid }) => {
    const parsed = parseIvoid(ivoid);
    return parsed === null ? [] : [{ ...parsed, type: null, subjects: [] }];
  });
}

function setSpecsOfRetired({ authority }: RetiredRecord): string[] {
  return [authoritySetSpec(authority), IVO_MANAGED].sort();
}

/** Stages the silent removal of authorities that moved to another registry; a finding for each not yet confirmed. */
export async function stageTransfers(
  job: CandidateJob,
  staging: Staging,
  out: Set<string>,
  registryFilePath: string,
): Promise<Finding[]> {
  if (out.size === 0) return [];
  const leaving = await store.findItemsOf(job.db, 'authority', [...out]);
  const unconfirmed = [...out].filter(
    (a) => !job.accept.transfers.has(a) && leaving.some((item) => item.authority === a),
  );
  if (unconfirmed.length === 0) {
    await staging.removals([...leaving, ...(job.base === null ? await leftBehind(job.db, out) : [])]);
    staging.changes.withdrawn.push(...leaving.map((item) => item.ivoid));
  }
  return unconfirmed.map((authority) => {
    const count = leaving.filter((item) => item.authority === authority).length;
    const message =
      `The transfer of ${authority} takes ${count} records and tombstones out of this registry without a deletion notice. ` +
      `Check that the other registry serves them, then run: voreg publish --accept-transfer ${authority}`;
    return finding({ rule: 'RI-35', file: registryFilePath, found: authority, message });
  });
}

/** Records without an item: a program that did not know their format took the item away, and left them. */
async function leftBehind(db: Database, out: Set<string>): Promise<{ key: string }[]> {
  const records = await db.query<{ key: string }>(
    'select distinct key from record r where not exists (select from item i where i.key = r.key)',
  );
  return records.filter(({ key }) => out.has(parseIvoid(key)?.authority.toLowerCase() ?? ''));
}
