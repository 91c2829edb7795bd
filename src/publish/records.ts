/** Reads the record files of a commit, validates each, and stages those that differ from what is published. */

import { FURTHER_PREFIXES, METADATA_PREFIXES } from '../resource/metadata-formats.ts';
import type { RegistryFile } from '../resource/registry-file.ts';
import { setSpecsOf } from '../resource/sets.ts';
import { breathe } from '../store/breathe.ts';
import type { Item, PublishedVersion } from '../store/ledger.ts';
import * as store from '../store/ledger.ts';
import type { MetadataPrefix } from '../store/published.ts';
import { type Finding, finding } from '../validate/finding.ts';
import {
  type PreparedRecord,
  prepareRecord,
  RECORD_MAX_BYTES,
  type ReadRecord,
  readRecord,
} from '../validate/record.ts';
import type { SetMember } from '../validate/set.ts';
import type { StageJob } from './candidate.ts';
import { detached } from './detach.ts';
import type { File } from './files.ts';
import { firstAppearances, rewritten, summaryOf } from './history.ts';
import { type Rendering, render } from './renderings.ts';
import { type Staging, sameSets, TOMBSTONE_DIGEST, tombstone } from './staging.ts';

/**
 * Largest batch that is read, prepared and staged at a time: memory does not grow with the number of records. 25, so
 * that most parsed records are gone before V8 moves them to where garbage waits: with 100 it took 70 MB more.
 */
const BATCH_RECORDS = 25;
const BATCH_BYTES = 4 * 1024 * 1024;

export interface ReadFiles {
  findings: Finding[];
  /** What the rules across records need to know, in the order of the files. */
  members: SetMember[];
  keys: Set<string>;
}

/** A file whose record passed by itself, with what the ledger knows of its ivoid. */
interface Passed {
  file: File;
  record: PreparedRecord;
  created: string;
  versions: PublishedVersion[];
}

/** Reads and stages all files. With a finding nothing more is staged, but the rest is still read, to report all faults. */
export async function stageFiles(
  job: StageJob,
  staging: Staging,
  files: File[],
  registryFile: RegistryFile,
): Promise<ReadFiles> {
  const read: ReadFiles = { findings: [], members: [], keys: new Set() };
  const appeared = firstAppearances(job.history);
  const createdOf = (key: string, blob: string) => notAfter(job.ledger.now, appeared(key, blob));
  const isRewritten = rewritten(job.history, files);
  let done = 0;
  for await (const batch of batches(job, files, read.findings)) {
    const passed = await readBatch(job, batch, createdOf, read);
    if (read.findings.length === 0) await stageBatch(job, staging, passed, { registryFile, isRewritten });
    done += batch.length;
    job.onProgress(done, files.length);
  }
  return read;
}

type Content = { file: File; content: Uint8Array };

/** The files' contents in batches; a blob that several files share is read once. */
async function* batches(job: StageJob, files: File[], findings: Finding[]): AsyncGenerator<Content[]> {
  const byBlob = new Map<string, File[]>();
  for (const file of files) {
    if (file.blob !== null) byBlob.set(file.blob, [...(byBlob.get(file.blob) ?? []), file]);
  }
  let batch: Content[] = [];
  let bytes = 0;
  for await (const blob of job.repository.blobs(byBlob.keys(), RECORD_MAX_BYTES)) {
    for (const file of byBlob.get(blob.blob) ?? []) {
      if (blob.tooLarge) {
        const message = `The file has ${blob.size} bytes; a record may have ${RECORD_MAX_BYTES}. Split it into several records.`;
        findings.push(finding({ rule: 'GIT', file: file.path, message }));
        continue;
      }
      batch.push({ file, content: blob.content });
      bytes += blob.content.length;
    }
    if (batch.length >= BATCH_RECORDS || bytes >= BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

async function readBatch(
  job: StageJob,
  batch: Content[],
  createdOf: (key: string, blob: string) => string,
  read: ReadFiles,
): Promise<Passed[]> {
  const records: { file: File; record: ReadRecord }[] = [];
  for (const { file, content } of batch) {
    const result = readRecord(content, file.path);
    if ('record' in result) records.push({ file, record: detached(result.record) });
    else read.findings.push(...result.findings);
    await breathe();
  }
  const known = await knownOf(
    job,
    records.map(({ record }) => record.key),
  );
  const passed: Passed[] = [];
  for (const { file, record } of records) {
    const created = known.items.get(record.key)?.created ?? createdOf(record.key, file.blob ?? '');
    const result = prepareRecord(record, file.path, created, job.schema);
    if ('findings' in result) read.findings.push(...result.findings);
    // The second file with an ivoid is refused by IDN-04; staging it would collide with the first.
    else if (!read.keys.has(record.key)) {
      passed.push({ file, record: result.record, created, versions: known.versions.get(record.key) ?? [] });
    }
    note(job, read, file, record, 'record' in result);
    await breathe();
  }
  return passed;
}

async function knownOf(
  job: StageJob,
  keys: string[],
): Promise<{ items: Map<string, Item>; versions: Map<string, PublishedVersion[]> }> {
  const items = new Map<string, Item>();
  const versions = new Map<string, PublishedVersion[]>();
  if (job.ledger.generation === 0) return { items, versions };
  for (const item of await store.findItems(job.db, 'key', keys)) items.set(item.key, item);
  for (const v of await store.findVersions(job.db, keys))
    versions.set(v.key, [...(versions.get(v.key) ?? []), v]);
  return { items, versions };
}

function note(job: StageJob, read: ReadFiles, file: File, record: ReadRecord, valid: boolean): void {
  const { ivoid, key, authority, isAuthority, status, registry, document } = record;
  read.keys.add(key);
  read.members.push({
    ivoid,
    key,
    authority,
    isAuthority,
    status,
    registry,
    path: file.path,
    line: document.startLine,
  });
  job.history.summaries.set(file.blob ?? '', summaryOf(record, valid));
}

async function stageBatch(
  job: StageJob,
  staging: Staging,
  passed: Passed[],
  at: { registryFile: RegistryFile; isRewritten: ReturnType<typeof rewritten> },
): Promise<void> {
  const { restamp, generation } = job.ledger;
  const records: store.StagedRecord[] = [];
  const bodies: { of: store.StagedRecord; rendering: Rendering }[] = [];
  for (const { file, record, created, versions } of passed) {
    const setspecs = setSpecsOf(record, at.registryFile.sets);
    const renderings = [...render(record), ...(await furtherRenderings(job, record, created))];
    // Without the ledger's memory nobody knows what an older version was said in (P6); after a loss, nor this one.
    const mayBeHeld = restamp || (generation === 0 && at.isRewritten(record.key, file.blob));
    const changed: store.StagedRecord[] = [];
    for (const prefix of METADATA_PREFIXES) {
      const rendering = renderings.find((one) => one.prefix === prefix);
      const former = versions.find((v) => v.prefix === prefix) ?? null;
      const row =
        rendering === undefined
          ? unsaidRecord(prefix, record, former, { setspecs, mayBeHeld, restamp })
          : changedRecord(record, rendering, former, setspecs, restamp);
      if (row === null) continue;
      changed.push(row);
      if (rendering !== undefined && !row.deleted && row.body === null) bodies.push({ of: row, rendering });
    }
    if (changed.length > 0) tell(staging, record, versions, changed);
    records.push(...changed);
    await breathe();
  }
  const ids = await staging.bodies(bodies.map(({ of, rendering }) => ({ ...rendering, key: of.key })));
  bodies.forEach(({ of }, i) => {
    of.body = ids[i] ?? null;
  });
  await staging.records(records);
  await staging.items(passed.map(itemOf));
}

/** The crosswalks and their vocabularies take as long to load as all the rest: not at the start of a service that has nothing to publish. */
async function furtherRenderings(
  { basis }: StageJob,
  record: PreparedRecord,
  created: string,
): Promise<Rendering[]> {
  if (record.status === 'deleted' || basis.about == null) return [];
  const { renderFurther } = await import('./further-formats.ts');
  return renderFurther(record, created, basis.renderings, basis.about);
}

/** The row to publish for a record in one format; null if harvesters have it already. */
function changedRecord(
  record: PreparedRecord,
  rendering: Rendering,
  former: PublishedVersion | null,
  setspecs: string[],
  restamp: boolean,
): store.StagedRecord | null {
  const deleted = record.status === 'deleted';
  const digest = deleted ? TOMBSTONE_DIGEST : rendering.digest;
  const sameContent = former !== null && former.deleted === deleted && former.digest === digest;
  if (sameContent && sameSets(former.setspecs, setspecs) && !restamp) return null;
  const { key, ivoid } = record;
  const content = sameContent
    ? { size: former.size, body: former.body }
    : { size: deleted ? 0 : rendering.bytes.length, body: null };
  return { prefix: rendering.prefix, key, ivoid, deleted, setspecs, digest, ...content };
}

/**
 * A format that cannot say the record (any more), or is not published (any more): a tombstone for those who hold the
 * record in it, as deletion is of a record in one format (OAI-PMH 2.0 §2.5.1). Null if nobody can, or if they know.
 */
function unsaidRecord(
  prefix: MetadataPrefix,
  record: PreparedRecord,
  former: PublishedVersion | null,
  { setspecs, mayBeHeld, restamp }: { setspecs: string[]; mayBeHeld: boolean; restamp: boolean },
): store.StagedRecord | null {
  if (former === null) return mayBeHeld ? tombstone(prefix, record, setspecs) : null;
  return former.deleted && !restamp ? null : tombstone(prefix, record, former.setspecs);
}

function tell(
  staging: Staging,
  { ivoid, status }: PreparedRecord,
  versions: PublishedVersion[],
  changed: store.StagedRecord[],
): void {
  const { created, updated, deleted, saidAnew } = staging.changes;
  const isFurther = ({ prefix }: { prefix: string }) => FURTHER_PREFIXES.some((one) => one === prefix);
  if (changed.every(isFurther)) saidAnew.push(ivoid);
  else if (status === 'deleted') deleted.push(ivoid);
  else if (versions.some((v) => !v.deleted)) updated.push(ivoid);
  else created.push(ivoid);
}

function itemOf({ file, record, created }: Passed): Item {
  const { key, ivoid, authority, type, status, subjects } = record;
  return {
    key,
    ivoid,
    authority: authority.toLowerCase(),
    type,
    status,
    path: file.path,
    blob: file.blob,
    created,
    subjects,
  };
}

/** When an ivoid first appeared in Git, never later than now (design P4); UTC seconds. */
export function notAfter(now: string, appeared: string | null): string {
  return appeared !== null && appeared < now ? appeared : now;
}
