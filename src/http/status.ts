/** `/status`: which state this replica serves, for operators and their programs. */
import type { Answers } from '../oai/answers.ts';
import { DatabaseAway } from '../store/database.ts';
import { NothingPublished, type Published } from '../store/published.ts';
import type { Handler } from './endpoint.ts';
import { lookedAt } from './known.ts';
import { replyJson } from './reply.ts';

/** The last look at the records repository: when (UTC seconds), and what went wrong, if anything did. */
export interface LastLook {
  at: string;
  error: string | null;
}

/** JSON; 200 whatever the state is, with null for what is not known. */
export function statusEndpoint(answers: Answers, lastLook: () => LastLook | null): Handler {
  return async (ctx) => {
    const { moment, database, note } = await lookedAt(answers);
    const { counts, lastRefusal } = await asked(answers);
    replyJson(ctx, 200, {
      version: answers.settings.version,
      note,
      generation: moment?.generation ?? null,
      ledger: moment?.ledger ?? null,
      commit: moment?.commit ?? null,
      publishedAt: moment?.publishedAt ?? null,
      knownAt: moment === null ? null : new Date(moment.knownAt).toISOString(),
      database,
      counts,
      lastLook: lastLook(),
      lastRefusal,
    });
  };
}

type Counts = Awaited<ReturnType<Published['counts']>>;
type Refusal = Awaited<ReturnType<Published['lastRefusal']>>;

/** What only the database can tell: null while it is away, and counts while nothing is published. */
export async function asked({
  published,
}: Answers): Promise<{ counts: Counts | null; lastRefusal: Refusal }> {
  const [counts, lastRefusal] = await Promise.all([
    orNull(published.counts()),
    orNull(published.lastRefusal()),
  ]);
  return { counts, lastRefusal };
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DatabaseAway || error instanceof NothingPublished) return null;
    throw error;
  }
}
