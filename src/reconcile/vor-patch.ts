/**
 * What a link adds to our own record: an altIdentifier for an identity, since it must identify the same thing, otherwise
 * a relationship where VOResource has a word for it. Lines are inserted; every other character stays.
 * The identifier of the other record stands in the text of relatedResource: its altIdentifier attribute came with
 * VOResource 1.2, and the Registry of Registries refuses it (rule ROFR-01).
 */
import { child, children, descend, type Element, text } from '../resource/element.ts';
import { applyEdits, type Edit } from '../xml/edit.ts';
import type { Document } from '../xml/tree.ts';
import { escapeText } from '../xml/write.ts';
import type { Predicate } from './links/link.ts';
import { documentOf } from './own-records.ts';

/** Terms of relationship_type; null where the vocabulary has none that says so. */
const RELATIONSHIP: Record<Predicate, string | null> = {
  'skos:exactMatch': null,
  'skos:closeMatch': null,
  'skos:relatedMatch': null,
  'dcterms:isPartOf': 'IsPartOf',
  'dcterms:hasPart': 'HasPart',
  'vorel:IsServedBy': 'IsServedBy',
  'vorel:IsServiceFor': 'IsServiceFor',
  'vorel:IsDerivedFrom': 'IsDerivedFrom',
};

export interface Addition {
  predicate: Predicate;
  /** `spase://…` or `ivo://…` */
  object: string;
  /** Title of the other record. */
  title: string;
}

/**
 * The document's text with what accepted links add, or null if they add nothing (it is there already, or the predicate
 * has no counterpart). Throws nothing: a record without identifier or content, which no schema admits, gets nothing.
 */
export function withLinks({ text: source, root }: Document, additions: Addition[]): string | null {
  const edits = additions.flatMap((addition) => editFor(source, root, addition) ?? []);
  return edits.length === 0 ? null : applyEdits(source, together(edits));
}

/** The same for the bytes of a file; null too for one that is no XML, or not plain UTF-8: what is written is UTF-8. */
export function fileWithLinks(bytes: Buffer, additions: Addition[]): Buffer | null {
  const document = documentOf(bytes);
  if ('message' in document || !Buffer.from(document.text).equals(bytes)) return null;
  const after = withLinks(document, additions);
  return after === null ? null : Buffer.from(after);
}

function editFor(source: string, root: Element, addition: Addition): Edit | null {
  if (addition.predicate === 'skos:exactMatch') return altIdentifier(source, root, addition.object);
  const type = RELATIONSHIP[addition.predicate];
  return type === null ? null : relationship(source, root, type, addition);
}

function altIdentifier(source: string, root: Element, object: string): Edit | null {
  const present = children(root, 'altIdentifier');
  if (present.some((element) => text(element) === object)) return null;
  const before = present.at(-1) ?? child(root, 'identifier');
  return before === null
    ? null
    : lineAfter(source, before, (indent) => `${indent}<altIdentifier>${escapeText(object)}</altIdentifier>`);
}

function relationship(source: string, root: Element, type: string, { object, title }: Addition): Edit | null {
  const present = descend(root, 'content', 'relationship');
  if (present.some((element) => says(element, type, object))) return null;
  const content = child(root, 'content');
  const before = content?.children.at(-1);
  if (before === undefined) return null;
  const isOurs = object.startsWith('ivo:');
  const id = isOurs ? ` ivo-id="${escapeText(object)}"` : '';
  const name = isOurs ? title : `${title} (${object})`;
  return lineAfter(source, before, (indent, newline) => {
    const inner = `${indent}${indent.includes('\t') ? '\t' : '  '}`;
    return [
      `${indent}<relationship>`,
      `${inner}<relationshipType>${type}</relationshipType>`,
      `${inner}<relatedResource${id}>${escapeText(name.replace(/\s+/g, ' ').trim())}</relatedResource>`,
      `${indent}</relationship>`,
    ].join(newline);
  });
}

function says(element: Element, type: string, object: string): boolean {
  const isType = text(child(element, 'relationshipType')) === type;
  return (
    isType &&
    children(element, 'relatedResource').some(
      (resource) =>
        resource.attributes.some(({ value }) => value.toLowerCase() === object.toLowerCase()) ||
        text(resource).includes(object),
    )
  );
}

/** New lines after an element, indented and ended as the lines around it. */
function lineAfter(source: string, before: Element, line: (indent: string, newline: string) => string): Edit {
  const lineStart = source.lastIndexOf('\n', before.start) + 1;
  const indent = /^[ \t]*/.exec(source.slice(lineStart, before.start))?.[0] ?? '';
  const newline = source[lineStart - 2] === '\r' ? '\r\n' : '\n';
  return { from: before.end, to: before.end, text: newline + line(indent, newline) };
}

/** Insertions at one place become one, in their order: applyEdits leaves out what overlaps. */
function together(edits: Edit[]): Edit[] {
  const byPlace = new Map<number, Edit>();
  for (const edit of edits) {
    const there = byPlace.get(edit.from);
    byPlace.set(edit.from, there === undefined ? edit : { ...there, text: there.text + edit.text });
  }
  return [...byPlace.values()];
}
