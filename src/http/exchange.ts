/** A request under way, as those see it who answer without koa. koa's Context is one. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HandedOut } from '../oai/handed-out.ts';
import type { Client } from './clients.ts';

export interface Exchange {
  req: IncomingMessage;
  res: ServerResponse;
  state: Told;
}

/** What is told of a request while it is answered: the access log, metrics and statistics read it at the end. */
export interface Told {
  /** Also in the answer's X-Request-Id. */
  id?: string;
  client?: Client;
  /** Of an OAI-PMH request: verb, metadataPrefix as counted, first error code, whether the answer was in memory. */
  verb?: string | null;
  prefix?: string | null;
  error?: string | null;
  kept?: boolean | null;
  /** For the statistics; null if there is no record in it. */
  handed?: HandedOut | null;
  /** Of the answer, where koa does not know it. */
  bytes?: number;
  type?: string;
}
