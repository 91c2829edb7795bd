import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakePublished } from '../helpers/fake-published.ts';
import { ask, expectValid, type Service, startService } from '../helpers/service.ts';

let published: FakePublished;
let service: Service;

beforeEach(async () => {
  published = new FakePublished();
  for (let i = 10; i < 34; i += 1) published.put(`ivo://padc.example/r${i}`, '2026-11-02T00:00:00Z');
  service = await startService(published);
});
afterEach(() => service.close());

const LIST = 'verb=ListRecords&metadataPrefix=ivo_vor';

/** Sends a request as it is and gives back all that comes until the connection ends. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(service.root);
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.on('error', reject);
  });
}

describe('methods and addresses (OAI-01, OAI-09)', () => {
  it.each(['/oai', '/oai/', '/oai?', '/oai/?'])('%s answers, without redirect', async (path) => {
    const separator = path.endsWith('?') ? '' : '?';
    const response = await fetch(`${service.root}${path}${separator}verb=Identify`, { redirect: 'manual' });
    expect(response.status).toBe(200);
    const post = await fetch(`${service.root}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ verb: 'Identify' }),
      redirect: 'manual',
    });
    expect(await post.text()).toBe(await response.text());
  });

  it.each(['/oaix', '/oai/x', '/oai.xml'])('%s is something else: 404 that helps', async (path) => {
    const response = await fetch(`${service.root}${path}?verb=Identify`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('Harvesters ask at /oai');
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('405 with Allow for %s', async (method) => {
    const response = await fetch(`${service.root}/oai`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
    expect(await response.text()).toContain('GET, HEAD, POST, OPTIONS');
  });

  it('204 with Allow for OPTIONS', async () => {
    const response = await fetch(`${service.root}/oai`, { method: 'OPTIONS' });
    expect([response.status, response.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it.each(['identity', 'gzip'])('HEAD has the headers of GET and no body (%s)', async (encoding) => {
    const { port } = new URL(service.root);
    const head = await raw(
      `HEAD /oai?${LIST} HTTP/1.1\r\nHost: localhost:${port}\r\nAccept-Encoding: ${encoding}\r\nConnection: close\r\n\r\n`,
    );
    const get = await raw(
      `GET /oai?${LIST} HTTP/1.1\r\nHost: localhost:${port}\r\nAccept-Encoding: ${encoding}\r\nConnection: close\r\n\r\n`,
    );
    const end = get.indexOf('\r\n\r\n') + 4;
    // Each request has a date and an id of its own.
    const undated = (text: string) => text.replace(/^(Date|X-Request-Id): .*$/gm, '');
    expect(undated(head)).toBe(undated(get.slice(0, end)));
    expect(Number(/Content-Length: (\d+)/.exec(head)?.[1])).toBe(get.length - end);
  });

  it('HEAD of an error', async () => {
    const response = await fetch(`${service.root}/oai?verb=x`, { method: 'HEAD' });
    const whole = await (await fetch(`${service.root}/oai?verb=x`)).text();
    expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(whole)));
  });

  it('the base URL never comes from a request', async () => {
    const answer = await raw(
      'GET /oai?verb=Identify HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toContain('<baseURL>https://registry.padc.example/oai</baseURL>');
    expect(answer).not.toContain('evil');
  });

  it.each([
    ['OPTIONS * HTTP/1.1', 400],
    ['GET http://[::1/oai HTTP/1.1', 400],
    ['GET http://x/oai?verb=Identify HTTP/1.1', 400],
    ['GET //oai?verb=Identify HTTP/1.1', 404],
    ['GET /%zz HTTP/1.1', 404],
    ['GET /records/%zz HTTP/1.1', 404],
    ['GET /oai#verb=Identify HTTP/1.1', 404],
    ['GET /vosi/%00 HTTP/1.1', 404],
  ])('odd request line: %s → %i', async (line, status) => {
    expect(await raw(`${line}\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).toMatch(
      new RegExp(`^HTTP/1.1 ${status} `),
    );
    expect(service.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
});

describe('POST bodies', () => {
  const post = (body: string, headers: Record<string, string>) =>
    fetch(`${service.root}/oai`, { method: 'POST', body, headers });
  const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

  it.each([
    ['application/json'],
    ['multipart/form-data; boundary=x'],
    ['text/plain'],
  ])('415 for %s', async (type) => {
    const response = await post('verb=Identify', { 'Content-Type': type });
    expect(response.status).toBe(415);
    expect(await response.text()).toContain('application/x-www-form-urlencoded');
  });

  it('415 for a compressed body', async () => {
    expect((await post('verb=Identify', { ...FORM, 'Content-Encoding': 'gzip' })).status).toBe(415);
  });

  it('a charset parameter and capitals in the type are fine', async () => {
    const type = { 'Content-Type': 'Application/X-WWW-Form-URLencoded; charset=UTF-8' };
    expect((await post('verb=Identify', type)).status).toBe(200);
  });

  it('413 for 10 MB, read to the end so that the client sees why; 200 for 64 kB', async () => {
    const response = await post(`verb=Identify&x=${'x'.repeat(10_000_000)}`, FORM);
    expect(response.status).toBe(413);
    expect(await response.text()).toContain('65536 bytes');
    expect((await post(`verb=Identify&x=${'x'.repeat(65_536 - 16)}`, FORM)).status).toBe(200);
  });

  it('arguments of a POST are those of its body, not of its URL (OAI-01)', async () => {
    const response = await fetch(`${service.root}/oai?verb=Identify`, {
      method: 'POST',
      body: '',
      headers: FORM,
    });
    expect(await response.text()).toContain('badVerb');
  });

  it('a client that goes away in the middle is no error of ours', async () => {
    const { port } = new URL(service.root);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      'POST /oai HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nverb=',
    );
    await expect.poll(() => connections()).toBe(1);
    socket.destroy();
    await expect.poll(() => service.log.length).toBeGreaterThan(0);
    expect(service.log).toMatchObject([{ method: 'POST', status: null, aborted: true, level: 30 }]);
  });

  function connections(): Promise<number> {
    return new Promise((resolve) => service.server.getConnections((_, count) => resolve(count)));
  }
});

describe('headers (OAI-04, OAI-08, P7)', () => {
  it('of an answer', async () => {
    const { headers } = await fetch(`${service.root}/oai?${LIST}`, {
      headers: { 'Accept-Encoding': 'identity' },
    });
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/xml; charset=utf-8',
      vary: 'Accept-Encoding',
      'cache-control': 'no-cache',
      'access-control-allow-origin': '*',
      etag: expect.stringMatching(/^W\/"1-[\w-]{16}"$/),
      'last-modified': 'Mon, 02 Nov 2026 00:00:00 GMT',
    });
    expect(headers.has('content-encoding')).toBe(false);
  });

  it('whatever Accept says, never 406', async () => {
    for (const Accept of ['application/xml', 'text/html', 'image/png;q=1, */*;q=0']) {
      expect((await ask(service.root, 'verb=Identify', 'GET', { Accept })).status).toBe(200);
    }
  });

  it.each([
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'gzip'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['*', 'gzip'],
    ['gzip;q=0', null],
    ['gzip; q=0.000', null],
    ['gzip;q=0, *', null],
    ['identity', null],
    ['deflate, br', null],
    ['', null],
    ['gzip;q=0.5, identity', null],
    ['gzip;q=1.0, identity;q=0.5', 'gzip'],
    ['identity;q=0', null],
    ['gzip;q=0, identity;q=0', null],
    ['identity;q=0, gzip', 'gzip'],
    ['gzip;q=nonsense', null],
    ['*;q=0', null],
  ])('Accept-Encoding: %s → %s', async (accepted, encoding) => {
    const answer = await raw(
      `HEAD /oai?verb=Identify HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ${accepted}\r\nConnection: close\r\n\r\n`,
    );
    expect(/Content-Encoding: (\w+)/.exec(answer)?.[1] ?? null).toBe(encoding);
  });

  it('gzip and identity are the same answer, made once each', async () => {
    const first = await ask(service.root, LIST, 'GET', { 'Accept-Encoding': 'gzip' });
    const reads = published.reads.length;
    const plain = await ask(service.root, LIST, 'GET', { 'Accept-Encoding': 'identity' });
    const again = await ask(service.root, LIST, 'GET', { 'Accept-Encoding': 'gzip' });
    expect(plain.xml).toBe(first.xml);
    expect(again.xml).toBe(first.xml);
    expect(published.reads).toHaveLength(reads);
    expect(first.headers.get('etag')).toBe(again.headers.get('etag'));
    expect(first.headers.get('etag')).not.toBe(plain.headers.get('etag'));
  });

  it('only the responseDate of a kept answer changes, in gzip too', async () => {
    const ask2 = () => ask(service.root, LIST, 'GET', { 'Accept-Encoding': 'gzip' });
    const before = await ask2();
    published.responseDate = '2026-11-20T10:00:07Z';
    const after = await ask2();
    expect(after.xml).toBe(before.xml.replace('2026-11-20T10:00:00Z', '2026-11-20T10:00:07Z'));
    expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
  });
});

describe('conditional requests (P7)', () => {
  it.each(['identity', 'gzip'])('If-None-Match gets 304 without a body (%s)', async (encoding) => {
    const first = await ask(service.root, LIST, 'GET', { 'Accept-Encoding': encoding });
    const etag = first.headers.get('etag') ?? '';
    for (const match of [etag, etag.replace('W/', ''), `"x", ${etag}`, '*']) {
      const response = await fetch(`${service.root}/oai?${LIST}`, {
        headers: { 'Accept-Encoding': encoding, 'If-None-Match': match },
      });
      expect(response.status, match).toBe(304);
      expect(response.headers.get('etag')).toBe(etag);
      expect(await response.text()).toBe('');
    }
  });

  it('another generation, ledger, request or encoding has another ETag', async () => {
    const tag = async (query: string, encoding = 'identity') =>
      (await ask(service.root, query, 'GET', { 'Accept-Encoding': encoding })).headers.get('etag');
    const tags = [await tag(LIST), await tag(LIST, 'gzip'), await tag(`${LIST}&set=ivo_managed`)];
    published.generation = 2;
    tags.push(await tag(LIST));
    published.ledger = 'ledger-2';
    tags.push(await tag(LIST));
    expect(new Set(tags).size).toBe(5);
  });

  it('If-Modified-Since, where no If-None-Match contradicts it', async () => {
    const status = async (headers: Record<string, string>) =>
      (await fetch(`${service.root}/oai?${LIST}`, { headers })).status;
    expect(await status({ 'If-Modified-Since': 'Mon, 02 Nov 2026 00:00:00 GMT' })).toBe(304);
    expect(await status({ 'If-Modified-Since': 'Sun, 01 Nov 2026 23:59:59 GMT' })).toBe(200);
    expect(await status({ 'If-Modified-Since': 'nonsense' })).toBe(200);
    expect(
      await status({ 'If-Modified-Since': 'Mon, 02 Nov 2026 00:00:00 GMT', 'If-None-Match': '"x"' }),
    ).toBe(200);
  });

  it('no Last-Modified in the second of the last change: more may still come in it', async () => {
    published.put('ivo://padc.example/late', published.responseDate);
    published.generation = 2;
    const { headers } = await ask(service.root, LIST);
    expect(headers.has('last-modified')).toBe(false);
    const response = await fetch(`${service.root}/oai?${LIST}`, {
      headers: { 'If-Modified-Since': 'Mon, 02 Nov 2099 00:00:00 GMT' },
    });
    expect(response.status).toBe(200);
  });

  it('a POST is never answered with 304', async () => {
    const { headers } = await ask(service.root, LIST);
    const etag = headers.get('etag') ?? '';
    expect((await ask(service.root, LIST, 'POST', { 'If-None-Match': etag })).status).toBe(200);
  });
});

describe('programs of others read our gzip', () => {
  const run = promisify(execFile);
  const programs: [name: string, command: string, args: (url: string) => string[]][] = [
    ['curl --compressed', 'curl', (url) => ['-sS', '--compressed', url]],
    ['gunzip', 'sh', (url) => ['-c', 'curl -sS -H "Accept-Encoding: gzip" "$0" | gunzip', url]],
  ];
  it.each(programs)('%s', async (_, command, args) => {
    const { xml } = await ask(service.root, LIST, 'GET', { 'Accept-Encoding': 'identity' });
    const { stdout } = await run(command, args(`${service.root}/oai?${LIST}`), { maxBuffer: 50_000_000 });
    expect(stdout).toBe(xml);
    await expectValid(stdout);
  });

  it('as bytes: one member, nothing after it', async () => {
    const { port } = new URL(service.root);
    const answer = await raw(
      `GET /oai?${LIST} HTTP/1.1\r\nHost: localhost:${port}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n`,
    );
    const body = Buffer.from(answer.slice(answer.indexOf('\r\n\r\n') + 4), 'latin1');
    expect(gunzipSync(body).toString('utf8')).toBe((await ask(service.root, LIST)).xml);
  });
});

describe('access log', () => {
  it('has one line for each request', async () => {
    await ask(service.root, 'verb=Identify&x=1');
    const answer = await ask(service.root, 'verb=ListSets', 'GET', { 'Accept-Encoding': 'identity' });
    await fetch(`${service.root}/nowhere?token=secret`);
    await expect.poll(() => service.log.length).toBe(3);
    expect(service.log).toMatchObject([
      { method: 'GET', path: '/oai', verb: 'Identify', status: 200 },
      { method: 'GET', path: '/oai', verb: 'ListSets', status: 200, bytes: Buffer.byteLength(answer.xml) },
      { method: 'GET', path: '/nowhere', verb: null, status: 404 },
    ]);
    expect(service.log.every(({ ms }) => typeof ms === 'number')).toBe(true);
    expect(JSON.stringify(service.log)).not.toContain('secret');
  });
});
