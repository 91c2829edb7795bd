/** `/search`: records as a page, as JSON, or as a feed of changes; and `/opensearch.xml`, which tells browsers of it. */
import type { Context } from 'koa';
import type { Answers } from '../oai/answers.ts';
import { Unavailable } from '../oai/error.ts';
import { searchPage } from '../pages/search-page.ts';
import { BadSearch, type Format, readSearchRequest, type SearchRequest } from '../search/request.ts';
import { type Spelling, type Suggestion, suggestionFor } from '../search/suggestion.ts';
import { type SearchResult, SearchTooDear } from '../store/search.ts';
import { tag, writeDocument } from '../xml/write.ts';
import type { Clients } from './clients.ts';
import type { Handler } from './endpoint.ts';
import { HttpProblem } from './errors.ts';
import { publicRoot, replyPage, viewOf } from './html.ts';
import { queryOf } from './oai.ts';
import { reply, replyJson } from './reply.ts';
import { ATOM_TYPE, searchFeed } from './search-atom.ts';
import { searchJson } from './search-json.ts';
import { pageData, wrongPage } from './search-view.ts';
import type { SearchState } from './status.ts';

/** What the search needs of the process around it. May throw DatabaseAway. */
export interface Searching extends Spelling {
  state: () => Promise<SearchState>;
  /** Ids of the sources that are harvested. */
  origins: () => Promise<string[]>;
}

/** 400 with a sentence for each wrong argument. */
export function searchEndpoint(answers: Answers, clients: Clients, searching: Searching): Handler {
  return async (ctx) => {
    const query = queryOf(ctx.req.url ?? '');
    const request = requestOf(ctx, query);
    const asker = clients.admit(ctx);
    const moment = await answers.moment();
    const root = publicRoot(moment, answers.settings);
    const { result, suggestion, origins } = await answers.inTurn(() => found(searching, request), asker);
    ctx.vary('Accept');
    if (request.format === 'json')
      return replyJson(ctx, 200, searchJson(root, query, request, result, suggestion));
    if (request.format === 'atom') {
      const about = {
        root,
        query,
        registry: moment.registry.repositoryName,
        publishedAt: moment.publishedAt,
      };
      return reply(ctx, 200, ATOM_TYPE, searchFeed(about, request, result));
    }
    const view = viewOf(ctx, moment.registry.repositoryName);
    const data = pageData(view.language, request, result);
    replyPage(ctx, 200, view, searchPage(view, { ...data, origins, suggestion }));
  };
}

/** As the Accept header says, where the address does not: JSON for who takes anything, as programs do. */
function requestOf(ctx: Context, query: string): SearchRequest {
  const types: [type: string, format: Format][] = [
    ['application/json', 'json'],
    ['text/html', 'html'],
    ['application/atom+xml', 'atom'],
  ];
  const accepted = ctx.accepts(...types.map(([type]) => type));
  try {
    return readSearchRequest(query, types.find(([type]) => type === accepted)?.[1] ?? 'json');
  } catch (error) {
    if (!(error instanceof BadSearch)) throw error;
    throw new HttpProblem(400, error.message, {}, (view) => wrongPage(view, error.faults));
  }
}

async function found(
  searching: Searching,
  { q, query, format }: SearchRequest,
): Promise<{ result: SearchResult; suggestion: Suggestion | null; origins: string[] }> {
  try {
    const result = await searching.search(query);
    const suggestion = await suggestionFor(searching, q, query, result);
    return { result, suggestion, origins: format === 'html' ? await searching.origins() : [] };
  } catch (error) {
    if (error instanceof SearchTooDear) throw new Unavailable(error.message, 30);
    throw error;
  }
}

/** OpenSearch 1.1 draft 6: browsers offer the registry as a search engine. */
export function openSearchEndpoint(answers: Answers): Handler {
  return async (ctx) => {
    const moment = await answers.moment();
    const root = publicRoot(moment, answers.settings);
    const url = (type: string, format: string) =>
      tag('Url', { type, template: `${root}/search?q={searchTerms}&format=${format}` });
    const description = tag(
      'OpenSearchDescription',
      { xmlns: 'http://a9.com/-/spec/opensearch/1.1/' },
      // At most 16 characters; the name of a registry is longer.
      tag('ShortName', {}, new URL(root).hostname.slice(0, 16)),
      tag('Description', {}, `Records of ${moment.registry.repositoryName}`.slice(0, 1024)),
      url('text/html', 'html'),
      url('application/atom+xml', 'atom'),
      tag('Image', { width: '16', height: '16', type: 'image/svg+xml' }, `${root}/favicon.svg`),
      tag('InputEncoding', {}, 'UTF-8'),
    );
    reply(ctx, 200, 'application/opensearchdescription+xml; charset=utf-8', writeDocument(description));
  };
}
