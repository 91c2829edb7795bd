/** `voreg reconcile`: gathers both sides, runs, and remembers the statuses for the next run. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { type Commits, openCommits } from '../git/commits.ts';
import { handOver } from '../jobs.ts';
import { withChanges } from '../reconcile/changes.ts';
import { COMPARISON } from '../reconcile/compare-fields.ts';
import { statusesOf } from '../reconcile/held.ts';
import { candidatesFrom, infrastructureOf } from '../reconcile/kin.ts';
import { emptyKnown, type Known } from '../reconcile/known.ts';
import { matcherOf } from '../reconcile/match-records.ts';
import { filesIn, type Originals, openOriginals } from '../reconcile/originals.ts';
import { type OwnFiles, readOwn } from '../reconcile/own-records.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { summaryOf } from '../reconcile/report/summary.ts';
import type { Reconciliation } from '../reconcile/result.ts';
import { readScope, recordsOfRow, SCOPES, tablesOfScope } from '../reconcile/scope.ts';
import { addTrialSource, trialOriginals } from '../reconcile/trial-sources.ts';
import { isLinkable } from '../reconcile/unlinked.ts';
import { openWorld, type World } from '../reconcile/world.ts';
import { makeDataDirectory } from '../store/data-directory.ts';
import { migrate } from '../store/migrate.ts';
import { openDatabase } from '../store/open.ts';
import { keepReport } from '../store/reports.ts';
import { importStoreSide, readStoreSide, type StoreSide } from './reconcile-store.ts';
import { UsageError } from './usage.ts';
import { placeOf } from './validate-files.ts';

export interface ReconcileOptions {
  scope: string | null;
  /** Folders or repositories of SPASE records to be used instead of the last harvests. */
  spase: string[];
  acceptChanges: boolean;
  /** UTC seconds. */
  now: string;
}

/** A run with everything that a proposal is made from. */
export interface Run {
  result: Reconciliation;
  own: OwnFiles;
  known: Known;
  world: World;
  originals: Originals;
  commits: Commits;
  /** Folder of the repository that our records are in. */
  top: string;
}

/** Throws UsageError, GitError, DatabaseAway, DirectoryInUse. */
export async function runReconcile(config: Config, options: ReconcileOptions): Promise<Run> {
  if (options.scope !== null && !SCOPES.includes(options.scope)) {
    throw new UsageError(
      `There is no scope "${options.scope}": use ${SCOPES.join(', ')}, or leave --scope out.`,
    );
  }
  const scope = options.scope === null ? null : readScope(options.scope);
  const { top, commits, own } = await ownSide(config);
  const there = await theirSide(config, options, own);
  const { known, originals } = there;
  const links = own.reviewed.flatMap((one) => one.links);
  const world = openWorld(known, links, there.quarantined);
  const asking =
    scope === null
      ? known.own.filter(isLinkable)
      : [
          ...new Set([
            ...scope.rows.flatMap((row) => recordsOfRow(row, known)),
            ...tablesOfScope(scope, known).values(),
          ]),
        ];
  const before = options.acceptChanges ? null : await readStatuses(config.dataDir, options.scope);
  const found = reconcile({
    known,
    reviewed: own.reviewed,
    quarantined: there.quarantined,
    scope,
    consents: own.consents,
    matcher: matcherOf(known, asking),
    comparison: COMPARISON,
    own: there.published,
    held: there.held,
    holders: there.holders,
    before,
    at: options.now,
    commit: own.commit,
  });
  const entries = await withChanges(found.entries, {
    world,
    at: options.now,
    candidates: candidatesFrom(infrastructureOf(known)),
    originals,
    ownFiles: filesIn(commits),
  });
  const faults = own.faults.map(({ file, line, message }) => `${file}:${line} was left out: ${message}`);
  const result = { ...found, entries, caveats: [...found.caveats, ...faults] };
  if (result.held === null) await saveStatuses(config.dataDir, options.scope, statusesOf(entries));
  // A trial with files of one's own is nobody else's result.
  if (options.spase.length === 0) await keepSummary(config, result);
  return { result, own, known, world, originals, commits, top };
}

async function ownSide(config: Config): Promise<{ top: string; commits: Commits; own: OwnFiles }> {
  if (config.recordsRepo.includes('://')) {
    throw new UsageError(
      'reconcile works in a checkout of the records: clone RECORDS_REPO, go there and leave it unset.',
    );
  }
  const { top } = await placeOf(config);
  const commits = await openCommits(top, config.recordsDir || '.');
  const commit = await commits.find(config.recordsRef ?? 'HEAD');
  if (commit === null) throw new UsageError(`${top} has no commit ${config.recordsRef ?? 'HEAD'} yet.`);
  return { top, commits, own: await readOwn(commits, commit, config.recordsDir) };
}

/** The store, with our records and the files behind the others. */
interface TheirSide extends StoreSide {
  originals: Originals;
}

async function theirSide(
  config: Config,
  { spase, now }: ReconcileOptions,
  own: OwnFiles,
): Promise<TheirSide> {
  if (spase.length > 0) {
    const known: Known = { ...emptyKnown(), own: own.records };
    for (const dir of spase) await addTrialSource(known, dir, now);
    const [bare, folders] = [trialOriginals(spase), openOriginals(known, config.dataDir)];
    const originals: Originals = {
      async *of(records) {
        yield* bare.of(records);
        yield* folders.of(records);
      },
    };
    return { known, quarantined: new Set(), originals, published: [], held: [], holders: [] };
  }
  const side = await storeSide(config);
  const known = { ...side.known, own: own.records };
  return { ...side, known, originals: openOriginals(known, config.dataDir) };
}

/** For the page /reconcile: by the service that holds the embedded database, if one does. */
async function keepSummary({ databaseUrl, dataDir }: Config, result: Reconciliation): Promise<void> {
  const summary = summaryOf(result);
  const { scope } = result;
  const job = { job: 'reconciled', scope, summary: { ...summary } } as const;
  if (databaseUrl === null && (await handOver(dataDir, job)) !== null) return;
  const db = await openDatabase({ databaseUrl, dataDir });
  try {
    await keepReport(db, `reconcile:${scope}`, null, summary);
  } finally {
    await db.close();
  }
}

/** From the database, or from the service that holds the embedded one. */
async function storeSide({ databaseUrl, dataDir }: Config): Promise<StoreSide> {
  const answered = databaseUrl === null ? await handOver(dataDir, { job: 'reconcile' }) : null;
  if (answered !== null) return importStoreSide((answered.result as { file: string }).file);
  const db = await openDatabase({ databaseUrl, dataDir });
  try {
    await migrate(db);
    return await readStoreSide(db);
  } finally {
    await db.close();
  }
}

function statusFile(dataDir: string, scope: string | null): string {
  return join(dataDir, `reconcile-${scope ?? 'all'}.json`);
}

async function readStatuses(dataDir: string, scope: string | null): Promise<Record<string, string> | null> {
  const file = statusFile(dataDir, scope);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    if (error instanceof SyntaxError)
      throw new UsageError(`${file} is damaged. Delete it: the next run begins anew.`);
    throw error;
  }
}

async function saveStatuses(
  dataDir: string,
  scope: string | null,
  statuses: Record<string, string>,
): Promise<void> {
  await makeDataDirectory(dataDir);
  const file = statusFile(dataDir, scope);
  await writeFile(`${file}.new`, JSON.stringify(statuses));
  await rename(`${file}.new`, file);
}
