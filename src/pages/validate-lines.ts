/** Lines of a record with what the rules say beneath them, and a few lines around each. */
import { type Html, html } from '../html/html.ts';
import type { Language } from './language.ts';
import { shortened, tag, theirs } from './parts.ts';
import type { CheckedPart, LineFinding } from './validate-page.ts';
import { VALIDATE_WORDS as WORDS } from './validate-words.ts';

/** Shown before and after a line with findings. */
const AROUND = 2;
/** Findings of one line, before it is looked whether they find room. */
const MOST_OF_LINE = 60;
const LINE_MOST = 240;
/** A record written on one line: what stands before the place that is meant. */
const BEFORE = 80;
const TONES = { error: 'bad', warning: 'warn', info: 'plain' } as const;

/** As many lines from the first on as fit into so many bytes; `left`: findings that did not. */
export function markedLines(
  language: Language,
  { text, findings }: CheckedPart,
  bytes: number,
): { marked: Html; left: number } {
  const lines = text.split(/\r\n|\r|\n/);
  const byLine = new Map<number, LineFinding[]>();
  for (const one of findings) {
    const at = Math.min(Math.max(1, one.line), lines.length);
    byLine.set(at, [...(byLine.get(at) ?? []), one]);
  }
  const groups: Html[] = [];
  let open: Html[] = [];
  let last = 0;
  let size = 0;
  let shown = 0;
  const close = () => {
    if (open.length > 0) groups.push(html`<ol class="source">\n${open}</ol>\n`);
    open = [];
  };
  const add = (piece: Html): boolean => {
    size += Buffer.byteLength(piece.text);
    if (size > bytes) return false;
    open.push(piece);
    return true;
  };
  for (const at of shownLines([...byLine.keys()], lines.length)) {
    if (at !== last + 1) close();
    last = at;
    const here = byLine.get(at) ?? [];
    const content = lines[at - 1] ?? '';
    let fits = Math.min(here.length, MOST_OF_LINE);
    let piece = lineView(language, at, content, here.slice(0, fits));
    // A line of hundreds of findings is shown with those that find room.
    while (fits > 1 && size + Buffer.byteLength(piece.text) > bytes) {
      fits = Math.floor(fits / 2);
      piece = lineView(language, at, content, here.slice(0, fits));
    }
    if (!add(piece)) break;
    shown += fits;
    if (fits < here.length) break;
  }
  close();
  return { marked: html`${groups}`, left: findings.length - shown };
}

/** The numbers of the lines with findings and of those around them, in order. */
function shownLines(withFindings: number[], most: number): number[] {
  const wanted = new Set<number>();
  for (const at of withFindings)
    for (let near = Math.max(1, at - AROUND); near <= Math.min(most, at + AROUND); near += 1)
      wanted.add(near);
  return [...wanted].sort((a, b) => a - b);
}

function lineView(language: Language, at: number, content: string, findings: LineFinding[]): Html {
  const first = findings[0];
  const code = html`<code>${excerpt(content, first?.column ?? 1)}</code>`;
  if (first === undefined) return html`<li value="${at}">${code}</li>\n`;
  return html`<li value="${at}" class="meant">${code}
<ul class="plain">
${findings.map((one) => findingView(language, one))}</ul></li>
`;
}

/** Of a line that is too long, the part around the column. */
function excerpt(content: string, column: number): string {
  const from = content.length <= LINE_MOST ? 0 : Math.max(0, column - 1 - BEFORE);
  const start = from === 0 ? '' : '…';
  // Never half a character.
  const rest = content.slice(from).replace(/^[\uDC00-\uDFFF]/, '');
  return start + shortened(rest, LINE_MOST);
}

function findingView(language: Language, one: LineFinding): Html {
  const words = WORDS[language];
  const { rule, severity, message, fix, citation } = one;
  return html`<li class="card">${tag(words.severities[severity], TONES[severity])} <code>${rule}</code>
<p lang="en">${theirs(message, 600)}</p>
${fix === null ? '' : html`<p>${words.fix}: <code>${shortened(fix, 200)}</code></p>`}${citation === null ? '' : html`<p class="muted"><small lang="en">${shortened(citation, 200)}</small></p>`}</li>
`;
}
