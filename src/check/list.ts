/** Walks a list from its first page to its last, strictly: what a page lacks is kept for the checks to see. */
import { ivoidKey } from '../resource/ivoid.ts';
import { described, encoded, NoAnswer } from './ask.ts';
import { LimitReached, NotTestable } from './check.ts';
import type { Header, Page, Token } from './page.ts';
import { NoList, type Visit } from './visit.ts';

export interface PageSeen {
  asked: string;
  /** The token that led here; null for the first. */
  by: string | null;
  count: number;
  token: Token | null;
  responseDate: string | null;
  /** Keys of its first and last entry tell pages apart. */
  ids: string;
}

export interface Walk {
  /** The first request, in words. */
  asked: string;
  verb: string;
  pages: PageSeen[];
  headers: Header[];
  /** By ivoid in lower case; the last one of several. */
  byKey: Map<string, Header>;
  /** Identifiers that came more than once. */
  repeated: string[];
  /** The list ended as it should, or as far as that can be told: a page without a token, or with an empty one. */
  isWhole: boolean;
  /** Why it is not whole, in words for `not testable`. */
  trouble: string | null;
  /** The request behind the last entry, where a token led to noRecordsMatch: the list is whole, its end is wrong. */
  emptyEnd: string | null;
  /** Cut off by a limit of ours. */
  isCut: boolean;
}

/** Called for each page while it is there; nothing of it is kept. */
export type OnPage = (page: Page) => void;

/**
 * Reads the whole list. An answer `noRecordsMatch` is an empty list; any trouble ends the walk and is told in it.
 * @throws NoAnswer and NoList if not even the first page can be had, LimitReached if there is no request left for it
 */
export async function walk(
  visit: Visit,
  query: Record<string, string>,
  onPage: OnPage = () => {},
): Promise<Walk> {
  const { verb = '' } = query;
  const seen = new Set<string>();
  let by: string | null = null;
  const first = await firstPage(visit, query);
  const walked = emptyWalk(verb, described({ method: 'GET', query: encoded(query) }));
  for (let page = first; page !== null; ) {
    take(walked, page, by);
    onPage(page);
    const next: string = page.token?.text ?? '';
    if (next === '') break;
    walked.trouble = whyNotOn(walked, seen, next, visit);
    if (walked.trouble !== null) break;
    seen.add(next);
    by = next;
    page = await nextPage(visit, walked, { verb, resumptionToken: next });
    if (page === null) break;
  }
  walked.isWhole = walked.trouble === null;
  return walked;
}

function emptyWalk(verb: string, asked: string): Walk {
  return {
    asked,
    verb,
    pages: [],
    headers: [],
    byKey: new Map(),
    repeated: [],
    isWhole: false,
    trouble: null,
    emptyEnd: null,
    isCut: false,
  };
}

async function firstPage(visit: Visit, query: Record<string, string>): Promise<Page | null> {
  try {
    return await visit.page(query);
  } catch (error) {
    if (error instanceof NoList && isNoRecords(error)) return null;
    throw error;
  }
}

async function nextPage(visit: Visit, walked: Walk, query: Record<string, string>): Promise<Page | null> {
  try {
    return await visit.page(query);
  } catch (error) {
    if (error instanceof NoList && isNoRecords(error)) {
      walked.emptyEnd = error.reply.asked;
      return null;
    }
    if (error instanceof LimitReached) walked.isCut = true;
    else if (!(error instanceof NoList) && !(error instanceof NoAnswer)) throw error;
    walked.trouble = error.message;
    return null;
  }
}

function isNoRecords({ reply }: NoList): boolean {
  return reply.errors.join() === 'noRecordsMatch';
}

function take(walked: Walk, page: Page, by: string | null): void {
  const headers = page.records.map(({ header }) => header);
  for (const header of headers) {
    const key = ivoidKey(header.id);
    if (walked.byKey.has(key)) walked.repeated.push(header.id);
    walked.byKey.set(key, header);
    walked.headers.push(header);
  }
  walked.pages.push({
    asked: page.reply.asked,
    by,
    count: headers.length,
    token: page.token,
    responseDate: page.reply.responseDate,
    ids: idsOf(page),
  });
}

export function idsOf(page: Page): string {
  return page.records.map(({ header }) => header.id).join('\n');
}

/** Tokens that repeat and pages that bring nothing new would go on for ever. */
function whyNotOn(walked: Walk, seen: Set<string>, token: string, { limits }: Visit): string | null {
  const [page, before] = [walked.pages.at(-1), walked.pages.at(-2)];
  if (seen.has(token)) return `the token of page ${walked.pages.length} had been given before`;
  if (page?.count === 0) return `page ${walked.pages.length} is empty and yet has a token`;
  if (before !== undefined && page?.ids === before.ids) {
    return `page ${walked.pages.length} has the same entries as the one before`;
  }
  if (walked.headers.length < limits.records) return null;
  walked.isCut = true;
  return `the limit of ${limits.records} records was reached (--max-records)`;
}

/** The walk, if it is whole. @throws LimitReached if we cut it, NotTestable if the registry did */
export function whole(walked: Walk): Walk {
  if (walked.isWhole) return walked;
  const reason = `${walked.asked} was not read to its end: ${walked.trouble}`;
  throw walked.isCut ? new LimitReached(reason) : new NotTestable(reason);
}
