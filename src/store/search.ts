/** The statements behind `/search`: a page of hits, their number, and the values of facets among them. */
import { ivoidKey } from '../resource/ivoid.ts';
import type { Database, Queryable } from './database.ts';
import { SearchCounts } from './search-counts.ts';
import { findBehind } from './search-follow.ts';
import { countWords, wordsAlike } from './search-spelling.ts';
import { avoidsScans, searchStatement } from './search-statement.ts';
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
  const counts = new SearchCounts();
  return {
    /** Throws SearchTooDear. */
    search: (query: SearchQuery) => searchEntries(db, query, counts),
    wordsAlike: (like: Parameters<typeof wordsAlike>[1]) => wordsAlike(db, like),
    countWords: (words: string[]) => countWords(db, words),
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

/** `counts`: of this database, in which what is counted is looked for and kept. Throws SearchTooDear, DatabaseAway. */
export async function searchEntries(
  db: Database,
  query: SearchQuery,
  counts = new SearchCounts(),
): Promise<SearchResult> {
  try {
    return await db.transaction(async (tx) => {
      // Compiling, and starting other processes, takes longer than any of these statements.
      const [row] = await tx.query<{ state: string | null }>(
        `select (select concat_ws(' ', holder, changes) from search_origin where origin = '') as state,
           set_config('statement_timeout', $1, true), set_config('jit', 'off', true),
           set_config('max_parallel_workers_per_gather', '0', true), set_config('enable_seqscan', $2, true)`,
        [String(TIMEOUT_MS), avoidsScans(query) ? 'off' : 'on'],
      );
      const state = row?.state ?? '';
      const known = query.values === 0 ? undefined : counts.get(query, state);
      const asked = known === undefined ? query : { ...query, values: 0 };
      const { sql, params } = searchStatement(asked);
      const result = resultOf(await tx.query<Row>(sql, params), asked);
      if (known !== undefined) return { ...result, ...known };
      if (query.values > 0) counts.keep(query, state, result);
      return result;
    });
  } catch (error) {
    if ((error as { code?: string }).code !== QUERY_CANCELED) throw error;
    throw new SearchTooDear('This search takes too long. Add a word or a filter.', { cause: error });
  }
}

/** As searchStatement says: a hit, a value, or the number of all. */
type Row =
  | { shown: Shown; origin: string; datestamp: Date; deleted: boolean; facet: null }
  | { shown: null; facet: string; value: string; count: number }
  | { shown: null; facet: null; count: number };

function resultOf(rows: Row[], { values }: SearchQuery): SearchResult {
  const result: SearchResult = { hits: [], total: values === 0 ? null : 0, facets: [] };
  for (const row of rows) {
    if (row.shown !== null) {
      const { shown, origin, datestamp, deleted } = row;
      result.hits.push({ ...shown, origin, datestamp: utcSeconds(datestamp), deleted });
    } else if (row.facet !== null) {
      result.facets.push({ facet: row.facet, value: row.value, count: row.count });
    } else result.total = row.count;
  }
  return result;
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
