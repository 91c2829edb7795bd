/** What reconciling asks of the matcher (match/): who could be the counterpart of a record, and why. */
import type { KnownRecord } from './known.ts';
import type { Predicate } from './links/link.ts';
import type { Evidence } from './result.ts';

export interface Candidate {
  there: KnownRecord;
  /** What could be stated, by the classes of both and what the clues say. */
  predicate: Predicate;
  evidence: Evidence;
}

export interface Matcher {
  /** Best first, at most `most`; those of the zone `none` are left out. */
  candidates(here: KnownRecord, most: number): Candidate[];
  /** The evidence for or against one pair, whatever its zone; null if the matcher does not know one of them. */
  explain(here: KnownRecord, there: KnownRecord): Evidence | null;
}
