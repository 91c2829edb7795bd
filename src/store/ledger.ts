/**
 * The writing side of the publication ledger: stage unseen, then flip one generation (design §3).
 * Not for: deciding what to publish (publish.ts), or reading it for harvesters (published.ts).
 */
import { METADATA_PREFIXES } from '../resource/metadata-formats.ts';
import type { RegistryRecord } from '../resource/registry.ts';
import type { RegistryFile } from '../resource/registry-file.ts';
import type { Database, Queryable } from './database.ts';
import type { MetadataPrefix } from './published.ts';
import { utcSeconds } from './time.ts';

export interface Ledger {
  id: string;
  generation: number;
  /** Changes with everything that is published: what a publication was worked out against. */
  revision: string;
  commit: string | null;
  restamp: boolean;
  basis: Basis | null;
  registry: RegistryRecord | null;
  registryFile: RegistryFile | null;
  refusal: Refusal | null;
  /** A publisher that died left this behind. */
  publication: string | null;
  /** The database's clock, UTC seconds. */
  now: string;
}

/** What published bytes depend on beside the text of their own record. */
export interface Basis {
  recordsDir: string;
  /** The formats that records are published in, each with the version of its crosswalk. */
  renderings: Record<string, number>;
  /** What records say of the registry in the formats that do; null if none of those is published. */
  about?: AboutRegistry | null;
  /** A program older than these renderings has published over them: some records are as that one writes them. */
  behind?: boolean | undefined;
}

export interface AboutRegistry {
  /** Start of its pages' addresses, without a slash at the end. */
  base: string;
  ivoid: string;
  name: string;
}

export interface Refusal {
  commit: string;
  /** UTC seconds. */
  at: string;
  findings: unknown[];
}

export interface Item {
  key: string;
  ivoid: string;
  authority: string;
  type: string;
  status: string;
  path: string | null;
  blob: string | null;
  created: string;
  subjects: string[];
}

export interface StagedRecord {
  prefix: MetadataPrefix;
  key: string;
  ivoid: string;
  deleted: boolean;
  setspecs: string[];
  digest: string;
  size: number;
  body: number | null;
}

export interface NewBody {
  prefix: MetadataPrefix;
  key: string;
  bytes: Uint8Array;
  updatedAt: number | null;
  xmlnsAt: number | null;
}

/** What was published of a record before: enough to see whether it changed. */
export interface PublishedVersion {
  prefix: MetadataPrefix;
  key: string;
  deleted: boolean;
  setspecs: string[];
  digest: string;
  size: number;
  body: number | null;
}

export async function readLedger(db: Queryable): Promise<Ledger> {
  const [row] = await db.query<
    Omit<Ledger, 'now' | 'registryFile'> & { now: Date; registry_file: RegistryFile | null }
  >(
    'select id, generation, revision, commit, restamp, basis, registry, registry_file, refusal, publication, now() as now from ledger',
  );
  if (row === undefined)
    throw new Error('The table "ledger" is empty: this is not a voreg database, or its row was deleted.');
  const { registry_file: registryFile, now, ...rest } = row;
  return { ...rest, registryFile, now: utcSeconds(now) };
}

/** The prefixes as rows of SQL: whichever formats are published now, a removal or a deletion is in all there ever were. */
export const PREFIX_ROWS = `values ${METADATA_PREFIXES.map((prefix) => `('${prefix}')`).join(', ')}`;

const ITEM = 'key, ivoid, authority, type, status, path, blob, created, subjects';

/** Items at these paths, or with these keys. */
export async function findItems(db: Queryable, by: 'path' | 'key', values: string[]): Promise<Item[]> {
  const rows: ItemRow[] = [];
  for (let i = 0; i < values.length; i += 1000) {
    const some = values.slice(i, i + 1000);
    rows.push(...(await db.query<ItemRow>(`select ${ITEM} from item where ${by} = any($1::text[])`, [some])));
  }
  return rows.map(toItem);
}

/** All items in order of key, a thousand at a time. */
export async function* allItems(db: Queryable): AsyncGenerator<Item[]> {
  for (let after = ''; ; ) {
    const rows = await db.query<ItemRow>(`select ${ITEM} from item where key > $1 order by key limit 1000`, [
      after,
    ]);
    if (rows.length === 0) return;
    yield rows.map(toItem);
    after = rows.at(-1)?.key ?? '';
  }
}

/** Live items that are kept together: by authority (any of), or by type. */
export async function findItemsOf(
  db: Queryable,
  column: 'authority' | 'type',
  values: string[],
): Promise<Item[]> {
  const rows = await db.query<ItemRow>(`select ${ITEM} from item where ${column} = any($1::text[])`, [
    values,
  ]);
  return rows.map(toItem);
}

export async function findVersions(db: Queryable, keys: string[]): Promise<PublishedVersion[]> {
  return db.query<PublishedVersion>(
    `select r.prefix, r.key, r.deleted, r.setspecs, r.digest, r.size, r.body
       from unnest($1::text[]) as k(key) cross join (${PREFIX_ROWS}) as p(prefix)
       join record r on r.prefix = p.prefix and r.key = k.key`,
    [keys],
  );
}

/** Removes what publishers that died had staged. Only under the publication lock. */
export async function discardStaged(db: Database): Promise<void> {
  const left = await db.query<{ publication: string }>(
    `select publication from staged_record union select publication from staged_item union select publication from staged_removal
     union select publication from staged_body`,
  );
  for (const { publication } of left) await discard(db, publication);
  await db.query(
    'update ledger set publication = null, publishing_since = null where publication is not null',
  );
}

/**
 * For the transaction: nobody else takes away, or publishes, what this publication has staged. The publication lock
 * alone would not do: its holder may have lost it with its connection, and live on.
 */
export async function holdStaged(tx: Queryable, publication: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('voreg staged ' || $1::text, 0))`, [
    publication,
  ]);
}

/** Forgets a publication that is not going to happen, its bodies included. */
export async function discard(db: Database, publication: string): Promise<void> {
  const [staged] = await db.query<{ rows: number }>(
    `select (select count(*) from staged_body where publication = $1)
       + (select count(*) from staged_record where publication = $1) as rows`,
    [publication],
  );
  await db.transaction(async (tx) => {
    await holdStaged(tx, publication);
    await tx.query(
      `delete from body b using staged_body s where s.publication = $1 and b.id = s.body
         and not exists (select from record r where r.body = b.id)`,
      [publication],
    );
    for (const table of STAGED) await tx.query(`delete from ${table} where publication = $1`, [publication]);
  }, staged?.rows);
}

const STAGED = ['staged_record', 'staged_item', 'staged_removal', 'staged_body'];

/** Writes bodies ahead of their publication, in one small transaction. Returns their ids in the order given. */
export async function stageBodies(db: Database, publication: string, bodies: NewBody[]): Promise<number[]> {
  if (bodies.length === 0) return [];
  const values = bodies.map(
    (_, i) => `($1, $${i * 5 + 2}, $${i * 5 + 3}, $${i * 5 + 4}, $${i * 5 + 5}::int, $${i * 5 + 6}::int)`,
  );
  const params = bodies.flatMap((b) => [b.prefix, b.key, b.bytes, b.updatedAt, b.xmlnsAt]);
  const rows = await db.query<{ id: number; prefix: string; key: string }>(
    `with written as (
       insert into body (publication, prefix, key, bytes, updated_at, xmlns_at) values ${values.join(', ')}
       returning id, publication, prefix, key
     ), noted as (insert into staged_body (publication, body) select publication, id from written)
     select id, prefix, key from written`,
    [publication, ...params],
  );
  // RETURNING promises no order.
  const ids = new Map(rows.map((row) => [`${row.prefix} ${row.key}`, row.id]));
  return bodies.map((b) => {
    const id = ids.get(`${b.prefix} ${b.key}`);
    if (id === undefined)
      throw new Error(`The database did not return the id of the body it wrote for ${b.key}.`);
    return id;
  });
}

export async function stageRecords(
  db: Queryable,
  publication: string,
  records: StagedRecord[],
): Promise<void> {
  await db.query(
    `insert into staged_record (publication, prefix, key, ivoid, deleted, setspecs, digest, size, body)
     select $1, s.* from jsonb_to_recordset($2::jsonb)
       as s(prefix text, key text, ivoid text, deleted boolean, setspecs text[], digest text, size int, body bigint)`,
    [publication, JSON.stringify(records)],
  );
}

export async function stageItems(db: Queryable, publication: string, items: Item[]): Promise<void> {
  await db.query(
    `insert into staged_item (publication, key, ivoid, authority, type, status, path, blob, created, subjects)
     select $1, s.* from jsonb_to_recordset($2::jsonb)
       as s(key text, ivoid text, authority text, type text, status text, path text, blob text, created timestamptz, subjects text[])`,
    [publication, JSON.stringify(items)],
  );
}

export async function stageRemovals(db: Queryable, publication: string, keys: string[]): Promise<void> {
  await db.query('insert into staged_removal (publication, key) select $1, unnest($2::text[])', [
    publication,
    keys,
  ]);
}

export async function noteRefusal(db: Queryable, refusal: Refusal): Promise<void> {
  await db.query('update ledger set refusal = $1::jsonb', [JSON.stringify(refusal)]);
}

type ItemRow = Omit<Item, 'created'> & { created: Date };

function toItem(row: ItemRow): Item {
  return { ...row, created: utcSeconds(row.created) };
}
