/**
 * What harvesters hold while a commit is the published one, read from that commit instead of from a ledger. It is what
 * the ledger would say after a rebuild (design P6). Not for: publishing, which asks the ledger.
 */
import type { CommitReader } from '../git/commits.ts';
import type { Change } from '../git/repository.ts';
import { ivoidKey, parseIvoid } from '../resource/ivoid.ts';
import { dublinCore } from '../resource/oai-dc.ts';
import type { RegistryRecord } from '../resource/registry.ts';
import { EMPTY_REGISTRY_FILE, parseRegistryFile, type RegistryFile } from '../resource/registry-file.ts';
import { setSpecsOf } from '../resource/sets.ts';
import { RECORD_MAX_BYTES, type ReadRecord, readRecord } from '../validate/record.ts';
import type { SetMember } from '../validate/set.ts';
import { uatLabel } from '../validate/vocabulary.ts';
import { canonicalDigest } from '../xml/digest.ts';
import type { Schema } from '../xml/schema.ts';
import { serveRecord } from '../xml/served.ts';
import { detached } from './detach.ts';
import { isRecordPath, type PastRecord, pastRecords, readHistory } from './history.ts';
import { render } from './renderings.ts';
import { short } from './short.ts';

/** A record of a file that the next commit changes. */
export interface Former {
  ivoid: string;
  key: string;
  authority: string;
  path: string;
  blob: string;
  status: ReadRecord['status'];
  /** What tells versions apart, for each metadata format. */
  digests: Record<string, string>;
  setspecs: string[];
  registry: RegistryRecord | null;
}

/** A record of a file that the next commit leaves as it is. */
export interface Untouched {
  ivoid: string;
  key: string;
  authority: string;
  path: string;
  blob: string;
  isDeleted: boolean;
  /** Read in full only if it is a registry's or an authority's. */
  member: SetMember | null;
}

export interface Held {
  registry: RegistryRecord | null;
  registryFile: RegistryFile;
  /** By key. */
  former: Map<string, Former>;
  untouched: Map<string, Untouched>;
}

/**
 * `base`, or the newest commit before it in which every file that differs at head is a record: a base that publication
 * refused (somebody pushed a broken file, and head mends it) is not what harvesters hold.
 */
export async function readableBase(
  repository: CommitReader,
  base: string,
  head: string,
): Promise<{ base: string; notes: string[] }> {
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

/** Reads what is held at `base`, as far as the changes from there to `head` need it. */
export async function readHeld(
  repository: CommitReader,
  base: string,
  head: string,
  changes: Change[],
  registryFilePath: string,
): Promise<Held> {
  const registryFile = await registryFileAt(repository, base, registryFilePath);
  const former = await readFormer(repository, changes, registryFile);
  const untouched = await readUntouched(repository, head, new Set(changes.map((change) => change.path)));
  const registries = [
    ...[...former.values()].map(({ status, registry }) => ({ status, registry })),
    ...[...untouched.values()].flatMap(({ member }) => (member === null ? [] : [member])),
  ];
  const own = registries.find(({ status, registry }) => registry !== null && status !== 'deleted');
  return { registry: own?.registry ?? null, registryFile, former, untouched };
}

async function registryFileAt(repository: CommitReader, commit: string, path: string): Promise<RegistryFile> {
  const entry = (await repository.tree(commit)).find((e) => e.path === path && e.type === 'blob');
  if (entry === undefined) return EMPTY_REGISTRY_FILE;
  for await (const blob of repository.blobs([entry.blob], 1024 * 1024)) {
    const parsed = blob.tooLarge ? null : parseRegistryFile(blob.content.toString('utf8'));
    if (parsed !== null && 'file' in parsed) return parsed.file;
  }
  // A commit with such a file was refused, so what it says was never in force.
  return EMPTY_REGISTRY_FILE;
}

async function readFormer(
  repository: CommitReader,
  changes: Change[],
  registryFile: RegistryFile,
): Promise<Map<string, Former>> {
  const paths = pathsByBlob(
    changes.flatMap(({ path, oldBlob }) =>
      oldBlob === null || !isRecordPath(path) ? [] : [{ path, blob: oldBlob }],
    ),
  );
  const former = new Map<string, Former>();
  for await (const blob of repository.blobs(paths.keys(), RECORD_MAX_BYTES)) {
    if (blob.tooLarge) continue;
    for (const path of paths.get(blob.blob) ?? []) {
      const read = readRecord(blob.content, path);
      if (!('record' in read)) continue;
      const record = detached(read.record);
      const { ivoid, key, authority, status, registry } = record;
      const setspecs = setSpecsOf(record, registryFile.sets);
      former.set(key, {
        ivoid,
        key,
        authority,
        path,
        blob: blob.blob,
        status,
        digests: digestsOf(record),
        setspecs,
        registry,
      });
    }
  }
  return former;
}

async function readUntouched(
  repository: CommitReader,
  head: string,
  touched: Set<string>,
): Promise<Map<string, Untouched>> {
  const entries = (await repository.tree(head)).filter((e) => e.type === 'blob' && isRecordPath(e.path));
  const paths = pathsByBlob(entries.filter((e) => !touched.has(e.path)));
  const untouched = new Map<string, Untouched>();
  for await (const blob of repository.blobs(paths.keys(), RECORD_MAX_BYTES)) {
    if (blob.tooLarge) continue;
    for (const path of paths.get(blob.blob) ?? []) {
      const found = glance(blob.content) ?? readInFull(blob.content, path);
      if (found !== null) untouched.set(found.key, { ...found, path, blob: blob.blob });
    }
  }
  return untouched;
}

/**
 * The identity of a record by its first bytes: a full reading of 10,000 records takes most of a minute, this a second.
 * Null for what is not as plain as records usually are, and for a registry's or an authority's: those are read in full.
 */
export function glance(content: Uint8Array): Omit<Untouched, 'path' | 'blob'> | null {
  const text = Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1');
  const at = text.indexOf('<identifier');
  const before = text.slice(0, Math.max(at, 0));
  IDENTIFIER.lastIndex = at;
  const match = at < 0 ? null : IDENTIFIER.exec(text);
  if (match === null) return null;
  // A comment or CDATA section may hold another identifier; a character reference may hide a name.
  if (/<!|&#|\0/.test(before) || /[:"'\s](Registry|Authority)\s*["']/.test(before)) return null;
  const ivoid = parseIvoid((match[1] ?? '').replace(/[ \t\r\n]+/g, ' ').trim());
  if (ivoid === null) return null;
  return {
    ivoid: copy(ivoid.ivoid),
    key: ivoidKey(copy(ivoid.ivoid)),
    authority: copy(ivoid.authority),
    isDeleted: /\sstatus\s*=\s*["']\s*deleted\s*["']/.test(before),
    member: null,
  };
}

const IDENTIFIER = /<identifier(?:\s[^<>]*)?>([^<&]*)<\/identifier\s*>/y;

function readInFull(content: Uint8Array, path: string): Omit<Untouched, 'path' | 'blob'> | null {
  const read = readRecord(content, path);
  if (!('record' in read)) return null;
  const { ivoid, key, authority, isAuthority, status, registry, document } = detached(read.record);
  const line = document.startLine;
  return {
    ivoid,
    key,
    authority,
    isDeleted: status === 'deleted',
    member: { ivoid, key, authority, isAuthority, status, registry, path, line },
  };
}

/** Without validation: it is published, whatever today's rules say of it. */
function digestsOf(record: ReadRecord): Record<string, string> {
  const { root } = record.document;
  // The date is no part of a digest.
  const served = serveRecord(record.document, '2000-01-01T00:00:00Z');
  const renderings = render({
    ...record,
    served,
    digest: canonicalDigest(root),
    dublinCore: dublinCore(root, uatLabel),
  });
  return Object.fromEntries(renderings.map(({ prefix, digest }) => [prefix, digest]));
}

/** Tombstones at a commit, by key: what its first-parent history once had and it has no more (design P6). Reads all of it. */
export async function readTombstones(
  repository: CommitReader,
  base: string,
  held: Held,
  schema: Schema,
): Promise<Map<string, Pick<PastRecord, 'ivoid' | 'key' | 'authority'>>> {
  const history = await readHistory(repository, null, base, new Set(), schema);
  const past = new Map<string, Pick<PastRecord, 'ivoid' | 'key' | 'authority'>>(
    pastRecords(history, base, []),
  );
  for (const { ivoid } of held.registryFile.retired) {
    const parsed = parseIvoid(ivoid);
    if (parsed !== null && !past.has(parsed.key)) past.set(parsed.key, parsed);
  }
  const gone = new Set(
    held.registryFile.transfers.filter((t) => t.direction === 'out').map((t) => t.authority.toLowerCase()),
  );
  for (const { key, authority } of [...past.values()]) {
    const isLive = held.untouched.has(key) || (held.former.get(key)?.status ?? 'deleted') !== 'deleted';
    if (isLive || gone.has(authority.toLowerCase())) past.delete(key);
  }
  return past;
}

function pathsByBlob(files: { path: string; blob: string }[]): Map<string, string[]> {
  const paths = new Map<string, string[]>();
  for (const { path, blob } of files) paths.set(blob, [...(paths.get(blob) ?? []), path]);
  return paths;
}

/** V8 makes a substring a view on the whole text (detach.ts). */
function copy(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** The record that harvesters hold under a key; null if there is none, or a tombstone. */
export function liveFormer(held: Held, key: string): Former | null {
  const former = held.former.get(key);
  return former === undefined || former.status === 'deleted' ? null : former;
}

export function lower(authorities: string[]): string[] {
  return authorities.map((authority) => authority.toLowerCase());
}
