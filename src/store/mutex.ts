/** One at a time, in the order of asking; within this process only. */

/** Runs what it is given one after the other. A failure is its caller's and does not stop the next. */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();
  #users = 0;

  /** How many there are: the one at work, and those who wait for it. */
  get users(): number {
    return this.#users;
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    this.#users += 1;
    const result = this.#last.then(work);
    const over = () => {
      this.#users -= 1;
    };
    this.#last = result.then(over, over);
    return result;
  }
}

/** A mutex for each name; names nobody waits for take no memory. A signal ends the waiting, with its reason, but not the work. */
export class NamedMutex {
  readonly #waiting = new Map<string, { mutex: Mutex; users: number }>();

  async run<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const entry = this.#waiting.get(name) ?? { mutex: new Mutex(), users: 0 };
    this.#waiting.set(name, entry);
    entry.users += 1;
    try {
      return await orGivenUp((begin) => entry.mutex.run(begin), work, signal);
    } finally {
      entry.users -= 1;
      if (entry.users === 0) this.#waiting.delete(name);
    }
  }
}

/** Waits by `turn` until `work` may begin, or until the signal; then the turn, when it comes, is used for nothing. */
function orGivenUp<T>(
  turn: (begin: () => Promise<T>) => Promise<T>,
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return turn(work);
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((done, fail) => {
    const giveUp = () => fail(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    turn(async () => {
      signal.removeEventListener('abort', giveUp);
      signal.throwIfAborted();
      return work();
    }).then(done, fail);
  });
}
