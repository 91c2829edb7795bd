/** Which files of a commit are records, which file says how the registry is set up, and which must not be there. */
import type { Change, Repository } from '../git/repository.ts';
import type { RegistryRecord } from '../resource/registry.ts';
import {
  EMPTY_REGISTRY_FILE,
  parseRegistryFile,
  type RegistryFile,
  type RegistryFileFault,
} from '../resource/registry-file.ts';
import { breathe } from '../store/breathe.ts';
import type { Ledger } from '../store/ledger.ts';
import { type Finding, finding } from '../validate/finding.ts';
import { RECORD_MAX_BYTES, readRecord } from '../validate/record.ts';
import { isRecordPath } from './history.ts';

/** A record's file in the commit; `blob` is null if the commit removed it. */
export interface File {
  path: string;
  blob: string | null;
}

type Reader = Pick<Repository, 'changes' | 'blobs'>;

const REGISTRY_FILE = 'registry.json';
const REGISTRY_FILE_MAX_BYTES = 1024 * 1024;

const REFUSED_MODES: Record<string, string> = {
  '120000': 'This is a symbolic link. Commit the record itself: links are not followed.',
  '160000': 'This is a submodule. Records must be in this repository itself: submodules are not fetched.',
};

/**
 * The files to look at: all of the commit's (base null), or those that differ from the published commit. Files that do
 * not end in .xml are ignored, but for registry.json.
 */
export async function filesOf(from: {
  repository: Reader;
  ledger: Ledger;
  base: string | null;
  commit: string;
  recordsDir: string;
  refused: Map<string, Finding[]>;
}): Promise<
  { files: File[]; registryFile: RegistryFile; registryFilePath: string } | { findings: Finding[] }
> {
  const changes = await from.repository.changes(from.base, from.commit);
  const registryFilePath = `${from.recordsDir === '' ? '' : `${from.recordsDir}/`}${REGISTRY_FILE}`;
  const findings = [...changes.flatMap((change) => refusedFile(change, from.refused)), ...doubled(changes)];
  const registry = await registryFileOf(from, changes, registryFilePath);
  if ('faults' in registry) {
    findings.push(...registry.faults.map((fault) => finding({ ...fault, file: registryFilePath })));
    return { findings };
  }
  if (findings.length > 0) return { findings };
  const files = changes
    .filter((change) => isRecordPath(change.path))
    .map(({ path, newBlob }) => ({ path, blob: newBlob }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, registryFile: registry.file, registryFilePath };
}

function refusedFile(change: Change, refused: Map<string, Finding[]>): Finding[] {
  if (change.newBlob === null) return [];
  const name = nameTrouble(change.path);
  if (name !== null) return [finding({ rule: 'GIT', file: change.path.slice(0, 200), message: name })];
  const message = REFUSED_MODES[change.mode ?? ''];
  if (message !== undefined) return [finding({ rule: 'GIT', file: change.path, message })];
  // The same bytes were refused in a newer commit: no need to read them again.
  return (refused.get(change.newBlob) ?? []).map((f) => ({ ...f, file: change.path }));
}

/** A longer one fits into no index of PostgreSQL. */
const PATH_MAX_BYTES = 1024;

/** What Git makes of no file, but takes from whoever writes its objects himself. Null for a sound path. */
function nameTrouble(path: string): string | null {
  if (Buffer.byteLength(path) > PATH_MAX_BYTES)
    return `The path has ${Buffer.byteLength(path)} bytes; ${PATH_MAX_BYTES} are taken. Give shorter names, or fewer folders.`;
  if (/(^|\/)(\.{0,2}|\.git)(\/|$)/i.test(path))
    return 'A file or folder is called “”, “.”, “..” or “.git”, which Git never checks out. Give it another name.';
  return null;
}

/** A file that stands twice in a folder: which of the two is meant nobody knows. */
function doubled(changes: Change[]): Finding[] {
  const seen = new Set<string>();
  return changes
    .filter(({ path, newBlob }) => newBlob !== null && seen.size === seen.add(path).size)
    .map(({ path }) =>
      finding({
        rule: 'GIT',
        file: path,
        message: 'The commit has two files of this name in one folder. Remove one.',
      }),
    );
}

async function registryFileOf(
  from: { repository: Reader; ledger: Ledger; base: string | null },
  changes: Change[],
  path: string,
): Promise<{ file: RegistryFile } | { faults: RegistryFileFault[] }> {
  const change = changes.find((c) => c.path === path);
  if (change === undefined)
    return { file: (from.base === null ? null : from.ledger.registryFile) ?? EMPTY_REGISTRY_FILE };
  if (change.newBlob === null) return { file: EMPTY_REGISTRY_FILE };
  for await (const blob of from.repository.blobs([change.newBlob], REGISTRY_FILE_MAX_BYTES)) {
    if (blob.tooLarge)
      return {
        faults: [
          {
            rule: 'CONFIG',
            line: 1,
            message: `The file has ${blob.size} bytes; ${REGISTRY_FILE_MAX_BYTES} are read.`,
          },
        ],
      };
    return parseRegistryFile(Buffer.from(blob.content).toString('utf8'));
  }
  throw new Error(`Git did not give the content of ${path}.`);
}

/**
 * The registry's own record among files of a commit, before they are read one by one: some formats of every record name
 * it. Null if there is none, or if it cannot be read (the commit will be refused for it).
 */
export async function registryAmong(
  repository: Pick<Repository, 'blobs'>,
  files: File[],
): Promise<RegistryRecord | null> {
  // It is mostly called so: then nothing else is read.
  const likely = [...files].sort((a, b) => Number(isLikely(b)) - Number(isLikely(a)));
  const blobs = new Set(likely.flatMap(({ blob }) => (blob === null ? [] : [blob])));
  for await (const blob of repository.blobs(blobs, RECORD_MAX_BYTES)) {
    await breathe();
    if (blob.tooLarge || !mayBeRegistry(blob.content)) continue;
    const read = readRecord(blob.content, '');
    if (!('record' in read) || read.record.status === 'deleted') continue;
    // Whatever it is called: two of them are refused.
    if (read.record.registry !== null) return read.record.registry;
  }
  return null;
}

function isLikely({ path }: File): boolean {
  return /registry/i.test(path);
}

/**
 * Parsing takes a hundred times as long. The end of an xsi:type, as every record has "Registry" in its namespaces. In UTF-16 there is a zero between the letters, and a letter may be written as a number.
 */
function mayBeRegistry(content: Uint8Array): boolean {
  const text = Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1');
  return /R\0?e\0?g\0?i\0?s\0?t\0?r\0?y[\0\s]*["']|&\0?#/.test(text);
}
