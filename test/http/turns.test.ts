/** Who is connected does not keep newcomers out: libuv lets one in for each turn of the event loop (src/http/turns.ts). */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  ServerResponse,
} from 'node:http';
import { type AddressInfo, connect, Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inTurns } from '../../src/http/turns.ts';

let server: Server;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.close();
  server?.closeAllConnections();
});

/** Computes for 0.2 ms. */
const work: RequestListener = (_req, res) => {
  for (const until = performance.now() + 0.2; performance.now() < until; );
  res.end('done');
};

async function listen(listener: RequestListener): Promise<number> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Asks again with each answer, and tells of each. */
function asking(port: number, answered: () => void): void {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  const ask = () => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  socket.on('connect', ask);
  socket.on('data', () => {
    answered();
    ask();
  });
  socket.on('error', () => undefined);
}

describe('one hundred who ask all the time, and twelve who come', () => {
  const [OLD, NEW] = [100, 12];

  /** Answers that the hundred had until all the others had one. */
  async function answersMeanwhile(listener: RequestListener): Promise<number> {
    const port = await listen(listener);
    let old = 0;
    for (let i = 0; i < OLD; i += 1) asking(port, () => (old += 1));
    await vi.waitUntil(() => old > 3 * OLD, { timeout: 10_000 });
    const before = old;
    const served = await new Promise<number>((resolve) => {
      const met = new Set<number>();
      for (let i = 0; i < NEW; i += 1)
        asking(port, () => {
          if (met.add(i).size === NEW) resolve(old);
        });
    });
    return served - before;
  }

  it('the newcomers get their answers after a few of the others’', async () => {
    // Each of them has its turn before them once, and again while they are let in.
    expect(await answersMeanwhile(inTurns(work, 1))).toBeLessThan(6 * OLD);
  });

  it('without turns they would be let in one by one: why this is here', async () => {
    expect(await answersMeanwhile(work)).toBeGreaterThan(6 * OLD);
  });
});

describe('in turns', () => {
  const exchange = (): [IncomingMessage, ServerResponse] => {
    const req = { method: 'GET' } as IncomingMessage;
    return [req, new ServerResponse(req)];
  };

  it('all are answered, in the order in which they came, some of them later', async () => {
    const order: number[] = [];
    const numbers = new Map<ServerResponse, number>();
    const listener = inTurns((_req, res) => {
      for (const until = performance.now() + 0.1; performance.now() < until; );
      order.push(numbers.get(res) ?? -1);
    }, 1);
    for (let i = 0; i < 200; i += 1) {
      const [req, res] = exchange();
      numbers.set(res, i);
      listener(req, res);
    }
    expect(order.length).toBeLessThan(200);
    await vi.waitUntil(() => order.length === 200);
    expect(order).toEqual([...numbers.values()]);
  });

  it('who has gone while waiting is left out', async () => {
    const asked: ServerResponse[] = [];
    const listener = inTurns((_req, res) => void asked.push(res), 0);
    const exchanges = [exchange(), exchange(), exchange()];
    for (const one of exchanges) listener(...one);
    expect(asked).toEqual([]);
    const gone = exchanges[1]?.[1];
    const socket = new Socket();
    gone?.assignSocket(socket);
    gone?.destroy();
    await vi.waitUntil(() => gone?.closed && asked.length >= 2);
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual([exchanges[0]?.[1], exchanges[2]?.[1]]);
  });
});
