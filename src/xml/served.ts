/**
 * The record as it is served: the curator's own bytes, except for what the registry owns on the root element
 * (design P4): `updated`, `created` where missing, `xsi:schemaLocation` completed, and `xmlns=""`.
 * Works on the text of the start tag; nothing is re-serialised.
 */
import { attribute, type Element, resolvePrefix, walk, xsiType } from '../resource/element.ts';
import { RI, VR, XSI } from '../resource/namespaces.ts';
import { applyEdits, type Edit, type WrittenAttribute, writtenAttributes } from './edit.ts';
import type { Document } from './tree.ts';

/** Stands in for the datestamp, which is only known when the record is published; same length. */
export const UPDATED_PLACEHOLDER = '0000-00-00T00:00:00Z';
/** What is inserted after the root's name for an OAI answer (client-quirks.md: VOResource locals are in no namespace). */
export const NO_DEFAULT_NAMESPACE = ' xmlns=""';

export interface ServedRecord {
  /** UTF-8: the root element, nothing before or after it. */
  bytes: Buffer;
  /** Byte offset of the 20 bytes of `updated`'s value. */
  updatedAt: number;
  /** Byte offset of the inserted ` xmlns=""`; null if the root declares a default namespace itself. */
  xmlnsAt: number | null;
}

/**
 * Cuts the root element out of a document and completes its start tag. `created` (UTC seconds) is used where the
 * record gives none. Line breaks inside the element are untouched, so line numbers stay those of the file.
 */
export function serveRecord(document: Document, created: string): ServedRecord {
  const { text, root } = document;
  const { start, end } = root;
  const nameEnd = start + 1 + root.name.length;
  const { edits, insertions, updated } = completion(document, created);
  // Not by looking for the placeholder: another attribute may say the same.
  const untilUpdated =
    updated === null
      ? `${text.slice(start, nameEnd)}${insertions} updated="`
      : applyEdits(
          text.slice(0, updated.valueStart),
          edits.filter((edit) => edit.to <= updated.valueStart && edit.text !== UPDATED_PLACEHOLDER),
        );
  return {
    bytes: Buffer.from(applyEdits(text.slice(0, end), edits), 'utf8'),
    updatedAt: Buffer.byteLength(untilUpdated, 'utf8'),
    xmlnsAt: insertions === '' ? null : Buffer.byteLength(root.name, 'utf8') + 1,
  };
}

/** The same as text, with a datestamp: for those who want to look at it only. */
export function servedText(document: Document, created: string, datestamp: string): string {
  const { text, root } = document;
  const edits = completion(document, created).edits.map((edit) => ({
    ...edit,
    text: edit.text.replace(UPDATED_PLACEHOLDER, datestamp),
  }));
  return applyEdits(text.slice(0, root.startTagEnd), edits) + text.slice(root.startTagEnd, root.end);
}

interface Completion {
  /** Of the document's text up to the end of the root's start tag. */
  edits: Edit[];
  /** What is inserted after the root's name, before the attributes that it lacks. */
  insertions: string;
  /** Where the record says `updated` itself. */
  updated: WrittenAttribute | null;
}

function completion({ text, root }: Document, created: string): Completion {
  const { start } = root;
  const nameEnd = start + 1 + root.name.length;
  const written = writtenAttributes(text, root);
  const edits: Edit[] = [{ from: 0, to: start, text: '' }];
  const insertions = root.declared[''] === undefined ? NO_DEFAULT_NAMESPACE : '';
  const missing: string[] = [];
  const updated = written.find((a) => a.name === 'updated') ?? null;
  if (updated === null) missing.push(` updated="${UPDATED_PLACEHOLDER}"`);
  else edits.push({ from: updated.valueStart, to: updated.valueEnd, text: UPDATED_PLACEHOLDER });
  if (attribute(root, 'created') === null) missing.push(` created="${created}"`);

  const location = schemaLocation(root);
  if (location.append !== '') {
    const existing = written.find((a) => a.name === location.name);
    if (existing === undefined) missing.push(` ${location.name}="${location.append.trim()}"`);
    else edits.push({ from: existing.valueEnd, to: existing.valueEnd, text: location.append });
  }
  edits.push({ from: nameEnd, to: nameEnd, text: insertions + missing.join('') });
  return { edits, insertions, updated };
}

/**
 * The attribute's name as this record spells it, and the pairs (ns, ns) it lacks: for RegistryInterface, VOResource
 * and each namespace used in an xsi:type (OAI-PMH 2.0 §3.4, requirements.md RI-09, VOR-06).
 */
function schemaLocation(root: Element): { name: string; append: string } {
  const prefix = prefixFor(root, XSI);
  // Without the xsi namespace there is no xsi:type either, and the schema has refused the record.
  if (prefix === null) return { name: '', append: '' };
  const given = (attribute(root, 'schemaLocation', XSI) ?? '').trim().split(/\s+/);
  const known = new Set(given.filter((_, index) => index % 2 === 0));
  const wanted = new Set([RI, VR]);
  for (const element of walk(root)) {
    const type = xsiType(element);
    if (type?.uri) wanted.add(type.uri);
  }
  const lacking = [...wanted].filter((uri) => !known.has(uri));
  // The attribute may be there under another prefix of the same namespace.
  const written = root.attributes.find((a) => a.local === 'schemaLocation' && a.uri === XSI);
  return {
    name: written?.name ?? `${prefix}:schemaLocation`,
    append: lacking.map((uri) => ` ${uri} ${uri}`).join(''),
  };
}

function prefixFor(root: Element, uri: string): string | null {
  const prefix = Object.keys(root.declared).find((p) => p !== '' && resolvePrefix(root, p) === uri);
  return prefix ?? null;
}

/** Puts a datestamp (UTC seconds) where the placeholder stands; returns a copy. */
export function withUpdated(bytes: Uint8Array, updatedAt: number, datestamp: string): Buffer {
  const copy = Buffer.from(bytes);
  copy.write(datestamp, updatedAt, UPDATED_PLACEHOLDER.length, 'latin1');
  return copy;
}

/** The record without the inserted ` xmlns=""`, for use outside of an OAI answer. */
export function asDocument(bytes: Buffer, xmlnsAt: number | null): Buffer {
  if (xmlnsAt === null) return bytes;
  return Buffer.concat([bytes.subarray(0, xmlnsAt), bytes.subarray(xmlnsAt + NO_DEFAULT_NAMESPACE.length)]);
}
