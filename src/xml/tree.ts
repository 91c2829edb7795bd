/**
 * Reads a document into plain elements with their places (resource/element.ts), strictly: most by scan.ts; what that
 * leaves, by saxes. What saxes refuses, every consumer's parser would refuse too (it rejects 18 of 18 malformed cases, dependencies.md §2).
 */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { Attribute, Element } from '../resource/element.ts';
import { XMLNS } from '../resource/namespaces.ts';
import { scanXml } from './scan.ts';

/** libxml2 stops at 256 levels; a VOResource record has about 8. */
const MAX_DEPTH = 200;

export interface Document {
  root: Element;
  text: string;
  /** Line of the root's start tag, from 1. */
  startLine: number;
}

/** The text is not well-formed XML, or has what we refuse (a DOCTYPE, XML 1.1, too many levels). */
export class XmlFault extends Error {
  override name = 'XmlFault';
  readonly line: number;
  readonly column: number;
  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** Parses decoded XML text. Throws XmlFault at the first fault. */
export function parseXml(text: string): Document {
  const root = scanXml(text);
  return root === null ? parseThoroughly(text) : { root, text, startLine: root.line };
}

/**
 * The same by a parser that takes anything, and says what is wrong.
 *
 * Six handlers and no more: at the seventh V8 turns the parser into a dictionary, and 42 MB/s become 12. So the XML
 * version and the start of a tag are found without events of their own.
 */
export function parseThoroughly(text: string): Document {
  const parser = new SaxesParser({
    xmlns: true,
    position: true,
    forceXMLVersion: true,
    defaultXMLVersion: '1.0',
  });
  const lines = lineCounter(text);
  let root: Element | null = null;
  let at: Element | null = null;
  let depth = 0;
  // No attribute value may contain a `<`: the last one before the end of a tag begins it.
  const tagStart = () => text.lastIndexOf('<', parser.position - 1);

  const fail = (message: string, offset: number): never => {
    const { line, column } = lines(offset);
    throw new XmlFault(message, line, column);
  };
  parser.on('error', (error) => {
    const message = plainMessage(error.message);
    const isOutside = message === OUTSIDE;
    const from = root === null ? 0 : (root as Element).end;
    if (message === NO_ROOT || isOutside)
      fail(SAYS[message] ?? message, from + Math.max(0, text.slice(from).search(/\S/)));
    fail(SAYS[message] ?? message, message === TWO_ROOTS ? tagStart() : Math.max(0, parser.position - 1));
  });
  parser.on('doctype', () =>
    fail(
      'A DOCTYPE is not accepted: records need none, and entities could read files. Remove it.',
      parser.position - 1,
    ),
  );
  parser.on('opentag', (tag) => {
    const start = tagStart();
    depth += 1;
    if (depth > MAX_DEPTH) fail(`Elements are nested more than ${MAX_DEPTH} levels deep.`, start);
    const element = elementOf(tag, at, lines(start), start, parser.position);
    if (at === null) {
      const { version } = parser.xmlDecl;
      if (version !== undefined && version !== '1.0') {
        fail(`XML ${version} is declared; only XML 1.0 is accepted. Write version="1.0".`, 0);
      }
      root = element;
    } else {
      at.children.push(element);
    }
    at = element;
  });
  const addText = (characters: string) => {
    if (at !== null) at.text += characters;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    depth -= 1;
    if (at !== null) {
      at.end = parser.position;
      at.endTagStart = at.end === at.startTagEnd ? at.end : text.lastIndexOf('<', at.end - 1);
    }
    at = at?.parent ?? null;
  });

  parser.write(text).close();
  // TypeScript does not see the assignment in the handler; the parser has refused a document without a root.
  const found = root as Element | null;
  if (found === null) throw new XmlFault('The file contains no element.', 1, 1);
  return { root: found, text, startLine: found.line };
}

function elementOf(
  tag: SaxesTagNS,
  parent: Element | null,
  { line, column }: { line: number; column: number },
  start: number,
  startTagEnd: number,
): Element {
  const { name, uri, local } = tag;
  const attributes = attributesOf(tag);
  const declared = declaredOn(tag);
  const endTagStart = startTagEnd;
  const end = startTagEnd;
  const content = [] as Element[];
  return {
    name,
    uri,
    local,
    attributes,
    declared,
    children: content,
    text: '',
    line,
    column,
    start,
    startTagEnd,
    endTagStart,
    end,
    parent,
  };
}

function attributesOf(tag: SaxesTagNS): Attribute[] {
  const found: Attribute[] = [];
  for (const key in tag.attributes) {
    const { name, uri, local, value } = tag.attributes[key] ?? {};
    if (
      name !== undefined &&
      uri !== undefined &&
      local !== undefined &&
      value !== undefined &&
      uri !== XMLNS
    ) {
      found.push({ name, uri, local, value });
    }
  }
  return found;
}

/** Most elements declare nothing: they share one object. */
const NOTHING: Record<string, string> = Object.freeze({});

function declaredOn({ ns }: SaxesTagNS): Record<string, string> {
  for (const _ in ns) return { ...ns };
  return NOTHING;
}

const NO_ROOT = 'document must contain a root element.';
const OUTSIDE = 'text data outside of root node.';
const TWO_ROOTS = 'documents may contain only one root.';

/** What saxes says, in a curator's words, where its own are a parser's. */
const SAYS: Record<string, string> = {
  [NO_ROOT]: 'There is no XML element in this file. Write a record, or remove the file.',
  [OUTSIDE]: 'There is text outside of the root element, which XML does not allow. Is this a record at all?',
  [TWO_ROOTS]:
    'A second root element begins here; a file has one root. Save each record in a file of its own.',
  'malformed character entity.': 'An & stands alone here. Write &amp; instead.',
  'undefined entity.': 'XML does not know this entity. Write the character itself, or &amp; for an &.',
  'unquoted attribute value.': 'An attribute has a value without quotes. Write name="value".',
  'attribute without value.': 'An attribute has no value. Write name="value".',
  'unexpected end.': 'The file ends in the middle of a tag or comment.',
};

/** saxes prefixes messages with its own `line:column:`, which we give apart. */
function plainMessage(message: string): string {
  return message.replace(/^(?:undefined:)?\d+:\d+: /, '');
}

/** Offset → line and column. Fast for offsets that mostly grow, which is how a parser asks. */
function lineCounter(text: string): (offset: number) => { line: number; column: number } {
  const starts = lineStarts(text);
  let line = 1;
  return (offset) => {
    if (offset < (starts[line - 1] ?? 0)) line = 1;
    while (line < starts.length && (starts[line] ?? 0) <= offset) line += 1;
    return { line, column: offset - (starts[line - 1] ?? 0) + 1 };
  };
}

/** Where each line begins. LF, CRLF and a lone CR each end one (XML 1.0 §2.11). */
function lineStarts(text: string): number[] {
  const starts = [0];
  if (text.includes('\r')) {
    for (const end of text.matchAll(/\r\n|\r|\n/g)) starts.push(end.index + end[0].length);
    return starts;
  }
  // Searching for one character is done in native code: reading each took more time than the parsing.
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
