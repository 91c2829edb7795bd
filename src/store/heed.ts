/** A replica that nobody asks looks all the same, as soon as the database says that something was published. */
import { type Database, DatabaseAway } from './database.ts';
import { NothingPublished, type Published } from './published.ts';

/** Its payload is the number of the generation. */
export const PUBLISHED_CHANNEL = 'voreg_published';

/**
 * Looks at each notice. Only a hint: a replica that hears nothing looks when it is asked (open-published.ts).
 * `onFault` gets what is neither an absent database nor an empty ledger. Returns what ends it.
 */
export function heedNotices(
  db: Database,
  published: Published,
  onFault: (error: unknown) => void,
): () => Promise<void> {
  /** The latest notice that was not looked at yet; a burst of them becomes one look. */
  let told: number | null = null;
  let looking: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    while (told !== null) {
      const expected = told;
      told = null;
      // The look may have been under way already, and have read what was before the notice.
      const { generation } = await published.look();
      if (generation < expected) await published.look();
    }
  };
  const end = db.listen(PUBLISHED_CHANNEL, (payload) => {
    told = Number(payload ?? 0);
    looking ??= look()
      .catch((error: unknown) => {
        told = null;
        if (!(error instanceof DatabaseAway) && !(error instanceof NothingPublished)) onFault(error);
      })
      .finally(() => {
        looking = null;
      });
  });
  return async () => {
    await end();
    await looking;
  };
}
