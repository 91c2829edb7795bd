/** `voreg import`: from a source's list to files of the checkout. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { type Config, PROGRAM_DIR } from '../config.ts';
import { openWorkTree } from '../git/worktree.ts';
import { applyPlan } from '../harvest/import-apply.ts';
import { checkEntries } from '../harvest/import-check.ts';
import { type Existing, readExisting } from '../harvest/import-existing.ts';
import { type Plan, planImport } from '../harvest/import-plan.ts';
import { type Received, receive, Spool } from '../harvest/import-receive.ts';
import { type ImportReport, importReport } from '../harvest/import-report.ts';
import { type ImportState, readState, saveState, statePath } from '../harvest/import-state.ts';
import type { Source } from '../harvest/source.ts';
import type { Finding } from '../validate/finding.ts';
import { rulesOf } from '../validate/rules.ts';
import { loadSchema } from '../xml/schema.ts';
import { UsageError } from './usage.ts';
import { filesBelow } from './validate-files.ts';

export interface ImportRequest {
  /** As given: an address, a file or a folder. */
  source: string;
  /** Opens it; called once for each list. */
  open: () => Promise<Source>;
  authorities: string[];
  force: boolean;
  signal: AbortSignal;
  /** UTC seconds. */
  now: string;
  onProgress?: (records: number) => void;
}

/** Writes into the work tree. Throws UsageError, ImportRefused, GitError, and what the source throws. */
export async function importRecords(config: Config, request: ImportRequest): Promise<ImportReport> {
  const { top, records } = await workTreeOf(config);
  const path = statePath(config.dataDir, request.source, records);
  const state = await readState(path, request.source);
  const spool = new Spool();
  try {
    const received = await listed(request, null, spool);
    const existing = await readExisting(filesOf(records), await registryJsonOf(records));
    const prefix = `${relative(top, records).split(sep).join('/')}/`.replace(/^\/$/, '');
    const { plan, findings } = await planned(config, request, { received, spool, existing, state, prefix });
    await applyPlan(plan, spool, records, request.signal);
    await saveState(path, {
      ...state,
      authorities: plan.ownAuthorities,
      digests: { ...state.digests, ...Object.fromEntries(plan.digests) },
    });
    return importReport(nameOfSource(request.source), received, plan, findings, null);
  } finally {
    spool.close();
  }
}

/** RECORDS_REPO if it is set to a folder; else the work tree that one stands in. */
async function workTreeOf(config: Config): Promise<{ top: string; records: string }> {
  const folder = config.recordsRepo.includes('://') ? process.cwd() : repositoryOf(config);
  const tree = await openWorkTree(folder);
  if (tree === null && folder === process.cwd()) {
    throw new UsageError(
      'An import writes into the checkout of a records repository. Go to one (git init makes a new one), or set RECORDS_REPO.',
    );
  }
  const top = tree?.top ?? folder;
  return { top, records: join(top, config.recordsDir) };
}

/** Where the records are kept: RECORDS_REPO if it is set, a path or a URL; else where one stands. */
export function repositoryOf({ recordsRepo }: Config): string {
  return recordsRepo === PROGRAM_DIR ? process.cwd() : recordsRepo;
}

async function* filesOf(records: string): AsyncGenerator<{ path: string; bytes: Buffer }> {
  if (!existsSync(records)) return;
  for (const { path, absolute } of await filesBelow(records, records))
    yield { path, bytes: await readFile(absolute) };
}

async function registryJsonOf(records: string): Promise<string | null> {
  return readFile(join(records, 'registry.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
}

/** The whole list, or what changed since. */
export async function listed(request: ImportRequest, since: string | null, spool: Spool): Promise<Received> {
  const source = await request.open();
  try {
    if (source.model !== 'vor') {
      throw new UsageError(`${request.source} has SPASE records: an import takes VOResource records only.`);
    }
    return await receive(source, since, spool, request.signal, request.onProgress);
  } finally {
    await source.close();
  }
}

/** As it may be written into a repository: an address without credentials, or a file's name without where it was here. */
export function nameOfSource(source: string): string {
  return /^https?:/i.test(source) ? source.replace(/:\/\/[^\s/]*@/, '://') : basename(source);
}

/** What a plan needs to know beside the lists. */
function optionsOf({ authorities, force, source, signal }: ImportRequest, state: ImportState) {
  const before = new Map(Object.entries(state.digests));
  return { authorities, force, source: nameOfSource(source), before, remembered: state.authorities, signal };
}

/** What is to be done with what was received, and what the rules say of it. `prefix`: of the records in the repository. */
export async function planned(
  config: Config,
  request: ImportRequest,
  from: { received: Received; spool: Spool; existing: Existing; state: ImportState; prefix: string },
): Promise<{ plan: Plan; findings: Finding[] }> {
  const { received, spool, existing, state, prefix } = from;
  const options = optionsOf(request, state);
  const plan = await planImport(received, spool, existing, options, request.now.slice(0, 10));
  return { plan, findings: await findingsOf(config, request, plan, spool, prefix) };
}

/** Of the records that the plan writes. `prefix`: what reports put before paths below the records folder. */
async function findingsOf(
  config: Config,
  { now, signal }: ImportRequest,
  plan: Plan,
  spool: Spool,
  prefix: string,
): Promise<Finding[]> {
  const entries = [...plan.written, ...plan.changed];
  if (entries.length === 0) return [];
  const schema = await loadSchema(config.xsdDir);
  return checkEntries(entries, spool, prefix, { schema, rules: rulesOf('rec'), now }, signal);
}
