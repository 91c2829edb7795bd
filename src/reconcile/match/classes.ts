/** What kinds of resource can be one and the same (data/classes.json). */
import { readFileSync } from 'node:fs';

interface Table {
  types: Record<string, { classes: string[]; kind: string | null }>;
}

const { types } = JSON.parse(readFileSync(new URL('data/classes.json', import.meta.url), 'utf8')) as Table;

function known(type: string): { classes: string[]; kind: string | null } {
  return (Object.hasOwn(types, type) ? types[type] : undefined) ?? { classes: [], kind: null };
}

/** Whether two types (local names) may describe one resource. An unknown type shares no class with any. */
export function sameClass(a: string, b: string): boolean {
  const { classes } = known(b);
  return known(a).classes.some((name) => classes.includes(name));
}

export function isOfClass(type: string, name: string): boolean {
  return known(type).classes.includes(name);
}

/** `numerical`, `display`…; null for a type that says nothing about it. */
export function kindOf(type: string): string | null {
  return known(type).kind;
}
