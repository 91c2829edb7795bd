/** The elements that skeletons are made of. */
import { type Tag, tag } from '../xml/write.ts';
import type { Named } from './values.ts';

export const IVOA = 'ivo://ivoa.net/std/';

/** Text elements by name, in order; a list becomes one element for each. */
export function texts(values: Record<string, string | string[]>): Tag[] {
  return Object.entries(values).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((text) => tag(name, {}, text)),
  );
}

/** `<publisher ivo-id="…">name</publisher>` and its like. */
export function named(element: string, { name, ivoid }: Named): Tag {
  return tag(element, ivoid === null ? {} : { 'ivo-id': ivoid }, name);
}

export function relationship(type: string, to: Named): Tag {
  return tag('relationship', {}, tag('relationshipType', {}, type), named('relatedResource', to));
}

/** A capability for people, of no standard. */
export function webPage(description: string, address: string): Tag {
  const face = tag('interface', { 'xsi:type': 'vr:WebBrowser' }, accessURL('full', address));
  return tag('capability', {}, tag('description', {}, description), face);
}

export function accessURL(use: 'base' | 'full', address: string): Tag {
  return tag('accessURL', { use }, address);
}

/** The standard interface of a protocol. `more`: its elements after the accessURL. */
export function standardInterface(url: Tag, version: string | null = null, more: Tag[] = []): Tag {
  const attributes = { 'xsi:type': 'vs:ParamHTTP', role: 'std', ...(version === null ? {} : { version }) };
  return tag('interface', attributes, url, ...more);
}

/** `type` is the xsi:type of the capability; null for a plain one. */
export function capability(type: string | null, standardID: string, ...content: Tag[]): Tag {
  return tag('capability', { ...(type === null ? {} : { 'xsi:type': type }), standardID }, ...content);
}

/** A VOSI endpoint: `capabilities`, `availability` or `tables-1.1`. */
export function vosi(endpoint: string, address: string): Tag {
  return capability(null, `${IVOA}VOSI#${endpoint}`, standardInterface(accessURL('full', address)));
}

export function tableset(...schemas: Tag[]): Tag {
  return tag('tableset', {}, ...schemas);
}

export interface Column {
  name: string;
  description: string;
  unit?: string;
  ucd?: string;
  utype?: string;
  /** Of VOTable; `text` is char with arraysize="*". */
  type: 'text' | 'int' | 'long' | 'double';
  /** An xtype of DALI or TAP, with its schema unless DALI's. */
  extendedType?: string;
  extendedSchema?: string;
  flags?: string[];
}

/** A column that a standard defines. */
export function standardColumn(column: Column): Tag {
  const { name, description, unit, ucd, utype, type, extendedType, extendedSchema, flags = [] } = column;
  const dataType = {
    'xsi:type': 'vs:VOTableType',
    ...(type === 'text' ? { arraysize: '*' } : {}),
    ...(extendedType === undefined ? {} : { extendedType }),
    ...(extendedSchema === undefined ? {} : { extendedSchema }),
  };
  return tag(
    'column',
    { std: 'true' },
    ...texts({ name, description }),
    ...texts({ ...(unit && { unit }), ...(ucd && { ucd }), ...(utype && { utype }) }),
    tag('dataType', dataType, type === 'text' ? 'char' : type),
    ...texts({ flag: flags }),
  );
}
