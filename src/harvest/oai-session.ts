/**
 * Requests to one OAI-PMH registry, politely, and its answers as they come; what it does otherwise than the protocol
 * says is noted on the way.
 */
import type { Exchange, Reply } from '../net/exchange.ts';
import { ExchangeFault } from '../net/fault.ts';
import { askPolitely, type PoliteOptions } from '../net/polite.ts';
import { backOffMs } from '../net/retry-after.ts';
import { EncodingFault } from '../xml/decode.ts';
import { type OaiEnvelope, OaiFault } from '../xml/oai-envelope.ts';
import { type OaiEvent, readOai } from '../xml/oai-stream.ts';
import { Noted } from './deviations.ts';

/** Arguments of a request, `verb` among them (OAI-PMH 2.0 §3.1.1). */
export type OaiArguments = Record<string, string>;

/** Codes of OAI-PMH 2.0 §3.6. */
const CODES = [
  ...['badArgument', 'badResumptionToken', 'badVerb', 'cannotDisseminateFormat', 'idDoesNotExist'],
  ...['noRecordsMatch', 'noMetadataFormats', 'noSetHierarchy'],
] as const;
export type OaiErrorCode = (typeof CODES)[number];

export interface OaiAnswer extends OaiEnvelope {
  /** The first error's code, whatever its form; null if there is none, or it is none of the protocol's. */
  errorCode: OaiErrorCode | null;
  /** Date of the HTTP answer. */
  httpDate: string | null;
}

/**
 * A registry has given no usable answer; the message is a sentence with the reason. `away`: it was out of reach, cut off or
 * slow, and may be there another time; `refused`: this is how it answers to this request.
 */
export class OaiUnanswered extends Error {
  override name = 'OaiUnanswered';
  readonly kind: 'away' | 'refused';
  /** Asking again at once may help. */
  readonly passing: boolean;
  constructor(message: string, kind: 'away' | 'refused', passing: boolean) {
    super(message);
    this.kind = kind;
    this.passing = passing;
  }
}

export interface SessionOptions {
  url: string;
  polite: PoliteOptions;
  maxEntry: number;
  signal: AbortSignal;
}

/** An answer that broke off is asked for so often. */
const READ_TRIES = 4;

export class OaiSession {
  readonly noted = new Noted();
  readonly #options: SessionOptions;
  #byPost: boolean;
  #transferred = 0;

  constructor(options: SessionOptions, byPost = false) {
    this.#options = options;
    this.#byPost = byPost;
  }

  /** Whether it turned out that GET is refused. */
  get byPost(): boolean {
    return this.#byPost;
  }

  /** Bytes over the wire since this was asked before. */
  takeTransferred(): number {
    const bytes = this.#transferred;
    this.#transferred = 0;
    return bytes;
  }

  /**
   * One request: the entries of the answer in batches, then the answer. An answer that breaks off is asked for again,
   * and `onAgain` told: what came of it before comes anew.
   * @throws OaiUnanswered, or the signal's reason
   */
  async *ask(args: OaiArguments, onAgain: () => void): AsyncGenerator<OaiEvent[], OaiAnswer, void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return yield* this.#once(args);
      } catch (error) {
        const fault = unanswered(error);
        if (fault === null) throw error;
        if (!fault.passing || tries >= READ_TRIES) throw fault;
        onAgain();
        await this.#pause(tries, fault);
      }
    }
  }

  /** A request whose answer has no entries that are wanted. @throws OaiUnanswered, or the signal's reason */
  async answer(args: OaiArguments): Promise<{ answer: OaiAnswer; events: OaiEvent[] }> {
    let events: OaiEvent[] = [];
    const batches = this.ask(args, () => {
      events = [];
    });
    for (;;) {
      const next = await batches.next();
      if (next.done === true) return { answer: next.value, events };
      events.push(...next.value);
    }
  }

  async #pause(tries: number, fault: OaiUnanswered): Promise<void> {
    const { clock, patience, deadline, onWait } = this.#options.polite;
    const ms = backOffMs(tries, false, patience, clock.random());
    if (clock.now() + ms >= deadline) {
      throw new OaiUnanswered(`${fault.message} The time for this source is over.`, 'away', false);
    }
    onWait?.(ms, fault.message);
    await clock.sleep(ms, this.#options.signal);
  }

  async *#once(args: OaiArguments): AsyncGenerator<OaiEvent[], OaiAnswer, void> {
    const reply = await this.#reply(args).catch((error: unknown) => {
      // It has been tried as often as it should (polite.ts); an answer that breaks off while it is read has not.
      if (error instanceof ExchangeFault) throw awayOrRefused(error, false);
      throw error;
    });
    let counted = 0;
    const count = () => {
      this.#transferred += reply.received() - counted;
      counted = reply.received();
    };
    const type = reply.headers['content-type'] ?? '';
    const charset = /charset\s*=\s*["']?([\w.:-]+)/i.exec(type)?.[1] ?? null;
    const events = readOai(reply.body, { charset, maxEntry: this.#options.maxEntry });
    try {
      for (;;) {
        const next = await events.next();
        count();
        if (next.done === true) return this.#judged(args, reply, next.value);
        for (const event of next.value)
          if (event.kind === 'note') this.noted.add(event.note.code, event.note.example);
        yield next.value;
      }
    } catch (error) {
      // An error page in HTML: the status says more than that it is no OAI-PMH.
      if (error instanceof OaiFault && reply.status >= 400) {
        throw new OaiUnanswered(`The registry answers with HTTP ${reply.status}.`, 'refused', false);
      }
      if (error instanceof OaiFault && error.kind === 'not-oai') this.noted.add('no-oai-pmh', error.message);
      throw error;
    } finally {
      await events.return(NO_ENVELOPE);
      reply.discard();
    }
  }

  async #reply(args: OaiArguments): Promise<Reply> {
    const { polite } = this.#options;
    const reply = await askPolitely(this.#exchange(args), polite);
    if (![405, 501, 414].includes(reply.status) || this.#byPost) return reply;
    reply.discard();
    this.#byPost = true;
    this.noted.add('get-refused', `HTTP ${reply.status}`);
    return await askPolitely(this.#exchange(args), polite);
  }

  #exchange(args: OaiArguments): Exchange {
    const { url, signal } = this.#options;
    const query = Object.entries(args)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&');
    const accept = 'text/xml, application/xml;q=0.9, */*;q=0.1';
    if (this.#byPost) return { url, form: query, accept, signal };
    const [address = url] = url.split('#');
    const separator = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
    return { url: `${address}${separator}${query}`, form: null, accept, signal };
  }

  #judged(args: OaiArguments, reply: Reply, envelope: OaiEnvelope): OaiAnswer {
    const { noted } = this;
    for (const { code, example } of envelope.notes) noted.add(code, example);
    const type = reply.headers['content-type'] ?? '(none)';
    if (!/^text\/xml\s*(;|$)/i.test(type)) noted.add('content-type', type);
    const notApplied = reply.notApplied();
    if (notApplied !== null) noted.add('content-encoding', notApplied);
    const asked = new URL(this.#exchange(args).url);
    const came = new URL(reply.url);
    if (came.host !== asked.host || came.pathname !== asked.pathname || came.protocol !== asked.protocol) {
      noted.add('redirected', `${came.origin}${came.pathname}`);
    }
    if (envelope.errors.length > 0 && reply.status >= 400) noted.add('error-status', `HTTP ${reply.status}`);
    if (envelope.verb === null && envelope.errors.length === 0) {
      throw new OaiFault('unreadable', 'The answer has neither a list nor an error.');
    }
    if (envelope.verb !== null && envelope.verb !== args.verb) {
      throw new OaiFault(
        'unreadable',
        `The answer is a ${envelope.verb}, not the ${args.verb} that was asked for.`,
      );
    }
    if (envelope.verb !== null && envelope.errors.length > 0)
      noted.add('error-and-list', envelope.errors[0]?.code ?? '');
    else this.#echo(args, envelope);
    const errorCode = envelope.verb === null ? this.#code(envelope) : null;
    return { ...envelope, errorCode, httpDate: reply.headers.date ?? null };
  }

  /** OAI-14; OAI-15 for errors that have no attributes. */
  #echo(args: OaiArguments, { request, errors }: OaiEnvelope): void {
    if (errors.length > 0) return;
    if (request === null) {
      this.noted.add('request-echo', 'there is no request element');
      return;
    }
    const differing = new Set([...Object.keys(args), ...Object.keys(request.attributes)]);
    for (const name of differing) {
      const given = request.attributes[name];
      if (args[name]?.trim() === given?.trim()) continue;
      this.noted.add('request-echo', `${name}="${given ?? ''}" for "${args[name] ?? ''}"`);
      return;
    }
  }

  #code({ errors }: OaiEnvelope): OaiErrorCode | null {
    const [error] = errors;
    if (error === undefined) return null;
    const exact = CODES.find((code) => code === error.code);
    if (exact !== undefined) return exact;
    const written = `${error.code} ${error.text}`;
    const meant = CODES.find((code) => new RegExp(`\\b${code}\\b`, 'i').test(written)) ?? null;
    this.noted.add('error-form', `code="${error.code}" ${error.text}`);
    return meant;
  }
}

const NO_ENVELOPE: OaiEnvelope = {
  ...{ responseDate: null, request: null, verb: null, errors: [], token: null, identify: null },
  ...{ formats: [], scope: {}, notes: [] },
};

/** Failures of other people's services as one kind; null for anything else. */
function unanswered(error: unknown): OaiUnanswered | null {
  if (error instanceof OaiUnanswered) return error;
  if (error instanceof ExchangeFault) return awayOrRefused(error, error.passing);
  if (error instanceof OaiFault) {
    const isCut = error.kind === 'cut';
    return new OaiUnanswered(error.message, isCut ? 'away' : 'refused', isCut || error.kind === 'not-oai');
  }
  return error instanceof EncodingFault ? new OaiUnanswered(error.message, 'refused', false) : null;
}

function awayOrRefused({ message, kind }: ExchangeFault, passing: boolean): OaiUnanswered {
  return new OaiUnanswered(message, UNREADABLE.has(kind) ? 'refused' : 'away', passing);
}

const UNREADABLE = new Set<ExchangeFault['kind']>(['too-large', 'encoding', 'redirect', 'address']);
