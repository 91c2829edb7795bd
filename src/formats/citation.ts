/** How to cite a resource: one sentence, as DataCite recommends: Creator (Year): Title. Version. Publisher. Identifier. */
import { doiAddress } from '../resource/doi.ts';
import type { About } from './about.ts';
import type { Described } from './described.ts';

/** More creators than these become `et al.`. */
const MOST_CREATORS = 8;

/**
 * Plain text without markup; to be escaped where it is shown.
 * @param about `page` stands for the identifier where the record has no DOI
 */
export function citation(record: Described, { page }: Pick<About, 'page'>): string {
  const { creators, publisher, year, version, dois } = record;
  const names = (creators.length > 0 ? creators : publisher === null ? [] : [publisher]).map(
    (one) => one.name,
  );
  const shown = names.length > MOST_CREATORS ? [...names.slice(0, MOST_CREATORS - 1), 'et al.'] : names;
  const by = [shown.join('; '), year === null ? '(n.d.)' : `(${year})`]
    .filter((part) => part !== '')
    .join(' ');
  const isOwnPublisher = creators.length === 0;
  const parts = [
    record.title || record.ivoid,
    version === '' ? '' : `Version ${version}`,
    isOwnPublisher ? '' : (publisher?.name ?? ''),
    record.contentTypes[0] ?? '',
  ].filter((part) => part !== '');
  const [doi] = dois;
  const address = doi === undefined ? page : doiAddress(doi);
  return `${by}: ${parts.map(sentence).join(' ')} ${address}`;
}

function sentence(part: string): string {
  return /[.!?]$/.test(part) ? part : `${part}.`;
}
