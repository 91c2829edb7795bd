/** The files that a commit changes, for a dry run: each read and validated, and sorted by what harvesters would see of it. */
import { attribute, child, children, text } from '../resource/element.ts';
import { setSpecsOf } from '../resource/sets.ts';
import { finding } from '../validate/finding.ts';
import {
  type PreparedRecord,
  prepareRecord,
  RECORD_MAX_BYTES,
  type ReadRecord,
  readRecord,
} from '../validate/record.ts';
import type { SetMember } from '../validate/set.ts';
import { detached } from './detach.ts';
import type { At, Deleted, DryRun, Entry, NewAuthority, Updated } from './dry-run.ts';
import type { File } from './files.ts';
import { liveFormer, lower } from './held.ts';
import { type History, readHistory, summaryOf } from './history.ts';
import { render } from './renderings.ts';
import { sameSets } from './staging.ts';

export interface ReadNew extends Pick<DryRun, 'created' | 'updated' | 'unchanged' | 'findings'> {
  members: SetMember[];
  keys: Set<string>;
  /** Of the registry's own record: its managedAuthority elements. */
  places: NewAuthority[];
  /** By path: what a changed file's record is called now. */
  ivoids: Map<string, string>;
  /** Records with status="deleted" that were not live before. */
  buried: Deleted[];
  history: History;
}

/** Reads all of them. Faults of files are findings, in the order of publication. */
export async function readNew(at: At, files: File[]): Promise<ReadNew> {
  const { repository, base, head, schema } = at;
  const paths = new Map<string, string[]>();
  for (const { path, blob } of files) if (blob !== null) paths.set(blob, [...(paths.get(blob) ?? []), path]);
  const read: ReadNew = {
    ...{ created: [], updated: [], unchanged: [], findings: [], members: [], places: [], buried: [] },
    ...{ keys: new Set<string>(), ivoids: new Map<string, string>() },
    history: await readHistory(repository, base, head, new Set(paths.keys()), schema),
  };
  for await (const blob of repository.blobs(paths.keys(), RECORD_MAX_BYTES)) {
    for (const path of paths.get(blob.blob) ?? []) {
      if (blob.tooLarge) {
        const message = `The file has ${blob.size} bytes; a record may have ${RECORD_MAX_BYTES}. Split it into several records.`;
        read.findings.push(finding({ rule: 'GIT', file: path, message }));
      } else {
        readOne(at, read, { path, blob: blob.blob }, blob.content);
      }
    }
  }
  // Publication reports by file; a blob that two files share is read once.
  const order = (path: string) => files.findIndex((file) => file.path === path);
  const rank = new Map(read.members.map((member) => [member, order(member.path)]));
  read.members.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
  return read;
}

function readOne(at: At, read: ReadNew, file: { path: string; blob: string }, content: Uint8Array): void {
  const result = readRecord(content, file.path);
  if ('findings' in result) {
    read.findings.push(...result.findings);
    return;
  }
  const record = detached(result.record);
  const prepared = prepareRecord(record, file.path, record.created ?? at.now, at.schema);
  if ('findings' in prepared) read.findings.push(...prepared.findings);
  else if (!read.keys.has(record.key)) sortIn(at, read, file, prepared.record);
  note(read, file, record, 'record' in prepared);
}

/** What the rules across records and the history need to know of a file. */
function note(read: ReadNew, file: { path: string; blob: string }, record: ReadRecord, valid: boolean): void {
  const { ivoid, key, authority, isAuthority, status, registry, document } = record;
  const line = document.startLine;
  read.keys.add(key);
  read.ivoids.set(file.path, ivoid);
  read.members.push({ ivoid, key, authority, isAuthority, status, registry, path: file.path, line });
  read.history.summaries.set(file.blob, summaryOf(record, valid));
  if (registry === null || status === 'deleted') return;
  for (const element of children(document.root, 'managedAuthority')) {
    read.places.push({
      authority: text(element),
      file: file.path,
      line: element.line,
      column: element.column,
    });
  }
}

/** Into created, updated, unchanged or buried: what harvesters see of a valid record. */
function sortIn(at: At, read: ReadNew, file: { path: string; blob: string }, record: PreparedRecord): void {
  const entry = entryOf(record, file.path);
  const former = liveFormer(at.held, record.key);
  if (record.status === 'deleted') {
    read.buried.push({ ...entry, why: 'status="deleted"', successor: null });
  } else if (former === null) {
    read.created.push(entry);
  } else {
    const setspecs = setSpecsOf(record, at.registryFile.sets);
    const sameBytes = render(record).every(({ prefix, digest }) => former.digests[prefix] === digest);
    const blobs = sameBytes ? null : { before: former.blob, after: file.blob };
    if (sameBytes && sameSets(former.setspecs, setspecs)) read.unchanged.push(entry);
    else read.updated.push({ ...entry, blobs, sets: difference(former.setspecs, setspecs) });
  }
}

function entryOf({ ivoid, type, document }: ReadRecord, file: string): Entry {
  return { ivoid, file, title: text(child(document.root, 'title')) || null, type };
}

function difference(before: string[], after: string[]): Updated['sets'] {
  return {
    added: after.filter((set) => !before.includes(set)),
    removed: before.filter((set) => !after.includes(set)),
  };
}

/** A change of the custom sets gives new datestamps to records whose files are not touched (design §5). */
export async function changedMemberships(at: At, keys: Set<string>): Promise<Updated[]> {
  const { held, registryFile, repository } = at;
  if (JSON.stringify(held.registryFile.sets) === JSON.stringify(registryFile.sets)) return [];
  const byBlob = new Map(
    [...held.untouched.values()].filter((u) => !keys.has(u.key)).map((u) => [u.blob, u.path]),
  );
  const moved: Updated[] = [];
  for await (const blob of repository.blobs(byBlob.keys(), RECORD_MAX_BYTES)) {
    const path = byBlob.get(blob.blob) ?? '';
    const read = blob.tooLarge ? null : readRecord(blob.content, path);
    if (read === null || !('record' in read) || attribute(read.record.document.root, 'status') === 'deleted')
      continue;
    const record = detached(read.record);
    const before = setSpecsOf(record, held.registryFile.sets);
    const after = setSpecsOf(record, registryFile.sets);
    if (sameSets(before, after)) continue;
    moved.push({ ...entryOf(record, path), blobs: null, sets: difference(before, after) });
  }
  return moved;
}

/** RI-15: to be looked up elsewhere before they are published here. */
export function newAuthorities(at: At, read: ReadNew, managed: string[]): NewAuthority[] {
  const before = new Set(lower(at.held.registry?.managedAuthorities ?? []));
  const declared = at.registryFile.transfers
    .filter((t) => t.direction === 'in')
    .map((t) => t.authority.toLowerCase());
  return lower(managed)
    .filter((authority) => !before.has(authority) && !declared.includes(authority))
    .map((authority) => {
      const place = read.places.find((p) => p.authority.toLowerCase() === authority);
      return place ?? { authority, file: at.registryFilePath, line: 1, column: 1 };
    });
}
