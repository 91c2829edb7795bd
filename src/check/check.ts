/**
 * What a check is: a small listed object with its rule, its citation and its own test, as the rules of validate/ are
 * for records. Not for: how the registry is asked (visit.ts) and what several checks need to know (facts.ts).
 */
import type { FactName, Facts } from './facts.ts';
import type { Found } from './found.ts';
import type { Visit } from './visit.ts';

/** `fail`: a MUST is broken; `warn`: a SHOULD, or what breaks clients in use; `info`: advice. */
export type Level = 'fail' | 'warn' | 'info';

/** What was wrong, once. Texts are for people and never hold addresses of persons. */
export interface Observation {
  /** What was asked; null where it is about several answers together. */
  request: string | null;
  expected: string;
  seen: string;
  /** Where they differ from the check's. */
  level?: Level;
  rule?: string;
  citation?: string;
}

export interface Described {
  /** `group/name`. */
  id: string;
  /** Of requirements.md. */
  rule: string;
  /** Standard and section. */
  citation: string;
  level: Level;
  /** What it asks of the registry, one sentence. */
  asks: string;
}

export interface Check extends Described {
  needs: readonly FactName[];
  /**
   * Adds what it observes; nothing added is a pass.
   * @throws NotTestable where this registry, or this visit, gives nothing to test with
   */
  run(facts: Facts, visit: Visit, found: Found): Promise<void> | void;
}

/** The same with its needs known to the compiler: `run` gets those facts and no others. */
interface Needing<K extends FactName> extends Described {
  needs: readonly K[];
  run(facts: Pick<Facts, K>, visit: Visit, found: Found): Promise<void> | void;
}

export function check<K extends FactName>(parts: Needing<K>): Check {
  return parts as Check;
}

/** There is nothing here to test with; the message says why and goes into the report. */
export class NotTestable extends Error {
  override name = 'NotTestable';
}

/** The visit has come to a limit that the person set: what is left stays unexamined (exit code 3). */
export class LimitReached extends Error {
  override name = 'LimitReached';
}
