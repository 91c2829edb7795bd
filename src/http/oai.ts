/** The OAI-PMH base URL: GET and POST, `/oai` and `/oai/` alike (OAI-01, OAI-02, OAI-09). */
import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import { LRUCache } from 'lru-cache';
import type { Answers, KeptAnswer } from '../oai/answers.ts';
import { type OaiError, ProtocolErrors } from '../oai/error.ts';
import { Askers } from '../oai/gate.ts';
import { emptyList } from '../oai/handed-out.ts';
import { type OaiRequest, parseRequest } from '../oai/request.ts';
import type { Moment } from '../store/published.ts';
import { chooseEncoding } from './accept-encoding.ts';
import type { Clients } from './clients.ts';
import type { Handler } from './endpoint.ts';
import type { Exchange } from './exchange.ts';
import { readFormBody } from './form-body.ts';
import { sendAnswer, sendErrors } from './send.ts';

/** With and without a slash at its end: some clients append one (client-quirks.md). */
export const OAI_PATH = /^\/oai\/?(?:\?|$)/;
/** Longer queries are read anew each time; a token has some 200 characters. */
const LONGEST_REMEMBERED = 500;

export interface FoundAnswer {
  request: OaiRequest;
  answer: KeptAnswer;
}

export interface OaiEndpoint {
  GET: Handler;
  POST: Handler;
  /** The answer to a GET or HEAD of OAI_PATH if it is in memory, else null. */
  find(req: IncomingMessage, moment: Moment): FoundAnswer | null;
}

export function oaiEndpoint(answers: Answers, clients: Clients): OaiEndpoint {
  const parse = rememberingParser();
  return {
    find(req, moment) {
      const query = queryOf(req.url ?? '');
      if (query.length > LONGEST_REMEMBERED) return null;
      const request = parse(query);
      if (request.errors.length > 0) return null;
      const encoding = chooseEncoding(req.headers['accept-encoding']);
      const answer = answers.kept(moment, request, encoding);
      return answer === undefined ? null : { request, answer };
    },
    GET: (ctx) => answerTo(ctx, parse(queryOf(ctx.req.url ?? '')), answers, clients),
    POST: async (ctx) => answerTo(ctx, parse(await readFormBody(ctx.req)), answers, clients),
  };
}

/** Requests repeat: reading one anew cost a small answer 10 µs of 40. Holds at most 2,000 short ones. */
function rememberingParser(): (form: string) => OaiRequest {
  const parsed = new LRUCache<string, OaiRequest>({ max: 2000 });
  return (form) => {
    if (form.length > LONGEST_REMEMBERED) return parseRequest(form);
    const known = parsed.get(form);
    if (known !== undefined) return known;
    const request = parseRequest(form);
    parsed.set(form, request);
    return request;
  };
}

/** `moment` is the one that the request took before anything else. */
export function sendKept(exchange: Exchange, moment: Moment, { request, answer }: FoundAnswer): void {
  const { state } = exchange;
  state.verb = request.verb;
  state.prefix = countedAs(request);
  state.kept = true;
  state.handed = answer.handed;
  sendAnswer(exchange, moment, answer);
}

async function answerTo(
  ctx: Context,
  request: OaiRequest,
  answers: Answers,
  clients: Clients,
): Promise<void> {
  const { state } = ctx;
  state.verb = request.verb;
  state.prefix = countedAs(request);
  // Before anything is read: its responseDate must not claim more than the data has (design §3).
  const moment = await answers.moment();
  try {
    if (request.errors.length === 0) {
      const encoding = chooseEncoding(ctx.req.headers['accept-encoding']);
      const answer = answers.kept(moment, request, encoding);
      if (answer !== undefined) {
        sendKept(ctx, moment, { request, answer });
        ctx.respond = false;
        return;
      }
      state.kept = false;
      const empty = answers.knownEmpty(moment, request);
      if (empty !== undefined) return refuse(ctx, moment, request, empty, answers);
      const made = await answers.make(moment, request, encoding, clients.admit(ctx));
      state.handed = made.handed;
      sendAnswer(ctx, made.moment, made);
      ctx.respond = false;
      return;
    }
    const asker = clients.admit(ctx);
    // Some errors show only in the data, and all are reported at once (OAI-68).
    await answers.find(moment, request, new Askers(asker));
    throw new Error('A request with errors found a result.');
  } catch (error) {
    if (!(error instanceof ProtocolErrors)) throw error;
    refuse(ctx, moment, request, error.errors, answers);
  }
}

function refuse(
  ctx: Context,
  moment: Moment,
  request: OaiRequest,
  errors: OaiError[],
  answers: Answers,
): void {
  const { state } = ctx;
  // A request that is refused has no answer that could be kept.
  state.kept = null;
  state.error = errors[0]?.code ?? null;
  state.handed = emptyList(moment, request, errors);
  sendErrors(ctx, answers.refusal(moment, request, errors));
}

/** The value of the label (tally.ts): never what a client made up. */
function countedAs({ prefix, arguments: given }: OaiRequest): string | null {
  if (prefix !== null) return prefix;
  if (given.resumptionToken !== undefined) return 'token';
  return given.metadataPrefix === undefined ? null : 'other';
}

/** Everything after the first `?`, as the client wrote it. */
export function queryOf(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
}
