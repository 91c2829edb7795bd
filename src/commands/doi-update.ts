/** `voreg doi --check`, `--update`, `--publish`: landing pages, and what DataCite has. */
import { isRefused } from '../formats/about.ts';
import {
  changeRequest,
  type DoiAccount,
  type DoiEvent,
  type KnownDoi,
  lookAt,
  send,
} from '../services/doi-api.ts';
import { type CheckResult, checkPage, DOI_CHECKS, TOMBSTONE_CHECKS } from '../services/doi-checks.ts';
import { type Attributes, attributesOf, differing, isBelow } from '../services/doi-metadata.ts';
import { landingPage, NoPage } from '../services/doi-page.ts';
import { type Asking, accountOf, type DoiEntry, elsewhere, entryOf } from './doi-entry.ts';
import type { DoiRecord } from './doi-records.ts';
import { howDeleted, withdrawn } from './doi-withdraw.ts';

/** Holds the landing page against what is expected of it. */
export async function checked({ base, config }: Asking, record: DoiRecord): Promise<DoiEntry> {
  const entry = entryOf(record, config);
  const checks = await checksOf(record, entry.doi, base);
  if (typeof checks === 'string')
    return { ...entry, says: 'The page could not be asked for.', problem: checks };
  const faults = checks.filter(({ fault }) => fault !== null).length;
  return {
    ...entry,
    checks,
    says: `${record.status === 'deleted' ? `${howDeleted(record)}. ` : ''}${
      faults === 0
        ? 'The landing page has it all.'
        : `${faults} of ${checks.length} expectations are not met.`
    }`,
  };
}

/** A sentence if there is no answer at all. */
async function checksOf(
  record: DoiRecord,
  doi: string | null,
  base: string,
): Promise<CheckResult[] | string> {
  try {
    const page = await landingPage(record.about.page, `voreg (+${base}; doi check)`);
    return checkPage(
      page,
      record.described,
      doi,
      record.status === 'deleted' ? TOMBSTONE_CHECKS : DOI_CHECKS,
    );
  } catch (error) {
    if (error instanceof NoPage) return error.message;
    throw error;
  }
}

/** Metadata and address at DataCite as the record has them; the state as far as it is asked for. */
export async function updated(asking: Asking, record: DoiRecord): Promise<DoiEntry> {
  const { config } = asking;
  const account = accountOf(config);
  const entry = entryOf(record, config);
  const { doi } = entry;
  if (doi === null) return { ...entry, says: 'It has no DOI; see --reserve.' };
  if (!isBelow(doi, account.prefix)) return { ...entry, says: elsewhere(doi, account.prefix) };
  const known = await lookAt(account, doi);
  if (known === null)
    return {
      ...entry,
      says: 'Nothing was sent.',
      problem: `DataCite has no ${doi}, or does not show it to ${account.user}. Is it written rightly in altIdentifier?`,
    };
  const seen = { ...entry, state: known.state };
  if (record.status === 'deleted') return withdrawn(account, record, seen, known);
  const attributes = attributesOf(record.described, record.about, doi);
  if (isRefused(attributes)) return { ...seen, says: 'Nothing was sent.', problem: attributes.refused };
  return changed(asking, account, record, { entry: seen, known, attributes });
}

async function changed(
  { options, base }: Asking,
  account: DoiAccount,
  record: DoiRecord,
  { entry, known, attributes }: { entry: DoiEntry; known: KnownDoi; attributes: Attributes },
): Promise<DoiEntry> {
  const names = differing(attributes, known.attributes);
  let event: DoiEvent | null = null;
  let problem: string | null = null;
  let checks: CheckResult[] = [];
  if (options.action === 'publish' && known.state !== 'findable') {
    const found = await checksOf(record, known.doi, base);
    if (typeof found === 'string') problem = `It was not made public: ${found}`;
    else {
      checks = found.filter(({ fault }) => fault !== null);
      if (checks.every(({ isRequired }) => !isRequired)) event = 'publish';
      else problem = 'It was not made public: its landing page is not as it should be.';
    }
  }
  if (names.length === 0 && event === null)
    return { ...entry, says: `${known.doi} is up to date.`, problem, checks };
  const { state } = await send(account, changeRequest(account, known.doi, attributes, event));
  const sent = names.length === 0 ? '' : ` Changed: ${names.join(', ')}.`;
  return { ...entry, state, says: `${known.doi} is ${state}.${sent}`, problem, checks };
}
