/** Git over HTTP as a forge serves it: git-http-backend(1) behind a password. */
import { execFileSync, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';

export interface GitHttpServer {
  /** Of the repository, without credentials. */
  url: string;
  /** The Authorization header of each request; null where there was none. */
  authorizations: (string | null)[];
  close(): Promise<void>;
}

const BACKEND = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');

/** Serves a bare repository, or one with a work tree, to whoever sends `user:password`. */
export async function serveGit(gitDir: string, isLetIn: (pair: string) => boolean): Promise<GitHttpServer> {
  const authorizations: (string | null)[] = [];
  return listening(authorizations, basename(gitDir), (request, response) => {
    const basic = /^Basic (.*)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (isLetIn(Buffer.from(basic, 'base64').toString()))
      return runBackend(dirname(gitDir), request, response);
    // As a careless server does: what was sent stands in the answer, which Git shows to the user.
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"', 'content-type': 'text/plain' });
    response.end(`remote: wrong: ${request.headers.authorization}\n`);
  });
}

/** Sends everyone elsewhere. */
export async function redirecting(to: string): Promise<GitHttpServer> {
  const { origin } = new URL(to);
  return listening([], new URL(to).pathname.slice(1), (request, response) => {
    response.writeHead(301, { location: origin + request.url }).end();
  });
}

async function listening(
  authorizations: (string | null)[],
  path: string,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<GitHttpServer> {
  const server = createServer((request, response) => {
    authorizations.push(request.headers.authorization ?? null);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`,
    authorizations,
    close: () => new Promise((done) => void server.close(() => done())),
  };
}

/** CGI (RFC 3875): headers, an empty line, the body. */
function runBackend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '', 'http://localhost');
  const child = spawn(BACKEND, {
    env: {
      ...{
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: url.pathname,
      },
      ...{ QUERY_STRING: url.search.slice(1), REQUEST_METHOD: request.method, REMOTE_USER: 'robot' },
      ...{ CONTENT_TYPE: request.headers['content-type'] ?? '', GIT_CONFIG_GLOBAL: '/dev/null' },
      ...{ HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '' },
      ...{ GIT_PROTOCOL: String(request.headers['git-protocol'] ?? '') },
    },
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.once('close', () => {
    const said = Buffer.concat(chunks);
    const end = said.indexOf('\r\n\r\n');
    const headers = said
      .subarray(0, end)
      .toString('latin1')
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const);
    const status = headers.find(([name]) => name.toLowerCase() === 'status')?.[1] ?? '200';
    response.writeHead(Number.parseInt(status, 10), Object.fromEntries(headers));
    response.end(said.subarray(end + 4));
  });
}
