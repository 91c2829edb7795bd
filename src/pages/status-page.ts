/** `/status` for people: what is served, what waits for a person, and what to do about it. */
import { type Html, html } from '../html/html.ts';
import { fitting } from './fitting.ts';
import type { Page } from './frame.ts';
import { inNumbers, type Language } from './language.ts';
import { callout, facts, shortened, table, tag, theirs } from './parts.ts';
import { reportsNav, when } from './reports-nav.ts';
import { troublesOf } from './status-troubles.ts';
import { STATUS_WORDS } from './status-words.ts';
import { here, recordPath, to, type View } from './view.ts';

/** As publication writes it (validate/finding.ts). */
export interface RefusalFinding {
  file: string;
  line: number;
  rule: string;
  message: string;
  fix: string | null;
}

/** What `/status` has as JSON (http/status.ts). All dates are UTC. */
export interface StatusData {
  version: string;
  generation: number | null;
  ledger: string | null;
  commit: string | null;
  publishedAt: string | null;
  knownAt: string | null;
  database: 'up' | 'away';
  counts: { live: number; deleted: number } | null;
  repository: { seenAt: string | null; awaySince: string | null } | null;
  lastLook: { at: string; error: string | null } | null;
  waitsForAcceptShrink: string | null;
  lastRefusal: { commit: string; at: string; findings: RefusalFinding[] } | null;
  sources: StatusSource[] | null;
  access: StatusAccess | null;
  search: { indexed: number; behind: string[] } | null;
  /** null: they are not asked. */
  monitor: StatusMonitor | null;
  visible: StatusVisible[] | null;
  triggers: { service: string; generation: number; calledAt: string; error: string | null }[] | null;
}

interface StatusSource {
  id: string;
  lastFull: string | null;
  lastIncremental: string | null;
  records: number;
  complete: boolean;
  alarm: string | null;
  reason: string | null;
}

interface StatusMonitor {
  askedAt: string | null;
  up: number;
  degraded: number;
  down: number;
  /** Could not be asked. */
  unasked: number;
  /** The first of those that are down. */
  downNow: { ivoid: string; url: string; what: string; since: string | null; error: string | null }[];
}

export interface StatusVisible {
  service: string;
  askedAt: string;
  error: string | null;
  /** Absent where there was no answer. */
  active?: number;
  visible?: number;
  stale?: number;
  missing?: number;
  resurrected?: number;
  foreign?: number;
}

interface StatusAccess {
  days: number;
  requests: number;
  records: number;
  harvestsBegun: number;
  harvestsCompleted: number;
  harvesters: {
    name: string;
    kind: string;
    requests: number;
    records: number;
    harvestsBegun: number;
    harvestsCompleted: number;
    lastHarvest: string | null;
    lastList: string | null;
  }[];
}

/** Of 50 kB: each of the lists that may be long. */
const FINDINGS_BYTES = 14_000;
const LIST_BYTES = 7_000;

export function statusPage(view: View, data: StatusData): Page {
  const words = STATUS_WORDS[view.language];
  const troubles = troublesOf(view, data);
  return {
    title: words.title,
    place: 'status',
    head: html`<meta name="robots" content="noindex">\n<link rel="alternate" type="application/json" href="${view.root}status?format=json">\n`,
    body: html`<h1>${words.title}</h1>
<p class="lead">${words.lead}</p>
${reportsNav(view, 'status')}
${troubles.length === 0 ? callout('note', html`<p>${words.well}</p>`) : html`<section aria-labelledby="todo"><h2 id="todo">${words.todo}</h2>\n${troubles}</section>`}
${data.lastRefusal === null ? '' : findingsOf(view.language, data.lastRefusal.findings)}
${servedOf(view.language, data)}
${sourcesOf(view, data.sources)}
${visibleOf(view.language, data.visible)}
${triggersOf(view.language, data.triggers)}
${servicesOf(view, data.monitor)}
${accessOf(view.language, data.access)}
<p class="pager"><a href="${here(view, { format: 'json', lang: null })}">${words.json}</a></p>`,
  };
}

function findingsOf(language: Language, findings: RefusalFinding[]): Html {
  const words = STATUS_WORDS[language];
  const item = ({ file, line, rule, message, fix }: RefusalFinding) =>
    html`<li class="card"><code>${shortened(file, 200)}</code>, ${words.line} ${line} ${tag(rule, 'bad')}
<p lang="en">${theirs(message, 600)}</p>
${fix === null ? '' : html`<p>${words.fix}: <code>${shortened(fix, 200)}</code></p>`}</li>\n`;
  const { shown, left } = fitting(findings, FINDINGS_BYTES, item);
  return html`<section aria-labelledby="findings"><h2 id="findings">${words.findings}</h2>
<ul class="plain findings">
${shown}</ul>
${left > 0 ? html`<p class="muted">${words.cut(left)}</p>` : ''}</section>`;
}

function servedOf(language: Language, data: StatusData): Html {
  const words = STATUS_WORDS[language];
  const n = (count: number) => inNumbers(language, count);
  const { counts, search, lastLook, repository } = data;
  const isUp = data.database === 'up';
  return html`<section aria-labelledby="served"><h2 id="served">${words.served}</h2>
${facts([
  [words.commit, data.commit === null ? null : html`<code>${data.commit}</code>`],
  [words.published, data.publishedAt === null ? null : when(data.publishedAt, words.never)],
  [words.generation, data.generation === null ? null : n(data.generation)],
  [
    words.ours,
    counts === null ? null : `${n(counts.live)} ${words.live}, ${n(counts.deleted)} ${words.deleted}`,
  ],
  [words.search, search === null ? null : n(search.indexed)],
  [words.database, tag(isUp ? words.up : words.down, isUp ? 'good' : 'bad')],
  [words.confirmed, data.knownAt === null ? null : when(data.knownAt, words.never)],
  [words.looked, lastLook === null ? null : when(lastLook.at, words.never)],
  [words.seen, repository === null ? null : when(repository.seenAt, words.never)],
  [words.ledger, data.ledger === null ? null : html`<code>${data.ledger}</code>`],
  [words.version, data.version],
])}</section>`;
}

function sourcesOf(view: View, sources: StatusSource[] | null): Html | '' {
  if (sources === null) return '';
  const words = STATUS_WORDS[view.language];
  const state = ({ complete, alarm }: StatusSource) =>
    alarm !== null
      ? tag(words.waits, 'bad')
      : complete
        ? tag(words.complete, 'good')
        : tag(words.partial, 'warn');
  const rows = sources.map((one) => [
    html`<bdi>${shortened(one.id, 80)}</bdi>`,
    inNumbers(view.language, one.records),
    when(one.lastFull, words.never),
    when(one.lastIncremental, words.never),
    state(one),
  ]);
  return html`<section aria-labelledby="sources"><h2 id="sources">${words.sources}</h2>
${rows.length === 0 ? html`<p>${words.noSources}</p>` : cutTable(view.language, words.sources, words.sourceHeads, rows)}
<p><a href="${to(view, 'sources')}">${words.allSources}</a></p></section>`;
}

function visibleOf(language: Language, visible: StatusVisible[] | null): Html | '' {
  if (visible === null || visible.length === 0) return '';
  const words = STATUS_WORDS[language];
  const count = (n: number | undefined) => (n === undefined ? '–' : inNumbers(language, n));
  const rows = visible.map((one) => [
    html`<bdi>${shortened(one.service, 80)}</bdi>${one.error === null ? '' : html` ${tag(words.failed, 'warn')}`}`,
    when(one.askedAt, words.never),
    ...[one.active, one.visible, one.stale, one.missing, one.resurrected, one.foreign].map(count),
  ]);
  return html`<section aria-labelledby="visible"><h2 id="visible">${words.visible}</h2>
${cutTable(language, words.visible, words.visibleHeads, rows)}</section>`;
}

function triggersOf(language: Language, triggers: StatusData['triggers']): Html | '' {
  if (triggers === null || triggers.length === 0) return '';
  const words = STATUS_WORDS[language];
  const rows = triggers.map(({ service, generation, calledAt, error }) => [
    html`<bdi>${shortened(service, 80)}</bdi>`,
    when(calledAt, words.never),
    inNumbers(language, generation),
    error === null ? tag(words.told, 'good') : tag(words.failed, 'warn'),
  ]);
  return html`<section aria-labelledby="triggers"><h2 id="triggers">${words.triggers}</h2>
${cutTable(language, words.triggers, words.triggerHeads, rows)}</section>`;
}

function servicesOf(view: View, monitor: StatusMonitor | null): Html | '' {
  if (monitor === null) return '';
  const words = STATUS_WORDS[view.language];
  const n = (count: number) => inNumbers(view.language, count);
  const rows = monitor.downNow.map(({ ivoid, what, since, error }) => [
    html`<a href="${to(view, recordPath(ivoid))}"><bdi>${shortened(ivoid, 120)}</bdi></a>`,
    shortened(what, 60),
    when(since, words.unknown),
    html`<span lang="en">${theirs(error ?? '', 200)}</span>`,
  ]);
  const { askedAt, up, degraded, down, unasked } = monitor;
  return html`<section aria-labelledby="services"><h2 id="services">${words.services}</h2>
<p>${words.servicesSay(n(up), n(degraded), n(down), n(unasked))} ${words.servicesAsked} ${when(askedAt, words.never)}</p>
${rows.length === 0 ? '' : cutTable(view.language, words.services, words.serviceHeads, rows)}</section>`;
}

function accessOf(language: Language, access: StatusAccess | null): Html | '' {
  if (access === null) return '';
  const words = STATUS_WORDS[language];
  const n = (count: number) => inNumbers(language, count);
  const { days, requests, records, harvestsBegun, harvestsCompleted, harvesters } = access;
  const rows = harvesters.map((one) => [
    html`<bdi>${shortened(one.name, 80)}</bdi>`,
    n(one.requests),
    n(one.records),
    `${n(one.harvestsCompleted)} / ${n(one.harvestsBegun)}`,
    when(one.lastHarvest, words.never),
    one.lastList === null ? '–' : (words.lists[one.lastList] ?? one.lastList),
  ]);
  return html`<section aria-labelledby="access"><h2 id="access">${words.access(n(days))}</h2>
<p>${words.accessSays(requests, records, n(harvestsCompleted), n(harvestsBegun))}</p>
${rows.length === 0 ? '' : cutTable(language, words.access(n(days)), words.accessHeads, rows)}</section>`;
}

/** The first rows that find room, and how many did not. */
function cutTable(language: Language, caption: string, heads: string[], rows: (string | Html)[][]): Html {
  const cells = (row: (string | Html)[]) => html`${row.map((cell) => html`<td>${cell}</td>`)}`;
  const { shown, left } = fitting(rows, LIST_BYTES, cells);
  return html`${table(caption, heads, rows.slice(0, shown.length))}
${left > 0 ? html`<p class="muted">${STATUS_WORDS[language].left(left)}</p>` : ''}`;
}
