/** CSL-JSON (csl-data.json of the Citation Style Language 1.0.2): one item, in the list that processors take. */
import { doiAddress } from '../resource/doi.ts';
import type { About, Rendered } from './about.ts';
import type { Agent, Described } from './described.ts';
import type { Kind } from './kind.ts';

const TYPES: Record<Kind, string> = {
  dataset: 'dataset',
  service: 'webpage',
  registry: 'webpage',
  organisation: 'webpage',
  authority: 'webpage',
  standard: 'standard',
  document: 'report',
  software: 'software',
  other: 'webpage',
};

/** As `application/vnd.citationstyles.csl+json`. */
export function renderCsl(record: Described, about: About): Rendered {
  const [doi] = record.dois;
  const names = record.creators.map(nameOf);
  const item = {
    type: TYPES[record.kind],
    id: record.ivoid,
    title: record.title || record.ivoid,
    ...(record.shortName === '' ? {} : { 'title-short': record.shortName }),
    ...(names.length === 0 ? {} : { author: names }),
    ...(record.issued === null ? {} : { issued: { 'date-parts': [dateParts(record.issued)] } }),
    ...(record.publisher === null ? {} : { publisher: record.publisher.name }),
    ...(record.version === '' ? {} : { version: record.version }),
    ...(doi === undefined ? {} : { DOI: doi }),
    URL: doi === undefined ? about.page : doiAddress(doi),
    ...(record.description.length === 0 ? {} : { abstract: record.description.join('\n\n') }),
    ...(record.subjects.length === 0
      ? {}
      : { keyword: record.subjects.map(({ label }) => label).join(', ') }),
    language: 'en',
  };
  return { text: `${JSON.stringify([item], null, 2)}\n` };
}

function nameOf({ name, person }: Agent): Record<string, string> {
  return person === null ? { literal: name } : { family: person.family, given: person.given };
}

/** `2016-03-30` → [2016, 3, 30]. */
function dateParts(date: string): number[] {
  return date.slice(0, 10).split('-').map(Number);
}
