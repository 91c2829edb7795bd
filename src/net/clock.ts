/** Time and chance, given from outside so that a test of an hour's pause takes no time. */
import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** @throws the signal's reason */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to, not including, 1. */
  random(): number;
}

/** setTimeout takes no more than 2^31 - 1 ms. */
const LONGEST = 2 ** 31 - 1;

export const REAL_CLOCK: Clock = {
  now: Date.now,
  sleep: async (ms, signal) => {
    try {
      await delay(Math.min(ms, LONGEST), undefined, { signal });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw error;
    }
  },
  random: Math.random,
};
