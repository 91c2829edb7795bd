/**
 * Promise P8 as a property: whatever happens on the server, on the way, or to this process, the copy never claims what
 * the server did not say, and a complete full and incremental harvest makes it equal to the truth.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { eachDatabase } from '../helpers/database.ts';
import { allRecords, Crash, copyOf, crashingAt, harvestFrom } from './harvesting.ts';
import { MemoryServer } from './memory-source.ts';

const IDS = Array.from({ length: 9 }, (_, i) => `ivo://A.example/r${i}`);

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
}

const edit: fc.Arbitrary<Edit> = fc.record({
  do: fc.constantFrom(
    ...(['touch', 'touch', 'touch', 'touch', 'put', 'remove'] as const),
    ...(['forget', 'sneak', 'tick', 'spoil', 'mend'] as const),
  ),
  id: fc.constantFrom(...IDS),
});

const harvestStep: fc.Arbitrary<Harvest> = fc.record({
  do: fc.constant('harvest'),
  full: fc.boolean(),
  // A record with a wrong datestamp that moves while a list is read can escape both lists: no harvester could tell.
  meanwhile: fc.array(
    fc.array(
      edit.filter((one) => one.do !== 'sneak'),
      { maxLength: 3 },
    ),
    { maxLength: 4 },
  ),
  breaks: fc.array(fc.constantFrom(null, null, 0, 1, 4), { maxLength: 3 }),
  crash: fc.option(
    fc.record({
      at: fc.integer({ min: 1, max: 60 }),
      done: fc.constantFrom('before' as const, 'after' as const),
    }),
    { freq: 2 },
  ),
  forgetTokens: fc.boolean(),
});

const step = fc.oneof({ arbitrary: edit, weight: 1 }, { arbitrary: harvestStep, weight: 1 });

/** The server, and all that it has ever said of each id. */
class World {
  readonly server: MemoryServer;
  readonly said = new Map<string, Set<string>>();
  /** Ids that were deleted, or not there, at some time after they first appeared. */
  readonly left = new Set<string>();

  constructor(frozen: boolean) {
    this.server = new MemoryServer({ pageSize: 3, partSize: 2, frozen });
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
    if (what === 'remove' || what === 'forget') this.left.add(id.toLowerCase());
    for (const [key, bytes] of server.truth()) {
      this.said.set(key, (this.said.get(key) ?? new Set()).add(bytes));
    }
  }
}

async function checkClaims(db: Database, world: World): Promise<void> {
  for (const [key, bytes] of await copyOf(db, 'memory')) {
    expect(world.said.get(key)?.has(bytes), `${key} says what the server never said`).toBe(true);
  }
  for (const { key, deleted } of await allRecords(db, 'memory')) {
    if (deleted) expect(world.left.has(key), `${key} never left`).toBe(true);
  }
}

async function run(db: Database, world: World, step: Harvest): Promise<void> {
  const { server } = world;
  server.happenings = {
    breaks: step.breaks,
    edits: step.meanwhile.map((some) => () => {
      for (const one of some) world.apply(one);
    }),
    forgetTokens: step.forgetTokens,
  };
  const onDatabase = step.crash === null ? db : crashingAt(db, step.crash.at, step.crash.done);
  try {
    await harvestFrom(onDatabase, server.source(), { full: step.full });
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
  server.happenings = { breaks: [], edits: [], forgetTokens: false };
}

eachDatabase('a harvested copy', (open) => {
  it('never claims what the server did not say, and ends equal to it', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(step, { minLength: 3, maxLength: 16 }),
        async (frozen, steps) => {
          const { database: db, close } = await open();
          await migrate(db);
          const world = new World(frozen);
          for (const id of IDS) world.apply({ do: 'put', id });
          await harvestFrom(db, world.server.source());
          for (const one of steps) {
            if (one.do === 'harvest') {
              await run(db, world, one);
              await checkClaims(db, world);
            } else world.apply(one);
          }
          // All is mended, nothing breaks any more.
          for (const id of IDS) world.apply({ do: 'mend', id });
          world.apply({ do: 'tick', id: '' });
          const result = await harvestFrom(db, world.server.source(), { full: true });
          // What was left unfinished may have been a full harvest that began earlier: then this one went on with it.
          const again = await harvestFrom(db, world.server.source(), { full: true });
          expect([result.reason, again.reason]).toEqual([null, null]);
          expect(await copyOf(db, 'memory')).toEqual(world.server.truth());
          expect(await db.query('select * from harvest_staged')).toEqual([]);
          expect(await db.query('select * from harvest_quarantine')).toEqual([]);
          await checkVersions(db);
          await close();
        },
      ),
      { numRuns: Number(process.env.FAITHFUL_RUNS ?? 40) },
    );
  });
});

/** Exactly the current versions are marked as current. */
async function checkVersions(db: Database): Promise<void> {
  const wrong = await db.query(
    `select v.id from harvested_version v left join harvested h on h.version = v.id
     where (v.replaced is null) <> (h.key is not null)`,
  );
  expect(wrong).toEqual([]);
}
