/**
 * Every element of a record, for rules that look everywhere, by name and by attribute: the tree is walked once, and each
 * of a hundred rules looks only at what it asks about.
 */
import { attribute, type Element, ofLast, walk } from '../../resource/element.ts';
import { XSI } from '../../resource/namespaces.ts';

interface Index {
  named: Map<string, Element[]>;
  withAttribute: Map<string, Element[]>;
  qualified: Element[];
  typed: readonly Element[];
}

const NONE: readonly Element[] = [];

/** The elements of a tree, parents first, in the order of the document. The tree must not change any more. */
export function elementsOf(root: Element): readonly Element[] {
  return walk(root);
}

/** Those of these local names, in any namespace. In the order of the document for each name. */
export function elementsNamed(root: Element, ...names: string[]): readonly Element[] {
  const { named } = indexOf(root);
  const [first = ''] = names;
  if (names.length === 1) return named.get(first) ?? NONE;
  return names.flatMap((name) => named.get(name) ?? []);
}

/** Those that have an attribute of this local name, in any namespace. */
export function elementsWith(root: Element, attribute: string): readonly Element[] {
  return indexOf(root).withAttribute.get(attribute) ?? NONE;
}

/** Those below the root that are in a namespace. */
export function qualifiedElements(root: Element): readonly Element[] {
  return indexOf(root).qualified;
}

/**
 * Elements with an xsi:type, in the order of the document; where prefixes are declared on the root only, just the first
 * with each value: the others have the same type. A table set repeats vs:VOTableType thousands of times.
 */
export function typedElements(root: Element): readonly Element[] {
  return indexOf(root).typed;
}

const indexOf = ofLast((root): Index => {
  const index: Index = { named: new Map(), withAttribute: new Map(), qualified: [], typed: NONE };
  let isDeclaredOnce = true;
  for (const element of walk(root)) {
    add(index.named, element.local, element);
    for (const { local } of element.attributes) add(index.withAttribute, local, element);
    if (element === root) continue;
    if (element.uri !== '') index.qualified.push(element);
    for (const _ in element.declared) isDeclaredOnce = false;
  }
  const typed = index.withAttribute.get('type') ?? NONE;
  index.typed = isDeclaredOnce ? firstOfEach(typed) : typed;
  return index;
});

function firstOfEach(elements: readonly Element[]): Element[] {
  const seen = new Set<string>();
  return elements.filter((element) => {
    const value = attribute(element, 'type', XSI);
    return value !== null && !seen.has(value) && seen.add(value);
  });
}

function add(lists: Map<string, Element[]>, key: string, element: Element): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [element]);
  // An element may have two attributes of one local name.
  else if (list.at(-1) !== element) list.push(element);
}
