/** Pages as answers: how a request says where and in which language, and the headers that go with every page. */
import type { Context } from 'koa';
import { baseURL } from '../oai/own-record.ts';
import type { Settings } from '../oai/settings.ts';
import { framed, type Page } from '../pages/frame.ts';
import { languageOf } from '../pages/language.ts';
import type { View } from '../pages/view.ts';
import { rootOf } from '../resource/registry.ts';
import type { Moment } from '../store/published.ts';
import { reply } from './reply.ts';

/** What a page is called while nothing is known of the registry. */
const UNKNOWN = { en: 'A publishing registry', fr: 'Un registre de publication' };

/**
 * Nothing is run and nothing is loaded from elsewhere, whatever a record managed to put into a page. A JSON-LD block is
 * data: browsers do not run it, and the policy does not touch it (HTML §4.12.1.1, "prepare the script element").
 */
export const PAGE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  Vary: 'Accept, Accept-Language',
};

export const PAGE_TYPE = 'text/html; charset=utf-8';

/** Where the request's page is shown. `registry` is the repositoryName, null while unknown. */
export function viewOf(ctx: Context, registry: string | null): View {
  const url = ctx.req.url ?? '/';
  const mark = url.indexOf('?');
  // Not ctx.path: what counts is how many slashes the browser sees.
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const asked = query.get('lang');
  const language = languageOf(asked, ctx.req.headers['accept-language']);
  query.delete('lang');
  return {
    language,
    isChosen: asked === language,
    root: '../'.repeat(path.split('/').length - 2) || './',
    query: String(query),
    registry: registry ?? UNKNOWN[language],
  };
}

/** A whole page with its headers; `headers` are added to them. */
export function replyPage(
  ctx: Context,
  status: number,
  view: View,
  page: Page,
  headers: Record<string, string> = {},
): void {
  const document = framed(view, page).text;
  reply(ctx, status, PAGE_TYPE, document, {
    'Content-Language': view.language,
    ...PAGE_HEADERS,
    ...headers,
  });
}

/** Whether a page is wanted: the Accept header prefers HTML to what else there is (RFC 9110 §12.5.1). One that takes anything does not. */
export function wantsPage(ctx: Context, other = 'text/plain'): boolean {
  return ctx.accepts(other, 'text/html') === 'text/html';
}

/** The public address of the service without a slash at its end, under which all pages are. Never from a request (design §5). */
export function publicRoot(moment: Moment, settings: Settings): string {
  return rootOf(baseURL(moment, settings));
}
