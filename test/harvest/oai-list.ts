/** Lists of a fake registry, gathered for a test; no pause takes time. */
import { onTestFinished } from 'vitest';
import { type OaiSourceOptions, oaiSource } from '../../src/harvest/oai-client.ts';
import type { Cursor, SourceEnd, SourcePart } from '../../src/harvest/source.ts';
import { openHosts } from '../../src/net/hosts.ts';
import { fakeClock } from '../helpers/clock.ts';

export interface Listed {
  parts: SourcePart[];
  end: SourceEnd;
  ids: string[];
  /** Codes of all deviations, sorted. */
  codes: string[];
}

export interface Request extends Partial<OaiSourceOptions> {
  since?: string | null;
  resume?: Cursor | null;
  /** Break off after so many parts. */
  stopAfter?: number;
}

const BROKEN_OFF: SourceEnd = { complete: false, reason: 'broken off', reached: null, announced: null };

export async function list({ url }: { url: string }, request: Request = {}): Promise<Listed> {
  const { since = null, resume = null, stopAfter = Number.POSITIVE_INFINITY, ...given } = request;
  const clock = fakeClock(Date.parse('2026-11-20T12:00:00Z'));
  const source = oaiSource({
    ...{ id: 'fake', url, userAgent: 'voreg/test', allowPrivate: true, clock },
    hosts: openHosts({ concurrency: 2, delayMs: 0 }, clock),
    ...given,
  });
  onTestFinished(() => source.close());
  const parts: SourcePart[] = [];
  const list = source.list({ since, resume, signal: new AbortController().signal });
  for (;;) {
    const next = await list.next();
    if (next.done === true) return listed(parts, next.value);
    parts.push(next.value);
    if (parts.length >= stopAfter) {
      await list.return(BROKEN_OFF);
      return listed(parts, BROKEN_OFF);
    }
  }
}

function listed(parts: SourcePart[], end: SourceEnd): Listed {
  const ids = parts.flatMap((part) => part.records.map((record) => record.id));
  const codes = [...new Set(parts.flatMap((part) => part.deviations.map((one) => one.code)))].sort();
  return { parts, end, ids, codes };
}
