import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { GitError } from '../../src/git/repository.ts';
import { open, processesWith } from './open.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((done) => server.close(done));
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  return (server.address() as AddressInfo).port;
}

/** Accepts and never says a word. */
async function silent(): Promise<number> {
  return listen(createServer((socket) => socket.on('error', () => socket.destroy()).resume()));
}

async function answering(status: number): Promise<number> {
  const headers: Record<string, string> = status === 401 ? { 'www-authenticate': 'Basic realm="x"' } : {};
  return listen(createHttpServer((_request, response) => response.writeHead(status, headers).end()));
}

async function closedPort(): Promise<number> {
  const port = await silent();
  await new Promise((done) => servers.pop()?.close(done));
  return port;
}

async function failure(action: Promise<unknown>): Promise<GitError> {
  try {
    await action;
  } catch (error) {
    if (error instanceof GitError) return error;
    throw error;
  }
  throw new Error('did not fail');
}

describe('a server that never answers', () => {
  it.each(['http', 'git', 'ssh'])('is given up in time, and nothing is left running (%s)', async (scheme) => {
    const port = await silent();
    const repository = await open(`${scheme}://127.0.0.1:${port}/x.git`, { stallMs: 400 });
    expect(await failure(repository.head())).toMatchObject({ kind: 'timed-out' });
    expect((await failure(repository.fetch())).message).toBe(
      `${scheme}://127.0.0.1:${port}/x.git has sent nothing for 0.4 seconds, so Git was stopped. Check the network and RECORDS_REPO; what was published stays up.`,
    );
    expect(processesWith(`127.0.0.1:${port}`)).toEqual([]);
    expect(processesWith(`-p ${port}`)).toEqual([]);
  });

  it('is given up when the program stops', async () => {
    const stop = new AbortController();
    const port = await listen(createServer((socket) => socket.resume() && stop.abort(new Error('Ctrl-C'))));
    const repository = await open(`http://127.0.0.1:${port}/x.git`, { signal: stop.signal });
    await expect(repository.head()).rejects.toThrow('Ctrl-C');
    expect(processesWith(`127.0.0.1:${port}`)).toEqual([]);
    await expect(repository.fetch()).rejects.toThrow('Ctrl-C');
  });
});

describe('credentials', () => {
  it.each([
    ['closed', 'unreachable', closedPort],
    ['silent', 'timed-out', silent],
    ['401', 'denied', () => answering(401)],
    ['403', 'denied', () => answering(403)],
    ['404', 'missing-repository', () => answering(404)],
    ['500', 'unreachable', () => answering(500)],
  ])('are in no message (%s: %s)', async (_case, kind, serve) => {
    const port = await serve();
    const source = `http://robot:s3cr%2Ft-pass@127.0.0.1:${port}/x.git`;
    const repository = await open(source, { stallMs: 400 });
    for (const action of [() => repository.head(), () => repository.fetch()]) {
      const error = await failure(action());
      expect(error.kind).toBe(kind);
      expect(error.message).toContain(`http://127.0.0.1:${port}/x.git`);
      expect(`${error.stack}${JSON.stringify(error)}${String(error.cause)}`).not.toMatch(/s3cr|robot/);
    }
  });

  it('are not asked for', async () => {
    const port = await answering(401);
    const repository = await open(`http://127.0.0.1:${port}/x.git`, { stallMs: 5_000 });
    expect(await failure(repository.head())).toMatchObject({ kind: 'denied' });
  });
});

it('a host that does not exist is unreachable, over http and ssh', async () => {
  for (const source of [
    'https://nowhere.invalid/x.git',
    'ssh://git@nowhere.invalid/x.git',
    'git@nowhere.invalid:x.git',
  ]) {
    const error = await failure((await open(source, { stallMs: 20_000 })).head());
    expect([source, error.kind]).toEqual([source, 'unreachable']);
    expect(error.message).toContain('nowhere.invalid');
  }
});
