/** Which OAI-PMH sets a record belongs to (design §5, requirements.md RI-40…45, OAI-40). All sets are flat. */
import type { CustomSet } from './registry-file.ts';

/** All and only the records that originate here (RI-41). Every published record, deleted ones included, is in it. */
export const IVO_MANAGED = 'ivo_managed';

export interface SetFacts {
  ivoid: string;
  authority: string;
  /** Local name of xsi:type. */
  type: string;
  subjects: string[];
}

/** Sorted setSpecs of a record: `ivo_managed`, `authority.…`, `type.…`, and the custom ones that match. */
export function setSpecsOf(facts: SetFacts, custom: CustomSet[]): string[] {
  return [
    IVO_MANAGED,
    authoritySetSpec(facts.authority),
    `type.${facts.type}`,
    ...custom.filter((set) => matches(set.match, facts)).map((set) => set.setSpec),
  ].sort();
}

/** `+` and `=` may stand in an authority but not in a setSpec (OAI-40); `~` is escaped too, to stay unambiguous. */
export function authoritySetSpec(authority: string): string {
  return `authority.${authority.toLowerCase().replace(/[+=~]/g, (c) => `~${c.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}

/** A set matches when every kind of condition it names has one that holds; one that names none matches nothing. */
function matches(match: CustomSet['match'], facts: SetFacts): boolean {
  const conditions = [
    { given: match.ivoid, holds: () => match.ivoid.some((glob) => globMatches(glob, facts.ivoid)) },
    { given: match.type, holds: () => match.type.includes(facts.type) },
    { given: match.subject, holds: () => match.subject.some((s) => facts.subjects.includes(s)) },
  ].filter((condition) => condition.given.length > 0);
  return conditions.length > 0 && conditions.every((condition) => condition.holds());
}

/** `*` matches any run of characters; case does not count (IDN-04). Linear: parts are looked for left to right. */
export function globMatches(glob: string, ivoid: string): boolean {
  const parts = glob.toLowerCase().split('*');
  const value = ivoid.toLowerCase();
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) return value === first;
  if (!value.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = value.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
}
