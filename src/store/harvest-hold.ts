/** Which process may write for a harvest: the one that holds its run. */
import type { Queryable } from './database.ts';

export type Mode = 'full' | 'incremental';

/** A run that this process may write to. */
export interface Run {
  id: number;
  source: string;
  mode: Mode;
  /** What the list was asked from; null: everything. */
  since: string | null;
  holder: string;
  /** Where the list goes on, after a crash or a list that broke off; null: from its beginning. */
  cursor: Record<string, unknown> | null;
  /** Number of the last staged row of a committed page. */
  committed: number;
  /** What was met so far. */
  deviations: { code: string; count: number; example: string }[];
  /** Before the midnight (UTC) that this names, the incremental harvests should have brought every change; null: none yet. */
  driftBefore: string | null;
}

/** Another process has taken the run over: nothing more may be written. */
export class RunLost extends Error {
  override name = 'RunLost';
}

/** First in every transaction that writes for a run. Throws RunLost if another process has it now. */
export async function holdRun(tx: Queryable, run: Run): Promise<void> {
  const rows = await tx.query('select from harvest_run where id = $1 and holder = $2 for update', [
    run.id,
    run.holder,
  ]);
  if (rows.length === 0) {
    throw new RunLost(`Another process has taken over the harvest of ${run.source}; this one has stopped.`);
  }
}
