/**
 * Promise P8 as a property: whatever happens on the server, on the way, or to this process, the copy never claims what
 * the server did not say, nothing goes without a reason, nothing is left behind for good, and a complete full list makes
 * the copy equal to the truth. What holds after each harvest is in witness.ts.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HarvestResult } from '../../src/harvest/harvest.ts';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { eachDatabase } from '../helpers/database.ts';
import { Crash, copyOf, crashingAt, harvestFrom } from './harvesting.ts';
import { MemoryServer } from './memory-source.ts';
import { Witness } from './witness.ts';

/** Few, so that the same ones are met again and again. */
const IDS = Array.from({ length: 6 }, (_, i) => `ivo://A.example/r${i}`);

type Edit = { do: 'touch' | 'put' | 'remove' | 'forget' | 'sneak' | 'tick' | 'spoil' | 'mend'; id: string };

interface Harvest {
  do: 'harvest';
  full: boolean;
  /** Edits before the first page, the second… */
  meanwhile: Edit[][];
  /** For each list: the part after which it breaks off, if it does. */
  breaks: (number | null)[];
  crash: { at: number; done: 'before' | 'after' } | null;
  forgetTokens: boolean;
  /** Records that the server announces and does not give; null: it announces nothing. */
  short: number | null;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  do: fc.constantFrom(
    ...(['touch', 'touch', 'touch', 'touch', 'put', 'remove', 'remove', 'forget', 'forget'] as const),
    ...(['sneak', 'tick', 'spoil', 'mend'] as const),
  ),
  id: fc.constantFrom(...IDS),
});

// A record with a wrong datestamp that moves while a list is read can escape both lists: no harvester could tell.
const honest = edit.filter((one) => one.do !== 'sneak');

const harvestStep: fc.Arbitrary<Harvest> = fc.record({
  do: fc.constant('harvest'),
  full: fc.boolean(),
  meanwhile: fc.oneof(
    fc.constant<Edit[][]>([]),
    fc.array(fc.array(honest, { maxLength: 2 }), { minLength: 1, maxLength: 5 }),
  ),
  breaks: fc.array(fc.constantFrom(null, null, 0, 1, 2, 3), { maxLength: 2 }),
  crash: fc.option(
    fc.record({
      at: fc.integer({ min: 1, max: 45 }),
      done: fc.constantFrom('before' as const, 'after' as const),
    }),
    { freq: 2 },
  ),
  forgetTokens: fc.boolean(),
  short: fc.constantFrom(null, null, 0, 1),
});

/** A list that breaks off after some pages, what happens before the next one, and the next: resumed, or begun anew. */
const interrupted: fc.Arbitrary<Step[]> = fc
  .tuple(harvestStep, fc.constantFrom(2, 3, 4, 5), fc.array(edit, { maxLength: 3 }), harvestStep)
  .map(([first, at, edits, next]) => [
    { ...first, full: true, breaks: [at], crash: null },
    ...edits,
    { ...next, breaks: [], crash: null },
  ]);

/** Something leaves without a word, a full list has it no more, and the list of changes that is to confirm it breaks off. */
const unconfirmed: fc.Arbitrary<Step[]> = fc
  .tuple(edit, harvestStep, fc.constantFrom(0, 1), harvestStep, fc.constantFrom(null, 0, 1))
  .map(([{ id }, first, at, next, nextAt]) => [
    { do: 'forget', id },
    { ...first, full: true, breaks: [null, at], crash: null, forgetTokens: false, short: null },
    { ...next, breaks: [nextAt], crash: null },
  ]);

type Step = Edit | Harvest;

const steps: fc.Arbitrary<Step[]> = fc
  .array(
    fc.oneof(
      { arbitrary: edit.map((one): Step[] => [one]), weight: 4 },
      { arbitrary: harvestStep.map((one): Step[] => [one]), weight: 3 },
      { arbitrary: interrupted, weight: 1 },
      { arbitrary: unconfirmed, weight: 1 },
    ),
    { minLength: 3, maxLength: 9 },
  )
  .map((some) => some.flat());

const QUIET: Harvest = {
  ...{ do: 'harvest', full: false, meanwhile: [], breaks: [], crash: null, forgetTokens: false, short: null },
};

class World {
  readonly server: MemoryServer;
  readonly #db: Database;
  readonly #witness: Witness;

  constructor(db: Database, frozen: boolean) {
    this.#db = db;
    this.server = new MemoryServer({ pageSize: 2, partSize: 1, frozen });
    this.#witness = new Witness(this.server);
  }

  apply({ do: what, id }: Edit): void {
    const { server } = this;
    if (what === 'tick') server.now += 1;
    else if (what === 'touch') {
      server.now += 1;
      server.put(id);
    } else if (what === 'spoil') server.unreadable.add(id);
    else if (what === 'mend') {
      // A record is mended by a new version, as a curator would.
      if (server.unreadable.delete(id) && server.records.get(id)?.deleted === false) server.put(id);
    } else server[what](id);
  }

  /** One harvest, and what must hold after it. */
  async harvest(step: Harvest): Promise<HarvestResult | null> {
    const { server } = this;
    const from = server.passes.length;
    server.happenings = {
      breaks: [...step.breaks],
      edits: step.meanwhile.map((some) => () => {
        for (const one of some) this.apply(one);
      }),
      forgetTokens: step.forgetTokens,
    };
    server.announced = step.short === null ? null : server.records.size + step.short;
    const result = await this.#harvest(step);
    await this.#witness.check(this.#db, { result, from, quiet: step.meanwhile.length === 0 });
    return result;
  }

  async #harvest({ crash, full }: Harvest): Promise<HarvestResult | null> {
    const db = crash === null ? this.#db : crashingAt(this.#db, crash.at, crash.done);
    try {
      return await harvestFrom(db, this.server.source(), { full });
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      return null;
    }
  }
}

eachDatabase('a harvested copy', (open) => {
  it('never claims what the server did not say, and ends equal to it', { timeout: 300_000 }, async () => {
    const { database: db } = await open();
    await migrate(db);
    await fc.assert(
      fc.asyncProperty(fc.boolean(), steps, async (frozen, schedule) => {
        await db.script(EMPTY);
        const world = new World(db, frozen);
        for (const id of IDS) world.apply({ do: 'touch', id });
        await world.harvest(QUIET);
        for (const one of schedule) {
          if (one.do === 'harvest') await world.harvest(one);
          else world.apply(one);
        }
        // All is mended, nothing breaks any more. An incremental harvest brings all that is honestly dated; what was
        // left unfinished may have been a full one, which the next one goes on with: so a full one, twice.
        for (const id of IDS) world.apply({ do: 'mend', id });
        world.apply({ do: 'tick', id: '' });
        await world.harvest(QUIET);
        await world.harvest({ ...QUIET, full: true });
        const last = await world.harvest({ ...QUIET, full: true });
        expect(last?.reason).toBeNull();
        expect(await copyOf(db, 'memory')).toEqual(world.server.truth());
        expect(await db.query('select * from harvest_staged')).toEqual([]);
        expect(await db.query('select * from harvest_quarantine')).toEqual([]);
        await checkVersions(db);
      }),
      { numRuns: Number(process.env.FAITHFUL_RUNS ?? 20) },
    );
  });
});

const EMPTY = ['source', 'run', 'staged', 'quarantine']
  .map((name) => `delete from harvest_${name};`)
  .concat('delete from harvested; delete from harvested_version;')
  .join(' ');

/** Exactly the current versions are marked as current. */
async function checkVersions(db: Database): Promise<void> {
  const wrong = await db.query(
    `select v.id from harvested_version v left join harvested h on h.version = v.id
     where (v.replaced is null) <> (h.key is not null)`,
  );
  expect(wrong).toEqual([]);
}
