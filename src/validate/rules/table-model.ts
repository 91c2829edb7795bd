/** Rules about tables that follow a standard model, found by data model or utype: ObsCore, EPN-TAP (TAP-09…12). */
import { child, children, descend, type Element, text } from '../../resource/element.ts';
import { nameKey } from '../adql-name.ts';
import { attributeText, type Fault, type Rule } from '../rule.ts';
import {
  capabilities,
  isTap,
  isTapService,
  standardID,
  standardsTable,
  TAP,
  typeName,
} from '../standards.ts';
import { type Table, tablesetOf } from '../tableset.ts';

const OBSCORE_MODEL = 'ivo://ivoa.net/std/obscore#core-1.1';
const OBSCORE_TABLE = /^ivo:\/\/ivoa\.net\/std\/obscore#table-1\./i;
const EPN_TABLE = /^ivo:\/\/ivoa\.net\/std\/epntap#table-2\./i;
const EPN_UTYPE = 'ivo://ivoa.net/std/epntap#table-2.0';
const EPN_BEFORE = /^ivo:\/\/vopdc\.obspm\/std\/epncore/i;
/** ObsCore 1.1 table 1: columns that every ivoa.ObsCore has. */
const OBSCORE_COLUMNS =
  `dataproduct_type calib_level obs_collection obs_id obs_publisher_did access_url access_format
  access_estsize target_name s_ra s_dec s_fov s_region s_xel1 s_xel2 s_resolution t_min t_max t_exptime t_resolution t_xel
  em_min em_max em_res_power em_xel o_ucd pol_states pol_xel facility_name instrument_name`.split(/\s+/);

function dataModels(root: Element): Element[] {
  return descend(root, 'capability', 'dataModel');
}

function modelId(element: Element): string {
  return attributeText(element, 'ivo-id').toLowerCase();
}

function utypeOf(table: Table): string {
  return text(child(table.element, 'utype'));
}

function isAuxiliaryTap(root: Element): boolean {
  return capabilities(root).some((c) => standardID(c).toLowerCase() === `${TAP}#aux`);
}

export const TABLE_MODEL_RULES: Rule[] = [
  {
    id: 'TAP-09',
    severity: 'info',
    citation: 'TAPRegExt 1.1 §2.3',
    asks: 'dataModel is only used for the models that are found by it: ObsCore, RegTAP, ObsLocTAP.',
    because: 'Newer models are found by the utype of their tables.',
    *check({ root }) {
      const known = standardsTable()
        .dataModels.filter((m) => m.where.includes('dataModel'))
        .map((m) => m.id.toLowerCase().replace(/\.\d+$/, ''));
      for (const element of dataModels(root)) {
        const id = modelId(element);
        if (known.some((k) => id.replace(/\.\d+$/, '') === k) || /\/regtap(#|\/)/.test(id)) continue;
        const message = `Clients do not look for "${attributeText(element, 'ivo-id')}" as a dataModel. Give the tables their utype instead.`;
        yield { element, attribute: 'ivo-id', found: attributeText(element, 'ivo-id'), message };
      }
    },
  },
  {
    id: 'TAP-10',
    severity: 'warning',
    citation: 'ObsCore 1.1 §3, §4',
    asks: 'A service that declares ObsCore has the table ivoa.ObsCore with all its mandatory columns.',
    because: 'Clients send the same query to all services that declare it; a missing column makes it fail.',
    example: {
      wrong: '<dataModel ivo-id="ivo://ivoa.net/std/ObsCore#core-1.1"> without a table ivoa.ObsCore',
      right: '<table><name>ivoa.ObsCore</name> … </table>',
    },
    *check({ root }) {
      const model = dataModels(root).find((element) => modelId(element) === OBSCORE_MODEL);
      const { tables } = tablesetOf(root);
      // Records may leave the tables to the VOSI endpoint.
      if (model === undefined || tables.length === 0) return;
      const table = tables.find((t) => nameKey(t.name) === 'ivoa.obscore');
      if (table === undefined) {
        const message =
          'The service declares ObsCore, but its table set has no table ivoa.ObsCore. Add the table, or remove the dataModel.';
        yield { element: model, found: attributeText(model, 'ivo-id'), message };
      } else yield* obscoreColumnFaults(table);
    },
  },
  {
    id: 'TAP-11',
    severity: 'info',
    citation: 'ObsCore 1.1; pyVO (Datamodel obscore_new)',
    asks: 'A table found as ObsCore by its utype stands in a vs:CatalogResource with an auxiliary TAP capability.',
    because: 'That is where clients of the new way look; the old way is the dataModel of the TAP service.',
    *check({ root }) {
      const isFound = typeName(root, '') === 'vs:CatalogResource' && isAuxiliaryTap(root);
      for (const table of tablesetOf(root).tables) {
        const utype = utypeOf(table);
        const isObscore = OBSCORE_TABLE.test(utype);
        if (isObscore && !isFound) {
          const message =
            'Clients look for ObsCore tables with this utype in a vs:CatalogResource with standardID="ivo://ivoa.net/std/TAP#aux". Move the table to such a record.';
          yield { element: child(table.element, 'utype') ?? table.element, found: utype, message };
        } else if (!isObscore && isFound && nameKey(table.name) === 'ivoa.obscore') {
          const message =
            'The table is ivoa.ObsCore, but has another utype. Write <utype>ivo://ivoa.net/std/obscore#table-1.1</utype>.';
          yield { element: child(table.element, 'utype') ?? table.element, found: utype, message };
        }
      }
    },
  },
  {
    id: 'TAP-12',
    severity: 'warning',
    citation: 'EPN-TAP 2.0 §4.1, §4.2',
    asks: 'An EPN-TAP table is named <schema>.epn_core, has the utype ivo://ivoa.net/std/epntap#table-2.0, and is in TAP.',
    because: 'VESPA and other clients find the tables by the utype and query them by that name.',
    example: {
      wrong: '<utype>ivo://vopdc.obspm/std/epncore#schema-2.0</utype>',
      right: '<utype>ivo://ivoa.net/std/epntap#table-2.0</utype>',
    },
    *check({ root }) {
      for (const table of tablesetOf(root).tables) yield* epnFaults(table, root);
    },
  },
];

/** Tables may be listed without their columns; then nothing can be said. */
function* obscoreColumnFaults(table: Table): Generator<Fault> {
  if (table.columns.length === 0) return;
  const present = new Set(table.columns.map((column) => nameKey(column.name)));
  const missing = OBSCORE_COLUMNS.filter((name) => !present.has(name));
  if (missing.length === 0) return;
  const message = `ivoa.ObsCore lacks the mandatory column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}. Add what is missing; the values may be NULL.`;
  yield { element: table.element, found: table.name, message };
}

function* epnFaults(table: Table, root: Element): Generator<Fault> {
  const utype = child(table.element, 'utype');
  const value = text(utype);
  const isNamed = /^[^.]+\.epn_core$/i.test(table.name);
  if (EPN_TABLE.test(value)) {
    if (!isNamed) {
      const message = `The table ${table.name} has the utype of EPN-TAP, so it is named <schema>.epn_core. Correct the name or the utype.`;
      yield { element: child(table.element, 'name') ?? table.element, found: table.name, message };
    }
    if (!capabilities(root).some(isTap)) {
      const message =
        'The record has an EPN-TAP table, but no TAP capability to query it. Add standardID="ivo://ivoa.net/std/TAP#aux".';
      yield { element: children(root, 'capability')[0] ?? root, message };
    }
  } else if (EPN_BEFORE.test(value)) {
    const message = `"${value}" is from before EPN-TAP became a standard. Write ${EPN_UTYPE} if the table follows version 2.0.`;
    yield { element: utype ?? table.element, found: value, message };
  } else if (isNamed && !(value === '' && isListedByService(table, root))) {
    const message = `The table ${table.name} has ${value === '' ? 'no utype' : `the utype "${value}"`}. Write <utype>${EPN_UTYPE}</utype>.`;
    yield { element: utype ?? table.element, found: value, message };
  }
}

/** A service may list tables by name, or many of them; each has a record of its own with the utype that clients look for. */
function isListedByService(table: Table, root: Element): boolean {
  const isAlone = tablesetOf(root).tables.length === 1 && table.columns.length > 0;
  return !isAlone && capabilities(root).some(isTapService);
}
