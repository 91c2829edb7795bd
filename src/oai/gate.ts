/** A bounded number of things at once, a bounded number waiting, each client in its turn, and a clear no to the rest. */
import { Unavailable } from './error.ts';

/** Somebody who waits for something. */
export interface Asker {
  /** Whose requests take turns as one; null: each is a client of its own. */
  client: string | null;
  /** Aborted when it waits no more; null: it does to the end. */
  gone: AbortSignal | null;
}

/** Who waits to the end, and for nobody else. */
export const ANYBODY: Asker = { client: null, gone: null };

type Lane = string | symbol;

/** Work that waits: in the lane of each client that wants it, until the first of them has its turn. */
interface Place {
  lanes: Set<Lane>;
  askers: Askers;
  begin(): void;
  refuse(error: Unavailable): void;
}

/** All who wait for the same work: it keeps its place in the queue as long as one of them is there. */
export class Askers {
  readonly lanes = new Set<Lane>();
  /** What is told while the work waits: of one more client, and that nobody is left. */
  waiting: { joined(lane: Lane): void; left(): void } | null = null;
  #present = 0;

  constructor(first: Asker = ANYBODY) {
    this.join(first);
  }

  get haveGone(): boolean {
    return this.#present === 0;
  }

  join({ client, gone }: Asker): void {
    if (gone?.aborted === true) return;
    this.#present += 1;
    gone?.addEventListener('abort', () => this.#leave(), { once: true });
    const lane = client ?? Symbol('of its own');
    this.lanes.add(lane);
    this.waiting?.joined(lane);
  }

  #leave(): void {
    this.#present -= 1;
    if (this.haveGone) this.waiting?.left();
  }
}

export class Gate {
  readonly #limit: number;
  readonly #queueLimit: number;
  #running = 0;
  #waiting = 0;
  /** The first lane is next, and goes to the end once it had its turn. In a lane: first come, first served. */
  readonly #lanes = new Map<Lane, Place[]>();

  constructor(limit: number, queueLimit: number) {
    this.#limit = limit;
    this.#queueLimit = queueLimit;
  }

  isIdle(): boolean {
    return this.#running === 0;
  }

  /**
   * Runs `work` when its turn comes: one of each client that waits, over and over, so that who asks for 32 things at
   * once does not take 32 turns. Throws Unavailable if too many are waiting (then of the client that has most in the
   * queue, the last), or if all who asked have gone before it began.
   */
  async run<T>(work: () => Promise<T>, askers: Askers = new Askers()): Promise<T> {
    // The one who leaves hands its turn over, so that nobody slips in between.
    if (this.#running >= this.#limit) await this.#turnOf(askers);
    else this.#running += 1;
    try {
      return await work();
    } finally {
      if (!this.#beginNext()) this.#running -= 1;
    }
  }

  #turnOf(askers: Askers): Promise<void> {
    return new Promise((begin, refuse) => {
      if (askers.haveGone) throw gone();
      if (this.#waiting >= this.#queueLimit) this.#makeRoomFor(askers);
      const place: Place = { lanes: new Set(), askers, begin, refuse };
      this.#waiting += 1;
      for (const lane of askers.lanes) this.#stand(place, lane);
      askers.waiting = {
        joined: (lane) => this.#stand(place, lane),
        left: () => {
          this.#remove(place);
          refuse(gone());
        },
      };
    });
  }

  #stand(place: Place, lane: Lane): void {
    if (place.lanes.has(lane)) return;
    place.lanes.add(lane);
    const places = this.#lanes.get(lane);
    if (places === undefined) this.#lanes.set(lane, [place]);
    else places.push(place);
  }

  #remove(place: Place): void {
    this.#waiting -= 1;
    place.askers.waiting = null;
    for (const lane of place.lanes) {
      const left = (this.#lanes.get(lane) ?? []).filter((other) => other !== place);
      // Set where it stands: a lane keeps its turn.
      if (left.length > 0) this.#lanes.set(lane, left);
      else this.#lanes.delete(lane);
    }
  }

  #beginNext(): boolean {
    const [[lane, [place]] = [null, []]] = this.#lanes;
    if (lane === null || place === undefined) return false;
    this.#remove(place);
    const left = this.#lanes.get(lane);
    if (left !== undefined) {
      this.#lanes.delete(lane);
      this.#lanes.set(lane, left);
    }
    place.begin();
    return true;
  }

  /** Who has most in a full queue makes room for who has less. What others wait for as well is left alone. */
  #makeRoomFor(askers: Askers): void {
    const own = Math.max(0, ...[...askers.lanes].map((lane) => this.#lanes.get(lane)?.length ?? 0));
    let most: Place[] = [];
    for (const places of this.#lanes.values()) if (places.length > most.length) most = places;
    const last = most.findLast(({ lanes }) => lanes.size === 1);
    if (last === undefined || most.length <= own + 1) throw full();
    this.#remove(last);
    last.refuse(full());
  }
}

function full(): Unavailable {
  return new Unavailable('Too many requests are waiting for an answer. Ask again in a few seconds.', 5);
}

/** Nobody reads it. */
function gone(): Unavailable {
  return new Unavailable('Whoever asked for this has gone.', 5);
}
