/**
 * A small OAI-PMH registry for tests, correct unless told otherwise: it has a switch for each deviation and fault that
 * harvesters meet (requirements.md HV-12). One node:http server on a free port of 127.0.0.1.
 *
 *   const registry = await fakeRegistry({ records: fakeRecords(25), pageSize: 10 });   // closed with the test
 *   registry.url                         its base URL
 *   registry.put('ivo://x.y/a', xml?)    a record appears or changes now; its datestamp is the registry's time
 *   registry.remove('ivo://x.y/a')       a deleted header from now on; forget(): gone without a trace
 *   registry.records                     the records by id, to be edited at will
 *   registry.tick(60)                    its clock, which only this moves: responseDate and datestamps come from it
 *   registry.settings.pageSize = 3       and the other settings below, at run time
 *   registry.switches.add('bom')         a deviation of every answer: names and meanings in fake-registry-switches.ts
 *   registry.intercept = (asked) => …    what to do instead of answering, for this request: see Action; null: answer
 *   registry.requests                    what was asked so far
 *
 * Pages are cut by keyset on (datestamp, id), as voreg's own are, so that edits between two pages lose nothing.
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { answerOf, type FakeRecord, fakeResource, type Settings } from './fake-registry-answers.ts';
import { mangled, type Switch } from './fake-registry-switches.ts';

export { type FakeRecord, fakeRecords, fakeResource } from './fake-registry-answers.ts';
export type { Switch } from './fake-registry-switches.ts';

export interface Asked {
  /** From 1. */
  number: number;
  method: string;
  args: Record<string, string>;
  headers: IncomingHttpHeaders;
}

export type Action =
  /** An HTTP answer of one's own. */
  | { do: 'answer'; status?: number; headers?: Record<string, string>; body?: string | Buffer }
  /** The right answer, but the connection ends after so many bytes of the body; with or without a Content-Length. */
  | { do: 'cut'; after: number; announced?: boolean }
  /** The right answer, cut at so many characters, and properly ended: as a crashed generator sends it. */
  | { do: 'truncate'; after: number }
  /** The connection is closed without an answer. */
  | { do: 'reset' }
  /** Nothing, ever. */
  | { do: 'hang' };

export interface FakeRegistry {
  url: string;
  records: Map<string, FakeRecord>;
  settings: Settings;
  switches: Set<Switch>;
  requests: Asked[];
  intercept: (asked: Asked) => Action | null;
  now(): string;
  tick(seconds: number): void;
  put(id: string, xml?: string, sets?: string[]): void;
  remove(id: string): void;
  forget(id: string): void;
  close(): void;
}

export interface FakeOptions extends Partial<Settings> {
  records?: FakeRecord[];
  switches?: Switch[];
  /** The registry's time at the start. */
  now?: string;
}

/** Starts it; it is closed when the test is finished. */
export async function fakeRegistry(options: FakeOptions = {}): Promise<FakeRegistry> {
  const registry = await startFakeRegistry(options);
  onTestFinished(registry.close);
  return registry;
}

/** The same for those who close it themselves: benchmarks, hooks. */
export async function startFakeRegistry(options: FakeOptions = {}): Promise<FakeRegistry> {
  const { records = [], switches = [], now = '2026-11-20T12:00:00Z', ...settings } = options;
  let time = Date.parse(now);
  const server = createServer((request, response) => void answer(registry, request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const registry: FakeRegistry = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/oai`,
    records: new Map(records.map((record) => [record.id, record])),
    settings: { ...DEFAULTS, ...settings },
    switches: new Set(switches),
    requests: [],
    intercept: () => null,
    now: () => new Date(time).toISOString().replace('.000Z', 'Z'),
    tick: (seconds) => {
      time += seconds * 1000;
    },
    put: (id, xml, sets = ['ivo_managed']) => {
      const datestamp = registry.now();
      const text = xml ?? fakeResource(id, { title: `Changed at ${datestamp}` });
      registry.records.set(id, { id, datestamp, deleted: false, sets, xml: text });
    },
    remove: (id) => {
      const sets = registry.records.get(id)?.sets ?? ['ivo_managed'];
      registry.records.set(id, { id, datestamp: registry.now(), deleted: true, sets, xml: '' });
    },
    forget: (id) => void registry.records.delete(id),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return registry;
}

const DEFAULTS: Settings = {
  pageSize: 100,
  granularity: 'seconds',
  sets: ['ivo_managed'],
  compression: 'identity',
  methods: ['GET', 'POST'],
  tokenUses: Number.POSITIVE_INFINITY,
};

async function answer(registry: FakeRegistry, request: IncomingMessage, response: ServerResponse) {
  const asked = await readRequest(request, registry.requests.length + 1);
  registry.requests.push(asked);
  const action = registry.intercept(asked);
  if (action?.do === 'hang') return;
  if (action?.do === 'reset') return void response.destroy();
  if (action?.do === 'answer') {
    response.writeHead(action.status ?? 200, { 'content-type': 'text/xml', ...action.headers });
    return void response.end(action.body ?? '');
  }
  if (!registry.settings.methods.includes(asked.method)) {
    response.writeHead(405, { allow: registry.settings.methods.join(', ') });
    return void response.end();
  }
  send(registry, asked, action, response);
}

function send(registry: FakeRegistry, asked: Asked, action: Action | null, response: ServerResponse): void {
  const plain = { status: 200, contentType: 'text/xml; charset=utf-8', text: answerOf(registry, asked) };
  const made = mangled(plain, asked, registry);
  if (action?.do === 'truncate') made.body = made.body.subarray(0, action.after);
  const { compression } = registry.settings;
  const body = PACKED[compression](made.body);
  response.writeHead(made.status, {
    ...(made.contentType === null ? {} : { 'content-type': made.contentType }),
    ...(compression === 'identity' ? {} : { 'content-encoding': compression }),
    ...(action?.do === 'cut' && action.announced === false ? {} : { 'content-length': body.length }),
  });
  if (action?.do === 'cut') response.write(body.subarray(0, action.after), () => response.destroy());
  else response.end(body);
}

const PACKED: Record<Settings['compression'], (body: Buffer) => Buffer> = {
  identity: (body) => body,
  gzip: (body) => gzipSync(body),
  deflate: (body) => deflateSync(body),
  br: (body) => brotliCompressSync(body),
};

async function readRequest(request: IncomingMessage, number: number): Promise<Asked> {
  const { method = 'GET', headers } = request;
  const form: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) form.push(chunk);
  const query = new URL(request.url ?? '/', 'http://x').search;
  const args = new URLSearchParams(method === 'POST' ? Buffer.concat(form).toString() : query);
  return { number, method, args: Object.fromEntries(args), headers };
}
