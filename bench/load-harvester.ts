/** One harvester with its copy: everything, then ten times what has changed, over and over, over one connection. */
import { createHash } from 'node:crypto';
import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Incremental harvests for each full one. */
const INCREMENTAL = 10;
/** A token has less than 1 kB, and the response ends soon after it. */
const LONGEST_END = 2000;
const HEADER = /^<header>\s*<identifier>([^<]*)<\/identifier>\s*<datestamp>([^<]*)</;
/** Nobody is left hanging: every time limit of the service is shorter. */
const HANGING_MS = 120_000;
/** While a harvester is to stay away, how often it looks whether it is over. */
const SHORT_MS = 200;
/** With so many a harvest is given up. */
const MOST_FAULTS = 5;

export interface Counts {
  pages: number;
  /** Of these, the ones of full harvests, which are all of about the same size. */
  full: number;
  /** As they come in: a page counts by what there is of it. */
  bytes: number;
  /** 503 with Retry-After. */
  refused: number;
  connections: number;
  /** Requests that met a connection which the service closed at that moment, as nothing had come for a while. */
  repeated: number;
}

/** How long it took to get a page, the time after a 503 included. */
export interface Wait {
  isFull: boolean;
  /** When it began, in milliseconds since 1970. */
  since: number;
  ms: number;
}

interface Harvest {
  isFull: boolean;
  /** The responseDate of its first page: from where the next one asks. */
  date: string | null;
  token: string | null;
}

/** A harvester before one of the pages of its cycle, a full harvest and the incremental ones after it. */
export interface Stage {
  copy: Uint32Array;
  filling: Uint32Array;
  harvest: Harvest | null;
  from: string | null;
  done: number;
}

export class Harvester {
  readonly counts: Counts = {
    pages: 0,
    full: 0,
    bytes: 0,
    refused: 0,
    connections: 0,
    repeated: 0,
  };
  /** What no harvester should ever meet. */
  readonly faults: string[] = [];
  readonly waits: Wait[] = [];
  readonly #roots: string[];
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #headers: Record<string, string>;
  /** Seconds since 1970 by the record's number, 0: not there. Of 500 harvesters, maps would take a gigabyte. */
  #copy: Uint32Array;
  #filling: Uint32Array;
  #harvest: Harvest | null = null;
  #done = 0;
  #from: string | null = null;
  #asked = 0;
  #notBefore = 0;
  /** When it began to want the page that it waits for; null while it rests. */
  #wanted: number | null = null;

  /** `roots`: asked in turn. `address`: whom the service takes it for, as it believes X-Forwarded-For. */
  constructor(roots: string[], records: number, address: string) {
    this.#roots = roots;
    this.#copy = new Uint32Array(records);
    this.#filling = new Uint32Array(records);
    this.#headers = { 'X-Forwarded-For': address, 'User-Agent': 'voreg-bench-load/1' };
  }

  /** A first full harvest. Returns the stages of the cycle, for others to begin at. Throws if anything is wrong. */
  async lead(): Promise<Stage[]> {
    const pages: Pick<Stage, 'filling' | 'harvest'>[] = [];
    while (this.#done === 0) {
      const before = this.counts.pages;
      const page = {
        filling: this.#filling.slice(),
        harvest: this.#harvest === null ? null : { ...this.#harvest },
      };
      await this.#next();
      if (this.faults.length > 0) throw new Error(this.faults.join('\n'));
      if (this.counts.pages > before) pages.push(page);
    }
    const [copy, from] = [this.#copy.slice(), this.#from];
    const rest = { copy, filling: copy, harvest: null, from };
    const incremental = Array.from({ length: INCREMENTAL }, (_, i) => ({ ...rest, done: i + 1 }));
    return [...pages.map((page) => ({ ...page, copy, from, done: 0 })), ...incremental];
  }

  /** As one who has harvested up to here. */
  beginAt({ copy, filling, harvest, from, done }: Stage): void {
    this.#copy.set(copy);
    this.#filling.set(filling);
    this.#harvest = harvest === null ? null : { ...harvest };
    this.#from = from;
    this.#done = done;
  }

  /** Page after page. */
  async run(isOver: () => boolean): Promise<void> {
    this.#wanted = null;
    while (!isOver()) await this.#next(SHORT_MS);
  }

  /** A page, or some of the time that the service wants to be left alone. */
  async #next(most = Number.POSITIVE_INFINITY): Promise<void> {
    const wait = this.#notBefore - performance.now();
    if (wait > 0) await sleep(Math.min(wait, most));
    else await this.#page();
  }

  /** To the end of the harvest under way, and then once more what has changed since. */
  async finish(): Promise<void> {
    const through = async (): Promise<void> => {
      const done = this.#done;
      const faults = this.faults.length;
      while (this.#done === done && this.faults.length < faults + MOST_FAULTS) {
        await this.#next();
      }
    };
    if (this.#harvest !== null || this.#from === null) await through();
    // Not a full one, whatever would be next.
    this.#done = 1;
    await through();
    this.#agent.destroy();
  }

  /** How many records, and a digest of their numbers and datestamps. */
  sum(): { count: number; digest: string } {
    const digest = createHash('sha256').update(this.#copy).digest('base64url');
    return { count: this.#copy.filter((seconds) => seconds > 0).length, digest };
  }

  async #page(): Promise<void> {
    this.#harvest ??= this.#begin();
    const { token } = this.#harvest;
    const from = this.#harvest.isFull ? '' : `&from=${this.#from}`;
    const query = token === null ? `metadataPrefix=ivo_vor${from}` : `resumptionToken=${token}`;
    const root = this.#roots[this.#asked % this.#roots.length];
    this.#asked += 1;
    const began = performance.now();
    this.#wanted ??= Date.now();
    try {
      await this.#ask(`${root}/oai?verb=ListRecords&${query}`, this.#harvest);
    } catch (error) {
      // The harvest begins again; a moment later, as whatever it was may last.
      this.faults.push(`${query} after ${Math.round(performance.now() - began)} ms: ${error}`);
      this.#harvest = null;
      this.#notBefore = performance.now() + 1000;
    }
  }

  #begin(): Harvest {
    const isFull = this.#from === null || this.#done % (INCREMENTAL + 1) === 0;
    if (isFull) this.#filling.fill(0);
    return { isFull, date: null, token: null };
  }

  #ask(url: string, harvest: Harvest): Promise<void> {
    return new Promise((resolve, reject) => {
      const options = { agent: this.#agent, headers: this.#headers, timeout: HANGING_MS };
      const request = get(url, options, (response) => {
        this.#read(response, harvest).then(resolve, reject);
      });
      request.once('socket', (socket) => {
        if (socket.connecting) this.counts.connections += 1;
      });
      request.once('timeout', () => request.destroy(new Error('left hanging')));
      request.once('error', (error: NodeJS.ErrnoException) => {
        // RFC 9112 §9.3.1: such a request is sent again. Here when all have rested for a minute (server.ts, idleMs).
        if (!request.reusedSocket || error.code !== 'ECONNRESET') return reject(error);
        this.counts.repeated += 1;
        this.#ask(url, harvest).then(resolve, reject);
      });
    });
  }

  /** By events: with "for await" the socket rests after each chunk. */
  #read(response: IncomingMessage, harvest: Harvest): Promise<void> {
    const isPage = response.statusCode === 200;
    const copy = harvest.isFull ? this.#filling : this.#copy;
    let head = '';
    /** What was not looked at yet, and the last bytes. Whole bodies of 500 harvesters would take 500 MB. */
    let rest: Buffer = Buffer.alloc(0);
    return new Promise((resolve, reject) => {
      response.on('data', (chunk: Buffer) => {
        this.counts.bytes += chunk.length;
        if (head.length < LONGEST_END) head += chunk.toString('latin1', 0, LONGEST_END);
        try {
          if (isPage) rest = take(Buffer.concat([rest, chunk]), copy);
        } catch (error) {
          response.destroy(error as Error);
        }
      });
      response.once('error', reject);
      response.once('end', () => {
        try {
          if (isPage) this.#turn(harvest, head, rest.toString('latin1'));
          else this.#obey(response, head);
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /** What is not a page must be 503 with Retry-After. */
  #obey({ statusCode, headers }: IncomingMessage, body: string): void {
    const after = headers['retry-after'] ?? '';
    if (statusCode !== 503 || !/^\d{1,4}$/.test(after))
      throw new Error(`${statusCode}, Retry-After “${after}”: ${body.slice(0, 200)}`);
    this.counts.refused += 1;
    this.#notBefore = performance.now() + Number(after) * 1000;
  }

  #turn(harvest: Harvest, head: string, end: string): void {
    if (!end.trimEnd().endsWith('</OAI-PMH>')) throw new Error(`The page is not whole: …${end.slice(-80)}`);
    const [, error = null] = /<error code="(\w+)"/.exec(head) ?? [];
    if (error !== null && (error !== 'noRecordsMatch' || harvest.isFull)) throw new Error(error);
    this.counts.pages += 1;
    if (harvest.isFull) this.counts.full += 1;
    const since = this.#wanted ?? Date.now();
    this.waits.push({ isFull: harvest.isFull, since, ms: Date.now() - since });
    this.#wanted = null;
    harvest.date ??= /<responseDate>([^<]*)</.exec(head)?.[1] ?? null;
    harvest.token = /<resumptionToken[^>]*>([^<]+)</.exec(end)?.[1] ?? null;
    if (harvest.token !== null) return;
    if (harvest.isFull) [this.#copy, this.#filling] = [this.#filling, this.#copy];
    this.#from = harvest.date;
    this.#harvest = null;
    this.#done += 1;
  }
}

/** Puts the datestamps of all headers in the bytes into the copy; returns what is still to be looked at. */
function take(bytes: Buffer, copy: Uint32Array): Buffer {
  let done = 0;
  for (;;) {
    const at = bytes.indexOf('<header', done, 'latin1');
    if (at < 0) return bytes.subarray(Math.max(done, bytes.length - LONGEST_END));
    const text = bytes.toString('latin1', at, at + LONGEST_END);
    const match = HEADER.exec(text);
    if (match === null) {
      if (text.length < LONGEST_END) return bytes.subarray(at);
      throw new Error(`An unexpected header: ${text.slice(0, 200)}`);
    }
    const [all, ivoid = '', datestamp = ''] = match;
    const number = numberOf(ivoid);
    if (!(number < copy.length)) throw new Error(`An unexpected record: ${ivoid}`);
    copy[number] = Date.parse(datestamp) / 1000;
    done = at + all.length;
  }
}

/** As data.ts names them: the authority's record, the registry's, and r2 to the last. */
function numberOf(ivoid: string): number {
  if (ivoid === 'ivo://bench.example') return 0;
  if (ivoid === 'ivo://bench.example/registry') return 1;
  return Number(/\/r(\d+)$/.exec(ivoid)?.[1]);
}
