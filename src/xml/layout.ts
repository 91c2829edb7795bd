/** Writes a record as curators write theirs: two spaces for each level, long texts in lines of their own. */
import { COMMENT, commentText, escapeText, type Tag } from './write.ts';

/** The model records stay below it. */
const WIDTH = 110;
/** Elements whose white space means nothing, so that their text may be broken into lines. */
const PROSE = new Set(['description', 'rights', 'Description', 'Acknowledgement', 'Note', 'Caveats']);

/** What becomes of the lines of a long text: `filled` anew in each paragraph, or `kept`, since they may be a table. */
export type Prose = 'filled' | 'kept';

/** The element as lines with a line end each, `depth` levels in. Its text content must not be mixed with elements. */
export function laidOut(tag: Tag, depth = 0, prose: Prose = 'filled'): string {
  const indent = '  '.repeat(depth);
  if (tag.name === COMMENT) return `${indent}<!-- ${commentText(tag)} -->\n`;
  const start = startTag(tag, indent);
  const end = `</${tag.name}>`;
  const elements = tag.content.filter((part) => isTag(part));
  if (elements.length > 0) {
    const inside = elements.map((element) => laidOut(element, depth + 1, prose));
    return `${start}>\n${inside.join('')}${indent}${end}\n`;
  }
  const text = tag.content.filter((part) => typeof part === 'string').join('');
  if (text === '') return `${start}/>\n`;
  const short = `${start}>${escapeText(collapsed(text))}${end}`;
  const paragraphs = prose === 'kept' ? linesOf(text) : text.split(/\n[ \t\r]*\n/).map(collapsed);
  if (!PROSE.has(tag.name) || (short.length <= WIDTH && paragraphs.length === 1)) return `${short}\n`;
  const lines = paragraphs.map((paragraph) => broken(paragraph, `${indent}  `));
  return `${start}>\n${lines.join(prose === 'kept' ? '' : '\n')}${indent}${end}\n`;
}

/** Without the white space around each, and without empty ones at the beginning and end. */
function linesOf(text: string): string[] {
  return text
    .trim()
    .split(/(?:(?<![ \t])[ \t]+)?(?:\r\n?|\n)[ \t]*/)
    .filter((line, i, all) => line !== '' || all[i - 1] !== '');
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
  if (paragraph === '') return '\n';
  const whole = `${indent}${escapeText(paragraph)}`;
  if (whole.length <= WIDTH) return `${whole}\n`;
  const lines: string[] = [];
  for (const word of escapeText(paragraph).split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || indent.length + line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.map((line) => `${indent}${line}\n`).join('');
}
