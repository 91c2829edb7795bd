import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ClientOptions, EXCHANGE_LIMITS, type Exchange, openClient } from '../../src/net/exchange.ts';
import { ExchangeFault } from '../../src/net/fault.ts';
import { gate } from '../helpers/gate.ts';
import { serve } from './server.ts';

const LIMITS = { ...EXCHANGE_LIMITS, connectMs: 5_000, idleMs: 5_000, totalMs: 5_000 };
const OPTIONS: ClientOptions = {
  userAgent: 'voreg/test (IVOA-copy)',
  from: 'operator@padc.example',
  allowPrivate: true,
  limits: LIMITS,
};

function client(options: Partial<ClientOptions> = {}) {
  const opened = openClient({ ...OPTIONS, ...options });
  onTestFinished(opened.close);
  return opened;
}

function of(url: string, more: Partial<Exchange> = {}): Exchange {
  return { url, form: null, accept: 'text/xml', signal: new AbortController().signal, ...more };
}

async function body(reply: { body: AsyncIterable<Buffer> }): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of reply.body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function faultOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ExchangeFault);
  return error instanceof ExchangeFault ? `${error.kind}: ${error.why}` : '';
}

const XML = '<OAI-PMH>é</OAI-PMH>'.repeat(1000);

describe('an exchange', () => {
  it('says who asks, and what it understands (HV-02, HV-09)', async () => {
    const seen: IncomingMessage['headers'][] = [];
    const url = await serve((request, answer) => {
      seen.push(request.headers);
      answer.end('x');
    });
    const reply = await client().exchange(of(url));
    expect([reply.status, reply.url, await body(reply)]).toEqual([200, `${url}/`, 'x']);
    expect(seen[0]).toMatchObject({
      'user-agent': 'voreg/test (IVOA-copy)',
      from: 'operator@padc.example',
      accept: 'text/xml',
      'accept-encoding': 'gzip;q=1.0, br;q=0.9, deflate;q=0.8, identity;q=0.5',
    });
  });

  it.each([
    ['gzip', gzipSync(XML)],
    ['x-gzip', gzipSync(XML)],
    ['deflate', deflateSync(XML)],
    ['deflate', deflateRawSync(XML)],
    ['br', brotliCompressSync(XML)],
    ['identity', Buffer.from(XML)],
    ['gzip', Buffer.concat([gzipSync(XML.slice(0, 100)), gzipSync(XML.slice(100))])],
  ])('unpacks %s', async (encoding, bytes) => {
    const url = await serve((_, answer) => {
      answer.setHeader('content-encoding', encoding);
      answer.end(bytes);
    });
    const reply = await client().exchange(of(url));
    expect(await body(reply)).toBe(XML);
    expect([reply.received(), reply.notApplied()]).toEqual([bytes.length, null]);
  });

  it.each([
    'gzip',
    'deflate',
    'br',
  ])('takes a plain body that is said to be %s, and notes it', async (name) => {
    const url = await serve((_, answer) => {
      answer.setHeader('content-encoding', name);
      answer.end(XML);
    });
    const reply = await client().exchange(of(url));
    expect([await body(reply), reply.notApplied()]).toEqual([XML, name]);
  });

  it('keeps its connection, and opens another where the server closed it meanwhile', async () => {
    const ports: (number | undefined)[] = [];
    const url = await serve((request, answer) => {
      ports.push(request.socket.remotePort);
      answer.end('x');
      if (request.url === '/bye') answer.on('finish', () => setImmediate(() => request.socket.destroy()));
    });
    const one = client();
    for (const path of ['/', '/bye', '/', '/']) await body(await one.exchange(of(url + path)));
    expect(ports[0]).toBe(ports[1]);
    expect(ports[2]).not.toBe(ports[1]);
    expect(ports).toHaveLength(4);
  });

  it('repeats a form where it is redirected, except by 303', async () => {
    const seen: string[] = [];
    const url = await serve(async (request, answer) => {
      const form: Buffer[] = [];
      for await (const chunk of request) form.push(chunk);
      seen.push(`${request.method} ${request.url} ${Buffer.concat(form)}`);
      const status = Number(request.url?.slice(1));
      if (status > 0) answer.writeHead(status, { location: '/end' });
      answer.end('done');
    });
    for (const status of [301, 302, 303, 307, 308]) {
      await body(await client().exchange(of(`${url}/${status}`, { form: 'verb=Identify' })));
    }
    expect(seen.filter((line) => line.includes('/end'))).toEqual([
      'POST /end verb=Identify',
      'POST /end verb=Identify',
      'GET /end ',
      'POST /end verb=Identify',
      'POST /end verb=Identify',
    ]);
  });

  it('asks no private address unless an operator has named it, and none that a redirect names', async () => {
    const url = await serve((_, answer) => answer.writeHead(302, { location: 'http://[::1]:1/' }).end());
    const port = new URL(url).port;
    const careful = client({ allowPrivate: false });
    expect(await faultOf(careful.exchange(of(url)))).toMatch(/^private: 127\.0\.0\.1 is in a private/);
    expect(await faultOf(careful.exchange(of(`http://localhost:${port}`)))).toMatch(/^private: localhost/);
    expect(await faultOf(careful.exchange(of(`http://0x7f.1:${port}`)))).toMatch(/^private: 127/);
    expect(await faultOf(client().exchange(of(url)))).toBe(
      'private: it redirects to [::1], which is in a private network',
    );
  });

  it('asks no port that is not allowed, nor follows a redirect to one', async () => {
    const url = await serve((_, answer) => answer.writeHead(302, { location: 'http://127.0.0.1:22/' }).end());
    const careful = client({ allowedPort: (port) => port >= 1024 });
    const refusal = 'address: port 22 is not one of the web, and is not asked';
    expect(await faultOf(careful.exchange(of(url)))).toBe(refusal);
    expect(await faultOf(careful.exchange(of('http://127.0.0.1:22/')))).toBe(refusal);
    expect(await faultOf(careful.exchange(of('https://127.0.0.1/')))).toMatch(/^address: port 443 /);
  });

  it('does not send a redirect over a connection that only a named host may have', async () => {
    const inner = await serve((_, answer) => answer.end('secret'));
    const outer = await serve((_, answer) =>
      answer.writeHead(302, { location: inner.replace('127.0.0.1', 'localhost') }).end(),
    );
    const one = client();
    await body(await one.exchange(of(inner.replace('127.0.0.1', 'localhost'))));
    expect(await faultOf(one.exchange(of(outer)))).toMatch(/^private: it redirects to localhost/);
  });

  it.each<[string, (request: IncomingMessage, answer: ServerResponse) => void, RegExp]>([
    ['too many redirects', (_, a) => a.writeHead(302, { location: '/a' }).end(), /^redirect: .*more than 5/],
    ['a redirect to nowhere', (_, a) => a.writeHead(302).end(), /^redirect: .*does not say where/],
    ['a redirect to a file', (_, a) => a.writeHead(302, { location: 'file:///x' }).end(), /^address: /],
    [
      'a redirect with a password',
      (_, a) => a.writeHead(302, { location: 'http://a:b@example.org' }).end(),
      /^address: .*password/,
    ],
    ['a connection that breaks', (_, a) => void a.destroy(), /^unreachable: .*ECONNRESET/],
    [
      'a body that breaks off',
      (_, a) => {
        a.writeHead(200, { 'content-length': '100' });
        a.write('x'.repeat(50), () => a.destroy());
      },
      /^cut: .*breaks off/,
    ],
    [
      'chunks that break off',
      (_, a) => {
        a.write('x'.repeat(50), () => a.destroy());
      },
      /^cut: .*breaks off/,
    ],
    [
      'a compressed body that is cut',
      (_, a) => {
        a.setHeader('content-encoding', 'gzip');
        a.end(gzipSync(XML).subarray(0, 60));
      },
      /^cut: its compressed answer is cut off/,
    ],
    [
      'a compressed body that is none',
      (_, a) => {
        a.setHeader('content-encoding', 'gzip');
        a.end('rubbish');
      },
      /^encoding: its answer cannot be unpacked/,
    ],
    [
      'an unknown encoding',
      (_, a) => {
        a.setHeader('content-encoding', 'zstd');
        a.end('rubbish');
      },
      /^encoding: .*"zstd" is not known/,
    ],
    [
      'a bomb by ratio',
      (_, a) => {
        a.setHeader('content-encoding', 'gzip');
        a.end(gzipSync(Buffer.alloc(20 * 1024 * 1024)));
      },
      /^too-large: .*more than 200 times/,
    ],
  ])('refuses %s', async (_, listener, expected) => {
    const url = await serve(listener);
    expect(await faultOf(client().exchange(of(url)).then(body))).toMatch(expected);
  });

  it('has a limit on both sides of the compression', async () => {
    const url = await serve((request, answer) => {
      const isPacked = request.url === '/packed';
      if (isPacked) answer.setHeader('content-encoding', 'gzip');
      answer.end(isPacked ? gzipSync(Buffer.alloc(30_000)) : Buffer.alloc(30_000));
    });
    const small = client({ limits: { ...LIMITS, maxBytes: 20_000, maxDecodedBytes: 25_000 } });
    expect(await faultOf(small.exchange(of(url)).then(body))).toMatch(/too-large: .*20000 bytes/);
    expect(await faultOf(small.exchange(of(`${url}/packed`)).then(body))).toMatch(/too-large: .*25000 bytes/);
  });

  it('waits for an answer, for the next bytes and for the whole only so long', async () => {
    const url = await serve((request, answer) => {
      if (request.url === '/silent') return;
      answer.write('x');
      if (request.url === '/idle') return;
      const drip = setInterval(() => answer.write('x'), 5);
      answer.on('close', () => clearInterval(drip));
    });
    const hasty = client({ limits: { ...LIMITS, idleMs: 60, totalMs: 200 } });
    expect(await faultOf(hasty.exchange(of(`${url}/silent`)).then(body))).toBe(
      'timeout: no answer within 0.06 s',
    );
    expect(await faultOf(hasty.exchange(of(`${url}/idle`)).then(body))).toBe(
      'timeout: nothing came for 0.06 s',
    );
    expect(await faultOf(hasty.exchange(of(`${url}/drip`)).then(body))).toBe(
      'timeout: no whole answer within 0.2 s',
    );
  });

  it('stops when it is told to, before and amid the answer', async () => {
    const asked = gate();
    const url = await serve((request, answer) => {
      asked.open();
      if (request.url === '/amid') answer.write('x');
    });
    const before = new AbortController();
    const waiting = client().exchange(of(url, { signal: before.signal }));
    await asked.opened;
    before.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    const amid = new AbortController();
    const reply = await client().exchange(of(`${url}/amid`, { signal: amid.signal }));
    await reply.body.next();
    amid.abort(new Error('enough'));
    await expect(reply.body.next()).rejects.toThrow('enough');
  });
});
