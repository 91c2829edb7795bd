/** A network that can be cut: passes connections on to a server, or does what networks do when they fail. */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/**
 * open: as it should be; slow: each piece is late; held: nothing gets through, and nobody is told (a cable that was
 * pulled); refused: connections are reset, new ones too.
 */
export type Weather = 'open' | 'slow' | 'held' | 'refused';

const LATE_MS = 40;

export class Network {
  readonly #server: Server;
  readonly #pairs = new Set<[Socket, Socket]>();
  readonly #waiting = new Set<() => void>();
  #weather: Weather = 'open';
  /** Path of a Unix socket. */
  target: string;

  private constructor(target: string) {
    this.target = target;
    // A client that goes away breaks its own pair only.
    this.#server = createServer({ allowHalfOpen: false }, (client) => this.#accept(client));
  }

  static async open(target: string): Promise<Network> {
    const proxy = new Network(target);
    proxy.#server.listen(0, '127.0.0.1');
    await new Promise((done) => proxy.#server.once('listening', done));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  set(weather: Weather): void {
    this.#weather = weather;
    if (weather === 'refused') this.reset();
    if (weather === 'held') return;
    for (const go of this.#waiting) go();
    this.#waiting.clear();
  }

  /** Ends what is open; also what was held. */
  reset(): void {
    for (const [client, server] of this.#pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
  }

  async close(): Promise<void> {
    this.set('refused');
    await new Promise((done) => this.#server.close(done));
  }

  #accept(client: Socket): void {
    client.on('error', () => undefined);
    if (this.#weather === 'refused') {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ path: this.target });
    const pair: [Socket, Socket] = [client, server];
    this.#pairs.add(pair);
    const end = () => {
      this.#pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    server.on('error', end);
    for (const socket of pair) socket.once('close', end);
    client.pipe(this.#passing()).pipe(server);
    server.pipe(this.#passing()).pipe(client);
  }

  #passing(): Transform {
    return new Transform({
      transform: (chunk, _, done) => {
        const go = () => done(null, chunk);
        if (this.#weather === 'held') this.#waiting.add(go);
        else if (this.#weather === 'slow') setTimeout(go, LATE_MS);
        else go();
      },
    });
  }
}
