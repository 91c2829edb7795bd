/** Edits of a document's text that leave every other character as it is: what --fix does to a curator's file. */
import type { Element } from '../resource/element.ts';

/** Replaces text[from, to) by `text`. */
export interface Edit {
  from: number;
  to: number;
  text: string;
}

/** Applies edits; they may come in any order but must not overlap (the later of two that do is left out). */
export function applyEdits(text: string, edits: Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.from - b.from || a.to - b.to);
  let result = '';
  let at = 0;
  for (const edit of sorted) {
    if (edit.from < at) continue;
    result += text.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return result + text.slice(at);
}

/** Replaces the character data of an element without child elements, keeping white space around it. */
export function replaceText(text: string, element: Element, value: string): Edit {
  const inner = text.slice(element.startTagEnd, element.endTagStart);
  const from = element.startTagEnd + (inner.length - inner.trimStart().length);
  const to = element.endTagStart - (inner.length - inner.trimEnd().length);
  return { from, to: Math.max(from, to), text: escapeText(value) };
}

/** Replaces the character data of an element and the white space around it. */
export function replaceAllText(element: Element, value: string): Edit {
  return { from: element.startTagEnd, to: element.endTagStart, text: escapeText(value) };
}

/** Replaces the value of an attribute (named as written); null if the element has none of that name. */
export function replaceAttribute(text: string, element: Element, name: string, value: string): Edit | null {
  const found = writtenAttributes(text, element).find((a) => a.name === name);
  if (found === undefined) return null;
  return { from: found.valueStart, to: found.valueEnd, text: escapeAttribute(value) };
}

export interface WrittenAttribute {
  /** As written. */
  name: string;
  /** Offset of the white space before it. */
  start: number;
  /** Offsets of its value, between the quotes. */
  valueStart: number;
  valueEnd: number;
}

/** Attributes of an element's start tag with their places; the tag is known to be well-formed. */
export function writtenAttributes(text: string, element: Element): WrittenAttribute[] {
  const pattern = /\s+([^\s=/>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y;
  const found: WrittenAttribute[] = [];
  pattern.lastIndex = element.start + 1 + element.name.length;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const value = match[2] ?? match[3] ?? '';
    const valueEnd = pattern.lastIndex - 1;
    found.push({ name: match[1] ?? '', start: match.index, valueStart: valueEnd - value.length, valueEnd });
  }
  return found;
}

function escapeText(value: string): string {
  return value.replace(/[&<>]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : '&gt;'));
}

function escapeAttribute(value: string): string {
  return escapeText(value).replaceAll('"', '&quot;').replaceAll("'", '&apos;');
}
