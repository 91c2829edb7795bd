/** The start page: what this registry is, what it holds, what changed lately, how to harvest it. */
import { type Html, html } from '../html/html.ts';
import { toTheMinute } from '../words/say.ts';
import type { Page } from './frame.ts';
import { inNumbers, type Language, plural } from './language.ts';
import { callout, languageField, line, tag, theirs } from './parts.ts';
import { reportsSection } from './reports-nav.ts';
import { typeInWords } from './types.ts';
import { recordPath, to, type View } from './view.ts';

export interface Change {
  ivoid: string;
  /** '' for a record that is gone. */
  title: string;
  /** Local name of xsi:type, '' if it is not known; null for a record that is gone. */
  type: string | null;
  /** UTC seconds. */
  datestamp: string;
}

export interface HomeData {
  /** A sentence in English on what is served just now, if it is not what it should be; null if all is well. */
  trouble: string | null;
  /** Paragraphs of the registry's own record. */
  description: string[];
  /** Ivoid of that record; null while unknown. */
  own: string | null;
  /** The public base URL for harvesters; null while unknown. */
  baseURL: string | null;
  authorities: string[];
  publishedAt: string | null;
  /** Null while the database cannot tell. */
  counts: {
    live: number;
    deleted: number;
    byType: Record<string, number>;
    byStatus: Record<string, number>;
  } | null;
  /** Newest first. */
  changes: Change[];
}

const WORDS = {
  en: {
    lead: 'A publishing registry of the Virtual Observatory: it describes data and services, so that programs and people find them.',
    search: 'Search the records',
    example: 'be stars, TAP, ivo://…',
    button: 'Search',
    about: 'About this registry',
    own: 'Its own record',
    numbers: 'What it holds',
    live: (n: number) => plural('en', n, 'record', 'records'),
    inactive: () => 'inactive',
    gone: () => 'deleted',
    authorities: (n: number) => (n === 1 ? 'Authority:' : 'Authorities:'),
    published: 'Last publication:',
    changes: 'What changed lately',
    deleted: 'deleted',
    all: 'All changes',
    none: 'Nothing has been published yet.',
    harvest: 'How to harvest it',
    harvestSays:
      'All records are served over OAI-PMH 2.0, in the formats of the IVOA and others, with deletions kept for ever. The base URL:',
    curl: 'The first page of all records from a terminal; follow the resumptionToken for the next:',
    browse: 'Look at the same answers in a browser',
    formats: 'Formats',
    resolve: 'To find the page of any IVOA identifier, write it after this address:',
  },
  fr: {
    lead: 'Un registre de publication de l’Observatoire virtuel : il décrit des données et des services, pour que programmes et personnes les trouvent.',
    search: 'Chercher dans les notices',
    example: 'étoiles Be, TAP, ivo://…',
    button: 'Chercher',
    about: 'À propos de ce registre',
    own: 'Sa propre notice',
    numbers: 'Ce qu’il contient',
    live: (n: number) => plural('fr', n, 'notice', 'notices'),
    inactive: (n: number) => plural('fr', n, 'inactive', 'inactives'),
    gone: (n: number) => plural('fr', n, 'supprimée', 'supprimées'),
    authorities: (n: number) => (n === 1 ? 'Autorité :' : 'Autorités :'),
    published: 'Dernière publication :',
    changes: 'Dernières modifications',
    deleted: 'supprimée',
    all: 'Toutes les modifications',
    none: 'Rien n’a encore été publié.',
    harvest: 'Comment le moissonner',
    harvestSays:
      'Toutes les notices sont servies par OAI-PMH 2.0, dans les formats de l’IVOA et d’autres ; les suppressions sont gardées pour toujours. L’URL de base :',
    curl: 'La première page de toutes les notices dans un terminal ; suivre le resumptionToken pour la suite :',
    browse: 'Voir les mêmes réponses dans un navigateur',
    formats: 'Formats',
    resolve: 'Pour trouver la page d’un identifiant IVOA, l’écrire après cette adresse :',
  },
} satisfies Record<Language, object>;

const LIST = { verb: 'ListIdentifiers', metadataPrefix: 'ivo_vor' };

export function homePage(view: View, data: HomeData): Page {
  const words = WORDS[view.language];
  const { trouble, baseURL } = data;
  const root = baseURL === null ? null : baseURL.replace(/\/oai\/?$/, '');
  return {
    title: view.registry,
    place: 'home',
    head: html`${root === null ? '' : html`<link rel="canonical" href="${root}/">\n`}<meta name="description" content="${words.lead}">\n`,
    body: html`<h1 dir="auto">${view.registry}</h1>
<p class="lead">${words.lead}</p>
${trouble === null ? '' : callout('warn', html`<p lang="en">${trouble}</p>`)}
<form method="get" action="${view.root}search" role="search">
${languageField(view)}<label class="wide">${words.search} <input type="search" name="q" placeholder="${words.example}" maxlength="400"></label>
<button>${words.button}</button>
</form>
${numbersOf(view, data)}
${changesOf(view, data.changes)}
${aboutOf(view, data)}
${baseURL === null || root === null ? '' : harvestOf(view, baseURL, root)}
${reportsSection(view)}`,
  };
}

function numbersOf(view: View, { counts, authorities, publishedAt }: HomeData): Html | '' {
  if (counts === null) return '';
  const words = WORDS[view.language];
  const n = (count: number) => inNumbers(view.language, count);
  const numbers: [count: number, name: (n: number) => string][] = [
    [counts.live, words.live],
    [counts.byStatus.inactive ?? 0, words.inactive],
    [counts.deleted, words.gone],
  ];
  const types = Object.entries(counts.byType).sort(([, a], [, b]) => b - a);
  return html`<section aria-labelledby="numbers"><h2 id="numbers">${words.numbers}</h2>
<ul class="numbers">${numbers
    .filter(([count], i) => i === 0 || count > 0)
    .map(([count, name]) => html`<li><span class="number">${n(count)}</span> ${name(count)}</li>\n`)}</ul>
<ul class="tags">${types.map(([type, count]) => html`<li><a class="tag" href="${to(view, 'search', { type })}">${typeInWords(view.language, type)} · ${n(count)}</a></li>\n`)}</ul>
<p class="muted">${words.authorities(authorities.length)} ${authorities.slice(0, 20).map((one) => html`<code>${one}</code> `)}${publishedAt === null ? '' : html`· ${words.published} <time class="date" datetime="${publishedAt}">${inUtc(publishedAt)}</time>`}</p>
</section>`;
}

function changesOf(view: View, changes: Change[]): Html {
  const words = WORDS[view.language];
  const entries = changes.map(
    ({ ivoid, title, type, datestamp }) =>
      html`<li><time class="date" datetime="${datestamp}">${inUtc(datestamp)}</time>
<a href="${to(view, recordPath(ivoid))}">${theirs(title || ivoid, 160)}</a>
<span>${type === null ? tag(words.deleted, 'warn') : typeInWords(view.language, type)}</span></li>\n`,
  );
  return html`<section aria-labelledby="changes"><h2 id="changes">${words.changes}</h2>
${entries.length === 0 ? html`<p>${words.none}</p>` : html`<ul class="changes">${entries}</ul>`}
<p><a href="${to(view, 'oai/browse', LIST)}">${words.all}</a></p>
</section>`;
}

function aboutOf(view: View, { description, own }: HomeData): Html | '' {
  if (own === null) return '';
  const words = WORDS[view.language];
  return html`<section aria-labelledby="about"><h2 id="about">${words.about}</h2>
${description.slice(0, 6).map((paragraph) => html`<p dir="auto">${theirs(paragraph, 1200)}</p>\n`)}
<p><a href="${to(view, recordPath(own))}">${words.own}</a></p>
</section>`;
}

function harvestOf(view: View, baseURL: string, root: string): Html {
  const words = WORDS[view.language];
  const first = `${baseURL}?verb=ListRecords&metadataPrefix=ivo_vor`;
  return html`<section aria-labelledby="harvest"><h2 id="harvest">${words.harvest}</h2>
<p>${words.harvestSays}</p>
${line(baseURL)}
<p>${words.curl}</p>
${line(`curl '${first.replaceAll("'", '%27')}'`)}
<p><a href="${to(view, 'oai/browse')}">${words.browse}</a> · <a href="${to(view, 'oai/browse', { verb: 'ListMetadataFormats' })}">${words.formats}</a></p>
<p>${words.resolve}</p>
${line(`${root}/I/ivo://`)}
</section>`;
}

/** To the minute: for people. */
function inUtc(datestamp: string): string {
  return `${toTheMinute(datestamp)} UTC`;
}
