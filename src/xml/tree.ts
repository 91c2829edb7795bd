/**
 * Reads a document into plain elements with their places (resource/element.ts), strictly: what saxes refuses,
 * every consumer's parser would refuse too (it rejects 18 of 18 malformed cases, dependencies.md §2).
 */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { Element } from '../resource/element.ts';
import { XMLNS } from '../resource/namespaces.ts';

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
  const parser = new SaxesParser({ xmlns: true, position: true });
  const lines = lineCounter(text);
  let root: Element | null = null;
  let at: Element | null = null;
  let depth = 0;
  let tagStart = 0;

  const fail = (message: string, offset: number): never => {
    const { line, column } = lines(offset);
    throw new XmlFault(message, line, column);
  };
  parser.on('error', (error) => fail(plainMessage(error.message), Math.max(0, parser.position - 1)));
  parser.on('doctype', () =>
    fail(
      'A DOCTYPE is not accepted: records need none, and entities could read files. Remove it.',
      parser.position - 1,
    ),
  );
  parser.on('xmldecl', (declaration) => {
    if (declaration.version !== undefined && declaration.version !== '1.0') {
      fail(`XML ${declaration.version} is declared; only XML 1.0 is accepted. Write version="1.0".`, 0);
    }
  });
  parser.on('opentagstart', () => {
    tagStart = text.lastIndexOf('<', parser.position - 1);
  });
  parser.on('opentag', (tag) => {
    depth += 1;
    if (depth > MAX_DEPTH) fail(`Elements are nested more than ${MAX_DEPTH} levels deep.`, tagStart);
    const element = elementOf(tag, at, { ...lines(tagStart), start: tagStart, startTagEnd: parser.position });
    if (at === null) root = element;
    else at.children.push(element);
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
  place: Pick<Element, 'line' | 'column' | 'start' | 'startTagEnd'>,
): Element {
  const attributes = Object.values(tag.attributes).filter((a) => a.uri !== XMLNS);
  return {
    name: tag.name,
    uri: tag.uri,
    local: tag.local,
    attributes: attributes.map(({ name, uri, local, value }) => ({ name, uri, local, value })),
    declared: { ...tag.ns },
    children: [],
    text: '',
    ...place,
    endTagStart: place.startTagEnd,
    end: place.startTagEnd,
    parent,
  };
}

/** saxes prefixes messages with its own `line:column:`, which we give apart. */
function plainMessage(message: string): string {
  return message.replace(/^(?:undefined:)?\d+:\d+: /, '');
}

/** Offset → line and column; offsets must not go back by more than the current line. */
function lineCounter(text: string): (offset: number) => { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  return (offset) => {
    if (offset < lineStart) {
      line = 1;
      lineStart = 0;
    }
    for (;;) {
      const next = nextLineStart(text, lineStart);
      if (next < 0 || next > offset) break;
      line += 1;
      lineStart = next;
    }
    return { line, column: offset - lineStart + 1 };
  };
}

/** LF, CRLF and a lone CR each end a line (XML 1.0 §2.11). */
function nextLineStart(text: string, from: number): number {
  for (let i = from; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (c === 10) return i + 1;
    if (c === 13) return text.charCodeAt(i + 1) === 10 ? i + 2 : i + 1;
  }
  return -1;
}
