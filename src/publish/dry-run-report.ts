/**
 * The summary of a dry run for people: plain text for a terminal or a job log, Markdown to be posted in a merge request,
 * JSON for programs.
 */

import type { Finding } from '../validate/finding.ts';
import { printable } from '../words/say.ts';
import type { Deleted, DryRun, Entry, Updated } from './dry-run.ts';
import type { RecordDiff } from './dry-run-diff.ts';
import { short } from './short.ts';

export interface DryRunReport {
  run: DryRun;
  /** By ivoid. */
  diffs: Map<string, RecordDiff>;
}

export const DRY_RUN_FORMATS: Record<string, (report: DryRunReport) => string> = {
  text: (report) => render(report, TEXT),
  markdown: (report) => render(report, MARKDOWN),
  json: jsonReport,
};

/** Lists longer than this are counted, not written out. */
const MOST_ENTRIES = 500;
/** A note in a merge request may have a million characters. */
const MOST_CHARACTERS = 500_000;

/** True if an error keeps the merge request back. */
export function isRefused(run: DryRun): boolean {
  return run.findings.some((f) => f.severity === 'error');
}

/** How a format writes the few things that a summary is made of. */
interface Style {
  title(text: string): string;
  heading(text: string): string;
  /** A loud one. */
  warning(text: string): string;
  item(text: string, below: string[]): string;
  paragraph(text: string): string;
  /** A value out of a record or a path. */
  value(text: string): string;
  diff(lines: string[]): string[];
}

const TEXT: Style = {
  title: (text) => `${text}\n${'='.repeat(text.length)}\n\n`,
  heading: (text) => `${text}\n${'-'.repeat(text.length)}\n`,
  warning: (text) => `!!! ${text}\n\n`,
  item: (text, below) => `  ${text}\n${below.map((line) => `      ${line}\n`).join('')}`,
  paragraph: (text) => `${text}\n\n`,
  value: printable,
  diff: (lines) => lines.map(printable),
};

const MARKDOWN: Style = {
  title: (text) => `## ${text}\n\n`,
  heading: (text) => `### ${text}\n\n`,
  warning: (text) => `> :warning: **${text}**\n\n`,
  item: (text, below) => `- ${text}\n${below.map((line) => `  ${line}\n`).join('')}`,
  paragraph: (text) => `${text}\n\n`,
  value: code,
  diff: (lines) => ['', ...fenced(lines.map(printable)), ''],
};

/** A code span (CommonMark §6.1): nothing inside is markup, a link, or a mention of somebody. */
function code(text: string): string {
  const fence = '`'.repeat(longestTicks(text) + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${printable(text)}${pad}${fence}`;
}

function fenced(lines: string[]): string[] {
  const fence = '`'.repeat(Math.max(3, longestTicks(lines.join('\n')) + 1));
  return [`${fence}diff`, ...lines, fence];
}

function longestTicks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
}

function render({ run, diffs }: DryRunReport, style: Style): string {
  const parts = [
    style.title('What harvesters would receive'),
    style.paragraph(`${style.value(short(run.head))} after ${style.value(short(run.base))}: ${counts(run)}`),
    ...run.notes.map((note) => style.paragraph(`Note: ${note}`)),
    ...findingsOf(run, style),
    ...deletionsOf(run, style),
    ...section(
      style,
      'Withdrawn: the authority moves to another registry; harvesters are not told',
      run.withdrawn,
      (e) => style.item(nameOf(e, style), []),
    ),
    ...section(style, 'Created', run.created, (e) => style.item(nameOf(e, style), [])),
    ...section(style, 'Updated', run.updated, (e) =>
      style.item(nameOf(e, style), changesOf(e, diffs, style)),
    ),
    ...section(style, 'Unchanged: formatting or place only, harvesters receive nothing', run.unchanged, (e) =>
      style.item(nameOf(e, style), []),
    ),
  ];
  return limited(parts);
}

function limited(parts: string[]): string {
  let text = '';
  for (const part of parts) {
    if (text.length + part.length > MOST_CHARACTERS)
      return `${text}The rest is left out: this summary is too long.\n`;
    text += part;
  }
  return text;
}

function counts(run: DryRun): string {
  if (isRefused(run)) {
    const errors = run.findings.filter((f) => f.severity === 'error').length;
    return `refused for ${errors} ${errors === 1 ? 'error' : 'errors'}.`;
  }
  const said = (['created', 'updated', 'deleted', 'withdrawn', 'unchanged'] as const)
    .filter((list) => run[list].length > 0)
    .map((list) => `${run[list].length} ${list}`);
  return said.length === 0 ? 'nothing. No record is changed.' : `${said.join(', ')}.`;
}

function findingsOf(run: DryRun, style: Style): string[] {
  if (run.findings.length === 0) return [];
  const heading = isRefused(run)
    ? 'Refused: nothing of this would be published until it is mended'
    : 'Findings';
  const items = run.findings
    .slice(0, MOST_ENTRIES)
    .map((f) => style.item(findingOf(f, style), [printable(f.message)]));
  return [style.heading(heading), ...items, ...more(run.findings.length), '\n'];
}

function findingOf(f: Finding, style: Style): string {
  return `${style.value(`${f.file}:${f.line}`)} ${f.severity} ${f.rule}`;
}

function deletionsOf(run: DryRun, style: Style): string[] {
  const { deleted, passing } = run;
  const passed = section(
    style,
    'Came and went between these commits: also deleted, unless the commits are squashed or joined by a merge commit',
    passing,
    (ivoid) => style.item(style.value(ivoid), []),
  );
  if (deleted.length === 0) return passed;
  const what = deleted.length === 1 ? 'An identifier vanishes' : `${deleted.length} identifiers vanish`;
  const warning = `${what} from the registry. Every harvester will delete what it holds; whoever cites or queries it finds nothing.`;
  return [
    style.heading('Deleted'),
    style.warning(warning),
    ...deleted.slice(0, MOST_ENTRIES).map((e) => style.item(nameOf(e, style), [whyDeleted(e, style)])),
    ...more(deleted.length),
    '\n',
    style.paragraph('If a resource only rests, keep its file and write status="inactive" instead.'),
    ...passed,
  ];
}

function whyDeleted({ why, successor }: Deleted, style: Style): string {
  return why === 'ivoid changed' && successor !== null
    ? `its file now holds ${style.value(successor)}: a new record to harvesters, not a new name for this one`
    : why;
}

function changesOf(entry: Updated, diffs: Map<string, RecordDiff>, style: Style): string[] {
  const { added, removed } = entry.sets;
  const sets = [...added.map((set) => `+${set}`), ...removed.map((set) => `-${set}`)];
  const lines = sets.length === 0 ? [] : [`sets: ${sets.map((set) => style.value(set)).join(' ')}`];
  const diff = diffs.get(entry.ivoid);
  if (entry.blobs === null) return lines;
  if (diff === undefined) return [...lines, 'too many updated records to show what changes in this one'];
  if (diff.hunks.length === 0) return [...lines, 'only white space inside a text'];
  const shown = diff.hunks.flatMap((hunk) => [`@@ ${hunk.path} @@`, ...hunk.lines]);
  const left = diff.left === 0 ? [] : [`… and ${diff.left} more lines`];
  return [...lines, ...style.diff(shown), ...left];
}

function nameOf({ ivoid, title, type, file }: Entry, style: Style): string {
  const said = [title === null ? null : style.value(title), type, file === null ? null : style.value(file)];
  const about = said.filter((part) => part !== null).join(', ');
  return about === '' ? style.value(ivoid) : `${style.value(ivoid)} (${about})`;
}

function section<T>(style: Style, heading: string, entries: T[], line: (entry: T) => string): string[] {
  if (entries.length === 0) return [];
  return [style.heading(heading), ...entries.slice(0, MOST_ENTRIES).map(line), ...more(entries.length), '\n'];
}

function more(total: number): string[] {
  return total > MOST_ENTRIES ? [`… and ${total - MOST_ENTRIES} more\n`] : [];
}

/** All lists in full, with `refused` and the diffs of updated records. */
function jsonReport({ run, diffs }: DryRunReport): string {
  const { updated, ...rest } = run;
  const withDiffs = updated.map(({ blobs: _, ...entry }) => ({
    ...entry,
    diff: diffs.get(entry.ivoid) ?? null,
  }));
  return `${JSON.stringify({ version: 1, refused: isRefused(run), ...rest, updated: withDiffs }, null, 2)}\n`;
}
