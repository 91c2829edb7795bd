/**
 * What a replica knows of the ledger, and how it learns it (design §3): a look is (a) committing the responseDate it
 * may answer with, then (b) reading the state; never the other way round, never in one statement.
 */

import { prefixesAmong } from '../resource/metadata-formats.ts';
import type { RegistryRecord } from '../resource/registry.ts';
import type { RegistryFile } from '../resource/registry-file.ts';
import { type Database, DatabaseAway } from './database.ts';
import { type Basis, PREFIX_ROWS } from './ledger.ts';
import { type Moment, NothingPublished, type Published, type SetDescription } from './published.ts';
import {
  type Counts,
  type ReadFrom,
  readCounts,
  readFormats,
  readLatest,
  readListSize,
  readPage,
  readRecord,
} from './read.ts';
import { utcSeconds } from './time.ts';

/** A look is repeated after this long, if anybody asks. */
const LOOK_EVERY_MS = 1_000;
/** Up to this age what is known is used while the next look runs: no request waits on a busy replica. */
const FRESH_ENOUGH_MS = 2_000;
/** A request waits this long for a look at most; an older responseDate is always safe (P1). */
const PATIENCE_MS = 100;

/** Each more than one needs a publication in between. */
const MOST_READS = 5;

interface State {
  id: string;
  /** Ids of the ledger before this one. */
  former: string[];
  generation: number;
  revision: string;
  /** Of the present generation; its number comes again after a restore, this does not. */
  generation_revision: string | null;
  last_datestamp: Date;
  answered: Date;
  publishing_since: Date | null;
  restamp: boolean;
  commit: string;
  published_at: Date;
}

interface Content {
  registry: RegistryRecord;
  registry_file: RegistryFile;
  basis: Basis;
  earliest: Date | null;
  setspecs: string[] | null;
}

const STATE = `id, former, generation, revision,
  (select g.revision from generation g where g.number = ledger.generation) as generation_revision,
  last_datestamp, answered, date_trunc('second', publishing_since) as publishing_since, restamp, commit, published_at`;

/** The reading side of a ledger for one replica. `now` is a monotonic clock in milliseconds. */
export function openPublished(db: Database, now: () => number = () => performance.now()): Published {
  let known: Moment | null = null;
  /** What `known` was read from. */
  let seen: State | null = null;
  /** The latest responseDate this replica ever gave: harvesters have asked past everything before it. */
  let promised = '-infinity';
  let lookedAt = Number.NEGATIVE_INFINITY;
  let pending: Promise<Moment> | null = null;
  let counted: { generation: number; ledger: string; counts: Counts } | null = null;

  async function lookOnce(): Promise<Moment> {
    await pushPromise(db, promised);
    const state = await readState(db);
    if (seen !== null && (await noteLoss(db, seen, promised, state))) return lookOnce();
    if (state.generation === 0) {
      throw new NothingPublished(
        'Nothing has been published yet: the first publication is under way or was refused.',
      );
    }
    if (known === null || seen === null || !isSame(seen, state)) {
      const read = await readMoment(db);
      // Something happened in between: it must be looked at from the beginning, as a loss would show only there.
      if (!isSame(state, read.state)) return lookOnce();
      known = read.moment;
    } else {
      known = { ...known, ...stateOf(state) };
    }
    seen = state;
    if (known.responseDate > promised) promised = known.responseDate;
    return known;
  }

  /**
   * What is read may be of a generation that no look has seen yet. It is seen before it is answered with: else nobody here
   * would notice its loss, after which a harvester kept what is gone, and the cache what its number meant before.
   */
  async function noted<T extends ReadFrom>(read: () => Promise<T>): Promise<T> {
    for (let tries = 0; tries < MOST_READS; tries += 1) {
      const result = await read();
      if (isSeen(result)) return result;
      await lookAfter();
      if (isSeen(result)) return result;
    }
    throw new DatabaseAway('Generations came or went faster than they can be read. Ask again in a moment.');
  }

  /** Of this ledger's past or present. What is of another one, or older than was promised, is told by `oai`. */
  function isSeen({ ledger, generation, revision }: ReadFrom): boolean {
    // Before the first generation there is nothing that could be lost.
    if (generation === 0) return true;
    if (seen === null) return false;
    if (ledger !== seen.id) return seen.former.includes(ledger);
    if (generation !== seen.generation) return generation < seen.generation;
    return revision === seen.generation_revision;
  }

  /** A look that begins now: one under way may have read before. */
  async function lookAfter(): Promise<void> {
    await pending?.catch(() => undefined);
    await look();
  }

  function look(): Promise<Moment> {
    pending ??= lookOnce().finally(() => {
      lookedAt = now();
      pending = null;
    });
    return pending;
  }

  function present(): Moment | null {
    const age = now() - lookedAt;
    if (known === null || age >= FRESH_ENOUGH_MS) return null;
    // Nobody waits for this look; its failure is seen by the next request that does.
    if (age >= LOOK_EVERY_MS) look().catch(() => undefined);
    return known;
  }

  async function moment(): Promise<Moment> {
    const fresh = present();
    if (fresh !== null) return fresh;
    const last = known;
    const looking = look();
    if (last === null) return looking;
    const settled = looking.catch((error: unknown) => {
      if (error instanceof DatabaseAway) return last;
      throw error;
    });
    return Promise.race([settled, after(PATIENCE_MS, last)]);
  }

  return {
    moment,
    present,
    look,
    page: (query) => noted(() => readPage(db, query)),
    listSize: (query) => readListSize(db, query),
    latest: (limit) => readLatest(db, 'ivo_vor', limit),
    record: (prefix, ivoid) => noted(() => readRecord(db, prefix, ivoid)),
    formatsOf: (ivoid) => noted(() => readFormats(db, ivoid)),
    async counts() {
      const { ledger, generation } = await moment();
      if (counted?.ledger !== ledger || counted.generation !== generation) {
        counted = { ledger, generation, counts: await readCounts(db) };
      }
      return counted.counts;
    },
    async lastRefusal() {
      const [row] = await db.query<{ refusal: { commit: string; at: string; findings: unknown[] } | null }>(
        'select refusal from ledger',
      );
      return row?.refusal ?? null;
    },
  };
}

async function readState(db: Database): Promise<State> {
  const [state] = await db.query<State>(`select ${STATE} from ledger`);
  if (state === undefined)
    throw new Error('The table "ledger" is empty: this is not a voreg database, or its row was deleted.');
  return state;
}

/** What may differ from one look to the next within a generation: a commit that changed formatting only moves `commit`. */
function stateOf(state: State): Pick<Moment, 'responseDate' | 'commit' | 'publishedAt' | 'knownAt'> {
  return {
    responseDate: utcSeconds(responseDateOf(state)),
    commit: state.commit,
    publishedAt: utcSeconds(state.published_at),
    knownAt: Date.now(),
  };
}

/** R = max(last datestamp, U), U held back by a publication under way (design §3). */
function responseDateOf({ answered, publishing_since: since, last_datestamp: last }: State): Date {
  const held = since !== null && since < answered ? since : answered;
  return held > last ? held : last;
}

/**
 * (a) of a look. The own promise is pushed each time: after a failover or a restore the database may stand before it,
 * and then a publication that has chosen its datestamp without knowing of it is void.
 */
async function pushPromise(db: Database, promised: string): Promise<void> {
  const isBehind = 'greatest(answered, last_datestamp) < $1::timestamptz';
  await db.query(
    `update ledger set answered = greatest(answered, date_trunc('second', now()), $1::timestamptz),
       publication = case when ${isBehind} then null else publication end,
       publishing_since = case when ${isBehind} then null else publishing_since end`,
    [promised],
  );
}

function isSame(seen: State, state: State): boolean {
  return (
    seen.id === state.id &&
    seen.generation === state.generation &&
    seen.generation_revision === state.generation_revision
  );
}

/**
 * A failover or a restore can lose generations, or answers: then records may lie at datestamps that harvesters have
 * already asked past. Marks the ledger so that the next publication gives everything a new datestamp, under a new
 * ledger id. Returns whether it did. A harvester loses nothing and fetches everything once more.
 */
async function noteLoss(db: Database, seen: State, promised: string, state: State): Promise<boolean> {
  // If one is marked already, the promise that was pushed just now is all that publication needs to know.
  if (state.restamp || isSame(seen, state)) return false;
  const rows = await db.query(
    `update ledger l set id = gen_random_uuid(), former = former || id, revision = gen_random_uuid(), restamp = true,
       publication = null, publishing_since = null
     where revision = $1 and case when $6 then
       -- Back behind a loss that was noticed: its mark is gone too.
       true
     when l.id = $2 then
       -- The generation that was seen is gone, or one came after it where harvesters had been already.
       not exists (select from generation g where g.number = $3 and g.revision = $4)
         or exists (select from generation g where g.number > $3 and g.datestamp < $5::timestamptz)
     else
       -- Somebody else noticed a loss, and all was published anew, but perhaps not knowing of this promise.
       exists (select from generation g where g.ledger = l.id and g.datestamp < $5::timestamptz)
     end
     returning id`,
    [
      state.revision,
      seen.id,
      seen.generation,
      seen.generation_revision,
      promised,
      seen.former.includes(state.id),
    ],
  );
  return rows.length > 0;
}

/** The first entry of an index for each format. Over the records themselves: 60 ms for 300,000. */
const EARLIEST = `(select min(t.datestamp) from (${PREFIX_ROWS}) as p(prefix), lateral
    (select min(datestamp) as datestamp from tally where prefix = p.prefix and setspec = 'ivo_managed') t)`;

/** Every set that has members: one step into the index for each, as "distinct" would read a row for each publication. */
const SETSPECS = `(with recursive s(setspec) as (
    select min(setspec) from tally where prefix = 'ivo_vor'
    union all
    select (select min(t.setspec) from tally t where t.prefix = 'ivo_vor' and t.setspec > s.setspec) from s
      where s.setspec is not null
  ) select array_agg(setspec) from s where setspec is not null)`;

/** State and content of the present generation, in one statement. */
async function readMoment(db: Database): Promise<{ moment: Moment; state: State }> {
  const [row] = await db.query<State & Content>(
    `select ${STATE}, registry, registry_file, basis,
       ${EARLIEST} as earliest, ${SETSPECS} as setspecs
     from ledger`,
  );
  if (row === undefined) throw new Error('The table "ledger" is empty.');
  const { registry, registry_file: file, basis, earliest, setspecs, ...state } = row;
  const moment = {
    ledger: state.id,
    generation: state.generation,
    ...stateOf(state),
    lastDatestamp: utcSeconds(state.last_datestamp),
    earliestDatestamp: utcSeconds(earliest ?? state.last_datestamp),
    registry,
    sets: describeSets(setspecs ?? [], file),
    formats: prefixesAmong(Object.keys(basis.renderings)),
  };
  return { moment, state };
}

/** Sets that have members or are declared, ivo_managed always (RI-40), in order of setSpec. */
function describeSets(setspecs: string[], file: RegistryFile): SetDescription[] {
  const declared = new Map(file.sets.map((set) => [set.setSpec, set]));
  const specs = new Set(['ivo_managed', ...setspecs, ...declared.keys()]);
  return [...specs].sort().map((setSpec) => {
    const custom = declared.get(setSpec);
    if (custom !== undefined)
      return { setSpec, setName: custom.setName, description: custom.description ?? null };
    return { setSpec, setName: setNameOf(setSpec), description: null };
  });
}

function setNameOf(setSpec: string): string {
  if (setSpec === 'ivo_managed') return 'All records that originate from this registry';
  const [kind, value] = [setSpec.slice(0, setSpec.indexOf('.')), setSpec.slice(setSpec.indexOf('.') + 1)];
  return kind === 'authority' ? `Records under the authority ${value}` : `Records of the type ${value}`;
}

function after<T>(milliseconds: number, value: T): Promise<T> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(value), milliseconds).unref();
  });
}
