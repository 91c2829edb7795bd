/** As much of GitLab's API for merge requests as voreg uses, in memory, and the ways in which it can refuse. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface FakeMergeRequest {
  iid: number;
  web_url: string;
  state: 'opened' | 'closed' | 'merged';
  source_branch: string;
  target_branch: string;
  title: string;
  description: string;
}

export interface FakeGitLab {
  /** `http://127.0.0.1:…/api/v4` */
  apiBase: string;
  project: string;
  /** What GITLAB_TOKEN must be. */
  token: string;
  mergeRequests: FakeMergeRequest[];
  /** `GET merge_requests`, in the order in which they came. */
  requests: string[];
  /** The next answers, instead of the right ones; `race` opens one just before a POST is answered with 409. */
  faults: (Fault | 'race' | null)[];
}

export interface Fault {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** Listens until the test is finished. */
export async function fakeGitLab(): Promise<FakeGitLab> {
  const gitlab: FakeGitLab = {
    ...{ apiBase: '', project: 'padc/records', token: 'glpat-secret-of-the-test' },
    ...{ mergeRequests: [], requests: [], faults: [] },
  };
  const server = createServer((request, response) => {
    readJson(request).then((body) => {
      const { status, data, headers } = answerTo(gitlab, request, body);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof data === 'string' ? data : JSON.stringify(data));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  gitlab.apiBase = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`;
  return gitlab;
}

interface Answer {
  status: number;
  data: unknown;
  headers?: Record<string, string>;
}

function answerTo(gitlab: FakeGitLab, request: IncomingMessage, body: Partial<FakeMergeRequest>): Answer {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const what = url.pathname.replace(`/api/v4/projects/${encodeURIComponent(gitlab.project)}/`, '');
  gitlab.requests.push(`${request.method} ${what}`);
  const fault = gitlab.faults.shift() ?? null;
  if (fault === 'race') {
    make(gitlab, body);
    return { status: 409, data: { message: ['Another open merge request already exists'] } };
  }
  if (fault !== null) return { ...fault, data: fault.body };
  if (request.headers['private-token'] !== gitlab.token)
    return { status: 401, data: { message: '401 Unauthorized' } };
  if (what.startsWith('/')) return { status: 404, data: { message: '404 Project Not Found' } };
  if (request.method === 'GET') {
    const is = (name: string, value: string) => (url.searchParams.get(name) ?? value) === value;
    return {
      status: 200,
      data: gitlab.mergeRequests.filter(
        (one) =>
          is('state', one.state) &&
          is('source_branch', one.source_branch) &&
          is('target_branch', one.target_branch),
      ),
    };
  }
  if (request.method === 'POST') return { status: 201, data: make(gitlab, body) };
  const found = gitlab.mergeRequests.find(({ iid }) => what === `merge_requests/${iid}`);
  if (found === undefined) return { status: 404, data: { message: '404 Not found' } };
  return { status: 200, data: Object.assign(found, body) };
}

function make(gitlab: FakeGitLab, body: Partial<FakeMergeRequest>): FakeMergeRequest {
  const iid = gitlab.mergeRequests.length + 1;
  const made: FakeMergeRequest = {
    ...{ iid, state: 'opened', web_url: `https://gitlab.example/padc/records/-/merge_requests/${iid}` },
    ...{ source_branch: '', target_branch: '', title: '', description: '' },
    ...body,
  };
  gitlab.mergeRequests.push(made);
  return made;
}

async function readJson(request: IncomingMessage): Promise<Partial<FakeMergeRequest>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Partial<FakeMergeRequest>);
}
