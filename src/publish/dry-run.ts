/**
 * What harvesters would receive if one commit were published after another (design §6), worked out from the commits
 * alone. The rules, renderings and histories are those of publication; test/promises/dry-run.test.ts compares the lists
 * with what publish() really did. Not for: publishing.
 */
import type { CommitReader } from '../git/commits.ts';
import type { Change } from '../git/repository.ts';
import { attribute, child, children, text } from '../resource/element.ts';
import { parseIvoid } from '../resource/ivoid.ts';
import type { RegistryFile } from '../resource/registry-file.ts';
import { setSpecsOf } from '../resource/sets.ts';
import type { Ledger } from '../store/ledger.ts';
import { type Finding, finding } from '../validate/finding.ts';
import { prepareRecord, RECORD_MAX_BYTES, type ReadRecord, readRecord } from '../validate/record.ts';
import { type SetFacts, type SetMember, setFindings } from '../validate/set.ts';
import type { Schema } from '../xml/schema.ts';
import type { Acceptance } from './candidate.ts';
import { detached } from './detach.ts';
import { type File, filesOf } from './files.ts';
import { transferredOut } from './gone.ts';
import { type Former, type Held, readHeld, readTombstones } from './held.ts';
import { type History, isRecordPath, pastRecords, readHistory, summaryOf } from './history.ts';
import { render } from './renderings.ts';
import { sameSets } from './staging.ts';

export interface DryRunJob {
  repository: CommitReader;
  schema: Schema;
  recordsDir: string;
  /** Full commit ids: what is published, and what would be. */
  base: string;
  head: string;
  accept: Acceptance;
  /** UTC seconds. */
  now: string;
}

/** A record in the summary. */
export interface Entry {
  ivoid: string;
  /** Where its file is (for one that goes: was); null if it has none. */
  file: string | null;
  title: string | null;
  /** Local name of xsi:type; null where it is not known. */
  type: string | null;
}

export interface Updated extends Entry {
  /** Versions of the file, by blob; null if only the record's sets change. */
  blobs: { before: string; after: string } | null;
  sets: { added: string[]; removed: string[] };
}

export interface Deleted extends Entry {
  why: 'file removed' | 'ivoid changed' | 'status="deleted"' | 'retired';
  /** With 'ivoid changed': what its file is called now. */
  successor: string | null;
}

export interface NewAuthority {
  authority: string;
  file: string;
  line: number;
  column: number;
}

export interface DryRun {
  /** What was compared with: `base`, or an older commit where that could not have been published. */
  base: string;
  head: string;
  /** The registry's own ivoid at head; null if it was not found. */
  registry: string | null;
  created: Entry[];
  updated: Updated[];
  /** Files changed in formatting, place or registry-owned attributes only: harvesters receive nothing. */
  unchanged: Entry[];
  deleted: Deleted[];
  /** Came and went between the two commits: deletions, unless the commits are squashed or joined by a merge commit. */
  passing: string[];
  withdrawn: Entry[];
  /** Authorities managed at head and not at base, without those whose transfer here is declared. */
  newAuthorities: NewAuthority[];
  /** With an error, publication would refuse head whole, and the lists are empty. */
  findings: Finding[];
  /** What the reader should know besides. */
  notes: string[];
}

/** Works out the difference. @throws GitError if a commit or its history cannot be read. */
export async function dryRun(job: DryRunJob): Promise<DryRun> {
  const { repository, recordsDir, head } = job;
  const { base, notes } = await readableBase(job);
  const changes = await repository.changes(base, head);
  const registryFilePath = `${recordsDir === '' ? '' : `${recordsDir}/`}registry.json`;
  const held = await readHeld(repository, base, head, changes, registryFilePath);
  const result: DryRun = { base, head, registry: held.registry?.ivoid ?? null, ...nothing(), notes };

  const ledger = ledgerOf(held, base, job.now);
  const set = await filesOf({ repository, ledger, base, commit: head, recordsDir, refused: new Map() });
  if ('findings' in set) return { ...result, findings: set.findings };
  const at = { ...job, base, held, registryFile: set.registryFile, registryFilePath };
  const read = await readNew(at, set.files);
  if (read.findings.length > 0) return { ...result, findings: read.findings };
  const touched = new Set(set.files.map((file) => file.path));
  const facts = factsOf(at, read, touched);
  const findings = setFindings(facts);
  const registry = facts.registry?.registry ?? null;
  if (findings.length > 0 || registry === null) return { ...result, findings };

  const gone = await findGone(at, read, changes);
  const { created, updated, unchanged } = read;
  return {
    ...result,
    registry: registry.ivoid,
    created: sorted(created),
    updated: sorted([...updated, ...(await changedMemberships(at, read.keys))]),
    unchanged: sorted(unchanged),
    ...gone,
    newAuthorities: newAuthorities(at, read, registry.managedAuthorities),
    notes: [...notes, ...(await historyNotes(at, gone.usedHistory))],
  };
}

/** What the parts below share. */
interface At extends DryRunJob {
  held: Held;
  registryFile: RegistryFile;
  registryFilePath: string;
}

function nothing() {
  return {
    ...{ created: [], updated: [], unchanged: [], deleted: [], passing: [], withdrawn: [] },
    ...{ newAuthorities: [], findings: [] },
  };
}

/**
 * `base`, or the newest commit before it in which every file that differs at head is a record: a base that publication
 * refused (somebody pushed a broken file, and head mends it) is not what harvesters hold.
 */
async function readableBase({ repository, base, head }: DryRunJob): Promise<{ base: string; notes: string[] }> {
  const readable = new Map<string, boolean>();
  const isReadable = async (commit: string) => {
    const blobs = (await repository.changes(commit, head)).flatMap(({ path, oldBlob }) =>
      oldBlob === null || !isRecordPath(path) ? [] : [oldBlob],
    );
    const unknown = new Set(blobs.filter((blob) => !readable.has(blob)));
    for await (const blob of repository.blobs(unknown, RECORD_MAX_BYTES)) {
      readable.set(blob.blob, !blob.tooLarge && 'record' in readRecord(blob.content, ''));
    }
    return blobs.every((blob) => readable.get(blob) === true);
  };
  if (await isReadable(base)) return { base, notes: [] };
  const older: string[] = [];
  for await (const { commit } of repository.history(null, base)) older.push(commit);
  for (const commit of older.reverse().slice(0, MOST_STEPS_BACK)) {
    if (!(await isReadable(commit))) continue;
    const note = `${short(base)} has files that are no records, so it was not published: compared with ${short(commit)}, the newest before it that has none.`;
    return { base: commit, notes: [note] };
  }
  return { base, notes: [`${short(base)} has files that are no records; they count as absent.`] };
}

const MOST_STEPS_BACK = 50;

/** What files.ts asks of a ledger, as it is while `base` is published. */
function ledgerOf(held: Held, base: string, now: string): Ledger {
  const { registry, registryFile } = held;
  const unasked = { id: '', generation: 1, revision: '', restamp: false, basis: null, refusal: null, publication: null };
  return { ...unasked, commit: base, registry, registryFile, now };
}

interface ReadNew extends Pick<DryRun, 'created' | 'updated' | 'unchanged' | 'findings'> {
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

async function readNew(at: At, files: File[]): Promise<ReadNew> {
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
    read.places.push({ authority: text(element), file: file.path, line: element.line, column: element.column });
  }
}

type Prepared = Extract<ReturnType<typeof prepareRecord>, { record: unknown }>['record'];

/** Into created, updated, unchanged or buried: what harvesters see of a valid record. */
function sortIn(at: At, read: ReadNew, file: { path: string; blob: string }, record: Prepared): void {
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

function liveFormer(held: Held, key: string): Former | null {
  const former = held.former.get(key);
  return former === undefined || former.status === 'deleted' ? null : former;
}

function difference(before: string[], after: string[]): Updated['sets'] {
  return {
    added: after.filter((set) => !before.includes(set)),
    removed: before.filter((set) => !after.includes(set)),
  };
}

/** The facts that candidate.ts gathers from the ledger. */
function factsOf(at: At, read: ReadNew, touched: Set<string>): SetFacts {
  const { held, registryFile, registryFilePath, accept } = at;
  const untouched = [...held.untouched.values()];
  const changed = read.members.find((m) => m.registry !== null && m.status !== 'deleted');
  const kept = untouched.find((u) => u.member !== null && u.member.registry !== null && u.member.status !== 'deleted');
  const registry = changed ?? kept?.member ?? null;
  const managed = lower(registry?.registry?.managedAuthorities ?? []);
  const lost = new Set(lower(held.registry?.managedAuthorities ?? []).filter((a) => !managed.includes(a)));
  return {
    changed: read.members,
    untouched: new Map(untouched.filter((u) => read.keys.has(u.key)).map(({ key, path }) => [key, { path }])),
    registry,
    untouchedAuthorities: new Set(
      untouched.flatMap(({ key, member }) => (member?.isAuthority && member.status !== 'deleted' ? [key] : [])),
    ),
    abandoned: untouched.filter((u) => lost.has(u.authority.toLowerCase()) && !touched.has(u.path)),
    registryFile,
    registryFilePath,
    formerRegistry: held.registry,
    acceptNewIdentity: accept.newIdentity,
  };
}

type Gone = Pick<DryRun, 'deleted' | 'passing' | 'withdrawn' | 'findings'> & { usedHistory: boolean };

/** What harvesters lose. The whole history is read only if what is deleted may have been deleted before. */
async function findGone(at: At, read: ReadNew, changes: Change[]): Promise<Gone> {
  const { held, registryFile } = at;
  const out = transferredOut(registryFile);
  const live = [...held.former.values()].filter((former) => former.status !== 'deleted');
  const leaving = live.filter((former) => !read.keys.has(former.key));
  const isLive = (key: string) => held.untouched.has(key) || liveFormer(held, key) !== null;

  const past = pastRecords(read.history, at.head, lower(held.registry?.managedAuthorities ?? []));
  const listed = new Set(held.registryFile.retired.map(({ ivoid }) => ivoid.toLowerCase()));
  const retired = registryFile.retired.flatMap(({ ivoid }) => parseIvoid(ivoid) ?? []).filter((r) => !listed.has(r.key));
  const isNew = (key: string, authority: string) =>
    !isLive(key) && !read.keys.has(key) && !out.has(authority.toLowerCase());
  const passing = [...past.values()].filter((p) => isNew(p.key, p.authority));
  const retiring = retired.filter((r) => isNew(r.key, r.authority) && !past.has(r.key));
  const buried = read.buried.map((entry) => ({ entry, key: entry.ivoid.toLowerCase() }));
  const before = new Set(held.registryFile.transfers.filter((t) => t.direction === 'out').map((t) => t.authority.toLowerCase()));
  const transferred = [...out].filter((authority) => !before.has(authority));

  const usedHistory =
    passing.length + retiring.length + transferred.length > 0 || buried.some(({ key }) => !isLive(key));
  const tombstones = usedHistory ? await readTombstones(at.repository, at.base, held, at.schema) : new Map();
  const unknown = ({ key }: { key: string }) => !tombstones.has(key);
  const withdrawn = [
    ...leaving.filter((f) => out.has(f.authority.toLowerCase())).map((f) => bare(f.ivoid, f.path)),
    ...[...tombstones.values()].filter((t) => transferred.includes(t.authority.toLowerCase())).map((t) => bare(t.ivoid, null)),
  ];
  const removed = new Set(changes.flatMap((c) => (c.newBlob === null ? [c.path] : [])));
  return {
    deleted: sorted([
      ...leaving.filter((f) => !out.has(f.authority.toLowerCase())).map((f) => deletedOf(f, removed, read.ivoids)),
      ...buried.filter(({ key }) => isLive(key) || !tombstones.has(key)).map(({ entry }) => entry),
      ...retiring.filter(unknown).map(({ ivoid }): Deleted => ({ ...bare(ivoid, null), why: 'retired', successor: null })),
    ]),
    passing: ([] as typeof passing).filter(unknown).map(({ ivoid }) => ivoid).sort(),
    withdrawn: sorted(withdrawn),
    findings: transferred.flatMap((authority) => unconfirmed(at, authority, withdrawn)),
    usedHistory,
  };
}

function deletedOf(former: Former, removed: Set<string>, ivoids: Map<string, string>): Deleted {
  const successor = ivoids.get(former.path) ?? null;
  const why = removed.has(former.path) || successor === null ? 'file removed' : 'ivoid changed';
  return { ...bare(former.ivoid, former.path), why, successor };
}

/** Publication holds such a commit back until an operator has said yes (P5); here it is only said. */
function unconfirmed(at: At, authority: string, withdrawn: Entry[]): Finding[] {
  const count = withdrawn.filter(({ ivoid }) => parseIvoid(ivoid)?.authority.toLowerCase() === authority).length;
  if (count === 0 || at.accept.transfers.has(authority)) return [];
  const message =
    `The transfer of ${authority} takes ${count} records and tombstones out of this registry without a deletion notice. After the ` +
    `merge an operator has to check that the other registry serves them, and run: voreg publish --accept-transfer ${authority}`;
  return [finding({ rule: 'RI-35', severity: 'warning', file: at.registryFilePath, found: authority, message })];
}

/** A change of the custom sets gives new datestamps to records whose files are not touched (design §5). */
async function changedMemberships(at: At, keys: Set<string>): Promise<Updated[]> {
  const { held, registryFile, repository } = at;
  if (JSON.stringify(held.registryFile.sets) === JSON.stringify(registryFile.sets)) return [];
  const byBlob = new Map([...held.untouched.values()].filter((u) => !keys.has(u.key)).map((u) => [u.blob, u.path]));
  const moved: Updated[] = [];
  for await (const blob of repository.blobs(byBlob.keys(), RECORD_MAX_BYTES)) {
    const path = byBlob.get(blob.blob) ?? '';
    const read = blob.tooLarge ? null : readRecord(blob.content, path);
    if (read === null || !('record' in read) || attribute(read.record.document.root, 'status') === 'deleted') continue;
    const record = detached(read.record);
    const before = setSpecsOf(record, held.registryFile.sets);
    const after = setSpecsOf(record, registryFile.sets);
    if (sameSets(before, after)) continue;
    moved.push({ ...entryOf(record, path), blobs: null, sets: difference(before, after) });
  }
  return moved;
}

/** RI-15: to be looked up elsewhere before they are published here. */
function newAuthorities(at: At, read: ReadNew, managed: string[]): NewAuthority[] {
  const before = new Set(lower(at.held.registry?.managedAuthorities ?? []));
  const declared = at.registryFile.transfers.filter((t) => t.direction === 'in').map((t) => t.authority.toLowerCase());
  return lower(managed)
    .filter((authority) => !before.has(authority) && !declared.includes(authority))
    .map((authority) => {
      const place = read.places.find((p) => p.authority.toLowerCase() === authority);
      return place ?? { authority, file: at.registryFilePath, line: 1, column: 1 };
    });
}

async function historyNotes({ repository }: At, usedHistory: boolean): Promise<string[]> {
  if (!usedHistory || !(await repository.isShallow())) return [];
  return ['This is a shallow clone: records that were deleted long ago may be listed as deleted again. Fetch the whole history (GIT_DEPTH: 0).'];
}

function bare(ivoid: string, file: string | null): Entry {
  return { ivoid, file, title: null, type: null };
}

function lower(authorities: string[]): string[] {
  return authorities.map((authority) => authority.toLowerCase());
}

function sorted<E extends Entry>(entries: E[]): E[] {
  return entries.sort((a, b) => (a.ivoid < b.ivoid ? -1 : a.ivoid > b.ivoid ? 1 : 0));
}

/** A commit id as people read it. */
export function short(commit: string): string {
  return commit.slice(0, 12);
}
