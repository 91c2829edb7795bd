/**
 * `voreg import --propose` and `--follow`: what a source has changed, as a commit on a branch of its own and a merge
 * request. Nothing is merged here: a curator decides.
 */
import type { Config } from '../config.ts';
import { type FileChange, openProposing, type Proposing } from '../git/propose.ts';
import { fileBytes } from '../harvest/import-check.ts';
import { type Existing, readExisting } from '../harvest/import-existing.ts';
import type { Plan } from '../harvest/import-plan.ts';
import { type Received, Spool } from '../harvest/import-receive.ts';
import { type ImportReport, importReport } from '../harvest/import-report.ts';
import { type ImportState, readState, saveState, statePath } from '../harvest/import-state.ts';
import { ivoidKey } from '../resource/ivoid.ts';
import { type GitLabProject, projectOf, proposeMergeRequest, rejectedBefore } from '../services/gitlab.ts';
import { RECORD_MAX_BYTES } from '../validate/record.ts';
import { type ImportRequest, listed, nameOfSource, planned, repositoryOf } from './import.ts';
import { importDescription, importTitle } from './import-words.ts';

export interface ProposeRequest extends ImportRequest {
  /** What the remote is if it is not told by its address: the project's page. */
  gitlab: string | null;
}

/** Incremental lists miss what a source does not date properly: everything is listed once a day. */
const FULL_EVERY_MS = 24 * 3_600_000;

/** One round. Throws UsageError, ImportRefused, GitError, MergeRequestFailed, and what the source throws. */
export async function proposeImport(config: Config, request: ProposeRequest): Promise<ImportReport> {
  const { recordsRef: ref, dataDir, gitlabToken: token } = config;
  const source = repositoryOf(config);
  const recordsDir = config.recordsDir || '.';
  const proposing = await openProposing({ source, ref, recordsDir, dataDir, token, signal: request.signal });
  const path = statePath(dataDir, request.source, `${proposing.remote ?? source}#${proposing.target}`);
  const state = await readState(path, request.source);
  const full = isFullDue(state, request.now);
  const spool = new Spool();
  try {
    const received = await listed(request, full ? null : state.reached, spool);
    const prefix = config.recordsDir === '' ? '' : `${config.recordsDir}/`;
    const existing = await existingIn(proposing, prefix);
    const { plan, findings } = await planned(config, request, { received, spool, existing, state, prefix });
    const report = importReport(nameOfSource(request.source), received, plan, findings, null);
    report.proposal = await proposed(proposing, token, request, report, changesOf(plan, spool, prefix), plan);
    await saveState(path, stateAfter(state, received, plan, request.now));
    return report;
  } finally {
    spool.close();
  }
}

function isFullDue({ reached, lastFull }: ImportState, now: string): boolean {
  return reached === null || lastFull === null || Date.parse(now) - Date.parse(lastFull) >= FULL_EVERY_MS;
}

/**
 * `reached` moves only when the target branch has all that was listed: until a proposal is merged, its changes are
 * listed again, so that the branch, made anew each time, never loses one.
 */
function stateAfter(state: ImportState, { end, full }: Received, plan: Plan, now: string): ImportState {
  const isMerged = end.complete && plan.written.length + plan.changed.length + plan.removed.length === 0;
  const inTarget = [...plan.unchanged, ...plan.edited].map(({ ivoid }) => ivoidKey(ivoid));
  const digests = { ...state.digests };
  for (const key of inTarget) {
    const digest = plan.digests.get(key);
    if (digest !== undefined) digests[key] = digest;
  }
  return {
    ...state,
    digests,
    authorities: full ? plan.ownAuthorities : state.authorities,
    reached: isMerged && plan.registryJson === null ? end.reached : state.reached,
    lastFull: full && end.complete ? now : state.lastFull,
  };
}

async function existingIn({ commits, base }: Proposing, prefix: string): Promise<Existing> {
  const entries = (await commits.tree(base)).filter((entry) => entry.utf8 && entry.mode.startsWith('100'));
  const json = entries.find((entry) => entry.path === `${prefix}registry.json`);
  const records = entries.filter((entry) => /\.xml$/i.test(entry.path));
  let registryJson: string | null = null;
  if (json !== undefined)
    for await (const blob of commits.blobs([json.blob], RECORD_MAX_BYTES))
      if (!blob.tooLarge) registryJson = blob.content.toString('utf8');
  async function* files() {
    let at = 0;
    for await (const blob of commits.blobs(
      records.map((entry) => entry.blob),
      RECORD_MAX_BYTES,
    )) {
      const path = (records[at]?.path ?? '').slice(prefix.length);
      at += 1;
      yield { path, bytes: blob.tooLarge ? Buffer.alloc(0) : blob.content };
    }
  }
  return readExisting(files(), registryJson);
}

function changesOf(plan: Plan, spool: Spool, prefix: string): FileChange[] {
  const { registryJson } = plan;
  return [
    ...[...plan.written, ...plan.changed].map(({ path, place }) => ({
      path: prefix + path,
      content: () => fileBytes(spool, place).toString('utf8'),
    })),
    ...(registryJson === null ? [] : [{ path: `${prefix}registry.json`, content: () => registryJson }]),
    ...plan.removed.map(({ path }) => ({ path: prefix + path, content: null })),
  ];
}

/** The branch, and the merge request where there is a GitLab. */
async function proposed(
  proposing: Proposing,
  token: string | null,
  request: ProposeRequest,
  report: ImportReport,
  changes: FileChange[],
  plan: Plan,
): Promise<ImportReport['proposal']> {
  const branch = branchOf(request.source);
  const nothing = { branch, commit: null, mergeRequest: null };
  if (changes.length === 0)
    return { ...nothing, says: `Nothing to propose: ${proposing.target} has it all.` };
  const where = projectOf(request.gitlab ?? proposing.remote ?? '');
  const project: GitLabProject | null = where === null || token === null ? null : { ...where, token };
  const about = {
    sourceBranch: branch,
    targetBranch: proposing.target,
    content: contentOf(plan),
    signal: request.signal,
  };
  const rejected = project === null ? null : await rejectedBefore({ ...project, ...about });
  if (rejected !== null) {
    const says = `Not proposed again: ${rejected} was closed without a merge, and nothing has changed since.`;
    return { ...nothing, mergeRequest: rejected, says };
  }
  const title = importTitle(report);
  const made = await proposing.commit(branch, changes, `${title}\n\nFrom ${report.source}`);
  if (made === null) return { ...nothing, says: `Nothing to propose: ${proposing.target} has it all.` };
  const { commit } = made;
  const isPushed = await proposing.push(branch);
  if (!isPushed)
    return { ...nothing, commit, says: `On the branch ${branch}; there is no remote to push it to.` };
  if (project === null) {
    const why = token === null ? 'GITLAB_TOKEN is not set' : 'the remote is no GitLab project (see --gitlab)';
    return { ...nothing, commit, says: `Pushed the branch ${branch}; no merge request, because ${why}.` };
  }
  const description = importDescription(report);
  const { url, done } = await proposeMergeRequest({ ...project, ...about, title, description });
  return { branch, commit, mergeRequest: url, says: `Merge request ${done}: ${url}` };
}

/** What is proposed, whatever commit it begins at. */
function contentOf({ written, changed, removed, retired, digests }: Plan): string {
  const lines = [
    ...[...written, ...changed].map(({ ivoid }) => `${ivoidKey(ivoid)} ${digests.get(ivoidKey(ivoid))}`),
    ...removed.map(({ ivoid }) => `${ivoidKey(ivoid)} gone`),
    ...retired.map(({ ivoid }) => `${ivoidKey(ivoid)} retired`),
  ];
  return lines.sort().join('\n');
}

const MOST_LETTERS = 60;

/** `voreg/import-` and the address or path in small letters. */
export function branchOf(source: string): string {
  const name = source
    .replace(/^[a-z]+:\/\/([^/@]*@)?/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return `voreg/import-${name.replace(/^-/, '').slice(0, MOST_LETTERS).replace(/-$/, '') || 'source'}`;
}
