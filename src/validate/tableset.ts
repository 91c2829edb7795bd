/** Tables and columns of a record as rules look at them, read once per record (5,000 columns are usual at VizieR). */
import { child, children, descend, type Element, ofLast, text } from '../resource/element.ts';

export interface Column extends Described {
  name: string;
}

export interface Table {
  element: Element;
  name: string;
  /** Name of the schema it stands in; '' if that has none. */
  schema: string;
  columns: Column[];
}

export interface Tableset {
  schemas: Element[];
  tables: Table[];
}

/** The schemas and tables of a resource, in order; empty lists if it has no tableset. */
export const tablesetOf = ofLast((resource): Tableset => {
  const schemas = descend(resource, 'tableset', 'schema');
  return { schemas, tables: schemas.flatMap(tablesOf) };
});

function tablesOf(schema: Element): Table[] {
  const schemaName = text(child(schema, 'name'));
  return children(schema, 'table').map((element) => ({
    element,
    name: text(child(element, 'name')),
    schema: schemaName,
    columns: children(element, 'column').map((column) => ({
      ...describedValue(column),
      name: text(child(column, 'name')),
    })),
  }));
}

/** Something with a UCD and a unit, with the first of its children of each kind. */
export interface Described {
  element: Element;
  dataType: Element | null;
  ucd: Element | null;
  unit: Element | null;
  utype: Element | null;
  description: Element | null;
}

/** Columns of tables and parameters of interfaces, looked through once for all rules. */
export const describedValues = ofLast((resource): readonly Described[] => {
  const columns = tablesetOf(resource).tables.flatMap((table) => table.columns);
  const params = descend(resource, 'capability', 'interface', 'param');
  return [...params.map(describedValue), ...columns];
});

function describedValue(element: Element): Described {
  const value: Described = { element, dataType: null, ucd: null, unit: null, utype: null, description: null };
  for (const part of element.children) {
    if (part.uri !== '') continue;
    const { local } = part;
    if (local === 'dataType') value.dataType ??= part;
    else if (local === 'ucd') value.ucd ??= part;
    else if (local === 'unit') value.unit ??= part;
    else if (local === 'utype') value.utype ??= part;
    else if (local === 'description') value.description ??= part;
  }
  return value;
}
