/** The OAI-PMH base URL: GET and POST, `/oai` and `/oai/` alike (OAI-01, OAI-02, OAI-09). */
import type { Context } from 'koa';
import { LRUCache } from 'lru-cache';
import type { Answers } from '../oai/answers.ts';
import { ProtocolErrors } from '../oai/error.ts';
import { emptyList } from '../oai/handed-out.ts';
import { type OaiRequest, parseRequest } from '../oai/request.ts';
import { chooseEncoding } from './accept-encoding.ts';
import type { Clients } from './clients.ts';
import type { Handler } from './endpoint.ts';
import { readFormBody } from './form-body.ts';
import { sendAnswer, sendErrors } from './send.ts';

export function oaiEndpoint(answers: Answers, clients: Clients): { GET: Handler; POST: Handler } {
  const parse = rememberingParser();
  return {
    GET: (ctx) => answerTo(ctx, parse(queryOf(ctx.req.url ?? '')), answers, clients),
    POST: async (ctx) => answerTo(ctx, parse(await readFormBody(ctx.req)), answers, clients),
  };
}

/** Requests repeat: reading one anew cost a small answer 10 µs of 40. Holds at most 2,000 short ones. */
function rememberingParser(): (form: string) => OaiRequest {
  const parsed = new LRUCache<string, OaiRequest>({ max: 2000 });
  return (form) => {
    if (form.length > 500) return parseRequest(form);
    const known = parsed.get(form);
    if (known !== undefined) return known;
    const request = parseRequest(form);
    parsed.set(form, request);
    return request;
  };
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
      const kept = answers.kept(moment, request, encoding);
      state.kept = kept !== undefined;
      if (kept !== undefined) {
        state.handed = kept.handed;
        return sendAnswer(ctx, moment, kept);
      }
      clients.admit(ctx);
      const made = await answers.make(moment, request, encoding);
      state.handed = made.handed;
      return sendAnswer(ctx, made.moment, made);
    }
    clients.admit(ctx);
    // Some errors show only in the data, and all are reported at once (OAI-68).
    await answers.find(moment, request);
    throw new Error('A request with errors found a result.');
  } catch (error) {
    if (!(error instanceof ProtocolErrors)) throw error;
    // A request that is refused has no answer that could be kept.
    state.kept = null;
    state.error = error.errors[0]?.code ?? null;
    state.handed = emptyList(moment, request, error.errors);
    sendErrors(ctx, answers.refusal(moment, request, error.errors));
  }
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
