/** Title and description of the merge request that an import proposes. Values of the source are shown as code. */
import type { ImportReport } from '../harvest/import-report.ts';

/** `Import from registry.example: 2 new, 1 changed` */
export function importTitle({ source, summary }: ImportReport): string {
  const host = URL.canParse(source) && /^https?:/i.test(source) ? new URL(source).host : source;
  const parts = [
    [summary.written, 'new'],
    [summary.changed, 'changed'],
    [summary.removed, 'deleted'],
    [summary.retired, 'retired'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `Import from ${host}: ${said.join(', ')}`;
}

/** Lists are cut here; the merge request shows the files anyway. */
const MOST_ITEMS = 50;

export function importDescription(report: ImportReport): string {
  const ivoids = (list: { ivoid: string }[]) => list.map(({ ivoid }) => code(ivoid));
  const errors = report.findings.filter(({ severity }) => severity === 'error');
  return [
    `The records of ${code(report.source)} have changed. They are taken as they are there; whoever merges this publishes them.`,
    ...section('New', ivoids(report.written)),
    ...section('Changed', ivoids(report.changed)),
    ...section('Deleted there, removed here', ivoids(report.removed)),
    ...section('Retired: deleted there, and in `registry.json` from now on', report.retired.map(code)),
    ...section(
      'Refused: not in this merge request',
      report.refused.map(({ ivoid, path, reason }) => `${code(ivoid ?? path ?? '?')}: ${plain(reason)}`),
    ),
    ...section('Before it can be published', report.authorities.map(plain)),
    ...section(
      'Errors: the pipeline will refuse these',
      errors.map(({ file, line, rule, message }) => `${code(`${file}:${line}`)} ${rule}: ${plain(message)}`),
    ),
    ...(report.complete ? [] : ['', '**The list did not end properly**, so nothing was retired or removed.']),
  ].join('\n');
}

function section(title: string, items: string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length > MOST_ITEMS ? [`- and ${items.length - MOST_ITEMS} more`] : [];
  return ['', `**${title}**`, '', ...items.slice(0, MOST_ITEMS).map((item) => `- ${item}`), ...more];
}

/** A code span (CommonMark §6.1): no markup, link or mention inside. */
function code(text: string): string {
  const clean = text.replace(/\p{Cc}/gu, '\uFFFD').slice(0, 300);
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const pad = clean.startsWith('`') || clean.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${clean}${pad}${fence}`;
}

/** Our own sentence with values of the source inside: markup characters lose their meaning. */
function plain(text: string): string {
  return text
    .replace(/\p{Cc}/gu, ' ')
    .slice(0, 500)
    .replace(/[\\`*_{}[\]<>#|~@!]/g, '\\$&');
}
