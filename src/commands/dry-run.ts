/**
 * `voreg publish --dry-run`: what a merge would bring to harvesters. Works in a clone (of a fork too) without a database,
 * secrets, or a copy of the repository.
 */

import type { Config } from '../config.ts';
import { type Commits, openCommits } from '../git/commits.ts';
import { type DryRun, dryRun } from '../publish/dry-run.ts';
import { diffsOf } from '../publish/dry-run-diff.ts';
import { DRY_RUN_FORMATS, isRefused } from '../publish/dry-run-report.ts';
import { short } from '../publish/short.ts';
import { utcNow } from '../resource/dates.ts';
import { authorityFindings, DEFAULT_SERVICES, type LookupServices } from '../services/authority-lookup.ts';
import { loadSchema } from '../xml/schema.ts';
import type { DryRunOptions } from './dry-run-options.ts';
import { type Output, writeOutputs } from './outputs.ts';
import { UsageError } from './usage.ts';

/** Runs it. Returns the exit code: 0, or 1 if the merge would be refused. Throws UsageError, GitError, SchemaFolderError. */
export async function runDryRun(
  config: Config,
  options: DryRunOptions,
  outputs: Output[],
  environment: Record<string, string | undefined> = process.env,
): Promise<number> {
  const folder = config.recordsRepo.includes('://') ? process.cwd() : config.recordsRepo;
  const repository = await openCommits(folder, config.recordsDir || '.');
  const head = await commitOf(repository, options.head ?? 'HEAD');
  const base = await baseOf(repository, head, options.base, environment);
  const run = await dryRun({
    repository,
    schema: await loadSchema(config.xsdDir),
    recordsDir: config.recordsDir,
    base,
    head,
    accept: {
      newIdentity: options.acceptNewIdentity,
      transfers: new Set(options.acceptTransfer.map((authority) => authority.toLowerCase())),
    },
    now: utcNow(),
  });
  const looked = await withLookup(run, options);
  const report = { run: looked, diffs: await diffsOf(repository, looked.updated) };
  await writeOutputs(outputs, (format) => DRY_RUN_FORMATS[format]?.(report) ?? '');
  return isRefused(looked) ? 1 : 0;
}

async function withLookup(run: DryRun, options: DryRunOptions): Promise<DryRun> {
  if (run.newAuthorities.length === 0) return run;
  if (!options.lookup) {
    const names = run.newAuthorities.map(({ authority }) => authority).join(', ');
    return {
      ...run,
      notes: [...run.notes, `Whether ${names} is in use elsewhere was not asked (--no-lookup).`],
    };
  }
  const services: LookupServices = {
    ...DEFAULT_SERVICES,
    regtap: options.regtap,
    rofr: options.rofr || null,
  };
  const found = await authorityFindings(run.newAuthorities, run.registry, services);
  return { ...run, findings: [...run.findings, ...found] };
}

async function commitOf(repository: Commits, revision: string): Promise<string> {
  const commit = await repository.find(revision);
  if (commit !== null) return commit;
  throw new UsageError(
    `There is no commit "${revision}" here. Fetch it first; a shallow clone (GIT_DEPTH) may lack it.`,
  );
}

/** Where the target branch is found, in order; the first that is there. GitLab's variables name commits of the merge request. */
function targets(environment: Record<string, string | undefined>): string[] {
  const branch = environment.CI_MERGE_REQUEST_TARGET_BRANCH_NAME;
  return [
    // Only in a merged-results pipeline, whose HEAD has the target branch merged in.
    environment.CI_MERGE_REQUEST_TARGET_BRANCH_SHA,
    environment.CI_MERGE_REQUEST_DIFF_BASE_SHA,
    ...(branch === undefined || branch === '' ? [] : [`refs/remotes/origin/${branch}`]),
    'refs/remotes/origin/HEAD',
    'refs/heads/main',
    'refs/remotes/origin/main',
  ].filter((name) => name !== undefined && name !== '') as string[];
}

/** What is compared with: `--base` as it stands, else where head left the target branch. */
async function baseOf(
  repository: Commits,
  head: string,
  named: string | undefined,
  environment: Record<string, string | undefined>,
): Promise<string> {
  if (named !== undefined) return commitOf(repository, named);
  for (const target of targets(environment)) {
    const commit = await repository.find(target);
    if (commit === null) continue;
    const base = await repository.mergeBase(commit, head);
    if (base !== null) return base;
    throw new UsageError(
      `${target} (${short(commit)}) and ${short(head)} have no history in common here. Fetch all of it ` +
        '(git fetch --unshallow; GIT_DEPTH: 0 in GitLab), or say --base REVISION.',
    );
  }
  throw new UsageError('There is no target branch here (origin/HEAD, main). Say --base REVISION.');
}
