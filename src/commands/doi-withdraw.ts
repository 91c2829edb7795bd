/**
 * What becomes of the DOI of a record that was deleted, by its status or with its file: it leads on to the page that says
 * so (410), is no longer listed (state `registered`), and DataCite knows since when. Source: DataCite support, "What
 * should I do if the resource that a DOI points to is retracted?" and "Best Practices for Tombstone Pages".
 */
import { utcNow } from '../resource/dates.ts';
import { changeRequest, type DoiAccount, type DoiRequest, type KnownDoi, send } from '../services/doi-api.ts';
import type { Attributes } from '../services/doi-metadata.ts';
import type { DoiEntry } from './doi-entry.ts';
import type { DoiRecord } from './doi-records.ts';

type Dates = Attributes['dates'];

/** In words: the commit is where its reason is written. */
export function howDeleted({ path, removal }: DoiRecord): string {
  if (removal === null) return 'The record is deleted';
  return `The record is gone: ${path} was removed on ${removal.on} (commit ${removal.commit.slice(0, 12)})`;
}

/** The request without what DataCite has: what a dry run shows. */
export function withdrawal({ url }: Pick<DoiAccount, 'url'>, record: DoiRecord, doi: string): DoiRequest {
  return changeRequest({ url }, doi, change(record, []), 'hide');
}

/** Sends what DataCite does not know yet. A draft was never seen by anybody, and is left to who made it. @throws DoiFailed */
export async function withdrawn(
  account: DoiAccount,
  record: DoiRecord,
  entry: DoiEntry,
  { doi, state, attributes }: KnownDoi,
): Promise<DoiEntry> {
  const how = howDeleted(record);
  if (state === 'draft')
    return {
      ...entry,
      says: `${how}; ${doi} is a draft, which nobody else sees.`,
      problem: `Delete the draft ${doi} in Fabrica, or put it into the record that takes the place of this one.`,
    };
  const theirs = datesIn(attributes.dates);
  const isKnown = attributes.url === record.about.page && theirs.some(isWithdrawal);
  if (state === 'registered' && isKnown)
    return { ...entry, says: `${how}; ${doi} is registered, and leads to its page.` };
  const event = state === 'findable' ? 'hide' : null;
  const after = await send(account, changeRequest(account, doi, change(record, theirs), event));
  return {
    ...entry,
    state: after.state,
    says: `${how}: ${doi} is no longer listed (${after.state}), says that it is withdrawn, and leads to its page.`,
  };
}

/** DataCite replaces a list as a whole, so what it has goes with it. */
function change({ about, removal }: DoiRecord, theirs: Dates): Pick<Attributes, 'url' | 'dates'> {
  const date = removal?.on ?? utcNow().slice(0, 10);
  const dateInformation = `record deleted from ${about.registry.name}`;
  const dates = theirs.some(isWithdrawal)
    ? theirs
    : [...theirs, { date, dateType: 'Withdrawn', dateInformation }];
  return { url: about.page, dates };
}

function isWithdrawal({ dateType }: Dates[number]): boolean {
  return dateType === 'Withdrawn';
}

function datesIn(dates: unknown): Dates {
  if (!Array.isArray(dates)) return [];
  return dates.filter(
    (one): one is Dates[number] =>
      typeof one === 'object' &&
      one !== null &&
      typeof one.date === 'string' &&
      typeof one.dateType === 'string',
  );
}
