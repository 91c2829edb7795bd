/** Resumption tokens (OAI-PMH 2.0 §3.5): of every list that was read from its first page to its last. */
import { type Check, check, NotTestable } from './check.ts';
import { idsOf, type PageSeen, type Walk, whole } from './list.ts';
import { readPage } from './page.ts';
import { seen } from './reply.ts';
import type { Visit } from './visit.ts';

const FLOW = 'OAI-PMH 2.0 §3.5';
const LISTS = ['identifiers', 'records', 'dublinCore'] as const;

export const PAGING: Check[] = [
  check({
    id: 'paging/ends',
    rule: 'OAI-82',
    citation: FLOW,
    level: 'fail',
    asks: 'Following the tokens leads to the end of the list.',
    needs: LISTS,
    run(lists, _visit, found) {
      for (const { asked, trouble, isCut } of walks(lists)) {
        if (trouble !== null && !isCut)
          found.add({ request: asked, expected: 'a list that ends', seen: trouble });
      }
    },
  }),
  check({
    id: 'paging/last-token',
    rule: 'OAI-80',
    citation: FLOW,
    level: 'fail',
    asks: 'The last page of several has an empty resumptionToken.',
    needs: LISTS,
    run(lists, _visit, found) {
      for (const { asked, pages } of partitioned(lists)) {
        const last = pages.at(-1);
        if (last?.token === null) {
          const seen = `no resumptionToken on page ${pages.length} of ${asked}`;
          found.add({ request: last.asked, expected: 'an empty <resumptionToken>', seen });
        }
      }
    },
  }),
  check({
    id: 'paging/one-page',
    rule: 'OAI-80',
    citation: FLOW,
    level: 'warn',
    asks: 'A list that is answered in one response has no resumptionToken.',
    needs: ['identifiers'],
    async run({ identifiers }, visit, found) {
      const latest = whole(identifiers).headers.reduce(
        (last, { datestamp }) => (datestamp > last ? datestamp : last),
        '',
      );
      if (latest === '') throw new NotTestable('the list is empty');
      const page = await visit.page({ verb: 'ListIdentifiers', metadataPrefix: 'ivo_vor', from: latest });
      if (page.token !== null && page.token.text !== '') throw new NotTestable('no short list was found');
      const seen = 'an empty <resumptionToken>';
      if (page.token !== null)
        found.add({ request: page.reply.asked, expected: 'no <resumptionToken>', seen });
    },
  }),
  check({
    id: 'paging/no-empty-page',
    rule: 'OAI-80',
    citation: `${FLOW}; OAI-PMH.xsd: a list has at least one entry`,
    level: 'fail',
    asks: 'No page is empty, the last one neither.',
    needs: LISTS,
    run(lists, _visit, found) {
      for (const { pages, emptyEnd } of walks(lists)) {
        for (const { asked, count } of pages) {
          if (count === 0) found.add({ request: asked, expected: 'at least one entry', seen: 'none' });
        }
        const expected = 'no token after the last entry';
        if (emptyEnd !== null) found.add({ request: emptyEnd, expected, seen: 'noRecordsMatch' });
      }
    },
  }),
  check({
    id: 'paging/again',
    rule: 'OAI-82',
    citation: `${FLOW}.1`,
    level: 'fail',
    asks: 'A token that is used again gives the same page.',
    needs: LISTS,
    async run(lists, visit, found) {
      for (const { verb, pages } of partitioned(lists).slice(0, 2)) {
        const last = pages.at(-1);
        if (last?.by !== undefined && last.by !== null)
          await again(visit, verb, last.by, last.ids, found.add.bind(found));
      }
    },
  }),
  check({
    id: 'paging/earlier-token',
    rule: 'OAI-82',
    citation: 'OAI-PMH guidelines for repositories §5.3',
    level: 'warn',
    asks: 'The token before the latest still gives its page.',
    needs: LISTS,
    async run(lists, visit, found) {
      const long = partitioned(lists).find(({ pages }) => pages.length > 2);
      if (long === undefined) throw new NotTestable('no list has more than two pages');
      const earlier = long.pages.at(-2);
      if (earlier?.by !== undefined && earlier.by !== null) {
        await again(visit, long.verb, earlier.by, earlier.ids, found.add.bind(found));
      }
    },
  }),
  check({
    id: 'paging/post',
    rule: 'OAI-01',
    citation: 'OAI-PMH 2.0 §3.1.1.2',
    level: 'fail',
    asks: 'A token can be sent by POST.',
    needs: ['identifiers', 'records', 'dublinCore', 'methods'],
    async run({ methods, ...lists }, visit, found) {
      if (!methods.includes('POST')) throw new NotTestable('the registry does not understand POST at all');
      const second = partitioned(lists)[0];
      const page = second?.pages[1];
      if (second === undefined || page?.by === undefined || page.by === null) return;
      await again(visit, second.verb, page.by, page.ids, found.add.bind(found), 'POST');
    },
  }),
  check({
    id: 'paging/altered-token',
    rule: 'OAI-62',
    citation: 'OAI-PMH 2.0 §3.6',
    level: 'warn',
    asks: 'A token that was cut off on its way is refused: badResumptionToken.',
    needs: ['token'],
    async run({ token: { verb, token } }, visit, found) {
      const half = token.slice(0, Math.ceil(token.length / 2));
      if (half === token) throw new NotTestable('the token has one character only');
      const reply = await visit.oai({ verb, resumptionToken: half });
      if (!reply.errors.includes('badResumptionToken')) {
        found.add({ request: reply.asked, expected: 'badResumptionToken', seen: seen(reply) });
      }
    },
  }),
  check({
    id: 'paging/token-form',
    rule: 'OAI-88',
    citation:
      'practice: the RofR and other clients put the token into the URL as it is; comply has 2,048 bytes for it',
    level: 'warn',
    asks: 'Tokens are of unreserved characters and shorter than 1,000.',
    needs: LISTS,
    run(lists, _visit, found) {
      const tokens = walks(lists)
        .flatMap(({ pages }) => pages)
        .filter(({ token }) => token !== null);
      if (tokens.length === 0) throw new NotTestable('the lists are answered in one response');
      for (const { asked, token } of tokens) {
        const text = token?.text ?? '';
        if (text.length >= 1000)
          found.add({ request: asked, expected: 'fewer than 1,000 characters', seen: `${text.length}` });
        if (!/^[A-Za-z0-9._~-]*$/.test(text))
          found.add({ request: asked, expected: 'A-Z a-z 0-9 . _ ~ -', seen: text });
      }
    },
  }),
  check({
    id: 'paging/size',
    rule: 'OAI-85',
    citation: FLOW,
    level: 'warn',
    asks: 'completeListSize, where it is given, is the number of entries.',
    needs: LISTS,
    run(lists, _visit, found) {
      for (const walked of partitioned(lists).filter(({ isWhole }) => isWhole)) {
        for (const { asked, token } of walked.pages) {
          const said = token?.completeListSize ?? null;
          if (said === null || Number(said) === walked.headers.length) continue;
          found.add({
            request: asked,
            expected: `completeListSize="${walked.headers.length}"`,
            seen: `"${said}"`,
          });
        }
      }
    },
  }),
  check({
    id: 'paging/cursor',
    rule: 'OAI-85',
    citation: FLOW,
    level: 'fail',
    asks: 'cursor, where it is given, is the number of entries on the pages before, and all pages have it or none.',
    needs: LISTS,
    run(lists, _visit, found) {
      for (const { pages } of partitioned(lists)) {
        let before = 0;
        const given = pages.filter(({ token }) => token !== null && token.cursor !== null).length;
        for (const { asked, token, count } of pages) {
          const said = token?.cursor ?? null;
          if (said !== null && Number(said) !== before) {
            found.add({ request: asked, expected: `cursor="${before}"`, seen: `"${said}"` });
          } else if (said === null && token !== null && given > 0) {
            found.add({ request: asked, expected: 'a cursor, as on other pages', seen: 'none' });
          }
          before += count;
        }
      }
    },
  }),
  check({
    id: 'paging/expiry',
    rule: 'OAI-86',
    citation: 'OAI-PMH guidelines for repositories §5.4',
    level: 'warn',
    asks: 'A token that expires is good for at least ten minutes.',
    needs: LISTS,
    run(lists, _visit, found) {
      const dated = partitioned(lists)
        .flatMap(({ pages }) => pages)
        .filter(hasExpiry);
      if (dated.length === 0) throw new NotTestable('the tokens have no expirationDate');
      for (const { asked, token, responseDate } of dated) {
        const seconds = (Date.parse(token.expirationDate) - Date.parse(responseDate ?? '')) / 1000;
        if (!(seconds >= 600)) {
          const seen = `expirationDate="${token.expirationDate}" at ${responseDate ?? 'an unknown time'}`;
          found.add({ request: asked, expected: 'ten minutes or more', seen });
        }
      }
    },
  }),
  check({
    id: 'paging/lone-entry',
    rule: 'OAI-80',
    citation: 'practice: a client in use (npm oai-pmh) fails on a list of one',
    level: 'info',
    asks: 'The last page of several has more than one entry.',
    needs: LISTS,
    run(lists, _visit, found) {
      for (const { pages } of partitioned(lists).filter(({ isWhole }) => isWhole)) {
        const last = pages.at(-1);
        if (last?.count === 1)
          found.add({ request: last.asked, expected: 'two entries or more', seen: 'one' });
      }
    },
  }),
];

function walks(lists: Record<string, Walk>): Walk[] {
  return Object.values(lists).filter((list) => 'pages' in list);
}

/** @throws NotTestable if every list fits into one response */
function partitioned(lists: Record<string, Walk>): Walk[] {
  const several = walks(lists).filter(({ pages }) => pages.length > 1);
  if (several.length === 0) throw new NotTestable('the lists are answered in one response');
  return several;
}

function hasExpiry(page: PageSeen): page is PageSeen & { token: { expirationDate: string } } {
  return page.token !== null && page.token.expirationDate !== null;
}

type Add = (observation: { request: string; expected: string; seen: string }) => void;

async function again(
  visit: Visit,
  verb: string,
  token: string,
  ids: string,
  add: Add,
  method: 'GET' | 'POST' = 'GET',
) {
  const reply = await visit.oai({ verb, resumptionToken: token }, method);
  const page = readPage(reply);
  if (page !== null && idsOf(page) === ids) return;
  const got = page === null ? seen(reply) : `other entries (${page.records.length})`;
  add({ request: reply.asked, expected: 'the page that the token gave before', seen: got });
}
