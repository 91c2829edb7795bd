/** The content of all tables, and the way back to it: what a failover to an older copy or a restored backup does. */
import type { Database } from '../../src/store/database.ts';

/** As the database writes a row in JSON. */
export type Snapshot = Map<string, string>;

export const TABLES = [
  'ledger',
  'generation',
  'item',
  'body',
  'record',
  'member',
  'tally',
  'staged_item',
  'staged_record',
  'staged_removal',
  'staged_body',
];

export async function snapshot(db: Database): Promise<Snapshot> {
  return db.transaction(async (tx) => {
    const content: Snapshot = new Map();
    for (const table of TABLES) {
      const [row] = await tx.query<{ rows: string }>(
        `select coalesce(json_agg(t), '[]')::text as rows from ${table} t`,
      );
      content.set(table, row?.rows ?? '[]');
    }
    return content;
  });
}

/** The sequence of body ids goes back too, as in a real backup. */
export async function restore(db: Database, content: Snapshot): Promise<void> {
  await db.transaction(async (tx) => {
    for (const [table, rows] of content) {
      await tx.query(`delete from ${table}`);
      await tx.query(
        `insert into ${table} overriding system value select * from json_populate_recordset(null::${table}, $1::json)`,
        [rows],
      );
    }
    await tx.query(
      `select setval(pg_get_serial_sequence('body', 'id'), (select coalesce(max(id), 0) + 1 from body), false)::int8 as next`,
    );
  });
}
