/** Reports of harvests and sources, for people and for programs. */
import type { HarvestResult } from '../harvest/harvest.ts';
import type { SourceReport } from '../harvesting.ts';
import type { RunReport } from '../store/harvest-runs.ts';
import { megabytes, outcomeOf } from './harvest-progress.ts';
import { textTable } from './table.ts';

export const HARVEST_FORMATS = { text: true, json: true };

export function harvestJson(results: HarvestResult[]): string {
  return `${JSON.stringify({ version: 1, results }, null, 2)}\n`;
}

export function harvestText(results: HarvestResult[]): string {
  if (results.length === 0)
    return 'There are no sources: list them in registry.json, or give --source URL.\n';
  const heads = [
    'SOURCE',
    'LIST',
    'NEW',
    'CHANGED',
    'SAME',
    'DELETED',
    'GONE',
    'DRIFT',
    'BAD',
    'BYTES',
    'TIME',
  ];
  const rows = results.flatMap(({ source, runs }) => runs.map((run) => rowOf(source, run)));
  const outcomes = results.map((result) => `${result.source}: ${outcomeOf(result)}`);
  return `${textTable([heads, ...rows])}\n${outcomes.join('\n')}\n`;
}

function rowOf(source: string, run: RunReport): (string | number)[] {
  const seconds = run.ended === null ? 0 : (Date.parse(run.ended) - Date.parse(run.started)) / 1000;
  return [
    ...[source, run.mode, run.new, run.changed, run.unchanged, run.deleted, run.gone, run.drift],
    ...[run.quarantined, megabytes(run.transferred), `${seconds} s`],
  ];
}

/** 4: a drop waits for a person; 3: something is known to be missing; 0: all complete. */
export function harvestCode(results: HarvestResult[]): number {
  if (results.some(({ alarm }) => alarm !== null)) return 4;
  return results.every(({ complete }) => complete) ? 0 : 3;
}

export function sourcesJson(sources: SourceReport[]): string {
  return `${JSON.stringify({ version: 1, sources }, null, 2)}\n`;
}

export function sourcesText(sources: SourceReport[]): string {
  if (sources.length === 0) return 'There are no sources: list them in registry.json.\n';
  const heads = [
    'SOURCE',
    'KIND',
    'RECORDS',
    'DELETED',
    'BAD',
    'DRIFT',
    'LAST FULL',
    'LAST INCREMENTAL',
    'NEXT',
  ];
  const rows = sources.map((one) => [
    ...[one.id, one.kind, one.records, one.deleted, one.quarantined, one.drift],
    ...[one.lastFull ?? 'never', one.lastIncremental ?? 'never', nextOf(one)],
  ]);
  return `${textTable([heads, ...rows])}${sources.map(remarksOf).join('')}`;
}

function nextOf({ due }: SourceReport): string {
  if (due === null) return '-';
  return `${due.next ?? 'now'}${due.full ? ', full' : ''}`;
}

/** What a person should know of a source beside its numbers. */
function remarksOf({ id, url, alarm, reason, deviations }: SourceReport): string {
  const remarks = [
    ...[alarm, reason].flatMap((one) => (one === null ? [] : [one])),
    ...deviations.map(
      ({ code, count, example }) => `${code}, ${count} ${count === 1 ? 'time' : 'times'}: ${example}`,
    ),
  ];
  return remarks.length === 0 ? '' : `\n${id} (${url})\n${remarks.map((one) => `  ${one}\n`).join('')}`;
}
