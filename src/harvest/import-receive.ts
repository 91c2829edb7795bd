/**
 * Takes in all that a source lists before anything is decided: records go to a temporary file, so that the work tree is
 * untouched by a harvest that breaks off, and memory holds an entry for each record and no more.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ivoidKey } from '../resource/ivoid.ts';
import type { Deviation, Source, SourceEnd, SourceRecord } from './source.ts';

/** A record as it was listed; its bytes are in the spool. */
export interface Listed {
  /** As in the header, or of a folder's file. */
  id: string;
  datestamp: string | null;
  deleted: boolean;
  setSpecs: string[];
  /** null if deleted. */
  place: { at: number; length: number } | null;
}

export interface Received {
  /** By id in lower case; of one that is listed twice the later entry. */
  listed: Map<string, Listed>;
  /** What could not be read, without its bytes. */
  quarantined: { id: string | null; path: string | null; reason: string }[];
  deviations: Deviation[];
  end: SourceEnd;
  /** Everything was listed, not only changes. */
  full: boolean;
  /** ivoid of the source's own registry record, as Identify says it; null if nothing does. */
  registryId: string | null;
}

/** Reads the list. `since`: of an earlier one, or null for everything. Throws what the source throws. */
export async function receive(
  source: Source,
  since: string | null,
  spool: Spool,
  signal: AbortSignal,
  onProgress: (records: number) => void = () => undefined,
): Promise<Received> {
  const listed = new Map<string, Listed>();
  const quarantined: Received['quarantined'] = [];
  const deviations = new Map<string, Deviation>();
  const list = source.list({ since, resume: null, signal });
  let full = since === null;
  for (;;) {
    const next = await list.next();
    if (next.done) {
      const registryId = source.identify?.()?.registryId ?? null;
      return { listed, quarantined, deviations: [...deviations.values()], end: next.value, full, registryId };
    }
    if (next.value.everything === true) full = true;
    // The list has begun anew: what it had before comes again, or is gone.
    if (next.value.restarted === true) listed.clear();
    for (const record of next.value.records) listed.set(ivoidKey(record.id), put(record, spool));
    for (const { id, path, reason } of next.value.quarantined) quarantined.push({ id, path, reason });
    for (const one of next.value.deviations) {
      const known = deviations.get(one.code);
      deviations.set(one.code, known === undefined ? one : { ...known, count: known.count + one.count });
    }
    onProgress(listed.size);
  }
}

function put({ id, datestamp, deleted, setSpecs, bytes }: SourceRecord, spool: Spool): Listed {
  const place = deleted || bytes === null ? null : spool.add(bytes);
  // A clone: V8 makes a substring a view on the whole page.
  return structuredClone({ id, datestamp, deleted, setSpecs, place });
}

/** Bytes put aside in a file that nobody else sees. */
export class Spool {
  readonly #folder: string;
  readonly #file: number;
  #end = 0;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'voreg-import-'));
    this.#file = openSync(join(this.#folder, 'records'), 'wx+', 0o600);
  }

  add(bytes: Uint8Array): { at: number; length: number } {
    const at = this.#end;
    for (let written = 0; written < bytes.length; )
      written += writeSync(this.#file, bytes, written, bytes.length - written, at + written);
    this.#end += bytes.length;
    return { at, length: bytes.length };
  }

  read({ at, length }: { at: number; length: number }): Buffer {
    const bytes = Buffer.alloc(length);
    for (let read = 0; read < length; ) {
      const count = readSync(this.#file, bytes, read, length - read, at + read);
      if (count === 0) throw new Error(`The spool ended at ${at + read}.`);
      read += count;
    }
    return bytes;
  }

  close(): void {
    closeSync(this.#file);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
