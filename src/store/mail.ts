/** Which mails may go: one about a thing at a time, and not too many in all, whichever replica sends them. */
import { createHash } from 'node:crypto';
import type { Database, Queryable } from './database.ts';

interface MailLimits {
  /** Hours until there may be another about the same thing. */
  restHours: number;
  /** Mails in 24 hours. */
  most: number;
}

/**
 * `send`: the caller is to send it, and nobody else. `rest`: there was one about the same. `full`: there were too many.
 * `about` is kept as a digest only.
 */
export async function claimMail(
  db: Database,
  about: string,
  { restHours, most }: MailLimits,
): Promise<'send' | 'rest' | 'full'> {
  return db.transaction(async (tx) => {
    // Two replicas would otherwise both count one too few.
    await tx.query('lock table mail_claim in share row exclusive mode');
    await tx.query(`delete from mail_claim where rest_until < now() - interval '30 days'`);
    const [seen] = await tx.query<{ rests: boolean; lately: number }>(
      `select exists (select from mail_claim where about = $1 and rest_until > now()) as rests,
              (select count(*) from mail_claim where claimed_at > now() - interval '24 hours') as lately`,
      [digest(about)],
    );
    if (seen?.rests === true) return 'rest';
    if ((seen?.lately ?? 0) >= most) return 'full';
    await tx.query(
      `insert into mail_claim (about, claimed_at, rest_until) values ($1, now(), now() + make_interval(hours => $2::int))
       on conflict (about) do update set claimed_at = excluded.claimed_at, rest_until = excluded.rest_until`,
      [digest(about), restHours],
    );
    return 'send';
  });
}

/** Whether there was one about that lately: to know it before a long text is written. */
export async function mailRests(db: Queryable, about: string): Promise<boolean> {
  const [row] = await db.query<{ rests: boolean }>(
    'select exists (select from mail_claim where about = $1 and rest_until > now()) as rests',
    [digest(about)],
  );
  return row?.rests === true;
}

/** The week as its Monday, `YYYY-MM-DD`, by the database's clock; it begins at 05:00 UTC, before work does in Europe. */
export async function weekByDatabase(db: Queryable): Promise<string> {
  const [row] = await db.query<{ monday: string }>(
    `select to_char(date_trunc('week', (now() at time zone 'UTC') - interval '5 hours'), 'YYYY-MM-DD') as monday`,
  );
  return row?.monday ?? '';
}

/** It could not be sent: it may be tried again in an hour. */
export async function postponeMail(db: Queryable, about: string): Promise<void> {
  await db.query(`update mail_claim set rest_until = now() + interval '1 hour' where about = $1`, [
    digest(about),
  ]);
}

function digest(about: string): string {
  return createHash('sha256').update(about).digest('hex');
}

/** Sources of the harvester that wait for a person. */
export async function sourceAlarms(db: Queryable): Promise<{ id: string; alarm: string }[]> {
  return db.query<{ id: string; alarm: string }>(
    'select id, alarm from harvest_source where alarm is not null order by id',
  );
}
