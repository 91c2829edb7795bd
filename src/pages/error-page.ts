/** Pages for what went wrong: what happened, and where to go on from here. */
import { html } from '../html/html.ts';
import type { Page } from './frame.ts';
import type { Language } from './language.ts';
import { callout, languageField, shortened } from './parts.ts';
import { to, type View } from './view.ts';

const WORDS = {
  en: {
    titles: {
      404: 'There is nothing at this address',
      406: 'Not in that format',
      410: 'This record was deleted',
      429: 'Too many requests at once',
      500: 'Something went wrong here',
      503: 'Not just now',
    } as Record<number, string>,
    other: 'This request cannot be answered',
    search: 'Search the registry',
    button: 'Search',
    goOn: 'Where to go on',
    home: 'The start page of the registry',
    all: 'All records, by date of change',
    status: 'How the registry is just now',
  },
  fr: {
    titles: {
      404: 'Il n’y a rien à cette adresse',
      406: 'Pas dans ce format',
      410: 'Cette notice a été supprimée',
      429: 'Trop de requêtes à la fois',
      500: 'Une erreur s’est produite ici',
      503: 'Pas pour le moment',
    } as Record<number, string>,
    other: 'Cette requête est sans réponse',
    search: 'Chercher dans le registre',
    button: 'Chercher',
    goOn: 'Pour continuer',
    home: 'La page d’accueil du registre',
    all: 'Toutes les notices, par date de modification',
    status: 'L’état du registre en ce moment',
  },
} satisfies Record<Language, object>;

/** `message` is a sentence in English, as programs get it; `path` is what was asked for. */
export function errorPage(
  view: View,
  { status, message, path }: { status: number; message: string; path: string },
): Page {
  const words = WORDS[view.language];
  const title = words.titles[status] ?? words.other;
  return {
    title,
    head: html`<meta name="robots" content="noindex">\n`,
    body: html`<p class="muted">${status}</p>
<h1>${title}</h1>
${callout(status >= 500 ? 'bad' : 'note', html`<p lang="en" dir="auto">${message}</p>`)}
<form method="get" action="${view.root}search" role="search">
${languageField(view)}<label class="wide">${words.search} <input type="search" name="q" value="${status === 404 ? wordsOf(path) : ''}"></label>
<button>${words.button}</button>
</form>
<h2>${words.goOn}</h2>
<ul>
<li><a href="${to(view, '')}">${words.home}</a></li>
<li><a href="${to(view, 'oai/browse', { verb: 'ListIdentifiers', metadataPrefix: 'ivo_vor' })}">${words.all}</a></li>
<li><a href="${to(view, 'status')}">${words.status}</a></li>
</ul>`,
  };
}

/** What somebody may have looked for: the words of the address. */
function wordsOf(path: string): string {
  const found = path.replace(/%[0-9a-f]{2}/gi, ' ').match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return shortened(found.filter((word) => !/^(records|ivo|xml|html?)$/i.test(word)).join(' '), 80);
}
