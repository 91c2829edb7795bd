/** `/reconcile`: what the last run of `voreg reconcile` found between our records and those of others. */
import { type Html, html } from '../html/html.ts';
import { fitting } from './fitting.ts';
import type { Page } from './frame.ts';
import { inNumbers } from './language.ts';
import { callout, line, shortened, table, tag, theirs, webLink } from './parts.ts';
import { RECONCILE_WORDS as WORDS } from './reconcile-words.ts';
import { reportsNav, when } from './reports-nav.ts';
import { here, recordPath, to, type View } from './view.ts';

/** As reconcile/report/summary.ts has it. */
export interface ReconcileShown {
  scope: string;
  /** UTC seconds. */
  at: string;
  here: { records: number; links: number; commit: string | null };
  sources: { id: string; records: number; asOf: string | null; isComplete: boolean }[];
  statuses: { id: string; meaning: string; action: string; asks: boolean; count: number }[];
  entries: {
    status: string;
    here: Side | null;
    there: Side | null;
    predicate: string | null;
    reason: string;
    score: number | null;
  }[];
  bulk: { status: string; owner: string; about: string | null; count: number; example: string | null }[];
  sightings: { finding: string; meaning: string; count: number; examples: string[] }[];
  caveats: string[];
  held: string | null;
}

interface Side {
  id: string;
  title: string;
  page: string | null;
}

export interface ReconcileData {
  /** null: nobody has run it yet. */
  report: ReconcileShown | null;
  /** Of all kept reports: `all`, or the name of a table of known pairs. */
  scopes: string[];
}

const ENTRIES_BYTES = 24_000;
const REST_BYTES = 5_000;

export function reconcilePage(view: View, { report, scopes }: ReconcileData): Page {
  const words = WORDS[view.language];
  return {
    title: words.title,
    head: html`<meta name="robots" content="noindex">\n`,
    body: html`<h1>${words.title}</h1>
<p class="lead">${words.lead}</p>
${reportsNav(view, 'reconcile')}
${scopes.length > 1 ? scopesOf(view, scopes, report?.scope ?? null) : ''}
${report === null ? html`<p>${words.none}</p>` : reportOf(view, report)}
<h2>${words.again}</h2>
<p>${words.how}</p>
${line('npx voreg reconcile --format html --output reconcile.html')}
<p>${words.propose}</p>
${line('npx voreg reconcile --propose')}`,
  };
}

function scopesOf(view: View, scopes: string[], current: string | null): Html {
  const words = WORDS[view.language];
  const items = scopes.slice(0, 20).map((scope) => {
    const name = scope === 'all' ? words.all : scope;
    return scope === current
      ? html`<li><span aria-current="page">${name}</span></li>\n`
      : html`<li><a href="${here(view, { scope })}">${name}</a></li>\n`;
  });
  return html`<nav aria-label="${words.scopes}"><ul class="subnav">\n${items}</ul></nav>`;
}

function reportOf(view: View, report: ReconcileShown): Html {
  const words = WORDS[view.language];
  const n = (count: number) => inNumbers(view.language, count);
  const { at, held, caveats, sources } = report;
  const { records, links, commit } = report.here;
  const { shown, left } = fitting(
    sources,
    REST_BYTES,
    ({ id, records: count, isComplete }) =>
      html`<li><bdi>${shortened(id, 80)}</bdi> · ${n(count)}${isComplete ? '' : html` ${tag(words.incomplete, 'warn')}`}</li>\n`,
  );
  return html`<p>${words.made} ${when(at, '')} UTC${commit === null ? '' : html`, commit <code>${commit.slice(0, 12)}</code>`}. ${words.here(records, links)}</p>
<ul class="tags">${shown}</ul>${left > 0 ? html`<p class="muted">${words.more(left)}</p>` : ''}
${held === null ? '' : callout('bad', html`<p lang="en">${theirs(held, 500)}</p><p>${words.held}</p>${line('npx voreg reconcile --accept-changes')}`)}
${caveatsOf(view, caveats)}
${statusesOf(view, report)}
${entriesOf(view, report)}
${bulkOf(view, report)}
${sightingsOf(view, report)}`;
}

function caveatsOf(view: View, caveats: string[]): Html | '' {
  if (caveats.length === 0) return '';
  const { shown, left } = fitting(
    caveats,
    REST_BYTES,
    (text) => html`<li lang="en">${theirs(text, 300)}</li>\n`,
  );
  const words = WORDS[view.language];
  return callout(
    'warn',
    html`<p>${words.caveats}</p><ul>\n${shown}${left > 0 ? html`<li>${words.more(left)}</li>` : ''}</ul>`,
  );
}

function statusesOf(view: View, { statuses }: ReconcileShown): Html {
  const words = WORDS[view.language];
  const rows = statuses.map(({ id, meaning, action, asks, count }) => {
    const said = words.statuses[id];
    return [
      html`<code>${id}</code> ${asks ? tag(words.asks, 'warn') : ''}`,
      inNumbers(view.language, count),
      said === undefined ? html`<span lang="en">${meaning} ${action}</span>` : html`${said}`,
    ];
  });
  return html`<h2>${words.found}</h2>
${rows.length === 0 ? html`<p>${words.nothing}</p>` : table(words.found, words.heads, rows)}`;
}

function entriesOf(view: View, { entries, statuses }: ReconcileShown): Html | '' {
  if (entries.length === 0) return '';
  const words = WORDS[view.language];
  const item = (one: ReconcileShown['entries'][number]) =>
    html`<li class="card">${tag(one.status, 'warn')}${one.score === null ? '' : html` <span class="muted">${words.score} ${one.score.toFixed(2)}</span>`}
<p>${side(view, one.here, true)}${one.predicate === null ? ' ' : html` <code>${shortened(one.predicate, 60)}</code> `}${side(view, one.there, false)}</p>
<p lang="en">${theirs(one.reason, 300)}</p></li>\n`;
  const { shown } = fitting(entries, ENTRIES_BYTES, item);
  const asking = statuses.filter(({ asks }) => asks).reduce((sum, { count }) => sum + count, 0);
  const left = asking - shown.length;
  return html`<h2>${words.todo}</h2>
<ul class="plain findings">
${shown}</ul>
${left > 0 ? html`<p class="muted">${words.left(left)}</p>` : ''}`;
}

/** Our own records have pages here; others perhaps somewhere. */
function side(view: View, record: Side | null, isOurs: boolean): Html | '' {
  if (record === null) return '';
  const { id, title, page } = record;
  const name = shortened(title === '' ? id : title, 120);
  const link =
    isOurs && id.startsWith('ivo://')
      ? html`<a href="${to(view, recordPath(id))}"><bdi>${name}</bdi></a>`
      : id.startsWith('ivo://')
        ? html`<a href="${to(view, 'resolve', { ivoid: id })}"><bdi>${name}</bdi></a>`
        : page === null
          ? html`<bdi>${name}</bdi>`
          : webLink(page, name);
  return html`${link} <span class="id">${shortened(id, 160)}</span>`;
}

function bulkOf(view: View, { bulk }: ReconcileShown): Html | '' {
  if (bulk.length === 0) return '';
  const words = WORDS[view.language];
  const { shown, left } = fitting(
    bulk,
    REST_BYTES,
    ({ status, owner, about, count, example }) =>
      html`<li><code>${status}</code>: ${inNumbers(view.language, count)} · <bdi>${shortened(owner, 80)}</bdi>${about === null ? '' : html` (<span lang="en">${shortened(about, 80)}</span>)`}${example === null ? '' : html`, ${words.example} <span class="id">${shortened(example, 120)}</span>`}</li>\n`,
  );
  return html`<h2>${words.bulk}</h2>
<ul>
${shown}${left > 0 ? html`<li class="muted">${words.more(left)}</li>` : ''}</ul>`;
}

function sightingsOf(view: View, { sightings }: ReconcileShown): Html | '' {
  if (sightings.length === 0) return '';
  const words = WORDS[view.language];
  const { shown, left } = fitting(
    sightings,
    REST_BYTES,
    ({ finding, meaning, count, examples }) =>
      html`<li><code>${finding}</code>: ${inNumbers(view.language, count)}. <span lang="en">${meaning}</span> ${examples.slice(0, 2).map((one) => html`<span class="id">${shortened(one, 140)}</span> `)}</li>\n`,
  );
  return html`<h2>${words.sightings}</h2>
<ul>
${shown}${left > 0 ? html`<li class="muted">${words.more(left)}</li>` : ''}</ul>`;
}
