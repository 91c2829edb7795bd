/**
 * A real voreg service on PGlite behind a proxy that changes one thing in its answers: so each check is shown a registry
 * that is right but for what the check is there to see.
 */
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { openRepository } from '../../src/git/repository.ts';
import { publish } from '../../src/publish.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPublished } from '../../src/store/open-published.ts';
import { openPglite } from '../../src/store/pglite.ts';
import type { Schema } from '../../src/xml/schema.ts';
import { type GitRepo, gitRepo, temporaryFolder } from '../helpers/git-repo.ts';
import { startService } from '../helpers/service.ts';

export interface Asked {
  method: string;
  /** With the query. */
  path: string;
  /** Arguments of the query or the form; the first of several. */
  args: Record<string, string | undefined>;
  headers: IncomingMessage['headers'];
}

export interface Told {
  status: number;
  headers: Record<string, string>;
  /** Of text; a Buffer is sent as it is. */
  body: string | Buffer;
}

/** What is told instead; `drop` closes the connection without an answer. */
export type Spoil = (told: Told, asked: Asked) => Told | 'drop';

export interface SpoiledRegistry {
  /** OAI-PMH base URL: the proxy's. */
  url: string;
  /** Null: answers go through untouched, byte for byte. */
  spoil: Spoil | null;
  close(): Promise<void>;
}

/** Publishes `days` one after the other, a day apart, the last one three days ago; each writes its changes to the repository. */
export async function spoiledRegistry(
  schema: Schema,
  days: ((repo: GitRepo) => void)[],
): Promise<SpoiledRegistry> {
  const db = await openPglite({ directory: null });
  await migrate(db);
  // A clock to be set: naming pg_catalog last puts this now() before PostgreSQL's.
  await db.script(`
    create table public.clock (stands_at timestamptz);
    insert into public.clock values (null);
    create function public.now() returns timestamptz language sql stable as $$
      select coalesce((select stands_at from public.clock), pg_catalog.now()) $$;
    select set_config('search_path', 'public, pg_catalog', false)`);
  const repo = gitRepo();
  const source = { source: repo.path, ref: null, recordsDir: 'records', dataDir: temporaryFolder() };
  for (const [i, change] of days.entries()) {
    change(repo);
    repo.commit();
    const day = new Date(Date.now() - (days.length - i + 2) * 86_400_000);
    await db.query('update public.clock set stands_at = $1', [day]);
    const repository = await openRepository(source);
    const outcome = await publish({ db, repository, schema, recordsDir: 'records', maxShrinkPercent: 100 });
    if (outcome.kind !== 'published') throw new Error(`not published: ${JSON.stringify(outcome)}`);
  }
  await db.query('update public.clock set stands_at = null', []);
  const proxy = { spoil: null as Spoil | null, service: '' };
  const server = createServer((asked, response) => {
    forward(proxy, asked, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const service = await startService(openPublished(db), { baseURL: `${root}/oai`, localTrial: true });
  proxy.service = service.root;
  return {
    url: `${root}/oai`,
    get spoil() {
      return proxy.spoil;
    },
    set spoil(spoil) {
      proxy.spoil = spoil;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await service.close();
      await db.close();
    },
  };
}

async function forward(
  { service, spoil }: { service: string; spoil: Spoil | null },
  asked: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = await bytesOf(asked);
  const answer = await new Promise<IncomingMessage>((done, fail) => {
    const { url = '', method = 'GET', headers } = asked;
    httpRequest(`${service}${url}`, { method, headers }, done).on('error', fail).end(form);
  });
  const bytes = await bytesOf(answer);
  const status = answer.statusCode ?? 0;
  if (spoil === null) {
    response.writeHead(status, answer.headers).end(bytes);
    return;
  }
  const headers = Object.fromEntries(
    Object.entries(answer.headers).filter(
      ([name]) => !/^(content-length|content-encoding|connection|keep-alive|transfer-encoding)$/.test(name),
    ),
  ) as Record<string, string>;
  const isPacked = answer.headers['content-encoding'] === 'gzip' && bytes.length > 0;
  const body = (isPacked ? gunzipSync(bytes) : bytes).toString('utf8');
  const told = spoil({ status, headers, body }, askedOf(asked, form.toString('utf8')));
  if (told === 'drop') asked.socket.destroy();
  else response.writeHead(told.status, told.headers).end(asked.method === 'HEAD' ? '' : told.body);
}

function askedOf({ url = '', method = 'GET', headers }: IncomingMessage, form: string): Asked {
  const query = method === 'POST' ? form : (url.split('?')[1] ?? '');
  const args = Object.fromEntries([...new URLSearchParams(query)].reverse());
  return { method, path: url, args, headers };
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
