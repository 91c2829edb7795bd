/**
 * Where an element is missing, the schema stumbles over the next one: `<shortName> stands where only <title> may come`.
 * People want to be told what is missing, at the parent (design §6).
 */
import { type Element, pathOf, walk } from '../resource/element.ts';
import type { Schema } from '../xml/schema.ts';
import type { Document } from '../xml/tree.ts';
import type { Finding } from './finding.ts';

const STUMBLES = /^<(\S+)> stands where only (.*) may come\.$/;

/**
 * The finding as one about the parent, if an element put in before the one it names would help; else null. `served` is
 * the text that was validated: the document's from the end of the root's start tag on.
 */
export function asMissing(
  found: Finding,
  document: Document,
  served: string,
  schema: Schema,
): Finding | null {
  const [, next, list] = STUMBLES.exec(found.message) ?? [];
  if (next === undefined || list === undefined) return null;
  const element = walk(document.root).find((e) => e.line === found.line && e.column === found.column);
  const parent = element?.parent ?? null;
  if (element === undefined || parent === null) return null;
  // Optional elements are listed before the one that must come.
  const wanted = list.match(/(?<![\w:-])[\w:-]+(?=>)/g)?.at(-1);
  if (wanted === undefined || parent.children.some((c) => c.name === wanted)) return null;
  const at = served.length - (document.root.end - element.start);
  const tried = `${served.slice(0, at)}<${wanted}/>${served.slice(at)}`;
  if (schema.validate(tried).some((fault) => isAbout(fault.element, element) && STUMBLES.test(fault.message)))
    return null;
  return {
    ...found,
    line: parent.line,
    column: parent.column,
    path: pathOf(parent),
    message: `<${wanted}> is missing in <${parent.name}>, before <${next}>.`,
  };
}

function isAbout(path: string, element: Element): boolean {
  return path.replaceAll('[1]', '') === pathOf(element).replaceAll('[1]', '');
}
