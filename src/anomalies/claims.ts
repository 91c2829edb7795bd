/** Who manages which authority, by the registries' own records where we have them, else by the RofR's copies. */
import type { Entry, Facts } from './facts.ts';

/** Registry records, one for each registry: its own copy if it was harvested, else one of somebody else's. */
export function oneOfEach(facts: Facts): Entry[] {
  const best = new Map<string, Entry>();
  for (const entry of facts.registries) {
    const known = best.get(entry.key);
    if (known === undefined || (facts.ownRegistry(entry.source) === entry && !isOwn(facts, known)))
      best.set(entry.key, entry);
  }
  return [...best.values()];
}

function isOwn(facts: Facts, entry: Entry): boolean {
  return facts.ownRegistry(entry.source) === entry;
}

const worked = new WeakMap<Facts, Map<string, Entry[]>>();

/** Authority (lower case) → the registries that name it as managedAuthority. */
export function claims(facts: Facts): Map<string, Entry[]> {
  const known = worked.get(facts);
  if (known !== undefined) return known;
  const found = new Map<string, Entry[]>();
  for (const entry of oneOfEach(facts)) {
    if (entry.fields.status === 'deleted') continue;
    for (const authority of new Set(entry.fields.authorities.map((a) => a.trim().toLowerCase())))
      found.set(authority, [...(found.get(authority) ?? []), entry]);
  }
  worked.set(facts, found);
  return found;
}

export function managedByAny(facts: Facts, authority: string): boolean {
  return claims(facts).has(authority.toLowerCase());
}
