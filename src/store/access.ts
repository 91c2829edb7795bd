/**
 * Access statistics, written: batches of sums, each added once. Not for: what is counted (http/access.ts), or reading
 * (access-read.ts).
 */
import type { Database, Queryable } from './database.ts';
import { deleteOld, type OldRows } from './prune.ts';

/** The row that takes what has no row of its own; no name from outside has parentheses. */
export const OTHERS = '(others)';

/** Bounds of what is kept. At most 100,000 rows of days: some 20 MB. */
export const KEPT = { harvesters: 250, listsOfEach: 20, days: 400, months: 36 };

/** Rows that one flush removes of each table: so that no transaction is long. */
const PRUNED_AT_ONCE = 1000;

export interface TotalCounts {
  /** A verb, or a place. */
  what: string;
  prefix: string;
  requests: number;
  bytes: number;
  records: number;
}

export interface HarvesterCounts {
  name: string;
  /** Shortened; '' for none. */
  network: string;
  kind: string;
  requests: number;
  bytes: number;
  records: number;
  errors: number;
  begun: number;
  completed: number;
  lastError: string | null;
  /** Milliseconds since 1970, as all times here. */
  firstAt: number;
  lastAt: number;
  /** When it was last handed a last page. */
  harvestAt: number | null;
}

/** How far the harvests of one list came: the same request by the same harvester, begun in the same generation. */
export interface ListProgress {
  verb: string;
  prefix: string;
  set: string | null;
  from: string | null;
  until: string | null;
  begun: number;
  completed: number;
  pages: number;
  /** Handed out, repeated pages included; the size it was told; how far it came. */
  records: number;
  size: number;
  reached: number;
}

export interface ListCounts extends ListProgress {
  name: string;
  network: string;
  list: string;
  firstAt: number;
  lastAt: number;
}

export interface RecordCounts {
  key: string;
  getRecord: number;
  html: number;
  xml: number;
}

/** What one process counted on one day (UTC), or in a part of it. */
export interface AccessBatch {
  /** `YYYY-MM-DD` */
  day: string;
  totals: TotalCounts[];
  harvesters: HarvesterCounts[];
  lists: ListCounts[];
  records: RecordCounts[];
  dropped: number;
}

/** How a harvester is told from the others. */
export function harvesterKey(name: string, network: string): string {
  return `${name}\n${network}`;
}

/**
 * Adds a batch; `replica` is a UUID of the process, `number` counts its batches from 1. A batch whose number is in
 * already is not added again, so that one may be repeated after DatabaseAway. Returns the keys of the harvesters that
 * have rows.
 */
export function writeAccess(
  db: Database,
  replica: string,
  number: number,
  batch: AccessBatch,
): Promise<Set<string>> {
  return db.transaction(async (tx) => {
    await tx.query('update access_state set flushed = now()');
    const isNew = await tx.query(
      `insert into access_replica (id, batch) values ($1::uuid, $2)
       on conflict (id) do update set batch = excluded.batch, at = now()
         where access_replica.batch < excluded.batch
       returning batch`,
      [replica, number],
    );
    if (isNew.length > 0) {
      await add(tx, batch);
      await fold(tx);
      await prune(tx, batch);
    }
    const rows = await tx.query<{ name: string; network: string }>(
      'select name, network from access_harvester',
    );
    return new Set(rows.map(({ name, network }) => harvesterKey(name, network)));
  });
}

async function add(tx: Queryable, batch: AccessBatch): Promise<void> {
  const { day, dropped } = batch;
  await tx.query('update access_state set dropped = dropped + $1', [dropped]);
  for (const [sql, rows] of [
    [ADD_TOTALS, batch.totals],
    [ADD_HARVESTERS, batch.harvesters],
    [ADD_DAYS, batch.harvesters],
    [ADD_LISTS, batch.lists],
    [ADD_RECORDS, batch.records],
  ] as const) {
    if (rows.length > 0)
      await tx.query(sql, sql.includes('$2') ? [JSON.stringify(rows), day] : [JSON.stringify(rows)]);
  }
}

const ADD_TOTALS = `
  insert into access_total as t (day, what, prefix, requests, bytes, records)
  select $2::date, what, prefix, requests, bytes, records
  from json_to_recordset($1::json)
    as x(what text, prefix text, requests bigint, bytes bigint, records bigint)
  on conflict (day, what, prefix) do update set
    requests = t.requests + excluded.requests, bytes = t.bytes + excluded.bytes, records = t.records + excluded.records`;

const ADD_HARVESTERS = `
  insert into access_harvester as t
    (name, network, kind, first_seen, last_seen, last_harvest, harvest_days, last_error)
  select name, network, kind, to_timestamp("firstAt" / 1000), to_timestamp("lastAt" / 1000),
    to_timestamp("harvestAt" / 1000), case when "harvestAt" is null then 0 else 1 end, "lastError"
  from json_to_recordset($1::json)
    as x(name text, network text, kind text, "firstAt" float8, "lastAt" float8, "harvestAt" float8, "lastError" text)
  on conflict (name, network) do update set
    kind = excluded.kind,
    first_seen = least(t.first_seen, excluded.first_seen),
    last_seen = greatest(t.last_seen, excluded.last_seen),
    last_harvest = greatest(t.last_harvest, excluded.last_harvest),
    harvest_days = t.harvest_days + case
      when excluded.last_harvest is not null and (t.last_harvest is null
        or date_trunc('day', excluded.last_harvest at time zone 'UTC') > date_trunc('day', t.last_harvest at time zone 'UTC'))
      then 1 else 0 end,
    last_error = coalesce(excluded.last_error, t.last_error)`;

const ADD_DAYS = `
  insert into access_day as t (day, name, network, requests, bytes, records, errors, begun, completed)
  select $2::date, name, network, requests, bytes, records, errors, begun, completed
  from json_to_recordset($1::json)
    as x(name text, network text, requests bigint, bytes bigint, records bigint, errors bigint, begun bigint, completed bigint)
  on conflict (name, network, day) do update set
    requests = t.requests + excluded.requests, bytes = t.bytes + excluded.bytes,
    records = t.records + excluded.records, errors = t.errors + excluded.errors,
    begun = t.begun + excluded.begun, completed = t.completed + excluded.completed`;

const ADD_LISTS = `
  insert into access_list as t
    (name, network, list, verb, prefix, setspec, "from", until, begun, completed, pages, records, size, reached,
     first_at, last_at)
  select name, network, list, verb, prefix, "set", "from", until, begun, completed, pages, records, size, reached,
    to_timestamp("firstAt" / 1000), to_timestamp("lastAt" / 1000)
  from json_to_recordset($1::json)
    as x(name text, network text, list text, verb text, prefix text, "set" text, "from" text, until text,
      begun bigint, completed bigint, pages bigint, records bigint, size bigint, reached bigint,
      "firstAt" float8, "lastAt" float8)
  on conflict (name, network, list) do update set
    begun = t.begun + excluded.begun, completed = t.completed + excluded.completed,
    pages = t.pages + excluded.pages, records = t.records + excluded.records,
    size = greatest(t.size, excluded.size), reached = greatest(t.reached, excluded.reached),
    first_at = least(t.first_at, excluded.first_at), last_at = greatest(t.last_at, excluded.last_at)`;

const ADD_RECORDS = `
  insert into access_record as t (key, month, get_record, html, xml)
  select key, left($2, 7), "getRecord", html, xml
  from json_to_recordset($1::json) as x(key text, "getRecord" bigint, html bigint, xml bigint)
  on conflict (key, month) do update set
    get_record = t.get_record + excluded.get_record, html = t.html + excluded.html, xml = t.xml + excluded.xml`;

/**
 * Too many harvesters: those that ended a harvest on the fewest days go into OTHERS, with their days. Whoever makes up
 * names pushes out such names first: a harvester that came back on a second day stays.
 */
async function fold(tx: Queryable): Promise<void> {
  const [row] = await tx.query<{ count: number }>('select count(*) as count from access_harvester');
  if ((row?.count ?? 0) <= KEPT.harvesters) return;
  await tx.query(
    `insert into access_harvester (name, network, kind, first_seen, last_seen)
     values ($1, '', 'others', now(), now()) on conflict (name, network) do update set last_seen = now()`,
    [OTHERS],
  );
  await tx.query(
    `with surplus as (
       select name, network from access_harvester where name <> $1
       order by harvest_days desc, last_seen desc, name, network offset $2
     ), harvesters as (
       delete from access_harvester t using surplus s where t.name = s.name and t.network = s.network
     ), lists as (
       delete from access_list t using surplus s where t.name = s.name and t.network = s.network
     ), days as (
       delete from access_day t using surplus s where t.name = s.name and t.network = s.network returning t.*
     )
     insert into access_day as t (day, name, network, requests, bytes, records, errors, begun, completed)
     select day, $1, '', sum(requests), sum(bytes), sum(records), sum(errors), sum(begun), sum(completed)
     from days group by day
     on conflict (name, network, day) do update set
       requests = t.requests + excluded.requests, bytes = t.bytes + excluded.bytes,
       records = t.records + excluded.records, errors = t.errors + excluded.errors,
       begun = t.begun + excluded.begun, completed = t.completed + excluded.completed`,
    [OTHERS, KEPT.harvesters - 1],
  );
}

/** A little at each flush. */
async function prune(tx: Queryable, { lists }: AccessBatch): Promise<void> {
  const oldest = `(now() at time zone 'UTC')::date - ${KEPT.days}`;
  const midnight = `(${oldest})::timestamp at time zone 'UTC'`;
  const old: OldRows = [
    ['access_total', `day < ${oldest}`],
    ['access_day', `day < ${oldest}`],
    ['access_harvester', `last_seen < ${midnight}`],
    ['access_replica', `at < ${midnight}`],
    [
      'access_record',
      `month < to_char((now() at time zone 'UTC') - interval '${KEPT.months - 1} months', 'YYYY-MM')`,
    ],
    ['access_list', `last_at < ${midnight}`],
  ];
  await deleteOld(tx, old, PRUNED_AT_ONCE);
  if (lists.length > 0) await tx.query(DROP_OLDER_LISTS, [JSON.stringify(lists)]);
}

const DROP_OLDER_LISTS = `
  delete from access_list t using (
    select name, network, list,
      row_number() over (partition by name, network order by last_at desc, list) as place
    from access_list where (name, network) in (
      select name, network from json_to_recordset($1::json) as x(name text, network text))
  ) ranked
  where ranked.place > ${KEPT.listsOfEach}
    and (t.name, t.network, t.list) = (ranked.name, ranked.network, ranked.list)`;
