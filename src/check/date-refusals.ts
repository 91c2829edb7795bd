/** Dates that no registry may accept (OAI-PMH 2.0 §3.3.1, §2.7.1), as a table. */
import { type Check, NotTestable } from './check.ts';
import { refusal } from './refusals.ts';

const BOUNDS = 'OAI-PMH 2.0 §3.3.1, §2.7.1';
const QUERY = 'verb=ListIdentifiers&metadataPrefix=ivo_vor';
const DAY_MS = 86_400_000;

function refused(name: string, when: string, dates: string[], more: { level?: 'warn' } = {}): Check {
  return refusal({
    id: `dates/${name}`,
    rule: 'OAI-20',
    citation: BOUNDS,
    when,
    queries: dates.map((d) => `${QUERY}&${d}`),
    codes: ['badArgument'],
    ...more,
  });
}

export const DATE_REFUSALS: Check[] = [
  refused('garbage', 'from or until is no date', ['from=yesterday', 'until=yesterday', 'from=']),
  refused('impossible', 'The date is not in any calendar', [
    'from=2021-02-30',
    'until=2020-13-01',
    'from=2020-01-01T24:00:01Z',
    'until=2020-01-01T00:60:00Z',
  ]),
  refused('fraction', 'The time has fractions of seconds', ['from=2020-01-01T00:00:00.5Z']),
  refused('zone', 'The time has no Z, or an offset', [
    'from=2020-01-01T00:00:00',
    'from=2020-01-01T00:00:00%2B01:00',
  ]),
  refused(
    'year',
    'There is a year or a month only (one guideline allows it, the protocol does not)',
    ['from=2020', 'until=2020-01'],
    { level: 'warn' },
  ),
  refused('mixed', 'from and until have different granularities', [
    'from=2001-01-01&until=2099-01-01T00:00:00Z',
    'from=2001-01-01T00:00:00Z&until=2099-01-01',
  ]),
  refusal({
    id: 'dates/reversed',
    rule: 'OAI-23',
    citation: 'OAI-PMH 2.0 §2.7.1',
    when: 'from is later than until',
    queries: [
      `${QUERY}&from=2021-01-02&until=2021-01-01`,
      `${QUERY}&from=2021-01-01T00:00:01Z&until=2021-01-01T00:00:00Z`,
    ],
    codes: ['badArgument'],
  }),
  refusal({
    id: 'dates/before-everything',
    rule: 'OAI-29',
    citation: 'OAI-PMH 2.0 §4.3, §4.5',
    when: 'until is before the earliestDatestamp',
    needs: ['identify'],
    queries: ({ identify }) => [`${QUERY}&until=${dayBefore(identify.one('earliestDatestamp'))}`],
    codes: ['noRecordsMatch'],
    tolerated: ['badArgument'],
  }),
  refusal({
    id: 'dates/after-everything',
    rule: 'OAI-65',
    citation: 'OAI-PMH 2.0 §3.6',
    when: 'from is in the future',
    queries: () => [`${QUERY}&from=${new Date(Date.now() + 30 * DAY_MS).toISOString().slice(0, 10)}`],
    codes: ['noRecordsMatch'],
    tolerated: ['badArgument'],
  }),
  refusal({
    id: 'dates/too-fine',
    rule: 'OAI-22',
    citation: BOUNDS,
    when: 'Seconds are asked of a registry that announces days',
    needs: ['identify'],
    queries: ({ identify }) => {
      if (identify.one('granularity').length > 10)
        throw new NotTestable('the registry announces seconds, the finest there is');
      return [`${QUERY}&from=2001-01-01T00:00:00Z`];
    },
    codes: ['badArgument'],
  }),
];

function dayBefore(date: string): string {
  const time = Date.parse(date);
  if (Number.isNaN(time)) throw new NotTestable('the earliestDatestamp is no date');
  return new Date(time - DAY_MS).toISOString().slice(0, 10);
}
