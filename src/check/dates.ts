/** Datestamps, and whether lists keep to the bounds of from and until (OAI-PMH 2.0 §2.7.1, §3.3). */
import { type Check, check, NotTestable } from './check.ts';
import { Differences } from './differ.ts';
import type { Found } from './found.ts';
import { type Walk, walk, whole } from './list.ts';
import type { Header } from './page.ts';
import { seen } from './reply.ts';
import { NoList, type Visit } from './visit.ts';

const BOUNDS = 'OAI-PMH 2.0 §3.3.1, §2.7.1';
const LIST = { verb: 'ListIdentifiers', metadataPrefix: 'ivo_vor' };
const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const DAY_MS = 86_400_000;
/** Distinct datestamps that are tried, spread over the list. */
const SAMPLES = 4;
/** Windows into which the full list is cut. */
const WINDOWS = 6;

export const DATES: Check[] = [
  check({
    id: 'dates/future-until',
    rule: 'OAI-29',
    citation: BOUNDS,
    level: 'fail',
    asks: 'An until in the future is no error.',
    needs: ['start'],
    async run(_facts, visit, found) {
      const until = `${new Date().getUTCFullYear() + 1}-01-01`;
      await listed(visit, { until }, found, 'the records up to now');
    },
  }),
  check({
    id: 'dates/form',
    rule: 'OAI-24',
    citation: 'OAI-PMH 2.0 §3.3.2; Registry Interfaces 1.1 §2.7 (RI-43)',
    level: 'fail',
    asks: 'Every datestamp is in UTC seconds.',
    needs: ['identifiers'],
    run({ identifiers }, _visit, found) {
      for (const { id, datestamp } of identifiers.headers) {
        if (!SECONDS.test(datestamp) || Number.isNaN(Date.parse(datestamp))) {
          found.add({
            request: identifiers.asked,
            expected: 'YYYY-MM-DDThh:mm:ssZ',
            seen: `"${datestamp}" of ${id}`,
          });
        }
      }
    },
  }),
  check({
    id: 'dates/earliest',
    rule: 'OAI-25',
    citation: 'OAI-PMH 2.0 §4.2',
    level: 'fail',
    asks: 'No datestamp is before the earliestDatestamp, deleted records included.',
    needs: ['identify', 'identifiers'],
    run({ identify, identifiers }, _visit, found) {
      const earliest = identify.one('earliestDatestamp');
      for (const { id, datestamp } of identifiers.headers) {
        if (datestamp.slice(0, earliest.length) < earliest) {
          found.add({
            request: identifiers.asked,
            expected: `${earliest} or later`,
            seen: `${datestamp} of ${id}`,
          });
        }
      }
    },
  }),
  check({
    id: 'dates/earliest-true',
    rule: 'OAI-25',
    citation: 'practice: harvesters that go month by month make hundreds of requests for nothing',
    level: 'info',
    asks: 'The earliestDatestamp is not years before the first datestamp.',
    needs: ['identify', 'identifiers'],
    run({ identify, identifiers }, _visit, found) {
      const first = distinct(whole(identifiers).headers)[0] ?? '';
      const earliest = identify.one('earliestDatestamp');
      if (Date.parse(first) - Date.parse(earliest) > 366 * DAY_MS) {
        found.add({
          request: 'GET ?verb=Identify',
          expected: `about ${first}, the first datestamp there is`,
          seen: earliest,
        });
      }
    },
  }),
  check({
    id: 'dates/not-ahead',
    rule: 'OAI-27',
    citation: 'OAI-PMH guidelines for repositories §3',
    level: 'warn',
    asks: 'No datestamp is later than the responseDate of the answer it stands in.',
    needs: ['identifiers'],
    run({ identifiers }, _visit, found) {
      let at = 0;
      for (const { asked, count, responseDate } of identifiers.pages) {
        for (const { id, datestamp } of identifiers.headers.slice(at, at + count)) {
          if (responseDate !== null && datestamp > responseDate) {
            found.add({
              request: asked,
              expected: `${responseDate} or earlier`,
              seen: `${datestamp} of ${id}`,
            });
          }
        }
        at += count;
      }
    },
  }),
  check({
    id: 'dates/changed',
    rule: 'OAI-26',
    citation: 'OAI-PMH 2.0 §2.7.1',
    level: 'warn',
    asks: 'A record that says it was updated has a datestamp that is not older.',
    needs: ['records'],
    run({ records }, _visit, found) {
      for (const { header, asked, root } of records.book.records) {
        // Some write local times as UTC: a day is left for that.
        const updated = Date.parse(root?.updated ?? '');
        if (updated - Date.parse(header.datestamp) > DAY_MS) {
          const seen = `updated="${root?.updated ?? ''}", datestamp ${header.datestamp} of ${header.id}`;
          found.add({ request: asked, expected: 'a datestamp at or after the update', seen });
        }
      }
    },
  }),
  check({
    id: 'dates/one-second',
    rule: 'OAI-23',
    citation: 'OAI-PMH 2.0 §2.7.1: bounds are inclusive',
    level: 'fail',
    asks: 'from and until at the datestamp of a record give all records of that second and no others.',
    needs: ['identifiers'],
    async run({ identifiers }, visit, found) {
      for (const second of samples(whole(identifiers).headers, found)) {
        await bounded(identifiers, { from: second, until: second }, visit, found);
      }
    },
  }),
  check({
    id: 'dates/one-day',
    rule: 'OAI-21',
    citation: 'OAI-PMH 2.0 §2.7.1; Registry Interfaces 1.1 §2.7 (RI-44)',
    level: 'fail',
    asks: 'from and until at a day give all records of that day, its last second included.',
    needs: ['identifiers'],
    async run({ identifiers }, visit, found) {
      const days = new Set(samples(whole(identifiers).headers, found).map((second) => second.slice(0, 10)));
      for (const day of days) await bounded(identifiers, { from: day, until: day }, visit, found);
    },
  }),
  check({
    id: 'dates/from',
    rule: 'OAI-23',
    citation: 'OAI-PMH 2.0 §2.7.1',
    level: 'fail',
    asks: 'from at the datestamp of a record gives that record and all later ones: incremental harvests lose nothing.',
    needs: ['identifiers'],
    async run({ identifiers }, visit, found) {
      for (const second of samples(whole(identifiers).headers, found)) {
        await bounded(identifiers, { from: second }, visit, found);
      }
    },
  }),
  check({
    id: 'dates/until',
    rule: 'OAI-23',
    citation: 'OAI-PMH 2.0 §2.7.1',
    level: 'fail',
    asks: 'until at the datestamp of a record gives that record and all earlier ones.',
    needs: ['identifiers'],
    async run({ identifiers }, visit, found) {
      for (const second of samples(whole(identifiers).headers, found).slice(0, 2)) {
        await bounded(identifiers, { until: second }, visit, found);
      }
    },
  }),
  check({
    id: 'dates/windows',
    rule: 'OAI-23',
    citation: 'OAI-PMH 2.0 §2.7.1',
    level: 'fail',
    asks: 'The list in windows of whole days has the same entries as the full list, each once.',
    needs: ['identifiers'],
    async run({ identifiers }, visit, found) {
      const full = whole(identifiers);
      const days = [...new Set(full.headers.map(({ datestamp }) => datestamp.slice(0, 10)))].sort();
      if (days.length === 0) throw new NotTestable('the list is empty');
      const differences = new Differences();
      const times = new Map<string, number>();
      for (const window of windowsOf(days)) {
        const part = await listed(visit, window, found, 'a list');
        if (part === null) return;
        for (const key of part.byKey.keys()) times.set(key, (times.get(key) ?? 0) + 1);
      }
      for (const [key, header] of full.byKey) {
        const many = times.get(key) ?? 0;
        const expected = 'each entry in one window of days';
        if (many !== 1)
          differences.add(header, { request: full.asked, expected, seen: `${header.id} in ${many}` });
      }
      await differences.tell(visit, found, full);
    },
  }),
];

/** Windows of whole days, without gaps, that end with a day on which something changed. */
function windowsOf(days: string[]): { from: string; until: string }[] {
  const size = Math.ceil(days.length / WINDOWS);
  const windows: { from: string; until: string }[] = [];
  let from = days[0] ?? '';
  for (let i = Math.min(size, days.length) - 1; ; i = Math.min(i + size, days.length - 1)) {
    const until = days[i] ?? '';
    windows.push({ from, until });
    if (i >= days.length - 1) return windows;
    from = new Date(Date.parse(until) + DAY_MS).toISOString().slice(0, 10);
  }
}

/** The list with these bounds must be what the full list says it is. */
async function bounded(
  full: Walk,
  bounds: { from?: string; until?: string },
  visit: Visit,
  found: Found,
): Promise<void> {
  const { from = '', until = '~' } = bounds;
  const inside = ({ datestamp }: Header) =>
    datestamp.slice(0, from.length) >= from && datestamp.slice(0, until === '~' ? 20 : until.length) <= until;
  const part = await listed(visit, bounds, found, 'a list of the records of that time');
  if (part === null) return;
  const differences = new Differences();
  for (const [key, header] of full.byKey) {
    if (!inside(header) || part.byKey.has(key)) continue;
    const seen = `it lacks ${header.id} of ${header.datestamp}`;
    differences.add(header, {
      request: requestOf(bounds),
      expected: 'all records with datestamps in these bounds',
      seen,
    });
  }
  for (const header of part.byKey.values()) {
    if (inside(header)) continue;
    const seen = `it has ${header.id} of ${header.datestamp}`;
    found.add({ request: requestOf(bounds), expected: 'only datestamps within the bounds', seen });
  }
  await differences.tell(visit, found, full);
}

async function listed(
  visit: Visit,
  bounds: Record<string, string>,
  found: Found,
  expected: string,
): Promise<Walk | null> {
  try {
    const walked = await walk(visit, { ...LIST, ...bounds });
    if (walked.headers.length > 0) return whole(walked);
    found.add({ request: requestOf(bounds), expected, seen: 'noRecordsMatch' });
    return null;
  } catch (error) {
    if (!(error instanceof NoList)) throw error;
    found.add({ request: error.reply.asked, expected, seen: seen(error.reply) });
    return null;
  }
}

function requestOf(bounds: Record<string, string>): string {
  return `GET ?${new URLSearchParams({ ...LIST, ...bounds })}`;
}

function distinct(headers: Header[]): string[] {
  return [...new Set(headers.map(({ datestamp }) => datestamp))].sort();
}

/** First, last, and some between. @throws NotTestable for an empty list or datestamps that are none */
function samples(headers: Header[], found: Found): string[] {
  const all = distinct(headers).filter((datestamp) => SECONDS.test(datestamp));
  if (all.length === 0) throw new NotTestable('the list has no datestamps in seconds');
  const step = Math.max(1, (all.length - 1) / (SAMPLES - 1));
  const chosen = Array.from(
    { length: SAMPLES },
    (_, i) => all[Math.min(Math.round(i * step), all.length - 1)] ?? '',
  );
  const some = [...new Set(chosen)];
  found.sampled(some.length, all.length, 'datestamps');
  return some;
}
