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
  for (const a of element.attributes) if (a.local === local && a.uri === uri) return a.value;
  return null;
}

/** Children of that local name in no namespace: VOResource elements are unqualified (VOR-05). */
export function children(element: Element, local: string): Element[] {
  return element.children.filter((child) => child.local === local && child.uri === '');
}

export function child(element: Element, local: string): Element | null {
  for (const c of element.children) if (c.local === local && c.uri === '') return c;
  return null;
}

/** Elements at a path of unqualified local names, e.g. `descend(root, 'curation', 'creator', 'name')`. */
export function descend(element: Element, ...path: string[]): Element[] {
  return path.reduce<Element[]>((found, local) => found.flatMap((e) => children(e, local)), [element]);
}

/** Text with white space collapsed, as xs:token has it; '' for a missing element. */
export function text(element: Element | null | undefined): string {
  const written = element?.text ?? '';
  // Most are collapsed as written: rules ask for texts millions of times, and a search is cheaper than a copy.
  return UNCOLLAPSED.test(written) ? written.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '') : written;
}

const UNCOLLAPSED = /[\t\r\n]| {2}|^ | $/;

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

/**
 * A function of a tree that answers again for the last one without working it out again. Trees are looked at one after
 * the other, by a hundred rules each. (A WeakMap would keep every tree alive until the next full collection: scavenges
 * take its values for alive, and copied half of what was allocated.)
 */
export function ofLast<T>(work: (root: Element) => T): (root: Element) => T {
  let last: { root: Element; result: T } | null = null;
  return (root) => {
    if (last?.root !== root) last = { root, result: work(root) };
    return last.result;
  };
}

/** Every element of the tree, parents first. It must not change any more. */
export function walk(element: Element): readonly Element[] {
  return element.parent === null ? wholeTree(element) : collect(element, []);
}

const wholeTree = ofLast((root): readonly Element[] => collect(root, []));

function collect(element: Element, all: Element[]): Element[] {
  all.push(element);
  for (const c of element.children) collect(c, all);
  return all;
}

/** `name` or, among several of that name, `name[2]`, for each child. Kept: asked for each of 5,000 columns it was quadratic. */
const steps = new WeakMap<Element, Map<Element, string>>();

function stepsOf(parent: Element): Map<Element, string> {
  const known = steps.get(parent);
  if (known !== undefined) return known;
  const total = new Map<string, number>();
  for (const { name } of parent.children) total.set(name, (total.get(name) ?? 0) + 1);
  const seen = new Map<string, number>();
  const made = new Map<Element, string>();
  for (const element of parent.children) {
    const nth = (seen.get(element.name) ?? 0) + 1;
    seen.set(element.name, nth);
    made.set(element, total.get(element.name) === 1 ? element.name : `${element.name}[${nth}]`);
  }
  steps.set(parent, made);
  return made;
}

/** Where an element stands, for a person: `/ri:Resource/curation/contact`, with [n] among equals. */
export function pathOf(element: Element): string {
  if (element.parent === null) return `/${element.name}`;
  return `${pathOf(element.parent)}/${stepsOf(element.parent).get(element) ?? element.name}`;
}
