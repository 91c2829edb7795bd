/**
 * Decides what an import does: which files it writes or removes, which ivoids it retires, and what it leaves to a person.
 * Writes nothing itself; the plan is carried out in the work tree (import-apply.ts) or as a commit on a branch.
 *
 * A file is overwritten only if it still says what the source last said (`before`): a record that was changed here stays,
 * and one that was changed on both sides is a conflict, unless `force` says that the source is right.
 */

import { ivoidKey, parseIvoid } from '../resource/ivoid.ts';
import { breathe } from '../store/breathe.ts';
import { type ReadRecord, readRecord } from '../validate/record.ts';
import { canonicalDigest } from '../xml/digest.ts';
import { aboutAuthorities, Skipped, unknownSets } from './import-about.ts';
import type { Existing, ExistingRecord } from './import-existing.ts';
import { type Ownership, ownershipOf } from './import-own.ts';
import { importPath } from './import-path.ts';
import type { Listed, Received, Spool } from './import-receive.ts';
import { type Retired, withRetired } from './import-retired.ts';

export interface ImportOptions {
  /** Take exactly these authorities; none: what is the source's own. */
  authorities: string[];
  /** The source is right where a file was changed here. */
  force: boolean;
  /** What the source is called in the reason of retired ivoids. */
  source: string;
  /** What the source said when its records were last taken: key → digest. */
  before: ReadonlyMap<string, string>;
  /** Authorities of the source, by an earlier full import. */
  remembered: string[] | null;
  signal: AbortSignal;
}

export interface Entry {
  ivoid: string;
  /** Below the records folder. */
  path: string;
}

export interface Plan {
  written: (Entry & { place: Place })[];
  changed: (Entry & { place: Place })[];
  unchanged: Entry[];
  /** Changed here, and not at the source: they stay. */
  edited: Entry[];
  /** Deleted at the source: their files go. */
  removed: Entry[];
  retired: Retired[];
  refused: { ivoid: string | null; path: string | null; reason: string }[];
  /** Records of others, by authority. */
  skipped: { authority: string; count: number; example: string }[];
  /** Taken before, and no longer in a complete list; nothing is concluded from that. */
  absent: Entry[];
  /** Text of registry.json, if it changes. */
  registryJson: string | null;
  /** The source's own registry record, and whether it was taken as a starting point. */
  registry: { ivoid: string; taken: boolean; kept: string | null } | null;
  /** Sentences about authorities that need a person. */
  authorities: string[];
  /** Sets of the source that registry.json does not define, with the records in them. */
  sets: { setSpec: string; count: number }[];
  ownBy: string;
  ownAuthorities: string[];
  /** key → digest of what the source says now, as far as it is in the files once the plan is carried out. */
  digests: Map<string, string>;
}

export interface Place {
  at: number;
  length: number;
}

/** A listed record as far as its identity. */
export interface Examined {
  listed: Listed;
  place: Place;
  record: Pick<ReadRecord, 'ivoid' | 'key' | 'authority' | 'isAuthority' | 'registry' | 'status'>;
  digest: string;
}

/**
 * Throws ImportRefused if it cannot be told which records are the source's own, and the signal's reason. `today` is
 * `YYYY-MM-DD`.
 */
export async function planImport(
  received: Received,
  spool: Spool,
  existing: Existing,
  options: ImportOptions,
  today: string,
): Promise<Plan> {
  const refused: Plan['refused'] = received.quarantined.map(({ id, path, reason }) => ({
    ivoid: id,
    path,
    reason,
  }));
  const examined: Examined[] = [];
  const tombstones: Listed[] = [];
  for (const listed of received.listed.values()) {
    if (listed.place === null) tombstones.push(listed);
    else examine(listed, listed.place, spool, examined, refused);
    await breathe();
    options.signal.throwIfAborted();
  }
  const registries = examined
    .flatMap(({ record }) => (record.registry === null ? [] : [record.registry]))
    .filter(({ ivoid }) => received.registryId === null || ivoidKey(ivoid) === ivoidKey(received.registryId));
  const ownership = ownershipOf(
    received.listed.values(),
    registries,
    options.authorities,
    options.remembered,
  );
  const plan = emptyPlan(refused, ownership);
  const retired = new Set(existing.registryFile.retired.map(({ ivoid }) => ivoidKey(ivoid)));
  const skipped = new Skipped();
  const own = examined.filter((one) => {
    const isOwn = ownership.isOwn({ id: one.record.ivoid, setSpecs: one.listed.setSpecs });
    if (!isOwn) skipped.add(one.record.ivoid);
    return isOwn;
  });
  const taken: Examined[] = [];
  for (const one of own) if (decide(one, { plan, existing, options, retired })) taken.push(one);
  for (const listed of tombstones) {
    if (ownership.isOwn(listed))
      bury(listed, { plan, existing, options, retired, today }, received.end.complete);
    else skipped.add(listed.id);
  }
  plan.skipped = skipped.list();
  plan.absent = received.end.complete && received.full ? absentFrom(received, existing, options) : [];
  plan.authorities = aboutAuthorities(taken, existing, plan, registries);
  plan.sets = unknownSets(own, existing);
  const json = plan.retired.length === 0 ? null : withRetired(existing.registryJson, plan.retired);
  plan.registryJson = json === existing.registryJson ? null : json;
  return plan;
}

function emptyPlan(refused: Plan['refused'], { by, authorities }: Ownership): Plan {
  return {
    ...{ written: [], changed: [], unchanged: [], edited: [], removed: [], retired: [], refused },
    ...{ skipped: [], absent: [], registryJson: null, registry: null, authorities: [], sets: [] },
    ...{ ownBy: by, ownAuthorities: authorities, digests: new Map() },
  };
}

function examine(
  listed: Listed,
  place: Place,
  spool: Spool,
  examined: Examined[],
  refused: Plan['refused'],
): void {
  const path = importPath(listed.id);
  const read = readRecord(spool.read(place), path);
  if ('findings' in read) {
    const reason = read.findings.map(({ message }) => message).join(' ');
    refused.push({ ivoid: listed.id, path: null, reason });
    return;
  }
  const { document, ivoid, key, authority, isAuthority, registry, status } = read.record;
  // A clone: V8 makes a substring a view on the whole text, and all 30,000 texts would be kept.
  const record = structuredClone({ ivoid, key, authority, isAuthority, registry, status });
  examined.push({ listed, place, record, digest: canonicalDigest(document.root) });
}

interface Deciding {
  plan: Plan;
  existing: Existing;
  options: ImportOptions;
  retired: Set<string>;
}

/** Puts a record into the plan. False if it will not be in the files. */
function decide(
  { record, place, digest }: Examined,
  { plan, existing, options, retired }: Deciding,
): boolean {
  const { ivoid, key } = record;
  const there = existing.records.get(key);
  const path = there?.path ?? importPath(ivoid);
  const refuse = (reason: string) => {
    plan.refused.push({ ivoid, path, reason });
    return false;
  };
  if (record.status === 'deleted')
    return refuse('It says status="deleted"; a deletion is told by its header only (RI-33).');
  if (retired.has(key))
    return refuse(
      'registry.json lists it under "retired". Take that entry out if the record is to come back.',
    );
  if (record.registry !== null && !isStartingPoint(record, existing, plan)) return true;
  if (there === undefined) {
    if (existing.paths.has(path))
      return refuse(`There is a file ${path} already, and it is not this record. Move it, and import again.`);
    plan.written.push({ ivoid, path, place });
  } else if (there.digest === digest) {
    plan.unchanged.push({ ivoid, path });
  } else {
    return differing({ ivoid, path, place }, key, digest, there, { plan, options });
  }
  plan.digests.set(key, digest);
  return true;
}

/** The file says something else than the source. */
function differing(
  entry: Entry & { place: Place },
  key: string,
  digest: string,
  there: ExistingRecord,
  { plan, options }: Pick<Deciding, 'plan' | 'options'>,
): boolean {
  const before = options.before.get(key);
  if (options.force || before === there.digest) {
    plan.changed.push(entry);
    plan.digests.set(key, digest);
  } else if (before === digest) {
    plan.edited.push({ ivoid: entry.ivoid, path: entry.path });
    plan.digests.set(key, digest);
  } else {
    const reason =
      before === undefined
        ? 'The file here differs from what the source says, and was not written by an import that this DATA_DIR remembers.'
        : 'The record was changed here and at the source.';
    plan.refused.push({
      ...entry,
      reason: `${reason} Bring the two together by hand, or take the source’s with --force.`,
    });
  }
  return true;
}

/**
 * Whether the registry record is to be written: only where there is none. What a registry says of itself is about its own
 * address, so here it is something to begin with.
 */
function isStartingPoint(record: Examined['record'], existing: Existing, plan: Plan): boolean {
  const kept = [...existing.records.values()].find((r) => r.registry !== null && r.status !== 'deleted');
  const taken = kept === undefined && plan.registry === null;
  plan.registry ??= { ivoid: record.ivoid, taken, kept: kept?.path ?? null };
  return taken;
}

/** A tombstone of the source. */
function bury(
  listed: Listed,
  { plan, existing, options, retired, today }: Deciding & { today: string },
  complete: boolean,
): void {
  const parsed = parseIvoid(listed.id);
  if (parsed === null) {
    const reason =
      'It is deleted there, and its identifier is not one that a record can have: nothing to retire.';
    plan.refused.push({ ivoid: listed.id, path: null, reason });
    return;
  }
  // P8: nothing is concluded from a list that did not end properly.
  if (!complete) return;
  const there = existing.records.get(parsed.key);
  if (there !== undefined && there.status !== 'deleted') {
    if (!options.force && options.before.get(parsed.key) !== there.digest) {
      const reason =
        'It is deleted at the source, but the file here was changed, or does not come from there. Remove it (git rm), or use --force.';
      plan.refused.push({ ivoid: listed.id, path: there.path, reason });
      return;
    }
    plan.removed.push({ ivoid: there.ivoid, path: there.path });
  }
  if (retired.has(parsed.key)) return;
  const on = listed.datestamp?.slice(0, 10) ?? today;
  plan.retired.push({ ivoid: listed.id, on, reason: `deleted at ${options.source}` });
}

function absentFrom({ listed }: Received, existing: Existing, { before }: ImportOptions): Entry[] {
  return [...before.keys()].flatMap((key) => {
    const there = existing.records.get(key);
    return there === undefined || listed.has(key) ? [] : [{ ivoid: there.ivoid, path: there.path }];
  });
}
