/** The rows of a TAP answer: VOTable 1.3 in its TABLEDATA form (§5.1), or CSV (RFC 4180). Strict, and bounded. */
import { attribute, type Element } from '../resource/element.ts';
import { each } from '../resource/field-values.ts';
import { cellsOf, queryError, resultsOf, statusesOf } from '../resource/votable.ts';
import { decodeAnyway } from '../xml/decode.ts';
import { parseXml, XmlFault } from '../xml/tree.ts';

export interface TapTable {
  /** Column names in lower case: services write `TIME_MIN` and `time_min`. */
  columns: string[];
  /** '' for null. All have as many values as there are columns. */
  rows: string[][];
  /** The service cut the answer (QUERY_STATUS OVERFLOW). */
  overflow: boolean;
}

/** The answer is no table that is read here; the message is a sentence. */
export class TapFault extends Error {
  override name = 'TapFault';
  /** query: the service refuses it, another may do. serialization: as `query`, for the format. answer: it cannot be read. */
  readonly kind: 'query' | 'serialization' | 'answer';
  constructor(kind: TapFault['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

const MAX_ROWS = 20_000;
const MAX_COLUMNS = 200;

/** The table of an answer, by what the bytes are, not by what their Content-Type says. @throws TapFault */
export function readTapTable(bytes: Buffer): TapTable {
  const written = decodeAnyway(bytes).text;
  const table = /^\s*</.test(written) ? readVoTable(written) : readCsv(written);
  if (table.columns.length > MAX_COLUMNS || table.rows.length > MAX_ROWS)
    throw new TapFault(
      'answer',
      `The answer has ${table.rows.length} rows and ${table.columns.length} columns, which nobody asked for.`,
    );
  const uneven = table.rows.findIndex((row) => row.length !== table.columns.length);
  if (uneven >= 0) {
    const values = table.rows[uneven]?.length;
    throw new TapFault(
      'answer',
      `Row ${uneven + 1} of the answer has ${values} values for ${table.columns.length} columns.`,
    );
  }
  return table;
}

function readVoTable(written: string): TapTable {
  let root: Element;
  try {
    root = parseXml(written).root;
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    throw new TapFault('answer', `The answer is not well-formed XML: ${error.message}`);
  }
  const results = resultsOf(root);
  if (results === null)
    throw new TapFault('answer', `The answer is no VOTable but a ${root.local.slice(0, 50)}.`);
  const error = queryError(results);
  if (error !== null) throw new TapFault('query', `The service says: ${error}`);
  const table = each(results, 'TABLE')[0];
  if (table === undefined) throw new TapFault('answer', 'The VOTable has no table.');
  const columns = each(table, 'FIELD').map((field) => (attribute(field, 'name') ?? '').toLowerCase());
  return { columns, rows: tableData(table), overflow: statusesOf(results).includes('OVERFLOW') };
}

function tableData(table: Element): string[][] {
  const data = each(table, 'DATA')[0];
  // A table without DATA has no rows (VOTable 1.3 §4.7).
  if (data === undefined) return [];
  const other = data.children.find((one) => ['BINARY', 'BINARY2', 'FITS', 'PARQUET'].includes(one.local));
  if (other !== undefined)
    throw new TapFault('serialization', `The VOTable is in ${other.local}; only TABLEDATA is read here.`);
  return cellsOf(table);
}

/** A field in quotes, where `""` is a quote, or one without; then what ends it. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

function readCsv(written: string): TapTable {
  const lines: string[][] = [[]];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < written.length) {
    const at = FIELD.lastIndex;
    const field = FIELD.exec(written);
    if (field === null)
      throw new TapFault('answer', `The answer is no CSV at character ${at + 1} (line ${lines.length}).`);
    const [, quoted, plain = '', end] = field;
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain.trim());
    // A comma at the very end leaves an empty field behind it.
    if (end === ',' && FIELD.lastIndex === written.length) lines.at(-1)?.push('');
    if (end !== ',' && end !== '' && FIELD.lastIndex < written.length) lines.push([]);
    if (lines.length > MAX_ROWS + 1)
      throw new TapFault('answer', `The answer has more than ${MAX_ROWS} rows.`);
  }
  const [columns = [], ...rows] = lines;
  if (columns.some((name) => !/^\w+$/.test(name)))
    throw new TapFault('answer', 'The answer is neither a VOTable nor a table in CSV.');
  return { columns: columns.map((name) => name.toLowerCase()), rows, overflow: false };
}
