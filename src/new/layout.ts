/** Writes a record as curators write theirs: two spaces for each level, long texts in lines of their own. */
import { escapeText, type Tag } from '../xml/write.ts';

/** The model records stay below it. */
const WIDTH = 110;
/** Elements whose white space means nothing, so that their text may be broken into lines. */
const PROSE = new Set(['description', 'rights']);

/** The element as lines with a line end each, `depth` levels in. Its text content must not be mixed with elements. */
export function laidOut(tag: Tag, depth = 0): string {
  const indent = '  '.repeat(depth);
  const start = startTag(tag, indent);
  const end = `</${tag.name}>`;
  const elements = tag.content.filter((part) => isTag(part));
  if (elements.length > 0) {
    const inside = elements.map((element) => laidOut(element, depth + 1));
    return `${start}>\n${inside.join('')}${indent}${end}\n`;
  }
  const text = tag.content.filter((part) => typeof part === 'string').join('');
  if (text === '') return `${start}/>\n`;
  const short = `${start}>${escapeText(collapsed(text))}${end}`;
  const paragraphs = text.split(/\n[ \t\r]*\n/).map(collapsed);
  if (!PROSE.has(tag.name) || (short.length <= WIDTH && paragraphs.length === 1)) return `${short}\n`;
  const lines = paragraphs.map((paragraph) => broken(paragraph, `${indent}  `)).join('\n');
  return `${start}>\n${lines}${indent}${end}\n`;
}

/** ` name="value"` without the blank, for a start tag. */
export function writtenAttribute(name: string, value: string): string {
  return `${name}="${escapeText(value).replace(/\s/g, ' ').replaceAll('"', '&quot;')}"`;
}

/** Without its `>`. Attributes that do not fit go into further lines. */
function startTag({ name, attributes }: Tag, indent: string): string {
  const lines = [`${indent}<${name}`];
  for (const [attribute, value] of Object.entries(attributes)) {
    const written = writtenAttribute(attribute, value);
    const line = lines.at(-1) ?? '';
    if (line.length + 1 + written.length <= WIDTH) lines[lines.length - 1] = `${line} ${written}`;
    else lines.push(`${indent}    ${written}`);
  }
  return lines.join('\n');
}

function isTag(part: Tag['content'][number]): part is Tag {
  return typeof part === 'object' && !(part instanceof Uint8Array);
}

function collapsed(text: string): string {
  return text.replace(/[ \t\r\n]+/g, ' ').trim();
}

function broken(paragraph: string, indent: string): string {
  const lines: string[] = [];
  for (const word of escapeText(paragraph).split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || indent.length + line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.map((line) => `${indent}${line}\n`).join('');
}
