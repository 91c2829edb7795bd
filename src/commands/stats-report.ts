/** Reports of access statistics, for people and for programs. */
import type { AccessReport, HarvesterReport, ListReport } from '../store/access-read.ts';
import { textTable } from './table.ts';

export const STATS_FORMATS = { text: true, json: true };

/** What fits on one screen with the rest. */
const SHOWN_HARVESTERS = 12;
const SHOWN_RECORDS = 5;

export function statsJson(report: AccessReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** A summary for a screen; with `isDetailed` the lists of each harvester too, and all harvesters. */
export function statsText(report: AccessReport, isDetailed: boolean): string {
  const { record } = report;
  if (record !== null) return recordText(record);
  if (isDetailed) return [heading(report), ...report.harvesters.map(detail)].join('\n') + noneOf(report);
  const parts = [
    heading(report),
    figures(report),
    harvesterTable(report),
    formatTable(report),
    topTable(report),
  ];
  return `${parts.filter((part) => part !== '').join('\n')}`;
}

function heading({ from, to, since, flushed, dropped }: AccessReport): string {
  const counted = since.slice(0, 10) > from ? `, counted since ${since.slice(0, 10)}` : '';
  const written = flushed === null ? 'nothing has been written yet' : `written at ${flushed}`;
  const lost = dropped === 0 ? '' : `Not everything could be kept of ${count(dropped)} requests.\n`;
  return `Access from ${from} to ${to} (UTC)${counted}; ${written}.\n${lost}`;
}

function figures({ totals, single, months }: AccessReport): string {
  const singles = single.getRecord + single.html + single.xml;
  const inMonths = months.from === months.to ? months.from : `${months.from} to ${months.to}`;
  const rows: [what: string, value: string, note: string][] = [
    ['records handed out', count(totals.records), `and ${count(totals.headers)} headers`],
    ['harvests completed', count(totals.harvestsCompleted), `of ${count(totals.harvestsBegun)} begun`],
    ['harvesters', count(totals.harvesters), 'that completed one'],
    [
      'records fetched singly',
      count(singles),
      `GetRecord ${count(single.getRecord)}, pages ${count(single.html)}, XML ${count(single.xml)}; ${inMonths}`,
    ],
    ['requests', count(totals.requests), megabytes(totals.bytes)],
  ];
  const widest = Math.max(...rows.map(([, value]) => value.length));
  return `${rows.map(([what, value, note]) => `  ${what.padEnd(24)}${value.padStart(widest)}   ${note}`).join('\n')}\n`;
}

const HARVESTER_HEADS = [
  'HARVESTER',
  'NETWORK',
  'KIND',
  'REQUESTS',
  'RECORDS',
  'COMPLETE',
  'BEGUN',
  'ERRORS',
  'LAST HARVEST',
  'LAST LIST',
];

function harvesterTable({ harvesters }: AccessReport): string {
  if (harvesters.length === 0) return 'Nobody has asked for anything.\n';
  const rows = harvesters
    .slice(0, SHOWN_HARVESTERS)
    .map((one) => [
      ...[
        one.name,
        one.network || '-',
        one.kind,
        one.requests,
        one.records,
        one.completed,
        one.begun,
        one.errors,
      ],
      ...[one.lastHarvest ?? 'never', listWords(one.lists[0])],
    ]);
  const left = harvesters.length - SHOWN_HARVESTERS;
  const more = left > 0 ? `… and ${left} more: --harvester TEXT shows one of them, --format json all.\n` : '';
  return textTable([HARVESTER_HEADS, ...rows]) + more;
}

function listWords(list: ListReport | undefined): string {
  if (list === undefined) return '-';
  const since = list.from === null ? 'all' : `from ${list.from}`;
  const set = list.set === null ? '' : `, set ${list.set}`;
  return `${list.prefix}${set}, ${since}: ${stateWords(list)}`;
}

function stateWords({ state, reached, size, pages, records, begun }: ListReport): string {
  if (state === 'complete') return `complete, ${count(size)}`;
  if (state === 'gaps') return `ended, ${count(records)} of ${count(size)}`;
  const page = begun === 1 ? `page ${pages}, ` : '';
  return `${state} at ${page}${count(reached)} of ${count(size)}`;
}

function formatTable({ formats }: AccessReport): string {
  if (formats.length === 0) return '';
  const rows = formats.map(({ what, prefix, requests, records, bytes }) => [
    ...[what, prefix || '-', requests, records, megabytes(bytes)],
  ]);
  return textTable([['ASKED FOR', 'FORMAT', 'REQUESTS', 'RECORDS', 'BYTES'], ...rows]);
}

function topTable({ top }: AccessReport): string {
  if (top.length === 0) return '';
  const rows = top
    .slice(0, SHOWN_RECORDS)
    .map(({ key, getRecord, html, xml }) => [key, getRecord, html, xml, getRecord + html + xml]);
  return textTable([['FETCHED SINGLY', 'GETRECORD', 'PAGE', 'XML', 'ALL'], ...rows]);
}

function recordText({ key, months }: NonNullable<AccessReport['record']>): string {
  if (months.length === 0) return `${key} was not fetched by itself in the months that are kept.\n`;
  const rows = months.map(({ month, getRecord, html, xml }) => [
    ...[month, getRecord, html, xml, getRecord + html + xml],
  ]);
  const table = textTable([['MONTH', 'GETRECORD', 'PAGE', 'XML', 'ALL'], ...rows]);
  return `${key}\n${table}Lists that had it are not counted.\n`;
}

function detail(one: HarvesterReport): string {
  const { name, network, kind, firstSeen, lastSeen, lastHarvest, lastError, lists } = one;
  const errors = `${count(one.errors)} error${one.errors === 1 ? '' : 's'}`;
  const lines = [
    `${name}${network === '' ? '' : ` at ${network}`} (${kind})`,
    `  first seen ${firstSeen}, last ${lastSeen}; last complete harvest ${lastHarvest ?? 'never'}`,
    `  ${count(one.requests)} requests, ${megabytes(one.bytes)}, ${count(one.records)} records, ` +
      `${count(one.completed)} of ${count(one.begun)} lists completed, ${errors}` +
      `${lastError === null ? '' : ` (the last one ever: ${lastError})`}`,
  ];
  if (lists.length === 0) return `${lines.join('\n')}\n`;
  const rows = lists.map((list) => [
    ...[list.lastAt, list.verb, list.prefix, list.set ?? '-', list.from ?? '-', list.until ?? '-'],
    ...[list.begun, list.completed, list.pages, list.records, stateWords(list)],
  ]);
  const heads = [
    'LAST PAGE',
    'VERB',
    'FORMAT',
    'SET',
    'FROM',
    'UNTIL',
    'BEGUN',
    'ENDED',
    'PAGES',
    'HANDED OUT',
  ];
  return `${lines.join('\n')}\n${textTable([[...heads, 'STATE'], ...rows])}`;
}

function noneOf({ harvesters }: AccessReport): string {
  return harvesters.length === 0 ? 'No harvester of that name or network was seen.\n' : '';
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
