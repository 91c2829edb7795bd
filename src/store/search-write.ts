/** Writes the search index, in small transactions (design P10). What belongs into an entry is search/document.ts's to say. */
import type { Database, Queryable } from './database.ts';

/** An entry as it is to stand; `key` tells it from others of its origin. */
export interface SearchDocument {
  key: string;
  /** The body or harvested_version it was made from; null for a tombstone. */
  version: number | null;
  deleted: boolean;
  datestamp: string;
  facets: { facet: string; value: string }[];
  /** Literals of int8multirange; null if the record does not say. */
  times: string | null;
  coverage: string | null;
  /** 4·4^order + cell. */
  cells: number[] | null;
  /** Literals of tsvector. */
  head: string;
  words: string;
  name: string;
  shown: Shown;
  relations: { target: string; type: string }[];
  /** Words that a misspelt search may mean. */
  spellings: string[];
}

/** What a result shows of a record. */
export interface Shown {
  ivoid: string;
  title: string;
  shortName: string | null;
  /** The beginning of its description. */
  description: string;
  type: string;
  publisher: string | null;
}

/** The right to write the index: nobody else's writes come after its own. */
export interface SearchHold {
  holder: string;
  /** Of the indexing that this program does. */
  edition: number;
}

/** Another process has begun to index: this one may write no more, and need not. */
export class SearchHoldLost extends Error {
  override name = 'SearchHoldLost';
}

/** Takes the index over, from whoever had it. Returns false where a newer program keeps the index: it is left alone. */
export async function takeSearchIndex(db: Database, { holder, edition }: SearchHold): Promise<boolean> {
  const rows = await db.query(
    `insert into search_origin (origin, holder) values ('', $1)
     on conflict (origin) do update set holder = excluded.holder
       where not exists (select from search_origin where edition > $2)
     returning origin`,
    [holder, edition],
  );
  return rows.length > 0;
}

/** Notes that an origin is indexed up to `reached`. Throws SearchHoldLost. */
export async function noteReached(
  db: Database,
  hold: SearchHold,
  origin: string,
  reached: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    await keepHold(tx, hold);
    await tx.query(
      `insert into search_origin (origin, edition, reached) values ($1, $2, $3)
       on conflict (origin) do update set edition = excluded.edition, reached = excluded.reached`,
      [origin, hold.edition, reached],
    );
  });
}

async function keepHold(tx: Queryable, { holder }: SearchHold): Promise<void> {
  const rows = await tx.query(
    `update search_origin set changes = changes + 1 where origin = '' and holder = $1 returning origin`,
    [holder],
  );
  if (rows.length === 0) throw new SearchHoldLost('Another process has taken over the search index.');
}

/**
 * Writes entries of one origin, and takes away those of the keys in `gone`: few enough for one transaction.
 * Throws SearchHoldLost.
 */
export async function writeEntries(
  db: Database,
  hold: SearchHold,
  origin: string,
  documents: SearchDocument[],
  gone: string[],
): Promise<void> {
  await db.transaction(async (tx) => {
    await keepHold(tx, hold);
    const taken = await tx.query<{ id: number }>(
      'delete from search_entry where origin = $1 and key = any($2::text[]) returning id',
      [origin, gone],
    );
    const ids = await upsertEntries(tx, hold, origin, documents);
    const without = taken.map(({ id }) => id);
    await tx.query('delete from search_text where id = any($1::int[])', [without]);
    await tx.query('delete from search_relation where id = any($1::int[])', [[...without, ...ids.values()]]);
    const idOf = (key: string): number => {
      const id = ids.get(key);
      if (id === undefined) throw new Error(`The database did not return the id of the entry for ${key}.`);
      return id;
    };
    await upsertTexts(tx, documents, idOf);
    const relations = documents.flatMap(({ key, relations }) =>
      relations.map((one) => ({ id: idOf(key), ...one })),
    );
    await tx.query(
      `insert into search_relation (id, target, type)
       select * from json_to_recordset($1::json) as r(id int, target text, type text) on conflict do nothing`,
      [JSON.stringify(relations)],
    );
    await addWords(tx, documents);
    await tx.query(SHADOW, [[...gone, ...documents.map(({ key }) => key)]]);
  });
}

/** Of the entries with one identifier, the first origin's that is no tombstone is shown; '' (our own) sorts first. */
const SHADOW = `
  update search_entry e set shadowed = s.shadowed
  from (select f.id, exists (select from search_entry o where o.key = f.key and o.origin < f.origin and not o.deleted)
          as shadowed
        from search_entry f where f.key = any($1::text[])) s
  where e.id = s.id and e.shadowed <> s.shadowed`;

async function addWords(tx: Queryable, documents: SearchDocument[]): Promise<void> {
  const words = new Set(documents.flatMap(({ spellings }) => spellings));
  await tx.query(
    `insert into search_word (word) select w.word from unnest($1::text[]) as w(word)
     where not exists (select from search_word k where k.word = w.word)`,
    [[...words]],
  );
}

/** Returns their ids by key. */
async function upsertEntries(
  tx: Queryable,
  { edition }: SearchHold,
  origin: string,
  documents: SearchDocument[],
): Promise<Map<string, number>> {
  const facets = JSON.stringify(documents.flatMap((one) => one.facets));
  // Not "on conflict": that would use up a number for each value that is there already.
  await tx.query(
    `insert into search_value (facet, value)
     select distinct f.facet, f.value from json_to_recordset($1::json) as f(facet text, value text)
     where not exists (select from search_value v where v.facet = f.facet and v.value = f.value)`,
    [facets],
  );
  const entries = documents.map(({ key, version, deleted, datestamp, facets, times, cells }) => ({
    ...{ key, version, deleted, datestamp, times, cells },
    names: facets.map(({ facet }) => facet),
    values: facets.map(({ value }) => value),
  }));
  const rows = await tx.query<{ id: number; key: string }>(
    `insert into search_entry (origin, key, edition, version, deleted, datestamp, facets, times, cells)
     select $1, d.key, $2, d.version, d.deleted, d.datestamp,
       array(select v.id from unnest(d.names, d.values) as f(facet, value)
               join search_value v on v.facet = f.facet and v.value = f.value order by v.id),
       d.times::int8multirange, d.cells
     from json_to_recordset($3::json) as d(key text, version bigint, deleted boolean, datestamp timestamptz, names text[],
       values text[], times text, cells int[])
     on conflict (origin, key) do update set edition = excluded.edition, version = excluded.version,
       deleted = excluded.deleted, datestamp = excluded.datestamp, facets = excluded.facets, times = excluded.times,
       cells = excluded.cells
     returning id, key`,
    [origin, edition, JSON.stringify(entries)],
  );
  return new Map(rows.map(({ id, key }) => [key, id]));
}

async function upsertTexts(
  tx: Queryable,
  documents: SearchDocument[],
  idOf: (key: string) => number,
): Promise<void> {
  const texts = documents.map(({ key, head, words, name, shown, coverage }) => ({
    ...{ id: idOf(key), head, words, name, shown, coverage },
  }));
  await tx.query(
    `insert into search_text (id, head, words, name, shown, coverage)
     select d.id, d.head::tsvector, d.words::tsvector, d.name, d.shown, d.coverage::int8multirange
     from json_to_recordset($1::json) as d(id int, head text, words text, name text, shown json, coverage text)
     on conflict (id) do update set head = excluded.head, words = excluded.words, name = excluded.name,
       shown = excluded.shown, coverage = excluded.coverage`,
    [JSON.stringify(texts)],
  );
}
