/** Whether services live: results of calls, kept with an end, and what they add up to. */
import type { Database, Queryable } from './database.ts';
import { deleteOld, type OldRows } from './prune.ts';
import { utcSeconds } from './time.ts';

/** `degraded`: it answers, but not as its standard or its record says. */
export type ServiceState = 'up' | 'degraded' | 'down';

export interface Problem {
  /** Stable, for programs; src/services/monitor/problems.ts has them all. */
  code: string;
  /** What it makes of the service; a note makes nothing of it. */
  level: 'down' | 'degraded' | 'unasked' | 'note';
  /** One sentence. */
  says: string;
}

/** One thing that is asked of one interface of a record. */
export interface Endpoint {
  ivoid: string;
  title: string;
  /** accessURL as in the record. */
  url: string;
  what: string;
  /** The table, where its columns are asked for; ''. */
  about: string;
}

export interface Outcome {
  /** null: it could not be asked. */
  state: ServiceState | null;
  /** Of a useful answer; null for none. */
  seconds: number | null;
  problems: Problem[];
}

/** How a service stands. All dates are UTC seconds. */
export interface ServiceStanding extends Endpoint, Outcome {
  /** When its state began; null if it was never asked. */
  since: string | null;
  askedAt: string | null;
  lastError: { says: string; at: string } | null;
  /** Why it could not be asked the last time; null: it was. */
  unasked: string | null;
}

/** The same with what was seen over the last days; null for what there is none of. */
export interface ServiceHistory extends ServiceStanding {
  days: number;
  asked: number;
  /** Of those, in percent, with an answer: degraded counts. */
  uptime: number | null;
  medianSeconds: number | null;
  p95Seconds: number | null;
  downSeconds: number;
  /** How it stood when it was first asked in this time. */
  first: ServiceState | null;
}

/** What is kept: 1,000 services asked once an hour have 720,000 rows of 40 bytes in 30 days. */
const KEPT_RESULTS = { days: 30, sumDays: 400 };
/** Of each table at a time, so that no transaction is long. */
const PRUNED_AT_ONCE = 10_000;
const WRITTEN_AT_ONCE = 500;

/** Keeps results; of a round over everything, what is not among them counts as no longer in a record. */
export async function keepResults(
  db: Database,
  results: (Endpoint & Outcome)[],
  isEverything: boolean,
): Promise<void> {
  await db.transaction(async (tx) => {
    if (isEverything) await tx.query('update monitor_series set listed = false where listed');
    for (let at = 0; at < results.length; at += WRITTEN_AT_ONCE) {
      const some = results.slice(at, at + WRITTEN_AT_ONCE);
      await tx.query(KEEP, [JSON.stringify(some.map(rowOf))]);
    }
    if (isEverything)
      await tx.query(
        'insert into monitor_round (asked_at) values (now()) on conflict (one) do update set asked_at = now()',
      );
    await prune(tx);
  });
}

function rowOf({ ivoid, title, url, what, about, state, seconds, problems }: Endpoint & Outcome) {
  const worst = problems.find(({ level }) => level === state);
  const unasked = problems.find(({ level }) => level === 'unasked')?.says ?? null;
  return {
    ...{ key: ivoid.toLowerCase(), ivoid, title, url, what, about, state, seconds, problems },
    error: state === 'down' ? (worst?.says ?? 'It is down.') : null,
    unasked: state === null ? (unasked ?? 'It was not asked.') : null,
  };
}

/** A round that could not ask says so and leaves the rest as it was. */
const KEEP = `
  with given as (
    select * from json_to_recordset($1::json) as x(key text, ivoid text, title text, url text, what text, about text,
      state text, seconds float8, problems json, error text, unasked text)
  ), series as (
    insert into monitor_series as s
      (key, ivoid, title, url, what, about, state, since, asked_at, seconds, problems, last_error, last_error_at, tried_at, unasked)
    select key, ivoid, title, url, what, about, state, case when state is not null then now() end,
      case when state is not null then now() end, seconds, problems, error, case when error is not null then now() end,
      now(), unasked
    from given
    on conflict (key, url, what, about) do update set
      ivoid = excluded.ivoid, title = excluded.title, listed = true,
      since = case when excluded.state is null or s.state = excluded.state then s.since else now() end,
      state = coalesce(excluded.state, s.state),
      asked_at = coalesce(excluded.asked_at, s.asked_at),
      seconds = case when excluded.state is null then s.seconds else excluded.seconds end,
      problems = case when excluded.state is null then s.problems else excluded.problems end,
      last_error = coalesce(excluded.last_error, s.last_error),
      last_error_at = coalesce(excluded.last_error_at, s.last_error_at),
      tried_at = now(), unasked = excluded.unasked
    returning id, key, url, what, about
  ), asked as (
    select s.id, g.state, g.seconds from series s join given g using (key, url, what, about) where g.state is not null
  ), checks as (
    insert into monitor_check (series, asked_at, state, seconds)
    select id, now(), state, seconds from asked on conflict do nothing
  )
  insert into monitor_day as d (series, day, up, degraded, down, seconds)
  select id, (now() at time zone 'UTC')::date, (state = 'up')::int, (state = 'degraded')::int, (state = 'down')::int,
    coalesce(seconds, 0)
  from asked
  on conflict (series, day) do update set up = d.up + excluded.up, degraded = d.degraded + excluded.degraded,
    down = d.down + excluded.down, seconds = d.seconds + excluded.seconds`;

/** A little at each round. */
async function prune(tx: Queryable): Promise<void> {
  const { days, sumDays } = KEPT_RESULTS;
  const old: OldRows = [
    ['monitor_check', `asked_at < now() - interval '${days} days'`],
    ['monitor_day', `day < (now() at time zone 'UTC')::date - ${sumDays}`],
    ['monitor_series', `not listed and tried_at < now() - interval '${sumDays} days'`],
  ];
  await deleteOld(tx, old, PRUNED_AT_ONCE);
}

/** Seconds since the last round over everything, by the database's clock; null: there was none. */
export async function sinceLastRound(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ seconds: number | null }>(
    'select extract(epoch from now() - asked_at)::float8 as seconds from monitor_round',
  );
  return row?.seconds ?? null;
}

interface StandingRow extends Omit<ServiceStanding, 'since' | 'askedAt' | 'lastError'> {
  since: Date | null;
  asked_at: Date | null;
  last_error: string | null;
  last_error_at: Date | null;
}

const STANDING = `s.ivoid, s.title, s.url, s.what, s.about, s.state, s.since, s.asked_at, s.seconds::float8 as seconds,
  s.problems, s.last_error, s.last_error_at, s.unasked`;
const ORDER = 's.key, s.url, s.what, s.about';

/** How all services stand that are in a record, in the order of their ivoids. */
export async function serviceStandings(db: Queryable): Promise<ServiceStanding[]> {
  const rows = await db.query<StandingRow>(
    `select ${STANDING} from monitor_series s where s.listed order by ${ORDER}`,
  );
  return rows.map(standingOf);
}

/** What is asked about: whole authorities, or single records; both in lower case. */
export interface MonitorScope {
  authorities: string[];
  keys: string[];
}

/** The same, within a scope, with what the last `days` have seen. */
export async function serviceHistories(
  db: Queryable,
  { authorities, keys }: MonitorScope,
  days: number = KEPT_RESULTS.days,
): Promise<ServiceHistory[]> {
  type Row = StandingRow & {
    asked: number;
    answered: number;
    median: number | null;
    p95: number | null;
    down_seconds: number | null;
    first: ServiceState | null;
  };
  const rows = await db.query<Row>(
    `select ${STANDING}, h.* from monitor_series s left join lateral (
       select count(*) as asked, count(*) filter (where state <> 'down') as answered,
         percentile_cont(0.5) within group (order by c.seconds::float8) as median,
         percentile_cont(0.95) within group (order by c.seconds::float8) as p95,
         -- Where nobody asked for longer than a day, nobody knows.
         sum(extract(epoch from least(next, c.asked_at + interval '1 day') - c.asked_at))
           filter (where state = 'down')::float8 as down_seconds,
         (array_agg(state order by c.asked_at))[1] as first
       from (select asked_at, state, seconds, coalesce(lead(asked_at) over (order by asked_at), now()) as next
             from monitor_check where series = s.id and asked_at > now() - make_interval(days => $3::int)) c
     ) h on true
     where s.listed and (split_part(s.key, '/', 3) = any($1::text[]) or s.key = any($2::text[])) order by ${ORDER}`,
    [authorities, keys, days],
  );
  return rows.map((row) => ({
    ...standingOf(row),
    ...{ days, asked: row.asked, medianSeconds: row.median, p95Seconds: row.p95, first: row.first },
    uptime: row.asked === 0 ? null : (100 * row.answered) / row.asked,
    downSeconds: Math.round(row.down_seconds ?? 0),
  }));
}

function standingOf(row: StandingRow): ServiceStanding {
  const { ivoid, title, url, what, about, state, seconds, problems, unasked } = row;
  return {
    ...{ ivoid, title, url, what, about, state, seconds, problems, unasked },
    since: row.since === null ? null : utcSeconds(row.since),
    askedAt: row.asked_at === null ? null : utcSeconds(row.asked_at),
    lastError:
      row.last_error === null || row.last_error_at === null
        ? null
        : { says: row.last_error, at: utcSeconds(row.last_error_at) },
  };
}

/** Records that are published, active and name an address, 25 at a time, as each may have 4 MB. Bytes are of the record alone. */
export async function* recordsWithAddresses(
  db: Queryable,
  { authorities, keys }: MonitorScope,
): AsyncGenerator<{ ivoid: string; bytes: Buffer }[]> {
  for (let after = ''; ; ) {
    const rows = await db.query<{ key: string; ivoid: string; bytes: Buffer }>(
      `select i.key, r.ivoid, b.bytes from item i join record r on r.key = i.key join body b on b.id = r.body
       where r.prefix = 'ivo_vor' and not r.deleted and i.status = 'active' and i.key > $3
         and (i.authority = any($1::text[]) or i.key = any($2::text[]))
         and position('accessURL'::bytea in b.bytes) > 0
       order by i.key limit 25`,
      [authorities, keys, after],
    );
    if (rows.length === 0) return;
    yield rows.map(({ ivoid, bytes }) => ({ ivoid, bytes }));
    after = rows.at(-1)?.key ?? '';
  }
}
