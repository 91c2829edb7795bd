/** One file, checked in full: XML, XSD, and every rule that looks at one record. What `voreg validate` says of it. */
import type { Schema } from '../xml/schema.ts';
import type { Finding } from './finding.ts';
import { type Inside, recordsInside } from './inside.ts';
import { inOrder, mergedFindings } from './merged.ts';
import { type ReadRecord, readRecord, refusals } from './record.ts';
import { applyRule, type Fix, type Rule } from './rule.ts';
import { withoutEchoes } from './rules/placeholder.ts';
import { type RecordSummary, summarise } from './summary.ts';

export interface CheckedFile {
  file: string;
  /** In the order of their places. */
  findings: Finding[];
  /** Safe corrections of this file's text; empty for what was cut out of another document. */
  corrections: Correction[];
  /** Of the records found; an OAI answer may hold many. */
  summaries: RecordSummary[];
}

/** What --fix may write, and the finding it answers. */
export interface Correction extends Fix {
  rule: string;
  line: number;
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
  const inside = recordsInside(bytes, file);
  if (inside === null) return { file, findings: read.findings, corrections: [], summaries: [] };
  const checked = inside.records.map((record) => checkInside(record, file, context));
  return {
    file,
    findings: inOrder([inside.envelope, ...inside.headers, ...checked.flatMap((c) => c.findings)]),
    corrections: [],
    summaries: checked.flatMap((c) => c.summaries),
  };
}

function checkRecord(record: ReadRecord, file: string, context: CheckContext): CheckedFile {
  const { root, text } = record.document;
  const refused = refusals(record, file, record.created ?? context.now, context.schema);
  const subject = { file, root, text, ivoid: record.ivoid, now: context.now };
  const ruled: Finding[] = [];
  const corrections: Correction[] = [];
  for (const rule of context.rules) {
    for (const { finding, fix } of applyRule(rule, subject)) {
      ruled.push(finding);
      if (fix !== null) corrections.push({ ...fix, rule: finding.rule, line: finding.line });
    }
  }
  return {
    file,
    findings: withoutEchoes(mergedFindings(refused, ruled)),
    corrections,
    summaries: [summarise(record, file)],
  };
}

/** Lines count from the beginning of the file; nothing is corrected in a copy. */
function checkInside({ text, line }: Inside, file: string, context: CheckContext): CheckedFile {
  const one = checkFile(Buffer.from(text, 'utf8'), file, context);
  const moved = <T extends { line: number }>(item: T): T => ({ ...item, line: item.line + line - 1 });
  const placesOf = (summary: RecordSummary): RecordSummary => ({
    ...moved(summary),
    identifierLine: summary.identifierLine + line - 1,
    authorityLines: new Map([...summary.authorityLines].map(([name, at]) => [name, at + line - 1])),
    title: summary.title === null ? null : moved(summary.title),
    dois: summary.dois.map(moved),
    references: summary.references.map(moved),
    accesses: summary.accesses.map(moved),
  });
  return {
    file,
    findings: one.findings.map((f) => ({ ...moved(f), fix: null })),
    corrections: [],
    summaries: one.summaries.map(placesOf),
  };
}
