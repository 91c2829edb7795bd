/** Reports about services as one self-contained HTML page: it loads nothing and runs nothing, also when opened from a mail. */
import { Html, html } from '../html/html.ts';
import { reportPage } from '../html/report-page.ts';
import type { MonitorReport } from '../monitoring.ts';
import type { ServiceHistory } from '../store/monitor.ts';
import { counted, toTheMinute } from '../words/say.ts';
import { titleOf, type Weather, type WeatherSection } from './monitor-weather.ts';
import { nameOf, percent, seconds, summaryOf, troubles } from './monitor-words.ts';

const STYLE = new Html(`:root{--good:light-dark(#176b37,#7fd6a0);--warn:light-dark(#7a4f00,#f0c060)}
body{max-width:75rem}h1{font-size:1.4rem}table{width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line)}
th{white-space:nowrap}small{opacity:.8;display:block;overflow-wrap:anywhere;min-width:12rem}ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.5rem 1.5rem}
li b{font-size:1.5rem;display:block}
.up{color:var(--good)}.degraded{color:var(--warn)}.down{color:var(--bad);font-weight:bold}`);

/** How it stands now. */
export function monitorPage(report: MonitorReport): string {
  const title = `Services of ${report.name}, ${report.madeAt}`;
  const rows = report.services.map((one) => [
    html`${one.title || one.ivoid}<small>${one.ivoid}</small>`,
    html`${nameOf(one)}<small>${one.url}</small>`,
    stateOf(one),
    html`${seconds(one.seconds)}`,
    html`${percent(one.uptime)}`,
    html`${toTheMinute(one.since)}`,
    troubleOf(one),
  ]);
  const heads = ['Service', 'Interface', 'State', 'Time', `Uptime, ${report.days} d`, 'Since', 'Trouble'];
  const { services, leftOut } = report;
  const missing = leftOut === 0 ? '' : html`<p>${leftOut} more interfaces were not asked.</p>\n`;
  const body = services.length === 0 ? html`<p>There is no service.</p>` : table(title, heads, rows);
  return page(title, html`${numbers(services)}${missing}${body}`);
}

function stateOf({ state }: ServiceHistory): Html {
  return state === null ? html`not asked` : html`<span class="${state}">${state}</span>`;
}

function troubleOf(service: ServiceHistory): Html {
  const { unasked } = service;
  const told = troubles(service).filter(({ problem }) => problem.says !== unasked);
  return html`${unasked === null ? '' : html`Not asked: ${unasked} `}${told.map(({ problem, todo }) => html`${problem.says}<small>${todo}</small>`)}`;
}

/** What the week has seen. */
export function weatherPage({ report, headline, sections }: Weather): string {
  const body = sections.map(sectionOf);
  return page(titleOf(report), html`<p>${headline}</p>\n${numbers(report.services)}${body}`);
}

function sectionOf({ title, heads, rows, none }: WeatherSection): Html {
  const cells = rows.map(([name = '', ivoid = '', ...rest]) => [
    html`${name}<small>${ivoid}</small>`,
    ...rest.map((one) => html`${one}`),
  ]);
  const [service = '', , ...others] = heads;
  return html`<h2>${title}</h2>
${rows.length === 0 ? html`<p>${none}</p>` : table(title, [service, ...others], cells)}
`;
}

function numbers(services: ServiceHistory[]): Html {
  const { up, degraded, down, unasked, interfaces } = summaryOf(services);
  return html`<ul aria-label="${counted(interfaces, 'interface')}">
<li class="up"><b>${up}</b> up</li>
<li class="degraded"><b>${degraded}</b> degraded</li>
<li class="down"><b>${down}</b> down</li>
<li><b>${unasked}</b> could not be asked</li>
</ul>
`;
}

function table(label: string, heads: string[], rows: Html[][]): Html {
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${label}"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>`;
}

function page(title: string, body: Html): string {
  const main = html`<main>\n<h1>${title}</h1>\n${body}\n</main>`;
  return reportPage({ title, style: STYLE, body: main });
}
