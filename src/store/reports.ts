/** Reports that are kept for the pages: the last of each kind, bounded. What is in them is their makers' affair. */
import type { Queryable } from './database.ts';
import { utcSeconds } from './time.ts';

/** `reconcile:` is followed by the scope. */
type ReportKind = 'anomalies' | `reconcile:${string}`;

interface KeptReport {
  kind: string;
  /** UTC seconds, by the database's clock. */
  madeAt: string;
  /** What it was made from; null: not noted. */
  basis: string | null;
  content: unknown;
}

/** JSON beyond this is a fault of who made it: a page reads it whole. */
const MOST_BYTES = 256 * 1024;

/** Replaces the report of this kind. `content` is anything JSON can say. */
export async function keepReport(
  db: Queryable,
  kind: ReportKind,
  basis: string | null,
  content: unknown,
): Promise<void> {
  const json = JSON.stringify(content);
  if (Buffer.byteLength(json) > MOST_BYTES)
    throw new Error(`The report ${kind} has ${Buffer.byteLength(json)} bytes; ${MOST_BYTES} are kept.`);
  await db.query(
    `insert into report (kind, made_at, basis, content) values ($1, now(), $2, $3::json)
     on conflict (kind) do update set made_at = now(), basis = excluded.basis, content = excluded.content`,
    [kind, basis, json],
  );
}

/** The last report of a kind; null if there is none. */
export async function readReport(db: Queryable, kind: ReportKind): Promise<KeptReport | null> {
  const [row] = await db.query<Omit<KeptReport, 'madeAt'> & { made_at: Date }>(
    'select kind, made_at, basis, content from report where kind = $1',
    [kind],
  );
  if (row === undefined) return null;
  const { made_at, ...rest } = row;
  return { ...rest, madeAt: utcSeconds(made_at) };
}

/** The scopes there are reports of reconciling for, in the order of their names. */
export async function reconciledScopes(db: Queryable): Promise<string[]> {
  const rows = await db.query<{ scope: string }>(
    "select substr(kind, 11) as scope from report where kind like 'reconcile:%' order by kind",
  );
  return rows.map(({ scope }) => scope);
}

/** Changes whenever something is published or a harvest ends: what reports on all records are made from. */
export async function harvestState(db: Queryable): Promise<string> {
  const [row] = await db.query<{ state: string }>(
    `select concat_ws(' ', id, generation, (select max(id) from harvest_run where ended is not null),
       (select extract(epoch from max(ended)) from harvest_run)) as state from ledger`,
  );
  return row?.state ?? '';
}
