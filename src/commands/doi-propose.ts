/** New DOIs as a proposed change of the records: a branch and a merge request, or a patch file. Never a commit on the branch itself. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { Proposing } from '../git/propose.ts';
import { unifiedDiff } from '../reconcile/unified-diff.ts';
import { type GitLabProject, projectOf, proposeMergeRequest, rejectedBefore } from '../services/gitlab.ts';
import { counted } from '../words/say.ts';

/** A record with its new DOI. */
export interface Reserved {
  ivoid: string;
  doi: string;
  path: string;
  before: Buffer;
  after: Buffer;
}

interface Where {
  patch: string | null;
  gitlab: string | null;
  token: string | null;
}

/** What to tell if the same was proposed before and closed without a merge: then no DOI is to be reserved. @throws MergeRequestFailed */
export async function rejectedDois(
  proposing: Proposing,
  wanted: Reserved[],
  where: Where,
): Promise<string | null> {
  const project = projectFor(proposing, where);
  if (project === null || wanted.length === 0) return null;
  const rejected = await rejectedBefore({ ...project, ...aboutOf(proposing, wanted) });
  if (rejected === null) return null;
  return `Nothing was reserved: ${rejected} proposed the same and was closed without a merge.`;
}

/** Proposes; returns what to tell. `proposing` is null for a patch file. @throws GitError, MergeRequestFailed */
export async function proposeDois(
  proposing: Proposing | null,
  reserved: Reserved[],
  where: Where,
): Promise<string[]> {
  if (reserved.length === 0) return ['There is nothing to propose.'];
  if (proposing === null) return writePatch(reserved, where.patch ?? '-');
  const branch = branchOf(reserved);
  const title = titleOf(reserved);
  const list = reserved.map(({ ivoid, doi }) => `${ivoid} doi:${doi}`);
  const changes = reserved.map(({ path, after }) => ({ path, content: () => after.toString('utf8') }));
  const made = await proposing.commit(branch, changes, `${title}\n\n${list.join('\n')}`);
  if (made === null) return [`There is nothing to propose: ${proposing.target} has it all.`];
  const isPushed = await proposing.push(branch);
  if (!isPushed) return [`On the branch ${branch}; there is no remote to push it to.`];
  const project = projectFor(proposing, where);
  if (project === null) {
    const why =
      where.token === null ? 'GITLAB_TOKEN is not set' : 'the remote is no GitLab project (see --gitlab)';
    return [`Pushed the branch ${branch}; no merge request, because ${why}.`];
  }
  const description = [
    'Reserved by `voreg doi --reserve`: drafts at DataCite, which nobody else sees yet.',
    'Once this is merged and published, `voreg doi --publish` makes them public, for ever.',
    '',
    ...list.map((item) => `- \`${item.replaceAll('`', "'")}\``),
  ].join('\n');
  const about = aboutOf(proposing, reserved);
  const { url, done } = await proposeMergeRequest({ ...project, ...about, title, description });
  return [`Merge request ${done}: ${url}`];
}

async function writePatch(reserved: Reserved[], file: string): Promise<string[]> {
  const diff = Buffer.concat(reserved.map(({ path, before, after }) => unifiedDiff(path, before, after)));
  await writeFile(file, diff);
  return [`Wrote ${file}: git apply takes it.`];
}

function projectFor({ remote }: Proposing, { gitlab, token }: Where): GitLabProject | null {
  const place = projectOf(gitlab ?? remote ?? '');
  return place === null || token === null ? null : { ...place, token };
}

function aboutOf({ target }: Proposing, reserved: Reserved[]) {
  const content = reserved.map(({ ivoid, doi }) => `${ivoid} ${doi}`).join('\n');
  return { sourceBranch: branchOf(reserved), targetBranch: target, content };
}

/** One for each set of records: a branch is made anew by each run, and another run's proposal must not be lost. */
function branchOf(reserved: Reserved[]): string {
  const all = reserved.map(({ doi }) => doi).sort();
  const [only = ''] = all;
  if (all.length === 1) return `voreg/doi-${only.slice(only.indexOf('/') + 1)}`;
  return `voreg/doi-${createHash('sha256').update(all.join('\n')).digest('hex').slice(0, 12)}`;
}

function titleOf(reserved: Reserved[]): string {
  const [first] = reserved;
  return reserved.length === 1 && first !== undefined
    ? `A DOI for ${first.ivoid}`
    : `DOIs for ${counted(reserved.length, 'record')}`;
}
