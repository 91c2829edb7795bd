/** What the records folder has already, as an import needs to know it: from a work tree, or from a commit. */
import type { RegistryRecord } from '../resource/registry.ts';
import { EMPTY_REGISTRY_FILE, parseRegistryFile, type RegistryFile } from '../resource/registry-file.ts';
import { readRecord } from '../validate/record.ts';
import { canonicalDigest } from '../xml/digest.ts';

export interface ExistingRecord {
  /** Lower case. */
  key: string;
  /** Below the records folder, with slashes. */
  path: string;
  ivoid: string;
  authority: string;
  /** Canonical: equal for files that differ in formatting only (design P4). */
  digest: string;
  status: 'active' | 'inactive' | 'deleted';
  isAuthority: boolean;
  registry: RegistryRecord | null;
}

export interface Existing {
  /** By ivoid in lower case. */
  records: Map<string, ExistingRecord>;
  /** Lower-case paths of all files, whatever is in them. */
  paths: Set<string>;
  /** Text of registry.json; null if there is none. */
  registryJson: string | null;
  registryFile: RegistryFile;
}

/** The folder or its registry.json cannot be used for an import; the message says what to do. */
export class ImportRefused extends Error {
  override name = 'ImportRefused';
}

/** Reads the .xml files of the folder; those that are no records count as paths only. Throws ImportRefused. */
export async function readExisting(
  files: AsyncIterable<{ path: string; bytes: Uint8Array }>,
  registryJson: string | null,
): Promise<Existing> {
  const parsed = registryJson === null ? { file: EMPTY_REGISTRY_FILE } : parseRegistryFile(registryJson);
  if ('faults' in parsed) {
    const says = parsed.faults.map(({ line, message }) => `line ${line}: ${message}`).join(' ');
    throw new ImportRefused(`registry.json cannot be used: ${says} Mend it first: an import adds to it.`);
  }
  const records = new Map<string, ExistingRecord>();
  const paths = new Set<string>();
  for await (const { path, bytes } of files) {
    paths.add(path.toLowerCase());
    const read = readRecord(bytes, path);
    if (!('record' in read)) continue;
    const { ivoid, key, authority, status, isAuthority, registry, document } = read.record;
    const digest = canonicalDigest(document.root);
    // A clone: V8 makes a substring a view on the whole text, and all texts would be kept.
    const record = structuredClone({ key, ivoid, authority, digest, status, isAuthority, registry });
    records.set(record.key, { ...record, path });
  }
  return { records, paths, registryJson, registryFile: parsed.file };
}
