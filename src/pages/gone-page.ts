/** A record that was deleted: what is still known of it. */
import { html } from '../html/html.ts';
import type { Page } from './frame.ts';
import type { Language } from './language.ts';
import { callout } from './parts.ts';
import { type RelatedFrom, relatedFromList } from './relations.ts';
import { here, to, type View } from './view.ts';

const WORDS = {
  en: {
    title: 'This record was deleted',
    on: 'Deleted from this registry on',
    means:
      'The resource is no longer described here. Its identifier stays reserved: it will never be given to anything else.',
    named: 'Records that name it',
    namedSays: 'One of these may have taken its place.',
    history: 'What it said, in its history',
    search: 'Search for something like it',
  },
  fr: {
    title: 'Cette notice a été supprimée',
    on: 'Supprimée de ce registre le',
    means:
      'La ressource n’est plus décrite ici. Son identifiant reste réservé : il ne désignera jamais autre chose.',
    named: 'Notices qui la citent',
    namedSays: 'L’une d’elles l’a peut-être remplacée.',
    history: 'Ce qu’elle disait, dans son historique',
    search: 'Chercher une ressource semblable',
  },
} satisfies Record<Language, object>;

export interface GoneData {
  ivoid: string;
  /** When it was deleted, UTC seconds. */
  datestamp: string;
  relatedFrom: RelatedFrom[];
  hasHistory: boolean;
}

export function gonePage(view: View, { ivoid, datestamp, relatedFrom, hasHistory }: GoneData): Page {
  const words = WORDS[view.language];
  const day = datestamp.replace('T', ' ').replace('Z', ' UTC');
  const key = ivoid.replace(/^ivo:\/\/[^/]*\/?/i, '').replace(/[^\p{L}\p{N}]+/gu, ' ');
  return {
    title: `${words.title} · ${ivoid}`,
    head: html`<meta name="robots" content="noindex">\n`,
    body: html`<p class="id"><bdi>${ivoid}</bdi></p>
<h1>${words.title}</h1>
${callout('warn', html`<p>${words.on} <time datetime="${datestamp}">${day}</time>.</p><p>${words.means}</p>`)}
${relatedFrom.length === 0 ? '' : html`<h2>${words.named}</h2>\n<p>${words.namedSays}</p>\n${relatedFromList(view, relatedFrom)}`}
<ul>
${hasHistory ? html`<li><a href="${here(view, { part: 'history' })}">${words.history}</a></li>\n` : ''}<li><a href="${to(view, 'search', { q: key.trim() })}">${words.search}</a></li>
</ul>`,
  };
}
