import { describe, expect, it } from 'vitest';
import { callTrigger, isReachable, requestOf } from '../../src/services/trigger.ts';
import { serve } from '../net/server.ts';

const US = { ivoid: 'ivo://padc/registry', baseURL: 'https://registry.padc.org/oai?&x' };
const WHO = { userAgent: 'voreg-test', from: null, signal: new AbortController().signal };

describe('the address of a trigger', () => {
  it('has what is filled in escaped, so that it stays in its place', () => {
    expect(requestOf('https://x.org/t?r={ivoid}&b={baseURL}', US, 'GET')).toEqual([
      'https://x.org/t?r=ivo%3A%2F%2Fpadc%2Fregistry&b=https%3A%2F%2Fregistry.padc.org%2Foai%3F%26x',
      null,
    ]);
  });

  it('is divided into address and form for POST', () => {
    expect(requestOf('https://x.org/t?r={ivoid}', US, 'POST')).toEqual([
      'https://x.org/t',
      'r=ivo%3A%2F%2Fpadc%2Fregistry',
    ]);
    expect(requestOf('https://x.org/{ivoid}', US, 'POST')[1]).toBe('');
  });
});

it.each([
  ['GET', 200, null],
  ['POST', 202, null],
  ['GET', 404, 'It answers with HTTP 404.'],
] as const)('a trigger called by %s that answers %i', async (method, status, fault) => {
  const seen: string[] = [];
  const root = await serve(async (request, reply) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    seen.push(`${request.method} ${request.url} ${body}`);
    reply.writeHead(status).end('<p>A page for people.');
  });
  const service = { id: 'fake', tap: root, trigger: `${root}/t?r={ivoid}`, method, allowPrivate: true };
  expect(await callTrigger(service, US, WHO)).toBe(fault);
  const form = 'r=ivo%3A%2F%2Fpadc%2Fregistry';
  expect(seen).toEqual([method === 'GET' ? `GET /t?${form} ` : `POST /t ${form}`]);
});

it('a trigger in a private network is called only where registry.json says so', async () => {
  const seen: unknown[] = [];
  const root = await serve((request, reply) => {
    seen.push(request.url);
    reply.end();
  });
  expect(await callTrigger({ id: 'fake', tap: root, trigger: `${root}/t` }, US, WHO)).toMatch(/private/);
  expect(seen).toEqual([]);
});

it.each([
  ['https://registry.padc.org/oai', true],
  ['https://192.0.3.1/oai', true],
  ['http://127.0.0.1:8080/oai', false],
  ['http://[::1]:8080/oai', false],
  ['http://10.1.2.3/oai', false],
  ['http://localhost/oai', false],
  ['http://registry/oai', false],
  ['https://registry.padc.example/oai', false],
  ['https://registry.example.org/oai', false],
  ['https://registry.test./oai', false],
  ['no address', false],
])('whether others could harvest %s: %s', (baseURL, expected) => {
  expect(isReachable(baseURL)).toBe(expected);
});
