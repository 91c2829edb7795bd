/**
 * An XML element as the rest of the program sees it: plain data, read by xml/tree.ts.
 * Not for: bytes. What is served is cut out of the curator's text, never written back from this.
 */
import { XSI } from './namespaces.ts';

export interface Attribute {
  /** As written, with its prefix. */
  name: string;
  /** Namespace URI, '' for none. */
  uri: string;
  local: string;
  value: string;
}

export interface Element {
  /** As written, with its prefix. */
  name: string;
  uri: string;
  local: string;
  /** Without namespace declarations. */
  attributes: Attribute[];
  /** prefix → URI declared on this element; '' is the default namespace. */
  declared: Record<string, string>;
  children: Element[];
  /** All character data directly inside, joined, as written. */
  text: string;
  /** Where its start tag begins: line from 1, column in UTF-16 units from 1. */
  line: number;
  column: number;
  /** Offsets in the document's text: of its `<`, after its start tag, of its end tag (an empty tag's end), after it all. */
  start: number;
  startTagEnd: number;
  endTagStart: number;
  end: number;
  parent: Element | null;
}

export function attribute(element: Element, local: string, uri = ''): string | null {
  return element.attributes.find((a) => a.local === local && a.uri === uri)?.value ?? null;
}

/** Children of that local name in no namespace: VOResource elements are unqualified (VOR-05). */
export function children(element: Element, local: string): Element[] {
  return element.children.filter((child) => child.local === local && child.uri === '');
}

export function child(element: Element, local: string): Element | null {
  return element.children.find((c) => c.local === local && c.uri === '') ?? null;
}

/** Elements at a path of unqualified local names, e.g. `descend(root, 'curation', 'creator', 'name')`. */
export function descend(element: Element, ...path: string[]): Element[] {
  return path.reduce<Element[]>((found, local) => found.flatMap((e) => children(e, local)), [element]);
}

/** Text with white space collapsed, as xs:token has it; '' for a missing element. */
export function text(element: Element | null | undefined): string {
  return (element?.text ?? '').replace(/[ \t\r\n]+/g, ' ').trim();
}

/** Namespace URI bound to a prefix at this element; null if the prefix is not declared. */
export function resolvePrefix(element: Element, prefix: string): string | null {
  for (let at: Element | null = element; at !== null; at = at.parent) {
    const uri = at.declared[prefix];
    if (uri !== undefined) return uri;
  }
  return prefix === '' ? '' : null;
}

/** The element's xsi:type with its prefix resolved; null without one, `uri` null if the prefix is not declared. */
export function xsiType(element: Element): { uri: string | null; local: string } | null {
  const value = attribute(element, 'type', XSI)?.trim();
  if (value === undefined || value === '') return null;
  const colon = value.indexOf(':');
  const prefix = colon < 0 ? '' : value.slice(0, colon);
  return { uri: resolvePrefix(element, prefix), local: value.slice(colon + 1) };
}

/** Every element of the tree, parents first. */
export function* walk(element: Element): Generator<Element> {
  yield element;
  for (const c of element.children) yield* walk(c);
}

/** Where an element stands, for a person: `/ri:Resource/curation/contact`, with [n] among equals. */
export function pathOf(element: Element): string {
  if (element.parent === null) return `/${element.name}`;
  const equals = element.parent.children.filter((c) => c.name === element.name);
  const index = equals.length > 1 ? `[${equals.indexOf(element) + 1}]` : '';
  return `${pathOf(element.parent)}/${element.name}${index}`;
}
