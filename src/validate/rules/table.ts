/** Rules about table sets: names, types, keys, UCDs, units and how well they are described (VDS-11, 12, 14…20, 22). */
import { child, children, type Element, text } from '../../resource/element.ts';
import { adqlNameFault, nameKey, nameParts, quotedName } from '../adql-name.ts';
import type { Fault, Rule, Subject } from '../rule.ts';
import { capabilities, isTap, standardsTable, typeName } from '../standards.ts';
import { type Column, describedValues, type Table, tablesetOf } from '../tableset.ts';
import { primaryWord } from '../ucd.ts';
import { COLUMN_RULES } from './column.ts';

/** Catalogue, schema and table. */
const TABLE_PARTS = 3;
/** From which one can see what is usual in a table. */
const FEWEST_COLUMNS = 4;
/** Quantities that have a unit whenever they are numbers. */
const PHYSICAL =
  /^(pos\.(eq\.(ra|dec)|galactic\.l(on|at)|parallax|pm|distance|angdistance)|em\.(wl|freq|energy|wavenumber)|phot\.(mag|flux)|phys\.(angsize|temperature|mass|luminosity)|time\.(duration|period))(\.|$)/;
/** An error or a code of a physical quantity need have no unit. */
const DERIVED = /;(stat\.(error|snr)|arith\.|meta\.(code|id|number|note|ref))/i;
const NUMERIC = /^(short|int|long|float|double|real|integer|SMALLINT|INTEGER|BIGINT|REAL|DOUBLE)$/;

export const TABLE_RULES: Rule[] = [
  {
    id: 'VDS-11',
    severity: 'warning',
    citation: 'VODataService 1.2 §3.3.1; ADQL 2.1 §2.1',
    asks: 'Names of schemas and tables are unique in the table set, names of columns in their table, without regard to case.',
    because:
      'ADQL does not tell ra from RA. Schemas and tables with exactly equal names are refused by the schema, too.',
    *check(subject) {
      const { root } = subject;
      const { schemas, tables } = tablesetOf(root);
      const named = schemas.map((element) => ({ element, name: text(child(element, 'name')) }));
      const isCatalog = /^vs:Catalog/.test(typeName(root, ''));
      yield* repeated(subject, named, 'schema', () => isCatalog);
      yield* repeated(subject, tables, 'table', (a, b) => isCatalog || a.element.parent === b.element.parent);
      for (const table of tables) yield* repeated(subject, table.columns, 'column', () => false);
    },
  },
  {
    id: 'VDS-12',
    severity: 'warning',
    citation: 'VODataService 1.2 §3.3.2, §3.5.4; ADQL 2.1 §2.1',
    asks: 'Where tables can be queried with TAP, their names and those of their columns are ready for use in ADQL.',
    because:
      'Clients copy the name into the query: the schema and, where needed, the double quotes must be part of it.',
    example: { wrong: '<name>size</name>', right: '<name>"size"</name>' },
    *check({ root }) {
      if (!capabilities(root).some(isTap)) return;
      for (const table of tablesetOf(root).tables) {
        yield* nameFaults(table.element, table.name, TABLE_PARTS);
        yield* qualifierFaults(table);
        for (const column of table.columns) yield* nameFaults(column.element, column.name, 1);
      }
    },
  },
  ...COLUMN_RULES,
  {
    id: 'VDS-16',
    severity: 'warning',
    citation: 'VODataService 1.2 §3.3.2',
    asks: 'A foreign key leads to a table of the same table set, from and to columns that exist.',
    because: 'Clients offer joins along it.',
    example: {
      wrong: '<targetTable>lost.table</targetTable>',
      right: '<targetTable>plates.plates</targetTable>',
    },
    check: foreignKeyFaults,
  },
  {
    id: 'VDS-20',
    severity: 'info',
    citation: 'VODataService 1.2 §3.3; vocabularies/standards.json',
    asks: 'utypes have no blanks, and one that is an IVOID of the IVOA is that of a known table model.',
    because: 'Clients find EPN-TAP, ObsCore or RegTAP tables by comparing the utype.',
    example: {
      wrong: '<utype>ivo://ivoa.net/std/epntap#table2.0</utype>',
      right: '<utype>ivo://ivoa.net/std/epntap#table-2.0</utype>',
    },
    *check({ root }) {
      const { schemas, tables } = tablesetOf(root);
      const owners = [
        ...schemas,
        ...tables.map((t) => t.element),
        ...tables.flatMap((t) => children(t.element, 'foreignKey')),
      ];
      for (const owner of owners) yield* utypeFaults(child(owner, 'utype'));
      for (const { utype } of describedValues(root)) yield* utypeFaults(utype);
    },
  },
  {
    id: 'VDS-22',
    severity: 'info',
    citation: 'VODataService 1.2 §3.3, §3.5',
    asks: 'Schemas and tables have a description, columns a description, a UCD and, for a physical quantity, a unit.',
    because: 'It is what people read and what searches by column look at.',
    *check({ root }) {
      const { schemas, tables } = tablesetOf(root);
      for (const schema of schemas) {
        const name = text(child(schema, 'name'));
        if (isDescribed(schema) || isUnnamed(name)) continue;
        yield { element: schema, message: `The schema ${name} has no description.` };
      }
      for (const table of tables) {
        const rows = child(table.element, 'nrows');
        if (rows !== null && !/^\+?\d+$/.test(text(rows))) {
          const message = `nrows is "${text(rows)}". Write the number of rows, or leave it out.`;
          yield { element: rows, found: text(rows), message };
        }
        if (!isDescribed(table.element))
          yield { element: table.element, message: `The table ${table.name} has no description.` };
        const isUcdUsual = nearlyAllHaveUcd(table.columns);
        for (const column of table.columns) {
          const missing = missingParts(column, isUcdUsual);
          if (missing.length === 0) continue;
          yield {
            element: column.element,
            found: column.name,
            message: `The column ${column.name} has no ${missing.join(' and no ')}.`,
          };
        }
      }
    },
  },
];

/** `isRefused` says of two that are equal to the letter whether the schema refuses them as well. */
function* repeated<T extends { element: Element; name: string }>(
  subject: Subject,
  named: T[],
  what: string,
  isRefused: (earlier: T, later: T) => boolean,
): Generator<Fault> {
  const seen = new Map<string, T>();
  for (const one of named) {
    const { element, name } = one;
    if (name === '') continue;
    const key = nameKey(name);
    const earlier = seen.get(key);
    if (earlier === undefined) {
      seen.set(key, one);
      continue;
    }
    const message =
      earlier.name === name
        ? `There is another ${what} of the name ${name} before. Rename or remove one.`
        : `The ${what} ${name} has the same name for ADQL as ${earlier.name} before. Rename one, or put names in double quotes.`;
    const isError = earlier.name === name && isRefused(earlier, one);
    // One that was copied is one too many; of others the name is wrong.
    const isCopy = written(subject, earlier.element) === written(subject, element);
    const at = isCopy ? element : (child(element, 'name') ?? element);
    yield { element: at, found: name, message, ...(isError ? { severity: 'error' as const } : {}) };
  }
}

function written({ text: document }: Subject, { start, end }: Element): string {
  return document.slice(start, end);
}

function* nameFaults(owner: Element, name: string, mostParts: number): Generator<Fault> {
  const fault = name === '' ? null : adqlNameFault(name, mostParts);
  if (fault === null) return;
  const message = `The name ${name} ${fault}. Write ${quotedName(name, mostParts)} if that is its name in the database.`;
  yield { element: child(owner, 'name') ?? owner, found: name, message };
}

/** A schema without a real name, or the default one of PostgreSQL: its name adds nothing. */
function isUnnamed(schema: string): boolean {
  return schema === '' || /^(default|public)$/i.test(schema);
}

/** TAP wants `schema.table`. */
function* qualifierFaults({ element, name, schema }: Table): Generator<Fault> {
  const parts = nameParts(name);
  if (parts === null || parts.length > 1 || name.startsWith('"') || isUnnamed(schema)) return;
  const message = `The name ${name} lacks its schema. Write ${schema}.${name} if that is how it is queried.`;
  yield { element: child(element, 'name') ?? element, found: name, severity: 'info', message };
}

function* foreignKeyFaults({ root }: Subject): Generator<Fault> {
  const { tables } = tablesetOf(root);
  if (!tables.some((table) => child(table.element, 'foreignKey') !== null)) return;
  const byName = new Map<string, Table>();
  for (const table of tables) {
    byName.set(nameKey(table.name), table);
    if (table.schema !== '') byName.set(nameKey(`${table.schema}.${table.name}`), table);
  }
  const columnsOf = memo((table: Table) => new Set(table.columns.map((column) => nameKey(column.name))));
  for (const table of tables) {
    for (const key of children(table.element, 'foreignKey')) {
      const target = child(key, 'targetTable');
      const targetName = text(target);
      const found = byName.get(nameKey(targetName)) ?? byName.get(nameKey(`${table.schema}.${targetName}`));
      if (found === undefined) {
        const message = `There is no table ${targetName} in this table set. Correct the foreign key, or add the table.`;
        yield { element: target ?? key, found: targetName, message };
      }
      for (const pair of children(key, 'fkColumn')) {
        yield* columnFault(child(pair, 'fromColumn'), table, columnsOf);
        if (found !== undefined) yield* columnFault(child(pair, 'targetColumn'), found, columnsOf);
      }
    }
  }
}

/** Tables may be listed without their columns; then nothing can be said. */
function* columnFault(
  element: Element | null,
  table: Table,
  columnsOf: (table: Table) => Set<string>,
): Generator<Fault> {
  const name = text(element);
  if (element === null || table.columns.length === 0 || columnsOf(table).has(nameKey(name))) return;
  yield {
    element,
    found: name,
    message: `The table ${table.name} has no column ${name}. Correct the foreign key.`,
  };
}

function memo<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

function* utypeFaults(element: Element | null): Generator<Fault> {
  if (element === null) return;
  const utype = text(element);
  if (utype === '') return;
  if (/[^\x21-\x7e]/.test(utype)) {
    const message = `The utype "${utype}" has blanks or characters that no utype has. Write it as the data model does.`;
    yield { element, found: utype, message };
  } else if (/^ivo:\/\/ivoa\.net\//i.test(utype) && !isKnownModel(utype)) {
    const ids = standardsTable().dataModels.map((m) => m.id);
    const message = `"${utype}" is not the utype of a known table model. Known are ${ids.join(', ')}.`;
    yield { element, found: utype, message };
  }
}

/** Without regard to case and minor version, as clients match them; what only marks a service is no utype. */
function isKnownModel(utype: string): boolean {
  const major = (id: string) => id.toLowerCase().replace(/\.\d+$/, '');
  return standardsTable().dataModels.some((m) => major(m.id) === major(utype));
}

function isDescribed(element: Element): boolean {
  return text(child(element, 'description')) !== '';
}

/** A table in which one column is without, or one in ten: it was forgotten. */
function nearlyAllHaveUcd(columns: Column[]): boolean {
  const lacking = columns.filter(({ ucd }) => text(ucd) === '').length;
  return columns.length >= FEWEST_COLUMNS && (lacking === 1 || lacking * 10 <= columns.length);
}

/**
 * A number with a unit is a quantity, which a UCD can name; texts and flags often have none (RegTAP prescribes columns
 * without). A quantity that its UCD calls physical has a unit.
 */
function missingParts({ ucd, unit, dataType, description }: Column, isUcdUsual: boolean): string[] {
  const isNumber = NUMERIC.test(text(dataType));
  const hasUnit = text(unit) !== '';
  const lacksUnit = isNumber && !hasUnit && PHYSICAL.test(primaryWord(text(ucd))) && !DERIVED.test(text(ucd));
  const missing: string[] = [];
  if (text(description) === '') missing.push('description');
  if (((isNumber && hasUnit) || isUcdUsual) && text(ucd) === '') missing.push('UCD');
  if (lacksUnit) missing.push('unit');
  return missing;
}
