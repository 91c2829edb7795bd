/** What a new record can take from those that are there: the publisher, the contact, the service that serves a table. */
import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { child, children, descend, type Element, text } from '../resource/element.ts';
import { ivoidKey, parseIvoid } from '../resource/ivoid.ts';
import { type ReadRecord, readRecord } from '../validate/record.ts';
import { capabilities, isTapService } from '../validate/standards.ts';
import type { Defaults, Named } from './values.ts';

/** Where the record of an ivoid lies below the records folder; null if the ivoid is none. */
export function recordPath(ivoid: string): string | null {
  const parsed = parseIvoid(ivoid);
  return parsed === null ? null : join(parsed.authority, `${parsed.resourceKey || 'authority'}.xml`);
}

/** From the registry's own record; nulls if there is none in the folder. */
export async function repositoryDefaults(records: string): Promise<Defaults> {
  for await (const record of recordsWith(records, ':Registry')) {
    if (record.registry === null || record.status === 'deleted') continue;
    const { root } = record.document;
    const publisher = descend(root, 'curation', 'publisher')[0];
    const contact = descend(root, 'curation', 'contact')[0];
    return {
      authority: record.registry.managedAuthorities[0] ?? null,
      publisher: publisher === undefined ? null : nameOf(publisher),
      contact: contact === undefined ? null : contactOf(contact),
    };
  }
  return { authority: null, publisher: null, contact: null };
}

export interface KnownRecord extends Named {
  /** Below the records folder. */
  path: string;
  /** Base URL of its TAP service, if it is one. */
  tap: string | null;
}

/** The record with that ivoid, in any letter case; null if the folder has none. */
export async function findRecord(records: string, ivoid: string): Promise<KnownRecord | null> {
  for await (const record of recordsWith(records, ivoid)) {
    if (record.key !== ivoidKey(ivoid)) continue;
    const { root } = record.document;
    const tap = capabilities(root).find(isTapService);
    const url = tap === undefined ? undefined : descend(tap, 'interface', 'accessURL')[0];
    const name = text(child(root, 'title'));
    return { ivoid: record.ivoid, name, path: record.path, tap: url === undefined ? null : text(url) };
  }
  return null;
}

/** Readable records whose file contains a text, in any letter case. Reading is fast: 10,000 files take a second. */
async function* recordsWith(records: string, needle: string): AsyncGenerator<ReadRecord & { path: string }> {
  const wanted = needle.toLowerCase();
  for (const path of await recordFiles(records)) {
    const bytes = await readFile(join(records, path));
    if (!bytes.toString('utf8').toLowerCase().includes(wanted)) continue;
    const read = readRecord(bytes, path);
    if ('record' in read) yield { ...read.record, path };
  }
}

async function recordFiles(records: string): Promise<string[]> {
  const entries: Dirent[] = await readdir(records, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.xml'))
    .map((entry) => join(entry.parentPath, entry.name).slice(records.length + 1))
    .sort();
}

function nameOf(element: Element): Named {
  const ivoid = element.attributes.find((a) => a.name === 'ivo-id')?.value.trim() ?? '';
  return { name: text(element), ivoid: ivoid === '' ? null : ivoid };
}

function contactOf(contact: Element): Defaults['contact'] {
  const [email] = children(contact, 'email');
  const name = text(child(contact, 'name'));
  const address = text(child(contact, 'address'));
  if (email === undefined || name === '') return null;
  return { name, address: address === '' ? null : address, email: text(email) };
}
