/** Seeded faults: a model record with one thing made wrong, and the line at which the rule must say so. */
import { readFileSync } from 'node:fs';

/** Text of the model (its first occurrence) → what stands there instead. */
export type Change = [from: string, to: string];

/**
 * Rule, model (below records/padc.example/, or examples/…), changes. One ▶ in what is put in marks the start tag that
 * the finding must point at; where an element was taken away, its parent's.
 */
export type Seed = [rule: string, model: string, ...changes: Change[]];

/** A fault that shows in a set only: what becomes of its files. `null` removes one, a string copies that model. */
export interface SetSeed {
  rule: string;
  files: Record<string, Change[] | null | { copy: string; changes: Change[] }>;
}

export const MARK = '▶';

const read = new Map<string, string>();

export function modelText(model: string): string {
  const path = model.startsWith('examples/') ? `${model}.xml` : `records/padc.example/${model}.xml`;
  const known = read.get(path) ?? readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  read.set(path, known);
  return known;
}

/** The model's text after the changes, and the line of the mark in it; null if the mark is in another file. */
export function seeded(model: string, changes: Change[]): { text: string; line: number | null } {
  const marked = changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`${model} has no ${from}`);
    return text.replace(from, () => to);
  }, modelText(model));
  const [before = '', ...rest] = marked.split(MARK);
  if (rest.length > 1) throw new Error(`${model} is marked twice`);
  return { text: before + rest.join(''), line: rest.length === 0 ? null : before.split('\n').length };
}
