/** The application on a port of its own, and every answer it gives checked against the schemas (P3). */

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { expect } from 'vitest';
import { type Around, createApp } from '../../src/http/app.ts';
import { httpServer } from '../../src/http/server.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/oai/settings.ts';
import type { Published } from '../../src/store/published.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { parseXml } from '../../src/xml/tree.ts';

export interface Service {
  root: string;
  server: Server;
  /** What was logged, parsed. */
  log: Record<string, unknown>[];
  close(): Promise<void>;
}

export async function startService(
  published: Published,
  settings: Partial<Settings> = {},
  around: Around = {},
): Promise<Service> {
  const log: Record<string, unknown>[] = [];
  const logger = pino({ base: null }, { write: (line: string) => void log.push(JSON.parse(line)) });
  const server = httpServer(
    createApp(published, { ...DEFAULT_SETTINGS, version: 'test', ...settings }, logger, around),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    root: `http://127.0.0.1:${port}`,
    server,
    log,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

let schema: Promise<LoadedSchema> | null = null;

/** Payloads of formats whose schemas are not in xsd/; test/formats holds those against the published ones. */
const FOREIGN = /(?<=<metadata>)<(?:oai_datacite|rdf:RDF|Spase) [\s\S]*?(?=<\/metadata>)/g;
/** Stands there instead: OAI-PMH.xsd lets nothing pass that it has no schema for. */
const ANY_PAYLOAD = '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"/>';

/** Fails unless the text is well-formed and valid against xsd/. */
export async function expectValid(xml: string): Promise<void> {
  schema ??= loadSchema('xsd');
  const known = xml.replace(FOREIGN, ANY_PAYLOAD);
  if (known !== xml) parseXml(xml);
  const faults = (await schema).validate(known);
  expect(faults, xml.slice(0, 2000)).toEqual([]);
}

export interface OaiAnswer {
  status: number;
  headers: Headers;
  xml: string;
  /** code of each error, in order. */
  errors: string[];
  /** Attributes of <request>, as written. */
  request: Record<string, string>;
  identifiers: string[];
  /** Text of the resumptionToken; null if there is no such element. */
  token: string | null;
}

/** Asks by GET or POST (the query as it is), and checks that the answer is valid and of the right type (OAI-04). */
export async function ask(
  root: string,
  query: string,
  method = 'GET',
  headers: Record<string, string> = {},
): Promise<OaiAnswer> {
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const response =
    method === 'GET'
      ? await fetch(`${root}/oai?${query}`, { headers })
      : await fetch(`${root}/oai`, { method, body: query, headers: { ...form, ...headers } });
  const xml = await response.text();
  expect(response.status, xml).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/xml; charset=utf-8');
  await expectValid(xml);
  return readAnswer(response, xml);
}

function readAnswer(response: Response, xml: string): OaiAnswer {
  const [, attributes = ''] = /<request((?: [^>]*)?)>/.exec(xml) ?? [];
  const token = /<resumptionToken[^>]*?(?:\/>|>([^<]*)<)/.exec(xml);
  return {
    status: response.status,
    headers: response.headers,
    xml,
    errors: Array.from(xml.matchAll(/<error code="(\w+)"/g), ([, code = '']) => code),
    request: Object.fromEntries(Array.from(attributes.matchAll(/ (\w+)="([^"]*)"/g), ([, k, v]) => [k, v])),
    identifiers: Array.from(xml.matchAll(/<header[^>]*><identifier>([^<]*)</g), ([, id = '']) => id),
    token: token === null ? null : (token[1] ?? ''),
  };
}
