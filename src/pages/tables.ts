/** Tables and columns, folded; and all of them on a page of their own, in parts. */
import { type Html, html } from '../html/html.ts';
import { child, children, descend, type Element, text } from '../resource/element.ts';
import type { Page } from './frame.ts';
import { inNumbers, type Language, plural } from './language.ts';
import { shortened, table, theirs } from './parts.ts';
import { here, recordPath, to, type View } from './view.ts';

const WORDS = {
  en: {
    heading: 'Tables and columns',
    columns: (n: number) => plural('en', n, '# column', '# columns'),
    heads: ['Column', 'Description', 'Unit', 'UCD', 'Type'],
    more: (n: number) => plural('en', n, '# more column', '# more columns'),
    all: (tables: number, columns: number) =>
      `${plural('en', tables, 'The table', 'All # tables')} with ${plural('en', columns, '# column', 'all # columns')}`,
    previous: 'Previous part',
    next: 'Next part',
    back: 'Back to the record',
    none: 'This record lists no tables.',
    part: (from: string, to: string, of: string) => `Columns ${from} to ${to} of ${of}`,
  },
  fr: {
    heading: 'Tables et colonnes',
    columns: (n: number) => plural('fr', n, '# colonne', '# colonnes'),
    heads: ['Colonne', 'Description', 'Unité', 'UCD', 'Type'],
    more: (n: number) => plural('fr', n, '# autre colonne', '# autres colonnes'),
    all: (tables: number, columns: number) =>
      `${plural('fr', tables, 'La table avec', 'Les # tables avec')} ${plural('fr', columns, '# colonne', 'toutes les # colonnes')}`,
    previous: 'Partie précédente',
    next: 'Partie suivante',
    back: 'Retour à la notice',
    none: 'Cette notice ne contient pas de table.',
    part: (from: string, to: string, of: string) => `Colonnes ${from} à ${to} sur ${of}`,
  },
} satisfies Record<Language, object>;

/** On the landing page, over all tables; the rest is on `?part=tables`. A live record has 300,000 columns. */
const MOST_HERE = 60;
const MOST_TABLES_HERE = 12;
const MOST_CHARACTERS_HERE = 9_000;
/** On one part of the page of tables: as many rows, and as many characters of HTML in them. */
const PER_PART = 120;
const MOST_CHARACTERS = 36_000;

interface OneTable {
  name: string;
  title: string;
  columns: Element[];
}

/** Tables of a tableset, and those VODataService 1.0 has without one; then the bare columns of a resource. */
function tablesOf(root: Element): OneTable[] {
  const found = [
    ...descend(root, 'tableset', 'schema', 'table'),
    ...descend(root, 'tableset', 'table'),
    ...children(root, 'table'),
  ];
  return found.map((one) => ({
    name: text(child(one, 'name')),
    title: text(child(one, 'title')) || text(child(one, 'description')),
    columns: children(one, 'column'),
  }));
}

/** The section on the landing page; nothing without tables. */
export function tablesSection(view: View, root: Element): Html | '' {
  const tables = tablesOf(root);
  if (tables.length === 0) return '';
  const words = WORDS[view.language];
  const total = tables.reduce((sum, { columns }) => sum + columns.length, 0);
  let left = MOST_HERE;
  let characters = MOST_CHARACTERS_HERE;
  const shown = tables.slice(0, MOST_TABLES_HERE).map((one) => {
    const rows = one.columns
      .slice(0, left)
      .map(columnCells)
      .filter((cells) => {
        characters -= lengthOf(cells);
        return characters > 0;
      });
    left -= rows.length;
    return tableView(view.language, one, rows, here(view, { part: 'tables' }));
  });
  const isCut = total > MOST_HERE - left || tables.length > MOST_TABLES_HERE;
  return html`<section aria-labelledby="tables"><h2 id="tables">${words.heading}</h2>
${shown}
${isCut ? html`<p><a href="${here(view, { part: 'tables' })}">${words.all(tables.length, total)}</a></p>` : ''}
</section>
`;
}

function tableView(
  language: Language,
  { name, title, columns: all }: OneTable,
  rows: (string | Html)[][],
  rest: string,
): Html {
  const words = WORDS[language];
  const count = words.columns(all.length);
  const left = all.length - rows.length;
  return html`<details><summary><code>${shortened(name, 100)}</code> <small>· ${count}</small>${title === '' ? '' : html` <small>· ${theirs(title, 120)}</small>`}</summary>
${rows.length === 0 ? '' : table(shortened(name, 100), words.heads, rows)}
${left > 0 ? html`<p><a href="${rest}">${words.more(left)}</a></p>` : ''}
</details>
`;
}

function columnCells(column: Element): (string | Html)[] {
  const of = (local: string, most: number) => shortened(text(child(column, local)), most);
  const type = child(column, 'dataType');
  const size = type?.attributes.find(({ local }) => local === 'arraysize')?.value ?? '';
  return [
    html`<code>${of('name', 60)}</code>`,
    // Next to the name: on a phone that is what is seen without scrolling.
    theirs(text(child(column, 'description')), 120),
    of('unit', 20),
    of('ucd', 60),
    `${shortened(text(type), 20)}${size === '' || size === '1' ? '' : `[${shortened(size, 12)}]`}`,
  ];
}

function lengthOf(cells: (string | Html)[]): number {
  return html`${cells.map((cell) => html`<td>${cell}</td>`)}`.text.length;
}

/** `?part=tables&from=…`: `from` is the number of the first column shown, over all tables. */
export function tablesPage(view: View, root: Element, ivoid: string, from: number): Page {
  const words = WORDS[view.language];
  const n = (count: number) => inNumbers(view.language, count);
  const all = tablesOf(root).flatMap((one) => one.columns.map((column) => ({ one, column })));
  const start = Math.min(Math.max(0, from), Math.max(0, all.length - 1));
  let left = MOST_CHARACTERS;
  const part = all
    .slice(start, start + PER_PART)
    .map(({ one, column }) => ({ one, cells: columnCells(column) }))
    .filter(({ cells }, i) => {
      left -= lengthOf(cells);
      return left > 0 || i === 0;
    });
  const groups = grouped(part);
  const end = start + part.length;
  const link = (words: string, at: number) =>
    html`<a href="${here(view, { part: 'tables', from: String(at) })}">${words}</a> `;
  return {
    title: `${words.heading} · ${shortened(text(child(root, 'title')), 100)}`,
    head: html`<meta name="robots" content="noindex">\n`,
    body: html`<p class="id"><a href="${to(view, recordPath(ivoid))}">${ivoid}</a></p>
<h1>${words.heading} <small>· ${theirs(text(child(root, 'title')), 200)}</small></h1>
${part.length === 0 ? html`<p>${words.none}</p>` : html`<p>${words.part(n(start + 1), n(end), n(all.length))}</p>`}
${[...groups].map(
  ([one, entries]) => html`<section><h2><code>${shortened(one.name, 100)}</code></h2>
${one.title === '' ? '' : html`<p>${theirs(one.title, 300)}</p>`}
${table(
  shortened(one.name, 100),
  words.heads,
  entries.map(({ cells }) => cells),
)}</section>
`,
)}
<p class="pager">${start > 0 ? link(words.previous, Math.max(0, start - PER_PART)) : ''}${end < all.length ? link(words.next, end) : ''}<a href="${to(view, recordPath(ivoid))}">${words.back}</a></p>`,
  };
}

function grouped<T extends { one: OneTable }>(entries: T[]): Map<OneTable, T[]> {
  const groups = new Map<OneTable, T[]>();
  for (const entry of entries) {
    const group = groups.get(entry.one);
    if (group === undefined) groups.set(entry.one, [entry]);
    else group.push(entry);
  }
  return groups;
}
