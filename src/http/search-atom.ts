/** Changes of what a search finds, as an Atom feed (RFC 4287), the newest first, in pages (RFC 5005 §3). */
import type { SearchRequest } from '../search/request.ts';
import type { Hit, SearchResult } from '../store/search.ts';
import { type Tag, tag, writeDocument } from '../xml/write.ts';
import { addressOf, hasNext, pageAddress } from './search-json.ts';

const ATOM = 'http://www.w3.org/2005/Atom';
export const ATOM_TYPE = 'application/atom+xml; charset=utf-8';

interface FeedAbout {
  /** Public address of the service, without a slash at its end. */
  root: string;
  /** The query string as it came. */
  query: string;
  /** repositoryName. */
  registry: string;
  /** UTC seconds: for a feed without entries. */
  publishedAt: string;
}

/** The feed as a document. An entry's id is the record's identifier; what was deleted says so in title and category. */
export function searchFeed(about: FeedAbout, request: SearchRequest, result: SearchResult): Buffer {
  const { root, query, registry, publishedAt } = about;
  const { q, page } = request;
  const first = pageAddress(root, query, 1, request);
  const link = (rel: string, href: string | null): Tag[] =>
    href === null ? [] : [tag('link', { rel, href, type: 'application/atom+xml' })];
  const feed = tag(
    'feed',
    { xmlns: ATOM },
    // The same for every page of the feed.
    tag('id', {}, feedId(root, query)),
    tag('title', {}, q === '' ? `${registry}: changes` : `${registry}: changes for “${q}”`),
    tag('updated', {}, result.hits[0]?.datestamp ?? publishedAt),
    tag('author', {}, tag('name', {}, registry)),
    tag('generator', {}, 'voreg'),
    ...link('self', pageAddress(root, query, page, request)),
    ...link('first', first),
    ...link('previous', pageAddress(root, query, page - 1, request)),
    ...link('next', hasNext(request, result) ? pageAddress(root, query, page + 1, request) : null),
    tag('link', { rel: 'alternate', href: asPage(root, query), type: 'text/html' }),
    ...result.hits.map((hit) => entryOf(root, hit)),
  );
  return writeDocument(feed);
}

function entryOf(root: string, hit: Hit): Tag {
  const { ivoid, title, description, datestamp, deleted, type, origin } = hit;
  const about = deleted ? `${ivoid} was deleted.` : description || title;
  return tag(
    'entry',
    {},
    tag('id', {}, iri(ivoid)),
    tag('title', {}, deleted ? `Deleted: ${ivoid}` : title),
    tag('updated', {}, datestamp),
    tag('link', { rel: 'alternate', href: addressOf(root, hit) }),
    tag('summary', {}, about),
    ...(type === '' ? [] : [tag('category', { term: type })]),
    ...(deleted ? [tag('category', { term: 'deleted' })] : []),
    ...(origin === '' ? [] : [tag('category', { term: origin, scheme: `${root}/sources` })]),
  );
}

/** Identifiers of others may hold anything; an atom:id is an IRI (RFC 4287 §4.2.6). */
function iri(id: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.test(id)
    ? id.replace(/[\s<>"{}|\\^`\p{Cc}]/gu, (c) => encodeURIComponent(c))
    : `urn:x-voreg:${encodeURIComponent(id)}`;
}

function feedId(root: string, query: string): string {
  const params = new URLSearchParams(query);
  for (const name of ['page', 'lang']) params.delete(name);
  params.set('format', 'atom');
  params.sort();
  return `${root}/search?${params}`;
}

/** The same search as a page. */
function asPage(root: string, query: string): string {
  const params = new URLSearchParams(query);
  for (const name of ['page', 'format', 'lang']) params.delete(name);
  return `${root}/search?${params}`;
}
