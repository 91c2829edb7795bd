/** What all pages have in common: head, header, navigation, footer. No script is needed to read any of them. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { Html, html } from '../html/html.ts';
import { LANGUAGES, type Language } from './language.ts';
import { here, to, type View } from './view.ts';

/** The style sheet, and the address under which a browser may keep it for ever: another content has another one. */
const STYLES = new URL('style/', import.meta.url);
export const STYLE = readdirSync(STYLES)
  .sort()
  .map((file) => readFileSync(new URL(file, STYLES), 'utf8'))
  .join('');
export const STYLE_VERSION = createHash('sha256').update(STYLE).digest('hex').slice(0, 12);

/** A ring of records around a star; also the mark in the header. */
export const FAVICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#12375c"/><ellipse cx="16" cy="16" rx="12" ry="5" fill="none" stroke="#8fc1f0" stroke-width="2" transform="rotate(-28 16 16)"/><circle cx="16" cy="16" r="4.2" fill="#ffd166"/><circle cx="26" cy="10.2" r="2.2" fill="#fff"/></svg>`;

/** Entries of the navigation: where each leads, counted from the root. */
const PLACES = {
  search: 'search',
  sources: 'sources',
  status: 'status',
  validate: 'validate',
  harvest: 'oai/browse',
} as const;
export type Place = 'home' | keyof typeof PLACES;

const WORDS = {
  en: {
    navigation: 'Main',
    skip: 'Skip to the content',
    places: {
      search: 'Search',
      sources: 'Sources',
      status: 'Status',
      validate: 'Validate',
      harvest: 'OAI-PMH',
    },
    languages: 'Language',
    footer: 'A publishing registry of the International Virtual Observatory.',
    harvest: 'For harvesters',
    robots: 'All records',
  },
  fr: {
    navigation: 'Principale',
    skip: 'Aller au contenu',
    places: {
      search: 'Recherche',
      sources: 'Sources',
      status: 'État',
      validate: 'Validation',
      harvest: 'OAI-PMH',
    },
    languages: 'Langue',
    footer: 'Un registre de publication de l’Observatoire virtuel international.',
    harvest: 'Pour les moissonneurs',
    robots: 'Toutes les notices',
  },
} satisfies Record<Language, object>;

const NAMES: Record<Language, string> = { en: 'English', fr: 'Français' };

/** A page before it is framed. The body begins with its h1; headings below go down one level at a time. */
export interface Page {
  /** For the title of the window, without the name of the registry. */
  title: string;
  body: Html;
  /** More for the head: link, meta, a data block. */
  head?: Html;
  /** The entry of the navigation that this page is. */
  place?: Place;
}

/** The whole document. */
export function framed(view: View, page: Page): Html {
  const { language, registry } = view;
  const words = WORDS[language];
  const title = page.title === registry ? registry : `${page.title} · ${registry}`;
  return html`<!doctype html>
<html lang="${language}" dir="ltr">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="${view.root}style.css?v=${STYLE_VERSION}">
<link rel="icon" type="image/svg+xml" href="${view.root}favicon.svg">
${page.head ?? ''}</head>
<body>
<a class="skip" href="#content">${words.skip}</a>
<header class="top">
<a class="name" href="${to(view, '')}"${page.place === 'home' ? html` aria-current="page"` : ''}>${MARK}<bdi>${registry}</bdi></a>
<nav aria-label="${words.navigation}"><ul>
${navigation(view, page.place)}</ul></nav>
<div class="languages" role="group" aria-label="${words.languages}">${languages(view)}</div>
</header>
<main id="content" tabindex="-1">
${page.body}
</main>
<footer class="bottom">
<p>${words.footer}</p>
<p><a href="${to(view, 'oai/browse', { verb: 'ListIdentifiers', metadataPrefix: 'ivo_vor' })}">${words.robots}</a> · <a href="${view.root}oai?verb=Identify">${words.harvest} (XML)</a> · <a href="${view.root}vosi/capabilities">VOSI</a></p>
</footer>
</body>
</html>
`;
}

const MARK = new Html(
  FAVICON.replace('<svg ', '<svg aria-hidden="true" focusable="false" width="32" height="32" '),
);

function navigation(view: View, current: Place | undefined): Html[] {
  const words = WORDS[view.language].places;
  return (Object.keys(PLACES) as (keyof typeof PLACES)[]).map(
    (place) =>
      html`<li><a href="${to(view, PLACES[place])}"${place === current ? html` aria-current="page"` : ''}>${words[place]}</a></li>\n`,
  );
}

function languages(view: View): Html[] {
  return LANGUAGES.map((language) =>
    language === view.language
      ? html`<span lang="${language}" aria-current="true">${NAMES[language]}</span> `
      : html`<a lang="${language}" hreflang="${language}" rel="alternate" href="${here(view, { lang: language })}">${NAMES[language]}</a> `,
  );
}

/** JSON inside a page, such as schema.org's (`application/ld+json`): read by machines, never run. */
export function dataBlock(type: string, json: string): Html {
  return html`<script type="${type}">${new Html(json.replaceAll('<', '\\u003c'))}</script>\n`;
}
