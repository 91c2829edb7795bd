/** A service with VOSI endpoints on the loopback address, for one test. */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
}

/** Its base URL; stopped at the end of the test, answers that never end included. */
export async function fakeService(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers paths (with their query) with texts; 404 for others. `{BASE}` becomes the service's address. */
export function answering(texts: Record<string, string>): RequestListener {
  return (request, response) => {
    const text = texts[request.url ?? ''];
    response.statusCode = text === undefined ? 404 : 200;
    response.setHeader('content-type', 'text/xml');
    response.end(text?.replaceAll('{BASE}', `http://${request.headers.host}`));
  };
}

/** An address where nobody listens any more. */
export async function vacantAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return `http://127.0.0.1:${port}`;
}
