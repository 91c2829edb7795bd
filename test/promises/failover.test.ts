/**
 * P1 and P7 on real PostgreSQL servers: fail-over to a standby that lagged behind, and a restored base backup, while
 * replicas live on, publish, and serve harvesters that incrementally follow.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Answers } from '../../src/oai/answers.ts';
import { DEFAULT_SETTINGS } from '../../src/oai/settings.ts';
import { type Outcome, publish } from '../../src/publish.ts';
import type { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openPublished } from '../../src/store/open-published.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import type { Published } from '../../src/store/published.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import { makeClock } from '../helpers/database.ts';
import { Curator, type CuratorStep } from './curator.ts';
import { Address, type PostgresServer, Servers, serverPrograms } from './failover-servers.ts';
import { type Ask, type Copy, Harvester } from './harvester.ts';
import { MemoryRepository } from './memory-repository.ts';
import { curatorStep } from './schedules.ts';
import { askReplica, HABITS } from './world.ts';

/** FAILOVER_ROUNDS=50 searches longer; FAILOVER_SEED repeats what a failure names. */
const { FAILOVER_ROUNDS, FAILOVER_SEED } = process.env;
const ROUNDS = Number(FAILOVER_ROUNDS ?? 2);
const SEED = Number(FAILOVER_SEED ?? Date.now() % 1e9);

const REPLICAS = 3;
const SCHEMA = 'registry';
const START = Date.UTC(2026, 10, 20, 12);
/** A text that no act before has given a record: the same text again would be no change, and no generation to lose. */
const NOT_WRITTEN_BEFORE = 1_000_000;
/** What becomes a 503, or is tried again. */
const FORESEEN = ['DatabaseAway', 'NothingPublished', 'LostRace', 'Unavailable', 'Behind'];

type Act =
  | { act: 'commit'; change: CuratorStep }
  | { act: 'publish' | 'look' | 'read'; replica: number }
  | { act: 'page'; harvester: number; replica: number }
  | { act: 'clock'; seconds: number };

interface Round {
  /** Lagged: what is done after the copy, or the last that the standby got, is lost. */
  fault: 'fail over, lagged' | 'fail over' | 'restore';
  /** Done before the standby or the backup falls behind, after that, while there is no server, and when there is again. */
  kept: Act[];
  lost: Act[];
  meanwhile: Act[];
  after: Act[];
  /** How far the clock of the new server is behind. */
  behind: number;
}

const replica = fc.nat(REPLICAS - 1);
const acts = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ act: fc.constant('commit' as const), change: curatorStep }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constant('publish' as const), replica }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('look' as const), replica }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('read' as const), replica }) },
    {
      weight: 6,
      arbitrary: fc.record({ act: fc.constant('page' as const), harvester: fc.nat(2), replica }),
    },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('clock' as const), seconds: fc.nat(3) }) },
  ),
  { maxLength: 14 },
);
const rounds = fc.sample(
  fc.record<Round>({
    fault: fc.constantFrom('fail over, lagged', 'fail over', 'restore'),
    ...{ kept: acts, lost: acts, meanwhile: acts, after: acts },
    behind: fc.nat(5),
  }),
  { seed: SEED, numRuns: ROUNDS },
);
// Whatever chance says, each of the two that lose something occurs.
for (const [at, fault] of (['fail over, lagged', 'restore'] as const).entries()) {
  const round = rounds[at];
  if (round !== undefined) round.fault = fault;
}

/** A process that serves, with a clock and connections of its own; it outlives every server. */
interface Replica {
  db: Database;
  published: Published;
  answers: Answers;
  milliseconds: number;
}

class Field {
  readonly address = new Address();
  readonly repository = new MemoryRepository();
  readonly curator = new Curator(this.repository);
  readonly harvesters = HABITS.map((habit) => new Harvester(habit));
  readonly replicas: Replica[] = [];
  readonly told: string[] = [];
  readonly #servers: Servers;
  readonly #schema: LoadedSchema;
  #admin: Database | null = null;
  #server: PostgresServer | null = null;
  #now = START;

  constructor(servers: Servers, schema: LoadedSchema) {
    this.#servers = servers;
    this.#schema = schema;
  }

  async open(): Promise<void> {
    this.#server = await this.#servers.create();
    const databaseUrl = await this.address.open();
    this.address.lead(this.#server);
    const admin = openPostgres({ databaseUrl, connections: 1 });
    this.#admin = admin;
    await admin.script(`create schema ${SCHEMA}`);
    await makeClock(admin, SCHEMA, new Date(START));
    for (let i = 0; i < REPLICAS; i += 1) {
      const db = openPostgres({ databaseUrl, searchPath: `${SCHEMA}, pg_catalog`, connections: 3 });
      const one = { db, milliseconds: 0 } as Replica;
      one.published = openPublished(db, () => one.milliseconds);
      one.answers = new Answers(one.published, { ...DEFAULT_SETTINGS, version: 'test' });
      this.replicas.push(one);
    }
    await migrate(this.replica(0).db);
  }

  async close(): Promise<void> {
    for (const { db } of this.replicas) await db.close();
    await this.#admin?.close();
    await this.address.close();
  }

  replica(number: number): Replica {
    const one = this.replicas[number % REPLICAS];
    if (one === undefined) throw new Error('no such replica');
    return one;
  }

  async round({ fault, kept, lost, meanwhile, after, behind }: Round): Promise<void> {
    const before = this.#server;
    if (before === null) throw new Error('not open');
    await this.acts(kept, 'patient');
    const next = await before.copy(fault === 'restore' ? 'backup' : 'standby');
    if (fault !== 'restore') await next.start();
    if (fault === 'fail over, lagged') await next.kill();
    await this.acts(lost, 'patient');
    // Cut off in the middle of a publication, wherever that is.
    this.curator.take({ do: 'commit', daysAgo: 0, edits: [put(this.told.length)] });
    const torn = this.#publish(this.replica(behind)).catch(foreseen);
    this.#server = null;
    this.address.lead(null);
    await before.kill();
    await torn;
    await this.acts(meanwhile, 'once');
    await this.#knownGoesOn();

    if (fault !== 'fail over') await next.start();
    if (fault !== 'restore') await next.promote();
    this.#server = next;
    this.address.lead(next);
    await this.#setClock(-behind);
    this.told.push(fault);
    await this.acts(after, 'patient');
  }

  async acts(list: Act[], patience: 'patient' | 'once'): Promise<void> {
    for (const act of list) {
      const work = () => this.#act(act);
      await (patience === 'once' ? work() : again(work)).catch(foreseen);
    }
  }

  async #act(act: Act): Promise<void> {
    switch (act.act) {
      case 'commit':
        return this.curator.take(act.change);
      case 'publish':
        await this.#publish(this.replica(act.replica));
        return;
      case 'look':
        await this.replica(act.replica).published.look();
        return;
      case 'read':
        await this.replica(act.replica).published.record('ivo_vor', 'ivo://padc.example/registry');
        return;
      case 'page': {
        const harvester = this.harvesters[act.harvester];
        const { answers } = this.replica(act.replica);
        await harvester?.next((form) => askReplica(answers, form));
        return;
      }
      case 'clock':
        return this.#setClock(act.seconds);
    }
  }

  /** P7: without a database every replica answers what it knows, and no date moves on. */
  async #knownGoesOn(): Promise<void> {
    for (const one of this.replicas) {
      const known = await one.published.moment().catch(foreseen);
      one.milliseconds += 60_000;
      if (known === undefined) continue;
      const answer = await askReplica(one.answers, 'verb=ListSets');
      expect(answer).toContain(`<responseDate>${known.responseDate}<`);
    }
  }

  async #setClock(by: number): Promise<void> {
    this.#now += by * 1000;
    for (const one of this.replicas) one.milliseconds += Math.max(0, by) * 1000;
    if (this.#server === null) return;
    await again(async () =>
      this.#admin?.query(`update ${SCHEMA}.clock set stands_at = $1`, [new Date(this.#now)]),
    );
  }

  async #publish({ db }: Replica): Promise<Outcome> {
    const outcome = await publish({
      db,
      repository: this.repository,
      schema: this.#schema,
      recordsDir: 'records',
    });
    this.told.push(outcome.kind === 'published' ? `published at ${outcome.datestamp}` : outcome.kind);
    return outcome;
  }

  /** The end: every replica looks, what is committed is published, every harvester comes once more. */
  async settle(): Promise<{ copy: Map<string, Copy>; fresh: Map<string, Copy> }[]> {
    this.curator.repair();
    for (const { published } of this.replicas) await again(() => published.look()).catch(foreseen);
    for (let tries = 0; ; tries += 1) {
      const outcome = await again(() => this.#publish(this.replica(tries)));
      if (outcome.kind !== 'refused') break;
      const cut = outcome.findings.filter((f) => f.rule === 'P6').flatMap((f) => f.ivoid ?? []);
      if (cut.length === 0 || tries > 2) throw new Error(`refused: ${JSON.stringify(outcome.findings)}`);
      this.curator.retire(cut);
    }
    const ends = [];
    for (const harvester of this.harvesters) {
      for (const { published } of this.replicas) await again(() => published.look());
      let page = 0;
      const ask: Ask = (form) => askReplica(this.replica(page++).answers, form);
      await harvester.harvest(ask);
      const fresh = new Harvester(harvester.habit);
      await fresh.harvest(ask);
      ends.push({ copy: harvester.copy, fresh: fresh.copy });
    }
    return ends;
  }
}

function put(text: number) {
  return { edit: 'put' as const, record: 0, text, folder: 0, upper: false, status: 0 };
}

function foreseen(error: unknown): undefined {
  if (!FORESEEN.includes((error as Error).name)) throw error;
}

/** As a client would: comes back while the database is away. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (const start = performance.now(); ; ) {
    try {
      return await work();
    } catch (error) {
      if ((error as Error).name !== 'DatabaseAway' || performance.now() - start > 20_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function sorted(copy: Map<string, Copy>): [string, Copy][] {
  return [...copy].sort(([a], [b]) => (a < b ? -1 : 1));
}

const programs = serverPrograms();
const isAsked = Boolean(process.env.TEST_DATABASE_URL);
if (isAsked && programs === null)
  process.stdout.write('No initdb found (see ci/postgres.sh): fail-over of real servers is not tested.\n');

describe.runIf(isAsked && programs !== null)('P1 and P7 with servers that fail', () => {
  const servers = new Servers(programs ?? '');
  let schema: LoadedSchema;
  let field: Field;
  beforeAll(async () => {
    schema = await loadSchema('xsd');
    field = new Field(servers, schema);
    await field.open();
    await field.settle();
  });
  afterAll(async () => {
    await field.close();
    await servers.close();
    schema.dispose();
  });

  test.each(
    rounds.map((round, at) => [`round ${at + 1} of FAILOVER_SEED=${SEED}: ${round.fault}`, round] as const),
  )('%s', { timeout: 120_000 }, async (_title, round) => {
    await field.round(round);
    for (const { copy, fresh } of await field.settle())
      expect(sorted(copy), field.told.join(', ')).toEqual(sorted(fresh));
  });

  test.each([
    'fail over, lagged',
    'restore',
  ] as const)('a lost generation gives the ledger another id, and everything a new datestamp: %s', {
    timeout: 120_000,
  }, async (fault) => {
    const before = await field.replica(0).published.look();
    const lost: Act[] = [
      { act: 'clock', seconds: 3 },
      {
        act: 'commit',
        change: { do: 'commit', daysAgo: 0, edits: [put(NOT_WRITTEN_BEFORE + before.generation)] },
      },
      { act: 'publish', replica: 1 },
      { act: 'look', replica: 2 },
      ...Array.from({ length: 4 }, () => ({ act: 'page' as const, harvester: 0, replica: 2 })),
    ];
    // What was lost never comes again: without the new datestamps its harvesters would keep it for ever.
    const after: Act[] = [{ act: 'commit', change: { do: 'revert', to: 2 } }];
    await field.round({ fault, kept: [], lost, meanwhile: [], after, behind: 2 });
    const latest = field.harvesters
      .map((harvester) => harvester.latest)
      .sort()
      .at(-1);
    const ends = await field.settle();
    const now = await field.replica(2).published.look();
    for (const { copy, fresh } of ends) {
      expect(sorted(copy), field.told.join(', ')).toEqual(sorted(fresh));
      for (const { datestamp } of fresh.values())
        expect(datestamp >= (latest ?? ''), field.told.join(', ')).toBe(true);
    }
    expect(now.ledger).not.toBe(before.ledger);
    for (const { published } of field.replicas) expect((await published.look()).ledger).toBe(now.ledger);
  });

  test('a generation that was read from, but seen by no look, is missed too', {
    timeout: 120_000,
  }, async () => {
    const before = await field.replica(0).published.look();
    const lost: Act[] = [
      {
        act: 'commit',
        change: { do: 'commit', daysAgo: 0, edits: [put(NOT_WRITTEN_BEFORE + before.generation)] },
      },
      { act: 'publish', replica: 1 },
      { act: 'read', replica: 0 },
    ];
    const after: Act[] = [{ act: 'commit', change: { do: 'revert', to: 2 } }];
    await field.round({ fault: 'fail over, lagged', kept: [], lost, meanwhile: [], after, behind: 2 });
    for (const { copy, fresh } of await field.settle())
      expect(sorted(copy), field.told.join(', ')).toEqual(sorted(fresh));
    expect((await field.replica(0).published.look()).ledger).not.toBe(before.ledger);
  });
});
