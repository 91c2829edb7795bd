/**
 * `voreg doi --reserve`: drafts at DataCite, and the change of the records that names them. Running it again reserves
 * nothing twice: the DOI of an ivoid is always the same, and is looked for first.
 */
import type { Config } from '../config.ts';
import { isRefused } from '../formats/about.ts';
import { openProposing } from '../git/propose.ts';
import { fileWithLinks } from '../reconcile/vor-patch.ts';
import {
  type DoiAccount,
  DoiFailed,
  type KnownDoi,
  lookAt,
  reserveRequest,
  send,
} from '../services/doi-api.ts';
import { type Attributes, attributesOf, doiFor } from '../services/doi-metadata.ts';
import {
  type Asking,
  accountOf,
  type DoiEntry,
  type DoiOptions,
  type DoiReport,
  doiOf,
  entryOf,
  shown,
  UNSET,
} from './doi-entry.ts';
import { proposeDois, type Reserved, rejectedDois } from './doi-propose.ts';
import { checkoutCommit, type DoiRecord, findRecords } from './doi-records.ts';
import { repositoryOf } from './import.ts';
import { UsageError } from './usage.ts';

/** @throws UsageError, GitError, DoiFailed, MergeRequestFailed */
export async function reserve(config: Config, options: DoiOptions): Promise<DoiReport> {
  const { ivoids, dryRun, patch } = options;
  const { datacite } = config;
  if (ivoids.length === 0)
    throw new UsageError('Name the records that are to get a DOI: voreg doi --reserve IVOID…');
  if (datacite === null) throw new UsageError(`DataCite is not configured. ${UNSET}`);
  const isProposed = !dryRun && patch === null;
  const { recordsRef: ref, dataDir, gitlabToken: token } = config;
  const proposing = isProposed
    ? await openProposing({
        source: repositoryOf(config),
        ref,
        recordsDir: config.recordsDir || '.',
        dataDir,
        token,
      })
    : null;
  const at =
    proposing === null
      ? await checkoutCommit(config)
      : { commits: proposing.commits, commit: proposing.base };
  const { records } = await findRecords(config, at, ivoids);
  const asking: Asking = { config, options, base: '' };
  const report: DoiReport = { version: 1, action: 'reserve', dryRun, entries: [], proposal: [] };
  if (dryRun) return { ...report, entries: records.map((record) => planned(asking, record)) };
  const account = accountOf(config);
  const plans = records.map((record) => ({ record, plan: planOf(record, config, account.prefix) }));
  const wanted = plans.flatMap(({ plan }) => ('after' in plan ? [plan] : []));
  const rejected = proposing === null ? null : await rejectedDois(proposing, wanted, { ...options, token });
  if (rejected !== null) return { ...report, proposal: [rejected] };
  for (const { record, plan } of plans) {
    const entry = entryOf(record, config);
    report.entries.push('after' in plan ? await reserved(account, entry, plan) : { ...entry, ...plan });
  }
  const done = wanted.filter(({ doi }) =>
    report.entries.some((entry) => entry.doi === doi && entry.problem === null),
  );
  return { ...report, proposal: await proposeDois(proposing, done, { ...options, token }) };
}

/** In a dry run of --reserve: those that have a DOI need none. */
function planned(asking: Asking, record: DoiRecord): DoiEntry {
  const { prefix } = asking.config.datacite ?? { prefix: '' };
  const plan = planOf(record, asking.config, prefix);
  return 'after' in plan ? shown(asking, record) : { ...entryOf(record, asking.config), ...plan };
}

interface Plan extends Reserved {
  attributes: Attributes;
}

/** Everything that can be wrong is looked at before anything is reserved. */
function planOf(
  record: DoiRecord,
  config: Config,
  prefix: string,
): Plan | Pick<DoiEntry, 'says' | 'problem'> {
  const { described, about, status, bytes, path } = record;
  const has = doiOf(record, config);
  if (has !== null) return { says: `It has ${has}: nothing is reserved.`, problem: null };
  const not = (problem: string) => ({ says: 'Nothing is reserved.', problem });
  if (status === 'deleted') return not('The record is deleted.');
  const doi = doiFor(described.ivoid, prefix);
  const attributes = attributesOf(described, about, doi);
  if (isRefused(attributes)) return not(attributes.refused);
  const after = fileWithLinks(bytes, [{ predicate: 'skos:exactMatch', object: `doi:${doi}`, title: '' }]);
  if (after === null)
    return not(`${path} is not plain UTF-8: write <altIdentifier>doi:${doi}</altIdentifier> by hand.`);
  return { ivoid: described.ivoid, doi, path, before: bytes, after, attributes };
}

async function reserved(account: DoiAccount, entry: DoiEntry, plan: Plan): Promise<DoiEntry> {
  const { doi, ivoid, attributes } = plan;
  const ours = { ...entry, doi, isOurs: true };
  const before = await lookAt(account, doi);
  const known = before ?? (await reserveOrFind(account, doi, attributes));
  // 26^10 suffixes: this is somebody's work by hand.
  const { identifiers, alternateIdentifiers } = known.attributes;
  const named = JSON.stringify([identifiers, alternateIdentifiers]).toLowerCase();
  if (!named.includes(`"${ivoid.toLowerCase()}"`))
    return {
      ...ours,
      state: known.state,
      says: 'Nothing was reserved.',
      problem: `${doi} is there already, for something else.`,
    };
  const says =
    before === null ? `Reserved ${doi} (${known.state}).` : `${doi} was reserved before (${known.state}).`;
  return { ...ours, state: known.state, says };
}

/** Another run may have been faster. */
async function reserveOrFind(account: DoiAccount, doi: string, attributes: Attributes): Promise<KnownDoi> {
  try {
    return await send(account, reserveRequest(account, attributes));
  } catch (error) {
    const known = error instanceof DoiFailed && error.status === 422 ? await lookAt(account, doi) : null;
    if (known === null) throw error;
    return known;
  }
}
