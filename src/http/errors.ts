/** The one place where errors become HTTP answers. What a client may know is said; the rest goes to the log. */
import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import { Unavailable } from '../oai/error.ts';
import { errorPage } from '../pages/error-page.ts';
import type { Page } from '../pages/frame.ts';
import type { View } from '../pages/view.ts';
import { DatabaseAway } from '../store/database.ts';
import { NothingPublished } from '../store/published.ts';
import { replyPage, viewOf, wantsPage } from './html.ts';
import { replyText } from './reply.ts';

/** An answer other than success that a handler has decided on. `message` is for the client. */
export class HttpProblem extends Error {
  override name = 'HttpProblem';
  readonly status: number;
  readonly headers: Record<string, string>;
  /** A page of its own, for who prefers HTML; null: the one that all problems have. */
  readonly page: ((view: View) => Page) | null;
  constructor(
    status: number,
    message: string,
    headers: Record<string, string> = {},
    page: ((view: View) => Page) | null = null,
  ) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.page = page;
  }
}

/** OAI-PMH has no pages: a Java harvester that says nothing about it sends an Accept that prefers HTML. */
const NO_PAGES = /^\/(oai\/?$|hooks\/|health\/|metrics$|vosi\/)/;

/** More folders than any address here has: every link of a page has a `../` for each, so that 16 kB became 700. */
const MOST_FOLDERS = 40;

/**
 * Answers for whatever comes out of the rest of the application. Never throws. `registry` tells the name for error
 * pages: null if it is not known, and without asking the database.
 */
export function errorAnswers(log: Logger, registry: () => string | null): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      // The client is gone: nobody to answer. The access log says "aborted".
      if (ctx.req.destroyed && !ctx.req.complete) return;
      const problem = problemOf(error) ?? unexpected(error, log, String(ctx.state.id));
      answer(ctx, problem, registry());
    }
  };
}

function answer(ctx: Context, problem: HttpProblem, registry: string | null): void {
  const { status, message, headers } = problem;
  // Not ctx.path: it throws for a request line such as `GET http://[::1/oai`.
  const [path = ''] = (ctx.req.url ?? '').split('?');
  const isOdd = !path.startsWith('/') || path.split('/').length > MOST_FOLDERS;
  if (isOdd || NO_PAGES.test(path) || !wantsPage(ctx)) {
    replyText(ctx, status, `${message}\n`, headers);
    return;
  }
  const view = viewOf(ctx, registry);
  const page = problem.page?.(view) ?? errorPage(view, { status, message, path });
  replyPage(ctx, status, view, page, headers);
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
