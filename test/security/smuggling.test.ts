/** Requests that two programs could read in two ways: refused, or read in one, and never is a body taken for a request. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FakePublished } from '../helpers/fake-published.ts';
import { type Service, startService } from '../helpers/service.ts';
import { rawAnswer, statusesIn } from './raw.ts';

let service: Service;
beforeAll(async () => {
  service = await startService(new FakePublished());
  // What is taken for a whole request, or for half of one, fails here soon.
  Object.assign(service.server, { keepAliveTimeout: 200, headersTimeout: 500, requestTimeout: 500 });
});
afterAll(() => service.close());

const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
const FORM = 'Host: x\r\nContent-Type: application/x-www-form-urlencoded\r\n';
const post = (headers: string, body = SMUGGLED) => `POST /oai HTTP/1.1\r\n${FORM}${headers}\r\n\r\n${body}`;
const chunked = (body: string) => post('Transfer-Encoding: chunked', body + SMUGGLED);

it.each([
  ['both lengths', post('Content-Length: 4\r\nTransfer-Encoding: chunked', `0\r\n\r\n${SMUGGLED}`)],
  ['both, the other way', post('Transfer-Encoding: chunked\r\nContent-Length: 4', `0\r\n\r\n${SMUGGLED}`)],
  ['two lengths', post('Content-Length: 0\r\nContent-Length: 38')],
  ['twice the same length', post('Content-Length: 0\r\nContent-Length: 0')],
  ['a list of lengths', post('Content-Length: 0, 38')],
  ['a length with a sign', post('Content-Length: +0')],
  ['a negative length', post('Content-Length: -1')],
  ['a hexadecimal length', post('Content-Length: 0x0')],
  ['a length with a fraction', post('Content-Length: 0.0')],
  ['a length beyond all numbers', post('Content-Length: 99999999999999999999999')],
  ['no length', post('Content-Length:')],
  ['a blank before the colon', post('Content-Length : 0')],
  ['a blank before the colon of the coding', post('Transfer-Encoding : chunked', `0\r\n\r\n${SMUGGLED}`)],
  ['chunked, and something after', post('Transfer-Encoding: chunked, identity', `0\r\n\r\n${SMUGGLED}`)],
  ['an unknown coding', post('Transfer-Encoding: xchunked', `0\r\n\r\n${SMUGGLED}`)],
  ['two codings', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: x', `0\r\n\r\n${SMUGGLED}`)],
  ['identity', post('Transfer-Encoding: identity', SMUGGLED)],
  ['a chunk’s size in hexadecimal notation', chunked('0x0\r\n\r\n')],
  ['a chunk’s size with a sign', chunked('+0\r\n\r\n')],
  ['a chunk’s size with a blank before', chunked(' 0\r\n\r\n')],
  ['a chunk’s size beyond all numbers', chunked('fffffffffffffffff\r\nx\r\n')],
  ['a chunk longer than its size', chunked('1\r\nxyz\r\n0\r\n\r\n')],
  ['chunks by bare line feeds', chunked('1\nx\n0\n\n')],
  ['a folded length', post('Content-Length:\r\n 0')],
  ['a folded coding', post('Transfer-Encoding:\r\n chunked', `0\r\n\r\n${SMUGGLED}`)],
  ['a line feed in a header', post('X: a\nContent-Length: 38')],
  ['a carriage return in a header', post('X: a\rContent-Length: 0')],
  ['a NUL in a header', post('X: a\0b\r\nContent-Length: 0')],
  ['a NUL in a name', post('Content\0-Length: 0')],
  ['no Host', 'GET /oai?verb=Identify HTTP/1.1\r\n\r\n'],
  ['HTTP/2 in clear', `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${SMUGGLED}`],
  ['HTTP/0.9', `GET /oai?verb=Identify\r\n${SMUGGLED}`],
  ['a length after the chunks', post('Transfer-Encoding: chunked', '0\r\nContent-Length: 38\r\n\r\n')],
])('%s: 400, and nothing after it is read', async (_what, bytes) => {
  const answer = await rawAnswer(service.root, bytes);
  expect(statusesIn(answer)).toEqual([400]);
  expect(answer).toMatch(/\r\nConnection: close\r\n/i);
  expect(service.log.filter(({ path }) => path === '/smuggled')).toEqual([]);
});

const NEXT = 'GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

it.each([
  [
    'a GET with a body',
    `GET /oai?verb=Identify HTTP/1.1\r\nHost: x\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
    200,
  ],
  [
    'a body that nobody wants',
    `POST /status HTTP/1.1\r\nHost: x\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
    405,
  ],
  [
    'a body of another type',
    `POST /oai HTTP/1.1\r\nHost: x\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
    415,
  ],
  [
    'a HEAD with a body',
    `HEAD /oai?verb=Identify HTTP/1.1\r\nHost: x\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
    200,
  ],
  [
    'chunks',
    post('Transfer-Encoding: chunked', `${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`),
    200,
  ],
  [
    'a chunk with an extension',
    post('Transfer-Encoding: chunked', `${SMUGGLED.length.toString(16)};x="\t"\r\n${SMUGGLED}\r\n0\r\n\r\n`),
    200,
  ],
  ['trailers', post('Transfer-Encoding: chunked', '0\r\nX: 38\r\nHost: evil.example\r\n\r\n'), 200],
  ['two Hosts', 'GET /oai?verb=Identify HTTP/1.1\r\nHost: x\r\nHost: evil.example\r\n\r\n', 200],
])('%s: the next request is the one after the body', async (_what, bytes, status) => {
  const answer = await rawAnswer(service.root, bytes + NEXT);
  expect(statusesIn(answer)).toEqual([status, 404]);
  expect(answer).not.toContain('evil');
  expect(service.log.filter(({ path }) => path === '/smuggled')).toEqual([]);
});

it.each([
  [
    'an upgrade',
    `GET /oai?verb=Identify HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
    [200],
  ],
  ['CONNECT', `CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example:80\r\n\r\n${SMUGGLED}`, []],
  [
    'an expectation that is none',
    `POST /oai HTTP/1.1\r\n${FORM}Expect: 200-maybe\r\nConnection: close\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
    [417],
  ],
])('%s: no request in it is answered', async (_what, bytes, statuses) => {
  const answer = await rawAnswer(service.root, bytes);
  expect(statusesIn(answer)).toEqual(statuses);
  expect(service.log.filter(({ path }) => path === '/smuggled')).toEqual([]);
});
