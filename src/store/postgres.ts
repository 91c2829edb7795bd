/**
 * The database on a PostgreSQL server, by pg.
 * Not for: what the values look like (types.ts), how rows are read (postgres-wire.ts).
 */
import pg from 'pg';
import { type Database, DatabaseAway, type Queryable } from './database.ts';
import { NamedMutex } from './mutex.ts';
import { connectError, describeServer, spoilsConnection, statementError } from './postgres-errors.ts';
import { listenForNotices } from './postgres-listen.ts';
import { advisoryLock, type Locking } from './postgres-lock.ts';
import { StatementNames } from './postgres-statements.ts';
import { BinaryClient, binaryTypes } from './postgres-wire.ts';
import { Reconnect } from './reconnect.ts';
import { type Run, refuseInsideTransaction, runTransaction } from './transaction.ts';

export interface PostgresOptions {
  /** `postgres://…`, everything that pg understands, TLS included. */
  databaseUrl: string;
  /** For every connection; the server's own if left out. */
  searchPath?: string | undefined;
  /** Connections at most. */
  connections?: number;
  /** How long to wait for a connection, new or free, in milliseconds. */
  connectTimeout?: number;
  /** How long one statement may take, in milliseconds. */
  statementTimeout?: number;
}

const HANG_UP_AFTER = 2_000;

/**
 * Beside statementTimeout, in a transaction over many rows. A flip of 100,000 records in two formats (300,000 rows) took
 * 73 s on two cores with load 23, its slowest statement 24 s, once more than 60 s: 0.1 to 0.2 ms for a row.
 */
const MS_FOR_A_ROW = 1;

/** A migration may rewrite a large table. */
const SCRIPT_AT_MOST = 3_600_000;

/**
 * Opens a pool; connects at the first use, so a server that is down shows there as {@link DatabaseAway}.
 *
 * How rows are read was measured (Node 20, PostgreSQL 15 on a Unix socket, two busy cores; pages of 114 rows of 8.6 kB):
 *   bytea as hexadecimal text, pg's way       200–360 MB/s, 3.0 ms of our CPU per page
 *   convert_from(…, 'UTF8'), encoded here     235 MB/s, 2.9 ms
 *   encode(…, 'base64'), decoded here         285 MB/s, 1.2 ms, and more than that on the server
 *   binary, as postgres-wire.ts does          430–650 MB/s, 1.4 ms
 * A statement is prepared from its second use on: a row by its key 8,400–13,000 per second against 5,000–6,900.
 */
export function openPostgres(options: PostgresOptions): Database {
  const {
    databaseUrl,
    searchPath,
    connections = 10,
    connectTimeout = 5000,
    statementTimeout = 60_000,
  } = options;
  const where = describeServer(databaseUrl);
  const statements = new StatementNames();
  const turns = new NamedMutex();
  const reconnect = new Reconnect();
  const Client = patientClient(reconnect);
  /** Connections outside the pool: of those who hold a lock or wait for one, and of listeners. */
  const ownClients = new Set<pg.Client>();
  const listeners = new Set<() => Promise<void>>();

  const connection: pg.ClientConfig = {
    connectionString: databaseUrl,
    connectionTimeoutMillis: connectTimeout,
    // Without these a server that vanished without a word holds a call for a quarter of an hour.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: binaryTypes,
    application_name: 'voreg',
  };
  const pool = new pg.Pool({
    ...connection,
    query_timeout: statementTimeout + connectTimeout,
    max: connections,
    Client: Client as unknown as new () => pg.ClientBase,
    onConnect: (client) => prepareSession(client, searchPath, statementTimeout),
  });
  // A connection that breaks while nobody uses it is an event without a receiver, which would end the process.
  // Nothing to do: pg has dropped it, and the next call opens another or says DatabaseAway.
  pool.on('error', () => undefined);

  const connect = async (): Promise<pg.PoolClient> => {
    try {
      return await pool.connect();
    } catch (error) {
      throw connectError(error, where);
    }
  };
  const runOn = async <Row>(
    client: pg.ClientBase,
    sql: string,
    params: readonly unknown[] = [],
    more = 0,
  ): Promise<Row[]> => {
    const statement = {
      ...(more === 0 ? {} : { query_timeout: statementTimeout + more + connectTimeout }),
      name: statements.nameOf(sql),
      text: sql,
      values: [...params],
      binary: true,
      queryMode: 'extended',
    };
    try {
      return (await client.query(statement as pg.QueryConfig)).rows as Row[];
    } catch (error) {
      throw statementError(error, where);
    }
  };
  /** Borrows a connection; one on which anything broke is closed instead of going back to the pool. */
  const withClient = async <T>(work: (run: Run) => Promise<T>, more = 0): Promise<T> => {
    const client = await connect();
    let broken = false;
    const run: Run = async (sql, params) => {
      try {
        return await runOn(client, sql, params, more);
      } catch (error) {
        broken ||= spoilsConnection(error);
        // A silent connection breaks without an event.
        if (error instanceof DatabaseAway) reconnect.doubt();
        throw error;
      }
    };
    try {
      return await work(run);
    } finally {
      client.release(broken);
    }
  };

  /** A connection outside the pool. Throws DatabaseAway. */
  const connectApart = async (options: pg.ClientConfig = {}): Promise<pg.Client> => {
    const client = new Client({ ...connection, ...options });
    ownClients.add(client);
    try {
      await client.connect();
      await prepareSession(client, searchPath, 0);
      return client;
    } catch (error) {
      await hangUpApart(client);
      throw connectError(error, where);
    }
  };
  const hangUpApart = async (client: pg.Client): Promise<void> => {
    ownClients.delete(client);
    await hangUp(client);
  };
  const locking: Locking = {
    connect: () => connectApart({ query_timeout: statementTimeout + connectTimeout }),
    hangUp: hangUpApart,
    run: runOn,
    cancel: async (backend) => {
      await database.query('select pg_cancel_backend($1)', [backend]);
    },
    statementTimeout,
  };

  const database: Database = {
    kind: 'postgres',
    connections: () => ({
      open: pool.totalCount,
      inUse: pool.totalCount - pool.idleCount,
      waiting: pool.waitingCount,
      most: connections,
    }),
    async query(sql, params) {
      refuseInsideTransaction(database);
      return withClient((run) => run(sql, params));
    },
    async script(sql) {
      refuseInsideTransaction(database);
      const client = await connect();
      // After a failure the connection is closed: the script may have left it inside a transaction.
      let failed = true;
      try {
        await client.query({ text: sql, query_timeout: SCRIPT_AT_MOST } as pg.QueryConfig);
        failed = false;
      } catch (error) {
        throw statementError(error, where);
      } finally {
        client.release(failed);
      }
    },
    async transaction(work, rows = 0) {
      refuseInsideTransaction(database);
      const more = rows * MS_FOR_A_ROW;
      if (more === 0) return withClient((run) => runTransaction(database, run, work));
      const atMost = [String(statementTimeout + more)];
      const patiently = async (tx: Queryable) => {
        await tx.query(`select set_config('statement_timeout', $1, true)`, atMost);
        return work(tx);
      };
      return withClient((run) => runTransaction(database, run, patiently), more);
    },
    async exclusively(name, work, signal) {
      refuseInsideTransaction(database);
      const locked = async () => {
        const client = await advisoryLock(locking, name, signal);
        try {
          return await work();
        } finally {
          await hangUpApart(client);
        }
      };
      return turns.run(name, locked, signal);
    },
    listen(channel, onNotice) {
      const end = listenForNotices(
        {
          connect: () => connectApart({ query_timeout: connectTimeout }),
          hangUp: hangUpApart,
          wait: () => reconnect.wait,
        },
        channel,
        onNotice,
      );
      listeners.add(end);
      return async () => {
        listeners.delete(end);
        await end();
      };
    },
    async close() {
      await Promise.all([...listeners].map((end) => end()));
      await Promise.all([...ownClients].map(hangUpApart));
      if (!pool.ending) await pool.end();
    },
  };
  return database;
}

/** Clients that connect when they may (reconnect.ts), and tell when a connection broke. */
function patientClient(reconnect: Reconnect): typeof BinaryClient {
  return class extends BinaryClient {
    constructor(config?: pg.ClientConfig) {
      super(config);
      // The call that used it gets the error; as an event without a receiver it would also end the process.
      this.on('error', () => reconnect.doubt());
    }

    override connect(): Promise<this>;
    override connect(callback: (error: Error | null) => void): void;
    override connect(callback?: (error: Error | null) => void): Promise<this> | undefined {
      const connecting = reconnect.attempt(async () => {
        await super.connect();
        return this;
      });
      // As pg-pool asks.
      if (callback === undefined) return connecting;
      connecting.then(() => callback(null), callback);
      return undefined;
    }
  };
}

/**
 * What every connection is told first. By a statement rather than as start-up parameters: those of a URL would replace
 * ours, and connection poolers refuse them. UTC, so that no statement's text of a date depends on the server's settings.
 */
async function prepareSession(
  client: pg.ClientBase,
  searchPath: string | undefined,
  statementTimeout: number,
): Promise<void> {
  await client.query(
    `select set_config('timezone', 'UTC', false), set_config('statement_timeout', $1, false),
            set_config('search_path', coalesce($2, current_setting('search_path')), false)`,
    [String(statementTimeout), searchPath ?? null],
  );
}

/** Says goodbye, but does not wait for an answer from a server that vanished. */
async function hangUp(client: pg.Client): Promise<void> {
  const giveUp = setTimeout(() => client.connection.stream.destroy(), HANG_UP_AFTER);
  await client.end();
  clearTimeout(giveUp);
}
