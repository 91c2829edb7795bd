/** Harvesters that never stop, each with its own copy, and the comparison of those copies with the truth (P1). */
import type { Schema } from '../../src/xml/schema.ts';
import { type Copy, type Habit, Harvester } from '../promises/harvester.ts';
import { type Chance, chanceOf, pause, until } from './chance.ts';
import { Client, isNotNow } from './client.ts';
import type { Journal } from './journal.ts';
import type { Replica } from './replica.ts';

const HABITS: Habit[] = [
  { prefix: 'ivo_vor', set: null },
  { prefix: 'ivo_vor', set: 'ivo_managed' },
  { prefix: 'oai_dc', set: null },
  { prefix: 'oai_dc', set: 'ivo_managed' },
];
/** The habit without a set that most harvesters have, twice: with its own pauses, each sees other moments. */
const KEPT = [...HABITS, HABITS[0] as Habit];

interface Harvesting {
  name: string;
  harvester: Harvester;
  client: Client;
  chance: Chance;
}

export class Harvesters {
  readonly #all: Harvesting[];
  readonly #fresh: Client;
  readonly #replicas: readonly Replica[];
  readonly #journal: Journal;
  #isRunning = false;
  #loops: Promise<void>[] = [];

  constructor(seed: string, replicas: readonly Replica[], schema: Schema, journal: Journal) {
    this.#replicas = replicas;
    this.#journal = journal;
    this.#all = KEPT.map((habit, i) => {
      const name = `harvester ${i + 1} (${nameOf(habit)})`;
      const chance = chanceOf(`${seed} ${name}`);
      return {
        name,
        chance,
        harvester: new Harvester(habit),
        client: new Client(name, { schema, journal, chance }),
      };
    });
    this.#fresh = new Client('a fresh harvester', { schema, journal, chance: chanceOf(`${seed} fresh`) });
  }

  start(): void {
    this.#isRunning = true;
    this.#loops = this.#all.map((one) => this.#harvestOnAndOn(one));
  }

  /** Returns when the last answer has come. Harvests that were under way stay so: they go on with the next start. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    await Promise.all(this.#loops);
  }

  /** The harvests under way come to their end, and then one more incremental harvest by each. */
  async catchUp(): Promise<void> {
    for (const { name, harvester, client } of this.#all) {
      const asking = client.asking(this.#replicas);
      for (let times = 0; times < 2; times += 1)
        await until(`a harvest by ${name}`, 120, async () => {
          try {
            return (await harvester.next(asking)) ? true : null;
          } catch (error) {
            if (!isNotNow(error)) throw error;
            return null;
          }
        });
      this.#journal.harvests += 2;
    }
  }

  /** What a full harvest of one replica gives now. */
  async fresh(replica: Replica, habit: Habit): Promise<Map<string, Copy>> {
    const harvester = new Harvester(habit);
    await harvester.harvest((form) => this.#fresh.ask(replica, form));
    this.#journal.harvests += 1;
    return harvester.copy;
  }

  /**
   * Compares each copy with a full harvest, and the full harvests of all replicas with each other and with Git
   * (`inGit`: title by ivoid in lower case). Returns how many records differ; each is told to the journal.
   */
  async compare(inGit: Map<string, string>): Promise<number> {
    let losses = 0;
    const lose = (sentence: string) => {
      losses += 1;
      this.#journal.wrong(sentence);
    };
    for (const habit of HABITS) {
      const [first, ...others] = await Promise.all(this.#replicas.map((one) => this.fresh(one, habit)));
      if (first === undefined) throw new Error('There is no replica.');
      for (const other of others)
        for (const line of differences(first, other)) lose(`replicas differ, ${nameOf(habit)}: ${line}`);
      for (const { name, harvester } of this.#all.filter(({ harvester: h }) => h.habit === habit))
        for (const line of differences(first, harvester.copy)) lose(`${name}: ${line}`);
      for (const line of againstGit(first, inGit)) lose(`Git and ${nameOf(habit)}: ${line}`);
    }
    return losses;
  }

  close(): void {
    for (const { client } of this.#all) client.close();
    this.#fresh.close();
  }

  async #harvestOnAndOn({ name, harvester, client, chance }: Harvesting): Promise<void> {
    while (this.#isRunning) {
      try {
        if (await harvester.next(client.asking(this.#replicas))) this.#journal.harvests += 1;
      } catch (error) {
        // Told of already; the harvest begins again.
        if (!isNotNow(error)) this.#journal.wrong(`${name}: ${error}`);
      }
      await pause(chance.happens(0.05) ? chance.between(1000, 4000) : chance.between(0, 250));
    }
  }
}

function nameOf({ prefix, set }: Habit): string {
  return set === null ? prefix : `${prefix} of ${set}`;
}

function differences(truth: Map<string, Copy>, copy: Map<string, Copy>): string[] {
  return [...new Set([...truth.keys(), ...copy.keys()])].sort().flatMap((ivoid) => {
    const [want, have] = [told(truth.get(ivoid)), told(copy.get(ivoid))];
    return want === have ? [] : [`${ivoid} should be ${want.slice(0, 200)}, is ${have.slice(0, 200)}`];
  });
}

function told(copy: Copy | undefined): string {
  if (copy === undefined) return 'absent';
  const { datestamp, deleted, setSpecs, body } = copy;
  return `${deleted ? 'deleted' : 'live'} at ${datestamp} in ${setSpecs.join(' ')}: ${body}`;
}

/** The live records are those of Git, with their titles. */
function againstGit(published: Map<string, Copy>, inGit: Map<string, string>): string[] {
  const live = [...published].filter(([, { deleted }]) => !deleted);
  const missing = [...inGit.keys()].filter((ivoid) => published.get(ivoid)?.deleted !== false);
  return [
    ...missing.map((ivoid) => `${ivoid} is in Git and not published`),
    ...live.flatMap(([ivoid, { body }]) => {
      const title = inGit.get(ivoid);
      if (title === undefined) return [`${ivoid} is published and not in Git`];
      return body?.includes(`>${title}<`) === true ? [] : [`${ivoid} has not the title “${title}”`];
    }),
  ];
}
