import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callJson, Unanswered } from '../../src/services/json-api.ts';

const server = createServer((req, res) => {
  const parts: string[] = [];
  req.on('data', (chunk: Buffer) => parts.push(chunk.toString()));
  req.on('end', () => {
    switch (req.url) {
      case '/echo':
        return res
          .writeHead(201, { 'retry-after': '7' })
          .end(JSON.stringify([req.method, req.headers['private-token'], parts.join('')]));
      case '/page':
        return res.end('<!doctype html><title>No API</title>');
      case '/long':
        return res.end(JSON.stringify('x'.repeat(5 * 1024 * 1024)));
      case '/moved':
        return res.writeHead(302, { location: '/echo' }).end();
      case '/broken':
        return res.destroy();
      default:
        // Says nothing, until the client goes.
        return undefined;
    }
  });
});
let base = '';

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = { method: 'GET', headers: {}, timeoutMs: 20_000 };

it('sends a body and headers, and gives what comes back', async () => {
  const headers = { 'private-token': 'abc' };
  const answer = await callJson({ ...get, url: `${base}/echo`, method: 'POST', headers, body: { a: 1 } });
  expect(answer).toMatchObject({ status: 201, isOk: true, data: ['POST', 'abc', '{"a":1}'] });
  expect(answer.headers.get('retry-after')).toBe('7');
  expect((await callJson({ ...get, url: `${base}/echo` })).data).toEqual(['GET', null, '']);
});

it('has no data where the answer is no JSON, or is too long', async () => {
  expect(await callJson({ ...get, url: `${base}/page` })).toMatchObject({ isOk: true, data: undefined });
  expect(await callJson({ ...get, url: `${base}/long` })).toMatchObject({ isOk: true, data: undefined });
});

it('follows no redirect: the secret stays here', async () => {
  const { status, isOk, headers } = await callJson({ ...get, url: `${base}/moved` });
  expect([status, isOk, headers.get('location')]).toEqual([302, false, '/echo']);
});

it('says why there is no answer', async () => {
  const why = (url: string, timeoutMs = 20_000) =>
    callJson({ ...get, url, timeoutMs }).catch((e: unknown) => e);
  expect(await why(`${base}/silent`, 50)).toEqual(new Unanswered('did not answer within 0.05 s'));
  expect(await why('http://127.0.0.1:1/')).toMatchObject({ name: 'Unanswered' });
  expect(((await why(`${base}/broken`)) as Error).message).toMatch(/^cannot be reached( \([A-Z_]+\))?$/);
});

it('is ended by its signal, with its reason', async () => {
  const stopping = new AbortController();
  const asked = callJson({ ...get, url: `${base}/silent`, signal: stopping.signal });
  stopping.abort(new Error('enough'));
  await expect(asked).rejects.toThrow('enough');
});
