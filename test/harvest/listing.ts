/** Reads a source's list to its end, for tests. */
import type {
  Cursor,
  Quarantined,
  Source,
  SourceEnd,
  SourcePart,
  SourceRecord,
} from '../../src/harvest/source.ts';

export interface Listing {
  parts: SourcePart[];
  records: SourceRecord[];
  quarantined: Quarantined[];
  /** Code → count. */
  deviations: Record<string, number>;
  end: SourceEnd;
}

export async function listAll(
  source: Source,
  since: string | null = null,
  resume: Cursor | null = null,
  signal: AbortSignal = new AbortController().signal,
): Promise<Listing> {
  const parts: SourcePart[] = [];
  const list = source.list({ since, resume, signal });
  for (;;) {
    const next = await list.next();
    if (!next.done) {
      parts.push(next.value);
      continue;
    }
    const deviations: Record<string, number> = {};
    for (const { code, count } of parts.flatMap((part) => part.deviations))
      deviations[code] = (deviations[code] ?? 0) + count;
    const records = parts.flatMap((part) => part.records);
    return { parts, records, quarantined: parts.flatMap((p) => p.quarantined), deviations, end: next.value };
  }
}

/** A small SPASE record, as such records are written. */
export function spaseRecord(id: string, name = 'A name'): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<Spase xmlns="http://www.spase-group.org/data/schema">\n  <Version>2.7.1</Version>\n  <NumericalData>\n' +
    `    <ResourceID>${id}</ResourceID>\n    <ResourceHeader><ResourceName>${name}</ResourceName></ResourceHeader>\n` +
    '  </NumericalData>\n</Spase>\n'
  );
}
