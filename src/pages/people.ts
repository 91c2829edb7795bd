/** Who stands behind a resource, and what is said of it in few words: the side column of a record's page. */
import { adsPage } from '../formats/addresses.ts';
import type { Agent, Contact, Described } from '../formats/described.ts';
import { type Html, html } from '../html/html.ts';
import { doiAddress } from '../resource/doi.ts';
import { type Language, plural } from './language.ts';
import { facts, isWebAddress, shortened, theirs, webLink } from './parts.ts';
import { to, type View } from './view.ts';

const WORDS = {
  en: {
    heading: 'About',
    reference: 'Read more',
    creators: 'Created by',
    contributors: 'With',
    publisher: 'Published by',
    contact: 'Contact',
    dates: 'Dates',
    version: 'Version',
    rights: 'Terms of use',
    subjects: 'Subjects',
    instruments: 'Instruments',
    facilities: 'Facilities',
    source: 'Article',
    others: 'Other identifiers',
    changed: 'Record published',
    more: (n: number) => `and ${n} more`,
    mail: 'write an e-mail',
  },
  fr: {
    heading: 'À propos',
    reference: 'En savoir plus',
    creators: 'Créée par',
    contributors: 'Avec',
    publisher: 'Publiée par',
    contact: 'Contact',
    dates: 'Dates',
    version: 'Version',
    rights: 'Conditions d’utilisation',
    subjects: 'Sujets',
    instruments: 'Instruments',
    facilities: 'Installations',
    source: 'Article',
    others: 'Autres identifiants',
    changed: 'Notice publiée',
    more: (n: number) => plural('fr', n, 'et # autre', 'et # autres'),
    mail: 'écrire un courriel',
  },
} satisfies Record<Language, object>;

const DATE_ROLES: Record<string, string> = {
  Created: 'créée',
  Updated: 'mise à jour',
  Issued: 'publiée',
  Available: 'disponible',
  Collected: 'recueillie',
  Submitted: 'soumise',
  Accepted: 'acceptée',
  Valid: 'valable',
  Copyrighted: 'protégée',
};

/** Longest lists here; a live record has 3,000 creators. */
const MOST = 12;

/** `datestamp` is when the record was published. */
export function aboutColumn(view: View, record: Described, datestamp: string): Html {
  const words = WORDS[view.language];
  const list = (of: (string | Html)[]) => limited(view.language, of);
  const { source, referenceUrl } = record;
  return html`<aside class="aside" aria-labelledby="about"><h2 id="about">${words.heading}</h2>
${facts([
  [words.reference, referenceUrl === '' ? null : webLink(referenceUrl, shortened(referenceUrl, 100))],
  [words.creators, list(record.creators.map((one) => agent(view, one)))],
  [words.contributors, list(record.contributors.map((one) => agent(view, one)))],
  [words.publisher, record.publisher === null ? null : agent(view, record.publisher)],
  [words.contact, list(record.contacts.map((one) => contact(view, one)))],
  [words.rights, list(record.rights.map((one) => right(one.text, one.uri)))],
  [words.source, source === null ? null : article(source)],
  [words.subjects, list(record.subjects.map((one) => subject(view, one.label)))],
  [words.facilities, list(record.facilities.map((one) => theirs(one, 120)))],
  [words.instruments, list(record.instruments.map((one) => theirs(one, 120)))],
  [words.version, record.version === '' ? null : theirs(record.version, 60)],
  [
    words.dates,
    list(record.dates.map(({ role, date }) => `${dateRole(view.language, role)} ${date.slice(0, 10)}`)),
  ],
  [
    words.others,
    list([
      ...record.dois.map((doi) => webLink(doiAddress(doi), `doi:${doi}`)),
      ...record.altIdentifiers.map((one) => webLink(one, shortened(one, 100))),
    ]),
  ],
  [
    words.changed,
    html`<time datetime="${datestamp}">${datestamp.replace('T', ' ').replace('Z', ' UTC')}</time>`,
  ],
])}
</aside>
`;
}

function limited(language: Language, entries: (string | Html)[]): Html | null {
  if (entries.length === 0) return null;
  const left = entries.length - MOST;
  return html`${entries.slice(0, MOST).map((one) => html`<div>${one}</div>`)}${left > 0 ? html`<div class="muted">${WORDS[language].more(left)}</div>` : ''}`;
}

function agent(view: View, { name, orcid, ror, ivoid }: Agent): Html {
  const words =
    ivoid === null
      ? theirs(name, 120)
      : html`<a href="${to(view, 'resolve', { ivoid })}">${theirs(name, 120)}</a>`;
  const ids = [
    ...(orcid === null
      ? []
      : [
          html` <a class="tag" href="${orcid}" rel="noopener" aria-label="ORCID, ${shortened(name, 100)}">ORCID</a>`,
        ]),
    ...(ror === null
      ? []
      : [
          html` <a class="tag" href="${ror}" rel="noopener" aria-label="ROR, ${shortened(name, 100)}">ROR</a>`,
        ]),
  ];
  return html`${words}${ids}`;
}

/** The mail address only inside its link: collectors of addresses find it anyway in the XML, readers need not see it. */
function contact(view: View, one: Contact): Html {
  const { name, email } = one;
  const words = WORDS[view.language];
  return html`${agent(view, one)}${email === null ? '' : html` · <a href="mailto:${encodeURIComponent(email).replace('%40', '@')}" aria-label="${words.mail}: ${shortened(name, 100)}">${words.mail}</a>`}`;
}

function right(words: string, uri: string | null): Html {
  const shown = words || uri || '';
  return uri !== null && isWebAddress(uri)
    ? html`<a href="${uri}" rel="license noopener">${theirs(shown, 240)}</a>`
    : theirs(shown, 400);
}

function article({ format, value }: { format: string; value: string }): Html {
  if (format === 'doi') return webLink(doiAddress(value), `doi:${value}`);
  return format === 'bibcode' ? webLink(adsPage(value), shortened(value, 60)) : theirs(value, 120);
}

function subject(view: View, label: string): Html {
  return html`<a href="${to(view, 'search', { subject: label })}">${theirs(label, 80)}</a>`;
}

function dateRole(language: Language, role: string): string {
  if (language === 'fr')
    return (Object.hasOwn(DATE_ROLES, role) ? DATE_ROLES[role] : undefined) ?? shortened(role, 30);
  return shortened(role, 30).toLowerCase();
}
