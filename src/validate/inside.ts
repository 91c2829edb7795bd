/** Records inside of other documents: OAI-PMH answers, and files that hold several. */
import { attribute, type Element, pathOf, resolvePrefix, text, walk } from '../resource/element.ts';
import { OAI, RI } from '../resource/namespaces.ts';
import { decodeXml, EncodingFault } from '../xml/decode.ts';
import { parseXml, XmlFault } from '../xml/tree.ts';
import { type Finding, finding } from './finding.ts';
import { RECORD_MAX_BYTES } from './record.ts';
import { shortened } from './rule.ts';

/** A record that was cut out: a text of its own, and the line at which it begins in the file. */
export interface Inside {
  text: string;
  line: number;
}

/** The records inside and what to say of the document around them; null if it is none that holds records. */
export function recordsInside(
  bytes: Uint8Array,
  file: string,
): { records: Inside[]; envelope: Finding; headers: Finding[] } | null {
  if (bytes.length > RECORD_MAX_BYTES) return null;
  const document = readable(bytes);
  if (document === null) return null;
  const { root, text: source } = document;
  const found = isResource(root) ? [] : resourcesBelow(root);
  if (root.uri !== OAI && found.length === 0) return null;
  return {
    records: found.map((element) => ({ text: standalone(source, element), line: element.line })),
    headers: found.flatMap((element) => headerFindings(element, file)),
    envelope: finding({
      rule: 'RI-04',
      file,
      line: root.line,
      column: root.column,
      path: `/${root.name}`,
      message: root.uri === OAI ? ofAnswer(root, found.length) : ofWrapper(root, found.length),
      citation: 'Registry Interfaces 1.1 §2.2',
    }),
  };
}

/** RI-10: the header of an OAI-PMH answer names the record by the ivoid that stands in it, byte for byte (RofR RI3.1.3). */
function headerFindings(resource: Element, file: string): Finding[] {
  const record = resource.parent?.parent ?? null;
  if (record === null || record.uri !== OAI || record.local !== 'record') return [];
  const header = record.children
    .find((e) => e.local === 'header')
    ?.children.find((e) => e.local === 'identifier');
  const ivoid = resource.children.find((e) => e.local === 'identifier');
  if (header === undefined || ivoid === undefined || header.text === ivoid.text) return [];
  const found = text(header);
  const message = `The header of the answer has the identifier "${shortened(found)}", but the record in it "${shortened(text(ivoid))}". A registry sends the record's own ivoid, to the letter.`;
  const { line, column } = header;
  const citation = 'Registry Interfaces 1.1 §2.3; RofR test RI3.1.3';
  return [
    finding({
      rule: 'RI-10',
      severity: 'warning',
      file,
      line,
      column,
      path: pathOf(header),
      found,
      message,
      citation,
    }),
  ];
}

function readable(bytes: Uint8Array): { root: Element; text: string } | null {
  try {
    return parseXml(decodeXml(bytes));
  } catch (error) {
    if (error instanceof XmlFault || error instanceof EncodingFault) return null;
    throw error;
  }
}

function isResource(element: Element): boolean {
  return element.uri === RI && element.local === 'Resource';
}

/** Outermost ones only. */
function resourcesBelow(root: Element): Element[] {
  return root.children.flatMap((e) => (isResource(e) ? [e] : resourcesBelow(e)));
}

function ofAnswer(root: Element, records: number): string {
  if (records > 0) {
    const what = records === 1 ? 'its ri:Resource element' : `each of its ${records} ri:Resource elements`;
    return `This is an OAI-PMH answer, not a record. Save ${what} in a file of its own; what is inside was checked too.`;
  }
  const error = walk(root).find((e) => e.uri === OAI && e.local === 'error');
  const said = error === undefined ? 'without a record' : `that says ${attribute(error, 'code') ?? 'error'}`;
  return `This is an OAI-PMH answer ${said}, not a record. Fetch the record again and save its ri:Resource element, or remove the file.`;
}

function ofWrapper(root: Element, records: number): string {
  const what = records === 1 ? 'a record' : `${records} records`;
  return `This file holds ${what} inside of <${root.name}>. Save each ri:Resource element in a file of its own; what is inside was checked too.`;
}

/** The element with the declarations that it inherits, so that it can stand alone. No line break is added before its own. */
function standalone(text: string, element: Element): string {
  const inherited = new Map<string, string>();
  for (let at = element.parent; at !== null; at = at.parent) {
    for (const prefix of Object.keys(at.declared)) {
      if (prefix === '' || Object.hasOwn(element.declared, prefix)) continue;
      inherited.set(prefix, resolvePrefix(element, prefix) ?? '');
    }
  }
  const declarations = [...inherited].map(([prefix, uri]) => ` xmlns:${prefix}="${escaped(uri)}"`);
  const nameEnd = element.start + 1 + element.name.length;
  return `${text.slice(element.start, nameEnd)}${declarations.join('')}${text.slice(nameEnd, element.end)}`;
}

function escaped(uri: string): string {
  return uri.replace(/[&<"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
