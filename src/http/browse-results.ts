/** Results of the six verbs as tables, with links to what follows from them. */
import { type Html, html } from '../html/html.ts';
import type { OaiError } from '../oai/error.ts';
import { FORMATS } from '../oai/request.ts';
import type { Result } from '../oai/verbs.ts';
import type { MetadataPrefix, Moment, PublishedRecord } from '../store/published.ts';

type Of<Verb> = Extract<Result, { verb: Verb }>;

export function resultView(result: Result, moment: Moment): Html {
  switch (result.verb) {
    case 'Identify':
      return identifyView(result);
    case 'ListMetadataFormats':
      return formatsView();
    case 'ListSets':
      return setsView(result);
    case 'GetRecord':
      return recordView(result);
    case 'ListIdentifiers':
    case 'ListRecords':
      return listView(result, moment);
  }
}

export function errorsView(errors: OaiError[]): Html {
  return html`${errors.map(({ code, text }) => html`<div class="error"><b>${code}</b><br>${text}</div>\n`)}`;
}

function identifyView({ moment, own }: Of<'Identify'>): Html {
  const { registry } = moment;
  return html`<h2>Identify</h2>
${facts([
  ['Name', registry.repositoryName],
  ['Base URL', html`<code>${registry.baseURL}</code>`],
  ['Contact', registry.adminEmails.join(', ')],
  ['First change', moment.earliestDatestamp],
  ['Deleted records', 'persistent: kept for ever'],
  ['Dates', 'in seconds, UTC'],
  ['Compression', 'gzip'],
  ['Its own record', recordLink(registry.ivoid, 'ivo_vor')],
])}
${xml(own.body)}`;
}

function formatsView(): Html {
  const rows = FORMATS.map(
    ({
      prefix,
      schema,
      namespace,
    }) => html`<tr><td><a href="${query('ListRecords', { metadataPrefix: prefix })}">${prefix}</a></td>
<td>${schema}</td><td>${namespace}</td></tr>\n`,
  );
  return html`<h2>Formats</h2><div class="scroll"><table>
<tr><th>Prefix</th><th>Schema</th><th>Namespace</th></tr>
${rows}</table></div>`;
}

function setsView({ sets }: Of<'ListSets'>): Html {
  const rows = sets.map(
    ({ setSpec, setName, description }) =>
      html`<tr><td>${setLink(setSpec, 'ivo_vor')}</td><td>${setName}</td><td>${description ?? ''}</td></tr>\n`,
  );
  return html`<h2>Sets</h2><div class="scroll"><table>
<tr><th>Set</th><th>Name</th><th>Description</th></tr>
${rows}</table></div>`;
}

function listView(
  { verb, prefix, records, resumption }: Of<'ListIdentifiers' | 'ListRecords'>,
  moment: Moment,
): Html {
  const first = (resumption?.cursor ?? 0) + 1;
  const last = first + records.length - 1;
  const next =
    resumption?.token == null
      ? html`<span class="muted">This is the end of the list.</span>`
      : html`<a href="${query(verb, { resumptionToken: resumption.token })}">Next page</a>`;
  const rows = records.map(
    (
      record,
    ) => html`<tr><td>${recordLink(record.ivoid, prefix)}${record.deleted ? html` <span class="tag">deleted</span>` : ''}
${record.body === null ? '' : xml(record.body)}</td>
<td class="date">${record.datestamp}</td><td>${record.setSpecs.map((setSpec) => html`${setLink(setSpec, prefix)} `)}</td></tr>\n`,
  );
  return html`<h2>Records ${first}–${last} of ${resumption?.listSize ?? records.length}, by date of change</h2>
<p class="muted">As of ${moment.responseDate}</p>
<div class="scroll"><table>
<tr><th>Identifier</th><th>Changed (UTC)</th><th>Sets</th></tr>
${rows}</table></div>
<p class="more">${next}</p>`;
}

function recordView({ prefix, record }: Of<'GetRecord'>): Html {
  const address = `../records/${record.ivoid.slice('ivo://'.length).split('/').map(encodeURIComponent).join('/')}`;
  const others = FORMATS.filter((format) => format.prefix !== prefix).map(
    (format) =>
      html`<a href="${query('GetRecord', { identifier: record.ivoid, metadataPrefix: format.prefix })}">${format.prefix}</a> `,
  );
  return html`<h2>${record.ivoid}</h2>
${facts([
  ['Changed (UTC)', record.datestamp],
  ['Status', record.deleted ? 'deleted' : 'published'],
  ['Sets', html`${record.setSpecs.map((setSpec) => html`${setLink(setSpec, prefix)} `)}`],
  ['Other format', html`${others}`],
  ['Its own address', html`<a href="${address}">${record.ivoid}</a>`],
])}
${recordText(record)}`;
}

function recordText({ deleted, body }: PublishedRecord): Html {
  if (deleted || body === null) return html`<p>This record was deleted; only its header is kept.</p>`;
  return html`<pre>${body.toString('utf8')}</pre>`;
}

function facts(rows: [name: string, value: string | Html][]): Html {
  return html`<table>${rows.map(([name, value]) => html`<tr><th>${name}</th><td>${value}</td></tr>\n`)}</table>`;
}

function xml(body: Buffer): Html {
  return html`<details><summary>XML</summary><pre>${body.toString('utf8')}</pre></details>`;
}

function recordLink(identifier: string, metadataPrefix: MetadataPrefix): Html {
  return html`<a href="${query('GetRecord', { identifier, metadataPrefix })}">${identifier}</a>`;
}

function setLink(set: string, metadataPrefix: MetadataPrefix): Html {
  return html`<a href="${query('ListIdentifiers', { metadataPrefix, set })}">${set}</a>`;
}

function query(verb: string, parameters: Record<string, string>): string {
  return `?${new URLSearchParams({ verb, ...parameters })}`;
}
