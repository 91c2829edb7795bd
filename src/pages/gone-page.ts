/** A record that was deleted: what is still known of it. */
import { type Html, html } from '../html/html.ts';
import { doiAddress } from '../resource/doi.ts';
import type { Page } from './frame.ts';
import type { Language } from './language.ts';
import { callout, theirs } from './parts.ts';
import { type RelatedFrom, relatedFromList } from './relations.ts';
import { here, to, type View } from './view.ts';

const WORDS = {
  en: {
    title: 'This record was deleted',
    on: 'Deleted from this registry on',
    means:
      'The resource is no longer described here. Its identifier stays reserved: it will never be given to anything else.',
    was: 'It was called',
    doi: 'Its DOI stays as well:',
    replaced: 'What took its place',
    named: 'Records that name it',
    history: 'What it said, in its history',
    search: 'Search for something like it',
  },
  fr: {
    title: 'Cette notice a été supprimée',
    on: 'Supprimée de ce registre le',
    means:
      'La ressource n’est plus décrite ici. Son identifiant reste réservé : il ne désignera jamais autre chose.',
    was: 'Elle s’intitulait',
    doi: 'Son DOI reste lui aussi :',
    replaced: 'Ce qui l’a remplacée',
    named: 'Notices qui la citent',
    history: 'Ce qu’elle disait, dans son historique',
    search: 'Chercher une ressource semblable',
  },
} satisfies Record<Language, object>;

/** What a record said last. */
export interface Past {
  /** '' if it had none. */
  title: string;
  /** Bare, as resource/doi.ts has them. */
  dois: string[];
}

interface GoneData {
  ivoid: string;
  /** When it was deleted, UTC seconds. */
  datestamp: string;
  relatedFrom: RelatedFrom[];
  /** Null if nothing is known of it. */
  past: Past | null;
}

/** What a record says to another that it takes the place of (IVOA vocabulary relationship_type, and older spellings). */
const SUCCEEDS = /^(is-?new-?version-?of|continues|is-?identical-?to)$/i;

export function gonePage(view: View, { ivoid, datestamp, relatedFrom, past }: GoneData): Page {
  const words = WORDS[view.language];
  const [successors, others] = [true, false].map((is) =>
    relatedFrom.filter(({ relation }) => SUCCEEDS.test(relation) === is),
  );
  const day = datestamp.replace('T', ' ').replace('Z', ' UTC');
  const key = ivoid.replace(/^ivo:\/\/[^/]*\/?/i, '').replace(/[^\p{L}\p{N}]+/gu, ' ');
  return {
    title: `${words.title} · ${ivoid}`,
    head: html`<meta name="robots" content="noindex">\n`,
    body: html`<p class="id"><bdi>${ivoid}</bdi></p>
<h1>${words.title}</h1>
${past?.title ? html`<p class="lead">${words.was} <cite dir="auto">${theirs(past.title, 300)}</cite></p>` : ''}
${callout('warn', html`<p>${words.on} <time class="date" datetime="${datestamp}">${day}</time>.</p><p>${words.means}</p>${doisOf(past, words.doi)}`)}
${listOf(view, words.replaced, successors)}${listOf(view, words.named, others)}<ul>
${past !== null ? html`<li><a href="${here(view, { part: 'history' })}">${words.history}</a></li>\n` : ''}<li><a href="${to(view, 'search', { q: key.trim() })}">${words.search}</a></li>
</ul>`,
  };
}

/** DataCite wants the DOI on the page that stands for what is gone ("Best Practices for Tombstone Pages"). */
function doisOf(past: Past | null, heading: string): Html | '' {
  if (past === null || past.dois.length === 0) return '';
  const links = past.dois.map((doi) => html` <a href="${doiAddress(doi)}">${theirs(doi)}</a>`);
  return html`<p>${heading}${links}</p>`;
}

function listOf(view: View, heading: string, records: RelatedFrom[] = []): Html | '' {
  return records.length === 0 ? '' : html`<h2>${heading}</h2>\n${relatedFromList(view, records)}\n`;
}
