/** A fault that both the schema and a rule see is reported once, under the rule, and stays an error (design §6). */
import type { Finding } from './finding.ts';

/** All findings in the order of their places. What the schema alone sees is never dropped. */
export function mergedFindings(refused: Finding[], ruled: Finding[]): Finding[] {
  const raised = new Set<Finding>();
  const alone = refused.filter((schema) => {
    if (schema.rule !== 'XSD') return true;
    const same = ruled.find((rule) => isSame(schema, rule));
    if (same !== undefined) raised.add(same);
    return same === undefined;
  });
  const rules = ruled.map((rule) => (raised.has(rule) ? { ...rule, severity: 'error' as const } : rule));
  return inOrder([...alone, ...rules]);
}

export function inOrder(findings: Finding[]): Finding[] {
  return findings.sort((a, b) => a.line - b.line || a.column - b.column || (a.rule < b.rule ? -1 : 1));
}

/** The same value refused at the same place, or a lack of what the rule names too. */
function isSame(schema: Finding, rule: Finding): boolean {
  const there = placeOf(schema);
  const here = placeOf(rule);
  if (there.element !== here.element) {
    // Where an element lacks one, the schema stumbles over the next: the rule speaks of the parent.
    const isBeside =
      there.element.startsWith(`${here.element}/`) &&
      !there.element.slice(here.element.length + 1).includes('/');
    return isBeside && schema.found === null && rule.found === null && namesWanted(schema, rule);
  }
  if (schema.line !== rule.line) return false;
  if (there.attribute !== null && here.attribute !== null) return there.attribute === here.attribute;
  if (schema.found !== null && there.attribute === here.attribute)
    return isSameValue(schema.found, rule.found ?? '');
  return namesWanted(schema, rule);
}

/** The schema names an attribute in its sentence only. */
function placeOf({ path, rule, message }: Finding): { element: string; attribute: string | null } {
  const [, element = '', attribute = null] =
    /^(.*?)(?:\/@([^/]*))?$/s.exec((path ?? '').replaceAll('[1]', '')) ?? [];
  const named = rule === 'XSD' ? /^The attribute (\S+) (?:of|is) /.exec(message)?.[1] : undefined;
  return { element, attribute: attribute ?? named ?? null };
}

/** Long values are shortened, each in its own way. */
function isSameValue(a: string, b: string): boolean {
  const plain = (value: string) => value.replace(/\s+/g, ' ').trim().slice(0, 90);
  return plain(a) === plain(b);
}

/** Whether the rule speaks of an element or attribute that the schema says is missing or was expected. */
function namesWanted(schema: Finding, rule: Finding): boolean {
  const wanted =
    /only (.*) may come/.exec(schema.message)?.[1] ??
    /^(.*) is missing in </.exec(schema.message)?.[1] ??
    /^(?:(?!: ).)*: (.*) must follow/.exec(schema.message)?.[1] ??
    /^The attribute (\S+) is /.exec(schema.message)?.[1];
  if (wanted === undefined) return false;
  const words = new Set(rule.message.match(/[\w:-]+/g));
  return (wanted.match(/[\w:-]+/g) ?? []).some((name) => words.has(name));
}
