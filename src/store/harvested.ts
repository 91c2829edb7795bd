/**
 * What other registries say, as the last harvests found it: read by the anomaly report and by reconciliation.
 * Not for: writing it (harvest-runs.ts), or what we publish ourselves (published.ts).
 */
import type { Fields, Model } from '../resource/fields.ts';

/** A source as it stands now. All dates are UTC seconds, `YYYY-MM-DDThh:mm:ssZ`. */
export interface SourceState {
  id: string;
  kind: 'oai' | 'git' | 'epn-tap' | 'folder';
  url: string;
  model: Model;
  /** When it was first tried at this address; null if it never was. */
  firstTried: string | null;
  /** Ends of the last complete harvests; null if there never was one. */
  lastFull: string | null;
  lastIncremental: string | null;
  /** What the next incremental harvest starts from: a responseDate or a commit. */
  reached: string | null;
  records: number;
  deleted: number;
  quarantined: number;
  /** Records that the incremental harvests had missed, by the last full one. */
  drift: number;
  /** True if nothing is known to be missing: the last run ended completely, and no drop is held back. */
  complete: boolean;
  /** A drop in counts that waits for a person, in a sentence; null if there is none. */
  alarm: string | null;
  /** What Identify said, for OAI-PMH; null otherwise. */
  identify: {
    repositoryName: string;
    baseURL: string;
    adminEmails: number;
    registryId: string | null;
  } | null;
  deviations: { code: string; count: number; example: string }[];
  /** Why the last run was not complete; null if it was. */
  reason: string | null;
}

/** Findings of XSD `rec` and the rules, counted. */
export interface Validity {
  errors: number;
  warnings: number;
  infos: number;
  /** Rule id → how often. */
  rules: Record<string, number>;
}

export interface HarvestedRecord {
  source: string;
  /** The id in lower case: the key together with `source`. */
  key: string;
  /** As the source writes it in the header or the path's record. */
  id: string;
  model: Model;
  datestamp: string | null;
  deleted: boolean;
  setSpecs: string[];
  /** SHA-256 of the canonical XML (xml/digest.ts); null if deleted. */
  digest: string | null;
  path: string | null;
  blob: string | null;
  firstSeen: string;
  lastSeen: string;
  /** null if deleted, or not read yet. */
  fields: Fields | null;
  /** null if not validated (yet). */
  validity: Validity | null;
}

export interface Harvested {
  sources(): Promise<SourceState[]>;
  /** All records of one source (or of all), in batches, ordered by source and key. */
  records(source: string | null): AsyncGenerator<HarvestedRecord[]>;
  record(source: string, id: string): Promise<HarvestedRecord | null>;
  /** The bytes as harvested, of the version with this digest (the current one if null). */
  bytes(source: string, id: string, digest: string | null): Promise<Buffer | null>;
  /** What is in quarantine, without the bytes. */
  quarantine(
    source: string | null,
  ): Promise<{ source: string; id: string | null; path: string | null; reason: string; since: string }[]>;
}
