/** `voreg reconcile --propose`: a branch with one commit for each kind of change, and a merge request where there is a GitLab. */
import type { Config } from '../config.ts';
import { openProposing } from '../git/propose.ts';
import { filesIn } from '../reconcile/originals.ts';
import { proposalSteps, type Step } from '../reconcile/proposal.ts';
import { STATUSES } from '../reconcile/statuses.ts';
import { type GitLabProject, projectOf, proposeMergeRequest, rejectedBefore } from '../services/gitlab.ts';
import type { Run } from './reconcile.ts';

/** Lines of one kind in the description; the rest is counted. */
const MOST_LINES = 40;

/** Proposes what the run found; returns what to tell. @throws GitError, MergeRequestFailed */
export async function proposeReconciled(
  config: Config,
  run: Run,
  gitlab: string | null,
  now: string,
): Promise<string[]> {
  const { recordsRef: ref, dataDir, gitlabToken: token } = config;
  const steps = await proposalSteps({
    ...run,
    recordsDir: config.recordsDir,
    now,
    ownFiles: filesIn(run.commits),
  });
  if (steps.length === 0) return ['There is nothing to propose.'];
  const proposing = await openProposing({
    source: run.top,
    ref,
    recordsDir: config.recordsDir || '.',
    dataDir,
    token,
  });
  if (proposing.base !== run.own.commit) {
    return [
      `Nothing was proposed: ${proposing.target} is at ${proposing.base.slice(0, 12)}, but the run looked at ` +
        `${run.own.commit.slice(0, 12)}. Bring the checkout up to date and run again.`,
    ];
  }
  const branch = `voreg/reconcile-${run.result.scope}`;
  const where = projectOf(gitlab ?? proposing.remote ?? '');
  const project: GitLabProject | null = where === null || token === null ? null : { ...where, token };
  const about = { sourceBranch: branch, targetBranch: proposing.target, content: contentOf(steps) };
  const rejected = project === null ? null : await rejectedBefore({ ...project, ...about });
  if (rejected !== null) {
    return [`Not proposed again: ${rejected} was closed without a merge, and nothing has changed since.`];
  }
  const made = await proposing.commitAll(
    branch,
    steps.map(({ message, items, files }) => ({
      message: `${message}\n\n${shortened(items).join('\n')}`,
      changes: files.map(({ path, text }) => ({ path, content: () => text })),
    })),
  );
  if (made === null) return [`There is nothing to propose: ${proposing.target} has it all.`];
  const told = steps.map(({ message }) => `  ${message}`);
  const isPushed = await proposing.push(branch);
  if (!isPushed) return [`On the branch ${branch} (there is no remote to push it to):`, ...told];
  if (project === null) {
    const why = token === null ? 'GITLAB_TOKEN is not set' : 'the remote is no GitLab project (see --gitlab)';
    return [`Pushed the branch ${branch}; no merge request, because ${why}:`, ...told];
  }
  const title = `Links with other registries (${run.result.scope})`;
  const { url, done } = await proposeMergeRequest({
    ...project,
    ...about,
    title,
    description: descriptionOf(run, steps),
  });
  return [`Merge request ${done}: ${url}`, ...told];
}

/** What is proposed, whatever day it is: dates in the links are those of the first proposal. */
function contentOf(steps: Step[]): string {
  return steps.map(({ kind, items }) => `${kind}\n${[...items].sort().join('\n')}`).join('\n\n');
}

function descriptionOf({ result }: Run, steps: Step[]): string {
  const counts = STATUSES.flatMap(({ id }) => {
    const count = result.counts[id] ?? 0;
    return count === 0 ? [] : [`| ${id} | ${count} |`];
  });
  const commits = steps.flatMap(({ kind, message, items }) => [
    `### ${message}`,
    '',
    ...shortened(items).map((item) => `- [${kind === 'candidates' ? ' ' : 'x'}] ${code(item)}`),
    '',
  ]);
  return [
    'Found by `voreg reconcile`. Nothing is changed before this is merged. To say no to a link, keep its line and write',
    '`Not` into its column `predicate_modifier`: it is not proposed again.',
    '',
    '| status | pairs |',
    '|---|---|',
    ...counts,
    '',
    ...commits,
    ...result.caveats.map((caveat) => `> ${caveat}`),
  ].join('\n');
}

/** Identifiers and titles are from outside: no mention, link or command of GitLab may come of them. */
function code(item: string): string {
  return `\`${item.replaceAll('`', "'")}\``;
}

function shortened(items: string[]): string[] {
  if (items.length <= MOST_LINES) return items;
  return [...items.slice(0, MOST_LINES), `and ${items.length - MOST_LINES} more`];
}
