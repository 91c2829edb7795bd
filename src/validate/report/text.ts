/** The findings for a person at a terminal: place, sentence, the line itself with a caret, where to read more. */

import { styleText } from 'node:util';
import { counted } from '../../words/say.ts';
import type { Finding, Severity } from '../finding.ts';
import { ruleDocs } from '../rules.ts';
import type { Report } from '../validate.ts';

export interface TextOptions {
  colour: boolean;
  /** A line (from 1) of a file as it was read; null if it cannot be shown. */
  lineOf(file: string, line: number): string | null;
}

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

const COLOUR: Record<Severity, 'red' | 'yellow' | 'cyan'> = { error: 'red', warning: 'yellow', info: 'cyan' };
const NAME: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note' };
/** Longer lines are cut around the column. */
const WIDTH = 110;

export function* textReport(report: Report, options: TextOptions): Generator<string> {
  const paint: Paint = (style, text) =>
    options.colour ? styleText(style, text, { validateStream: false }) : text;
  const documented = new Set(ruleDocs().map(({ id }) => id));
  const fixed = report.fixed.map(
    ({ file, line, rule, says }) =>
      `${printable(`${file}:${line}`)}  ${paint('green', 'fixed')}  ${rule}  ${printable(says)}`,
  );
  const unfixed = report.unfixed.map(
    ({ file, reason }) => `${printable(file)}  ${paint('yellow', 'not fixed')}  ${reason}`,
  );
  const done = [...fixed, ...unfixed];
  if (done.length > 0) yield `${done.join('\n')}\n\n`;
  for (const f of report.findings) yield `${findingLines(f, options, documented, paint).join('\n')}\n\n`;
  yield `${summaryLine(report, paint)}\n`;
}

function findingLines(f: Finding, options: TextOptions, documented: Set<string>, paint: Paint): string[] {
  const place = paint('bold', printable(`${f.file}:${f.line}:${f.column}`));
  const source = more(f, documented);
  return [
    `${place}  ${paint(COLOUR[f.severity], NAME[f.severity])}  ${f.rule}`,
    ...wrapped(printable(f.message), '  '),
    ...sourceLines(f, options, paint),
    ...(f.fix === null ? [] : [`  ${paint('green', `--fix writes: ${printable(f.fix)}`)}`]),
    ...(source === '' ? [] : [paint('dim', `  ${source}`)]),
  ];
}

/** Files may hold anything, terminals obey control characters. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (c) => (c === '\n' || c === '\t' ? ' ' : '\uFFFD'));
}

function sourceLines(f: Finding, options: TextOptions, paint: Paint): string[] {
  const line = options.lineOf(f.file, f.line);
  if (line === null || line.trim() === '') return [];
  const from = Math.max(0, Math.min(f.column - 20, line.length - WIDTH));
  const shown = printable(line.slice(from, from + WIDTH));
  const caret = `${' '.repeat(Math.max(0, f.column - 1 - from))}^`;
  return [paint('dim', `  │ ${shown}`), `  │ ${paint(COLOUR[f.severity], caret)}`];
}

function more(f: Finding, documented: Set<string>): string {
  const link = documented.has(f.rule) ? `docs/curating.md#${f.rule.toLowerCase()}` : null;
  return [f.citation, link].filter((part) => part !== null).join(' · ');
}

function wrapped(message: string, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of message.split(' ')) {
    if (line.length + word.length > WIDTH && line !== indent) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}

function summaryLine({ summary, fixed, findings }: Report, paint: Paint): string {
  const { records, files, errors, warnings, infos } = summary;
  const what = `${counted(records, 'record')} in ${counted(files, 'file')}`;
  const repaired = fixed.length === 0 ? '' : ` ${counted(fixed.length, 'correction')} written.`;
  if (errors + warnings + infos === 0) return paint('green', `${what}: nothing to mend.${repaired}`);
  const found = `${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${counted(infos, 'note')}`;
  const fixable = findings.filter((f) => f.fix !== null).length;
  const hint = fixable === 0 ? '' : ` ${fixable} can be mended by --fix.`;
  return `${paint(errors > 0 ? 'red' : 'bold', `${what}: ${found}.`)}${repaired}${hint}`;
}
