/**
 * One entry of an OAI-PMH list (`record`, `header`, `set`), parsed strictly and by itself, so that one that is not
 * well-formed spoils no other (requirements.md RI-65, HV-12).
 */
import { attribute, type Element, text, xsiType } from '../resource/element.ts';
import { XSI } from '../resource/namespaces.ts';
import { parseXml, XmlFault } from './tree.ts';

/** prefix → URI in scope; '' is the default namespace. */
export type Scope = Readonly<Record<string, string>>;

export interface OaiHeader {
  /** Trimmed; '' where there is none. */
  identifier: string;
  /** As written, trimmed; null where there is none. */
  datestamp: string | null;
  setSpecs: string[];
  deleted: boolean;
}

/** The element inside `metadata`. */
export interface OaiPayload {
  uri: string;
  local: string;
  /** UTF-8: the element as it was sent; declarations of its ancestors that it lacks are added to its start tag. */
  bytes: Buffer;
  /** What parsing `bytes` gives, but for the places, which are elsewhere. 25 times as large: not to be kept. */
  root: Element;
  /** Text of its first child `identifier`; null without one. */
  identifier: string | null;
  /** Its attribute `status`. */
  status: string | null;
}

export interface OaiEntry {
  header: OaiHeader;
  payload: OaiPayload | null;
  /** The elements inside `about`, as payload bytes. */
  abouts: Buffer[];
  /** Elements inside `metadata` after the first; they are not taken. */
  surplus: number;
  /** Prefixes that were not declared, and which namespace they were taken for. */
  declaredHere: string[];
  /** Of a `set`. */
  setName: string | null;
}

/** Why an entry cannot be taken, in a sentence. */
export class EntryFault extends Error {
  override name = 'EntryFault';
}

/**
 * What everybody means by these prefixes (RI-06). Registries have sent records whose prefixes were declared on an
 * element that their own harvester had cut off (field-reports.md D1).
 */
export const MEANT: Scope = {
  xsi: XSI,
  ri: 'http://www.ivoa.net/xml/RegistryInterface/v1.0',
  vr: 'http://www.ivoa.net/xml/VOResource/v1.0',
  vg: 'http://www.ivoa.net/xml/VORegistry/v1.0',
  vs: 'http://www.ivoa.net/xml/VODataService/v1.1',
  tr: 'http://www.ivoa.net/xml/TAPRegExt/v1.0',
  cs: 'http://www.ivoa.net/xml/ConeSearch/v1.0',
  sia: 'http://www.ivoa.net/xml/SIA/v1.1',
  ssap: 'http://www.ivoa.net/xml/SSA/v1.1',
  slap: 'http://www.ivoa.net/xml/SLAP/v1.0',
  vstd: 'http://www.ivoa.net/xml/StandardsRegExt/v1.0',
  doc: 'http://www.ivoa.net/xml/DocRegExt/v1',
  voe: 'http://www.ivoa.net/xml/VOEventRegExt/v2',
  stc: 'http://www.ivoa.net/xml/STC/stc-v1.30.xsd',
  oai_dc: 'http://www.openarchives.org/OAI/2.0/oai_dc/',
  dc: 'http://purl.org/dc/elements/1.1/',
  xlink: 'http://www.w3.org/1999/xlink',
};

const UNBOUND = /unbound namespace prefix: "([^"]*)"/i;

/**
 * Reads an entry that stands where `scope` is in force. Returns null if the text so far has no fault but is not the
 * whole entry: what looked like its end was in a comment, a CDATA section or an element of the same name.
 * @throws EntryFault
 */
export function readEntry(entry: string, scope: Scope): OaiEntry | null {
  const assumed: Record<string, string> = {};
  for (;;) {
    // The end of the frame is on a line of its own: a fault there says that something is still open.
    const frame = `<x${declarations({ ...assumed, ...scope }, {})}>`;
    const framed = `${frame}${entry}\n</x>`;
    try {
      const root = parseXml(framed).root.children[0];
      return root === undefined ? null : entryOf(root, framed, { scope, assumed });
    } catch (error) {
      if (!(error instanceof XmlFault)) throw error;
      const prefix = UNBOUND.exec(error.message)?.[1];
      if (prefix !== undefined && MEANT[prefix] !== undefined && assumed[prefix] === undefined) {
        assumed[prefix] = MEANT[prefix];
      } else if (error.line >= linesOf(framed)) {
        if (hasLoneAmpersand(entry)) throw new EntryFault('An & stands alone in it, instead of &amp;.');
        return null;
      } else {
        throw new EntryFault(prefix === undefined ? error.message : `The prefix ${prefix} is not declared.`);
      }
    }
  }
}

/** The parser looks for the end of such an entity up to the end of the text, and then misses end tags only. */
function hasLoneAmpersand(entry: string): boolean {
  const bare = entry.replace(
    /<!--[\s\S]*?(?:-->|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<\?[\s\S]*?(?:\?>|$)/g,
    '',
  );
  return /&(?![A-Za-z_:#][\w.:-]*;)/.test(bare);
}

function linesOf(text: string): number {
  return text.split(/\r\n|\r|\n/).length;
}

interface Around {
  scope: Scope;
  /** Prefixes that nobody declared, and what they are taken for. */
  assumed: Record<string, string>;
}

function entryOf(root: Element, framed: string, around: Around): OaiEntry {
  const headerElement = root.local === 'record' ? of(root, 'header')[0] : root;
  const metadata = of(root, 'metadata').flatMap((element) => element.children);
  const [first] = metadata;
  if (first !== undefined) assumeTypes(first, around.assumed);
  return {
    header: headerOf(headerElement),
    payload: first === undefined ? null : payloadOf(first, framed, around),
    abouts: of(root, 'about').flatMap((element) => element.children.map((e) => bytesOf(e, framed, around))),
    surplus: Math.max(0, metadata.length - 1),
    declaredHere: Object.keys(around.assumed),
    setName: of(root, 'setName').map(text)[0] ?? null,
  };
}

/** By local name, in whatever namespace: what is wrong with the answer's namespaces is noted once. */
function of(element: Element, local: string): Element[] {
  return element.children.filter((child) => child.local === local);
}

function headerOf(element: Element | undefined): OaiHeader {
  if (element === undefined) return { identifier: '', datestamp: null, setSpecs: [], deleted: false };
  return {
    identifier: text(of(element, 'identifier')[0]).trim(),
    datestamp: of(element, 'datestamp').map((e) => text(e).trim())[0] ?? null,
    setSpecs: of(element, 'setSpec').map((e) => text(e).trim()),
    deleted: attribute(element, 'status')?.trim() === 'deleted',
  };
}

/** Parsers do not look at prefixes in values. Unknown ones are a fault of the content, which validation tells. */
function assumeTypes(element: Element, assumed: Record<string, string>): void {
  if (element.attributes.length > 0 && xsiType(element)?.uri === null) {
    const prefix = attribute(element, 'type', XSI)?.trim().split(':')[0] ?? '';
    const meant = MEANT[prefix];
    if (meant !== undefined) assumed[prefix] = meant;
  }
  for (const child of element.children) assumeTypes(child, assumed);
}

function payloadOf(element: Element, framed: string, around: Around): OaiPayload {
  const identifier = of(element, 'identifier')[0];
  const inScope = inScopeOf(element, around);
  const bytes = sliceWith(element, framed, inScope);
  // The tree was made here and is nobody else's.
  element.declared = { ...declarable(inScope), ...element.declared };
  element.parent = null;
  return {
    uri: element.uri,
    local: element.local,
    status: attribute(element, 'status'),
    identifier: identifier === undefined ? null : text(identifier),
    bytes,
    root: element,
  };
}

function bytesOf(element: Element, framed: string, around: Around): Buffer {
  return sliceWith(element, framed, inScopeOf(element, around));
}

function inScopeOf(element: Element, { scope, assumed }: Around): Scope {
  return { ...assumed, ...scope, ...declaredAbove(element) };
}

/** Declared between the frame and the element. */
function declaredAbove({ parent }: Element): Scope {
  return parent === null || parent.parent === null ? {} : { ...declaredAbove(parent), ...parent.declared };
}

/** UTF-8 of an element as it stands in the text, with the declarations in scope that it lacks on its start tag. */
export function sliceWith(element: Element, source: string, inScope: Scope): Buffer {
  const { start, end, name, declared } = element;
  const nameEnd = start + 1 + name.length;
  const missing = declarations(inScope, declared);
  return Buffer.from(source.slice(start, nameEnd) + missing + source.slice(nameEnd, end), 'utf8');
}

/** ` xmlns:p="uri"` for each prefix in scope that an element does not declare itself. */
export function declarations(scope: Scope, own: Scope): string {
  let added = '';
  const declared = declarable(scope);
  for (const prefix in declared) {
    if (own[prefix] !== undefined) continue;
    added += ` xmlns${prefix === '' ? '' : ':'}${prefix}="${escaped(declared[prefix] ?? '')}"`;
  }
  return added;
}

/** What of a scope has to be said on a start tag. */
function declarable(scope: Scope): Record<string, string> {
  const said: Record<string, string> = {};
  for (const prefix in scope) {
    const uri = scope[prefix] ?? '';
    if (uri !== '' && prefix !== 'xml' && prefix !== 'xmlns') said[prefix] = uri;
  }
  return said;
}

function escaped(value: string): string {
  return value.replace(/[&<"\t\n\r]/g, (c) => `&#${c.charCodeAt(0)};`);
}
