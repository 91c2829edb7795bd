/**
 * What the database knows for a run of reconciling, taken out in one go. While a service runs on the embedded database
 * nobody else may open it: it writes the same into a file of DATA_DIR, a record a line, and the command reads that.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import type { Held, Holder, OwnRecord } from '../reconcile/elsewhere.ts';
import { addKnown, emptyKnown, gatherKnown, type Known, type KnownRecord } from '../reconcile/known.ts';
import type { Database } from '../store/database.ts';
import { openHarvested } from '../store/harvested-read.ts';
import { openPublished } from '../store/open-published.ts';
import { heldOfOurs, publishedOnes } from './reconcile-published.ts';

export interface StoreSide {
  /** Without our own records, which come from Git. */
  known: Known;
  /** Ids in lower case. */
  quarantined: Set<string>;
  published: OwnRecord[];
  held: Held[];
  holders: Holder[];
}

/** Reads the store. @throws DatabaseAway */
export async function readStoreSide(db: Database): Promise<StoreSide> {
  const harvested = openHarvested(db);
  const known = await gatherKnown([], harvested, null);
  const quarantine = await harvested.quarantine(null);
  const quarantined = new Set(quarantine.flatMap(({ id }) => (id === null ? [] : [id.toLowerCase()])));
  const published = await publishedOnes(openPublished(db));
  return { known, quarantined, published, ...(await heldOfOurs(known, harvested, published)) };
}

/** The same into a file of DATA_DIR; returns its path. The reader removes it. */
export async function exportStoreSide(db: Database, dataDir: string): Promise<{ file: string }> {
  const side = await readStoreSide(db);
  const file = join(dataDir, `reconcile-${process.pid}-${Date.now()}.jsonl`);
  await pipeline(linesOf(side), createWriteStream(file, { mode: 0o600 }));
  return { file };
}

function* linesOf({ known, quarantined, ...rest }: StoreSide): Generator<string> {
  const { sources, gone } = known;
  yield `${JSON.stringify({ sources, gone: [...gone], quarantined: [...quarantined], ...rest })}\n`;
  for (const record of [...known.others, ...known.tables]) yield `${JSON.stringify(record)}\n`;
  for (const record of known.spase.values()) yield `${JSON.stringify(record)}\n`;
}

interface Head extends Omit<StoreSide, 'known' | 'quarantined'> {
  sources: Known['sources'];
  gone: string[];
  quarantined: string[];
}

/** Reads and removes what exportStoreSide wrote: our own service, so its lines are believed. */
export async function importStoreSide(file: string): Promise<StoreSide> {
  const known = emptyKnown();
  let head: Head | null = null;
  try {
    for await (const line of createInterface({
      input: createReadStream(file),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      if (head === null) {
        head = JSON.parse(line) as Head;
        continue;
      }
      const record = JSON.parse(line) as KnownRecord;
      addKnown(known, record);
    }
  } finally {
    await rm(file, { force: true });
  }
  if (head === null) throw new Error(`${file} is empty.`);
  const { sources, gone, quarantined, published, held, holders } = head;
  const side = { ...known, sources, gone: new Set(gone) };
  return { known: side, quarantined: new Set(quarantined), published, held, holders };
}
