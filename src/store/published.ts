/**
 * What has been published, as the service reads it: one generation after another, never in between.
 * Not for: writing generations (ledger.ts), or anything about OAI-PMH's wording (oai/).
 */

import type { MetadataPrefix } from '../resource/metadata-formats.ts';

export type { MetadataPrefix } from '../resource/metadata-formats.ts';

/** What the registry's own vg:Registry record says of it (design §5). */
export interface Registry {
  /** As written in the record. */
  ivoid: string;
  repositoryName: string;
  /** accessURL of its vg:OAIHTTP interface: the base URL the world is told. */
  baseURL: string;
  adminEmails: string[];
  /** Largest page, in records (vg:Harvest/maxRecords). */
  maxRecords: number;
  managedAuthorities: string[];
}

export interface SetDescription {
  setSpec: string;
  setName: string;
  /** English text for setDescription, if any. */
  description: string | null;
}

/**
 * What this process knows of the ledger: taken once at the start of a request, before it reads anything else
 * (design §3). All dates are UTC seconds, `YYYY-MM-DDThh:mm:ssZ`.
 */
export interface Moment {
  /** Id of the ledger: another one after a rebuild or a restore, so that caches and ETags do not survive it. */
  ledger: string;
  generation: number;
  /** R of design §3: never later than a change that is still to come. */
  responseDate: string;
  lastDatestamp: string;
  earliestDatestamp: string;
  /** Git commit that was published, and when (by the database's clock). */
  commit: string;
  publishedAt: string;
  registry: Registry;
  sets: SetDescription[];
  /** The metadata formats that this generation is published in, ivo_vor and oai_dc first. */
  formats: MetadataPrefix[];
  /** When (Date.now()) the database last confirmed this. */
  knownAt: number;
}

/** Position in a list: every list is ordered by (datestamp, key), both unique together. */
export interface Position {
  datestamp: string;
  /** ivoid in lower case (IDN-04). */
  key: string;
}

export interface ListQuery {
  prefix: MetadataPrefix;
  /** Inclusive bounds in UTC seconds. */
  from: string | null;
  until: string | null;
  set: string | null;
  /** Keyset paging: only what comes after this position. */
  after: Position | null;
  /** Largest page, in records. The page may be shorter: by 8 MB of records, or so that one record is never left alone. */
  limit: number;
  bodies: boolean;
}

export interface PublishedRecord extends Position {
  /** As the curator wrote it. */
  ivoid: string;
  deleted: boolean;
  /** Without ancestors; sorted. */
  setSpecs: string[];
  /** The UTF-8 bytes that go between <metadata> and </metadata>; null if deleted or not asked for. */
  body: Buffer | null;
  /** Byte offset in `body` of the ` xmlns=""` that was inserted for OAI answers; null if there is none. */
  xmlnsAt: number | null;
}

/** A record in one format. */
export interface FormatOf {
  prefix: MetadataPrefix;
  deleted: boolean;
}

export interface Page {
  ledger: string;
  /** The generation the rows were read from, in the same statement. */
  generation: number;
  records: PublishedRecord[];
  /** Whether the list goes on after the last record. */
  more: boolean;
}

/** The reading side of the ledger. Every method may throw {@link DatabaseAway}. */
export interface Published {
  /**
   * The present moment. Looks at the database at most once a second; with the database away it goes on answering
   * with what was known (P7). Throws DatabaseAway only if nothing was ever known, NothingPublished if the ledger is empty.
   */
  moment(): Promise<Moment>;
  /** What moment() would say without waiting for anything (it looks as often); null if it would wait, or fail. */
  present(): Moment | null;
  /** Asks the database now (a token may come from a newer generation than this replica knows). */
  look(): Promise<Moment>;
  page(query: ListQuery): Promise<Page>;
  /** How many records the whole list has (without `after`), in work that does not grow with the list. */
  listSize(query: ListQuery): Promise<number>;
  /** One record in one format, found in any letter case; null if it was never published in it. */
  record(
    prefix: MetadataPrefix,
    ivoid: string,
  ): Promise<{ ledger: string; generation: number; record: PublishedRecord | null }>;
  /** The formats that a record was ever published in, and whether it still is; none if it never was. Any letter case. */
  formatsOf(ivoid: string): Promise<{ ledger: string; generation: number; formats: FormatOf[] }>;
  /** What changed last, newest first, with bodies; at most `limit` records. */
  latest(limit: number): Promise<PublishedRecord[]>;
  /** Counts for /status: live, deleted and so on of the present generation. */
  counts(): Promise<{
    live: number;
    deleted: number;
    /** `deleted` included. */
    byStatus: Record<string, number>;
    /** Of the live ones. */
    byType: Record<string, number>;
  }>;
  /** The last commit that was refused after the present generation, with its findings as publish wrote them; or null. */
  lastRefusal(): Promise<{ commit: string; at: string; findings: unknown[] } | null>;
}

/** The database is there, but no generation has been published into it yet. */
export class NothingPublished extends Error {
  override name = 'NothingPublished';
}
