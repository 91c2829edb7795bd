/**
 * Do two registries hold the same record? Prefixes, formatting, xsi:schemaLocation and the registry's own dates do not
 * count, nor does validationLevel, which a registry may add to what it has harvested (Registry Interfaces 1.1 §2.3).
 * Not for: whether a curator's file changed (digest.ts, where prefixes count).
 */
import { createHash } from 'node:crypto';
import { type Element, xsiType } from '../resource/element.ts';
import { XSI } from '../resource/namespaces.ts';
import { byCodeUnits, isOwned } from './digest.ts';

/** SHA-256 (hex) of the expanded names, attributes and texts, white space collapsed. */
export function contentDigest(root: Element): string {
  const hash = createHash('sha256');
  addElement(root, (part) => hash.update(part));
  return hash.digest('hex');
}

function addElement(element: Element, add: (part: string) => void): void {
  if (element.local === 'validationLevel' && element.uri === '') return;
  const attributes = element.attributes
    .filter((attribute) => !isOwned(element, attribute))
    .map(({ uri, local, value }): [string, string, string] => [
      uri,
      local,
      isType(uri, local) ? typeOf(element, value) : value,
    ])
    .sort((a, b) => byCodeUnits(a[0], b[0]) || byCodeUnits(a[1], b[1]));
  add(`<${JSON.stringify([element.uri, element.local, attributes])}`);
  const text = element.text.replace(/\s+/g, ' ').trim();
  if (text !== '') add(JSON.stringify(text));
  for (const child of element.children) addElement(child, add);
  add('>');
}

function isType(uri: string, local: string): boolean {
  return uri === XSI && local === 'type';
}

function typeOf(element: Element, written: string): string {
  const type = xsiType(element);
  return type === null ? written : `${type.uri ?? ''}}${type.local}`;
}
