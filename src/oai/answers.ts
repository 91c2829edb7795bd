/**
 * From a request to bytes, and the memory of answers given: an answer is what stands before the responseDate (always
 * the same), the date, and what comes after it, which is kept as long as its generation is the present one.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Moment, Published } from '../store/published.ts';
import { errorSuffix, resultSuffix } from './envelope.ts';
import { Behind, type OaiError, ProtocolErrors, Unavailable } from './error.ts';
import { ANYBODY, type Asker, Askers, Gate } from './gate.ts';
import { type Deflated, deflate, inflate } from './gzip.ts';
import { type HandedOut, handedOut } from './handed-out.ts';
import { baseURL, OwnRecords } from './own-record.ts';
import { type OaiRequest, parseRequest } from './request.ts';
import type { Settings } from './settings.ts';
import { perform, type Result } from './verbs.ts';

export type Encoding = 'identity' | 'gzip';

/** What comes after the responseDate, plain or deflated. */
export type Rest = { identity: Buffer; gzip: null } | { identity: null; gzip: Deflated };

/** A result that may be given again; shared and never changed. */
export interface KeptAnswer {
  rest: Rest;
  etag: string;
  ledger: string;
  generation: number;
  /** The query that a harvester will ask next, if this is a page of ListRecords with a token. */
  next: string | null;
  /** For the statistics; null if there is no record in it. */
  handed: HandedOut | null;
}

export interface Answer extends KeptAnswer {
  /** Taken before the data was read: its responseDate goes into the answer. */
  moment: Moment;
}

/** Errors are made anew each time and not compressed. */
export interface ErrorAnswer {
  moment: Moment;
  errors: OaiError[];
  rest: Buffer;
}

/** Pages made ahead that are remembered as such. */
const MAX_PREPARED = 10_000;
/** Per entry, beside the bytes: keys, maps, headers. */
const ENTRY_OVERHEAD = 1000;
/** Requests for which there is nothing that are remembered as such, and how long they may be: 2 MB at most. */
const MAX_EMPTY = 2000;
const LONGEST_EMPTY = 500;

export class Answers {
  readonly published: Published;
  readonly settings: Settings;
  readonly own: OwnRecords;
  readonly #cache: LRUCache<string, KeptAnswer>;
  readonly #gate: Gate;
  /** Answers being made, by the key they were asked with: who asks for the same waits for the same. */
  readonly #making = new Map<string, { answer: Promise<Answer>; askers: Askers }>();
  /** What the present generation has no records for. */
  readonly #empty = new LRUCache<string, OaiError[]>({ max: MAX_EMPTY });
  /** Queries of pages that were made ahead; forgotten with the generation they are of. */
  readonly #prepared = new Set<string>();
  #last: Moment | null = null;
  #epoch = 0;

  constructor(published: Published, settings: Settings) {
    this.published = published;
    this.settings = settings;
    this.own = new OwnRecords(published, settings);
    this.#gate = new Gate(settings.coldAnswers, settings.coldQueue);
    this.#cache = new LRUCache({
      // 0 would mean no bound; an entry larger than the whole is not kept.
      maxSize: Math.max(1, settings.cacheBytes),
      sizeCalculation: ({ rest }) => ENTRY_OVERHEAD + (rest.identity ?? rest.gzip.bytes).length,
    });
  }

  /** The moment that was told last, without asking anybody; null if none was. */
  get known(): Moment | null {
    return this.#last;
  }

  /** The present moment. Throws DatabaseAway or NothingPublished. */
  async moment(): Promise<Moment> {
    return this.#saw(await this.published.moment());
  }

  /** The present moment where nobody must wait to know it; else null. */
  present(): Moment | null {
    const moment = this.published.present();
    return moment === null ? null : this.#saw(moment);
  }

  /** The answer if it is at hand, at no cost. Only for requests without errors. */
  kept(moment: Moment, request: OaiRequest, encoding: Encoding): KeptAnswer | undefined {
    const kept = this.#cache.get(keyOf(moment, request, encoding));
    if (kept !== undefined && kept.next !== null) this.#prepareNext(moment, kept, encoding);
    return kept;
  }

  /**
   * noRecordsMatch, if that was found before in this generation: what most incremental harvests hear. It saves the
   * statement, and a quarter to a half of our own computing (measured at load 17).
   */
  knownEmpty(moment: Moment, request: OaiRequest): OaiError[] | undefined {
    return this.#empty.get(keyOf(moment, request, 'identity'));
  }

  /**
   * Makes the answer, or waits for the one who is making it. Throws ProtocolErrors (see `refusal`), DatabaseAway,
   * and Unavailable under overload, when the asker has gone, or when the database is older than what was promised.
   */
  async make(
    moment: Moment,
    request: OaiRequest,
    encoding: Encoding,
    asker: Asker = ANYBODY,
  ): Promise<Answer> {
    const answer = await this.#start(moment, request, encoding, asker);
    if (answer.next !== null) this.#prepareNext(answer.moment, answer, encoding);
    return answer;
  }

  /**
   * Makes the next page while the harvester reads this one: otherwise one client waits for the database and for us in
   * turn (72 MB/s of a possible 121). Only where nobody else is waiting, and once for each page that was given.
   */
  #prepareNext(moment: Moment, { next }: KeptAnswer, encoding: Encoding): void {
    const page = `${encoding} ${next}`;
    if (next === null || this.#prepared.has(page) || !this.#gate.isIdle()) return;
    // Tokens can be forged (they hold no secret), so their number is bounded.
    if (this.#prepared.size >= MAX_PREPARED) this.#prepared.clear();
    this.#prepared.add(page);
    // Whoever asks for the page gets the error, if there is one.
    this.#start(moment, parseRequest(next), encoding, ANYBODY).catch(() => this.#prepared.delete(page));
  }

  #start(moment: Moment, request: OaiRequest, encoding: Encoding, asker: Asker): Promise<Answer> {
    const key = keyOf(moment, request, encoding);
    const making = this.#making.get(key);
    // One that all have left ends without an answer.
    if (making !== undefined && !making.askers.haveGone) {
      making.askers.join(asker);
      return making.answer;
    }
    const askers = new Askers(asker);
    const answer = this.#make(moment, request, encoding, askers).finally(() => {
      if (this.#making.get(key)?.answer === answer) this.#making.delete(key);
    });
    this.#making.set(key, { answer, askers });
    return answer;
  }

  /** The errors as an answer (OAI-05: they are one). */
  refusal(moment: Moment, request: OaiRequest, errors: OaiError[]): ErrorAnswer {
    return { moment, errors, rest: errorSuffix(errors, request.echo, baseURL(moment, this.settings)) };
  }

  /**
   * What a request finds, and the moment it was asked at, for a view of one's own. Throws as `make` does.
   * Read again, once, if the ledger turns out to be another or older than the moment said.
   */
  find(
    moment: Moment,
    request: OaiRequest,
    askers: Askers = new Askers(),
  ): Promise<{ moment: Moment; result: Result }> {
    const work = () => this.#performTwice(moment, request);
    // They need no database, so they do not wait for those who do (P7).
    return needsDatabase(request) ? this.#gate.run(work, askers) : work();
  }

  /** Runs work that reads the database in its turn. Throws Unavailable under overload, or when the asker has gone. */
  inTurn<T>(work: () => Promise<T>, asker: Asker = ANYBODY): Promise<T> {
    return this.#gate.run(work, new Askers(asker));
  }

  async #performTwice(moment: Moment, request: OaiRequest): Promise<{ moment: Moment; result: Result }> {
    const sources = { published: this.published, own: this.own, settings: this.settings };
    try {
      return { moment, result: await perform(moment, request, sources) };
    } catch (error) {
      if (!(error instanceof Behind)) throw error;
    }
    const fresh = this.#saw(await this.published.look());
    try {
      return { moment: fresh, result: await perform(fresh, request, sources) };
    } catch (error) {
      if (!(error instanceof Behind)) throw error;
      throw new Unavailable(`${error.message} Ask again in a moment.`, 2);
    }
  }

  async #make(asked: Moment, request: OaiRequest, encoding: Encoding, askers: Askers): Promise<Answer> {
    const epoch = this.#epoch;
    const other = this.#cache.get(keyOf(asked, request, encoding === 'gzip' ? 'identity' : 'gzip'));
    const { moment, result, suffix } =
      other === undefined
        ? await this.#write(asked, request, askers)
        : { moment: asked, result: other, suffix: other.rest.identity ?? (await inflate(other.rest.gzip)) };
    const { ledger, generation } = result;
    const rest: Rest =
      encoding === 'gzip'
        ? { identity: null, gzip: await deflate(suffix) }
        : { identity: suffix, gzip: null };
    const etag = this.#etag(result, request, encoding, moment);
    const handed = 'handed' in result ? result.handed : handedOut(result, request, moment.registry.ivoid);
    const answer = { rest, ledger, generation, etag, next: nextOf(result), handed };
    // Made before the ledger was replaced: right for who asked then, not for later.
    if (epoch === this.#epoch) this.#cache.set(keyOf(result, request, encoding), answer);
    return { ...answer, moment };
  }

  async #write(
    asked: Moment,
    request: OaiRequest,
    askers: Askers,
  ): Promise<{ moment: Moment; result: Result; suffix: Buffer }> {
    const epoch = this.#epoch;
    const { moment, result } = await this.find(asked, request, askers).catch((error) => {
      if (error instanceof ProtocolErrors && epoch === this.#epoch)
        this.#rememberEmpty(asked, request, error);
      throw error;
    });
    return { moment, result, suffix: resultSuffix(result, request.echo, baseURL(moment, this.settings)) };
  }

  /** What is added later comes with another generation. */
  #rememberEmpty(moment: Moment, request: OaiRequest, { errors }: ProtocolErrors): void {
    const isEmpty = errors.every(({ code }) => code === 'noRecordsMatch');
    if (isEmpty && request.key.length <= LONGEST_EMPTY)
      this.#empty.set(keyOf(moment, request, 'identity'), errors);
  }

  /** Weak: the same but for the responseDate (P7). */
  #etag(
    result: { ledger: string; generation: number },
    request: OaiRequest,
    encoding: Encoding,
    moment: Moment,
  ): string {
    const parts = [
      result.ledger,
      result.generation,
      request.key,
      baseURL(moment, this.settings),
      this.settings.version,
    ];
    const digest = createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 16);
    return `W/"${result.generation}-${digest}${encoding === 'gzip' ? '-gz' : ''}"`;
  }

  /** After a failover or restore the same generation number may mean something else: nothing kept is good then. */
  #saw(moment: Moment): Moment {
    const last = this.#last;
    if (moment === last) return moment;
    const sameLine =
      last === null ||
      (last.ledger === moment.ledger &&
        (moment.generation > last.generation ||
          (moment.generation === last.generation && moment.publishedAt === last.publishedAt)));
    if (!sameLine) {
      this.#epoch += 1;
      this.#cache.clear();
      this.#empty.clear();
      this.#making.clear();
      this.own.distrust();
    }
    if (last?.generation !== moment.generation) this.#prepared.clear();
    this.#last = moment;
    this.own.expect(moment);
    return moment;
  }
}

/** All but Identify, ListSets, ListMetadataFormats in general, and what is refused by its syntax (its key is empty). */
function needsDatabase({ verb, key }: OaiRequest): boolean {
  return verb !== 'Identify' && verb !== 'ListSets' && key !== 'ListMetadataFormats' && key !== '';
}

function nextOf(result: Result | KeptAnswer): string | null {
  if ('next' in result) return result.next;
  const token = result.verb === 'ListRecords' ? (result.resumption?.token ?? null) : null;
  return token === null ? null : `verb=ListRecords&resumptionToken=${token}`;
}

function keyOf(
  { ledger, generation }: { ledger: string; generation: number },
  { key }: OaiRequest,
  encoding: Encoding,
) {
  return `${encoding} ${generation} ${ledger} ${key}`;
}
