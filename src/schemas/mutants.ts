/** Spoils valid documents in every way a person might, to see whether two schema sets notice the same. */
import { type Element, walk } from '../resource/element.ts';
import { XSI } from '../resource/namespaces.ts';
import {
  applyEdits,
  type Edit,
  replaceAttribute,
  type WrittenAttribute,
  writtenAttributes,
} from '../xml/edit.ts';
import { parseXml } from '../xml/tree.ts';

/** A source of numbers in [0, 1), the same for the same seed: a difference can be found again. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What mutations draw from: names, types and values that occur in the documents, and some that cannot be right. */
export interface Material {
  elementNames: string[];
  attributeNames: string[];
  /** xsi:type values as written. */
  types: string[];
  /** Declarations of all prefixes that occur, so that any type can stand anywhere: `xmlns:vs="…"`. */
  declarations: Map<string, string>;
}

export interface Mutant {
  xml: string;
  /** What was done, for the report. */
  operation: string;
}

const VALUES = [
  ...[
    '',
    ' ',
    'x',
    '0',
    '-1',
    '1.5',
    '99999999999999999999',
    'true',
    '2024-13-01',
    '2024-01-01',
    '2024-01-01T00:00:00Z',
  ],
  ...[
    '2024-01-01T00:00:00+02:00',
    'ivo://a',
    'ivo://abc//d',
    'ivo://abc/d#e',
    'http://',
    'ftp://x',
    'a b',
    'é',
    '1 2',
  ],
  ...[
    '1e3 .5',
    'NaN',
    'INF',
    'full',
    'base',
    'GET',
    '4x*',
    '*x4',
    'x'.repeat(40),
    ' 2 ',
    'rec',
    'row',
    'ADQL',
    'deleted',
  ],
];

export function materialFrom(documents: string[]): Material {
  const material = {
    elementNames: new Set<string>(),
    attributeNames: new Set(['foo', 'xml:lang']),
    types: new Set(['vr:Nope', 'xs:string']),
  };
  const declarations = new Map([['xs', 'http://www.w3.org/2001/XMLSchema']]);
  for (const text of documents) {
    for (const element of walk(parseXml(text).root)) {
      material.elementNames.add(element.local);
      for (const a of element.attributes) {
        if (a.uri === XSI && a.local === 'type') material.types.add(a.value.trim());
        else if (a.uri === '') material.attributeNames.add(a.name);
      }
      for (const [prefix, uri] of Object.entries(element.declared))
        if (prefix !== '') declarations.set(prefix, uri);
    }
  }
  return {
    elementNames: [...material.elementNames].sort(),
    attributeNames: [...material.attributeNames].sort(),
    types: [...material.types].sort(),
    declarations,
  };
}

interface Draw {
  text: string;
  elements: Element[];
  material: Material;
  pick<T>(list: T[]): T | null;
}

/** Each makes edits of the text, or null where it does not apply to what was drawn. */
const OPERATIONS: Record<string, (draw: Draw) => Edit[] | null> = {
  'element dropped': ({ elements, pick }) =>
    onInner(pick(elements), (e) => [{ from: e.start, to: e.end, text: '' }]),
  'element doubled': ({ text, elements, pick }) =>
    onInner(pick(elements), (e) => [{ from: e.end, to: e.end, text: text.slice(e.start, e.end) }]),
  'element moved': ({ text, elements, pick }) =>
    onInner(pick(elements), (e) => {
      const target = pick(e.parent?.children ?? []);
      if (target === null || target === e) return null;
      return [
        { from: e.start, to: e.end, text: '' },
        { from: target.end, to: target.end, text: text.slice(e.start, e.end) },
      ];
    }),
  'element renamed': ({ elements, material, pick }) =>
    onInner(pick(elements), (e) => renamed(e, pick(material.elementNames))),
  'element put into another namespace': ({ elements, material, pick }) =>
    onInner(pick(elements), (e) => renamed(e, `${pick([...material.declarations.keys()])}:${e.local}`)),
  'attribute dropped': ({ text, elements, pick }) =>
    onAttribute(text, pick(elements), pick, (a) => [{ from: a.start, to: a.valueEnd + 1, text: '' }]),
  'attribute added': ({ elements, material, pick }) => {
    const e = pick(elements);
    const name = pick(material.attributeNames);
    if (e === null || name === null || e.attributes.some((a) => a.name === name)) return null;
    const at = e.start + 1 + e.name.length;
    return [{ from: at, to: at, text: ` ${name}="${pick(VALUES)}"` }];
  },
  'attribute changed': ({ text, elements, pick }) =>
    onAttribute(text, pick(elements), pick, (a) => [
      { from: a.valueStart, to: a.valueEnd, text: pick(VALUES) ?? '' },
    ]),
  'text emptied': ({ elements, pick }) => {
    const e = pick(elements);
    return e === null ? null : [{ from: e.startTagEnd, to: e.endTagStart, text: '' }];
  },
  'text lengthened': ({ elements, pick }) =>
    onLeaf(pick(elements), (e) => [
      { from: e.endTagStart, to: e.endTagStart, text: pick(['x', ' ', '1', '/', 'x'.repeat(30), 'Z']) ?? '' },
    ]),
  'text of another type': ({ elements, pick }) =>
    onLeaf(pick(elements), (e) => [{ from: e.startTagEnd, to: e.endTagStart, text: pick(VALUES) ?? '' }]),
  'xsi:type exchanged': ({ text, elements, material, pick }) => {
    const typed = elements.flatMap((e) =>
      e.attributes.filter((a) => a.uri === XSI && a.local === 'type').map((a) => ({ e, name: a.name })),
    );
    const chosen = pick(typed);
    const edit =
      chosen === null ? null : replaceAttribute(text, chosen.e, chosen.name, pick(material.types) ?? '');
    return edit === null ? null : [edit];
  },
};

/** A document spoilt in one to three ways; null if what was drawn changes nothing or makes it ill-formed. */
export function mutate(text: string, material: Material, random: () => number): Mutant | null {
  let xml = withDeclarations(text, material);
  const done: string[] = [];
  const times = random() < 0.7 ? 1 : 2 + Math.floor(random() * 2);
  for (let i = 0; i < times; i += 1) {
    const pick = <T>(list: T[]): T | null => list[Math.floor(random() * list.length)] ?? null;
    const operation = pick(Object.keys(OPERATIONS)) ?? '';
    const elements = [...walk(parseXml(xml).root)];
    const edits = OPERATIONS[operation]?.({ text: xml, elements, material, pick }) ?? null;
    if (edits === null) continue;
    xml = applyEdits(xml, edits);
    done.push(operation);
  }
  return done.length === 0 || xml === text ? null : { xml, operation: done.join(', ') };
}

/** The root declares every prefix, so that an exchanged xsi:type is judged by its type, not by its prefix. */
function withDeclarations(text: string, material: Material): string {
  const { root } = parseXml(text);
  const missing = [...material.declarations].filter(([prefix]) => root.declared[prefix] === undefined);
  const at = root.start + 1 + root.name.length;
  return applyEdits(text, [
    { from: at, to: at, text: missing.map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`).join('') },
  ]);
}

function onInner(e: Element | null, edits: (e: Element) => Edit[] | null): Edit[] | null {
  return e === null || e.parent === null ? null : edits(e);
}

function onLeaf(e: Element | null, edits: (e: Element) => Edit[]): Edit[] | null {
  return e === null || e.children.length > 0 || e.startTagEnd === e.end ? null : edits(e);
}

function onAttribute(
  text: string,
  e: Element | null,
  pick: <T>(list: T[]) => T | null,
  edits: (a: WrittenAttribute) => Edit[],
): Edit[] | null {
  // Declarations stay: without them the document would not be well-formed.
  const own = e === null ? [] : writtenAttributes(text, e).filter((a) => !/^xmlns(:|$)/.test(a.name));
  const chosen = pick(own);
  return chosen === null ? null : edits(chosen);
}

function renamed(e: Element, name: string | null): Edit[] | null {
  if (name === null || name === e.name) return null;
  const edits = [{ from: e.start + 1, to: e.start + 1 + e.name.length, text: name }];
  if (e.end > e.startTagEnd)
    edits.push({ from: e.endTagStart + 2, to: e.endTagStart + 2 + e.name.length, text: name });
  return edits;
}

/** A text without elements inside, or an attribute: where a value stands. */
export interface Leaf {
  /** Names on the way to it, with xsi:types: `Resource vs:CatalogService/content/type`. */
  kind: string;
  from: number;
  to: number;
}

export function leavesOf(text: string): Leaf[] {
  const found: Leaf[] = [];
  const look = (element: Element, path: string): void => {
    const type = element.attributes.find((a) => a.uri === XSI && a.local === 'type')?.value ?? '';
    const kind = `${path}/${element.local}${type === '' ? '' : ` ${type}`}`;
    for (const a of writtenAttributes(text, element)) {
      if (/^xmlns(:|$)/.test(a.name) || a.name.endsWith(':type')) continue;
      found.push({ kind: `${kind}/@${a.name}`, from: a.valueStart, to: a.valueEnd });
    }
    if (element.children.length === 0 && element.end > element.startTagEnd)
      found.push({ kind, from: element.startTagEnd, to: element.endTagStart });
    for (const child of element.children) look(child, kind);
  };
  look(parseXml(text).root, '');
  return found;
}

/** The text with another value at a leaf. */
export function withLeaf(text: string, { from, to }: Leaf, value: string): string {
  const written = value.replace(/[&<"]/g, (c) => `&#${c.charCodeAt(0)};`);
  return text.slice(0, from) + written + text.slice(to);
}
