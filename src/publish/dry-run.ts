/**
 * What harvesters would receive if one commit were published after another (design §6), worked out from the commits
 * alone. The rules, renderings and histories are those of publication; test/promises/dry-run.test.ts compares the lists
 * with what publish() really did. Not for: publishing.
 */
import type { CommitReader } from '../git/commits.ts';
import { FURTHER_PREFIXES } from '../resource/metadata-formats.ts';
import type { RegistryRecord } from '../resource/registry.ts';
import type { RegistryFile } from '../resource/registry-file.ts';
import type { Ledger } from '../store/ledger.ts';
import type { Finding } from '../validate/finding.ts';
import { type SetFacts, type SetMember, setFindings } from '../validate/set.ts';
import type { Schema } from '../xml/schema.ts';
import type { Acceptance } from './candidate.ts';
import { changedMemberships, newAuthorities, type ReadNew, readNew } from './dry-run-files.ts';
import { findGone } from './dry-run-gone.ts';
import { filesOf } from './files.ts';
import { type Held, lower, readableBase, readHeld } from './held.ts';
import { basisOf, sameBasis } from './renderings.ts';
import { shrinkNote } from './shrink.ts';

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
  const { base, notes } = await readableBase(repository, job.base, head);
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
  const found = registriesOf(at, read);
  const findings = setFindings(factsOf(at, read, found, touched));
  const registry = found.registry?.registry ?? null;
  if (findings.length > 0 || registry === null) return { ...result, findings };

  const gone = await findGone(at, read, changes);
  const { created, updated, unchanged } = read;
  const shrink = shrinkNote(gone.deleted.length + gone.withdrawn.length, await repository.tree(base));
  return {
    ...result,
    registry: registry.ivoid,
    created: sorted(created),
    updated: sorted([...updated, ...(await changedMemberships(at, read.keys))]),
    unchanged: sorted(unchanged),
    ...gone,
    newAuthorities: newAuthorities(at, read, registry.managedAuthorities),
    notes: [
      ...notes,
      ...shrink,
      ...saidAnewNotes(at, registry),
      ...(await historyNotes(at, gone.usedHistory)),
    ],
  };
}

/** What its parts share. */
export interface At extends DryRunJob {
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

/** What files.ts asks of a ledger, as it is while `base` is published. */
function ledgerOf(held: Held, base: string, now: string): Ledger {
  const { registry, registryFile } = held;
  const unasked = {
    id: '',
    generation: 1,
    revision: '',
    restamp: false,
    basis: null,
    refusal: null,
    publication: null,
  };
  return { ...unasked, commit: base, registry, registryFile, now };
}

interface Registries {
  /** At head; null if there is none. */
  registry: SetMember | null;
  /** The one that head leaves as it is. */
  untouched: SetMember | null;
}

function registriesOf({ held }: At, { members }: ReadNew): Registries {
  const isRegistry = (m: SetMember) => m.registry !== null && m.status !== 'deleted';
  const untouched =
    [...held.untouched.values()].find(({ member }) => member !== null && isRegistry(member))?.member ?? null;
  return { registry: members.find(isRegistry) ?? untouched, untouched };
}

/** The facts that candidate.ts gathers from the ledger. */
function factsOf(at: At, read: ReadNew, registries: Registries, touched: Set<string>): SetFacts {
  const { held, registryFile, registryFilePath, accept } = at;
  const untouched = [...held.untouched.values()];
  const managed = lower(registries.registry?.registry?.managedAuthorities ?? []);
  const lost = new Set(lower(held.registry?.managedAuthorities ?? []).filter((a) => !managed.includes(a)));
  const retired = new Set(lower(registryFile.retired.map(({ ivoid }) => ivoid)));
  return {
    changed: read.members,
    untouched: new Map(untouched.filter((u) => read.keys.has(u.key)).map(({ key, path }) => [key, { path }])),
    registry: registries.untouched,
    untouchedAuthorities: new Set(
      untouched.flatMap(({ key, member }) =>
        member?.isAuthority && member.status !== 'deleted' ? [key] : [],
      ),
    ),
    abandoned: untouched.filter((u) => lost.has(u.authority.toLowerCase()) && !touched.has(u.path)),
    retired: untouched.filter((u) => retired.has(u.key) && !u.isDeleted),
    registryFile,
    registryFilePath,
    formerRegistry: held.registry,
    acceptNewIdentity: accept.newIdentity,
  };
}

/** Records that head does not touch name the registry, or come to be in other formats. */
function saidAnewNotes({ recordsDir, held, registryFile }: At, registry: RegistryRecord): string[] {
  const before = basisOf(recordsDir, held.registry, held.registryFile);
  if (held.registry === null || sameBasis(before, basisOf(recordsDir, registry, registryFile))) return [];
  return [
    `The name or address of the registry, or the list of formats, changes: other records get new datestamps in ${FURTHER_PREFIXES.join(', ')} where they say something else there.`,
  ];
}

async function historyNotes({ repository }: At, usedHistory: boolean): Promise<string[]> {
  if (!usedHistory || !(await repository.isShallow())) return [];
  return [
    'This is a shallow clone: records that were deleted long ago may be listed as deleted again. Fetch the whole history (GIT_DEPTH: 0).',
  ];
}

/** In order of ivoid. */
export function sorted<E extends Entry>(entries: E[]): E[] {
  return entries.sort((a, b) => (a.ivoid < b.ivoid ? -1 : a.ivoid > b.ivoid ? 1 : 0));
}
