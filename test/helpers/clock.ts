/** A clock that a test moves: sleeping takes no time, and is written down. */
import type { Clock } from '../../src/net/clock.ts';

export interface FakeClock extends Clock {
  /** Every sleep so far, in milliseconds. */
  slept: number[];
  advance(ms: number): void;
}

export function fakeClock(start = Date.UTC(2026, 10, 20)): FakeClock {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
    random: () => 0.5,
  };
}
