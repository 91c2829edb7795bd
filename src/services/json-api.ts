/** One call of a JSON API with a secret in its headers: bounded in time and size, and never redirected. */
import { readWhole } from '../net/body.ts';

export interface JsonCall {
  url: string;
  method: string;
  /** Media types, and the secret. */
  headers: Record<string, string>;
  /** Sent as JSON; undefined: no body. */
  body?: unknown;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

export interface JsonAnswer {
  /** HTTP status; a redirect is not followed. */
  status: number;
  isOk: boolean;
  headers: Headers;
  /** undefined for what is no JSON, or is longer than any answer that we ask for. */
  data: unknown;
}

/** There was no whole answer; the message is what follows the name of the service: `cannot be reached (ENOTFOUND)`. */
export class Unanswered extends Error {
  override name = 'Unanswered';
}

const ANSWER_MAX_BYTES = 4 * 1024 * 1024;

/** Any status is an answer. @throws Unanswered, the signal's reason */
export async function callJson(call: JsonCall): Promise<JsonAnswer> {
  const { url, method, headers, body, timeoutMs, signal } = call;
  const limit = AbortSignal.timeout(timeoutMs);
  let answer: Response;
  let read: Awaited<ReturnType<typeof readWhole>>;
  try {
    answer = await fetch(url, {
      ...{ method, headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A redirect would take the secret to wherever it leads.
      redirect: 'manual',
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    });
    read = await readWhole(answer.body, ANSWER_MAX_BYTES);
  } catch (error) {
    signal?.throwIfAborted();
    const why = limit.aborted ? `did not answer within ${timeoutMs / 1000} s` : 'cannot be reached';
    const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code;
    throw new Unanswered(`${why}${code === undefined ? '' : ` (${code})`}`);
  }
  const data = read.isCut ? undefined : asJson(read.bytes.toString('utf8'));
  return { status: answer.status, isOk: answer.ok, headers: answer.headers, data };
}

/** undefined for what is no JSON. */
function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
