/** Access statistics, read: what `voreg stats` and /status tell. All dates are UTC. */
import { type ListProgress, OTHERS } from './access.ts';
import type { Database, Queryable } from './database.ts';
import { utcSeconds } from './time.ts';

/** A list that nobody has gone on with for so long will not be: harvesters pause for minutes between pages. */
const BROKEN_AFTER_MS = 3_600_000;
const TOP_RECORDS = 20;

/**
 * How a list ended: `complete`: with its last page, and as many records as it was told; `gaps`: with its last page, but
 * some of its pages went to nobody under this name and network; `under way`; `broken off`.
 */
export type ListState = 'complete' | 'gaps' | 'under way' | 'broken off';

/** All harvests of one list. */
export interface ListReport extends ListProgress {
  firstAt: string;
  lastAt: string;
  state: ListState;
}

export interface HarvesterReport {
  name: string;
  /** '' for none. */
  network: string;
  /** As http/access-agent.ts has them, or `others`. */
  kind: string;
  firstSeen: string;
  lastSeen: string;
  /** When it last was handed the last page of a list. */
  lastHarvest: string | null;
  lastError: string | null;
  requests: number;
  bytes: number;
  records: number;
  errors: number;
  begun: number;
  completed: number;
  /** The newest first; only the last 20 are kept. */
  lists: ListReport[];
}

interface SingleCounts {
  getRecord: number;
  html: number;
  xml: number;
}

/** Counts of the period, unless another one is named. */
export interface AccessReport {
  version: 1;
  /** First and last day, both included. */
  from: string;
  to: string;
  /** Since when there are counts at all, and when they were last written. */
  since: string;
  flushed: string | null;
  /** Since then: requests of which not everything could be kept. */
  dropped: number;
  totals: {
    requests: number;
    bytes: number;
    records: number;
    /** Headers, by ListIdentifiers. */
    headers: number;
    /** Of harvesters that do not say they test, and are no robots. */
    harvestsBegun: number;
    harvestsCompleted: number;
    /** How many of these completed a harvest. */
    harvesters: number;
  };
  formats: { what: string; prefix: string; requests: number; bytes: number; records: number }[];
  byDay: { day: string; requests: number; bytes: number; records: number }[];
  harvesters: HarvesterReport[];
  /** Records that were fetched one by one, in the months of the period: sums, and those fetched most. */
  months: { from: string; to: string };
  single: SingleCounts;
  top: ({ key: string } & SingleCounts)[];
  /** Only if a record was asked for. */
  record: { key: string; months: ({ month: string } & SingleCounts)[] } | null;
}

export interface AccessQuery {
  /** How many, up to today. */
  days: number;
  /** A part of the name or of the network, in any letter case; null: all. */
  harvester: string | null;
  /** Key of a record; null: none. */
  record: string | null;
}

/** Throws DatabaseAway. */
export function readAccess(db: Database, query: AccessQuery): Promise<AccessReport> {
  return db.transaction(async (tx) => {
    const [state] = await tx.query<State>(STATE, [query.days]);
    if (state === undefined) throw new Error('The table access_state has lost its row.');
    const { from, to, since, flushed, dropped, now } = state;
    const formats = await tx.query<AccessReport['formats'][number]>(FORMATS, [from]);
    const byDay = await tx.query<AccessReport['byDay'][number]>(BY_DAY, [from]);
    const all = await readHarvesters(tx, from, now);
    const wanted = query.harvester?.toLowerCase() ?? '';
    const months = { from: from.slice(0, 7), to: to.slice(0, 7) };
    const [single] = await tx.query<SingleCounts>(SINGLE, [months.from]);
    return {
      ...{ version: 1, from, to, since: utcSeconds(since), flushed: flushed && utcSeconds(flushed), dropped },
      ...{ totals: totalsOf(formats, all), formats, byDay },
      harvesters: all.filter(({ name, network }) => `${name} ${network}`.toLowerCase().includes(wanted)),
      ...{ months, single: single ?? { getRecord: 0, html: 0, xml: 0 } },
      top: await tx.query<AccessReport['top'][number]>(TOP, [months.from]),
      record: query.record === null ? null : await readRecord(tx, query.record),
    };
  });
}

interface State {
  from: string;
  to: string;
  since: Date;
  flushed: Date | null;
  dropped: number;
  now: Date;
}

const STATE = `
  select ((now() at time zone 'UTC')::date - ($1::int - 1))::text as "from", (now() at time zone 'UTC')::date::text as "to",
    since, flushed, dropped, now() as now
  from access_state`;

const FORMATS = `
  select what, prefix, sum(requests)::bigint as requests, sum(bytes)::bigint as bytes, sum(records)::bigint as records
  from access_total where day >= $1::date group by what, prefix order by requests desc, what, prefix`;

const BY_DAY = `
  select day::text as day, sum(requests)::bigint as requests, sum(bytes)::bigint as bytes,
    coalesce(sum(records) filter (where what <> 'ListIdentifiers'), 0)::bigint as records
  from access_total where day >= $1::date group by day order by day`;

const SINGLES = 'get_record as "getRecord", html, xml';
const SUM_OF_SINGLES =
  'coalesce(sum(get_record), 0)::bigint as "getRecord", coalesce(sum(html), 0)::bigint as html, coalesce(sum(xml), 0)::bigint as xml';

const SINGLE = `select ${SUM_OF_SINGLES} from access_record where month >= $1`;

const TOP = `
  select key, ${SUM_OF_SINGLES} from access_record where month >= $1
  group by key order by sum(get_record + html + xml) desc, key limit ${TOP_RECORDS}`;

async function readRecord(tx: Queryable, key: string): Promise<AccessReport['record']> {
  const months = await tx.query<{ month: string } & SingleCounts>(
    `select month, ${SINGLES} from access_record where key = $1 order by month`,
    [key],
  );
  return { key, months };
}

type HarvesterRow = Omit<HarvesterReport, 'firstSeen' | 'lastSeen' | 'lastHarvest' | 'lists'> & {
  firstSeen: Date;
  lastSeen: Date;
  lastHarvest: Date | null;
};

/** Those seen in the period, the most busy first. */
async function readHarvesters(tx: Queryable, from: string, now: Date): Promise<HarvesterReport[]> {
  const rows = await tx.query<HarvesterRow>(
    `select name, network, h.kind, h.first_seen as "firstSeen", h.last_seen as "lastSeen",
       h.last_harvest as "lastHarvest", h.last_error as "lastError", requests, bytes, records, errors, begun, completed
     from access_harvester h join (
       select name, network, sum(requests)::bigint as requests, sum(bytes)::bigint as bytes,
         sum(records)::bigint as records, sum(errors)::bigint as errors, sum(begun)::bigint as begun,
         sum(completed)::bigint as completed
       from access_day where day >= $1::date group by name, network
     ) d using (name, network)
     order by records desc, requests desc, name, network`,
    [from],
  );
  const lists = await readLists(tx, from, now);
  return rows.map((row) => ({
    ...row,
    firstSeen: utcSeconds(row.firstSeen),
    lastSeen: utcSeconds(row.lastSeen),
    lastHarvest: row.lastHarvest && utcSeconds(row.lastHarvest),
    lists: lists.get(`${row.name}\n${row.network}`) ?? [],
  }));
}

type ListRow = Omit<ListReport, 'firstAt' | 'lastAt' | 'state'> & {
  name: string;
  network: string;
  firstAt: Date;
  lastAt: Date;
};

async function readLists(tx: Queryable, from: string, now: Date): Promise<Map<string, ListReport[]>> {
  const rows = await tx.query<ListRow>(
    `select name, network, verb, prefix, setspec as set, "from", until, begun, completed, pages, records, size, reached,
       first_at as "firstAt", last_at as "lastAt"
     from access_list where last_at >= $1::date::timestamp at time zone 'UTC' order by last_at desc, list`,
    [from],
  );
  const found = new Map<string, ListReport[]>();
  for (const { name, network, ...row } of rows) {
    const key = `${name}\n${network}`;
    const report = {
      ...{ ...row, firstAt: utcSeconds(row.firstAt), lastAt: utcSeconds(row.lastAt) },
      state: stateOf(row, now),
    };
    found.set(key, [...(found.get(key) ?? []), report]);
  }
  return found;
}

function stateOf(
  { begun, completed, records, size, lastAt }: Omit<ListRow, 'name' | 'network'>,
  now: Date,
): ListState {
  // Several harvests of one list are one row: that is complete if each of them is.
  if (completed >= Math.max(begun, 1)) return records >= size * completed ? 'complete' : 'gaps';
  return now.getTime() - lastAt.getTime() < BROKEN_AFTER_MS ? 'under way' : 'broken off';
}

function totalsOf(formats: AccessReport['formats'], all: HarvesterReport[]): AccessReport['totals'] {
  const isHarvest = ({ kind }: HarvesterReport) => kind !== 'test' && kind !== 'robot';
  const harvesters = all.filter(isHarvest);
  const sum = <T>(rows: T[], of: (row: T) => number) => rows.reduce((total, row) => total + of(row), 0);
  const [headers, others] = [true, false].map((wanted) =>
    formats.filter(({ what }) => (what === 'ListIdentifiers') === wanted),
  );
  return {
    requests: sum(formats, ({ requests }) => requests),
    bytes: sum(formats, ({ bytes }) => bytes),
    records: sum(others ?? [], ({ records }) => records),
    headers: sum(headers ?? [], ({ records }) => records),
    harvestsBegun: sum(harvesters, ({ begun }) => begun),
    harvestsCompleted: sum(harvesters, ({ completed }) => completed),
    harvesters: harvesters.filter(({ completed, name }) => completed > 0 && name !== OTHERS).length,
  };
}
