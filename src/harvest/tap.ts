/** Small synchronous queries of a TAP service (TAP 1.1 §2.7.3), each bounded in rows, bytes and time. */

import { readWhole } from '../net/body.ts';
import type { Reply } from '../net/exchange.ts';
import { ExchangeFault } from '../net/fault.ts';
import { askPolitely, type PoliteOptions } from '../net/polite.ts';
import { readTapTable, TapFault, type TapTable } from './tap-table.ts';

export interface TapService {
  /** The base, without `/sync` and without a slash at its end. */
  url: string;
  polite: PoliteOptions;
  signal: AbortSignal;
}

const MAX_BYTES = 16 * 1024 * 1024;

/**
 * First asked for: DaCHS, for one, sends BINARY2 for plain `votable`. Then CSV, which TAP only recommends.
 * FORMAT is what TAP 1.0 has for RESPONSEFORMAT; services take one or both.
 */
const FORMATS = ['application/x-votable+xml;serialization=tabledata', 'csv'];

/**
 * The rows that a query selects, at most `most`.
 * @throws TapFault if the service refuses the query or its answer is no table; ExchangeFault; the signal's reason
 */
export async function tapQuery(service: TapService, query: string, most: number): Promise<TapTable> {
  let first: TapFault | null = null;
  for (const format of FORMATS) {
    try {
      return await asked(service, query, most, format);
    } catch (error) {
      if (!(error instanceof TapFault) || error.kind === 'answer') throw error;
      first ??= error;
    }
  }
  throw first ?? new TapFault('answer', 'The service was not asked.');
}

async function asked(
  { url, polite, signal }: TapService,
  query: string,
  most: number,
  format: string,
): Promise<TapTable> {
  const form = new URLSearchParams({
    ...{ REQUEST: 'doQuery', LANG: 'ADQL', QUERY: query, MAXREC: String(most) },
    ...{ FORMAT: format, RESPONSEFORMAT: format },
  }).toString();
  const accept = 'application/x-votable+xml, text/csv, */*;q=0.1';
  const reply = await askPolitely({ url: `${url}/sync`, form, accept, signal }, polite);
  const bytes = await wholeBody(reply);
  if (reply.status >= 200 && reply.status <= 299) return readTapTable(bytes);
  throw new TapFault('query', saidIn(bytes) ?? `The service answers with HTTP ${reply.status}.`);
}

async function wholeBody({ body, url }: Reply): Promise<Buffer> {
  const { bytes, isCut } = await readWhole(body, MAX_BYTES);
  if (isCut) throw new ExchangeFault('too-large', url, `its answer has more than ${MAX_BYTES} bytes`);
  return bytes;
}

/** What an error document says (a VOTable, TAP 1.1 §3.3); null if it is none. */
function saidIn(bytes: Buffer): string | null {
  try {
    readTapTable(bytes);
    return null;
  } catch (error) {
    if (!(error instanceof TapFault)) throw error;
    return error.kind === 'query' ? error.message : null;
  }
}

/** `schema.table`, or with a catalogue before it: nothing else gets into a query. */
export function isTableName(name: string): boolean {
  return name.length <= 200 && /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){1,2}$/.test(name);
}

const MOST_TABLES = 1_000;

/** Names of the EPN-TAP tables of a service, sorted (EPN-TAP 2.0 §4: `<schema>.epn_core`). Throws as tapQuery. */
export async function epnTables(service: TapService): Promise<string[]> {
  const query = "SELECT table_name FROM TAP_SCHEMA.tables WHERE table_name LIKE '%epn_core'";
  const { rows } = await tapQuery(service, query, MOST_TABLES);
  const names = rows.map(([name = '']) => name.replaceAll('"', ''));
  return [...new Set(names.filter((name) => isTableName(name) && /(^|\.)epn_core$/i.test(name)))].sort();
}
