/** The one place where errors become HTTP answers. What a client may know is said; the rest goes to the log. */
import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { Unavailable } from '../oai/error.ts';
import { DatabaseAway } from '../store/database.ts';
import { NothingPublished } from '../store/published.ts';
import { replyText } from './reply.ts';

/** An answer other than success that a handler has decided on. `message` is for the client. */
export class HttpProblem extends Error {
  override name = 'HttpProblem';
  readonly status: number;
  readonly headers: Record<string, string>;
  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** Answers for whatever comes out of the rest of the application. Never throws. */
export function errorAnswers(log: Logger): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      // The client is gone: nobody to answer. The access log says "aborted".
      if (ctx.req.destroyed && !ctx.req.complete) return;
      const problem = problemOf(error) ?? unexpected(error, log, String(ctx.state.id));
      replyText(ctx, problem.status, `${problem.message}\n`, problem.headers);
    }
  };
}

function problemOf(error: unknown): HttpProblem | null {
  if (error instanceof HttpProblem) return error;
  // OAI-07: an integer, as the openarchives.org validator wants it.
  if (error instanceof Unavailable) return busy(error.message, error.retryAfter);
  if (error instanceof DatabaseAway) {
    return busy(
      'The database cannot be reached just now, and this answer is not in memory. Ask again later.',
      30,
    );
  }
  if (error instanceof NothingPublished) {
    return busy(
      'Nothing has been published here yet: the first publication is under way or was refused (see /status). Ask again later.',
      30,
    );
  }
  return null;
}

function busy(message: string, retryAfter: number): HttpProblem {
  return new HttpProblem(503, message, { 'Retry-After': String(retryAfter) });
}

function unexpected(error: unknown, log: Logger, id: string): HttpProblem {
  log.error({ err: error, id }, 'unexpected error');
  return new HttpProblem(
    500,
    `Something went wrong here. Tell the operator this number, which leads to the cause in the log: ${id}`,
  );
}
