/**
 * Everything that P1 speaks of, in one small world: a curator, publishers, replicas and harvesters around one ledger.
 * Each step of a schedule begins something; statements happen one by one, in the order that the schedule picks.
 */

import { Answers } from '../../src/oai/answers.ts';
import { PREFIX } from '../../src/oai/envelope.ts';
import { ProtocolErrors } from '../../src/oai/error.ts';
import { parseRequest } from '../../src/oai/request.ts';
import { DEFAULT_SETTINGS } from '../../src/oai/settings.ts';
import { touch } from '../../src/publish/touch.ts';
import { type Outcome, publish } from '../../src/publish.ts';
import type { Database } from '../../src/store/database.ts';
import { openPublished } from '../../src/store/open-published.ts';
import type { MetadataPrefix, Published } from '../../src/store/published.ts';
import type { Schema } from '../../src/xml/schema.ts';
import type { Clock } from '../helpers/database.ts';
import { Curator, type CuratorStep } from './curator.ts';
import { type Ask, type Habit, Harvester } from './harvester.ts';
import { type Actor, Interleaving, type Kill } from './interleaving.ts';
import { MemoryRepository } from './memory-repository.ts';
import { restore, type Snapshot, snapshot } from './snapshot.ts';

export type Step =
  | { do: 'commit'; change: CuratorStep }
  | { do: 'publish'; kill: Kill | null }
  | { do: 'publish until'; stop: keyof typeof STOPS }
  | { do: 'touch'; records: number[]; kill: Kill | null }
  | { do: 'look'; replica: number }
  | { do: 'ask'; harvester: number; replica: number; wait: number }
  | { do: 'whole harvest'; harvester: number; replicas: number[] }
  | { do: 'database clock'; seconds: number }
  | { do: 'replica clock'; replica: number; milliseconds: number }
  | { do: 'restart'; replica: number }
  | { do: 'snapshot' }
  | { do: 'restore'; witness: number };

/** The steps of a publication that the order of design §3 is about, by the statement that comes next. */
export const STOPS = {
  'before it is announced': (sql: string) => sql.includes('publishing_since = now()'),
  'before it chooses its datestamp': (sql: string) => sql.includes('as datestamp'),
  'before the flip': (sql: string) => sql === 'begin',
};

export interface Schedule {
  /** Of the second harvester. */
  format: MetadataPrefix;
  steps: { step: Step; picks: number[] }[];
  /** Order of what is left to happen at the end. */
  rest: number[];
}

export const REPLICAS = 2;
export const HABITS: Habit[] = [
  { prefix: 'ivo_vor', set: null },
  { prefix: 'oai_dc', set: 'ivo_managed' },
  { prefix: 'ivo_vor', set: 'ivo_managed' },
];
export const START = new Date('2026-11-20T10:00:00.400Z');

interface Replica {
  published: Published;
  answers: Answers;
  milliseconds: number;
  /** It saw what may be lost, and must live until it has looked at what came back (P1: "replicas that live on"). */
  isWitness: boolean;
}

export class World {
  readonly repository = new MemoryRepository();
  readonly curator = new Curator(this.repository);
  readonly harvesters: Harvester[];
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #schema: Schema;
  readonly #interleaving = new Interleaving();
  #replicas: Replica[] = [];
  #now = START.getTime();
  #snapshot: Snapshot | null = null;
  /** What went wrong in an actor and was not foreseen. */
  readonly #failures: unknown[] = [];
  readonly told: string[] = [];

  constructor(db: Database, clock: Clock, schema: Schema, format: MetadataPrefix) {
    this.harvesters = HABITS.map(
      ({ prefix, set }) => new Harvester({ prefix: prefix === 'oai_dc' ? format : prefix, set }),
    );
    this.#db = db;
    this.#clock = clock;
    this.#schema = schema;
    this.#replicas = Array.from({ length: REPLICAS }, () => this.#openReplica());
  }

  async run({ steps, rest }: Schedule): Promise<void> {
    let restPick = 0;
    const pick = () => rest[restPick++ % rest.length] ?? 0;
    for (const { step, picks } of steps) {
      await this.#begin(step, pick);
      for (const one of picks) await this.#interleaving.step(one);
      if (this.#failures.length > 0) throw this.#failures[0];
    }
    await this.#interleaving.finish(pick);
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  /**
   * The end of P1: one last publication, a look by each replica, an incremental harvest by each harvester. Returns for
   * each harvester its copy and what a fresh one gets.
   */
  async settle(): Promise<{ habit: Habit; copy: Harvester['copy']; fresh: Harvester['copy'] }[]> {
    this.curator.offerAll();
    this.curator.repair();
    for (const replica of this.#replicas)
      await this.#quietly(() => replica.published.look().then(() => undefined));
    await this.#publishLast();
    const ends = [];
    for (const harvester of this.harvesters) {
      for (const replica of this.#replicas)
        await this.#quietly(() => replica.published.look().then(() => undefined));
      const ask: Ask = async (form) => {
        let answer = '';
        const replica = this.#replicas[form.length % REPLICAS] ?? this.#openReplica();
        await this.#quietly(async () => {
          answer = await askReplica(replica.answers, form);
        });
        return answer;
      };
      await harvester.harvest(ask);
      const fresh = new Harvester(harvester.habit);
      await fresh.harvest(ask);
      ends.push({ habit: harvester.habit, copy: harvester.copy, fresh: fresh.copy });
    }
    return ends;
  }

  async #publishLast(): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      let outcome: Outcome | null = null;
      await this.#quietly(async () => {
        outcome = await this.#publish(this.#db);
      });
      const last = outcome as Outcome | null;
      if (last?.kind !== 'refused') return;
      // A rebuild after a force-push asks the curator to account for what was cut off; then it passes.
      const cut = last.findings.filter((f) => f.rule === 'P6').flatMap((f) => f.ivoid ?? []);
      if (cut.length === 0 || tries > 2) throw new Error(`refused: ${JSON.stringify(last.findings)}`);
      this.curator.retire(cut);
    }
  }

  async #begin(step: Step, pick: () => number): Promise<void> {
    switch (step.do) {
      case 'commit':
        return this.curator.take(step.change);
      case 'publish':
        this.#spawn(async (db) => {
          await this.#publish(db);
        }, step.kill);
        return;
      case 'publish until': {
        let outcome: Outcome | null = null;
        const publisher = this.#spawn(async (db) => {
          outcome = await this.#publish(db);
        });
        const announced = STOPS['before it is announced'];
        // Of the transactions of a publication only the one after this is the flip.
        let stopped = await this.#interleaving.runUntil(publisher, announced);
        if (stopped && step.stop !== 'before it is announced')
          stopped = await this.#interleaving.runUntil(publisher, STOPS[step.stop]);
        const result = outcome as Outcome | null;
        if (!stopped && result?.kind === 'published')
          throw new Error(`no statement “${step.stop}”: see STOPS`);
        return;
      }
      case 'touch':
        this.#spawn(async (db) => {
          this.told.push(`${(await touch(db, touchable(step.records))).kind} ${step.records}`);
        }, step.kill);
        return;
      case 'look':
        this.#spawn(async () => {
          await this.#replica(step.replica).published.look();
        });
        return;
      case 'ask': {
        const harvester = this.#harvester(step.harvester);
        const replica = this.#replica(step.replica);
        replica.milliseconds += step.wait;
        if (harvester.isBusy) return;
        this.#spawn(async () => {
          await harvester.next((form) => askReplica(replica.answers, form));
        });
        return;
      }
      case 'whole harvest': {
        const harvester = this.#harvester(step.harvester);
        if (harvester.isBusy) return;
        let page = 0;
        const ask: Ask = (form) =>
          askReplica(this.#replica(step.replicas[page++ % step.replicas.length] ?? 0).answers, form);
        this.#spawn(() => harvester.harvest(ask));
        return;
      }
      case 'database clock':
        this.#now += step.seconds * 1000;
        return this.#clock.set(new Date(this.#now));
      case 'replica clock':
        this.#replica(step.replica).milliseconds += step.milliseconds;
        return;
      case 'restart':
        if (!this.#replica(step.replica).isWitness)
          this.#replicas[step.replica % REPLICAS] = this.#openReplica();
        return;
      case 'snapshot':
        this.#snapshot = await snapshot(this.#db);
        return;
      case 'restore':
        return this.#restore(step.witness, pick);
    }
  }

  /** Back to the snapshot. The witness has seen all that was answered, lives on, and will look again. */
  async #restore(number: number, pick: () => number): Promise<void> {
    if (this.#snapshot === null) return;
    const witness = this.#replica(number);
    await this.#interleaving.finish(pick);
    await this.#quietly(() => witness.published.look().then(() => undefined));
    for (const other of this.#replicas) other.isWitness = other === witness;
    await restore(this.#db, this.#snapshot);
    this.#spawn(async () => {
      // Whenever that comes to pass: it may be after publications and answers of others.
      await witness.published.look();
      witness.isWitness = false;
    });
  }

  #publish(db: Database): Promise<Outcome> {
    return publish({ db, repository: this.repository, schema: this.#schema, recordsDir: 'records' }).then(
      (outcome) => {
        this.told.push(
          outcome.kind === 'published'
            ? `published ${outcome.generation} at ${outcome.datestamp}`
            : outcome.kind,
        );
        return outcome;
      },
    );
  }

  /** Begins an actor; what a publisher or a client would try again later is no failure of the test. */
  #spawn(work: (db: Database) => Promise<void>, kill: Kill | null = null): Actor {
    return this.#interleaving.spawn(
      this.#db,
      async (db) => {
        try {
          await work(db);
        } catch (error) {
          if (!FORESEEN.includes((error as Error).name)) this.#failures.push(error);
        }
      },
      kill,
    );
  }

  /** Runs something by itself, to its end. */
  async #quietly(work: () => Promise<void>): Promise<void> {
    let failure: unknown = null;
    this.#interleaving.spawn(this.#db, async () => {
      await work().catch((error: unknown) => {
        if ((error as Error).name !== 'NothingPublished') failure = error;
      });
    });
    await this.#interleaving.finish(() => 0);
    if (failure !== null) throw failure;
  }

  #openReplica(): Replica {
    const replica: Replica = { milliseconds: 0, isWitness: false } as Replica;
    replica.published = openPublished(this.#interleaving.view(this.#db), () => replica.milliseconds);
    replica.answers = new Answers(replica.published, { ...DEFAULT_SETTINGS, version: 'test' });
    return replica;
  }

  #replica(number: number): Replica {
    const replica = this.#replicas[number % REPLICAS];
    if (replica === undefined) throw new Error('no such replica');
    return replica;
  }

  #harvester(number: number): Harvester {
    const harvester = this.harvesters[number % HABITS.length];
    if (harvester === undefined) throw new Error('no such harvester');
    return harvester;
  }
}

/** Those of the curator's records, whether they are published, deleted or unknown; none: everything. */
function touchable(records: number[]): string[] | null {
  return records.length === 0 ? null : records.map((record) => `ivo://padc.example/record-${record}`);
}

const FORESEEN = ['Killed', 'LostRace', 'NothingPublished', 'NotOffered', 'Unavailable'];

/** What src/http/oai.ts does with a request, without HTTP. Throws what becomes a 503 there. */
export async function askReplica(answers: Answers, form: string): Promise<string> {
  const request = parseRequest(form);
  const moment = await answers.moment();
  try {
    if (request.errors.length > 0) throw new ProtocolErrors(...request.errors);
    const kept = answers.kept(moment, request, 'identity');
    const { moment: at, rest } =
      kept === undefined ? await answers.make(moment, request, 'identity') : { ...kept, moment };
    return PREFIX + at.responseDate + (rest.identity ?? Buffer.alloc(0)).toString('utf8');
  } catch (error) {
    if (!(error instanceof ProtocolErrors)) throw error;
    const refusal = answers.refusal(moment, request, error.errors);
    return PREFIX + refusal.moment.responseDate + refusal.rest.toString('utf8');
  }
}
