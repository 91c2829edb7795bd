/** One examination of a registry on this machine, without pauses. */
import { openNetwork } from '../../src/check/network.ts';
import { type Examination, examine, type Verdict } from '../../src/check/run.ts';
import type { VisitLimits } from '../../src/check/visit.ts';
import type { LoadedSchema } from '../../src/xml/schema.ts';

export interface VisitOptions {
  schema: LoadedSchema;
  only?: string[];
  limits?: Partial<VisitLimits>;
  answerMs?: number;
}

export async function visit(
  base: string,
  { schema, only = [], limits = {}, answerMs = 30_000 }: VisitOptions,
): Promise<Examination> {
  const deadline = Date.now() + 120_000;
  const network = openNetwork({
    base,
    userAgent: 'voreg-test',
    from: null,
    deadline,
    delayMs: 0,
    signal: new AbortController().signal,
    answerMs,
    patience: { tries: 1, firstMs: 0, busyMs: 0, longestMs: 0, longestRetryAfterMs: 0 },
  });
  const all = { requests: 2000, records: 10_000, deadline, ...limits };
  try {
    return await examine({ base, ask: network.ask, limits: all, schema, only });
  } finally {
    network.close();
  }
}

/** Ids of the checks that found something. */
export function seenBy({ verdicts }: Examination): string[] {
  return verdicts.filter(({ outcome }) => outcome === 'found').map(({ id }) => id);
}

/** Each finding of a check on a line. */
export function inShort({ id, findings }: Verdict): string[] {
  return findings.map(({ rule, level, examples }) => `${level} ${id} ${rule}: ${examples[0]?.seen}`);
}
