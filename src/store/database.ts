/**
 * The seam between voreg and its database: what the rest of the program may ask of PostgreSQL or PGlite.
 * Not for: SQL about records (published.ts), the drivers (postgres.ts, pglite.ts).
 */

/** Anything that runs one parameterised statement: a database, or a transaction in it. */
export interface Queryable {
  /**
   * Runs one statement with `$1…` parameters.
   * Rows come as plain objects: bigint as number, bytea as Buffer, timestamptz as Date (or ±Infinity), json as value,
   * arrays (of one dimension) as arrays; types.ts lists them all, and any other type is refused: cast it.
   * Parameters: null, boolean, number, string, Buffer, Date, arrays of these for `$1::text[]`; json as a string.
   * Throws the driver's error (`code` is the SQLSTATE), or {@link DatabaseAway} when there was no connection, or it broke:
   * then a statement that writes may or may not have been carried out.
   */
  query<Row = Record<string, unknown>>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
}

/** How busy the connections are. */
export interface Connections {
  open: number;
  /** Of those open, the ones at work. */
  inUse: number;
  /** Statements that wait for one. */
  waiting: number;
  /** Open at most. */
  most: number;
}

export interface Database extends Queryable {
  readonly kind: 'postgres' | 'pglite';
  /** Costs nothing: the database is not asked. The embedded one has a single connection, always open. */
  connections(): Connections;
  /** Runs several statements without parameters (a migration): all or nothing, unless it says BEGIN itself. */
  script(sql: string): Promise<void>;
  /**
   * BEGIN, work, COMMIT; ROLLBACK when `work` throws, or when a statement in it failed (even if `work` caught that: the
   * first such error is thrown). Inside, only `tx` may be used; another use of the database there is an error.
   * `rows`: how many rows one statement may have to do with, if they are many; it may take the longer.
   */
  transaction<T>(work: (tx: Queryable) => Promise<T>, rows?: number): Promise<T>;
  /**
   * Runs `work` while nobody else (in this process, or in another one on the same database) holds `name`.
   * Waits for its turn, which may take hours; `signal` ends the waiting, with its reason, but not the work. Only saves work; nothing may rely on it for correctness (design: the ledger's guard does that).
   */
  exclusively<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /**
   * Calls `onNotice` with the payload of each `NOTIFY channel`, and with null when some may have been missed: at first, and
   * after each loss of the connection, which it makes again by itself. The embedded database has nobody else to hear
   * from and never calls. Returns what ends it. Only a hint; `channel` is an SQL identifier.
   */
  listen(channel: string, onNotice: (payload: string | null) => void): () => Promise<void>;
  close(): Promise<void>;
}

/** There is no database to talk to just now: not reachable, shutting down, out of connections. */
export class DatabaseAway extends Error {
  override name: string = 'DatabaseAway';
}

/** It is there, but not for us: a wrong password, no such database. Waiting does not mend that. `code` is the SQLSTATE. */
export class DatabaseRefused extends DatabaseAway {
  override name = 'DatabaseRefused';
  readonly code: string;

  constructor(message: string, cause: unknown, code: string) {
    super(message, { cause });
    this.code = code;
  }
}

/** It will not come back while this process lives: the embedded database's thread has ended. */
export class DatabaseGone extends DatabaseAway {
  override name = 'DatabaseGone';
}
