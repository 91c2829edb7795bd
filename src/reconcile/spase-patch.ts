/**
 * Minimal changes to somebody else's SPASE file: lines are added in its own indentation, line ends and encoding, in the
 * order that its version of SPASE wants; every other byte stays. Only the text of ReleaseDate may change.
 */
import type { Element } from '../resource/element.ts';
import { spaseResources } from '../resource/spase-fields.ts';
import { byteOrderMark, declaredEncoding, decodeXml, EncodingFault } from '../xml/decode.ts';
import { parseXml, XmlFault } from '../xml/tree.ts';
import { escapeText } from '../xml/write.ts';
import { each, first, textAt, textsAt } from './crosswalk/spase-source.ts';
import { normaliseId, normaliseUrl } from './normalise.ts';

/** What is to be added; what is there already is not added again. */
export interface SpaseAdditions {
  accessUrl?: {
    name: string;
    url: string;
    /** Left out where the version of the record does not have the value. */
    style: string | null;
    productKey: string | null;
    /** RepositoryID of the AccessInformation that it belongs into; null: that with the same host, else the first. */
    repository?: string | null;
  };
  informationUrl?: { name: string; url: string };
  /** Made only if something else is added. */
  revision?: {
    /** UTC, `YYYY-MM-DDThh:mm:ssZ`. */
    date: string;
    note: string;
  };
}

/** Bytes of the original that were replaced; nothing is `removed` by an insertion. */
export interface ByteEdit {
  /** Offset in the original. */
  at: number;
  removed: Buffer;
  inserted: Buffer;
}

export interface SpasePatch {
  bytes: Buffer;
  /** In order. Empty if all was there already. */
  edits: ByteEdit[];
  /** Sentences about what the record's version has no place for, and what was there already. */
  notes: string[];
}

/** The file cannot be changed safely; the message says why. */
export class PatchRefused extends Error {
  override name = 'PatchRefused';
}

/** Since which version SPASE has what (the XSDs of 1.2.0 to 2.7.1). */
const SINCE = { productKey: '2.2.2', style: '2.3.0', revisionHistory: '2.3.1' };
const STYLE_SINCE: Record<string, string> = { EPNTAP: '2.4.1', TAP: '2.4.1', Git: '2.4.1' };

/** A change of the text: `indent` and line end are added when it is written. */
interface TextEdit {
  at: number;
  remove: number;
  insert: string;
}

/**
 * @param original the bytes of a SPASE file
 * @throws PatchRefused for a file that cannot be read, that is no SPASE of version 1 or 2, and for one that has no
 * place for what is to be added (a Service has one AccessURL only)
 */
export function patchSpase(original: Uint8Array, additions: SpaseAdditions): SpasePatch {
  const file = read(original);
  const notes: string[] = [];
  const edits: TextEdit[] = [];
  if (additions.accessUrl !== undefined) edits.push(...addAccessUrl(file, additions.accessUrl, notes));
  if (additions.informationUrl !== undefined)
    edits.push(...addInformationUrl(file, additions.informationUrl, notes));
  if (additions.revision !== undefined && edits.length > 0)
    edits.push(...addRevision(file, additions.revision, notes));
  return { ...written(original, file, edits), notes };
}

interface SpaseFile {
  text: string;
  resource: Element;
  header: Element;
  version: string;
  encoding: string;
  /** Bytes of the byte order mark. */
  mark: number;
}

function read(original: Uint8Array): SpaseFile {
  const mark = byteOrderMark(original);
  const encoding = mark?.encoding ?? declaredEncoding(original, null) ?? 'utf-8';
  const { text, root } = parsed(original);
  const [resource, ...others] = spaseResources(root);
  const version = textAt(root, 'Version');
  const header = first(resource ?? null, 'ResourceHeader');
  if (resource === undefined || header === null)
    throw new PatchRefused('It is no SPASE record with a ResourceHeader.');
  if (others.length > 0)
    throw new PatchRefused(`It describes ${others.length + 1} resources; which is meant is not known.`);
  if (version === null || !/^[12]\.\d+\.\d+$/.test(version)) {
    throw new PatchRefused(
      `It is of SPASE ${version ?? 'without a version'}, whose order of elements is not known here.`,
    );
  }
  return { text, resource, header, version, encoding, mark: mark?.length ?? 0 };
}

function parsed(original: Uint8Array): { text: string; root: Element } {
  try {
    const text = decodeXml(original);
    return { text, root: parseXml(text).root };
  } catch (error) {
    if (error instanceof XmlFault) throw new PatchRefused(`Line ${error.line}: ${error.message}`);
    if (error instanceof EncodingFault) throw new PatchRefused(error.message);
    throw error;
  }
}

/** Whether a version has what came with another: 2.4.1 has that of 2.3.0. */
export function hasSince(version: string, since: string): boolean {
  const [a, b] = [version, since].map((v) => v.split('.').map(Number));
  for (const [i, wanted] of (b ?? []).entries()) {
    const found = a?.[i] ?? 0;
    if (found !== wanted) return found > wanted;
  }
  return true;
}

function addAccessUrl(
  file: SpaseFile,
  wanted: NonNullable<SpaseAdditions['accessUrl']>,
  notes: string[],
): TextEdit[] {
  const { resource, version } = file;
  const groups = [...each(resource, 'AccessInformation'), ...each(resource, 'AccessInformationOptional')];
  if (groups.length === 0) {
    throw new PatchRefused(
      `A ${resource.local} has one AccessURL at most; name the service in an InformationURL.`,
    );
  }
  const hasKey = hasSince(version, SINCE.productKey);
  const key = hasKey ? wanted.productKey : null;
  const isThere = groups
    .flatMap((group) => each(group, 'AccessURL'))
    .some(
      (found) =>
        sameUrl(textAt(found, 'URL'), wanted.url) &&
        (key === null || textsAt(found, 'ProductKey').includes(key)),
    );
  if (isThere) {
    notes.push(`The record has an AccessURL ${wanted.url} already.`);
    return [];
  }
  const since = wanted.style === null ? null : (STYLE_SINCE[wanted.style] ?? SINCE.style);
  const style = since === null || hasSince(version, since) ? wanted.style : null;
  if (style !== wanted.style)
    notes.push(`SPASE ${version} does not have Style ${wanted.style} (since ${since}); it is left out.`);
  if (key !== wanted.productKey)
    notes.push(`SPASE ${version} does not have ProductKey (since ${SINCE.productKey}); it is left out.`);
  const before = each(chosen(groups, wanted), 'AccessURL').at(-1);
  if (before === undefined)
    throw new PatchRefused('Its AccessInformation has no AccessURL, so it is not valid as it is.');
  return [
    after(file, before, 'AccessURL', { Name: wanted.name, URL: wanted.url, Style: style, ProductKey: key }),
  ];
}

function sameUrl(one: string | null, other: string): boolean {
  return (
    one !== null && (one.trim() === other || (normaliseUrl(one) ?? one) === (normaliseUrl(other) ?? other))
  );
}

/** The AccessInformation of the repository that is meant, else one with an address of the same host, else the first. */
function chosen(
  groups: Element[],
  { url, repository }: { url: string; repository?: string | null },
): Element {
  const host = hostOf(url);
  const named = groups.find(
    (group) =>
      repository != null && normaliseId(textAt(group, 'RepositoryID') ?? '') === normaliseId(repository),
  );
  const near = groups.find(
    (group) => host !== null && textsAt(group, 'AccessURL', 'URL').some((one) => hostOf(one) === host),
  );
  const found = named ?? near ?? groups[0];
  if (found === undefined) throw new RangeError('There is no AccessInformation to choose from.');
  return found;
}

function hostOf(url: string): string | null {
  return normaliseUrl(url)?.replace(/[/?].*$/s, '') ?? null;
}

function addInformationUrl(
  file: SpaseFile,
  { name, url }: { name: string; url: string },
  notes: string[],
): TextEdit[] {
  const { header } = file;
  const present = each(header, 'InformationURL');
  if (present.some((found) => sameUrl(textAt(found, 'URL'), url))) {
    notes.push(`The record has an InformationURL ${url} already.`);
    return [];
  }
  const before = present.at(-1) ?? each(header, 'Contact').at(-1);
  if (before === undefined) throw new PatchRefused('It has no Contact, so it is not valid as it is.');
  return [after(file, before, 'InformationURL', { Name: name, URL: url })];
}

/** The first event of a new history is what was there before, as NASA's curators write it. */
const BEFORE = 'Only known prior ReleaseDate of the metadata';

function addRevision(
  file: SpaseFile,
  { date, note }: { date: string; note: string },
  notes: string[],
): TextEdit[] {
  const { header, text, version } = file;
  const released = first(header, 'ReleaseDate');
  if (released === null) throw new PatchRefused('It has no ReleaseDate, so it is not valid as it is.');
  const inner = text.slice(released.startTagEnd, released.endTagStart);
  if (inner.includes('<') || inner.trim() === '')
    throw new PatchRefused('Its ReleaseDate is not a plain date.');
  const at = released.startTagEnd + (inner.length - inner.trimStart().length);
  const edits: TextEdit[] = [{ at, remove: inner.trim().length, insert: date }];
  if (!hasSince(version, SINCE.revisionHistory)) {
    notes.push(
      `SPASE ${version} has no RevisionHistory (since ${SINCE.revisionHistory}); only the ReleaseDate says that it changed.`,
    );
    return edits;
  }
  const event = { ReleaseDate: date, Note: note };
  const last = each(header, 'RevisionHistory', 'RevisionEvent').at(-1);
  if (last !== undefined) return [...edits, after(file, last, 'RevisionEvent', event)];
  const history = [{ RevisionEvent: { ReleaseDate: inner.trim(), Note: BEFORE } }, { RevisionEvent: event }];
  return [...edits, after(file, released, 'RevisionHistory', history)];
}

/** What an element contains: texts by name, or elements with such. */
type Content = Record<string, string | null> | { [name: string]: Record<string, string | null> }[];

/** A new element in lines of its own behind another, indented as that is; on its line if that has company there. */
function after({ text }: SpaseFile, before: Element, name: string, content: Content): TextEdit {
  const prefix = before.name.includes(':') ? before.name.slice(0, before.name.indexOf(':') + 1) : '';
  const indent = indentOf(text, before);
  const rest = /^[ \t]*(\r\n|\r|\n)/.exec(text.slice(before.end, before.end + 1000));
  if (indent === null || rest === null) {
    return { at: before.end, remove: 0, insert: lines(prefix + name, content, prefix, null).join('') };
  }
  const child = before.children[0] ?? before.parent?.children.find((e) => e.children.length > 0)?.children[0];
  const unit = unitOf(text, indent, child, before);
  const end = rest[1] ?? '\n';
  const inserted = lines(prefix + name, content, prefix, unit).map((line) => `${indent}${line}${end}`);
  return { at: before.end + rest[0].length, remove: 0, insert: inserted.join('') };
}

/** The white space before an element on its line; null if something else is there. */
function indentOf(text: string, element: Element): string | null {
  const lineStart =
    Math.max(text.lastIndexOf('\n', element.start - 1), text.lastIndexOf('\r', element.start - 1)) + 1;
  const indent = text.slice(lineStart, element.start);
  return /^[ \t]*$/.test(indent) ? indent : null;
}

/** What one level more is indented by in this file. */
function unitOf(text: string, indent: string, child: Element | undefined, before: Element): string {
  const deeper = child === undefined ? null : indentOf(text, child);
  if (
    child?.parent === before &&
    deeper !== null &&
    deeper.startsWith(indent) &&
    deeper.length > indent.length
  ) {
    return deeper.slice(indent.length);
  }
  const outer = before.parent === null ? null : indentOf(text, before.parent);
  if (outer !== null && indent.startsWith(outer) && indent.length > outer.length)
    return indent.slice(outer.length);
  return indent.includes('\t') ? '\t' : '  ';
}

/** An element as lines without their first indentation; `unit` null: all of it in one line. */
function lines(name: string, content: Content, prefix: string, unit: string | null): string[] {
  const inside = Array.isArray(content)
    ? content.flatMap((part) =>
        Object.entries(part).flatMap(([inner, leaves]) => lines(prefix + inner, leaves, prefix, unit)),
      )
    : Object.entries(content).flatMap(([leaf, value]) =>
        value === null ? [] : [`<${prefix}${leaf}>${escapeText(value)}</${prefix}${leaf}>`],
      );
  const all = [`<${name}>`, ...inside.map((line) => `${unit ?? ''}${line}`), `</${name}>`];
  return unit === null ? [all.join('')] : all;
}

/** The original's bytes with the changes, in its encoding; what that does not have becomes a character reference. */
function written(
  original: Uint8Array,
  { text, encoding, mark }: SpaseFile,
  edits: TextEdit[],
): { bytes: Buffer; edits: ByteEdit[] } {
  const sorted = [...edits].sort((a, b) => a.at - b.at);
  const source = Buffer.from(original.buffer, original.byteOffset, original.byteLength);
  const made: ByteEdit[] = [];
  const parts: Buffer[] = [];
  let done = 0;
  let textDone = 0;
  let byteDone = mark;
  for (const { at, remove, insert } of sorted) {
    // Each stretch of text is measured once.
    byteDone += byteLength(text.slice(textDone, at), encoding);
    textDone = at;
    const removed = byteLength(text.slice(at, at + remove), encoding);
    const inserted = encode(insert, encoding);
    made.push({
      at: byteDone,
      removed: Buffer.from(source.subarray(byteDone, byteDone + removed)),
      inserted,
    });
    parts.push(source.subarray(done, byteDone), inserted);
    done = byteDone + removed;
  }
  return { bytes: Buffer.concat([...parts, source.subarray(done)]), edits: made };
}

const UTF_16 = /^utf-16/;
const UTF_8 = /^utf-?8$/;

function byteLength(text: string, encoding: string): number {
  if (UTF_16.test(encoding)) return text.length * 2;
  return UTF_8.test(encoding) ? Buffer.byteLength(text, 'utf8') : text.length;
}

function encode(text: string, encoding: string): Buffer {
  if (UTF_8.test(encoding)) return Buffer.from(text, 'utf8');
  if (UTF_16.test(encoding)) {
    const bytes = Buffer.from(text, 'utf16le');
    return encoding === 'utf-16be' ? bytes.swap16() : bytes;
  }
  // ISO-8859-1 and -15, windows-1252 and ASCII agree on ASCII only, and every XML reader knows references.
  return Buffer.from(
    text.replace(/[^\x20-\x7e\t\r\n]/gu, (c) => `&#${c.codePointAt(0)};`),
    'latin1',
  );
}
