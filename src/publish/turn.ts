/** One publication at a time, and again from the beginning when another publisher was faster. */
import type { Database } from '../store/database.ts';
import { LostRace } from '../store/flip.ts';
import { discardStaged } from '../store/ledger.ts';

/** How often a publication starts again because another publisher was faster. */
const MAX_RACES = 5;

/**
 * Runs `once` when it is its turn, with nothing staged. `signal` ends the waiting, with its reason, but not `once`. Throws
 * what `once` throws; LostRace after five lost races.
 */
export async function inTurn<T>(db: Database, once: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const inOrder = async () => {
    for (let race = 1; ; race += 1) {
      try {
        await discardStaged(db);
        return await once();
      } catch (error) {
        if (!(error instanceof LostRace) || race === MAX_RACES) throw error;
      }
    }
  };
  return db.exclusively('publish', inOrder, signal);
}
