/** From a VOSI tables document to the tableset of a record (VOSI 1.1 §3, VODataService 1.2 §3.3). */
import { attribute, child, children, type Element, text } from '../../resource/element.ts';
import { type Tag, tag } from '../../xml/write.ts';
import { texts } from '../parts.ts';

const VOTABLE = new Set([
  ...['bit', 'boolean', 'unsignedByte', 'short', 'int', 'long', 'float', 'double'],
  ...['floatComplex', 'doubleComplex', 'char', 'unicodeChar'],
]);

interface DataType {
  type: string;
  /** `*` unless the type has a size; null: a scalar. */
  array?: '*' | 'size';
  extendedType?: string;
}

/** vs:TAPType, deprecated, as vs:VOTableType (TAP 1.0 §2.5). */
const TAP_TYPES: Record<string, DataType> = {
  BOOLEAN: { type: 'boolean' },
  SMALLINT: { type: 'short' },
  INTEGER: { type: 'int' },
  BIGINT: { type: 'long' },
  REAL: { type: 'float' },
  DOUBLE: { type: 'double' },
  TIMESTAMP: { type: 'char', array: '*', extendedType: 'timestamp' },
  CHAR: { type: 'char', array: 'size' },
  VARCHAR: { type: 'char', array: '*' },
  CLOB: { type: 'char', array: '*', extendedType: 'adql:CLOB' },
  BINARY: { type: 'unsignedByte', array: 'size' },
  VARBINARY: { type: 'unsignedByte', array: '*' },
  BLOB: { type: 'unsignedByte', array: '*', extendedType: 'adql:BLOB' },
  POINT: { type: 'char', array: '*', extendedType: 'adql:POINT' },
  REGION: { type: 'char', array: '*', extendedType: 'adql:REGION' },
};

/** Every TAP service has these, about itself: nobody looks for them in a registry. */
const OF_THE_SERVICE = /^"?(tap_schema|tap_upload)"?$/i;
const FLAGS = ['indexed', 'primary', 'nullable'];
const ARRAY = /^([0-9]+x)*[0-9]*[0-9*]$/;

/** The tableset; null if nothing of it belongs into a record. `notes` takes sentences about what was left out. */
export function copyTables(document: Element, notes: string[], withColumns = true): Tag | null {
  const schemas = new Map<string, Element>();
  for (const schema of children(document, 'schema')) {
    const name = text(child(schema, 'name'));
    if (OF_THE_SERVICE.test(name))
      notes.push(`Left out: the tables of ${name}, which are about the service.`);
    else if (name === '' || schemas.has(name)) notes.push(`Left out: a schema ${name || 'without name'}.`);
    else schemas.set(name, schema);
  }
  const tables = [...schemas.values()].flatMap((schema) => children(schema, 'table'));
  const names = new Map<string, Element>();
  for (const table of tables) {
    const name = text(child(table, 'name'));
    if (name === '' || names.has(name))
      notes.push(`Left out: a table ${name || 'without name'}, there already.`);
    else names.set(name, table);
  }
  const kept = new Set(names.values());
  const copied = [...schemas.values()].map((schema) => {
    const inside = children(schema, 'table').filter((table) => kept.has(table));
    return tag('schema', {}, ...described(schema), ...inside.map((t) => copyTable(t, names, withColumns)));
  });
  return copied.length === 0 ? null : tag('tableset', {}, ...copied);
}

function copyTable(table: Element, names: Map<string, Element>, withColumns: boolean): Tag {
  const type = attribute(table, 'type')?.trim() ?? '';
  const nrows = text(child(table, 'nrows'));
  const keys = children(table, 'foreignKey').filter((key) => names.has(text(child(key, 'targetTable'))));
  return tag(
    'table',
    type === '' ? {} : { type },
    ...described(table),
    ...(/^\d+$/.test(nrows) ? texts({ nrows }) : []),
    ...(withColumns ? children(table, 'column').map(copyColumn) : []),
    ...(withColumns ? keys.map(copyKey) : []),
  );
}

function copyColumn(column: Element): Tag {
  const std = attribute(column, 'std')?.trim();
  const flags = children(column, 'flag')
    .map(text)
    .filter((flag) => FLAGS.includes(flag));
  return tag(
    'column',
    std === 'true' || std === '1' ? { std: 'true' } : {},
    ...present(column, ['name', 'description', 'unit', 'ucd', 'utype']),
    ...copyDataType(child(column, 'dataType')),
    ...texts({ flag: [...new Set(flags)] }),
  );
}

/** As vs:VOTableType; none if the type is not known. */
function copyDataType(element: Element | null): Tag[] {
  const written = text(element);
  if (element === null || written === '') return [];
  if (!VOTABLE.has(written)) return tapType(element, TAP_TYPES[written.toUpperCase().replace(/\(.*$/, '')]);
  const shape = attribute(element, 'arraysize')?.trim() ?? '';
  const extended = attribute(element, 'extendedType')?.trim() ?? '';
  const schema = attribute(element, 'extendedSchema')?.trim() ?? '';
  const attributes = {
    'xsi:type': 'vs:VOTableType',
    // "1" is how some services write a scalar (rule VDS-14).
    ...(ARRAY.test(shape) && shape !== '1' ? { arraysize: shape } : {}),
    ...(extended === '' ? {} : { extendedType: extended }),
    ...(schema === '' ? {} : { extendedSchema: schema }),
  };
  return [tag('dataType', attributes, written)];
}

function tapType(element: Element, known: DataType | undefined): Tag[] {
  if (known === undefined) return [];
  const size = attribute(element, 'size')?.trim() ?? '';
  const arraysize = known.array === 'size' && /^[1-9]\d*$/.test(size) ? size : '*';
  const attributes = {
    'xsi:type': 'vs:VOTableType',
    ...(known.array === undefined ? {} : { arraysize }),
    ...(known.extendedType === undefined ? {} : { extendedType: known.extendedType }),
  };
  return [tag('dataType', attributes, known.type)];
}

function copyKey(key: Element): Tag {
  const pairs = children(key, 'fkColumn').map((pair) =>
    tag('fkColumn', {}, ...present(pair, ['fromColumn', 'targetColumn'])),
  );
  return tag(
    'foreignKey',
    {},
    ...present(key, ['targetTable']),
    ...pairs,
    ...present(key, ['description', 'utype']),
  );
}

function described(element: Element): Tag[] {
  return present(element, ['name', 'title', 'description', 'utype']);
}

/** Those of the elements that are there and say something. */
function present(element: Element, names: string[]): Tag[] {
  return names.flatMap((name) => {
    const value = text(child(element, name));
    return value === '' ? [] : texts({ [name]: value });
  });
}
