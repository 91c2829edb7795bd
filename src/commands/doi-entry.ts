/** What `voreg doi` finds of one record, and what a request for it would be. Nothing is asked here. */
import type { Config } from '../config.ts';
import { passwordIn } from '../config-datacite.ts';
import { isRefused } from '../formats/about.ts';
import {
  changeRequest,
  type DoiAccount,
  type DoiRequest,
  type KnownDoi,
  reserveRequest,
} from '../services/doi-api.ts';
import type { CheckResult } from '../services/doi-checks.ts';
import { attributesOf, doiFor, isBelow } from '../services/doi-metadata.ts';
import type { DoiRecord } from './doi-records.ts';
import { howDeleted, withdrawal } from './doi-withdraw.ts';
import { UsageError } from './usage.ts';

export type DoiAction = 'show' | 'check' | 'reserve' | 'update' | 'publish';

export interface DoiOptions {
  action: DoiAction;
  /** Nothing is sent: the requests are shown. */
  dryRun: boolean;
  ivoids: string[];
  /** A file for the proposed change instead of a branch. */
  patch: string | null;
  /** The project's page, where the remote's address does not tell it. */
  gitlab: string | null;
}

export interface DoiEntry {
  ivoid: string;
  doi: string | null;
  /** Landing page. */
  page: string;
  /** Whether the DOI is below DATACITE_PREFIX; null: there is none, or no prefix. */
  isOurs: boolean | null;
  /** At DataCite, after this run; null: not asked, or not there. */
  state: KnownDoi['state'] | null;
  /** What was done, or would be. */
  says: string;
  /** Something for a person to do. */
  problem: string | null;
  checks: CheckResult[];
  /** In a dry run. */
  request: DoiRequest | null;
}

export interface DoiReport {
  version: 1;
  action: DoiAction;
  dryRun: boolean;
  entries: DoiEntry[];
  /** What became of the proposed change, for --reserve. */
  proposal: string[];
}

export interface Asking {
  config: Config;
  options: DoiOptions;
  base: string;
}

/** The record's DOI: one of ours where it has several. */
export function doiOf({ described: { dois } }: DoiRecord, { datacite }: Config): string | null {
  const prefix = datacite?.prefix;
  return (prefix === undefined ? undefined : dois.find((doi) => isBelow(doi, prefix))) ?? dois[0] ?? null;
}

export function entryOf(record: DoiRecord, config: Config): DoiEntry {
  const doi = doiOf(record, config);
  const prefix = config.datacite?.prefix;
  return {
    ivoid: record.described.ivoid,
    doi,
    page: record.about.page,
    isOurs: doi === null || prefix === undefined ? null : isBelow(doi, prefix),
    ...{ state: null, says: '', problem: null, checks: [], request: null },
  };
}

export const UNSET = 'Set DATACITE_URL and DATACITE_PREFIX (docs/operating.md, "DOIs").';

/** Nothing is asked: what a request would be. */
export function shown({ config, options }: Asking, record: DoiRecord): DoiEntry {
  const entry = entryOf(record, config);
  const { datacite } = config;
  if (datacite === null) return { ...entry, says: `No request can be shown. ${UNSET}` };
  if (entry.isOurs === false) return { ...entry, says: elsewhere(entry.doi, datacite.prefix) };
  if (record.status === 'deleted' && entry.doi !== null)
    return {
      ...entry,
      says: `${howDeleted(record)}. If DataCite does not know it yet, --update would send (with the dates that it has):`,
      request: withdrawal(datacite, record, entry.doi),
    };
  const doi = entry.doi ?? doiFor(entry.ivoid, datacite.prefix);
  const attributes = attributesOf(record.described, record.about, doi);
  if (isRefused(attributes)) return { ...entry, says: 'Nothing would be sent.', problem: attributes.refused };
  if (entry.doi === null)
    return {
      ...entry,
      says: `It has no DOI; --reserve would make ${doi} a draft:`,
      request: reserveRequest(datacite, attributes),
    };
  const event = options.action === 'publish' ? 'publish' : null;
  return {
    ...entry,
    says: 'If anything differs, --update would send:',
    request: changeRequest(datacite, doi, attributes, event),
  };
}

export function elsewhere(doi: string | null, prefix: string): string {
  return `${doi} is not below ${prefix}: who registered it keeps it up to date.`;
}

/** Who sends. @throws UsageError if it is not configured */
export function accountOf({ datacite }: Config): DoiAccount {
  if (datacite === null) throw new UsageError(`DataCite is not configured. ${UNSET}`);
  const { url, prefix, account } = datacite;
  if (account === null)
    throw new UsageError(
      'Set DATACITE_USER and DATACITE_PASSWORD_FILE, or see what would be sent with --dry-run.',
    );
  return { url, prefix, user: account.user, password: passwordIn(account.passwordFile) };
}
