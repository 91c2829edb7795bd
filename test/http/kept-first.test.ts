/** What is in memory is answered without koa, and nobody can tell from the answer or from the log. */
import Koa from 'koa';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { FakePublished } from '../helpers/fake-published.ts';
import { type Service, startService } from '../helpers/service.ts';

const HTML = { accept: 'text/html', 'accept-language': 'fr' };
const GET_RECORD = '/oai?verb=GetRecord&metadataPrefix=ivo_vor&identifier=ivo://padc.example/one';

let published: FakePublished;
let service: Service;
const koa = vi.spyOn(
  Koa.prototype as unknown as { handleRequest(...args: unknown[]): unknown },
  'handleRequest',
);

beforeAll(async () => {
  published = new FakePublished();
  published.put('ivo://padc.example/one', '2026-11-02T00:00:00Z');
  published.put('ivo://padc.example/gone', '2026-11-02T00:00:00Z');
  published.delete('ivo://padc.example/gone', '2026-11-03T12:30:00Z');
  service = await startService(published);
});
afterAll(() => service.close());
afterEach(() => {
  vi.useRealTimers();
  published.away = false;
});

interface Seen {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** Whether koa was asked. */
  byKoa: boolean;
  line: Record<string, unknown>;
}

async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Seen> {
  koa.mockClear();
  const lines = service.log.length;
  const answer = await fetch(service.root + path, { method, headers, redirect: 'manual' });
  const body = await answer.text();
  await vi.waitFor(() => expect(service.log.length).toBe(lines + 1));
  // The client closes the connection after a HEAD.
  const {
    date,
    connection,
    'keep-alive': alive,
    'x-request-id': id,
    ...rest
  } = Object.fromEntries(answer.headers);
  expect([date, connection]).not.toContain(undefined);
  expect(alive === undefined).toBe(connection === 'close');
  const { time: __, ms: ___, id: logged, ...line } = service.log.at(-1) ?? {};
  expect(id).toBe(logged);
  return { status: answer.status, headers: rest, body, byKoa: koa.mock.calls.length > 0, line };
}

describe.each<[what: string, path: string, headers: Record<string, string>, status: number]>([
  ['a page of a record', '/records/padc.example/one', HTML, 200],
  ['a record in a format', '/records/padc.example/one?format=csl', {}, 200],
  ['the page of a removed record', '/records/padc.example/gone', HTML, 410],
  ['the sentence on a removed record', '/records/padc.example/gone?format=csl', HTML, 410],
  ['the start page', '/', HTML, 200],
  ['the sitemap', '/sitemap.xml', {}, 200],
  ['a record by OAI-PMH', GET_RECORD, { 'accept-encoding': 'gzip' }, 200],
])('%s', (_, path, headers, status) => {
  it('is the same the second time, without koa, in the log too', async () => {
    const first = await ask(path, headers);
    expect([first.status, first.byKoa]).toEqual([status, true]);
    const reads = published.reads.length;
    expect(await ask(path, headers)).toEqual({ ...first, byKoa: false });
    expect(published.reads.length).toBe(reads);
  });

  it('has a HEAD and, if it is there, a 304', async () => {
    const whole = await ask(path, headers);
    const head = await ask(path, headers, 'HEAD');
    expect(head).toMatchObject({ status, headers: whole.headers, body: '', byKoa: false });
    expect(head.line).toMatchObject({ method: 'HEAD', bytes: 0 });
    const again = await ask(path, { ...headers, 'if-none-match': whole.headers.etag ?? '' });
    expect([again.status, again.body === '', again.byKoa]).toEqual(
      status === 200 ? [304, true, false] : [410, false, false],
    );
    expect(again.headers['content-security-policy']).toBe(whole.headers['content-security-policy'] ?? null);
  });
});

it('another language, format, method or generation is another answer', async () => {
  const path = '/records/padc.example/one';
  const french = await ask(path, HTML);
  const english = await ask(path, { ...HTML, 'accept-language': 'en' });
  expect([english.byKoa, english.headers['content-language']]).toEqual([true, 'en']);
  expect((await ask(path, { 'accept-language': 'fr' })).headers['content-type']).toContain('xml');
  expect(await ask(path, HTML, 'DELETE')).toMatchObject({ status: 405, byKoa: true });
  published.put('ivo://padc.example/one', '2026-11-04T00:00:00Z');
  published.generation += 1;
  const changed = await ask(path, HTML);
  expect([changed.byKoa, changed.headers.etag === french.headers.etag]).toEqual([true, false]);
});

it('P7: once the database is away the start page says so, however lately it was asked for', async () => {
  await ask('/', HTML);
  expect((await ask('/', HTML)).byKoa).toBe(false);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  published.away = true;
  const away = await ask('/', HTML);
  expect([away.byKoa, away.body.includes('The database was last seen')]).toEqual([true, true]);
});

describe('nobody can fill the memory with', () => {
  const made = async (path: string, headers: Record<string, string> = HTML) => {
    const before = published.reads.length;
    await ask(path, headers);
    return published.reads.length > before;
  };

  it('parameters that mean nothing, or other ways to write an address: it is one page', async () => {
    await ask('/records/padc.example/one', HTML);
    for (const path of ['one?x=1', 'one?part=x', 'one?from=7', 'ONE', 'o%6ee'])
      expect(await made(`/records/padc.example/${path}`), path).toBe(false);
  });

  it('places in the sitemap, tables from any column, start pages with any query: they are not kept', async () => {
    for (const path of [
      `/sitemap.xml?after=${encodeURIComponent('2026-01-01T00:00:00Z made-up')}`,
      '/records/padc.example/one?part=tables&from=7',
      '/?x=7',
    ])
      expect([await made(path), await made(path)], path).toEqual([true, true]);
  });
});
