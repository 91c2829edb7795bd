/** One file, checked in full: XML, XSD, and every rule that looks at one record. What `voreg validate` says of it. */
import { type Element, resolvePrefix, walk } from '../resource/element.ts';
import { OAI, RI } from '../resource/namespaces.ts';
import { decodeXml, EncodingFault } from '../xml/decode.ts';
import type { Schema } from '../xml/schema.ts';
import { parseXml, XmlFault } from '../xml/tree.ts';
import { type Finding, finding } from './finding.ts';
import { prepareRecord, RECORD_MAX_BYTES, type ReadRecord, readRecord } from './record.ts';
import { applyRule, type Fix, type Rule } from './rule.ts';
import { type RecordSummary, summarise } from './summary.ts';

export interface CheckedFile {
  file: string;
  /** In the order of their places. */
  findings: Finding[];
  /** Safe corrections of this file's text; empty for what was cut out of an OAI answer. */
  fixes: Fix[];
  /** Of the records found; an OAI answer may hold many. */
  summaries: RecordSummary[];
}

export interface CheckContext {
  schema: Schema;
  rules: Rule[];
  /** UTC seconds. */
  now: string;
}

/** Checks the bytes of a file. Never throws for what is in them. */
export function checkFile(bytes: Uint8Array, file: string, context: CheckContext): CheckedFile {
  const read = readRecord(bytes, file);
  if ('record' in read) return checkRecord(read.record, file, context);
  const inside = recordsInside(bytes);
  if (inside === null) return { file, findings: read.findings, fixes: [], summaries: [] };
  return checkInside(inside, file, context);
}

function checkRecord(record: ReadRecord, file: string, context: CheckContext): CheckedFile {
  const { root, text } = record.document;
  const prepared = prepareRecord(record, file, record.created ?? context.now, context.schema);
  const subject = { file, root, text, ivoid: record.ivoid, now: context.now };
  const said = context.rules.flatMap((rule) => applyRule(rule, subject));
  const ruled = said.map(({ finding: f }) => f);
  const schema =
    'findings' in prepared ? prepared.findings.filter((f) => f.rule !== 'XSD' || !isSaid(f, ruled)) : [];
  return {
    file,
    findings: inOrder([...schema, ...ruled]),
    fixes: said.flatMap(({ fix }) => (fix === null ? [] : [fix])),
    summaries: [summarise(record, file)],
  };
}

/** A fault that both the schema and a rule see is reported once, under the rule (design §6). */
function isSaid(schemaFinding: Finding, ruled: Finding[]): boolean {
  const place = (path: string | null) => (path ?? '').replace(/\[1\]/g, '').replace(/\/@[^/]*$/, '');
  return ruled.some(
    (f) =>
      f.severity !== 'info' && f.line === schemaFinding.line && place(f.path) === place(schemaFinding.path),
  );
}

function inOrder(findings: Finding[]): Finding[] {
  return findings.sort((a, b) => a.line - b.line || a.column - b.column || (a.rule < b.rule ? -1 : 1));
}

/** The ri:Resource elements of an OAI-PMH answer, as texts of their own with what they inherit declared; else null. */
function recordsInside(bytes: Uint8Array): { text: string; line: number }[] | null {
  if (bytes.length > RECORD_MAX_BYTES) return null;
  try {
    const document = parseXml(decodeXml(bytes));
    if (document.root.uri !== OAI) return null;
    return [...walk(document.root)]
      .filter((e) => e.uri === RI && e.local === 'Resource')
      .map((e) => ({ text: standalone(document.text, e), line: e.line }));
  } catch (error) {
    if (error instanceof XmlFault || error instanceof EncodingFault) return null;
    throw error;
  }
}

function standalone(text: string, element: Element): string {
  const inherited: string[] = [];
  for (let at = element.parent; at !== null; at = at.parent) {
    for (const prefix of Object.keys(at.declared)) {
      const name = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
      if (
        element.declared[prefix] !== undefined ||
        prefix === '' ||
        inherited.some((i) => i.startsWith(`${name}=`))
      )
        continue;
      inherited.push(
        `${name}="${(resolvePrefix(element, prefix) ?? '').replace(/[&<"]/g, (c) => `&#${c.charCodeAt(0)};`)}"`,
      );
    }
  }
  const nameEnd = element.start + 1 + element.name.length;
  return `${text.slice(element.start, nameEnd)} ${inherited.join(' ')}${text.slice(nameEnd, element.end)}`;
}

function checkInside(
  inside: { text: string; line: number }[],
  file: string,
  context: CheckContext,
): CheckedFile {
  const message =
    inside.length === 0
      ? 'This is an OAI-PMH answer without a record, not a record. Save the ri:Resource element alone, or remove the file.'
      : `This is an OAI-PMH answer, not a record. Save ${inside.length === 1 ? 'its ri:Resource element' : `each of its ${inside.length} ri:Resource elements`} ` +
        'in a file of its own; what is inside was checked too.';
  const envelope = finding({ rule: 'RI-04', file, message, citation: 'Registry Interfaces 1.1 §2.2' });
  const checked = inside.map(({ text, line }) => {
    const one = checkFile(Buffer.from(text, 'utf8'), file, context);
    return {
      findings: one.findings.map((f) => ({ ...f, line: f.line + line - 1, fix: null })),
      summaries: one.summaries.map((s) => ({ ...s, line: s.line + line - 1 })),
    };
  });
  return {
    file,
    findings: inOrder([envelope, ...checked.flatMap((c) => c.findings)]),
    fixes: [],
    summaries: checked.flatMap((c) => c.summaries),
  };
}
