/** Tries a rule on a fragment of a record in which ▶ marks the start tag that the finding is to point at. */
import { expect } from 'vitest';
import type { Severity } from '../../../src/validate/finding.ts';
import { applyRule, type Rule } from '../../../src/validate/rule.ts';
import { applyEdits } from '../../../src/xml/edit.ts';
import { parseXml } from '../../../src/xml/tree.ts';

export interface Marked {
  rule: string;
  /** What the case is about, if the rule has several. */
  case?: string;
  /** xsi:type of the record; vs:CatalogService if not given. */
  type?: string;
  /** Content of the record. Without ▶ the finding is about the root. */
  wrong: string;
  /** Part of the message. */
  says: string;
  severity: Severity;
  /** Content, or several, in which the rule finds nothing. */
  right: string | string[];
  /** The wrong content after --fix, if the finding has a fix. */
  fixed?: string;
}

const MARK = '▶';

function record(content: string, type = 'vs:CatalogService'): string {
  const spaces = Object.entries({
    ri: 'RegistryInterface/v1.0',
    vr: 'VOResource/v1.0',
    vs: 'VODataService/v1.1',
    vg: 'VORegistry/v1.0',
    tr: 'TAPRegExt/v1.0',
    cs: 'ConeSearch/v1.0',
    ssap: 'SSA/v1.1',
    old: 'SSA/v1.0',
    stc: 'STC/stc-v1.30.xsd',
  }).map(([prefix, path]) => `xmlns:${prefix}="http://www.ivoa.net/xml/${path}"`);
  const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
  return `<?xml version="1.0"?>\n<ri:Resource ${spaces.join(' ')} ${xsi} xsi:type="${type}">\n${content}\n</ri:Resource>`;
}

/** Findings and fixes of one rule for a record's text. */
export function tried(rules: Rule[], id: string, content: string, type?: string) {
  const rule = rules.find((r) => r.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  const text = record(content, type);
  const { root } = parseXml(text);
  return {
    text,
    said: applyRule(rule, { file: 'a.xml', root, text, ivoid: null, now: '2026-11-20T00:00:00Z' }),
  };
}

/** Checks a case: one finding at the mark, with the words and severity; nothing for what is right; the fix. */
export function expectCase(rules: Rule[], c: Marked): void {
  const marked = record(c.wrong, c.type);
  const offset = marked.indexOf(MARK);
  const before = offset < 0 ? '<?xml version="1.0"?>\n' : marked.slice(0, offset);
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n');
  const { text, said } = tried(rules, c.rule, c.wrong.replace(MARK, ''), c.type);
  expect(said.map(({ finding: f }) => ({ line: f.line, column: f.column, severity: f.severity }))).toEqual([
    { line, column, severity: c.severity },
  ]);
  expect(said[0]?.finding.message).toContain(c.says);
  const fix = said[0]?.fix ?? null;
  if (c.fixed === undefined) expect(fix).toBeNull();
  else expect(applyEdits(text, fix?.edits ?? [])).toBe(record(c.fixed, c.type));
  for (const right of [c.right].flat()) {
    const messages = tried(rules, c.rule, right, c.type).said.map(({ finding: f }) => f.message);
    expect(messages, right).toEqual([]);
  }
}

/** Ids that a table of cases leaves untested. */
export function untested(rules: Rule[], cases: Marked[]): string[] {
  return rules.map((r) => r.id).filter((id) => !cases.some((c) => c.rule === id));
}
