/** What DataCite is to know of a record: the attributes of its REST API, and in what they differ from those it has. */
import { createHash } from 'node:crypto';
import { type About, isRefused, type Refused } from '../formats/about.ts';
import { type DataciteMetadata, dataciteMetadata } from '../formats/datacite.ts';
import type { Described } from '../formats/described.ts';
import { ivoidKey } from '../resource/ivoid.ts';

export type Attributes = Omit<DataciteMetadata, 'id' | 'doi'> & { doi: string };

/** No vowels, so that no words come of it, and nothing that is misread; lower case, as DOIs are compared. */
const LETTERS = 'bcdfghjkmnpqrstvwxz23456789';
const LENGTH = 10;

/**
 * The DOI that a record gets: opaque, as DataCite recommends, but always the same for an ivoid, so that a second run
 * finds what the first has reserved.
 */
export function doiFor(ivoid: string, prefix: string): string {
  const digest = createHash('sha256').update(ivoidKey(ivoid)).digest();
  let number = digest.readBigUInt64BE();
  let suffix = '';
  for (let i = 0; i < LENGTH; i += 1) {
    suffix += LETTERS[Number(number % BigInt(LETTERS.length))] ?? '';
    number /= BigInt(LETTERS.length);
  }
  return `${prefix}/${suffix.slice(0, 5)}-${suffix.slice(5)}`;
}

/** Whether a bare DOI is below a prefix: `10.5072/abc` is below `10.5072`. */
export function isBelow(doi: string, prefix: string): boolean {
  return doi.toLowerCase().startsWith(`${prefix.toLowerCase()}/`);
}

/**
 * The attributes of a record under a DOI. Without the day when the registry published the record last: DataCite keeps
 * its own, and each touch would be a change of metadata.
 */
export function attributesOf(record: Described, about: About, doi: string): Attributes | Refused {
  const others = record.dois.filter((one) => one !== doi);
  const metadata = dataciteMetadata({ ...record, dois: [doi, ...others] }, about);
  if (isRefused(metadata)) return metadata;
  const { id: _, ...attributes } = metadata;
  return {
    ...attributes,
    doi,
    // The REST API has here the other identifiers only.
    identifiers: metadata.identifiers.slice(1),
    dates: metadata.dates.filter(({ dateInformation }) => dateInformation !== 'registry record'),
  };
}

/**
 * Names of the attributes in which DataCite has something else. What it adds of its own (defaults, null, empty lists) is
 * no difference; what it has where we have nothing is one, but for names inside of an entry.
 */
export function differing(ours: Attributes, theirs: Record<string, unknown>): string[] {
  return Object.entries(ours)
    .filter(([name, value]) => !isKnownElsewise(name) && !agrees(value, theirs[name]))
    .map(([name]) => name);
}

/** The DOI is what was asked for; DataCite rewrites the address of the schema. */
function isKnownElsewise(name: string): boolean {
  return name === 'doi' || name === 'schemaVersion';
}

function agrees(ours: unknown, theirs: unknown): boolean {
  if (isEmpty(ours)) return isEmpty(theirs);
  if (Array.isArray(ours))
    return (
      Array.isArray(theirs) && ours.length === theirs.length && ours.every((one, i) => agrees(one, theirs[i]))
    );
  if (typeof ours === 'object' && ours !== null) {
    const known = theirs as Record<string, unknown> | null;
    return (
      typeof known === 'object' &&
      known !== null &&
      Object.entries(ours).every(([name, one]) => agrees(one, known[name]))
    );
  }
  return String(ours) === String(theirs);
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
