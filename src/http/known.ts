/** What this replica knows of the ledger just now, for the pages that report on it instead of failing. */
import type { Answers } from '../oai/answers.ts';
import { DatabaseAway } from '../store/database.ts';
import { type Moment, NothingPublished } from '../store/published.ts';

/** A replica in use looks every second; what was not confirmed for longer than this is old. */
const FRESH_MS = 10_000;

export interface Known {
  /** Null if nothing was ever known, or nothing was ever published. */
  moment: Moment | null;
  database: 'up' | 'away';
  /** A sentence for people. */
  note: string;
}

/** Whether the database confirmed it lately. */
export function isConfirmed({ knownAt }: Moment): boolean {
  return Date.now() - knownAt < FRESH_MS;
}

/** Never throws for an absent database or an empty ledger: that is what it tells. */
export async function lookedAt(answers: Answers): Promise<Known> {
  try {
    const moment = await answers.moment();
    const since = new Date(moment.knownAt).toISOString();
    if (isConfirmed(moment))
      return { moment, database: 'up', note: `Serving what was published at ${moment.publishedAt}.` };
    return {
      moment,
      database: 'away',
      note: `The database was last seen at ${since}; only answers kept in memory are given.`,
    };
  } catch (error) {
    if (error instanceof DatabaseAway)
      return { moment: null, database: 'away', note: 'The database cannot be reached.' };
    if (error instanceof NothingPublished)
      return { moment: null, database: 'up', note: 'Nothing has been published yet.' };
    throw error;
  }
}
