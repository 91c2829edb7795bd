/**
 * What a rule is: a small listed object with its id, its citation and its own test. Rules see what XSD cannot.
 * Not for: deciding what is published. Publication asks for XSD, identity and authority only (record.ts, set.ts), so
 * that a stricter release of the rules never blocks records that are out already.
 */
import { attribute, type Element, pathOf } from '../resource/element.ts';
import { cut } from '../words/say.ts';
import type { Edit } from '../xml/edit.ts';
import { type Finding, finding, type Severity } from './finding.ts';

/** One record, as the rules look at it. Robust: it may be invalid by XSD. */
export interface Subject {
  file: string;
  root: Element;
  /** The decoded text that the elements' offsets point into. */
  text: string;
  /** Of the identifier element, as written and trimmed; null if there is none. */
  ivoid: string | null;
  /** UTC seconds: what "in the future" means. */
  now: string;
}

export interface Fault {
  /** The finding points at its start tag; the parent's, if what is meant is missing. */
  element: Element;
  /** Name of the attribute that is meant, as written, if one is. */
  attribute?: string;
  /** The value that was found. */
  found?: string;
  /** For the curator: what was found, what is wrong with it, what to write instead. */
  message: string;
  /** Of this fault, where it differs from the rule's. */
  severity?: Severity;
  /** What to write instead, where that is certain and safe: edits of the subject's text, applied by --fix. */
  fix?: Fix;
}

export interface Fix {
  /** What the edits do, e.g. `doi:10.5479/ADS` or `remove the white space`. */
  says: string;
  edits: Edit[];
}

export interface Rule {
  /** Of requirements.md. */
  id: string;
  severity: Severity;
  /** Standard and section. */
  citation: string;
  /** What it asks of a record, one sentence: the head of its documentation. */
  asks: string;
  /** Why, for a curator who wonders; one to three sentences. */
  because: string;
  /** A fragment that breaks it and the same put right, for the documentation. */
  example?: { wrong: string; right: string };
  check(subject: Subject): Iterable<Fault>;
}

/** What one rule has to say of a record, in the order of the document. */
export function applyRule(rule: Rule, subject: Subject): { finding: Finding; fix: Fix | null }[] {
  let said = NOTHING;
  for (const fault of rule.check(subject)) {
    if (said === NOTHING) said = [];
    said.push(asFinding(rule, subject, fault));
  }
  return said;
}

/** Of a hundred rules most have nothing to say: they share one list. */
const NOTHING: { finding: Finding; fix: Fix | null }[] = [];

function asFinding(rule: Rule, subject: Subject, fault: Fault): { finding: Finding; fix: Fix | null } {
  const { element } = fault;
  const path = fault.attribute === undefined ? pathOf(element) : `${pathOf(element)}/@${fault.attribute}`;
  return {
    fix: fault.fix ?? null,
    finding: finding({
      rule: rule.id,
      severity: fault.severity ?? rule.severity,
      file: subject.file,
      line: element.line,
      column: element.column,
      ivoid: subject.ivoid,
      path,
      found: fault.found === undefined ? null : shortened(fault.found),
      message: fault.message,
      fix: fault.fix?.says ?? null,
      citation: rule.citation,
    }),
  };
}

const SHOWN = 120;

/** What a finding shows of a value. */
export function shortened(value: string): string {
  return cut(value, SHOWN);
}

/** The value of an attribute without surrounding white space; '' if it is missing. */
export function attributeText(element: Element, local: string, uri = ''): string {
  return (attribute(element, local, uri) ?? '').trim();
}

/** Values that a message may list: `a, b or c`. */
export function oneOf(values: string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
