/** An ivoid that is no record here, and perhaps nowhere: how to find what was meant. */
import { html } from '../html/html.ts';
import type { Page } from './frame.ts';
import type { Language } from './language.ts';
import { callout, languageField, theirs } from './parts.ts';
import { to, type View } from './view.ts';

const WORDS = {
  en: {
    title: 'No such record here',
    says: 'This registry has no record with the identifier',
    why: 'The identifier may be mistyped, or the record may belong to another registry of the Virtual Observatory.',
    search: 'Search for',
    button: 'Search',
    goOn: 'Where to go on',
    resolve: 'Look for it in other registries',
    all: 'All records, by date of change',
    rofr: 'The Registry of Registries, which knows all publishing registries',
  },
  fr: {
    title: 'Cette notice n’existe pas ici',
    says: 'Ce registre n’a pas de notice avec l’identifiant',
    why: 'L’identifiant est peut-être mal écrit, ou la notice appartient à un autre registre de l’Observatoire virtuel.',
    search: 'Chercher',
    button: 'Chercher',
    goOn: 'Pour continuer',
    resolve: 'La chercher dans d’autres registres',
    all: 'Toutes les notices, par date de modification',
    rofr: 'Le registre des registres, qui connaît tous les registres de publication',
  },
} satisfies Record<Language, object>;

/** `isResolved`: other registries were looked through already. */
export function unknownPage(view: View, ivoid: string, isResolved = false): Page {
  const words = WORDS[view.language];
  const parts = ivoid.replace(/^ivo:\/\//i, '').split('/');
  const query = parts
    .slice(1)
    .join(' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .slice(0, 100);
  return {
    title: words.title,
    head: html`<meta name="robots" content="noindex">\n`,
    body: html`<p class="muted">404</p>
<h1>${words.title}</h1>
${callout('note', html`<p>${words.says} <code>${theirs(ivoid, 300)}</code>. ${words.why}</p>`)}
<form method="get" action="${view.root}search" role="search">
${languageField(view)}<label class="wide">${words.search} <input type="search" name="q" value="${query}"></label>
<button>${words.button}</button>
</form>
<h2>${words.goOn}</h2>
<ul>
${isResolved ? '' : html`<li><a href="${to(view, 'resolve', { ivoid: ivoid.slice(0, 300) })}">${words.resolve}</a></li>\n`}<li><a href="${to(view, 'oai/browse', { verb: 'ListIdentifiers', metadataPrefix: 'ivo_vor' })}">${words.all}</a></li>
<li><a href="https://rofr.ivoa.net/" rel="noopener">${words.rofr}</a></li>
</ul>`,
  };
}
