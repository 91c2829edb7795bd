/**
 * Writes XML that this project makes up itself: envelopes, errors, small documents.
 * Not for: records, whose bytes are the curator's (design P4); they are spliced in as they are.
 */
import { create } from 'xmlbuilder2';

/** One element. Its content is text, elements, or bytes of well-formed XML that are copied in untouched. */
export interface Tag {
  name: string;
  attributes: Record<string, string>;
  content: Content[];
}
export type Content = string | Tag | Uint8Array;

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
// xmlbuilder2 has no raw node: this marks the place of spliced bytes. Written text cannot contain it, `<` is escaped.
const SPLICE = '<?splice?>';
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** An element with its attributes and content, to be given to writeDocument or to another element. */
export function tag(name: string, attributes: Record<string, string> = {}, ...content: Content[]): Tag {
  return { name, attributes, content };
}

/** The name of a Tag that is a comment. */
export const COMMENT = '!--';

/** A comment, to be given as content like an element. */
export function comment(text: string): Tag {
  return tag(COMMENT, {}, text);
}

/** What a comment says, in the form that XML 1.0 §2.5 allows: no `--`, no `-` at the end. */
export function commentText({ content }: Tag): string {
  const said = content.filter((part) => typeof part === 'string').join('');
  return xmlSafe(said)
    .replace(/-(?=-)/g, '- ')
    .replace(/-$/, '- ');
}

/** UTF-8 bytes of a document: XML declaration with the encoding as its first bytes (OAI-10), then the element. */
export function writeDocument(root: Tag): Buffer {
  return joinBytes([DECLARATION, ...writeParts(root)]);
}

/**
 * The element as text, cut where bytes were spliced in: what a caller joins who has its own beginning or end
 * (oai/envelope.ts). Characters that XML 1.0 forbids become U+FFFD, line ends `\n` (as a parser would make them).
 */
export function writeParts(root: Tag): [string, ...(string | Uint8Array)[]] {
  const spliced: Uint8Array[] = [];
  const document = create();
  append(document, root, {}, spliced);
  const [head = '', ...texts] = document.end({ headless: true, wellFormed: true }).split(SPLICE);
  return [head, ...texts.flatMap((text, i) => [spliced[i] ?? '', text])];
}

type Builder = ReturnType<typeof create>;
type Scope = Record<string, string>;

function append(parent: Builder, tag: Tag, scope: Scope, spliced: Uint8Array[]): void {
  const { name, attributes, content } = tag;
  if (name === COMMENT) {
    parent.com(` ${commentText(tag)} `);
    return;
  }
  const safe = Object.entries(attributes).map(([key, value]) => [key, attributeSafe(value)] as const);
  const declared = safe.filter(([key]) => key === 'xmlns' || key.startsWith('xmlns:'));
  const inScope = { ...scope, ...Object.fromEntries(declared.map(([key, value]) => [key.slice(6), value])) };
  const element = parent.ele(name, Object.fromEntries(declared));
  for (const [key, value] of safe) {
    if (key === 'xmlns' || key.startsWith('xmlns:')) continue;
    const colon = key.indexOf(':');
    // xmlbuilder2 finds the namespace of an element by its prefix, but not that of an attribute.
    if (colon < 0) element.att(key, value);
    else element.att(inScope[key.slice(0, colon)] ?? '', key, value);
  }
  for (const part of content) {
    if (typeof part === 'string') {
      if (part !== '') element.txt(ampersandSafe(part));
    } else if (part instanceof Uint8Array) {
      spliced.push(part);
      element.ins('splice');
    } else {
      append(element, part, inScope, spliced);
    }
  }
}

/** A parser would make blanks of tabs and line ends anyway (XML 1.0 §3.3.3). */
function attributeSafe(value: string): string {
  return ampersandSafe(value).replace(/[\t\n\r]/g, ' ');
}

/** xmlbuilder2 takes the `&a;` of a text for an entity that somebody meant, and writes it as it is. */
function ampersandSafe(text: string): string {
  return xmlSafe(text).replaceAll('&', '&amp;');
}

/**
 * `<name>text</name>` as text. For the thousands of small elements of a list: a page of 100 headers took 6.1 ms with
 * xmlbuilder2 and 0.4 ms so (reference/dependencies.md §3). `name` is ours, never input.
 */
export function writeElement(name: string, text: string): string {
  return `<${name}>${escapeText(text)}</${name}>`;
}

/** Character data for XML 1.0: markup escaped, forbidden characters replaced, line ends `\n`. */
export function escapeText(text: string): string {
  return xmlSafe(text).replace(/[&<>]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : '&gt;'));
}

/** Text with each character that XML 1.0 §2.2 forbids (controls, lone surrogates, U+FFFE…) replaced by U+FFFD. */
export function xmlSafe(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(FORBIDDEN, '\uFFFD');
}

/** Text (as UTF-8) and bytes, one after another, in one buffer with memory of its own. */
export function joinBytes(parts: (string | Uint8Array)[]): Buffer {
  let length = 0;
  for (const part of parts) length += typeof part === 'string' ? Buffer.byteLength(part) : part.length;
  // Slow: not from the shared pool, which a small cached answer would keep alive as a whole.
  const bytes = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for (const part of parts) {
    if (typeof part === 'string') {
      at += bytes.write(part, at);
    } else {
      bytes.set(part, at);
      at += part.length;
    }
  }
  return bytes;
}
