/** A TAP service on this machine with tables in memory: it knows the queries that voreg asks, and no others. */
import type { IncomingMessage } from 'node:http';
import { openCircuit } from '../../src/net/circuit.ts';
import { EXCHANGE_LIMITS, openClient } from '../../src/net/exchange.ts';
import { openHosts } from '../../src/net/hosts.ts';
import { PATIENCE, type PoliteOptions } from '../../src/net/polite.ts';
import { serve } from '../net/server.ts';
import { fakeClock } from './clock.ts';

export type FakeRow = Record<string, string | number | null>;

export interface FakeTap {
  /** Base address. */
  url: string;
  /** Table → rows; a column that no row has does not exist. */
  tables: Record<string, FakeRow[]>;
  /** What it sends for a VOTable; `csv` it sends when asked for it, unless null. */
  votable: 'tabledata' | 'binary2' | null;
  csv: boolean;
  /** Instead of an answer: this status with this body. */
  broken: { status: number; body: string } | null;
  /** Rows it sends at most, whatever it is asked for. */
  most: number;
  /** Queries so far. */
  asked: string[];
}

export async function fakeTap(tables: FakeTap['tables']): Promise<FakeTap> {
  const tap: FakeTap = {
    url: '',
    tables,
    votable: 'tabledata',
    csv: true,
    broken: null,
    most: 20_000,
    asked: [],
  };
  const root = await serve(async (request, reply) => {
    const form = new URLSearchParams(await bodyOf(request));
    const query = form.get('QUERY') ?? '';
    tap.asked.push(query);
    const { status, body } =
      request.method !== 'POST' || request.url !== '/tap/sync'
        ? { status: 404, body: 'nothing here' }
        : (tap.broken ?? answer(tap, query, form.get('FORMAT') ?? '', Number(form.get('MAXREC'))));
    reply.writeHead(status).end(body);
  });
  tap.url = `${root}/tap`;
  return tap;
}

/** To ask it with: waits take no time. */
export function politeToAll(): PoliteOptions {
  const clock = fakeClock(Date.now());
  const client = openClient({
    userAgent: 'voreg-test',
    from: null,
    allowPrivate: true,
    limits: EXCHANGE_LIMITS,
  });
  return {
    client,
    hosts: openHosts({ concurrency: 2, delayMs: 0 }, clock),
    circuit: openCircuit(),
    patience: PATIENCE,
    clock,
    deadline: Number.POSITIVE_INFINITY,
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function answer(tap: FakeTap, query: string, format: string, most: number): { status: number; body: string } {
  const rows = rowsOf(tap.tables, query);
  if (typeof rows === 'string')
    return { status: 400, body: votable(`<INFO name="QUERY_STATUS" value="ERROR">${rows}</INFO>`) };
  const cut = rows.slice(0, Math.min(most, tap.most));
  // A result without rows has its columns all the same.
  const columns = Object.keys(rows[0] ?? tap.tables['rr.resource']?.[0] ?? {});
  if (format === 'csv') {
    const line = (values: unknown[]) =>
      values
        .map((value) =>
          /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : (value ?? ''),
        )
        .join(',');
    return tap.csv
      ? {
          status: 200,
          body: `${[columns, ...cut.map((row) => Object.values(row))].map(line).join('\r\n')}\r\n`,
        }
      : { status: 400, body: 'no csv here' };
  }
  if (tap.votable === null)
    return { status: 400, body: votable('<INFO name="QUERY_STATUS" value="ERROR">bad format</INFO>') };
  const fields = columns.map((name) => `<FIELD name="${name}" datatype="char" arraysize="*"/>`).join('');
  const cells = cut.map(
    (row) =>
      `<TR>${Object.values(row)
        .map((value) => `<TD>${value ?? ''}</TD>`)
        .join('')}</TR>`,
  );
  const data =
    tap.votable === 'tabledata'
      ? `<TABLEDATA>${cells.join('')}</TABLEDATA>`
      : '<BINARY2><STREAM encoding="base64">AA==</STREAM></BINARY2>';
  const overflow = rows.length > cut.length ? '<INFO name="QUERY_STATUS" value="OVERFLOW"/>' : '';
  return {
    status: 200,
    body: votable(
      `<INFO name="QUERY_STATUS" value="OK"/><TABLE>${fields}<DATA>${data}</DATA></TABLE>${overflow}`,
    ),
  };
}

function votable(results: string): string {
  return `<?xml version="1.0"?><VOTABLE version="1.3" xmlns="http://www.ivoa.net/xml/VOTable/v1.3"><RESOURCE type="results">${results}</RESOURCE></VOTABLE>`;
}

/** The rows, or what is wrong with the query. */
function rowsOf(tables: FakeTap['tables'], query: string): FakeRow[] | string {
  if (/^SELECT table_name FROM TAP_SCHEMA\.tables WHERE table_name LIKE '%epn_core'$/.test(query))
    return Object.keys(tables).map((table_name) => ({ table_name }));
  const regtap = regtapRows(tables, query);
  if (regtap !== null) return regtap;
  const [, name = '', rest = ''] = /^SELECT .* FROM (\S+)(.*)$/.exec(query) ?? [];
  const rows = tables[name];
  if (rows === undefined || rest !== '') return `no table ${name}`;
  const [, top, column = ''] = /^SELECT DISTINCT TOP (\d+) (\w+) FROM/.exec(query) ?? [];
  if (top !== undefined) {
    if (!rows.some((row) => column in row)) return `no column ${column}`;
    return [...new Set(rows.map((row) => row[column] ?? null))]
      .slice(0, Number(top))
      .map((value) => ({ [column]: value }));
  }
  if (!/^SELECT COUNT\(\*\) AS n, MIN\(time_min\) AS t_first, MAX\(time_max\) AS t_last FROM/.test(query))
    return 'syntax error';
  const times = (column: string) =>
    rows.map((row) => row[column]).filter((value) => typeof value === 'number');
  const [first, last] = [times('time_min'), times('time_max')];
  return [
    {
      N: rows.length,
      T_FIRST: first.length > 0 ? Math.min(...first) : null,
      T_LAST: last.length > 0 ? Math.max(...last) : null,
    },
  ];
}

const REGTAP =
  /^SELECT TOP (\d+) ivoid, updated, harvested_from FROM rr\.resource WHERE (?:\(ivoid = '([^']*)' OR ivoid LIKE '([^']*)'\)|ivoid = '([^']*)')(?: AND ivoid > '([^']*)')? ORDER BY ivoid$/;

/** Rows of rr.resource as `voreg visible` asks for them; null for other queries. */
function regtapRows(tables: FakeTap['tables'], query: string): FakeRow[] | null {
  const [, top, authority, like, one, after = ''] = REGTAP.exec(query.replaceAll("''", '\u2019')) ?? [];
  const rows = tables['rr.resource'];
  if (top === undefined || rows === undefined) return null;
  const pattern = new RegExp(
    `^${(like ?? '')
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replaceAll('_', '.')
      .replaceAll('%', '.*')}$`,
  );
  const ivoidOf = (row: FakeRow) => String(row.ivoid).replaceAll("'", '\u2019');
  return rows
    .filter((row) =>
      one === undefined ? ivoidOf(row) === authority || pattern.test(ivoidOf(row)) : ivoidOf(row) === one,
    )
    .filter((row) => ivoidOf(row) > after)
    .sort((a, b) => (ivoidOf(a) < ivoidOf(b) ? -1 : 1))
    .slice(0, Number(top));
}
