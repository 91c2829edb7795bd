/** Keeps the search index up with what is published and harvested while the service runs: in the background, in steps. */

import { again, type Schedule } from './again.ts';
import type { Logger } from './log.ts';
import { type Database, DatabaseAway } from './store/database.ts';

/** How long a change may wait before it is found. The question costs one small statement. */
const EVERY_MS = 3_000;

/** Faults that are remembered as told; a source of 30,000 broken records has more, and tells of them twice. */
const MOST_TOLD = 1_000;

/** Starts it; what fails is tried again. A fault of one record is told once, as far as they are remembered. */
export function followSearchIndex(db: Database, log: Logger, everyMs = EVERY_MS): Schedule {
  const stopping = new AbortController();
  const told = new Set<string>();
  const onFault = (message: string) => {
    if (told.has(message)) return;
    if (told.size >= MOST_TOLD) told.clear();
    told.add(message);
    log.warn(message);
  };
  const once = async () => {
    try {
      // Loaded here: nothing of it is needed to start.
      const { updateSearchIndex } = await import('./search/indexer.ts');
      const changes = await updateSearchIndex({ db, signal: stopping.signal, onFault });
      if (changes > 0) log.info(`The search index has taken in ${changes} changed records.`);
    } catch (error) {
      if (error instanceof DatabaseAway || stopping.signal.aborted) return;
      // The service itself goes on: what is published does not depend on the index.
      log.error({ err: error }, 'The search index could not be brought up to date; it is tried again.');
    }
  };
  const schedule = again(once, { firstMs: 0, pauseMs: everyMs });
  return {
    stop() {
      stopping.abort();
      return schedule.stop();
    },
  };
}
