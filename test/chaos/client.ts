/** An HTTP client as harvesters have one, which believes nothing: every answer is checked (P3). */
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Schema } from '../../src/xml/schema.ts';
import type { Ask } from '../promises/harvester.ts';
import { type Chance, pause } from './chance.ts';
import type { Journal } from './journal.ts';
import type { Replica } from './replica.ts';

/** Time is short here: a harvester that is told to wait for 30 s waits for 3. */
const HASTE = 10;
/** Beyond every time limit of the service towards its database (65 s): such a connection is left hanging. */
const HANGING_MS = 90_000;
const TRIES = 4;

interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Not now: what a harvester meets when a replica is away or refuses (503). */
class NotNow extends Error {
  override name = 'NotNow';
}

export function isNotNow(error: unknown): boolean {
  return error instanceof NotNow;
}

export class Client {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 2 });
  readonly #name: string;
  readonly #world: { schema: Schema; journal: Journal; chance: Chance };

  constructor(name: string, world: { schema: Schema; journal: Journal; chance: Chance }) {
    this.#name = name;
    this.#world = world;
  }

  /** Asks one of the replicas, each time another; begins again elsewhere where that fails. Throws NotNow in the end. */
  asking(replicas: readonly Replica[]): Ask {
    const { chance } = this.#world;
    return async (form) => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await this.ask(chance.pick(replicas), form);
        } catch (error) {
          if (!(error instanceof NotNow) || tries === TRIES || chance.happens(0.2)) throw error;
        }
      }
    };
  }

  /** One request to one replica. Throws NotNow after waiting for as long as it was told. */
  async ask(replica: Replica, form: string): Promise<string> {
    const { journal, schema } = this.#world;
    const where = `${this.#name} asked ${replica.place.name} for ${form}`;
    const began = performance.now();
    const reply = await this.#fetch(replica, form).catch((error: Error) => error);
    const ms = Math.round(performance.now() - began);
    journal.longestMs = Math.max(journal.longestMs, ms);
    if (reply instanceof Error) {
      journal.refusals += 1;
      journal.note('no answer', { where, ms, error: reply.message });
      if (!replica.wasUnwellSince(began)) journal.wrong(`${where}: ${reply.message} after ${ms} ms`);
      await pause(100);
      throw new NotNow(reply.message);
    }
    if (reply.status === 503) {
      const after = reply.headers['retry-after'] ?? '';
      journal.refusals += 1;
      journal.note('503', { where, ms, after, body: reply.body.trim() });
      if (!/^\d{1,4}$/.test(after)) journal.wrong(`${where}: 503 with Retry-After “${after}”`);
      await pause((Number(after) * 1000) / HASTE);
      throw new NotNow(reply.body);
    }
    if (reply.status !== 200) throw this.#wrong(`${where}: ${reply.status} ${reply.body.slice(0, 300)}`);
    const [fault] = schema.validate(reply.body);
    if (fault !== undefined) throw this.#wrong(`${where}: not valid, line ${fault.line}: ${fault.message}`);
    journal.pages += 1;
    journal.note('page', { where, ms, ...summary(reply.body) });
    return reply.body;
  }

  close(): void {
    this.#agent.destroy();
  }

  #wrong(sentence: string): Error {
    this.#world.journal.wrong(sentence);
    return new NotNow(sentence);
  }

  #fetch(replica: Replica, form: string): Promise<Reply> {
    const { chance } = this.#world;
    const isPost = chance.happens(0.2);
    const headers: Record<string, string> = chance.happens(0.5) ? { 'Accept-Encoding': 'gzip' } : {};
    if (isPost) headers['Content-Type'] = 'application/x-www-form-urlencoded';
    return new Promise((resolve, reject) => {
      const options = { agent: this.#agent, method: isPost ? 'POST' : 'GET', headers, timeout: HANGING_MS };
      const asking = request(`${replica.root}/oai${isPost ? '' : `?${form}`}`, options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const bytes = Buffer.concat(chunks);
          const isGzip = response.headers['content-encoding'] === 'gzip';
          const body = (isGzip ? gunzipSync(bytes) : bytes).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        });
      });
      asking.once('timeout', () => asking.destroy(new Error('left hanging')));
      asking.once('error', reject);
      asking.end(isPost ? form : undefined);
    });
  }
}

/** What the order of answers and publications can be read from. */
function summary(xml: string): Record<string, unknown> {
  const headers = xml.matchAll(/<header([^>]*)><identifier>([^<]*)<\/identifier><datestamp>([^<]*)</g);
  return {
    responseDate: /<responseDate>([^<]*)</.exec(xml)?.[1],
    error: /<error code="(\w+)"/.exec(xml)?.[1],
    records: Array.from(headers, ([, sign = '', id = '', date]) => {
      const key = id.replace(/^ivo:\/\//, '');
      return `${date} ${key}${sign.includes('deleted') ? ' (deleted)' : ''}`;
    }),
  };
}
