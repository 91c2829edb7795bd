/** What the rules say of records that an import takes, with the places that they have in the files. */

import { breathe } from '../store/breathe.ts';
import { type CheckContext, checkFile } from '../validate/check.ts';
import type { Finding } from '../validate/finding.ts';
import type { Entry, Place } from './import-plan.ts';
import type { Spool } from './import-receive.ts';

const DECLARATION = Buffer.from('<?xml version="1.0" encoding="UTF-8"?>\n');
const END = Buffer.from('\n');

/** A file of the records folder: the element exactly as it was harvested, with a declaration and a last line end. */
export function fileBytes(spool: Spool, place: Place): Buffer {
  return Buffer.concat([DECLARATION, spool.read(place), END]);
}

/** Findings in the order of the entries; `prefix` is put before the paths (`records/`). Throws the signal's reason. */
export async function checkEntries(
  entries: (Entry & { place: Place })[],
  spool: Spool,
  prefix: string,
  context: CheckContext,
  signal: AbortSignal,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { path, place } of entries) {
    const checked = checkFile(fileBytes(spool, place), `${prefix}${path}`, context);
    // A clone: what was found would keep the whole text (V8 makes a substring a view on it).
    for (const found of checked.findings) findings.push(structuredClone(found));
    await breathe();
    signal.throwIfAborted();
  }
  return findings;
}
