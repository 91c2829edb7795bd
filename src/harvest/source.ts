/**
 * What every kind of source gives the harvester: parts of a list, in order, and how the list ended.
 * The same for OAI-PMH (oai-client.ts), Git (git-source.ts) and folders (folder-source.ts), so that the rules of
 * promise P8 (harvest.ts) are written once.
 */
import type { Element } from '../resource/element.ts';
import type { Model } from '../resource/fields.ts';

/** One entry of a source's list, as the source states it. */
export interface SourceRecord {
  /** As written in the header (OAI-PMH), or the record's own id (Git, folder). */
  id: string;
  /** UTC, `YYYY-MM-DDThh:mm:ssZ`; null where the source has none (Git). */
  datestamp: string | null;
  deleted: boolean;
  setSpecs: string[];
  /** UTF-8 bytes of the record's element, with the namespace declarations of its ancestors; null if deleted. */
  bytes: Buffer | null;
  /** What `read` of the request made of it, where there is one and the source had the tree at hand. */
  reading?: Reading;
  /** Where it was: a path in the repository or folder; null for OAI-PMH. */
  path: string | null;
  /** Git blob id. */
  blob: string | null;
}

/** What is kept of a record beside its bytes, or why it is no record, in a sentence. */
export type Reading = { digest: string /** JSON. */; fields: string } | { fault: string };

/** A record that could not be taken in; kept with its bytes until it can be, or disappears. */
export interface Quarantined {
  /** null if not even that could be read. */
  id: string | null;
  path: string | null;
  /** One sentence. */
  reason: string;
  /** At most 1 MB of what was there. */
  bytes: Buffer;
}

/** Something that a source does otherwise than the standards say, and that was tolerated (deviations.ts lists them). */
export interface Deviation {
  /** A code of deviations.ts. */
  code: string;
  count: number;
  /** One example, for a person: an id, a path, or the piece of text; without personal data. */
  example: string;
}

export interface SourcePart {
  records: SourceRecord[];
  quarantined: Quarantined[];
  /** Those met since the part before. */
  deviations: Deviation[];
  /** Bytes that came over the wire or out of Git since the part before. */
  transferred: number;
  /**
   * Set at the end of a page: where to go on after a crash. It is committed together with everything since the cursor
   * before (P8); an answer of any size comes as parts of bounded size, and only the last has the cursor.
   */
  cursor: Cursor | null;
  /**
   * Set on the first part after a list was begun anew from its beginning (a token had expired, say): what was listed
   * before it no longer proves that a record is still there.
   */
  restarted?: true;
  /**
   * Set on the first part of a list that was asked for since something, when what changed since then cannot be told any
   * more (a Git history that is gone): this is a full list instead.
   */
  everything?: true;
  /** Paths of files that were in quarantine and are no longer there, or no longer meant to be records. */
  vanished?: string[];
}

/** Opaque to everyone but the kind of source that made it. */
export type Cursor = Record<string, unknown>;

/** How a list ended. Only `complete` may lead to conclusions about what is absent. */
export interface SourceEnd {
  complete: boolean;
  /** Why it is not complete, and what to do; null if it is. */
  reason: string | null;
  /** responseDate of the first page (UTC seconds), or the commit id: what the next incremental harvest starts from. */
  reached: string | null;
  /** completeListSize if the source told one. */
  announced: number | null;
}

/** Parts, then the end. Breaking off the iteration closes connections and child processes. */
export type SourceList = AsyncGenerator<SourcePart, SourceEnd, void>;

export interface ListRequest {
  /** Everything, or what changed since `reached` of an earlier, complete list. */
  since: string | null;
  /** Where a list that was broken off goes on. */
  resume: Cursor | null;
  signal: AbortSignal;
  /** For sources that parse records anyway: called with each, so that nobody parses it again. Trees are too large to keep. */
  read?: (root: Element) => Reading;
}

/** What a registry says of itself (OAI-PMH Identify). */
export interface Identified {
  repositoryName: string;
  baseURL: string;
  /** How many: the addresses are personal data. */
  adminEmails: number;
  /** ivoid of the registry's own record, if Identify has it. */
  registryId: string | null;
}

/** A source, opened. */
export interface Source {
  id: string;
  model: Model;
  list(request: ListRequest): SourceList;
  /** What Identify said, once a list has begun; left out by kinds of source that have none. */
  identify?(): Identified | null;
  close(): Promise<void>;
}
