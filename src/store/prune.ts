/** Rows that are kept no longer, deleted a few at a time so that no transaction is long. */
import type { Queryable } from './database.ts';

/** Tables, each with the SQL condition of its old rows. Both are ours: they are not escaped. */
export type OldRows = readonly (readonly [table: string, condition: string])[];

/** Deletes at most `atOnce` of the old rows of each table; the rest is for the next time. */
export async function deleteOld(tx: Queryable, old: OldRows, atOnce: number): Promise<void> {
  for (const [table, condition] of old)
    await tx.query(
      `delete from ${table} where ctid = any (array(select ctid from ${table} where ${condition} limit ${atOnce}))`,
    );
}
