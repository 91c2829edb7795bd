/** What one run of reconciling found: what the reports show, and what a proposal is made from. Plain data. */
import type { Sighting } from './elsewhere.ts';
import type { Predicate } from './links/link.ts';
import type { FieldDifference } from './pair-status.ts';
import type { Status } from './statuses.ts';

/** A record as a report shows it; no personal data. */
export interface RecordView {
  /** `ivo://…` or `spase://…` */
  id: string;
  title: string;
  /** CatalogResource, NumericalData… */
  type: string;
  /** `here`, or the id of the source. */
  source: string;
  /** Who writes it: the authority. */
  owner: string;
  /** A page about the record itself; null if none is known. */
  page: string | null;
  /** Where the resource is reached. */
  access: string | null;
  /** Commit, blob or digest of the version that was looked at; null if unknown. */
  version: string | null;
}

export interface FeatureScore {
  /** In words. */
  name: string;
  /** How alike, 0 to 1. */
  value: number;
  /** What that is worth, in natural log-odds: below 0 it speaks against. */
  weight: number;
}

/** Why the matcher thinks that two records belong together. */
export interface Evidence {
  /** 0 to 1. */
  score: number;
  zone: 'confident' | 'review' | 'none';
  features: FeatureScore[];
  /** Sentences that speak against it. */
  contradictions: string[];
  runnerUp: { id: string; title: string; score: number } | null;
  /** Score less the runner-up's; null without one. */
  margin: number | null;
}

/** Something that would change if a person agreed. */
export interface Change {
  side: 'here' | 'there';
  /** altIdentifier, relationship, fields, AccessURL, record… : what the commits of a proposal are grouped by. */
  kind: string;
  /** One sentence. */
  summary: string;
  /** A unified diff, or the whole draft; null where there is none to show. */
  text: string | null;
}

/** One record here, one there, or one alone. */
export interface Entry {
  status: Status;
  /** One sentence. */
  reason: string;
  here: RecordView | null;
  there: RecordView | null;
  /** What is or would be stated; null where nothing is. */
  predicate: Predicate | null;
  /**
   * For a link that nobody has accepted yet: whether it is sure enough to be ticked beforehand, or waits in the
   * candidates file. null: nothing is proposed.
   */
  proposal: 'certain' | 'review' | null;
  differences: FieldDifference[];
  evidence: Evidence | null;
  /** Sentences for the reader that are no scores: what a curator wrote, what the scope's table says. */
  notes: string[];
  /** SPASE type of the draft that is wanted, for missing-there; null: what the record suggests. */
  draftType: string | null;
  changes: Change[];
}

/** An entry with the usual defaults: one record or none, nothing proposed, nothing to compare. */
export function entry(parts: Pick<Entry, 'status' | 'reason'> & Partial<Entry>): Entry {
  return {
    here: null,
    there: null,
    predicate: null,
    proposal: null,
    differences: [],
    evidence: null,
    notes: [],
    draftType: null,
    changes: [],
    ...parts,
  };
}

/** Many records of one kind told by a count and examples: nobody reads 8,000 lines. */
export interface Bulk {
  status: Status;
  owner: string;
  /** What they have in common besides, in a few words; null: nothing. */
  about: string | null;
  count: number;
  examples: RecordView[];
}

export interface SourceView {
  id: string;
  url: string;
  records: number;
  /** UTC seconds of the last complete harvest; null if there was none. */
  asOf: string | null;
  isComplete: boolean;
}

export interface Reconciliation {
  version: 1;
  /** `all`, or the name of the scope. */
  scope: string;
  /** UTC seconds. */
  at: string;
  here: { records: number; links: number; commit: string | null };
  sources: SourceView[];
  entries: Entry[];
  bulk: Bulk[];
  /** What other registries hold of our records, other than the same. */
  sightings: Sighting[];
  /** Status → how many, bulk included. */
  counts: Partial<Record<Status, number>>;
  /** What the reader must know before believing the rest: incomplete harvests, unreadable records. */
  caveats: string[];
  /** Why this run waits for a person before anything is proposed; null if it does not (matching.md §6, safety). */
  held: string | null;
}

/** Counts the statuses of entries and bulk lines. */
export function countStatuses(entries: Entry[], bulk: Bulk[]): Reconciliation['counts'] {
  const counts: Reconciliation['counts'] = {};
  for (const { status } of entries) counts[status] = (counts[status] ?? 0) + 1;
  for (const { status, count } of bulk) counts[status] = (counts[status] ?? 0) + count;
  return counts;
}
