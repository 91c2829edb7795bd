/** A bounded number of things at once, a bounded number waiting, and a clear no to the rest. */
import { Unavailable } from './error.ts';

export class Gate {
  readonly #limit: number;
  readonly #queueLimit: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number, queueLimit: number) {
    this.#limit = limit;
    this.#queueLimit = queueLimit;
  }

  isIdle(): boolean {
    return this.#running === 0;
  }

  /** Runs `work` when its turn comes. Throws Unavailable at once if too many are waiting already. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limit) {
      if (this.#waiting.length >= this.#queueLimit) {
        throw new Unavailable('Too many requests are waiting for an answer. Ask again in a few seconds.', 5);
      }
      // The one who leaves hands its place over, so that nobody slips in between.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
