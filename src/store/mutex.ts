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

/** A mutex for each name; names nobody waits for take no memory. */
export class NamedMutex {
  readonly #waiting = new Map<string, { mutex: Mutex; users: number }>();

  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const entry = this.#waiting.get(name) ?? { mutex: new Mutex(), users: 0 };
    this.#waiting.set(name, entry);
    entry.users += 1;
    try {
      return await entry.mutex.run(work);
    } finally {
      entry.users -= 1;
      if (entry.users === 0) this.#waiting.delete(name);
    }
  }
}
