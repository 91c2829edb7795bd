/** The landing page of a record: what it is, how to use it, what it covers, who made it, how to cite it. */
import { citation } from '../formats/citation.ts';
import type { Described } from '../formats/described.ts';
import { type Html, html } from '../html/html.ts';
import { coverageOf } from './coverage.ts';
import { dataBlock, type Page } from './frame.ts';
import type { Language } from './language.ts';
import { callout, line, shortened, tag } from './parts.ts';
import { aboutColumn } from './people.ts';
import { type Counterpart, type RelatedFrom, relationsOf } from './relations.ts';
import { type InterfaceState, serviceState } from './service-state.ts';
import { tablesSection } from './tables.ts';
import { statusInWords, typeInWords } from './types.ts';
import { useOf } from './use.ts';
import { here, type View } from './view.ts';

export interface RecordData {
  described: Described;
  status: string;
  /** When it was published, UTC seconds. */
  datestamp: string;
  /** Public address of this page. */
  page: string;
  /** What `?format=` knows, in order. */
  formats: readonly { id: string; label: string }[];
  relatedFrom: RelatedFrom[];
  counterparts: Counterpart[];
  /** How its interfaces stand; left out where that is not looked at. */
  services?: InterfaceState[];
  /** schema.org's JSON-LD; null if the record cannot be said in it. */
  jsonLd: string | null;
  /** Which of its other pages there are. */
  parts: { history: boolean; findings: boolean };
}

const WORDS = {
  en: {
    whole: 'The whole description',
    xml: 'It goes on in the XML of the record',
    none: 'The record has no description.',
    inactive: 'This resource is inactive: it is described, but it may not answer at present.',
    cite: 'How to cite it',
    formats: 'This record in other formats',
    formatsSay: 'The same address gives all of them, by its Accept header or by this parameter:',
    record: 'This record',
    history: 'History of changes',
    findings: 'What validation says',
  },
  fr: {
    whole: 'La description entière',
    xml: 'La suite est dans le XML de la notice',
    none: 'La notice n’a pas de description.',
    inactive: 'Cette ressource est inactive : elle est décrite, mais peut ne pas répondre à présent.',
    cite: 'Comment la citer',
    formats: 'Cette notice dans d’autres formats',
    formatsSay: 'La même adresse les donne tous, selon l’en-tête Accept ou selon ce paramètre :',
    record: 'Cette notice',
    history: 'Historique des modifications',
    findings: 'Ce que dit la validation',
  },
} satisfies Record<Language, object>;

/** Characters of a description that are shown at once, and unfolded, as they are written in HTML: the XML has all. */
const SHOWN = 1200;
const MOST_DESCRIPTION = 12_000;
/** What a paragraph costs beside its text. */
const PARAGRAPH = 30;

export function recordPage(view: View, data: RecordData): Page {
  const { described } = data;
  const { root } = described;
  const words = WORDS[view.language];
  const title = described.title || described.ivoid;
  return {
    title: shortened(title, 150),
    head: headOf(data),
    body: html`<p class="id"><bdi>${described.ivoid}</bdi></p>
<h1 dir="auto">${shortened(title, 400)}</h1>
${tagsOf(view.language, data)}
${data.status === 'inactive' ? callout('warn', html`<p>${words.inactive}</p>`) : ''}
<div class="two">
<div>
${descriptionOf(view.language, described.description)}
${useOf(view, root)}${serviceState(data.services ?? [], view.language)}${coverageOf(view, root)}${tablesSection(view, root)}${relationsOf(view, described, data.relatedFrom, data.counterparts)}
<section aria-labelledby="cite"><h2 id="cite">${words.cite}</h2>
${line(shortened(citation(described, { page: data.page }), 1500))}
</section>
<section aria-labelledby="record"><h2 id="record">${words.record}</h2>
${partsOf(view, data.parts)}
<h3>${words.formats}</h3>
<p>${words.formatsSay} <code>?format=…</code></p>
<ul class="tags">${data.formats.map(({ id, label }) => html`<li><a class="tag" href="?format=${id}">${label}</a></li>\n`)}</ul>
</section>
</div>
${aboutColumn(view, described, data.datestamp)}
</div>`,
  };
}

function partsOf(view: View, parts: RecordData['parts']): Html | '' {
  const words = WORDS[view.language];
  const links = [
    ...(parts.history
      ? [html`<li><a href="${here(view, { part: 'history' })}">${words.history}</a></li>\n`]
      : []),
    ...(parts.findings
      ? [html`<li><a href="${here(view, { part: 'findings' })}">${words.findings}</a></li>\n`]
      : []),
  ];
  return links.length === 0 ? '' : html`<ul class="subnav">${links}</ul>`;
}

function headOf({ described, page, jsonLd }: RecordData): Html {
  const about = shortened(described.description.join(' '), 300);
  return html`<link rel="canonical" href="${page}">
${about === '' ? '' : html`<meta name="description" content="${about}">\n`}${jsonLd === null ? '' : dataBlock('application/ld+json', jsonLd)}`;
}

function tagsOf(language: Language, { described, status }: RecordData): Html {
  const { shortName, type, wavebands, contentTypes } = described;
  // An organisation of the content type Organisation says it once; Other says nothing.
  const others = contentTypes.filter((one) => one !== type && one !== 'Other');
  const tags = [
    tag(typeInWords(language, type)),
    tag(statusInWords(language, status), status === 'active' ? 'good' : 'warn'),
    ...(shortName === '' ? [] : [tag(shortened(shortName, 60))]),
    ...others.slice(0, 4).map((one) => tag(shortened(one, 40))),
    ...wavebands.slice(0, 4).map((one) => tag(shortened(one, 40))),
  ];
  return html`<ul class="tags">${tags.map((one) => html`<li>${one}</li>\n`)}</ul>`;
}

/** The first paragraphs at once, the rest folded. */
function descriptionOf(language: Language, paragraphs: string[]): Html {
  const words = WORDS[language];
  if (paragraphs.length === 0) return html`<p class="muted">${words.none}</p>`;
  const [first, isWhole] = withinBudget(paragraphs, SHOWN);
  if (isWhole) return html`${first}`;
  const rest = paragraphs.slice(first.length);
  // One that is cut is shown from its beginning again: who unfolds it goes on reading there.
  const last = paragraphs[first.length - 1] ?? '';
  const isCut = weight(last) > SHOWN;
  const [folded, isAll] = withinBudget(isCut ? [last, ...rest] : rest, MOST_DESCRIPTION);
  return html`${first}<details><summary>${words.whole}</summary>${folded}${isAll ? '' : html`<p><a href="?format=vor">${words.xml}</a></p>`}</details>`;
}

/** Paragraphs up to so many characters of HTML, at least a part of one; and whether that is all of them. */
function withinBudget(paragraphs: string[], most: number): [shown: Html[], isWhole: boolean] {
  const shown: Html[] = [];
  let left = most;
  for (const paragraph of paragraphs) {
    const size = weight(paragraph);
    if (shown.length > 0 && size > left) return [shown, false];
    const text = size > left ? shortened(paragraph, Math.floor((paragraph.length * left) / size)) : paragraph;
    shown.push(html`<p dir="auto">${text}</p>\n`);
    if (text !== paragraph) return [shown, false];
    left -= size + PARAGRAPH;
  }
  return [shown, true];
}

/** Length once it is escaped. */
function weight(text: string): number {
  return html`${text}`.text.length;
}
