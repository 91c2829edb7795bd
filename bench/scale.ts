/**
 * What depth and total cost (design P10): pages of the statements in src/store/read.ts on 3,000 and on 300,000 records,
 * written straight into the tables; once without the planner's statistics, as just after a first publication, and once
 * with them. Publishing one record is measured in the same way.
 *
 *   npx tsx bench/scale.ts [postgres|pglite] [N]
 */
import type { Database } from '../src/store/database.ts';
import { flip } from '../src/store/flip.ts';
import { readLedger, stageBodies, stageItems, stageRecords } from '../src/store/ledger.ts';
import { migrate } from '../src/store/migrate.ts';
import { openDatabase } from '../src/store/open.ts';
import { openPublished } from '../src/store/open-published.ts';
import type { ListQuery, MetadataPrefix } from '../src/store/published.ts';
import { runCompiled } from './compiled.ts';
import { type Kind, kindOf, type Place, withPlace } from './database.ts';
import { digits, machine, ratioOf, say, sayTarget, spread } from './report.ts';

const SMALL = 3000;
const ROUNDS = 60;
/** The records came in publications of so many, one second apart. */
const PER_DATESTAMP = 100;
const BODY = 2000;

async function measure(kind: Kind, large: number): Promise<void> {
  say(`Pages and single publications, ${SMALL} and ${large} records, ${kind}. ${machine()}`);
  await withPlace(kind, async (place) => {
    const small = await filled(place, 'small', SMALL);
    const big = await filled(place, 'big', large);
    try {
      say('Without statistics:');
      await compare(small, big, large);
      for (const { db } of [small, big]) await db.script('analyze');
      say('With statistics:');
      await compare(small, big, large);
    } finally {
      await small.db.close();
      await big.db.close();
    }
  });
}

interface Filled {
  db: Database;
  records: number;
}

/** A ledger of its own with so many records; on PostgreSQL both are schemas of one database. */
async function filled(place: Place, name: string, records: number): Promise<Filled> {
  const embedded = place.databaseUrl === null;
  const options = { ...place, dataDir: `${place.dataDir}/${name}` };
  const db = await openDatabase(embedded ? options : { ...options, searchPath: name });
  // What is measured is how the statements cope before the server gets round to it.
  if (!embedded) await db.script(`create schema ${name}`);
  await migrate(db);
  for (let from = 0; from < records; from += 10_000)
    await fill(db, from, Math.min(from + 10_000, records) - 1);
  await db.script(`
    insert into tally (prefix, setspec, datestamp, records)
      select prefix, 'ivo_managed', datestamp, count(*) from record group by 1, 3
      union all select prefix, setspec, datestamp, count(*) from member group by 1, 2, 3;
    update ledger set generation = 1, commit = '0', published_at = now(), registry = '{"managedAuthorities": []}',
      registry_file = '{"sets": []}', last_datestamp = (select max(datestamp) from record)`);
  return { db, records };
}

async function fill(db: Database, from: number, to: number): Promise<void> {
  const series = `generate_series(${from}, ${to}) n`;
  const datestamp = `timestamptz '2024-01-01T00:00:00Z' + floor(n / ${PER_DATESTAMP}) * interval '1 second'`;
  await db.script(`
    insert into item (key, ivoid, authority, type, status, path, blob, created)
      select 'ivo://a/' || n, 'ivo://a/' || n, 'a', 'CatalogService', 'active', 'records/' || n, 'b' || n, 'epoch' from ${series};
    insert into body (publication, prefix, key, bytes, updated_at)
      select '00000000-0000-0000-0000-000000000000', prefix, 'ivo://a/' || n,
        convert_to(repeat('0123456789' || right(md5(n::text), 30), ${BODY / 40}), 'UTF8'), 0
      from ${series}, (values ('ivo_vor'), ('oai_dc')) p(prefix);
    insert into record (prefix, key, ivoid, datestamp, deleted, setspecs, digest, size, body)
      select prefix, key, key, ${datestamp}, false, '{authority.a,ivo_managed,type.CatalogService}', 'd', ${BODY}, id
      from body, lateral (select substr(key, 9)::int as n) s where n between ${from} and ${to} order by n, prefix;
    insert into member (prefix, setspec, datestamp, key)
      select prefix, setspec, ${datestamp}, 'ivo://a/' || n
      from ${series}, (values ('ivo_vor'), ('oai_dc')) p(prefix), (values ('authority.a'), ('type.CatalogService')) s(setspec)`);
}

async function compare(small: Filled, big: Filled, large: number): Promise<void> {
  await ratio(
    `first page, ${large} records / ${SMALL}`,
    () => page(big, 0),
    () => page(small, 0),
  );
  await ratio(
    `first page of a set, ${large} / ${SMALL}`,
    () => page(big, 0, SET),
    () => page(small, 0, SET),
  );
  await ratio(
    `last page / first page, ${large} records`,
    () => page(big, 0.999),
    () => page(big, 0),
  );
  await ratio(
    'last page / first page, a set',
    () => page(big, 0.999, SET),
    () => page(big, 0, SET),
  );
  await ratio(
    `list size, ${large} / ${SMALL}`,
    () => listSize(big),
    () => listSize(small),
    null,
  );
  await ratio(
    `one record, ${large} / ${SMALL}`,
    () => record(big),
    () => record(small),
  );
  await ratio(
    `moment of a new generation, ${large} / ${SMALL}`,
    () => moment(big),
    () => moment(small),
  );
  await ratio(
    `publication of one, ${large} / ${SMALL}`,
    () => publishOne(big),
    () => publishOne(small),
  );
}

const SET = 'type.CatalogService';

/** Alternates between the two, so that what else the machine does counts for both. */
async function ratio(
  what: string,
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
  limit: number | null = 1.2,
): Promise<void> {
  const ones: number[] = [];
  const others: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    ones.push(await timed(one));
    others.push(await timed(other));
  }
  const measured = ratioOf(ones, others);
  const times = ` (${spread(ones).quarter.toFixed(2)} / ${spread(others).quarter.toFixed(2)} ms)`;
  // The list size grows with the number of publications, and is asked for once for each list.
  if (limit === null) say(`  ${what}${times}: ${digits(measured.median)} ×`);
  else sayTarget({ what: what + times, wanted: '≤', limit, unit: '×', measured });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function page({ db, records }: Filled, depth: number, set: string | null = null): Promise<void> {
  const at = Math.floor((records * depth) / PER_DATESTAMP) * PER_DATESTAMP - PER_DATESTAMP;
  const second = new Date(Date.UTC(2024, 0, 1) + (at / PER_DATESTAMP) * 1000).toISOString();
  // After the last key of its second: what follows is a whole page of the next.
  const after = at < 0 ? null : { datestamp: second, key: 'j' };
  const found = await openPublished(db).page({ ...LIST, set, after });
  if (found.records.length < LIST.limit - 1)
    throw new Error(`A page of ${found.records.length} at ${depth}.`);
}

const LIST: ListQuery = {
  prefix: 'ivo_vor',
  from: null,
  until: null,
  set: null,
  after: null,
  limit: 100,
  bodies: true,
};

async function listSize({ db, records }: Filled): Promise<void> {
  const size = await openPublished(db).listSize(LIST);
  if (size !== records) throw new Error(`A list of ${size}.`);
}

async function record({ db, records }: Filled): Promise<void> {
  const { record } = await openPublished(db).record('ivo_vor', `ivo://a/${Math.floor(records / 2)}`);
  if (record?.body == null) throw new Error('No record.');
}

async function moment({ db }: Filled): Promise<void> {
  await openPublished(db).look();
}

/** The database's part of publishing a change of one record. */
async function publishOne({ db }: Filled): Promise<void> {
  const publication = crypto.randomUUID();
  const ledger = await readLedger(db);
  const key = 'ivo://a/1';
  const bytes = Buffer.alloc(BODY, 'x');
  const prefixes: MetadataPrefix[] = ['ivo_vor', 'oai_dc'];
  const ids = await stageBodies(
    db,
    publication,
    prefixes.map((prefix) => ({ prefix, key, bytes, updatedAt: 0, xmlnsAt: null })),
  );
  const setspecs = ['authority.a', 'ivo_managed', SET];
  const common = { key, ivoid: key, deleted: false, setspecs, digest: publication, size: BODY };
  await stageRecords(
    db,
    publication,
    prefixes.map((prefix, i) => ({ ...common, prefix, body: ids[i] ?? null })),
  );
  const item = {
    key,
    ivoid: key,
    authority: 'a',
    type: 'CatalogService',
    status: 'active',
    path: 'records/1',
    blob: 'c',
  };
  await stageItems(db, publication, [{ ...item, created: '2024-01-01T00:00:00Z', subjects: [] }]);
  const registry = ledger.registry;
  const registryFile = ledger.registryFile;
  if (registry === null || registryFile === null) throw new Error('The ledger is not filled.');
  await flip(db, {
    publication,
    revision: ledger.revision,
    staged: { records: 2, items: 1, removals: 0 },
    visible: true,
    commit: publication,
    registry,
    registryFile,
    basis: { recordsDir: 'records', renderings: {} },
    refusal: null,
  });
}

await runCompiled(import.meta.url, async ([kind, records]) => {
  await measure(kindOf(kind), Number(records ?? 300_000));
});
