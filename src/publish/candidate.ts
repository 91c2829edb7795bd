/**
 * One commit that may become the next generation: reads what it changes, validates it, and stages the difference to
 * the ledger, unseen.
 */

import type { Repository } from '../git/repository.ts';
import { ivoidKey } from '../resource/ivoid.ts';
import type { RegistryRecord } from '../resource/registry.ts';
import type { RegistryFile } from '../resource/registry-file.ts';
import { setSpecsOf } from '../resource/sets.ts';
import { breathe } from '../store/breathe.ts';
import type { Database } from '../store/database.ts';
import type { Basis, Item, Ledger } from '../store/ledger.ts';
import * as store from '../store/ledger.ts';
import type { Finding } from '../validate/finding.ts';
import { type SetFacts, type SetMember, setFindings } from '../validate/set.ts';
import type { Schema } from '../xml/schema.ts';
import { filesOf, registryAmong } from './files.ts';
import { stageGone, stagePast, stageTransfers, transferredOut } from './gone.ts';
import type { History } from './history.ts';
import { type ReadFiles, stageFiles } from './records.ts';
import { basisOf, basisOver, sameBasis, sameFormats } from './renderings.ts';
import { shrinkFindings } from './shrink.ts';
import { type Changes, openStaging, type Staging, sameSets } from './staging.ts';

export interface CandidateJob {
  db: Database;
  repository: Repository;
  schema: Schema;
  ledger: Ledger;
  commit: string;
  /** The published commit to compare with; null to compare every record of the commit with the ledger. */
  base: string | null;
  history: History;
  recordsDir: string;
  accept: Acceptance;
  /** Largest share of the records, in percent, that one publication may take away. */
  maxShrinkPercent: number;
  /** Findings of blobs that were refused in a newer commit already. */
  refused: Map<string, Finding[]>;
  onProgress: (done: number, total: number) => void;
}

/** What a person has said yes to on the command line. */
export interface Acceptance {
  newIdentity: boolean;
  /** Authorities, in lower case. */
  transfers: Set<string>;
  /** Beginning of the id of a commit that may take away more than the configured share; null: none may. */
  shrink?: string | null;
}

export interface StagedCommit {
  publication: string;
  counts: Staging['counts'];
  /** Whether harvesters can see a difference: in records, ListSets or ListMetadataFormats. */
  visible: boolean;
  registry: RegistryRecord;
  registryFile: RegistryFile;
  basis: Basis;
  changes: Changes;
}

/** Stages a commit. Either what was staged (nothing is published yet), or the findings that refuse the commit. */
export async function stageCandidate(
  job: CandidateJob,
): Promise<{ staged: StagedCommit } | { findings: Finding[] }> {
  const set = await filesOf(job);
  if ('findings' in set) return set;
  const registry =
    (await registryAmong(job.repository, set.files)) ?? (job.base === null ? null : job.ledger.registry);
  const basis = basisOver(job.ledger.basis, basisOf(job.recordsDir, registry, set.registryFile));
  // Other formats, or another name of the registry in them: every record may have other bytes.
  if (job.base !== null && !sameBasis(job.ledger.basis, basis)) return stageCandidate({ ...job, base: null });
  const staging = openStaging(job.db);
  try {
    const result = await stageAll({ ...job, basis }, staging, set);
    if ('findings' in result) await staging.discard();
    return result;
  } catch (error) {
    // Should this fail too (no database), the next publisher removes what was staged.
    await staging.discard().catch(() => undefined);
    throw error;
  }
}

type FileSet = Exclude<Awaited<ReturnType<typeof filesOf>>, { findings: Finding[] }>;

/** With what the bytes to be published depend on. */
export interface StageJob extends CandidateJob {
  basis: Basis;
}

async function stageAll(
  job: StageJob,
  staging: Staging,
  { files, registryFile, registryFilePath }: FileSet,
): Promise<{ staged: StagedCommit } | { findings: Finding[] }> {
  const { db, base, ledger } = job;
  const touched = new Set(files.map((file) => file.path));
  const before = base === null ? [] : await store.findItems(db, 'path', [...touched]);

  const read = await stageFiles(job, staging, files, registryFile);
  // A faulty record hides what it is, so rules across records would only report what follows from it.
  if (read.findings.length > 0) return { findings: read.findings };
  await breathe();
  const untouched = await untouchedRegistry(job, touched);
  const registry = read.members.find((m) => m.registry !== null && m.status !== 'deleted') ?? untouched;
  const findings = setFindings(
    await factsOf(job, read, { registry, untouched }, touched, registryFile, registryFilePath),
  );
  if (findings.length > 0 || registry?.registry == null) return { findings };

  const out = transferredOut(registryFile);
  for await (const items of base === null ? store.allItems(db) : [before]) {
    await stageGone(
      job,
      staging,
      items.filter((item) => !read.keys.has(item.key)),
      out,
    );
  }
  await breathe();
  await stagePast(job, staging, read.keys, registryFile);
  await breathe();
  const unconfirmed = await stageTransfers(job, staging, out, registryFilePath);
  if (unconfirmed.length > 0) return { findings: unconfirmed };
  const shrunk = await shrinkFindings(job, staging);
  if (shrunk.length > 0) return { findings: shrunk };
  const newSets = JSON.stringify(ledger.registryFile?.sets ?? []) !== JSON.stringify(registryFile.sets);
  if (base !== null && newSets) await stageMemberships(job, staging, registryFile, touched, read.keys);

  const { publication, counts, changes } = staging;
  const newFormats = !sameFormats(ledger.basis, job.basis);
  const visible =
    counts.records > 0 || counts.removals > 0 || newSets || newFormats || ledger.generation === 0;
  const about = { registry: registry.registry, registryFile, basis: job.basis };
  return { staged: { publication, counts, visible, changes, ...about } };
}

/** The published registry record, if this commit does not touch its file. */
async function untouchedRegistry(job: CandidateJob, touched: Set<string>): Promise<SetMember | null> {
  const { db, base, ledger } = job;
  if (base === null || ledger.registry === null) return null;
  const [item] = await store.findItems(db, 'key', [ledger.registry.ivoid.toLowerCase()]);
  if (item === undefined || item.path === null || touched.has(item.path)) return null;
  return { ...item, path: item.path, isAuthority: false, line: 1, registry: ledger.registry };
}

/** What the rules across records look at. Costs as much as the change: the ledger is only asked for what it touches (P10). */
async function factsOf(
  job: CandidateJob,
  read: ReadFiles,
  { registry, untouched }: { registry: SetMember | null; untouched: SetMember | null },
  touched: Set<string>,
  registryFile: RegistryFile,
  registryFilePath: string,
): Promise<SetFacts> {
  const { db, ledger, accept } = job;
  const find = job.base === null ? async () => [] : (keys: string[]) => store.findItems(db, 'key', keys);
  const managed = (registry?.registry?.managedAuthorities ?? []).map((a) => a.toLowerCase());
  const former = (ledger.registry?.managedAuthorities ?? []).map((a) => a.toLowerCase());
  const lost = job.base === null ? [] : former.filter((a) => !managed.includes(a));
  const authorities = await find(managed.map((a) => `ivo://${a}`));
  const isUntouched = (item: Item): item is Item & { path: string } =>
    item.path !== null && !touched.has(item.path);
  return {
    changed: read.members,
    untouched: new Map(
      (await find([...read.keys])).filter(isUntouched).map((item) => [item.key, { path: item.path }]),
    ),
    registry: untouched,
    untouchedAuthorities: new Set(
      authorities
        .filter((i) => isUntouched(i) && i.type === 'Authority' && i.status !== 'deleted')
        .map((i) => i.key),
    ),
    abandoned: (lost.length === 0 ? [] : await store.findItemsOf(db, 'authority', lost))
      .filter(isUntouched)
      .map(({ ivoid, path }) => ({ ivoid, path })),
    retired: (await find(registryFile.retired.map((one) => ivoidKey(one.ivoid))))
      .filter(isUntouched)
      .filter(({ status }) => status !== 'deleted')
      .map(({ ivoid, path }) => ({ ivoid, path })),
    registryFile,
    registryFilePath,
    formerRegistry: ledger.registry,
    acceptNewIdentity: accept.newIdentity,
  };
}

/** A change of membership gives a new datestamp, also to records whose files this commit does not touch (design §5). */
async function stageMemberships(
  job: CandidateJob,
  staging: Staging,
  registryFile: RegistryFile,
  touched: Set<string>,
  keys: Set<string>,
): Promise<void> {
  for await (const items of store.allItems(job.db)) {
    const kept = items.filter((item) => item.path !== null && !touched.has(item.path) && !keys.has(item.key));
    const byKey = new Map(kept.map((item) => [item.key, item]));
    const moved = (await store.findVersions(job.db, [...byKey.keys()])).flatMap((v) => {
      const item = byKey.get(v.key);
      if (item === undefined || v.deleted) return [];
      const setspecs = setSpecsOf(item, registryFile.sets);
      return sameSets(v.setspecs, setspecs) ? [] : [{ ...v, ivoid: item.ivoid, setspecs }];
    });
    staging.changes.updated.push(...moved.filter((m) => m.prefix === 'ivo_vor').map((m) => m.ivoid));
    await staging.records(moved);
    await breathe();
  }
}
