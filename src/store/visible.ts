/** What searchable registries show of us: our side of the comparison, and the results that are kept. */
import type { Database, Queryable } from './database.ts';
import { utcSeconds } from './time.ts';

/** One of our records as far as others should know it. All dates are UTC seconds. */
export interface OwnRecord {
  /** ivoid in lower case. */
  key: string;
  ivoid: string;
  /** Its datestamp, which is the `updated` that was served. */
  datestamp: string;
  deleted: boolean;
  /** Attribute `status`, whatever became of the record. */
  status: string;
}

/** Records of these authorities (lower case), or with these keys, a thousand at a time. */
export async function* ownRecords(
  db: Queryable,
  column: 'authority' | 'key',
  values: string[],
): AsyncGenerator<OwnRecord[]> {
  for (let after = ''; ; ) {
    const rows = await db.query<Omit<OwnRecord, 'datestamp'> & { datestamp: Date }>(
      `select r.key, r.ivoid, r.datestamp, r.deleted, i.status from item i join record r on r.key = i.key
       where r.prefix = 'ivo_vor' and i.${column === 'key' ? 'key' : 'authority'} = any($1::text[]) and i.key > $2
       order by i.key limit 1000`,
      [values, after],
    );
    if (rows.length === 0) return;
    yield rows.map((row) => ({ ...row, datestamp: utcSeconds(row.datestamp) }));
    after = rows.at(-1)?.key ?? '';
  }
}

/** Counts of one service. `active` are the live active records here, `visible` those of them that it has in any version. */
export interface VisibleCounts {
  active: number;
  visible: number;
  fresh: number;
  waiting: number;
  stale: number;
  missing: number;
  resurrected: number;
  foreign: number;
}

export interface VisibleProblem {
  ivoid: string;
  state: 'stale' | 'missing' | 'resurrected' | 'foreign';
  /** Our datestamp; null if the record was never ours. */
  since: string | null;
  /** `updated` as the service has it; null if it has no such record, or no date of it. */
  theirs: string | null;
  /** ivoid of the registry that the service has it from, where it says so. */
  from: string | null;
}

export interface VisibleCheck {
  service: string;
  /** UTC seconds, by the database's clock once it is kept. */
  askedAt: string;
  /** Why there was no answer; null: there was one. */
  error: string | null;
  counts: VisibleCounts | null;
  /** The first of them. */
  problems: VisibleProblem[];
}

const KEPT_CHECKS = 100;

/** Keeps the results of one round; what is known of services that are not among them is forgotten. */
export async function keepChecks(db: Database, checks: VisibleCheck[]): Promise<void> {
  await db.transaction(async (tx) => {
    for (const { service, error, counts, problems } of checks) {
      await tx.query(
        `insert into visible_check (service, asked_at, error, counts, problems)
         values ($1, now(), $2, $3::json, $4::json) on conflict do nothing`,
        [service, error, counts === null ? null : JSON.stringify(counts), JSON.stringify(problems)],
      );
      await tx.query(
        `delete from visible_check where service = $1 and asked_at <
           (select asked_at from visible_check where service = $1 order by asked_at desc offset $2 limit 1)`,
        [service, KEPT_CHECKS - 1],
      );
    }
    await tx.query('delete from visible_check where service <> all($1::text[])', [
      checks.map(({ service }) => service),
    ]);
  });
}

/** The last result of each service, in the order of their names. */
export async function lastChecks(db: Queryable): Promise<VisibleCheck[]> {
  const rows = await db.query<Omit<VisibleCheck, 'askedAt'> & { asked_at: Date }>(
    `select distinct on (service) service, asked_at, error, counts, problems from visible_check
     order by service, asked_at desc`,
  );
  return rows.map(({ asked_at, ...rest }) => ({ ...rest, askedAt: utcSeconds(asked_at) }));
}

/** Seconds since anybody asked, by the database's clock; null: never. */
export async function sinceLastCheck(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ seconds: number | null }>(
    'select extract(epoch from now() - max(asked_at))::float8 as seconds from visible_check',
  );
  return row?.seconds ?? null;
}
