/**
 * A BibTeX entry, in letters that every TeX reads: `@misc`, which all styles know (`@dataset` is biblatex's alone, and
 * classic styles drop it with a warning).
 */
import { doiAddress } from '../resource/doi.ts';
import type { About, Rendered } from './about.ts';
import type { Agent, Described } from './described.ts';
import { texText } from './tex.ts';

/** As `application/x-bibtex`. */
export function renderBibtex(record: Described, about: About): Rendered {
  const [doi] = record.dois;
  const month = record.issued === null ? Number.NaN : Number(record.issued.slice(5, 7));
  const fields: [name: string, value: string][] = [
    // A title keeps its capitals in a second pair of braces; a name in braces is not taken apart.
    ['title', `{${texText(record.title || record.ivoid)}}`],
    ['author', record.creators.map(nameOf).join(' and ')],
    ['year', record.year ?? ''],
    ['month', record.issued === null || Number.isNaN(month) ? '' : String(month)],
    ['publisher', texText(record.publisher?.name ?? '')],
    ['howpublished', texText(`${record.contentTypes[0] ?? record.type}, IVOA registry record`)],
    ['version', texText(record.version)],
    ['doi', doi === undefined ? '' : verbatim(doi)],
    ['url', verbatim(doi === undefined ? about.page : doiAddress(doi))],
    ['eprint', verbatim(record.ivoid)],
    ['eprinttype', 'ivoid'],
    ['keywords', record.subjects.map(({ label }) => texText(label)).join(', ')],
  ];
  const lines = fields
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `  ${name} = {${value}},\n`);
  return { text: `@misc{${bibtexKey(record.ivoid)},\n${lines.join('')}}\n` };
}

/**
 * The citation key of an ivoid: stable, and another one for each ivoid (they compare without case): what a key must not
 * have is written as its code between plus signs, so that none becomes another.
 */
export function bibtexKey(ivoid: string): string {
  return ivoid
    .toLowerCase()
    .replace(/^ivo:\/\//, '')
    .replace(/[^a-z0-9._/-]/gu, (c) => `+${c.codePointAt(0)?.toString(16)}+`)
    .replaceAll('/', ':');
}

function nameOf({ name, person }: Agent): string {
  return person === null ? `{${texText(name)}}` : `${texText(person.family)}, ${texText(person.given)}`;
}

/** Fields that styles print verbatim, where no command would be read: only what would end the field is encoded. */
function verbatim(value: string): string {
  return value.replace(/[{}\\%#\s]/g, (c) => (c === '%' || c === '#' ? `\\${c}` : encodeURIComponent(c)));
}
