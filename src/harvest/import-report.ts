/** What an import did, for people and programs. */
import { type Finding, formatFinding } from '../validate/finding.ts';
import { printable } from '../words/say.ts';
import type { Entry, Plan } from './import-plan.ts';
import type { Received } from './import-receive.ts';

export interface ImportReport {
  version: 1;
  source: string;
  /** False: the list did not end properly, so that nothing was retired. */
  complete: boolean;
  reason: string | null;
  /** By what a record counted as the source's own. */
  own: string;
  summary: Record<
    'written' | 'changed' | 'unchanged' | 'edited' | 'removed' | 'retired' | 'refused' | 'skipped' | 'absent',
    number
  > & { errors: number; warnings: number; infos: number };
  written: Entry[];
  changed: Entry[];
  edited: Entry[];
  removed: Entry[];
  retired: string[];
  refused: Plan['refused'];
  skipped: Plan['skipped'];
  absent: Entry[];
  registry: Plan['registry'];
  authorities: string[];
  sets: Plan['sets'];
  deviations: Received['deviations'];
  findings: Finding[];
  /** What became of it in Git, for --follow and --propose. */
  proposal: { branch: string; commit: string | null; mergeRequest: string | null; says: string } | null;
}

/** Puts it together. `findings` are those of the records written or changed. */
export function importReport(
  source: string,
  received: Received,
  plan: Plan,
  findings: Finding[],
  proposal: ImportReport['proposal'],
): ImportReport {
  const severities = { errors: 'error', warnings: 'warning', infos: 'info' } as const;
  const counted = (severity: string) => findings.filter((f) => f.severity === severity).length;
  const entries = (list: Entry[]): Entry[] => list.map(({ ivoid, path }) => ({ ivoid, path }));
  return {
    version: 1,
    source,
    complete: received.end.complete,
    reason: received.end.reason,
    own: plan.ownBy,
    summary: {
      written: plan.written.length,
      changed: plan.changed.length,
      unchanged: plan.unchanged.length,
      edited: plan.edited.length,
      removed: plan.removed.length,
      retired: plan.retired.length,
      refused: plan.refused.length,
      skipped: plan.skipped.reduce((sum, { count }) => sum + count, 0),
      absent: plan.absent.length,
      errors: counted(severities.errors),
      warnings: counted(severities.warnings),
      infos: counted(severities.infos),
    },
    written: entries(plan.written),
    changed: entries(plan.changed),
    edited: plan.edited,
    removed: plan.removed,
    retired: plan.retired.map(({ ivoid }) => ivoid),
    refused: plan.refused.map(({ ivoid, path, reason }) => ({ ivoid, path, reason })),
    skipped: plan.skipped,
    absent: plan.absent,
    registry: plan.registry,
    authorities: plan.authorities,
    sets: plan.sets,
    deviations: received.deviations,
    findings,
    proposal,
  };
}

/** 3 incomplete, 1 something for a person to mend, else 0 (design §6). */
export function importExitCode({ complete, summary, authorities }: ImportReport): number {
  if (!complete) return 3;
  return summary.refused > 0 || summary.errors > 0 || authorities.length > 0 ? 1 : 0;
}

export const IMPORT_FORMATS: Record<string, (report: ImportReport) => string> = {
  text: textReport,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
};

/** Lists on a terminal are cut here; JSON has all of them. */
const MOST_LINES = 100;

function textReport(report: ImportReport): string {
  const { summary: s, registry } = report;
  const lines = [
    `From ${report.source}, its own records by ${report.own}:`,
    `${s.written} written, ${s.changed} changed, ${s.unchanged} unchanged, ${s.edited} kept as changed here, ` +
      `${s.removed} removed, ${s.retired} retired, ${s.refused} refused, ${s.skipped} of others skipped.`,
    ...(report.complete
      ? []
      : [`INCOMPLETE: ${report.reason ?? 'the list did not end properly'} Nothing was retired or removed.`]),
    ...section('Changed', report.changed.map(lineOf)),
    ...section('Removed, deleted at the source', report.removed.map(lineOf)),
    ...section('Retired in registry.json', report.retired),
    ...section('Changed here and not at the source: kept', report.edited.map(lineOf)),
    ...section(
      'Refused',
      report.refused.map(({ ivoid, path, reason }) => `${ivoid ?? path ?? '?'}: ${reason}`),
    ),
    ...section(
      'Records of others, skipped (take them with --authority NAME)',
      report.skipped.map(
        ({ authority, count, example }) => `${authority || 'no authority'}: ${count}, e.g. ${example}`,
      ),
    ),
    ...section('No longer listed by the source; nothing was done', report.absent.map(lineOf)),
    ...(registry === null ? [] : section('Registry record', [registryLine(registry)])),
    ...section('Authorities', report.authorities),
    ...section(
      'Sets of the source that registry.json does not define',
      report.sets.map(({ setSpec, count }) => `${setSpec}: ${count} records`),
    ),
    ...section(
      'What the source does otherwise than the standards say',
      report.deviations.map(({ code, count, example }) => `${code}: ${count}, e.g. ${example}`),
    ),
    ...section(
      `Errors in what was written: ${s.errors}`,
      report.findings.filter(({ severity }) => severity === 'error').map(formatFinding),
    ),
    ...section(
      `Warnings and notes there, by rule: ${s.warnings} and ${s.infos} (voreg validate shows each)`,
      byRule(report.findings),
    ),
    ...(report.proposal === null ? [] : ['', report.proposal.says]),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** `VDS-17 (80), CUR-05 (22)`, the most frequent first. */
function byRule(findings: Finding[]): string[] {
  const counts = new Map<string, number>();
  for (const { rule, severity } of findings)
    if (severity !== 'error') counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const sorted = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return sorted.length === 0 ? [] : [sorted.map(([rule, count]) => `${rule} (${count})`).join(', ')];
}

function registryLine({ ivoid, taken, kept }: NonNullable<Plan['registry']>): string {
  return taken
    ? `${ivoid} was taken to begin with. It still speaks for the source: change its identifier, title, contact and accessURLs.`
    : `${ivoid} was left out: ${kept === null ? 'another one was taken' : `yours is ${kept}`}.`;
}

function section(title: string, items: string[]): string[] {
  if (items.length === 0) return [];
  const more =
    items.length > MOST_LINES ? [`  and ${items.length - MOST_LINES} more (--format json has all)`] : [];
  return ['', `${title}:`, ...items.slice(0, MOST_LINES).map((item) => `  ${item}`), ...more];
}

function lineOf({ ivoid, path }: Entry): string {
  return `${ivoid}  ${path}`;
}
