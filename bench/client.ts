/** Clients: one that harvests as harvesters do, and wrk for as many requests as the server can take. */
import { execFile } from 'node:child_process';
import { Agent, get } from 'node:http';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';

export interface Harvest {
  records: number;
  bytes: number;
  seconds: number;
  /** The resumptionToken of each page but the last. */
  tokens: string[];
}

/** A full harvest over one connection, uncompressed, one page after the other. */
export async function harvest(base: string): Promise<Harvest> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const started = performance.now();
  const found: Harvest = { records: 0, bytes: 0, seconds: 0, tokens: [] };
  for (let query: string | null = 'metadataPrefix=ivo_vor'; query !== null; ) {
    const body = await fetchBody(`${base}?verb=ListRecords&${query}`, agent);
    found.bytes += body.length;
    found.records += count(body, '</record>');
    const token =
      /<resumptionToken[^>]*>([^<]+)</.exec(body.toString('latin1', body.length - 2000))?.[1] ?? null;
    if (token !== null) found.tokens.push(token);
    query = token === null ? null : `resumptionToken=${token}`;
  }
  found.seconds = (performance.now() - started) / 1000;
  agent.destroy();
  return found;
}

function count(body: Buffer, text: string): number {
  let times = 0;
  for (let at = body.indexOf(text); at >= 0; at = body.indexOf(text, at + text.length)) times += 1;
  return times;
}

/** The body of a 200; anything else is an error. */
export function fetchBody(url: string, agent: Agent, headers: Record<string, string> = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks));
        else reject(new Error(`${url} answered ${response.statusCode}.`));
      });
    }).once('error', reject);
  });
}

/** Asks `url` in another thread for as long as `work` takes; the longest wait in milliseconds, and of how many. */
export async function pinging<T>(
  url: string,
  work: () => Promise<T>,
): Promise<{ result: T; longest: number; asked: number }> {
  const thread = new Worker(new URL('./pinger.js', import.meta.url), { workerData: { url } });
  const failed = new Promise<never>((_, reject) => thread.once('error', reject));
  const next = () =>
    Promise.race([failed, new Promise<unknown>((resolve) => thread.once('message', resolve))]);
  await next();
  const result = await work();
  const told = next();
  thread.postMessage('stop');
  return { result, ...((await told) as { longest: number; asked: number }) };
}

/** Requests per second over 8 connections. `script` is a Lua file that names other addresses. Throws if any failed. */
export async function wrk(
  url: string,
  seconds: number,
  { gzip = false, script }: { gzip?: boolean; script?: string } = {},
): Promise<number> {
  const args = ['-t1', '-c8', `-d${seconds}s`, ...(gzip ? ['-H', 'Accept-Encoding: gzip'] : [])];
  const { stdout } = await promisify(execFile)('wrk', [
    ...args,
    ...(script === undefined ? [] : ['-s', script]),
    url,
  ]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`${url}:\n${stdout}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}
