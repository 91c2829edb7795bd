/**
 * Reads a document that is plain throughout into the same tree as tree.ts, in a third of the time. What is not plain, or
 * not well-formed, is left to tree.ts: only that says what is wrong. So this must take nothing that saxes or libxml2
 * would refuse, and may refuse whatever is rare (test/xml/scan.test.ts compares the trees).
 */
import type { Attribute, Element } from '../resource/element.ts';
import { XML } from '../resource/namespaces.ts';

/** Deeper documents, and tags with more attributes, are for tree.ts to judge. */
const MAX_DEPTH = 100;
const MAX_ATTRIBUTES = 40;

/** All but what XML forbids, and what takes two UTF-16 units. */
const UNUSUAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]|\r(?!\n)|\]\]>|<[!?](?!--)/g;
const DECLARATION =
  /^<\?xml version=(["'])1\.0\1(?: encoding=(["'])[A-Za-z][A-Za-z0-9._-]*\2)?(?: standalone=(["'])(?:yes|no)\3)? ?\?>/;
const NAME = /^(?:([A-Za-z_][A-Za-z0-9_.-]*):)?([A-Za-z_][A-Za-z0-9_.-]*)$/;
const SPACE = /[ \t\r\n]*/y;
const ATTRIBUTE = /[ \t\r\n]+([A-Za-z0-9_.:-]+)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y;

/** prefix → URI, without what every other object inherits. */
type Scope = Readonly<Record<string, string>>;

function scopeOf(...declared: Scope[]): Scope {
  return Object.assign(Object.create(null), ...declared);
}

/** Most elements declare nothing: they share one object. */
const NOTHING: Record<string, string> = Object.freeze({});

/** The root of decoded XML text; null if it is not plain. */
export function scanXml(text: string): Element | null {
  const from = text.startsWith('<?xml') ? (DECLARATION.exec(text)?.[0].length ?? -1) : 0;
  if (from < 0) return null;
  UNUSUAL.lastIndex = from;
  return UNUSUAL.test(text) ? null : new Scan(text).document(from);
}

const LESS = 60;
const GREATER = 62;
const SLASH = 47;
const EXCLAMATION = 33;

class Scan {
  readonly #text: string;
  readonly #hasReturns: boolean;
  #line = 1;
  #lineStart = 0;
  #nextLine: number;

  constructor(text: string) {
    this.#text = text;
    this.#hasReturns = text.includes('\r');
    this.#nextLine = text.indexOf('\n');
  }

  document(from: number): Element | null {
    const text = this.#text;
    const start = this.#afterMisc(from);
    if (start < 0 || text.charCodeAt(start) !== LESS) return null;
    const root = this.#startTag(start, null, scopeOf({ xml: XML }));
    if (root === null || !this.#content(root.element, root.scope)) return null;
    return this.#afterMisc(root.element.end) === text.length ? root.element : null;
  }

  /** White space and comments skipped; -1 for a comment that is none. */
  #afterMisc(from: number): number {
    let at = after(SPACE, this.#text, from);
    while (at >= 0 && this.#text.startsWith('<!--', at)) {
      at = this.#afterComment(at);
      if (at >= 0) at = after(SPACE, this.#text, at);
    }
    return at;
  }

  #afterComment(at: number): number {
    const end = this.#text.indexOf('--', at + 4);
    return end >= 0 && this.#text.charCodeAt(end + 2) === GREATER ? end + 3 : -1;
  }

  /** Reads what is inside of the root, to its end tag. */
  #content(root: Element, rootScope: Scope): boolean {
    const text = this.#text;
    let at: Element = root;
    let scope = rootScope;
    const scopes: Scope[] = [];
    if (root.end > 0) return true;
    let position = root.startTagEnd;
    for (;;) {
      const tag = text.indexOf('<', position);
      if (tag < 0) return false;
      if (tag > position && !this.#addText(at, position, tag)) return false;
      const next = text.charCodeAt(tag + 1);
      if (next === SLASH) {
        const end = this.#endTag(tag, at.name);
        if (end < 0) return false;
        at.endTagStart = tag;
        at.end = end;
        if (at.parent === null) return true;
        at = at.parent;
        scope = scopes.pop() ?? rootScope;
        position = end;
      } else if (next === EXCLAMATION) {
        position = this.#afterComment(tag);
        if (position < 0) return false;
      } else {
        const opened = this.#startTag(tag, at, scope);
        if (opened === null) return false;
        const { element } = opened;
        at.children.push(element);
        position = element.startTagEnd;
        if (element.end > 0) continue;
        if (scopes.push(scope) > MAX_DEPTH) return false;
        at = element;
        scope = opened.scope;
      }
    }
  }

  #endTag(tag: number, name: string): number {
    const text = this.#text;
    if (!text.startsWith(name, tag + 2)) return -1;
    const at = tag + 2 + name.length;
    if (text.charCodeAt(at) === GREATER) return at + 1;
    const end = after(SPACE, text, at);
    return text.charCodeAt(end) === GREATER ? end + 1 : -1;
  }

  #addText(element: Element, from: number, to: number): boolean {
    const found = this.#resolved(this.#text.slice(from, to));
    if (found === null) return false;
    element.text = element.text === '' ? found : element.text + found;
    return true;
  }

  /** Line ends and references as XML reads them; null for a reference that is not plain. */
  #resolved(written: string): string | null {
    const unified = this.#hasReturns ? written.replaceAll('\r\n', '\n') : written;
    return unified.includes('&') ? withoutReferences(unified) : unified;
  }

  #startTag(start: number, parent: Element | null, scope: Scope): { element: Element; scope: Scope } | null {
    const text = this.#text;
    let at = start + 1;
    while (isInName(text.charCodeAt(at))) at += 1;
    const name = text.slice(start + 1, at);
    const parts = partsOf(name);
    if (parts === null) return null;
    let attributes: Attribute[] = [];
    let declared = NOTHING;
    let inside = scope;
    if (text.charCodeAt(at) !== GREATER) {
      const found = this.#attributes(at, scope);
      if (found === null) return null;
      ({ at, attributes, declared, scope: inside } = found);
    }
    const isEmpty = text.charCodeAt(at) === SLASH;
    if (isEmpty) at += 1;
    if (text.charCodeAt(at) !== GREATER) return null;
    const uri = parts.prefix === '' ? (inside[''] ?? '') : inside[parts.prefix];
    if (uri === undefined) return null;
    const startTagEnd = at + 1;
    const end = isEmpty ? startTagEnd : 0;
    this.#lineAt(start);
    const element: Element = {
      name,
      uri,
      local: parts.local,
      attributes,
      declared,
      children: [],
      text: '',
      line: this.#line,
      column: start - this.#lineStart + 1,
      start,
      startTagEnd,
      endTagStart: end,
      end,
      parent,
    };
    return { element, scope: inside };
  }

  #lineAt(offset: number): void {
    while (this.#nextLine >= 0 && this.#nextLine < offset) {
      this.#line += 1;
      this.#lineStart = this.#nextLine + 1;
      this.#nextLine = this.#text.indexOf('\n', this.#lineStart);
    }
  }

  /** The attributes of a start tag from after its name, to its `/` or `>`. */
  #attributes(
    from: number,
    outside: Scope,
  ): { at: number; attributes: Attribute[]; declared: Record<string, string>; scope: Scope } | null {
    const written: { name: string; value: string }[] = [];
    const declarations: [prefix: string, uri: string][] = [];
    let at = from;
    ATTRIBUTE.lastIndex = at;
    for (let found = ATTRIBUTE.exec(this.#text); found !== null; found = ATTRIBUTE.exec(this.#text)) {
      at = ATTRIBUTE.lastIndex;
      const [, name = '', double, single] = found;
      const value = this.#attributeValue(double ?? single ?? '');
      if (value === null || name.endsWith(':') || written.some((other) => other.name === name)) return null;
      if (written.push({ name, value }) > MAX_ATTRIBUTES) return null;
      if (name === 'xmlns') declarations.push(['', value]);
      else if (name.startsWith('xmlns:')) declarations.push([name.slice(6), value]);
    }
    if (!declarations.every(isPlainDeclaration)) return null;
    const declared = declarations.length === 0 ? NOTHING : Object.fromEntries(declarations);
    const scope = declarations.length === 0 ? outside : scopeOf(outside, declared);
    const attributes: Attribute[] = [];
    for (const { name, value } of written) {
      if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
      const parts = partsOf(name);
      const uri = parts?.prefix === '' ? '' : scope[parts?.prefix ?? ''];
      if (parts === null || uri === undefined) return null;
      const { local } = parts;
      if (uri !== '' && attributes.some((other) => other.uri === uri && other.local === local)) return null;
      attributes.push({ name, uri, local, value });
    }
    return { at: after(SPACE, this.#text, at), attributes, declared, scope };
  }

  #attributeValue(written: string): string | null {
    const spaced = /[\t\r\n]/.test(written) ? written.replace(/\r\n|[\t\n]/g, ' ') : written;
    return spaced.includes('&') ? withoutReferences(spaced) : spaced;
  }
}

/** Anything but white space, `/`, `>` and the end of the text (NaN); partsOf looks closer. */
function isInName(code: number): boolean {
  return code > 32 && code !== GREATER && code !== SLASH;
}

function after(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  pattern.test(text);
  return pattern.lastIndex;
}

/** An address or URN, or no namespace at all for elements without a prefix. */
function isPlainDeclaration([prefix, uri]: [string, string]): boolean {
  if (prefix === '') return uri === '' || PLAIN_URI.test(uri);
  return !prefix.startsWith('xml') && partsOf(prefix)?.prefix === '' && PLAIN_URI.test(uri);
}

const PLAIN_URI = /^(?:https?:\/\/|urn:)(?!www\.w3\.org\/(?:XML\/1998|2000\/xmlns))[A-Za-z0-9./:#_?=&~-]+$/;

interface Parts {
  prefix: string;
  local: string;
}

const known = new Map<string, Parts>();
const MOST_NAMES = 5000;

/** Prefix and local part of a name in ASCII; null for any other. Few names come very often. */
function partsOf(name: string): Parts | null {
  const parts = known.get(name);
  if (parts !== undefined) return parts;
  const [, prefix = '', local] = NAME.exec(name) ?? [];
  if (local === undefined || name.length > 200 || prefix === 'xmlns') return null;
  if (known.size >= MOST_NAMES) known.clear();
  const made = { prefix, local };
  known.set(name, made);
  return made;
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function withoutReferences(written: string): string | null {
  let isPlain = true;
  const text = written.replace(
    /&(?:#(\d{2,5})|#x([\da-fA-F]{2,4})|([a-z]{2,4}));|&/g,
    (_, decimal, hex, name) => {
      if (name !== undefined && Object.hasOwn(ENTITIES, name)) return ENTITIES[name] ?? '';
      const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : 0;
      if (code < 0x20 || (code > 0xd7ff && code < 0xe000) || code > 0xfffd) isPlain = false;
      return String.fromCharCode(code);
    },
  );
  return isPlain ? text : null;
}
