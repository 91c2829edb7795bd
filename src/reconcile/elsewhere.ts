/**
 * What other IVOA registries hold of *our* records: is it what we published? (issue of every operator: field-reports B.)
 * Our own records are never changed because of it; the answer is for a person, and for `voreg touch`.
 */
import { ivoidKey } from '../resource/ivoid.ts';

/** A record of ours, as published. Dates are UTC seconds. */
export interface OwnRecord {
  ivoid: string;
  datestamp: string;
  deleted: boolean;
  /** contentDigest of xml/digest.ts; null if deleted. */
  content: string | null;
}

/** The same ivoid as another registry has it. */
export interface Held {
  source: string;
  ivoid: string;
  deleted: boolean;
  /** `updated` of the record there. */
  updated: string | null;
  setSpecs: string[];
  content: string | null;
}

export interface Holder {
  source: string;
  /** It gives everything it knows, not only its own records: what is absent there is missing. */
  isFull: boolean;
  /** The last harvest of it ended completely (P8). */
  isComplete: boolean;
}

export const ELSEWHERE = {
  same: 'It has what we published.',
  stale: 'It has an older version: it has not harvested us since.',
  altered: 'It has this version, but with other content.',
  missing: 'It does not have the record.',
  resurrected: 'It still has a record that we deleted.',
  claimed: 'It says that the record is its own (set ivo_managed).',
  unknown: 'Its last harvest was not complete, so nothing is concluded.',
} as const;

export interface Sighting {
  ivoid: string;
  source: string;
  finding: keyof typeof ELSEWHERE;
  /** How much older than ours, in seconds, where it is stale; null otherwise. */
  behind: number | null;
}

/** One sighting for each of our records and each registry that could have it; `same` included. */
export function sightings(own: OwnRecord[], held: Held[], holders: Holder[]): Sighting[] {
  const byKey = new Map(held.map((record) => [`${record.source}\t${ivoidKey(record.ivoid)}`, record]));
  return own.flatMap((record) =>
    holders.flatMap((holder) => {
      const there = byKey.get(`${holder.source}\t${ivoidKey(record.ivoid)}`);
      const seen = there === undefined ? absent(record, holder) : compared(record, there);
      return seen === null ? [] : [{ ivoid: record.ivoid, source: holder.source, ...seen }];
    }),
  );
}

type Seen = Pick<Sighting, 'finding' | 'behind'>;

function absent(record: OwnRecord, holder: Holder): Seen | null {
  if (!holder.isFull || record.deleted) return null;
  return { finding: holder.isComplete ? 'missing' : 'unknown', behind: null };
}

function compared(record: OwnRecord, there: Held): Seen | null {
  const say = (finding: Sighting['finding'], behind: number | null = null): Seen => ({ finding, behind });
  if (there.deleted) return record.deleted ? null : say('missing');
  if (there.setSpecs.includes('ivo_managed')) return say('claimed');
  if (record.deleted) return say('resurrected');
  if (there.content === record.content) return say('same');
  const behind =
    there.updated === null ? Number.NaN : (Date.parse(record.datestamp) - Date.parse(there.updated)) / 1000;
  return behind > 0 ? say('stale', behind) : say('altered');
}
