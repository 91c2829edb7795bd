/**
 * A record as lines for a person to compare: equal for files that differ in formatting only. What the registry owns on
 * the root (design P4) is left out. Not for: what is served.
 */
import type { Element } from '../resource/element.ts';
import { byCodeUnits, isOwned } from './digest.ts';
import { escapeText } from './write.ts';

export interface PrettyLine {
  text: string;
  /** What the line is of. Its path costs time in long lists, so it is worked out for what is shown only. */
  element: Element;
}

/** Paragraphs are broken after so many characters, so that a changed word is not a changed paragraph. */
const WIDTH = 96;

/** One line for each start tag, leaf element and 96 characters of text; attributes in the order of the digest. */
export function prettyLines(root: Element): PrettyLine[] {
  const lines: PrettyLine[] = [];
  addElement(root, 0, lines);
  return lines;
}

function addElement(element: Element, depth: number, lines: PrettyLine[]): void {
  const indent = '  '.repeat(depth);
  const add = (text: string) => lines.push({ text: indent + text, element });
  const attributes = attributesOf(element);
  const content = element.text.replace(/[ \t\r\n]+/g, ' ').trim();
  const isLeaf = element.children.length === 0;
  let start = `<${[element.name, ...attributes].join(' ')}`;
  if (element.parent === null) {
    // The root's declarations would make one very long line.
    add(`<${element.name}`);
    for (const attribute of attributes) add(`    ${attribute}`);
    start = '';
  }
  const end = `</${element.name}>`;
  if (isLeaf && content === '' && start !== '') {
    add(`${start}/>`);
  } else if (isLeaf && start !== '' && start.length + content.length + end.length <= WIDTH) {
    add(`${start}>${escapeText(content)}${end}`);
  } else {
    add(`${start}>`);
    for (const line of wrapped(content)) add(`  ${escapeText(line)}`);
    for (const child of element.children) addElement(child, depth + 1, lines);
    add(end);
  }
}

function attributesOf(element: Element): string[] {
  const declared = Object.entries(element.declared)
    .sort(([a], [b]) => byCodeUnits(a, b))
    .map(([prefix, uri]) => `${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${escapeText(uri)}"`);
  const own = element.attributes
    .filter((a) => !isOwned(element, a))
    .sort((a, b) => byCodeUnits(a.uri, b.uri) || byCodeUnits(a.local, b.local))
    .map((a) => `${a.name}="${escapeText(a.value)}"`);
  return [...declared, ...own];
}

/** Each sentence begins a line: what is inserted in one does not move the words of the next. */
function wrapped(text: string): string[] {
  return text.split(/(?<=[.!?:;]) /).flatMap((sentence) => {
    const lines: string[] = [];
    let line = '';
    for (const word of sentence.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > WIDTH) {
        lines.push(line);
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    return line === '' ? lines : [...lines, line];
  });
}
