/** A SPASE record while it is being converted, with what its parts all need. */
import { type Element, ofLast, text } from '../../resource/element.ts';
import { spaseResources } from '../../resource/spase-fields.ts';
import type { Losses } from './losses.ts';
import { table } from './table.ts';

/** A resource element may have a thousand Parameters, and is asked for its parts some forty times. */
const MANY = 32;

const childrenByName = ofLast((element: Element): Map<string, Element[]> => {
  const byName = new Map<string, Element[]>();
  for (const child of element.children) {
    const known = byName.get(child.local);
    if (known === undefined) byName.set(child.local, [child]);
    else known.push(child);
  }
  return byName;
});

const NONE: Element[] = [];

function childrenOf(element: Element, local: string): Element[] {
  if (element.children.length > MANY) return childrenByName(element).get(local) ?? NONE;
  return element.children.filter((child) => child.local === local);
}

/** Elements at a path of local names, in any namespace: records in a wrong one are read all the same. */
export function each(element: Element | null, first: string, ...path: string[]): Element[] {
  if (element === null) return NONE;
  let found = childrenOf(element, first);
  for (const local of path) found = found.length === 0 ? found : found.flatMap((e) => childrenOf(e, local));
  return found;
}

/** The first element at a path; null if there is none. */
export function first(element: Element | null, local: string, ...path: string[]): Element | null {
  return each(element, local, ...path)[0] ?? null;
}

/** Finds the record of an id (Person, Instrument, a related product): its root or resource element. Null if there is none. */
export type Resolve = (id: string) => Element | null;

export interface SpaseSource {
  root: Element;
  /** The resource element: `NumericalData`. */
  resource: Element;
  header: Element | null;
  /** ResourceID, trimmed. */
  id: string;
  losses: Losses;
  resolve: Resolve;
  /** UTC, `YYYY-MM-DDThh:mm:ssZ`. */
  now: string;
}

export interface ResourceTypeRow {
  /** Null: not exported. */
  xsiType: string | null;
  contentTypes: string[];
  class: 'data' | 'service' | 'organisation' | 'other';
  /** Whether its records become parts of others (Person, Instrument, Observatory). */
  folded: boolean;
}

interface ResourceTypes {
  rows: Record<string, ResourceTypeRow>;
  voresource: Record<string, ResourceTypeRow['class']>;
}

/** The row of a SPASE resource element; null for an unknown one. */
export function resourceType(local: string): ResourceTypeRow | null {
  const { rows } = table<ResourceTypes>('resource-type');
  return Object.hasOwn(rows, local) ? (rows[local] ?? null) : null;
}

/** The class of a SPASE element or a VOResource type, by which records may be identical; `other` if it is in neither. */
export function classOf(type: string): ResourceTypeRow['class'] {
  const { voresource } = table<ResourceTypes>('resource-type');
  return (
    resourceType(type)?.class ?? (Object.hasOwn(voresource, type) ? voresource[type] : undefined) ?? 'other'
  );
}

/** The resource element of a record given by its root or as itself. */
export function resourceOf(element: Element): Element | null {
  return element.local === 'Spase' ? (spaseResources(element)[0] ?? null) : element;
}

/** The AccessInformation elements; of a Model they have a name of their own. */
export function accessInformation(resource: Element): Element[] {
  return [...each(resource, 'AccessInformation'), ...each(resource, 'AccessInformationOptional')];
}

/** Texts of the elements at a path, collapsed, without empty ones. */
export function textsAt(element: Element | null, local: string, ...path: string[]): string[] {
  return each(element, local, ...path)
    .map((found) => text(found))
    .filter((value) => value !== '');
}

/** Text of the first element at a path; null if it is missing or empty. */
export function textAt(element: Element | null, local: string, ...path: string[]): string | null {
  return text(first(element, local, ...path)) || null;
}

/** The last part of an id with its dots as blanks: `spase://SMWG/Person/Robert.E.McGuire` gives `Robert E McGuire`. */
export function nameFromId(id: string): string {
  const last = id.slice(id.lastIndexOf('/') + 1);
  return last.replace(/[._]+/g, ' ').trim() || id;
}

/** The record of an id with its name; the name from the id where there is no record, which is recorded. */
export function namedRecord(
  id: string,
  { resolve, losses }: SpaseSource,
  field: string,
): { name: string; record: Element | null } {
  const found = resolve(id);
  const record = found === null ? null : resourceOf(found);
  const name = textAt(record, 'ResourceHeader', 'ResourceName');
  if (name !== null) return { name, record };
  losses.assumed(field, 'there is no record of it here, so its name is taken from its id', id);
  return { name: nameFromId(id), record };
}
