/**
 * When are two files the same record? When their canonical XML is equal but for what the registry owns and for
 * white space between elements (design P4): a re-indented file is no new version, or one formatter run would
 * re-stamp the world (git-backed.md, rule 6).
 */
import { createHash } from 'node:crypto';
import type { Attribute, Element } from '../resource/element.ts';
import { XSI } from '../resource/namespaces.ts';

/**
 * SHA-256 (hex) of the canonical form: names as written, namespace declarations, attributes in order of namespace and
 * name, character data; without comments, processing instructions, the root's `updated`, `created` and
 * `xsi:schemaLocation`, and white space that only separates elements. Prefixes count: they occur in xsi:type values,
 * which exclusive C14N does not know (dependencies.md §1).
 */
export function canonicalDigest(root: Element): string {
  const hash = createHash('sha256');
  let parts = '';
  // Each update costs a call out of JavaScript: one for each part took as long as parsing.
  addElement(root, (part) => {
    parts += part;
    if (parts.length < UPDATE_LENGTH) return;
    hash.update(parts);
    parts = '';
  });
  return hash.update(parts).digest('hex');
}

const UPDATE_LENGTH = 32_768;

function addElement(element: Element, add: (part: string) => void): void {
  add(`<${element.name}\0${declarationsOf(element)}`);
  if (element.attributes.length > 0) {
    const attributes = element.attributes
      .filter((a) => !isOwned(element, a))
      .sort((a, b) => byCodeUnits(a.uri, b.uri) || byCodeUnits(a.local, b.local));
    for (const a of attributes) add(`\0${JSON.stringify([a.name, a.value])}`);
  }
  add('>');
  // VOResource has no mixed content: text beside elements is indentation, or a fault the schema has reported.
  if (element.children.length === 0 || /[^ \t\r\n]/.test(element.text)) add(JSON.stringify(element.text));
  for (const child of element.children) addElement(child, add);
  add('</>');
}

/** Most elements declare nothing. */
function declarationsOf({ declared }: Element): string {
  for (const _ in declared) {
    return JSON.stringify(Object.entries(declared).sort(([a], [b]) => byCodeUnits(a, b)));
  }
  return '[]';
}

/** Whether the registry owns this attribute (design P4): it is not the curator's to compare. */
export function isOwned(element: Element, { uri, local }: Attribute): boolean {
  if (element.parent !== null) return false;
  return (
    (uri === '' && (local === 'updated' || local === 'created')) ||
    (uri === XSI && local === 'schemaLocation')
  );
}

/** Order of UTF-16 code units: the same on every machine. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
