/** Clients that are slow, idle or many: each holds little, and not for long. */
import type { RequestListener, Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { closeServer, httpServer, type Patience } from '../../src/http/server.ts';
import { rawConnection, statusesIn } from './raw.ts';

/** More than the system keeps for a connection on its way. */
const LARGE = Buffer.alloc(30_000_000, 'x');
const LONG = 3_600_000;

let server: Server;
let asked = 0;

async function start(patience: Partial<Patience>, listener: RequestListener = answers): Promise<string> {
  asked = 0;
  const lasting = { headersMs: LONG, requestMs: LONG, idleMs: LONG, answerMs: LONG };
  server = httpServer(listener, { ...lasting, checkMs: 20, ...patience });
  server.prependListener('request', () => {
    asked += 1;
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answers: RequestListener = (request, response) => {
  request.on('end', () => response.end(request.url === '/large' ? LARGE : 'small')).resume();
};

const connections = () =>
  new Promise<number>((done) => server.getConnections((_error, count) => done(count)));

afterEach(
  () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    }),
);

describe('a client that is slow to ask', () => {
  it.each([
    ['sends nothing', ''],
    ['never ends its headers', 'GET / HTTP/1.1\r\nHost: x\r\nX: '],
    ['never ends its body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx'],
    ['never ends its chunks', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nx'],
  ])('and %s is told so with 408 and closed', async (_what, bytes) => {
    const root = await start({ headersMs: 100, requestMs: 100 });
    const slow = rawConnection(root, bytes);
    await slow.ended;
    expect(slow.text()).toMatch(/^HTTP\/1\.1 408 .*Connection: close\r\n.*did not arrive whole in time/s);
  });

  it('and sends a byte now and then gains nothing by it', async () => {
    const root = await start({ headersMs: 300, requestMs: 300 });
    const slow = rawConnection(root, 'GET / HTTP/1.1\r\nHost: x\r\n');
    const dribble = setInterval(() => slow.socket.write('X-More: 1\r\n'), 20);
    await slow.ended;
    clearInterval(dribble);
    expect(statusesIn(slow.text())).toEqual([408]);
  });

  it('and idle after its answer is closed', async () => {
    const root = await start({ idleMs: 50 });
    const idle = rawConnection(root, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await idle.ended;
    expect(statusesIn(idle.text())).toEqual([200]);
  });

  it('and refused, does not keep the connection by not closing its side', async () => {
    const root = await start({});
    const refused = connect({ port: Number(new URL(root).port), host: '127.0.0.1', allowHalfOpen: true });
    refused.on('error', () => undefined).resume();
    refused.write('NONSENSE\r\n\r\n');
    await expect.poll(() => asked + Number(refused.bytesRead > 0)).toBe(1);
    await expect.poll(connections, { timeout: 10_000 }).toBe(0);
    refused.destroy();
  });
});

describe('a client that is slow to read', () => {
  it('is cut off when the time for its answer is over', async () => {
    const root = await start({ answerMs: 200, bytesPerSecond: 1_000_000_000 });
    const slow = rawConnection(root);
    slow.socket.pause();
    slow.socket.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n');
    await expect.poll(() => asked).toBe(1);
    await expect.poll(connections, { timeout: 10_000 }).toBe(0);
    slow.socket.destroy();
  });

  it('has the longer, the more there is to read', async () => {
    const root = await start({ answerMs: 0, bytesPerSecond: 1_000_000 });
    const reader = rawConnection(root, 'GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await reader.ended;
    expect(reader.text().length).toBeGreaterThan(LARGE.length);
  });

  it('and goes on asking, is cut off: what it does not read is not kept', async () => {
    const root = await start({});
    const greedy = rawConnection(root);
    greedy.socket.pause();
    greedy.socket.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(500));
    await expect.poll(() => asked).toBeGreaterThan(0);
    await expect.poll(connections).toBe(0);
    greedy.socket.destroy();
  });

  it('may send a few requests ahead', async () => {
    const root = await start({});
    const ahead = rawConnection(root, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(16));
    await expect.poll(() => statusesIn(ahead.text())).toEqual(Array(16).fill(200));
    ahead.socket.destroy();
  });
});

it('connections beyond the limit are closed, and those that are there go on', async () => {
  const root = await start({ connections: 50 });
  const held = Array.from({ length: 50 }, () => rawConnection(root));
  await expect.poll(connections).toBe(50);
  await rawConnection(root, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n').ended;
  expect(asked).toBe(0);
  held[0]?.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await expect.poll(() => statusesIn(held[0]?.text() ?? '')).toEqual([200]);
  held[1]?.socket.destroy();
  await expect.poll(connections).toBe(49);
  expect(await (await fetch(root)).text()).toBe('small');
});

describe('a server that is stopped', () => {
  it('finishes the answers that are read, and takes no more', async () => {
    const root = await start({});
    const reader = rawConnection(root);
    reader.socket.pause();
    reader.socket.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n');
    await expect.poll(() => asked).toBe(1);
    const closed = closeServer(server, LONG);
    await expect(fetch(root)).rejects.toThrow();
    reader.socket.resume();
    await closed;
    await reader.ended;
    expect(reader.text().length).toBeGreaterThan(LARGE.length);
  });

  it('cuts off the others after its grace', async () => {
    const root = await start({});
    const slow = rawConnection(root);
    slow.socket.pause();
    slow.socket.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n');
    await expect.poll(() => asked).toBe(1);
    const started = performance.now();
    await closeServer(server, 100);
    expect(performance.now() - started).toBeLessThan(5_000);
    slow.socket.destroy();
  });
});
