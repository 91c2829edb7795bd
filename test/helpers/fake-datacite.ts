/** As much of DataCite's REST API as voreg uses, in memory, as its guide tells it: states, events, and how it refuses. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface FakeDoi {
  state: 'draft' | 'registered' | 'findable';
  attributes: Record<string, unknown>;
}

export interface FakeDatacite {
  url: string;
  prefix: string;
  user: string;
  password: string;
  dois: Map<string, FakeDoi>;
  /** `POST /dois`, in the order in which they came. */
  requests: string[];
  /** Bodies of the requests that had one. */
  bodies: { data: { attributes: Record<string, unknown> } }[];
  /** The next answers, instead of the right ones; `race` makes the DOI just before its POST. */
  faults: ({ status: number; body: string; headers?: Record<string, string> } | 'race' | null)[];
}

/** Listens until the test is finished. */
export async function fakeDatacite(): Promise<FakeDatacite> {
  const fake: FakeDatacite = {
    ...{ url: '', prefix: '10.5072', user: 'PADC.TEST', password: 'pass:wörd of the test' },
    ...{ dois: new Map(), requests: [], bodies: [], faults: [] },
  };
  const server = createServer((request, response) => {
    readBody(request).then((body) => {
      const { status, data, headers } = answerTo(fake, request, body);
      response.writeHead(status, { 'content-type': 'application/vnd.api+json; charset=utf-8', ...headers });
      response.end(typeof data === 'string' ? data : JSON.stringify(data));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fake;
}

interface Answer {
  status: number;
  data: unknown;
  headers?: Record<string, string>;
}

function refused(status: number, title: string, source?: string): Answer {
  return { status, data: { errors: [{ status: String(status), title, ...(source && { source }) }] } };
}

function answerTo(fake: FakeDatacite, request: IncomingMessage, body: string): Answer {
  const url = new URL(request.url ?? '/', 'http://localhost');
  fake.requests.push(`${request.method} ${url.pathname}`);
  const fault = fake.faults.shift() ?? null;
  if (fault !== null && fault !== 'race') return { ...fault, data: fault.body };
  const expected = `Basic ${Buffer.from(`${fake.user}:${fake.password}`).toString('base64')}`;
  if (request.headers.authorization !== expected) return refused(401, 'Bad credentials.');
  const name = decodeURIComponent(url.pathname.slice('/dois/'.length)).toLowerCase();
  if (request.method === 'GET') {
    const known = fake.dois.get(name);
    const isObject = url.searchParams.get('publisher') === 'true';
    return known === undefined
      ? refused(404, "The resource you are looking for doesn't exist.")
      : { status: 200, data: shown(name, known, isObject) };
  }
  if (request.headers['content-type'] !== 'application/vnd.api+json')
    return refused(415, 'Unsupported media type.');
  const sent = JSON.parse(body) as FakeDatacite['bodies'][number];
  fake.bodies.push(sent);
  const { event, ...attributes } = sent.data.attributes;
  if (request.method === 'POST') {
    const doi = String(attributes.doi).toLowerCase();
    if (!doi.startsWith(`${fake.prefix}/`))
      return refused(403, 'You are not authorized to access this resource.');
    if (fault === 'race') fake.dois.set(doi, { state: 'draft', attributes });
    if (fake.dois.has(doi)) return refused(422, 'This DOI has already been taken', 'doi');
    fake.dois.set(doi, { state: event === 'publish' ? 'findable' : 'draft', attributes });
    return { status: 201, data: shown(doi, { state: 'draft', attributes }, true) };
  }
  const known = fake.dois.get(name);
  if (known === undefined) return refused(404, "The resource you are looking for doesn't exist.");
  Object.assign(known.attributes, attributes);
  if (event === 'publish') known.state = 'findable';
  if (event === 'hide' && known.state === 'findable') known.state = 'registered';
  return { status: 200, data: shown(name, known, true) };
}

/** With what DataCite adds of its own. */
function shown(doi: string, { state, attributes }: FakeDoi, isObject: boolean) {
  const publisher = attributes.publisher as { name: string } | undefined;
  return {
    data: {
      id: doi,
      type: 'dois',
      attributes: {
        ...attributes,
        ...{ doi, state, container: {}, geoLocations: null, fundingReferences: [], contentUrl: null },
        publisher: isObject ? publisher : publisher?.name,
        schemaVersion: 'http://datacite.org/schema/kernel-4.6',
      },
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
