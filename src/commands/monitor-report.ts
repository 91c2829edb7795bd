/** The report of `voreg monitor`: a table and what is wrong, for people; stable names, for programs. */
import type { MonitorReport } from '../monitoring.ts';
import { adviceOn } from '../services/monitor/problems.ts';
import type { ServiceHistory } from '../store/monitor.ts';
import { counted, printable } from '../words/say.ts';
import { nameOf, percent, STATE_WORDS, seconds, summaryOf, troubles } from './monitor-words.ts';
import { textTable } from './table.ts';

const HEADS = ['SERVICE', 'INTERFACE', 'STATE', 'TIME', 'UPTIME', 'SINCE'];
/** A terminal shows no more at once; a program reads JSON. */
const SHOWN = 200;

export function monitorText(report: MonitorReport): string {
  const { services, leftOut } = report;
  if (services.length === 0)
    return 'No active record that is published here names an address that could be called.\n';
  const rows = services
    .slice(0, SHOWN)
    .map((one) =>
      [
        one.ivoid,
        nameOf(one),
        one.state === null ? 'not asked' : STATE_WORDS[one.state],
        seconds(one.seconds),
        percent(one.uptime),
        one.since ?? '',
      ].map(printable),
    );
  const { interfaces, up, degraded, down, unasked } = summaryOf(services);
  const more = services.length - SHOWN;
  return [
    textTable([HEADS, ...rows]),
    ...(more > 0 ? [`… and ${more} more: see --format json.\n`] : []),
    `\n${counted(interfaces, 'interface')}: ${up} up, ${degraded} degraded, ${down} down; ${unasked} could not be asked.\n`,
    ...(leftOut > 0 ? [`${leftOut} more were left out: ask for an authority or a record.\n`] : []),
    ...services.filter(isTroubled).slice(0, SHOWN).map(troubleText),
  ].join('');
}

function isTroubled({ problems, unasked }: ServiceHistory): boolean {
  return unasked !== null || problems.length > 0;
}

function troubleText(service: ServiceHistory): string {
  const { ivoid, url, unasked, state, since, askedAt } = service;
  const isOld = unasked !== null && state !== null;
  const lines = [
    `${ivoid}, ${nameOf(service)}`,
    `  ${url}`,
    ...(unasked === null
      ? []
      : [
          `  Not asked: ${unasked}`,
          ...(isOld ? [] : [adviceLine(service.problems.find(({ level }) => level === 'unasked')?.code)]),
        ]),
    ...(isOld ? [`  What is known is of ${askedAt}:`] : []),
    ...(state === 'down' && since !== null ? [`  Down since ${since}.`] : []),
    ...troubles(service)
      .filter(({ problem }) => problem.level !== 'unasked')
      .flatMap(({ problem, todo }) => [`  ${problem.level}: ${problem.says}`, `    ${todo}`]),
  ];
  return `\n${lines
    .filter((line) => line.trim() !== '')
    .map((line) => `${printable(line)}\n`)
    .join('')}`;
}

function adviceLine(code: string | undefined): string {
  return code === undefined ? '' : `    ${adviceOn(code)}`;
}

/** Names that stay: programs read them. Seconds are of answers; uptime is in percent. */
export function monitorJson(report: MonitorReport): string {
  const { services, ...about } = report;
  const shown = services.map(({ problems, ...one }) => ({
    ...one,
    problems: problems.map((problem) => ({ ...problem, todo: adviceOn(problem.code) })),
  }));
  return `${JSON.stringify({ ...about, summary: summaryOf(services), services: shown }, null, 2)}\n`;
}

/** For a chat, a wiki, an issue. */
export function monitorMarkdown(report: MonitorReport): string {
  const { services, madeAt, name } = report;
  const { interfaces, up, degraded, down, unasked } = summaryOf(services);
  const rows = services.map((one) => {
    const [first] = troubles(one);
    const state = one.state === null ? 'not asked' : STATE_WORDS[one.state];
    const cells = [one.ivoid, nameOf(one), state, seconds(one.seconds), percent(one.uptime)];
    return markdownRow([...cells, one.unasked ?? first?.problem.says ?? '']);
  });
  return [
    `# Services of ${inMarkdown(name)}, ${madeAt}`,
    '',
    `${counted(interfaces, 'interface')}: ${up} up, ${degraded} degraded, ${down} down; ${unasked} could not be asked.`,
    '',
    markdownRow(['Service', 'Interface', 'State', 'Time', `Uptime, ${report.days} d`, 'Trouble']),
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

export function markdownRow(cells: string[]): string {
  return `| ${cells.map(inMarkdown).join(' | ')} |`;
}

/** What others wrote stays text, on one line, in its cell. */
export function inMarkdown(written: string): string {
  return written
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/[\\`*_{}[\]<>#|!~]/g, '\\$&')
    .trim();
}
