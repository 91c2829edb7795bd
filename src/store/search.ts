/** The statements behind `/search`: a page of hits, their number, and the values of facets among them. */
import { ivoidKey } from '../resource/ivoid.ts';
import type { Database, Queryable } from './database.ts';
import { findBehind } from './search-follow.ts';
import type { Shown } from './search-write.ts';
import { utcSeconds } from './time.ts';

/** What is looked for; everything that is not null must hold. All values travel as parameters. */
export interface SearchQuery {
  /** Literals of tsquery: what a record must fulfil, and what it is ranked by. */
  words: { all: string; any: string } | null;
  /** What was written, in lower case: a record of that identifier or short name comes first. */
  exact: string | null;
  /** Facet → values, one of which a record must have. */
  facets: ReadonlyMap<string, readonly string[]>;
  /** A literal of int8range, UTC seconds since 1970. */
  times: string | null;
  /** Cells of order 29 as a literal of int8multirange, and coarse ones as in `search_entry.cells`. */
  sky: { coverage: string; cells: number[] } | null;
  /** '' for our own records, the id of a source, or null for all: then each identifier once. */
  origin: string | null;
  /** Tombstones of ours too. */
  withDeleted: boolean;
  sort: 'relevance' | 'date';
  offset: number;
  limit: number;
  /** Values counted for each facet; 0: nothing is counted, the total neither. */
  values: number;
}

export interface Hit extends Shown {
  /** '' for our own, else the id of the source. */
  origin: string;
  datestamp: string;
  deleted: boolean;
}

export interface SearchResult {
  hits: Hit[];
  /** Null if nothing was to be counted. */
  total: number | null;
  /** The most frequent first. The other facets are applied, not the own one: what one could choose instead. */
  facets: { facet: string; value: string; count: number }[];
}

/** It would have taken too long. */
export class SearchTooDear extends Error {
  override name = 'SearchTooDear';
}

/** A hundred times what a usual search takes. The embedded database has no such limit: there the bounds of a query must do. */
const TIMEOUT_MS = 3000;
const QUERY_CANCELED = '57014';

/** What /search and /status ask of the database. `edition`: of the indexing. Throws DatabaseAway. */
export function openSearching(db: Database, edition: number) {
  return {
    /** Throws SearchTooDear. */
    search: (query: SearchQuery) => searchEntries(db, query),
    /** How many records can be found, and where the index is behind: `own`, or sources. */
    async state(): Promise<{ indexed: number; behind: string[] }> {
      const behind = await findBehind(db, edition);
      const indexed = await countEntries(db);
      return { indexed, behind: behind.map(({ origin }) => (origin === '' ? 'own' : origin)) };
    },
    /** Ids of sources that have entries, sorted. */
    async origins(): Promise<string[]> {
      const rows = await db.query<{ origin: string }>(
        `select origin from search_origin where origin <> '' order by origin`,
      );
      return rows.map(({ origin }) => origin);
    },
  };
}

/** Throws SearchTooDear, DatabaseAway. */
export async function searchEntries(db: Database, query: SearchQuery): Promise<SearchResult> {
  try {
    return await db.transaction(async (tx) => {
      // jit: compiling takes longer than any of these statements.
      await tx.query(`select set_config('statement_timeout', $1, true), set_config('jit', 'off', true)`, [
        String(TIMEOUT_MS),
      ]);
      const hits = await readHits(tx, query);
      if (query.values === 0) return { hits, total: null, facets: [] };
      return { hits, ...(await countFacets(tx, query)) };
    });
  } catch (error) {
    if ((error as { code?: string }).code !== QUERY_CANCELED) throw error;
    throw new SearchTooDear('This search takes too long. Add a word or a filter.', { cause: error });
  }
}

/** Parts of a statement, and the values for its `$1…`. */
class Statement {
  readonly params: unknown[] = [];
  readonly #numbers = new Map<unknown, string>();

  /** The place of a value. */
  param(value: string | number | string[] | number[]): string {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    this.params.push(value);
    const place = `$${this.params.length}`;
    this.#numbers.set(value, place);
    return place;
  }
}

/** Everything but the facets. */
function baseOf(query: SearchQuery, s: Statement): string {
  const conditions: string[] = [];
  if (query.origin === null) conditions.push('not e.shadowed');
  else conditions.push(`e.origin = ${s.param(query.origin)}`);
  if (!query.withDeleted) conditions.push('not e.deleted');
  if (query.words !== null) conditions.push(`t.words @@ ${s.param(query.words.all)}::tsquery`);
  if (query.times !== null) conditions.push(`e.times && ${s.param(query.times)}::int8range`);
  if (query.sky !== null) {
    const { cells, coverage } = query.sky;
    conditions.push(
      `e.cells && ${s.param(cells)}::int[]`,
      `t.coverage && ${s.param(coverage)}::int8multirange`,
    );
  }
  return conditions.join(' and ');
}

function tablesOf({ words, sky }: SearchQuery): string {
  return words === null && sky === null
    ? 'search_entry e'
    : 'search_entry e join search_text t on t.id = e.id';
}

/** The numbers of the values of one facet, found once per statement; null if none of them is known. */
function hasValue(facet: string, values: readonly string[], s: Statement): string {
  return `e.facets && (select array_agg(id) from search_value where facet = ${s.param(facet)} and value = any(${s.param([...values])}::text[]))`;
}

async function readHits(tx: Queryable, query: SearchQuery): Promise<Hit[]> {
  const s = new Statement();
  const conditions = [
    baseOf(query, s),
    ...[...query.facets].map(([facet, values]) => hasValue(facet, values, s)),
  ];
  const isRanked = query.sort === 'relevance';
  const rank = isRanked ? rankOf(query, s) : '0';
  // By date alone an index gives the order, as long as nothing stands before it.
  const order = (of: string) =>
    `${isRanked ? 'rank desc, ' : ''}${of}.datestamp desc, ${of}.key, ${of}.origin`;
  const rows = await tx.query<{ shown: Shown; origin: string; datestamp: Date; deleted: boolean }>(
    `with found as materialized (
       select e.id, e.origin, e.key, e.datestamp, e.deleted, ${rank} as rank from ${tablesOf(query)}
       where ${conditions.join(' and ')}
       order by ${order('e')} limit ${s.param(query.limit)} offset ${s.param(query.offset)}
     )
     select t.shown, f.origin, f.datestamp, f.deleted from found f join search_text t on t.id = f.id
     order by ${order('f')}`,
    s.params,
  );
  return rows.map(({ shown, origin, datestamp, deleted }) => ({
    ...shown,
    ...{ origin, datestamp: utcSeconds(datestamp), deleted },
  }));
}

/** Our own before others' that match as well; a tenth is less than what a word in the title counts. */
function rankOf({ words, exact }: SearchQuery, s: Statement): string {
  const parts = [`case when e.origin = '' then 0.1 else 0 end`];
  if (words !== null) parts.push(`ts_rank('{0.05, 0.3, 0.6, 1}', t.head, ${s.param(words.any)}::tsquery)`);
  if (words !== null && exact !== null) {
    parts.push(
      `case when e.key = ${s.param(exact)} then 20 when t.name = ${s.param(exact)} then 10 else 0 end`,
    );
  }
  return parts.join(' + ');
}

interface CountRow {
  facet: string | null;
  value: string | null;
  count: number;
}

/** One walk over what matches; a column says of each chosen facet whether a record has one of its values. */
async function countFacets(
  tx: Queryable,
  query: SearchQuery,
): Promise<Pick<SearchResult, 'total' | 'facets'>> {
  const s = new Statement();
  const chosen = [...query.facets].map(([facet, values], i) => ({
    facet,
    column: `has${i}`,
    test: `coalesce(${hasValue(facet, values, s)}, false) as has${i}`,
  }));
  const all = chosen.map(({ column }) => column).join(' and ') || 'true';
  const others = (facet: string) =>
    chosen.flatMap((one) => (one.facet === facet ? [] : [one.column])).join(' and ') || 'true';
  const notChosen = chosen.map(({ facet }) => s.param(facet));
  const branches = [
    countsOf(all, notChosen.length === 0 ? 'true' : `v.facet not in (${notChosen.join(', ')})`),
    ...chosen.map(({ facet }) => countsOf(others(facet), `v.facet = ${s.param(facet)}`)),
  ];
  const rows = await tx.query<CountRow>(
    `with matching as materialized (
       select ${['e.facets', ...chosen.map(({ test }) => test)].join(', ')} from ${tablesOf(query)} where ${baseOf(query, s)}
     ), counts as (${branches.join(' union all ')}),
     ranked as (select *, row_number() over (partition by facet order by count desc, value) as place from counts)
     select null as facet, null as value, count(*) as count from matching where ${all}
     union all
     (select facet, value, count from ranked where place <= ${s.param(query.values)} order by facet, place)`,
    s.params,
  );
  const facets = rows.flatMap(({ facet, value, count }) =>
    facet === null || value === null ? [] : [{ facet, value, count }],
  );
  return { total: rows.find(({ facet }) => facet === null)?.count ?? 0, facets };
}

function countsOf(condition: string, facets: string): string {
  return `select v.facet, v.value, c.count from (
      select n.id, count(*) as count from matching m cross join lateral unnest(m.facets) as n(id) where ${condition} group by n.id
    ) c join search_value v on v.id = c.id where ${facets}`;
}

/** A record that names another one in a relationship. */
export interface Related {
  origin: string;
  ivoid: string;
  title: string;
  /** relationshipType as that record has it. */
  relation: string;
}

/** Records that refer to this one, ours first; each once, whichever sources have it. At most `limit`. */
export async function relatedFrom(db: Queryable, ivoid: string, limit = 200): Promise<Related[]> {
  return db.query<Related>(
    `select e.origin, t.shown->>'ivoid' as ivoid, t.shown->>'title' as title, r.type as relation
     from search_relation r join search_entry e on e.id = r.id join search_text t on t.id = r.id
     where r.target = $1 and not e.shadowed and not e.deleted order by e.origin, e.key, r.type limit $2`,
    [ivoidKey(ivoid), limit],
  );
}

/** How many records can be found. */
export async function countEntries(db: Queryable): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    'select count(*) as n from search_entry where not shadowed and not deleted',
  );
  return row?.n ?? 0;
}
