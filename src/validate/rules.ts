/** Every rule there is, in the order of the documentation. */
import { ACROSS_RULES } from './across.ts';
import type { Severity } from './finding.ts';
import { REGISTRY_RULES } from './registry-record.ts';
import { ROFR_RULES } from './rofr.ts';
import type { Rule } from './rule.ts';
import { CONTENT_RULES } from './rules/content.ts';
import { COVERAGE_RULES } from './rules/coverage.ts';
import { CURATION_RULES } from './rules/curation.ts';
import { DOCUMENT_RULES } from './rules/document.ts';
import { IDENTITY_RULES } from './rules/identity.ts';
import { INTERFACE_RULES } from './rules/interface.ts';
import { PLACEHOLDER_RULES } from './rules/placeholder.ts';
import { REGISTRY_INTERFACE_RULES } from './rules/registry.ts';
import { ROOT_RULES } from './rules/root.ts';
import { SERVICE_RULES } from './rules/service.ts';
import { STANDARD_RULES } from './rules/standard.ts';
import { TABLE_RULES } from './rules/table.ts';
import { TAP_RULES } from './rules/tap.ts';
import { SET_RULES } from './set.ts';

export const RECORD_RULES: Rule[] = [
  ...PLACEHOLDER_RULES,
  ...IDENTITY_RULES,
  ...REGISTRY_INTERFACE_RULES,
  ...ROOT_RULES,
  ...CURATION_RULES,
  ...CONTENT_RULES,
  ...SERVICE_RULES,
  ...INTERFACE_RULES,
  ...COVERAGE_RULES,
  ...TABLE_RULES,
  ...TAP_RULES,
  ...STANDARD_RULES,
  ...DOCUMENT_RULES,
];

export interface RuleDoc {
  id: string;
  severity: Severity;
  citation: string;
  asks: string;
  because: string;
  example?: { wrong: string; right: string };
}

/** What docs/curating.md and --explain say of each rule id; an id that several checks share has one entry. */
export function ruleDocs(): RuleDoc[] {
  const always = [...REGISTRY_RULES, ...SET_RULES].map((rule) => ({ ...rule, severity: 'error' as const }));
  const docs = new Map<string, RuleDoc>();
  for (const doc of [...always, ...RECORD_RULES, ...ACROSS_RULES, ...ROFR_RULES]) {
    const { id, severity, citation, asks, because, example } = doc as RuleDoc;
    const first = docs.get(id);
    if (first !== undefined) docs.set(id, together(first, doc));
    else
      docs.set(id, { id, severity, citation, asks, because, ...(example === undefined ? {} : { example }) });
  }
  return [...docs.values()];
}

const GRAVITY: Severity[] = ['error', 'warning', 'info'];

/** One entry for two checks, e.g. one that looks at a record and one that looks across the records of a set. */
function together(first: RuleDoc, second: RuleDoc): RuleDoc {
  const graver = GRAVITY.find((severity) => severity === first.severity || severity === second.severity);
  const both = (a: string, b: string, between: string) => (a === b ? a : `${a}${between}${b}`);
  return {
    ...first,
    severity: graver ?? first.severity,
    citation: both(first.citation, second.citation, '; '),
    asks: both(first.asks, second.asks, ' '),
    because: both(first.because, second.because, ' '),
  };
}

/** The rules that look at one record, in a profile. */
export function rulesOf(profile: 'rec' | 'rofr'): Rule[] {
  return profile === 'rofr' ? [...RECORD_RULES, ...ROFR_RULES] : RECORD_RULES;
}
