/** The anomaly report as one self-contained HTML page: it loads nothing and runs nothing, also when opened from a mail. */
import { Html, html } from '../html/html.ts';
import { reportPage } from '../html/report-page.ts';
import type { AnomalyReport, FoundKind } from './anomalies.ts';
import { caveats, headline } from './words.ts';

const STYLE = new Html(`body{max-width:70rem}h1{font-size:1.4rem}a{color:inherit}table{width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
li{overflow-wrap:anywhere;margin:.2rem 0}.muted{opacity:.75}
.tag{font-size:.8rem;border:1px solid var(--line);border-radius:1rem;padding:0 .5rem;white-space:nowrap}
.tag.error{border-color:var(--bad);color:var(--bad)}
.caveat{border-left:4px solid var(--bad);padding:.5rem 1rem;background:var(--soft)}`);

export function anomalyPage(report: AnomalyReport): string {
  const title = 'Anomalies across registries';
  const body = html`<h1>${title}</h1>
<p>${headline(report)}</p>
${caveats(report).map((text) => html`<p class="caveat">${text}</p>\n`)}
${report.anomalies.length === 0 ? html`<p>No anomalies.</p>` : contents(report.anomalies)}
${report.anomalies.map(section)}
${sourcesTable(report)}`;
  return reportPage({ title, style: STYLE, body });
}

function contents(kinds: FoundKind[]): Html {
  const rows = kinds.map(
    ({ code, severity, title, count }) =>
      html`<tr><td>${tagOf(severity)}</td><td><a href="#${code}">${title}</a></td><td>${count}</td></tr>\n`,
  );
  return html`<div class="scroll"><table>
<tr><th>Severity</th><th>What</th><th>Cases</th></tr>
${rows}</table></div>`;
}

function section(kind: FoundKind): Html {
  const left = kind.count - kind.examples.length;
  return html`<section id="${kind.code}">
<h2>${tagOf(kind.severity)} ${kind.title} <span class="muted">${kind.count}</span></h2>
<p>${kind.means}<br>${kind.todo}</p>
<ul>
${kind.examples.map(({ says }) => html`<li>${says}</li>\n`)}${left > 0 ? html`<li class="muted">and ${left} more</li>\n` : ''}</ul>
<p class="muted">${kind.code} · ${kind.citation}</p>
</section>
`;
}

function sourcesTable({ sources }: AnomalyReport): Html {
  const rows = sources.map(
    ({ id, url, records, complete, reason }) =>
      html`<tr><td>${id}</td><td>${url}</td><td>${records}</td><td>${complete ? 'complete' : (reason ?? 'incomplete')}</td></tr>\n`,
  );
  return html`<h2>What this stands on</h2>
<div class="scroll"><table>
<tr><th>Source</th><th>Address</th><th>Records</th><th>Last harvest</th></tr>
${rows}</table></div>`;
}

function tagOf(severity: FoundKind['severity']): Html {
  return html`<span class="tag ${severity}">${severity === 'info' ? 'note' : severity}</span>`;
}
