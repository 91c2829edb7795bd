/** The weather report: what the last week has seen of our services, for who reads one page on a Monday. */
import type { MonitorReport } from '../monitoring.ts';
import type { ServiceHistory } from '../store/monitor.ts';
import { counted, printable, toTheMinute } from '../words/say.ts';
import { inMarkdown, markdownRow } from './monitor-report.ts';
import { duration, nameOf, percent, type Summary, seconds, summaryOf, troubles } from './monitor-words.ts';

export interface WeatherSection {
  title: string;
  heads: string[];
  rows: string[][];
  /** What is said if there are none. */
  none: string;
}

export interface Weather {
  report: MonitorReport;
  headline: string;
  /** In the order in which they matter. */
  sections: WeatherSection[];
}

const SLOWEST = 10;
/** A median under that is nobody's trouble. */
const SLOW_SECONDS = 1;

export function weatherOf(report: MonitorReport): Weather {
  const { services, madeAt, days } = report;
  const from = new Date(Date.parse(madeAt) - days * 86_400_000).toISOString();
  const isBad = ({ state }: ServiceHistory) => state === 'down' || state === 'degraded';
  const isNew = (one: ServiceHistory) => one.since !== null && one.since >= from;
  const down = services.filter(({ state }) => state === 'down');
  const fresh = services.filter((one) => isBad(one) && isNew(one) && one.first === 'up');
  const mended = services.filter(
    (one) => one.state === 'up' && one.first !== null && one.first !== 'up' && isNew(one),
  );
  const shaky = services.filter((one) => one.downSeconds > 0 && one.state !== 'down');
  const slow = services
    .filter(({ medianSeconds }) => (medianSeconds ?? 0) >= SLOW_SECONDS)
    .sort((a, b) => (b.medianSeconds ?? 0) - (a.medianSeconds ?? 0));
  return {
    report,
    headline: headlineOf(summaryOf(services), services, days),
    sections: [
      section('Down now', ['Since', 'Uptime', 'What is wrong', 'What to do'], down, 'Nothing.', (one) => {
        const [worst] = troubles(one);
        return [toTheMinute(one.since), percent(one.uptime), worst?.problem.says ?? '', worst?.todo ?? ''];
      }),
      section('New problems', ['Since', 'State', 'What is wrong'], fresh, 'None.', (one) => [
        ...[toTheMinute(one.since), one.state ?? '', troubles(one)[0]?.problem.says ?? ''],
      ]),
      section('Mended', ['Since', 'What was wrong'], mended, 'Nothing had to be.', (one) => [
        ...[toTheMinute(one.since), one.lastError?.says ?? 'It was degraded.'],
      ]),
      section('Down for a while', ['Altogether', 'Uptime', 'Last time'], shaky, 'Nothing.', (one) => [
        ...[duration(one.downSeconds), percent(one.uptime), toTheMinute(one.lastError?.at ?? null)],
      ]),
      section('Slowest', ['Median', '95 of 100 within'], slow.slice(0, SLOWEST), 'All are fast.', (one) => [
        ...[seconds(one.medianSeconds), seconds(one.p95Seconds)],
      ]),
    ],
  };
}

function section(
  title: string,
  heads: string[],
  services: ServiceHistory[],
  none: string,
  cells: (one: ServiceHistory) => string[],
): WeatherSection {
  const rows = services.map((one) => [one.title || one.ivoid, one.ivoid, nameOf(one), ...cells(one)]);
  return { title, heads: ['Service', 'Identifier', 'Interface', ...heads], rows, none };
}

function headlineOf({ interfaces, up, degraded, down }: Summary, services: ServiceHistory[], days: number) {
  const asked = services.filter((one) => one.asked > 0);
  if (asked.length === 0) return `No service was asked in the last ${counted(days, 'day')}.`;
  const calls = asked.reduce((sum, one) => sum + one.asked, 0);
  const answered = asked.reduce((sum, one) => sum + (one.asked * (one.uptime ?? 0)) / 100, 0);
  return (
    `Of ${counted(interfaces, 'interface')}, ${up} are up, ${degraded} degraded and ${down} down; ` +
    `${percent((100 * answered) / calls)} of ${counted(calls, 'call')} were answered.`
  );
}

export function weatherJson({ report, headline, sections }: Weather): string {
  const { registry, name, madeAt, days, services } = report;
  const about = { version: 1, registry, name, madeAt, days, headline, summary: summaryOf(services) };
  return `${JSON.stringify({ ...about, sections }, null, 2)}\n`;
}

export function weatherText({ report, headline, sections }: Weather): string {
  const lines = sections.flatMap(({ title, heads, rows, none }) => [
    '',
    `${title}: ${rows.length === 0 ? none : rows.length}`,
    ...rows.map(([, ivoid = '', name = '', ...cells]) => {
      const said = cells.map((cell, at) => (cell === '' ? '' : `${heads[at + 3]}: ${cell}`));
      return `  ${ivoid}, ${name}. ${said.filter((one) => one !== '').join('; ')}`;
    }),
  ]);
  return [titleOf(report), headline, ...lines].map((line) => `${printable(line)}\n`).join('');
}

export function titleOf({ name, madeAt, days }: MonitorReport): string {
  const from = new Date(Date.parse(madeAt) - days * 86_400_000).toISOString().slice(0, 10);
  return `Service weather of ${name}, ${from} to ${madeAt.slice(0, 10)}`;
}

export function weatherMarkdown({ report, headline, sections }: Weather): string {
  const parts = sections.flatMap(({ title, heads, rows, none }) => [
    ...['', `## ${title}`, ''],
    ...(rows.length === 0
      ? [none]
      : [markdownRow(heads), `|${'---|'.repeat(heads.length)}`, ...rows.map(markdownRow)]),
  ]);
  return [`# ${inMarkdown(titleOf(report))}`, '', inMarkdown(headline), ...parts, ''].join('\n');
}
