/**
 * What EPN-TAP tables are about, asked of the tables themselves: one IVOA record stands for hundreds of SPASE ones, and
 * only the content tells which (overlap.md). One record for each table.
 *
 * A record is written as a small VOResource of type vs:CatalogResource, so that all that reads records reads it too. Its
 * identifier is no ivoid but the service and the table, `https://host/tap#schema.epn_core`: the ivoid is in the registry's
 * own record, which has the same accessURL and table.
 */
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ExchangeFault } from '../net/fault.ts';
import type { PoliteOptions } from '../net/polite.ts';
import { withoutSlashAtEnd } from '../resource/address.ts';
import { RI, VS, XSI } from '../resource/namespaces.ts';
import { tag, writeDocument } from '../xml/write.ts';
import type { Deviation, ListRequest, Source, SourceEnd, SourceList, SourcePart } from './source.ts';
import type { EpnDeviation } from './spase-deviations.ts';
import { epnTables, isTableName, type TapService, tapQuery } from './tap.ts';
import { TapFault } from './tap-table.ts';

export interface EpnTapOptions {
  id: string;
  /** Base of the TAP service, without `/sync`; after a `#` the tables, separated by commas: all of them without it. */
  url: string;
  polite: PoliteOptions;
  /** DATA_DIR: what was asked is kept in `sources/epn-<id>` below it. */
  dataDir: string;
  /** A table is not asked again before so many milliseconds. */
  maxAgeMs: number;
}

export const EPN_MAX_AGE_MS = 7 * 24 * 3_600_000;

/** Distinct values asked for of each column. AMDA has about 1,000 datasets in one table. */
const MOST_VALUES = 2_000;

/** Columns of which the distinct values tell what a table is about (EPN-TAP 2.0 §2.1). */
const COLUMNS = ['granule_gid', 'instrument_host_name', 'instrument_name', 'target_name'] as const;
type Column = (typeof COLUMNS)[number];

/** What a table holds. */
export interface EpnContent {
  table: string;
  rows: number;
  values: Record<Column, string[]>;
  /** Julian days, as EPN-TAP has them; null if the table has no times. */
  timeMin: number | null;
  timeMax: number | null;
}

/** A source that lists the EPN-TAP tables of a service. */
export function epnTapSource(options: EpnTapOptions): Source {
  return { id: options.id, model: 'vor', list: (request) => list(options, request), async close() {} };
}

async function* list(options: EpnTapOptions, { signal }: ListRequest): SourceList {
  const [base = '', named] = options.url.split('#');
  const service: TapService = { url: withoutSlashAtEnd(base), polite: options.polite, signal };
  try {
    const tables =
      named === undefined ? await epnTables(service) : named.split(',').map((name) => name.trim());
    for (const table of tables) yield await partOf(options, service, table);
    return { complete: true, reason: null, reached: null, announced: tables.length } satisfies SourceEnd;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ExchangeFault) && !(error instanceof TapFault)) throw error;
    return { complete: false, reason: error.message, reached: null, announced: null };
  }
}

/** One table; what it refuses to tell is a quarantined record, and what nobody tells ends the list. */
async function partOf(options: EpnTapOptions, service: TapService, table: string): Promise<SourcePart> {
  const id = `${service.url}#${table}`;
  const deviations: Deviation[] = [];
  const part = { records: [], quarantined: [], deviations, transferred: 0, cursor: null };
  const file = join(
    options.dataDir,
    'sources',
    `epn-${encodeURIComponent(options.id)}`,
    `${encodeURIComponent(table)}.xml`,
  );
  try {
    const kept = await keptFor(file, options);
    const bytes = kept ?? epnRecord(service.url, await askContent(service, table, deviations));
    if (kept === null && deviations.length === 0) await keep(file, bytes);
    const record = { id, datestamp: null, deleted: false, setSpecs: [], bytes, path: null, blob: null };
    return { ...part, records: [record], transferred: kept === null ? bytes.length : 0 };
  } catch (error) {
    if (!(error instanceof TapFault)) throw error;
    return { ...part, quarantined: [{ id, path: null, reason: error.message, bytes: Buffer.alloc(0) }] };
  }
}

/** What a table holds. @throws TapFault, ExchangeFault */
export async function askContent(
  service: TapService,
  table: string,
  deviations: Deviation[],
): Promise<EpnContent> {
  if (!isTableName(table))
    throw new TapFault('query', `"${table.slice(0, 100)}" is no name of a table, schema.epn_core.`);
  const note = (code: EpnDeviation, example: string) => deviations.push({ code, count: 1, example });
  const times = await tapQuery(
    service,
    `SELECT COUNT(*) AS n, MIN(time_min) AS t_first, MAX(time_max) AS t_last FROM ${table}`,
    1,
  );
  const [rows = null, timeMin = null, timeMax = null] = (times.rows[0] ?? []).map(finite);
  if (rows === null) throw new TapFault('answer', `The service does not tell how many rows ${table} has.`);
  const values: Partial<EpnContent['values']> = {};
  for (const column of COLUMNS) {
    try {
      values[column] = await distinct(service, table, column, note);
    } catch (error) {
      if (!(error instanceof TapFault) || error.kind !== 'query') throw error;
      note('epn-column', `${table}, ${column}: ${error.message}`);
      values[column] = [];
    }
  }
  return { table, rows, values: values as EpnContent['values'], timeMin, timeMax };
}

async function distinct(
  service: TapService,
  table: string,
  column: Column,
  note: (code: EpnDeviation, example: string) => void,
): Promise<string[]> {
  const query = `SELECT DISTINCT TOP ${MOST_VALUES + 1} ${column} FROM ${table}`;
  const answer = await tapQuery(service, query, MOST_VALUES + 1);
  if (answer.rows.length > MOST_VALUES || answer.overflow) note('epn-many', `${table}, ${column}`);
  // Several in one value are separated by # (EPN-TAP 2.0 §2.2); a granule_gid is one.
  const all = answer.rows
    .slice(0, MOST_VALUES)
    .flatMap(([value = '']) => (column === 'granule_gid' ? [value] : value.split('#')));
  return [
    ...new Set(all.map((value) => value.trim().replace(/\s+/g, ' ')).filter((value) => value !== '')),
  ].sort();
}

function finite(value: string): number | null {
  const number = value === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : null;
}

const MJD_OF_JD = 2_400_000.5;

/** The record of a table (see above). `granuleGid` is no element of VOResource: vor-fields.ts reads it as `granules`. */
export function epnRecord(url: string, { table, rows, values, timeMin, timeMax }: EpnContent): Buffer {
  const each = (name: string, of: string[]) => of.map((value) => tag(name, {}, value));
  const schema = table.slice(0, table.lastIndexOf('.'));
  const times =
    timeMin === null && timeMax === null
      ? []
      : [tag('temporal', {}, `${mjd(timeMin, '-Inf')} ${mjd(timeMax, '+Inf')}`)];
  return writeDocument(
    tag(
      'ri:Resource',
      {
        ...{ 'xmlns:ri': RI, 'xmlns:vs': VS, 'xmlns:xsi': XSI },
        ...{ 'xsi:type': 'vs:CatalogResource', status: 'active' },
      },
      tag('title', {}, table),
      tag('identifier', {}, `${url}#${table}`),
      tag('content', {}, ...each('subject', values.target_name)),
      ...each('granuleGid', values.granule_gid),
      tag(
        'capability',
        { standardID: 'ivo://ivoa.net/std/TAP#aux' },
        tag('interface', { 'xsi:type': 'vs:ParamHTTP', role: 'std' }, tag('accessURL', { use: 'base' }, url)),
      ),
      ...each('facility', values.instrument_host_name),
      ...each('instrument', values.instrument_name),
      tag('coverage', {}, ...times),
      tag(
        'tableset',
        {},
        tag(
          'schema',
          {},
          tag('name', {}, schema),
          tag('table', {}, tag('name', {}, table), tag('nrows', {}, String(rows))),
        ),
      ),
    ),
  );
}

function mjd(jd: number | null, open: string): string {
  return jd === null ? open : String(jd - MJD_OF_JD);
}

async function keptFor(file: string, { maxAgeMs, polite }: EpnTapOptions): Promise<Buffer | null> {
  try {
    const { mtimeMs } = await stat(file);
    return polite.clock.now() - mtimeMs < maxAgeMs ? await readFile(file) : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function keep(file: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, bytes);
  await rename(`${file}.new`, file);
}
