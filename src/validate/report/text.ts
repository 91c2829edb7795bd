/** The findings for a person at a terminal: sentence, place, the line itself with a caret, where to read more. */
import { styleText } from 'node:util';
import type { Finding, Severity } from '../finding.ts';
import type { Report } from '../validate.ts';

export interface TextOptions {
  colour: boolean;
  /** A line (from 1) of a file as it was read; null if it cannot be shown. */
  lineOf(file: string, line: number): string | null;
}

const COLOUR: Record<Severity, 'red' | 'yellow' | 'cyan'> = { error: 'red', warning: 'yellow', info: 'cyan' };
/** Longer lines are cut around the column. */
const WIDTH = 110;

export function textReport(report: Report, options: TextOptions): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    options.colour ? styleText(style, text, { validateStream: false }) : text;
  const parts = report.findings.map((f) => {
    const head = `${paint('bold', `${f.file}:${f.line}:${f.column}`)}  ${paint(COLOUR[f.severity], f.severity)}  ${f.rule}`;
    const fix = f.fix === null ? [] : [`  ${paint('green', `--fix: ${f.fix}`)}`];
    return [
      head,
      ...wrapped(f.message, '  '),
      ...source(f, options, paint),
      ...fix,
      paint('dim', `  ${more(f)}`),
      '',
    ].join('\n');
  });
  return `${[...parts, summaryLine(report, paint)].join('\n')}\n`;
}

function source(
  f: Finding,
  options: TextOptions,
  paint: (style: 'dim' | 'red', text: string) => string,
): string[] {
  const line = options.lineOf(f.file, f.line);
  if (line === null) return [];
  const from = Math.max(0, Math.min(f.column - 20, line.length - WIDTH));
  const shown = line.slice(from, from + WIDTH).replaceAll('\t', ' ');
  const caret = `${' '.repeat(Math.max(0, f.column - 1 - from))}^`;
  return [paint('dim', `  │ ${shown}`), `  │ ${paint('red', caret)}`];
}

function more(f: Finding): string {
  const explain = /^[A-Z]+(-\w+)+$/.test(f.rule) ? `voreg validate --explain ${f.rule}` : null;
  return [f.citation, explain].filter((part) => part !== null).join(' · ');
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

function summaryLine(
  { summary, fixed }: Report,
  paint: (style: 'green' | 'red' | 'bold', text: string) => string,
): string {
  const { records, files, errors, warnings, infos } = summary;
  const what = `${count(records, 'record')} in ${count(files, 'file')}`;
  const repaired = fixed === 0 ? '' : ` ${count(fixed, 'correction')} written.`;
  if (errors + warnings + infos === 0) return paint('green', `${what}: nothing to mend.${repaired}`);
  const found = `${count(errors, 'error')}, ${count(warnings, 'warning')}, ${count(infos, 'note')}`;
  return paint(errors > 0 ? 'red' : 'bold', `${what}: ${found}.${repaired}`);
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
