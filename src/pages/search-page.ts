/** `/search` for people: a form, facets as links, results. Every state of it is an address of its own. */
import { Html, html } from '../html/html.ts';
import type { Page } from './frame.ts';
import { inNumbers, type Language } from './language.ts';
import { callout, isWebAddress, languageField, shortened, tag } from './parts.ts';
import { typeInWords } from './types.ts';
import { here, recordPath, to, type View } from './view.ts';

/** A result as it is shown. */
interface ShownHit {
  ivoid: string;
  title: string;
  shortName: string | null;
  description: string;
  type: string;
  publisher: string | null;
  /** '' for our own records, else the source. */
  origin: string;
  datestamp: string;
}

export interface SearchData {
  q: string;
  time: string;
  pos: string;
  /** own, all, or a source. */
  origin: string;
  origins: string[];
  sort: 'relevance' | 'date';
  total: number;
  page: number;
  pages: number;
  /** Results on a page. */
  size: number;
  /** Sentences about wrong arguments; then there are no results. */
  faults: string[];
  /** Beginnings of words that were looked for, in lower case without accents. */
  marked: string[];
  hits: ShownHit[];
  /** The words that were perhaps meant, and how many records they find. */
  suggestion: { q: string; total: number } | null;
  facets: { facet: string; values: { value: string; label: string; count: number; isChosen: boolean }[] }[];
}

const WORDS = {
  en: {
    title: 'Search',
    of: (q: string) => `Search: ${q}`,
    words: 'Words',
    wordsHint: 'title, name, identifier, subject…',
    time: 'Time covered',
    timeHint: '2001/2003 or MJD',
    pos: 'Position covered',
    posHint: 'RA,DEC,radius in degrees',
    origin: 'Records of',
    all: 'all registries known here',
    own: 'this registry',
    sort: 'Order',
    relevance: 'best first',
    date: 'newest first',
    go: 'Search',
    found: (n: string) => `${n} records`,
    one: '1 record',
    none: 'Nothing found.',
    meant: 'Did you mean',
    advice: 'Take a word or a filter away, write the beginning of a word with * at its end, or look at',
    everything: 'all records',
    narrow: 'Narrow down',
    facets: {
      type: 'Type',
      standard: 'Standard',
      waveband: 'Waveband',
      subject: 'Subject',
      authority: 'Authority',
    },
    remove: (label: string) => `Remove the filter ${label}`,
    updated: 'changed',
    from: 'from',
    page: (n: string, of: string) => `Page ${n} of ${of}`,
    next: 'Next',
    previous: 'Previous',
    feed: 'Feed of changes (Atom)',
    json: 'JSON',
    also: 'This search as',
    pages: 'Pages of results',
  },
  fr: {
    title: 'Recherche',
    of: (q: string) => `Recherche : ${q}`,
    words: 'Mots',
    wordsHint: 'titre, nom, identifiant, sujet…',
    time: 'Période couverte',
    timeHint: '2001/2003 ou MJD',
    pos: 'Position couverte',
    posHint: 'RA,DEC,rayon en degrés',
    origin: 'Notices de',
    all: 'tous les registres connus ici',
    own: 'ce registre',
    sort: 'Ordre',
    relevance: 'les plus pertinentes',
    date: 'les plus récentes',
    go: 'Chercher',
    found: (n: string) => `${n} notices`,
    one: '1 notice',
    none: 'Rien trouvé.',
    meant: 'Vouliez-vous dire',
    advice: 'Retirez un mot ou un filtre, écrivez le début d’un mot suivi de *, ou consultez',
    everything: 'toutes les notices',
    narrow: 'Affiner',
    facets: {
      type: 'Type',
      standard: 'Norme',
      waveband: 'Domaine spectral',
      subject: 'Sujet',
      authority: 'Autorité',
    },
    remove: (label: string) => `Retirer le filtre ${label}`,
    updated: 'modifiée le',
    from: 'de',
    page: (n: string, of: string) => `Page ${n} sur ${of}`,
    next: 'Suivante',
    previous: 'Précédente',
    feed: 'Flux des modifications (Atom)',
    json: 'JSON',
    also: 'Cette recherche en',
    pages: 'Pages de résultats',
  },
} satisfies Record<Language, object>;

export function searchPage(view: View, data: SearchData): Page {
  const words = WORDS[view.language];
  const isFaulty = data.faults.length > 0;
  return {
    title: data.q === '' ? words.title : words.of(shortened(data.q, 60)),
    place: 'search',
    head: html`<link rel="search" type="application/opensearchdescription+xml" href="${view.root}opensearch.xml" title="${shortened(view.registry, 60)}">
${
  isFaulty
    ? ''
    : html`<link rel="alternate" type="application/atom+xml" href="${inFormat(view, 'atom')}" title="${words.feed}">
<link rel="alternate" type="application/json" href="${inFormat(view, 'json')}">`
}`,
    body: html`<h1>${words.title}</h1>
${form(view, data)}
${isFaulty ? callout('bad', html`<ul lang="en">${data.faults.map((fault) => html`<li>${fault}</li>`)}</ul>`) : results(view, data)}`,
  };
}

function form(view: View, { q, time, pos, origin, origins, sort, facets }: SearchData): Html {
  const words = WORDS[view.language];
  const chosen = facets.flatMap(({ facet, values }) =>
    values.filter(({ isChosen }) => isChosen).map(({ value }) => ({ facet, value })),
  );
  const sources = [...new Set([...origins, ...(['all', 'own'].includes(origin) ? [] : [origin])])];
  return html`<form method="get" action="${view.root}search" role="search">
${languageField(view)}${chosen.map(({ facet, value }) => html`<input type="hidden" name="${facet}" value="${value}">`)}
<label class="wide">${words.words} <input type="search" name="q" maxlength="300" value="${q}" placeholder="${words.wordsHint}"></label>
<label>${words.time} <input type="text" name="time" size="18" maxlength="60" value="${time}" placeholder="${words.timeHint}"></label>
<label>${words.pos} <input type="text" name="pos" size="22" maxlength="80" value="${pos}" placeholder="${words.posHint}"></label>
<label>${words.origin} <select name="origin">${option('all', words.all, origin)}${option('own', words.own, origin)}${sources.map((id) => option(id, id, origin))}</select></label>
<label>${words.sort} <select name="sort">${option('', '—', '')}${option('relevance', words.relevance, q === '' ? '' : sort)}${option('date', words.date, q === '' ? '' : sort)}</select></label>
<button>${words.go}</button>
</form>`;
}

function option(value: string, label: string, chosen: string): Html {
  return value === chosen
    ? html`<option value="${value}" selected>${label}</option>`
    : html`<option value="${value}">${label}</option>`;
}

function results(view: View, data: SearchData): Html {
  const words = WORDS[view.language];
  const { total, hits, page, pages, size } = data;
  const also = html`<p class="muted">${words.also} <a href="${inFormat(view, 'json')}">${words.json}</a> · <a href="${inFormat(view, 'atom')}">${words.feed}</a></p>`;
  return html`<div class="two found">
<div>
<h2>${total === 0 ? words.none : countOf(view.language, total)}</h2>
${suggestionView(view, data)}${total === 0 ? html`<p>${words.advice} <a href="${to(view, 'search')}">${words.everything}</a>.</p>` : ''}
<ol class="hits" start="${(page - 1) * size + 1}">
${hits.map((hit) => hitView(view, hit, data.marked))}</ol>
${pages > 1 ? pager(view, page, pages) : ''}
${also}
</div>
${facetsView(view, data)}
</div>`;
}

function suggestionView(view: View, { suggestion }: SearchData): Html {
  if (suggestion === null) return html``;
  const words = WORDS[view.language];
  const { q, total } = suggestion;
  return html`<p>${words.meant} <a href="${here(view, { page: null, q })}"><bdi>${q}</bdi></a>${view.language === 'fr' ? ' ' : ''}? <span class="muted">${countOf(view.language, total)}</span></p>
`;
}

function countOf(language: Language, total: number): string {
  const words = WORDS[language];
  return total === 1 ? words.one : words.found(inNumbers(language, total));
}

function hitView(view: View, hit: ShownHit, marked: string[]): Html {
  const words = WORDS[view.language];
  const title = html`<bdi>${withMarks(hit.title, marked)}</bdi>`;
  const address = addressOf(view, hit);
  return html`<li>
<h3>${address === null ? title : html`<a href="${address}">${title}</a>`}</h3>
<p class="id"><bdi>${shortened(hit.ivoid, 200)}</bdi></p>
${hit.description === '' ? '' : html`<p class="excerpt" dir="auto">${withMarks(shortened(hit.description, 280), marked)}</p>`}
<p class="tags">${tag(typeInWords(view.language, hit.type))} ${hit.shortName === null ? '' : tag(hit.shortName)} <span class="muted">${hit.publisher === null ? '' : html`<bdi>${shortened(hit.publisher, 80)}</bdi> · `}${words.updated} <span class="date">${hit.datestamp.slice(0, 10)}</span>${hit.origin === '' ? '' : html` · ${words.from} ${hit.origin}`}</span></p>
</li>
`;
}

function addressOf(view: View, { origin, ivoid }: ShownHit): string | null {
  if (/^ivo:\/\//i.test(ivoid)) {
    return origin === '' ? to(view, recordPath(ivoid)) : to(view, 'resolve', { ivoid });
  }
  return isWebAddress(ivoid) ? ivoid : null;
}

function facetsView(view: View, { facets }: SearchData): Html {
  const words = WORDS[view.language];
  const shown = facets.filter(({ values }) => values.length > 0);
  if (shown.length === 0) return html``;
  const names: Record<string, string> = words.facets;
  return html`<aside class="aside" aria-label="${words.narrow}">
<h2>${words.narrow}</h2>
${shown.map(({ facet, values }) => {
  const chosen = values.filter(({ isChosen }) => isChosen).map(({ value }) => value);
  return html`<details${chosen.length > 0 || facet !== 'authority' ? new Html(' open') : ''}><summary>${names[facet] ?? facet}</summary>
<ul class="plain facet">${values.map((one) => facetLink(view, facet, chosen, one))}</ul></details>
`;
})}</aside>`;
}

function facetLink(
  view: View,
  facet: string,
  chosen: string[],
  { value, label, count, isChosen }: SearchData['facets'][number]['values'][number],
): Html {
  const words = WORDS[view.language];
  const params = new URLSearchParams(view.query);
  params.delete('page');
  params.delete(facet);
  for (const one of isChosen ? chosen.filter((one) => one !== value) : [...chosen, value])
    params.append(facet, one);
  if (view.isChosen) params.set('lang', view.language);
  const text = html`<bdi>${shortened(label, 60)}</bdi>`;
  const number = html`<span class="muted">${inNumbers(view.language, count)}</span>`;
  return isChosen
    ? html`<li class="chosen"><a href="?${String(params)}" aria-label="${words.remove(label)}">${text} ✕</a> ${number}</li>\n`
    : html`<li><a href="?${String(params)}">${text}</a> ${number}</li>\n`;
}

function pager(view: View, page: number, pages: number): Html {
  const words = WORDS[view.language];
  const number = (n: number) => inNumbers(view.language, n);
  const link = (n: number, rel: string, label: string) =>
    html`<a rel="${rel}" href="${here(view, { page: String(n) })}">${label}</a> `;
  return html`<nav class="pager" aria-label="${words.pages}">${page > 1 ? link(page - 1, 'prev', words.previous) : ''}<span>${words.page(number(page), number(pages))}</span> ${page < pages ? link(page + 1, 'next', words.next) : ''}</nav>`;
}

function inFormat(view: View, format: 'json' | 'atom'): string {
  return here(view, { page: null, format });
}

/** Words that begin with one of these, in any letter case and with any accents, stand out. */
function withMarks(text: string, marked: string[]): Html {
  if (marked.length === 0) return html`${text}`;
  const pieces = text.split(/([\p{L}\p{N}\p{M}]+)/u);
  return html`${pieces.map((piece, i) => {
    if (i % 2 === 0) return html`${piece}`;
    const plain = piece
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase();
    return marked.some((word) => plain.startsWith(word)) ? html`<mark>${piece}</mark>` : html`${piece}`;
  })}`;
}
