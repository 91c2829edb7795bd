/**
 * Clean databases for tests: every suite runs on PGlite, and on PostgreSQL too when TEST_DATABASE_URL is set.
 * Each test gets a schema of its own (3 ms) in a database that the tests of a file share.
 */
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { Mutex } from '../../src/store/mutex.ts';
import { openPglite } from '../../src/store/pglite.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { refuseInsideTransaction } from '../../src/store/transaction.ts';

/** A database's clock, set by hand: what `now()` says in all statements of the program. */
export interface Clock {
  /** Not inside a transaction: PGlite has one connection, and it would wait for itself. */
  set(to: Date): Promise<void>;
}

export interface TestDatabase {
  /** Empty: no tables. */
  database: Database;
  /** The same data as another process sees them: a pool of its own on PostgreSQL; on PGlite the one connection there is. */
  another(): Database;
  /** Removes everything. Happens at the end of the test anyhow; for loops that open many. */
  close(): Promise<void>;
}

export interface OpenTestDatabase {
  (): Promise<TestDatabase>;
  /**
   * The clock stands at the given time until it is set. As with the real `now()`, it does not move within a transaction.
   * Only for SQL that says `now()` unqualified.
   */
  (options: { clock: Date }): Promise<TestDatabase & { clock: Clock }>;
}

/** Where schemas are made: `view` opens the data as seen with a search_path. */
interface Server {
  admin: Database;
  view(searchPath: string): Database;
  close(): Promise<void>;
}

/** Runs `suite` once for each database there is. `open` is to be called inside a test. */
export function eachDatabase(
  subject: string,
  suite: (open: OpenTestDatabase, kind: Database['kind']) => void,
): void {
  const url = process.env.TEST_DATABASE_URL;
  onServer(`${subject} (PGlite)`, 'pglite', startPglite, suite);
  // Not collected at all without a server; test/helpers/announce.ts says so, once for the whole run.
  if (url) onServer(`${subject} (PostgreSQL)`, 'postgres', () => startPostgres(url), suite);
}

function onServer(
  title: string,
  kind: Database['kind'],
  start: () => Promise<Server>,
  suite: (open: OpenTestDatabase, kind: Database['kind']) => void,
): void {
  describe(title, () => {
    let server: Server;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server.close());
    suite(((options?: { clock: Date }) => openSchema(server, options?.clock)) as OpenTestDatabase, kind);
  });
}

let schemas = 0;

async function openSchema(server: Server, start: Date | undefined): Promise<TestDatabase & { clock: Clock }> {
  schemas += 1;
  const schema = `test_${process.pid}_${schemas}_${Date.now()}`;
  await server.admin.script(`create schema ${schema}`);
  if (start !== undefined) await makeClock(server.admin, schema, start);
  // PostgreSQL looks into pg_catalog first unless it is named: naming it last puts our now() before the real one.
  const searchPath = `${schema}, pg_catalog`;
  const views: Database[] = [];
  const view = (): Database => {
    const opened = server.view(searchPath);
    views.push(opened);
    return opened;
  };
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      await Promise.all(views.map((opened) => opened.close()));
      await server.admin.script(`set client_min_messages = warning; drop schema ${schema} cascade`);
    })();
    return closing;
  };
  onTestFinished(close);
  const clock: Clock = {
    async set(to) {
      await server.admin.query(`update ${schema}.clock set stands_at = $1`, [to]);
    },
  };
  return { database: view(), another: view, close, clock };
}

export async function makeClock(admin: Database, schema: string, start: Date): Promise<void> {
  await admin.script(`
    create table ${schema}.clock (stands_at timestamptz not null);
    insert into ${schema}.clock values ('${start.toISOString()}');
    create function ${schema}.now() returns timestamptz language plpgsql as $$
      declare seen text := current_setting('voreg.transaction_now', true);
      begin
        if coalesce(seen, '') = '' then
          select stands_at::text into seen from ${schema}.clock;
          perform set_config('voreg.transaction_now', seen, true);
        end if;
        return seen::timestamptz;
      end $$`);
}

async function startPostgres(databaseUrl: string): Promise<Server> {
  const admin = openPostgres({ databaseUrl, connections: 2 });
  return {
    admin,
    view: (searchPath) => openPostgres({ databaseUrl, searchPath, connections: 5 }),
    close: () => admin.close(),
  };
}

/** One connection for all views: each sets its search_path before it has its turn. */
async function startPglite(): Promise<Server> {
  const shared = await openPglite({ directory: null });
  const turns = new Mutex();
  let current = '';
  const view = (searchPath: string): Database => {
    const withPath = <T>(work: () => Promise<T>): Promise<T> => {
      refuseInsideTransaction(shared);
      return turns.run(async () => {
        if (current !== searchPath) {
          await shared.query(`select set_config('search_path', $1, false)`, [searchPath]);
          current = searchPath;
        }
        return work();
      });
    };
    return {
      kind: 'pglite',
      connections: () => shared.connections(),
      query: async (sql, params) => withPath(() => shared.query(sql, params)),
      script: async (sql) => withPath(() => shared.script(sql)),
      transaction: async (work) => withPath(() => shared.transaction(work)),
      exclusively: (name, work, signal) => shared.exclusively(`${searchPath} ${name}`, work, signal),
      listen: (channel, onNotice) => shared.listen(channel, onNotice),
      close: async () => undefined,
    };
  };
  return { admin: view('public'), view, close: () => shared.close() };
}
