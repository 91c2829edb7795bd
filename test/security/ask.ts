/** A request whose address goes out as it is written; `fetch` mends addresses, and takes no other Host. */
import { request } from 'node:http';
import type { Answer } from './harmless.ts';

export interface Asking {
  method?: string;
  headers?: Record<string, string>;
}

/** Asks `http://127.0.0.1:…` + path, without following redirects. */
export function askAsIs(
  root: string,
  path: string,
  { method = 'GET', headers = {} }: Asking = {},
): Promise<Answer> {
  const { hostname, port } = new URL(root);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    asked.on('error', reject).end();
  });
}
