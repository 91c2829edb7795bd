/** Results of the six verbs as tables, with links to what follows from them. The protocol's own words stay English. */
import { type Html, html } from '../html/html.ts';
import type { OaiError } from '../oai/error.ts';
import type { Result } from '../oai/verbs.ts';
import { BROWSE_WORDS } from '../pages/browse-words.ts';
import { facts, shortened, table, tag } from '../pages/parts.ts';
import { recordPath, to, type View } from '../pages/view.ts';
import { formatOfPrefix } from '../resource/metadata-formats.ts';
import type { MetadataPrefix, Moment, PublishedRecord } from '../store/published.ts';

/** Characters of XML on a page: it stays under 50 KB, and a link below leads to the whole answer. */
const MOST_XML = 16_000;

type Of<Verb> = Extract<Result, { verb: Verb }>;

export function resultView(view: View, result: Result, moment: Moment): Html {
  switch (result.verb) {
    case 'Identify':
      return identifyView(view, result);
    case 'ListMetadataFormats':
      return formatsView(view, result);
    case 'ListSets':
      return setsView(view, result);
    case 'GetRecord':
      return recordView(view, result, moment);
    case 'ListIdentifiers':
    case 'ListRecords':
      return listView(view, result, moment);
  }
}

export function errorsView(errors: OaiError[]): Html {
  return html`${errors.map(({ code, text }) => html`<div class="callout bad" lang="en"><b>${code}</b><br>${text}</div>\n`)}`;
}

function identifyView(view: View, { moment, own }: Of<'Identify'>): Html {
  const { registry } = moment;
  const words = BROWSE_WORDS[view.language];
  return html`<h2>Identify</h2>
${facts([
  [words.name, registry.repositoryName],
  [words.baseURL, html`<code>${registry.baseURL}</code>`],
  [words.contact, registry.adminEmails.join(', ')],
  [words.first, moment.earliestDatestamp],
  [words.deletedRecords, words.persistent],
  [words.dates, words.seconds],
  [words.compression, 'gzip'],
  [words.own, recordLink(view, registry.ivoid, 'ivo_vor')],
])}
${xml(own.body)}`;
}

function formatsView(view: View, { formats }: Of<'ListMetadataFormats'>): Html {
  const words = BROWSE_WORDS[view.language];
  const rows = formats
    .map(formatOfPrefix)
    .map(({ prefix, schema, namespace }) => [
      html`<a href="${query(view, 'ListRecords', { metadataPrefix: prefix })}">${prefix}</a>`,
      schema,
      namespace,
    ]);
  return html`<h2>${words.formats}</h2>${table(words.formats, words.formatHeads, rows)}`;
}

function setsView(view: View, { sets }: Of<'ListSets'>): Html {
  const words = BROWSE_WORDS[view.language];
  const rows = sets.map(({ setSpec, setName, description }) => [
    setLink(view, setSpec, 'ivo_vor'),
    setName,
    description ?? '',
  ]);
  return html`<h2>${words.sets}</h2>${table(words.sets, words.setHeads, rows)}`;
}

function listView(
  view: View,
  { verb, prefix, records, resumption }: Of<'ListIdentifiers' | 'ListRecords'>,
  moment: Moment,
): Html {
  const words = BROWSE_WORDS[view.language];
  const first = (resumption?.cursor ?? 0) + 1;
  const last = first + records.length - 1;
  const next =
    resumption?.token == null
      ? html`<span class="muted">${words.end}</span>`
      : html`<a href="${query(view, verb, { resumptionToken: resumption.token })}" rel="next">${words.next}</a>`;
  let left = MOST_XML;
  const folded = ({ body }: PublishedRecord) => {
    if (body === null || left <= 0) return '';
    left -= body.length;
    return xml(body);
  };
  const rows = records.map((record) => [
    html`${recordLink(view, record.ivoid, prefix)}${record.deleted ? html` ${tag(words.deleted, 'warn')}` : ''}${folded(record)}`,
    html`<span class="date">${record.datestamp}</span>`,
    record.setSpecs.join(' '),
  ]);
  const size = resumption?.listSize ?? records.length;
  return html`<h2>${words.records(first, last, size)}</h2>
<p class="muted">${words.asOf} ${moment.responseDate}</p>
${table(words.records(first, last, size), words.recordHeads, rows)}
<p class="pager">${next}</p>`;
}

function recordView(view: View, { prefix, record }: Of<'GetRecord'>, { formats }: Moment): Html {
  const words = BROWSE_WORDS[view.language];
  const others = formats
    .filter((other) => other !== prefix)
    .map(
      (other) =>
        html`<a href="${query(view, 'GetRecord', { identifier: record.ivoid, metadataPrefix: other })}">${other}</a> `,
    );
  return html`<h2>${record.ivoid}</h2>
${facts([
  [words.changed, record.datestamp],
  [words.status, record.deleted ? words.deleted : words.published],
  [words.sets, html`${record.setSpecs.map((setSpec) => html`${setLink(view, setSpec, prefix)} `)}`],
  [words.otherFormats, html`${others}`],
  [words.page, html`<a href="${to(view, recordPath(record.ivoid))}">${record.ivoid}</a>`],
])}
${recordText(view, record)}`;
}

function recordText(view: View, { deleted, body }: PublishedRecord): Html {
  if (deleted || body === null) return html`<p>${BROWSE_WORDS[view.language].onlyHeader}</p>`;
  return html`<pre tabindex="0">${shortened(body.toString('utf8'), MOST_XML)}</pre>`;
}

function xml(body: Buffer): Html {
  return html`<details><summary>XML</summary><pre tabindex="0">${shortened(body.toString('utf8'), MOST_XML)}</pre></details>`;
}

function recordLink(view: View, identifier: string, metadataPrefix: MetadataPrefix): Html {
  return html`<a href="${query(view, 'GetRecord', { identifier, metadataPrefix })}">${identifier}</a>`;
}

function setLink(view: View, set: string, metadataPrefix: MetadataPrefix): Html {
  return html`<a href="${query(view, 'ListIdentifiers', { metadataPrefix, set })}">${set}</a>`;
}

/** This page with another request. */
export function query(view: View, verb: string, parameters: Record<string, string> = {}): string {
  return `?${new URLSearchParams({ verb, ...parameters, ...(view.isChosen ? { lang: view.language } : {}) })}`;
}
