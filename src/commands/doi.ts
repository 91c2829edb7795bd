/**
 * `voreg doi`: shows, checks, reserves and brings up to date. Records are read from Git; what is written there is a
 * proposal (doi-propose.ts), and a DOI becomes public only by --publish.
 */
import type { Config } from '../config.ts';
import { type Asking, type DoiEntry, type DoiOptions, type DoiReport, shown } from './doi-entry.ts';
import { checkoutCommit, findRecords } from './doi-records.ts';
import { reserve } from './doi-reserve.ts';
import { checked, updated } from './doi-update.ts';

/** @throws UsageError, GitError, DoiFailed, MergeRequestFailed */
export async function runDoi(config: Config, options: DoiOptions): Promise<DoiReport> {
  const { action } = options;
  if (action === 'reserve') return reserve(config, options);
  const at = await checkoutCommit(config);
  const { records, base } = await findRecords(config, at, options.ivoids);
  const asking: Asking = { config, options, base };
  const entries: DoiEntry[] = [];
  for (const record of records) {
    if (action === 'check') entries.push(await checked(asking, record));
    else if (action === 'show' || options.dryRun) entries.push(shown(asking, record));
    else entries.push(await updated(asking, record));
  }
  return { version: 1, action, dryRun: options.dryRun || action === 'show', entries, proposal: [] };
}
