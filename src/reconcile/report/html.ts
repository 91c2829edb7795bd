/**
 * The reconciliation report as one HTML page that a curator can open from a mail or a merge request: nothing is loaded,
 * and without its few lines of script (filters) everything is still there to read.
 */
import { type Html, html } from '../../html/html.ts';
import { reportPage } from '../../html/report-page.ts';
import { ELSEWHERE } from '../elsewhere.ts';
import type { Bulk, Reconciliation } from '../result.ts';
import { STATUSES, statusKind } from '../statuses.ts';
import { bars, ownerChart } from './charts.ts';
import { entryArticle, recordLink } from './entry.ts';
import { SCRIPT, STYLE } from './page-assets.ts';

/** The whole page. */
export function htmlReport(result: Reconciliation): string {
  const title = result.scope === 'all' ? 'Reconciliation' : `Reconciliation: ${result.scope}`;
  const body = html`<header>
<h1>${title}</h1>
<p>${introduction(result)}</p>
${result.held === null ? '' : html`<p class="held"><b>Held for a person.</b> ${result.held}</p>`}
${result.caveats.map((caveat) => html`<p class="caveat">${caveat}</p>`)}
</header>
${overview(result)}
${filters(result)}
<main>
${STATUSES.map(({ id }) => section(result, id))}
${sightingSection(result)}
</main>
<footer>
${sourceTable(result)}
<p class="muted">Made by voreg at ${result.at}. Nothing was changed anywhere: a merge decides.</p>
</footer>`;
  return reportPage({ title, style: STYLE, body, script: SCRIPT });
}

function introduction({ here, sources }: Reconciliation): Html {
  const others = sources.reduce((sum, { records }) => sum + records, 0);
  const commit = here.commit === null ? '' : html` at commit <code>${here.commit.slice(0, 12)}</code>`;
  return html`${here.records} records here${commit} with ${here.links} reviewed links, compared with ${others} records of ${sources.length} ${sources.length === 1 ? 'source' : 'sources'}.`;
}

function overview(result: Reconciliation): Html {
  const rows = STATUSES.flatMap(({ id, meaning, action, asks }) => {
    const count = result.counts[id] ?? 0;
    return count === 0 ? [] : [{ id, label: id, count, title: `${meaning} ${action}`, asks }];
  });
  return html`<section class="overview">
<div><h2>By status</h2>${bars(rows)}</div>
<div><h2>By owner</h2>${ownerChart(result)}</div>
</section>`;
}

function filters({ entries }: Reconciliation): Html {
  const statuses = STATUSES.filter(({ id }) => entries.some(({ status }) => status === id));
  const owners = [...new Set(entries.flatMap(({ here, there }) => [here?.owner, there?.owner]))]
    .filter((owner) => owner !== undefined)
    .sort();
  return html`<form class="filters" hidden>
<label>Status <select name="status"><option value="">all</option>${statuses.map(({ id }) => html`<option>${id}</option>`)}</select></label>
<label>Owner <select name="owner"><option value="">all</option>${owners.map((owner) => html`<option>${owner}</option>`)}</select></label>
<label class="wide">Words <input name="words" type="search" placeholder="title or identifier"></label>
<output></output>
</form>`;
}

function section(result: Reconciliation, id: (typeof STATUSES)[number]['id']): Html {
  const entries = result.entries.filter(({ status }) => status === id);
  const bulk = result.bulk.filter(({ status }) => status === id);
  if (entries.length === 0 && bulk.length === 0) return html``;
  const { meaning, action } = statusKind(id);
  return html`<section class="status" id="${id}">
<h2>${id} <span class="count">${result.counts[id] ?? 0}</span></h2>
<p>${meaning} <span class="muted">${action === 'none' ? '' : action}</span></p>
${entries.map(entryArticle)}
${bulk.map(bulkLine)}
</section>`;
}

function bulkLine({ owner, about, count, examples }: Bulk): Html {
  const more =
    count > examples.length ? html` <span class="muted">and ${count - examples.length} more</span>` : '';
  return html`<p class="bulk"><b>${count}</b> of ${owner}${about === null ? '' : html` (${about})`}: ${examples.map((record, index) => html`${index === 0 ? '' : ', '}${recordLink(record)}`)}${more}</p>`;
}

function sightingSection({ sightings }: Reconciliation): Html {
  if (sightings.length === 0) return html``;
  return html`<section class="status" id="elsewhere">
<h2>Our records in other registries <span class="count">${sightings.length}</span></h2>
<table><thead><tr><th>Record</th><th>Registry</th><th>What it has</th></tr></thead><tbody>
${sightings.map(
  ({ ivoid, source, finding, behind }) =>
    html`<tr><td>${ivoid}</td><td>${source}</td><td><b>${finding}</b> ${ELSEWHERE[finding]}${behind === null ? '' : ` ${days(behind)} behind.`}</td></tr>\n`,
)}</tbody></table>
</section>`;
}

function days(seconds: number): string {
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} hours` : `${Math.round(seconds / 86_400)} days`;
}

function sourceTable({ sources }: Reconciliation): Html {
  if (sources.length === 0) return html``;
  return html`<h2>Sources</h2>
<table><thead><tr><th>Source</th><th>Records</th><th>As of</th><th>Complete</th></tr></thead><tbody>
${sources.map(
  ({ id, url, records, asOf, isComplete }) =>
    html`<tr><td>${id}<br><span class="muted">${url}</span></td><td>${records}</td><td>${asOf ?? 'never'}</td><td>${isComplete ? 'yes' : 'no'}</td></tr>\n`,
)}</tbody></table>`;
}
