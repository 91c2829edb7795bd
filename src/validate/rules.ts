/** Every rule there is, in the order of the documentation. */
import { ACROSS_RULES } from './across.ts';
import type { Severity } from './finding.ts';
import { REGISTRY_RULES } from './registry-record.ts';
import { ROFR_RULES } from './rofr.ts';
import type { Rule } from './rule.ts';
import { SET_RULES } from './set.ts';

export const RECORD_RULES: Rule[] = [];

export interface RuleDoc {
  id: string;
  severity: Severity;
  citation: string;
  asks: string;
  because: string;
  example?: { wrong: string; right: string };
}

/** Requirements that no rule checks, and why: with the rules above they are all of parts (a) and (c) that were asked for. */
export const NOT_RULES: { id: string; why: string }[] = [];

/** What docs/curating.md and --explain say of each rule id. */
export function ruleDocs(): RuleDoc[] {
  const always = [...REGISTRY_RULES, ...SET_RULES].map((rule) => ({ ...rule, severity: 'error' as const }));
  return [...always, ...RECORD_RULES, ...ACROSS_RULES, ...ROFR_RULES];
}

/** The rules that look at one record, in a profile. */
export function rulesOf(profile: 'rec' | 'rofr'): Rule[] {
  return profile === 'rofr' ? [...RECORD_RULES, ...ROFR_RULES] : RECORD_RULES;
}
