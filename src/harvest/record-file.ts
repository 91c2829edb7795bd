/**
 * One XML file of a repository or folder: which record it is, what is odd about it, or why it is none.
 * What is said of a file hangs on its bytes alone, so it can be remembered by their hash. Not for: fields (ingest.ts).
 */
import { attribute, type Element, text } from '../resource/element.ts';
import { each, first } from '../resource/field-values.ts';
import type { Model } from '../resource/fields.ts';
import { ivoidKey } from '../resource/ivoid.ts';
import { XSI } from '../resource/namespaces.ts';
import { SPASE, spaseResources } from '../resource/spase-fields.ts';
import { decodeAnyway } from '../xml/decode.ts';
import { parseXml, XmlFault } from '../xml/tree.ts';
import type { FileDeviation } from './spase-deviations.ts';

/** Raise when other things are said of the same bytes: what was remembered is then read again. */
export const FILE_FACTS_VERSION = 1;

export interface FileFacts {
  kind: 'record' | 'fault' | 'other';
  /** As written, trimmed. Of a fault: what looks like its identifier, or null. */
  id: string | null;
  /** The id in lower case. */
  key: string | null;
  /** One sentence, of a fault. */
  reason: string | null;
  /** VOResource: status="deleted". */
  deleted: boolean;
  /** Where the root element is in the decoded text. */
  start: number;
  end: number;
  /** What is odd; `example` null: the file's path is the example. */
  notes: { code: FileDeviation; example: string | null }[];
}

/** Reads a file. Throws nothing: what cannot be read is a fault. */
export function readFileFacts(bytes: Buffer, model: Model): FileFacts {
  const facts = readFacts(bytes, model);
  return { ...facts, key: facts.id === null ? null : ivoidKey(facts.id) };
}

function readFacts(bytes: Buffer, model: Model): Omit<FileFacts, 'key'> {
  const decoded = decodeAnyway(bytes);
  const notes = textNotes(bytes, decoded);
  const facts = { id: null, reason: null, deleted: false, start: 0, end: 0, notes };
  try {
    const { root } = parseXml(decoded.text);
    if (!isOfModel(root, model)) {
      notes.push({ code: 'file-other', example: null });
      return { ...facts, kind: 'other' };
    }
    const { start, end } = root;
    return { ...facts, start, end, ...(model === 'spase' ? spaseFacts(root, notes) : vorFacts(root)) };
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    const id = idWithin(decoded.text, model);
    return { ...facts, kind: 'fault', id, reason: `Line ${error.line}: ${error.message}` };
  }
}

/** The root element in UTF-8: what is kept of a file that is a record. */
export function elementBytes(bytes: Buffer, { start, end }: FileFacts): Buffer {
  return Buffer.from(decodeAnyway(bytes).text.slice(start, end));
}

type Notes = FileFacts['notes'];

function textNotes(
  bytes: Buffer,
  { text: written, declared, instead }: ReturnType<typeof decodeAnyway>,
): Notes {
  const notes: Notes = [];
  const note = (code: FileDeviation, example: string | null = null) => notes.push({ code, example });
  if (instead !== null) note('file-encoding-wrong');
  else if (declared !== null && declared !== 'utf-8' && declared !== 'utf8') note('file-encoding');
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) note('file-bom');
  if (written.includes('\r\n')) note('file-crlf');
  return notes;
}

function isOfModel(root: Element, model: Model): boolean {
  return model === 'spase' ? root.local === 'Spase' : root.local === 'Resource';
}

function vorFacts(root: Element): Pick<FileFacts, 'kind' | 'id' | 'reason' | 'deleted'> {
  const id = text(first(root, 'identifier'));
  const deleted = attribute(root, 'status')?.trim() === 'deleted';
  return id === ''
    ? { kind: 'fault', id: null, reason: 'The record has no identifier.', deleted }
    : { kind: 'record', id, reason: null, deleted };
}

function spaseFacts(root: Element, notes: Notes): Pick<FileFacts, 'kind' | 'id' | 'reason'> {
  const [resource, ...others] = spaseResources(root);
  if (resource === undefined) {
    return { kind: 'fault', id: null, reason: 'The Spase document describes no resource.' };
  }
  documentNotes(root, notes);
  if (others.length > 0) notes.push({ code: 'spase-several', example: null });
  const written = each(resource, 'ResourceID')[0]?.text ?? '';
  const id = written.trim().replace(/\s+/g, ' ');
  if (id === '') {
    return { kind: 'fault', id: null, reason: `The ${resource.local} has no ResourceID, or an empty one.` };
  }
  if (written !== written.trim()) notes.push({ code: 'spase-id-space', example: id });
  if (/\s/.test(id)) notes.push({ code: 'spase-id-blank', example: id });
  if (!/^[^:]+:\/\/[^/]+\/.+/.test(id)) notes.push({ code: 'spase-id-form', example: id });
  return { kind: 'record', id, reason: null };
}

function documentNotes(root: Element, notes: Notes): void {
  const version = text(first(root, 'Version'));
  if (root.uri !== SPASE) notes.push({ code: 'spase-namespace', example: null });
  if (!/^\d+\.\d+\.\d+$/.test(version)) notes.push({ code: 'spase-version', example: null });
  const location = attribute(root, 'schemaLocation', XSI)?.trim();
  if (location === undefined) return;
  const [namespace = '', schema = ''] = location.split(/\s+/);
  if (namespace !== root.uri) notes.push({ code: 'spase-location', example: null });
  const named = /spase-(\d+)[._](\d+)[._](\d+)\.xsd$/.exec(schema);
  if (named !== null && named.slice(1).join('.') !== version) {
    notes.push({ code: 'spase-location-version', example: null });
  }
}

/** The identifier in a text that is not well-formed, so that its record is not taken for gone; null if there is none. */
function idWithin(written: string, model: Model): string | null {
  const pattern = model === 'spase' ? /<ResourceID>([^<&]{1,500})</ : /<identifier>([^<&]{1,500})</;
  return pattern.exec(written)?.[1]?.trim().replace(/\s+/g, ' ') || null;
}
