/**
 * Runs several actors (publishers, requests at replicas) against one database, one statement or transaction at a time,
 * in an order that the test chooses: every interleaving that a database with several clients could see.
 */
import type { Database, Queryable } from '../../src/store/database.ts';

/** Stands for kill -9: the actor's statements end here, its own clean-up included. */
export class Killed extends Error {
  override name = 'Killed';
}

export interface Kill {
  /** Which of the actor's statements, from 1. */
  at: number;
  /** Whether the database carried it out before the process died. */
  done: boolean;
  /** False: only this one fails (a connection that broke), and the process goes on to clean up. */
  dies: boolean;
}

interface Waiting {
  actor: Actor;
  /** 'begin' for a transaction, which happens as a whole. */
  sql: string;
  run(): Promise<void>;
}

/** Somebody who sends statements. */
export interface Actor {
  /** In order of appearance: replicas before publishers. */
  number: number;
  finished: boolean;
}

const IDLE_TURNS = 3;

export class Interleaving {
  #waiting: Waiting[] = [];
  readonly #actors = new Set<Actor>();
  #changes = 0;
  #numbers = 0;

  /** Begins an actor. `work` gets its view of the database; it ends by itself, whatever happens in it. */
  spawn(db: Database, work: (db: Database) => Promise<void>, kill: Kill | null = null): Actor {
    const actor = this.#newActor();
    this.#actors.add(actor);
    void work(this.#view(db, actor, kill)).finally(() => {
      actor.finished = true;
      this.#actors.delete(actor);
      this.#changes += 1;
    });
    return actor;
  }

  /** A view for something that outlives one actor: a replica. Its statements belong to whoever is running. */
  view(db: Database): Database {
    return this.#view(db, this.#newActor(), null);
  }

  get isQuiet(): boolean {
    return this.#actors.size === 0 && this.#waiting.length === 0;
  }

  /** Lets one waiting statement happen: that of the actor that `pick` chooses; false if none waits. */
  async step(pick: number): Promise<boolean> {
    await this.#settle();
    const actors = [...new Set(this.#waiting.map((w) => w.actor))].sort((a, b) => a.number - b.number);
    const actor = actors[pick % Math.max(1, actors.length)];
    return actor !== undefined && this.#stepOf(actor);
  }

  /** Lets one actor go on until it wants to send such a statement; false if it came to its end without. */
  async runUntil(actor: Actor, wanted: (sql: string) => boolean): Promise<boolean> {
    while (!actor.finished) {
      await this.#settle();
      const next = this.#waiting.find((w) => w.actor === actor);
      if (next !== undefined && wanted(next.sql)) return true;
      if (!(await this.#stepOf(actor))) await turn();
    }
    return false;
  }

  async #stepOf(actor: Actor): Promise<boolean> {
    const next = this.#waiting.find((w) => w.actor === actor);
    if (next === undefined) return false;
    this.#waiting = this.#waiting.filter((w) => w !== next);
    await next.run();
    await this.#settle();
    return true;
  }

  #newActor(): Actor {
    this.#numbers += 1;
    return { number: this.#numbers, finished: false };
  }

  /** Goes on until everybody is done. */
  async finish(pick: () => number): Promise<void> {
    while (!this.isQuiet) {
      if (!(await this.step(pick())) && this.#actors.size > 0) await turn();
    }
  }

  /** Waits until nothing moves but by a step. */
  async #settle(): Promise<void> {
    for (let idle = 0; idle < IDLE_TURNS; idle += 1) {
      const before = this.#changes;
      await turn();
      if (this.#changes !== before) idle = -1;
    }
  }

  #view(db: Database, actor: Actor, kill: Kill | null): Database {
    let count = 0;
    let dead = false;
    const gate = <T>(sql: string, work: () => Promise<T>): Promise<T> => {
      if (dead) return Promise.reject(new Killed('This process is dead.'));
      count += 1;
      const doomed = kill !== null && count === kill.at ? kill : null;
      this.#changes += 1;
      return new Promise<T>((resolve, reject) => {
        const run = async () => {
          try {
            if (doomed !== null) {
              dead = doomed.dies;
              if (doomed.done) await work();
              throw new Killed(`Killed at statement ${doomed.at}.`);
            }
            resolve(await work());
          } catch (error) {
            reject(error);
          }
        };
        this.#waiting.push({ actor, sql, run });
      });
    };
    return {
      kind: db.kind,
      connections: () => db.connections(),
      query: (sql, params) => gate(sql, () => db.query(sql, params)),
      script: (sql) => gate(sql, () => db.script(sql)),
      transaction: (work: (tx: Queryable) => Promise<unknown>) =>
        gate('begin', () => db.transaction(work)) as never,
      // No lock at all: "only saves work; nothing may rely on it for correctness" (database.ts).
      exclusively: (_name, work) => work(),
      listen: () => async () => undefined,
      close: async () => undefined,
    };
  }
}

/** Lets everything that waits for nothing outside happen. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
