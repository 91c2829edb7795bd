/**
 * Opens a merge request in GitLab, or brings the open one up to date. Idempotent: the same proposal twice is one merge
 * request; one that was closed without a merge has been rejected and does not come back (design P9).
 * Not for: branches and commits (git/propose.ts).
 */
import { createHash } from 'node:crypto';
import { callJson, type JsonAnswer, Unanswered } from './json-api.ts';

export interface GitLabProject {
  /** `https://gitlab.example/api/v4` */
  apiBase: string;
  /** `group/project`, or its number. */
  project: string;
  /** With scope `api`; goes into one header, never into a message. */
  token: string;
}

export interface Proposal extends GitLabProject {
  sourceBranch: string;
  targetBranch: string;
  title: string;
  /** Markdown. */
  description: string;
  /** What is proposed, whatever commit it is in: two proposals with the same text are the same. */
  content: string;
  signal?: AbortSignal;
}

export interface ProposedMergeRequest {
  /** Address for a person. */
  url: string;
  done: 'opened' | 'updated' | 'unchanged' | 'rejected';
}

/** GitLab did not do it; the message says why and what to do next. */
export class MergeRequestFailed extends Error {
  override name = 'MergeRequestFailed';
  /** HTTP status; null if there was no answer. */
  readonly status: number | null;
  constructor(message: string, status: number | null) {
    super(message);
    this.status = status;
  }
}

interface MergeRequest {
  iid: number;
  web_url: string;
  title: string;
  description: string | null;
  state: string;
}

/**
 * Where GitLab is, from the address of a repository as Git has it (`https://host/group/project.git`, `git@host:…`,
 * `ssh://git@host/…`) or of the project's page; null for what is no such address (a path, a file: URL).
 */
export function projectOf(remote: string): Omit<GitLabProject, 'token'> | null {
  const short = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)([^\s]+)$/.exec(remote);
  const url = short === null && URL.canParse(remote) ? new URL(remote) : null;
  const origin =
    short !== null
      ? `https://${short[1]}`
      : url?.protocol === 'http:' || url?.protocol === 'https:'
        ? url.origin
        : url?.protocol === 'ssh:'
          ? `https://${url.hostname}`
          : null;
  const project = (short?.[2] ?? url?.pathname ?? '').replace(/^\/+|(?<!\/)\/+$/g, '').replace(/\.git$/, '');
  return origin === null || !project.includes('/') ? null : { apiBase: `${origin}/api/v4`, project };
}

/** Whether the same content was proposed from this branch before and closed without a merge: its address, or null. */
export async function rejectedBefore(
  proposal: Pick<Proposal, 'sourceBranch' | 'targetBranch' | 'content' | 'signal'> & GitLabProject,
): Promise<string | null> {
  const closed = await mergeRequests(proposal, 'closed');
  const mark = markOf(proposal.content);
  return closed.find(({ description }) => description?.includes(mark))?.web_url ?? null;
}

/** The source branch must have been pushed. Throws MergeRequestFailed. */
export async function proposeMergeRequest(proposal: Proposal): Promise<ProposedMergeRequest> {
  const { sourceBranch, targetBranch, title } = proposal;
  const description = `${proposal.description.trimEnd()}\n\n${markOf(proposal.content)}\n`;
  const [open] = await mergeRequests(proposal, 'opened');
  if (open !== undefined) return update(proposal, open, { title, description });
  const rejected = await rejectedBefore(proposal);
  if (rejected !== null) return { url: rejected, done: 'rejected' };
  try {
    const made = await call<MergeRequest>(proposal, 'POST', 'merge_requests', {
      source_branch: sourceBranch,
      target_branch: targetBranch,
      title,
      description,
      remove_source_branch: true,
    });
    return { url: made.web_url, done: 'opened' };
  } catch (error) {
    // Somebody else, another replica for one, opened it at the same time.
    if (!(error instanceof MergeRequestFailed) || error.status !== 409) throw error;
    const [other] = await mergeRequests(proposal, 'opened');
    if (other === undefined) throw error;
    return update(proposal, other, { title, description });
  }
}

async function update(
  proposal: Proposal,
  open: MergeRequest,
  wanted: { title: string; description: string },
): Promise<ProposedMergeRequest> {
  if (open.title === wanted.title && (open.description ?? '').trim() === wanted.description.trim())
    return { url: open.web_url, done: 'unchanged' };
  const made = await call<MergeRequest>(proposal, 'PUT', `merge_requests/${open.iid}`, wanted);
  return { url: made.web_url, done: 'updated' };
}

/** Unseen in the rendered description. */
function markOf(content: string): string {
  return `<!-- voreg proposal ${createHash('sha256').update(content).digest('hex').slice(0, 32)} -->`;
}

async function mergeRequests(
  project: GitLabProject & Pick<Proposal, 'sourceBranch' | 'targetBranch' | 'signal'>,
  state: 'opened' | 'closed',
): Promise<MergeRequest[]> {
  const query = new URLSearchParams({
    state,
    source_branch: project.sourceBranch,
    target_branch: project.targetBranch,
    per_page: '50',
  });
  const found = await call<MergeRequest[]>(project, 'GET', `merge_requests?${query}`);
  if (!Array.isArray(found)) throw new MergeRequestFailed(notGitLab(project), 200);
  return found;
}

const TIMEOUT_MS = 30_000;

async function call<T>(
  { apiBase, project, token, signal }: GitLabProject & { signal?: AbortSignal | undefined },
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const where = { apiBase, project };
  const answer = await callJson({
    url: `${apiBase}/projects/${encodeURIComponent(project)}/${path}`,
    headers: { 'private-token': token, accept: 'application/json', 'content-type': 'application/json' },
    ...{ method, body, signal, timeoutMs: TIMEOUT_MS },
  }).catch((error: unknown) => {
    if (!(error instanceof Unanswered)) throw error;
    const todo = 'Check the network; the next run tries again.';
    throw new MergeRequestFailed(`GitLab at ${apiBase} ${error.message}. ${todo}`, null);
  });
  const { data, status } = answer;
  if (!answer.isOk) throw new MergeRequestFailed(refusal(answer, where, token), status);
  if (data === undefined) throw new MergeRequestFailed(notGitLab(where), status);
  return data as T;
}

type Where = Pick<GitLabProject, 'apiBase' | 'project'>;

function notGitLab({ apiBase }: Where): string {
  return `${apiBase} answers with something else than GitLab's API (a web page?). Check the address of the project.`;
}

const SENTENCES: Record<number, (where: Where) => string> = {
  400: ({ project }) =>
    `GitLab takes the merge request for ${project} for wrong. Check that both branches are there.`,
  401: ({ apiBase }) =>
    `GitLab at ${apiBase} does not know the token. Put a valid one into GITLAB_TOKEN: it may have expired.`,
  403: ({ project }) =>
    `The token may not open merge requests in ${project}. It needs the scope "api" and the role Developer.`,
  404: ({ project }) =>
    `There is no project ${project}, or the token does not see it. Check the address and the members of the project.`,
  409: ({ project }) =>
    `${project} has a merge request of this branch already, which is not shown to the token.`,
  422: ({ project }) => `GitLab cannot make a merge request of these branches in ${project}.`,
  429: () => 'GitLab asks to come back later: too many requests.',
};

function refusal({ status, headers, data }: JsonAnswer, where: Where, token: string): string {
  const location = headers.get('location');
  if (status >= 300 && status < 400)
    return `${where.apiBase} redirects${location === null ? '' : ` to ${location}`}. Give that address: the token is not taken there.`;
  const known = SENTENCES[status];
  const sentence =
    known?.(where) ??
    (status >= 500
      ? `GitLab at ${where.apiBase} has a fault of its own (HTTP ${status}). The next run tries again.`
      : `GitLab at ${where.apiBase} refuses (HTTP ${status}).`);
  const wait = headers.get('retry-after');
  const later = status === 429 && wait !== null ? ` It says when: ${wait}.` : '';
  if (data === undefined) return `${sentence}${later} The answer is no JSON: is this GitLab's API at all?`;
  const said = messageOf(data).replaceAll(token, '***').slice(0, 500);
  return `${sentence}${later}${said === '' ? '' : ` GitLab says: ${said}`}`;
}

/** GitLab has `message` as text, list, or lists by field, or `error`. */
function messageOf(data: unknown): string {
  if (typeof data !== 'object' || data === null) return '';
  const { message, error, error_description: more } = data as Record<string, unknown>;
  const said = message ?? more ?? error;
  return typeof said === 'string' ? said : said === undefined ? '' : JSON.stringify(said);
}
