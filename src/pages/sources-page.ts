/** `/sources`: the registries and repositories that are harvested here, how they stand, and what they do otherwise than they should. */
import { type Html, html } from '../html/html.ts';
import { fitting } from './fitting.ts';
import type { Page } from './frame.ts';
import { inNumbers, type Language, plural } from './language.ts';
import { callout, facts, line, shortened, tag, theirs, webLink } from './parts.ts';
import { reportsNav, when } from './reports-nav.ts';
import { here, to, type View } from './view.ts';

/** Dates are UTC seconds. */
export interface SourceShown {
  id: string;
  kind: string;
  /** Only one that everybody may know; null: not shown. */
  url: string | null;
  records: number;
  deleted: number;
  quarantined: number;
  drift: number;
  complete: boolean;
  lastFull: string | null;
  lastIncremental: string | null;
  /** null: it is not harvested by itself. `next` null: at once. */
  due: { next: string | null; full: boolean } | null;
  alarm: string | null;
  reason: string | null;
  deviations: { says: string; count: number; example: string }[];
}

const WORDS = {
  en: {
    title: 'Sources',
    lead: 'The registries and repositories that are harvested here: what they hold, how the last harvest went, and where they are not as the standards say.',
    none: 'No source is listed in registry.json, and nothing was harvested. This harvests a registry once:',
    list: 'To harvest one regularly, list it under "sources" in registry.json and set HARVEST_SECONDS.',
    states: {
      well: 'complete',
      partial: 'not complete',
      never: 'never harvested',
      waits: 'waits for a person',
    },
    kinds: { oai: 'OAI-PMH', git: 'Git', 'epn-tap': 'EPN-TAP', folder: 'Folder' } as Record<string, string>,
    records: 'Records',
    recordsSay: (live: number, deleted: number) =>
      `${inNumbers('en', live)} live, ${inNumbers('en', deleted)} deleted`,
    quarantined: 'Set aside',
    drift: 'Missed by increments',
    full: 'Last full harvest',
    incremental: 'Last incremental harvest',
    next: 'Next harvest',
    now: 'at once',
    whole: 'full',
    byHand: 'by hand only',
    never: 'never',
    search: 'Its records in the search',
    ask: 'So many records are missing that deletions wait. Ask its operator; if they are really gone:',
    does: (n: string) => `What it does otherwise (${n})`,
    times: (n: number) => plural('en', n, 'once:', '# times, e.g.'),
    more: (n: number) =>
      plural(
        'en',
        n,
        '# more source is not shown. All of them: ',
        '# more sources are not shown. All of them: ',
      ),
    next25: 'Next page',
    previous: 'Previous page',
    anomalies: 'What is wrong across them',
  },
  fr: {
    title: 'Sources',
    lead: 'Les registres et dépôts moissonnés ici : ce qu’ils contiennent, comment s’est passée la dernière moisson, et où ils s’écartent des standards.',
    none: 'Aucune source n’est listée dans registry.json, et rien n’a été moissonné. Ceci moissonne une fois un registre :',
    list: 'Pour en moissonner un régulièrement, le lister sous « sources » dans registry.json et définir HARVEST_SECONDS.',
    states: {
      well: 'complète',
      partial: 'incomplète',
      never: 'jamais moissonnée',
      waits: 'attend une décision',
    },
    kinds: { oai: 'OAI-PMH', git: 'Git', 'epn-tap': 'EPN-TAP', folder: 'Dossier' } as Record<string, string>,
    records: 'Notices',
    recordsSay: (live: number, deleted: number) =>
      `${plural('fr', live, '# vivante', '# vivantes')}, ${plural('fr', deleted, '# supprimée', '# supprimées')}`,
    quarantined: 'Mises de côté',
    drift: 'Manquées par les incréments',
    full: 'Dernière moisson complète',
    incremental: 'Dernière moisson incrémentale',
    next: 'Prochaine moisson',
    now: 'tout de suite',
    whole: 'complète',
    byHand: 'à la main seulement',
    never: 'jamais',
    search: 'Ses notices dans la recherche',
    ask: 'Il manque tant de notices que les suppressions attendent. Demander à son opérateur ; si elles ont vraiment disparu :',
    does: (n: string) => `Ce qu’elle fait autrement (${n})`,
    times: (n: number) => plural('fr', n, 'une fois :', '# fois, p. ex.'),
    more: (n: number) =>
      plural(
        'fr',
        n,
        '# autre source n’est pas montrée. Toutes : ',
        '# autres sources ne sont pas montrées. Toutes : ',
      ),
    next25: 'Page suivante',
    previous: 'Page précédente',
    anomalies: 'Ce qui ne va pas d’une source à l’autre',
  },
} satisfies Record<Language, object>;

const ON_A_PAGE = 25;
const LIST_BYTES = 38_000;
const MOST_DEVIATIONS = 12;

/** In the order of their ids; `page` counts from 1. */
export function sourcesPage(view: View, sources: SourceShown[], page: number): Page {
  const words = WORDS[view.language];
  const part = sources.slice((page - 1) * ON_A_PAGE, page * ON_A_PAGE);
  const { shown, left } = fitting(part, LIST_BYTES, (one) => sourceCard(view, one));
  return {
    title: words.title,
    place: 'sources',
    head: html`<meta name="robots" content="noindex">\n`,
    body: html`<h1>${words.title}</h1>
<p class="lead">${words.lead}</p>
${reportsNav(view, 'sources')}
${sources.length === 0 ? html`<p>${words.none}</p>${line('npx voreg harvest --source https://registry.example.org/oai')}<p>${words.list}</p>` : ''}
${shown}
${left > 0 ? html`<p>${words.more(left)}<code>npx voreg sources</code></p>` : ''}
${pager(view, page, page * ON_A_PAGE < sources.length)}
<p><a href="${to(view, 'anomalies')}">${words.anomalies}</a></p>`,
  };
}

function pager(view: View, page: number, hasNext: boolean): Html | '' {
  const words = WORDS[view.language];
  if (page === 1 && !hasNext) return '';
  const previous =
    page > 1 ? html`<a href="${here(view, { page: String(page - 1) })}">${words.previous}</a> ` : '';
  const next = hasNext ? html`<a href="${here(view, { page: String(page + 1) })}">${words.next25}</a>` : '';
  return html`<p class="pager">${previous}${next}</p>`;
}

function sourceCard(view: View, source: SourceShown): Html {
  const words = WORDS[view.language];
  const n = (count: number) => inNumbers(view.language, count);
  const { id, kind, url, records, deleted, quarantined, drift, reason, alarm, due, deviations } = source;
  const said = [...(alarm === null ? [] : [alarm]), ...(reason === null ? [] : [reason])];
  const wasHarvested = source.lastFull !== null || source.lastIncremental !== null;
  const tone = alarm !== null ? 'bad' : 'warn';
  return html`<section class="card">
<h2><bdi>${shortened(id, 100)}</bdi> ${stateTag(view.language, source)}</h2>
<p class="muted">${words.kinds[kind] ?? kind}${url === null ? '' : html` · ${webLink(url, shortened(url, 160))}`}</p>
${said.length === 0 ? '' : callout(tone, html`${said.map((text) => html`<p lang="en">${theirs(text, 500)}</p>`)}${alarm === null ? '' : html`<p>${words.ask}</p>${line('npx voreg harvest SOURCE --accept-drop')}`}`)}
${facts([
  [words.records, wasHarvested ? words.recordsSay(records, deleted) : null],
  [words.quarantined, quarantined === 0 ? null : n(quarantined)],
  [words.drift, drift === 0 ? null : n(drift)],
  [words.full, wasHarvested ? when(source.lastFull, words.never) : null],
  [words.incremental, wasHarvested ? when(source.lastIncremental, words.never) : null],
  [words.next, dueView(view.language, due)],
])}
${records > 0 ? html`<p><a href="${to(view, 'search', { origin: id })}">${words.search}</a></p>` : ''}
${deviations.length === 0 ? '' : deviationsOf(view.language, deviations)}</section>
`;
}

function dueView(language: Language, due: SourceShown['due']): Html {
  const words = WORDS[language];
  if (due === null) return html`<span class="muted">${words.byHand}</span>`;
  return html`${when(due.next, words.now)}${due.full ? `, ${words.whole}` : ''}`;
}

function stateTag(language: Language, { alarm, complete, lastFull, lastIncremental }: SourceShown): Html {
  const { states } = WORDS[language];
  if (alarm !== null) return tag(states.waits, 'bad');
  if (complete) return tag(states.well, 'good');
  return lastFull === null && lastIncremental === null ? tag(states.never) : tag(states.partial, 'warn');
}

function deviationsOf(language: Language, deviations: SourceShown['deviations']): Html {
  const words = WORDS[language];
  const items = deviations
    .slice(0, MOST_DEVIATIONS)
    .map(
      ({ says, count, example }) =>
        html`<li><span lang="en">${says}</span> <span class="muted">${words.times(count)} <code>${shortened(example, 160)}</code></span></li>\n`,
    );
  return html`<details><summary>${words.does(inNumbers(language, deviations.length))}</summary>
<ul>
${items}</ul></details>`;
}
