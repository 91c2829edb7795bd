/**
 * When a process may try to connect: a server that comes back after an outage, or is overloaded, must not meet one
 * attempt for each request of each replica.
 * Not for: what a connection is (postgres.ts).
 */

/** Before the nth attempt in a row, a random time between nothing and FIRST · 2ⁿ, in milliseconds ("full jitter"). */
const FIRST = 100;
/** Also how long a server that is back may wait to be noticed. */
const LONGEST = 5_000;

/** For tests: a monotonic clock in milliseconds, and what Math.random gives. */
export interface Chance {
  now(): number;
  random(): number;
}

/**
 * As long as connecting works, anybody may connect. When it may not work, before the first connection and after one broke,
 * one tries and the others wait for how that ends. Once it has failed, there is one attempt for each step of the
 * back-off; all others get the last error at once, so that a request can say 503 now instead of in five seconds.
 */
export class Reconnect {
  readonly #chance: Chance;
  #isProven = false;
  /** In a row. */
  #failures = 0;
  #next = Number.NEGATIVE_INFINITY;
  #error: unknown = null;
  #trial: Promise<unknown> | null = null;

  constructor(chance: Chance = { now: () => performance.now(), random: () => Math.random() }) {
    this.#chance = chance;
  }

  /** A connection broke: perhaps that one only, perhaps all. */
  doubt(): void {
    this.#isProven = false;
  }

  /** Milliseconds until an attempt is allowed. */
  get wait(): number {
    return Math.max(0, this.#next - this.#chance.now());
  }

  /** Runs `connect` when it may. Throws what it throws, or what the last attempt threw. */
  async attempt<T>(connect: () => Promise<T>): Promise<T> {
    if (this.#isProven) return this.#try(connect);
    if (this.#trial !== null && this.#failures === 0) {
      await this.#trial;
      return this.#try(connect);
    }
    if (this.#trial !== null || this.wait > 0) throw this.#error;
    const trial = this.#try(connect);
    this.#trial = trial;
    try {
      return await trial;
    } finally {
      this.#trial = null;
    }
  }

  async #try<T>(connect: () => Promise<T>): Promise<T> {
    const step = this.#failures;
    try {
      const connected = await connect();
      this.#isProven = true;
      this.#failures = 0;
      this.#next = Number.NEGATIVE_INFINITY;
      return connected;
    } catch (error) {
      this.#isProven = false;
      this.#error = error;
      // Of several that failed together the first counts: they are one step.
      if (step === this.#failures) {
        this.#failures += 1;
        const longest = Math.min(LONGEST, FIRST * 2 ** this.#failures);
        this.#next = this.#chance.now() + this.#chance.random() * longest;
      }
      throw error;
    }
  }
}
