/**
 * What the first-parent history of the records repository knows that its last tree does not (design P4, P6): when an
 * ivoid first appeared, and which ivoids once were valid records here, so that they leave a tombstone.
 */
import type { Change, HistoryCommit, Repository } from '../git/repository.ts';
import { breathe } from '../store/breathe.ts';
import { prepareRecord, RECORD_MAX_BYTES, readRecord } from '../validate/record.ts';
import type { Schema } from '../xml/schema.ts';
import { detached } from './detach.ts';

/** What a blob says, kept small: a history may have 100,000 of them. */
export interface BlobSummary {
  ivoid: string;
  key: string;
  authority: string;
  type: string;
  subjects: string[];
  valid: boolean;
  /** If it is a publishing registry's record: the authorities it manages, in lower case. */
  managed: string[] | null;
}

/** A record that the history had and that may be gone since. */
export type PastRecord = Omit<BlobSummary, 'valid' | 'managed'>;

export interface History {
  /** Oldest first. */
  commits: HistoryCommit[];
  /** Summaries of blobs by id; null for a blob that is no record. */
  summaries: Map<string, BlobSummary | null>;
}

/** Whether a change may be of a record: what ends in .xml, in any case. */
export function isRecordPath(path: string): boolean {
  return /\.xml$/i.test(path);
}

/**
 * Reads the commits after `base` (null: from the root) up to `head`, and every blob they brought except `known` ones,
 * which the caller reads anyway.
 */
export async function readHistory(
  repository: Pick<Repository, 'history' | 'blobs'>,
  base: string | null,
  head: string,
  known: Set<string>,
  schema: Schema,
): Promise<History> {
  const commits: HistoryCommit[] = [];
  for await (const commit of repository.history(base, head)) commits.push(commit);
  const wanted = new Set(commits.flatMap((c) => recordBlobs(c.changes)).filter((blob) => !known.has(blob)));
  const summaries = new Map<string, BlobSummary | null>();
  // The usual case, a commit after the published one: no need to start Git for nothing.
  if (wanted.size === 0) return { commits, summaries };
  for await (const blob of repository.blobs(wanted, RECORD_MAX_BYTES)) {
    summaries.set(blob.blob, blob.tooLarge ? null : summarise(blob.content, schema));
    await breathe();
  }
  return { commits, summaries };
}

/** Of files only: a submodule's id is no object of this repository, and a link's text is no record. */
function recordBlobs(changes: Change[]): string[] {
  return changes
    .filter((c) => isRecordPath(c.path) && c.mode?.startsWith('100'))
    .flatMap((c) => (c.newBlob === null ? [] : [c.newBlob]));
}

function summarise(content: Uint8Array, schema: Schema): BlobSummary | null {
  const read = readRecord(content, '');
  if (!('record' in read)) return null;
  const { record } = read;
  const valid = 'record' in prepareRecord(record, '', record.created ?? '2000-01-01T00:00:00Z', schema);
  return summaryOf(detached(record), valid);
}

/** What history needs to know of a record that was read elsewhere. */
export function summaryOf(
  record: PastRecord & { registry: { managedAuthorities: string[] } | null },
  valid: boolean,
): BlobSummary {
  const { ivoid, key, authority, type, subjects, registry } = record;
  const managed = registry?.managedAuthorities.map((a) => a.toLowerCase()) ?? null;
  return { ivoid, key, authority, type, subjects, valid, managed };
}

/** Where in the first-parent history something first appeared, and when (committer date, UTC seconds). */
interface Appearance {
  /** Position of the commit: dates may go backwards. */
  order: number;
  at: string;
}

/**
 * When an ivoid first appeared in these commits. By its blob too, as blobs that a publication reads anyway are in no
 * summary yet. Null if it did not.
 */
export function firstAppearances(history: History): (key: string, blob: string | null) => string | null {
  const byKey = new Map<string, Appearance>();
  const byBlob = new Map<string, Appearance>();
  for (const [order, { committedAt: at, changes }] of history.commits.entries()) {
    for (const blob of recordBlobs(changes)) {
      if (!byBlob.has(blob)) byBlob.set(blob, { order, at });
      const key = history.summaries.get(blob)?.key;
      if (key !== undefined && !byKey.has(key)) byKey.set(key, { order, at });
    }
  }
  return (key, blob) => {
    const found = [byKey.get(key), blob === null ? undefined : byBlob.get(blob)].filter(
      (a) => a !== undefined,
    );
    return found.sort((a, b) => a.order - b.order)[0]?.at ?? null;
  };
}

/**
 * Whether these commits had the ivoid in another file than these, which are the last commit's: another version of it. Or
 * in the same, but took that away meanwhile: a publication in between deleted it in all formats, as it did not know which.
 */
export function rewritten(
  { commits, summaries }: History,
  files: { blob: string | null }[],
): (key: string, blob: string | null) => boolean {
  const last = new Set(files.map(({ blob }) => blob));
  const keys = new Set<string>();
  for (const [blob, summary] of summaries) if (summary !== null && !last.has(blob)) keys.add(summary.key);
  const removed = new Set(commits.flatMap(({ changes }) => blobsRemovedBy(changes)));
  return (key, blob) => keys.has(key) || removed.has(blob);
}

/** Not what a commit only moved. */
function blobsRemovedBy(changes: Change[]): (string | null)[] {
  const there = new Set(changes.map(({ newBlob }) => newBlob));
  return changes.map(({ oldBlob }) => oldBlob).filter((blob) => blob !== null && !there.has(blob));
}

/**
 * Every record that was valid, in some commit up to and including `until`, while its authority was managed by that
 * commit (P6). `managedBefore` is what the commit before the first one managed (lower case).
 */
export function pastRecords(
  history: History,
  until: string,
  managedBefore: string[],
): Map<string, PastRecord> {
  const past = new Map<string, PastRecord>();
  const present = new Map<string, string>();
  /** What the registry records among them manage: to look through all of them at each commit would be quadratic. */
  const registries = new Map<string, string[]>();
  const inherited = new Set(managedBefore);
  let managed = inherited;
  const note = (blob: string) => {
    const summary = history.summaries.get(blob);
    if (summary?.valid && managed.has(summary.authority.toLowerCase())) past.set(summary.key, summary);
  };
  for (const { commit, changes } of history.commits) {
    for (const { path, newBlob } of changes) {
      if (!isRecordPath(path)) continue;
      if (newBlob === null) present.delete(path);
      else present.set(path, newBlob);
      const manages = newBlob === null ? null : (history.summaries.get(newBlob)?.managed ?? null);
      if (manages === null) registries.delete(path);
      else registries.set(path, manages);
    }
    // What was managed before, while these commits have not touched a registry record.
    const found = [...registries.values()].flat();
    const now = found.length === 0 ? inherited : new Set(found);
    if (!sameMembers(now, managed)) {
      managed = now;
      for (const blob of present.values()) note(blob);
    } else {
      for (const blob of recordBlobs(changes)) note(blob);
    }
    if (commit === until) break;
  }
  return past;
}

function sameMembers(a: Set<string>, b: Set<string>): boolean {
  return a.size === b.size && [...a].every((value) => b.has(value));
}
