/** What must hold of every answer of the OAI-PMH endpoint: looked at as the answers come, whatever they were asked for. */
import type { Schema } from '../xml/schema.ts';
import type { Described, Observation } from './check.ts';
import type { Reply } from './reply.ts';

export interface WatchContext {
  /** As the person gave it. */
  base: string;
  /** baseURL of Identify, once that is known; else `base`. */
  baseURL: string;
  schema: Schema;
  /** Our clock at the answer, milliseconds since 1970. */
  now: number;
}

/** What is said of one answer: the request is filled in. */
export type Seen = Omit<Observation, 'request'>;

export interface Watch extends Described {
  look(reply: Reply, context: WatchContext): Iterable<Seen>;
}

/** Nothing, or one observation. */
export function unless(holds: boolean, expected: string, seen: string): Seen[] {
  return holds ? [] : [{ expected, seen }];
}
