/** What an error of pg means to us: not there just now, not to be had at all, or a fault of the statement. */
import pg from 'pg';
import { DatabaseAway, DatabaseRefused } from './database.ts';

/** SQLSTATEs that mean: not now, not on this server. Class 08 (connection exception) is added by {@link isAway}. */
const AWAY = new Set([
  '25006', // read_only_sql_transaction: a fail-over has made this server a standby
  '53300', // too_many_connections
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now: starting up
  '57P05', // idle_session_timeout
]);

/** What a server says to a login that it will not take later either, with what to do about it. */
const REFUSED: Record<string, string> = {
  '28000': 'Correct the user in DATABASE_URL, or what pg_hba.conf says of it',
  '28P01': 'Correct user and password in DATABASE_URL',
  '3D000': 'Create it (createdb), or correct its name in DATABASE_URL',
  '42501': 'Give the user the right to connect (GRANT CONNECT), or correct DATABASE_URL',
};

/** Errors after which the connection itself is fine, but what is prepared on it is not: a schema changed, a pooler. */
const STALE_STATEMENT = new Set(['0A000', '26000', '42P05']);

/** The socket's own errors while a statement is running, and pg's sentences for them, which carry no code. */
const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
]);
const SENTENCES =
  /^(Connection terminated|Query read timeout|timeout exceeded|timeout expired|Client (has encountered a connection error|was closed)|Cannot use a pool after)/;
/** pg's own refusal when the server asks for a password and there is none, or it does not match. */
const PASSWORD = /^SASL: |password must be a/i;

/** An error of a statement: DatabaseAway if the connection broke, otherwise as it is. `where` is for people. */
export function statementError(error: unknown, where: string): unknown {
  return isAway(error) ? away(error, where) : error;
}

/** Why there is no connection: DatabaseRefused if waiting does not help, DatabaseAway otherwise. */
export function connectError(error: unknown, where: string): unknown {
  if (error instanceof DatabaseAway) return error;
  const code = codeOf(error) ?? '';
  const isServers = error instanceof pg.DatabaseError;
  if (isServers && isAway(error)) return away(error, where);
  const remedy = isServers
    ? REFUSED[code]
    : error instanceof Error && PASSWORD.test(error.message)
      ? REFUSED['28P01']
      : undefined;
  if (remedy !== undefined) {
    return new DatabaseRefused(`PostgreSQL ${where} refuses: ${reasonOf(error)}. ${remedy}.`, error, code);
  }
  // Whatever else a server says to a login (it accepts no connections just now) is not about the statement.
  return away(error, where);
}

/** Whether what is prepared on a connection, or the connection itself, can be used no more. */
export function spoilsConnection(error: unknown): boolean {
  return error instanceof DatabaseAway || STALE_STATEMENT.has(codeOf(error) ?? '');
}

/** lock_not_available: `lock_timeout` is over. The connection is as good as before. */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === '55P03';
}

/** For messages: never the password, nor anything else of the URL. */
export function describeServer(databaseUrl: string): string {
  const { host, port, database } = new pg.Client({ connectionString: databaseUrl });
  return `at ${host}:${port}, database "${database ?? ''}"`;
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function isAway(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  if (error instanceof pg.DatabaseError) return AWAY.has(code) || code.startsWith('08');
  return SOCKET.has(code) || (error instanceof Error && SENTENCES.test(error.message));
}

function away(error: unknown, where: string): DatabaseAway {
  if (error instanceof DatabaseAway) return error;
  return new DatabaseAway(`No connection to PostgreSQL ${where} (DATABASE_URL): ${reasonOf(error)}.`, {
    cause: error,
  });
}

function reasonOf(error: unknown): string {
  // A host name with several addresses fails with an AggregateError, whose own message is empty.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message || (codeOf(first) ?? 'no reason given') : String(first);
}
