/** Who tells a searchable registry of a generation, and how that went. */
import type { Queryable } from './database.ts';
import { utcSeconds } from './time.ts';

export interface TriggerCall {
  service: string;
  generation: number;
  /** UTC seconds. */
  calledAt: string;
  /** Why it failed; null: it did not. */
  error: string | null;
}

/**
 * Whether the caller is to tell `service` of this generation: true for one caller only, and for nobody until `restSeconds`
 * have passed since the call before. A caller that dies after this has told nobody; services harvest by themselves too.
 */
export async function claimTrigger(
  db: Queryable,
  service: string,
  at: { ledger: string; generation: number },
  restSeconds: number,
): Promise<boolean> {
  const rows = await db.query(
    `insert into trigger_call as t (service, ledger, generation, called_at) values ($1, $2, $3, now())
     on conflict (service) do update set ledger = excluded.ledger, generation = excluded.generation, called_at = now()
       where (t.ledger, t.generation) is distinct from (excluded.ledger, excluded.generation)
         and t.called_at <= now() - make_interval(secs => $4::float8)
     returning service`,
    [service, at.ledger, at.generation, restSeconds],
  );
  return rows.length > 0;
}

/** Notes how a call went. True if that is news: it went otherwise than the one before. */
export async function noteTrigger(db: Queryable, service: string, error: string | null): Promise<boolean> {
  const rows = await db.query(
    'update trigger_call set error = $2 where service = $1 and error is distinct from $2 returning service',
    [service, error],
  );
  return rows.length > 0;
}

/** Forgets services that are told no more. */
export async function forgetTriggers(db: Queryable, told: string[]): Promise<void> {
  await db.query('delete from trigger_call where service <> all($1::text[])', [told]);
}

/** The last call of each service, in the order of their names. */
export async function triggerCalls(db: Queryable): Promise<TriggerCall[]> {
  const rows = await db.query<Omit<TriggerCall, 'calledAt'> & { called_at: Date }>(
    'select service, generation, called_at, error from trigger_call order by service',
  );
  return rows.map(({ called_at, ...rest }) => ({ ...rest, calledAt: utcSeconds(called_at) }));
}
