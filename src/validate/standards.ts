/**
 * Capabilities and the standards they claim: standardID → what the capability, its interfaces and access URLs must look
 * like, from vocabularies/standards.json. A standardID that the table does not know is nobody's error.
 */
import { attribute, children, type Element, xsiType } from '../resource/element.ts';
import { XSI } from '../resource/namespaces.ts';
import { editDistance } from '../words/edit-distance.ts';
import { attributeText } from './rule.ts';
import { pinned } from './vocabulary.ts';

/** A row of standards.json; types are written with their canonical prefix (`tr:TableAccess`). */
export interface Standard {
  standardID: string;
  /** Name and version, for people. */
  standard: string;
  capabilityType: string[];
  /** For Registry they depend on the capability type, and rules of their own look after them. */
  interfaceTypes: string[] | Record<string, string[]>;
  /** Whether an interface must have role="std". */
  stdRole: boolean | 'optional' | null;
  /** What accessURL/@use must be: `base`, `full`, `base|full`, or not prescribed. */
  accessUse: string | null;
  auxiliaryID: string | null;
  /** Types of record that may have it; null if any may. */
  resourceTypes: string[] | null;
  capabilityTypeLevel: 'required' | 'recommended';
  status: string;
  /** False where no primary text was at hand: then its findings are only advice. */
  verified: boolean;
}

/** The parts of standards.json that rules read. */
export interface StandardsTable {
  date: string;
  /** Canonical prefix → namespace. */
  namespaces: Record<string, string>;
  standards: Standard[];
  dataModels: { model: string; where: string; id: string }[];
  securityMethods: { standardID: string }[];
  tapLanguageFeatures: string[];
  tapUploadMethods: string[];
  tapOutputFormats: string[];
  adqlVersions: string[];
  mocFootprint: string;
}

export const TAP = 'ivo://ivoa.net/std/tap';
const VOSI = 'ivo://ivoa.net/std/vosi#';

export function standardsTable(): StandardsTable {
  return pinned<StandardsTable>('standards');
}

interface Index {
  byId: Map<string, Standard>;
  /** Key without its minor version: `…/sia#query-2` finds `…/sia#query-2.0`. */
  byMajor: Map<string, Standard>;
  /** Namespace without its version → canonical prefix. */
  prefixes: Map<string, string>;
  /** Lower-case ivoids of registered standards → their keys, in lower case. */
  records: Map<string, Set<string>>;
}

let index: Index | null = null;

function indexed(): Index {
  if (index === null) {
    const table = standardsTable();
    const { records } = pinned<{ records: Record<string, { keys: string[] }> }>('standard-records');
    index = {
      byId: new Map(table.standards.map((s) => [s.standardID.toLowerCase(), s])),
      byMajor: new Map(table.standards.map((s) => [withoutMinor(s.standardID), s])),
      prefixes: new Map(Object.entries(table.namespaces).map(([prefix, uri]) => [family(uri), prefix])),
      records: new Map(
        Object.entries(records).map(([ivoid, { keys }]) => [
          ivoid.toLowerCase(),
          new Set(keys.map((k) => k.toLowerCase())),
        ]),
      ),
    };
    for (const standard of table.standards) {
      if (standard.auxiliaryID !== null)
        index.byId.set(standard.auxiliaryID.toLowerCase(), auxiliaryOf(standard));
    }
  }
  return index;
}

/** Clients accept later minor versions (pyvo: `LIKE '…#query-2.%'`), so their rows hold for these too. */
function withoutMinor(standardID: string): string {
  return standardID.toLowerCase().replace(/(#[^#]*-\d+)\.\d+$/, '$1');
}

/** A namespace without its version: old records have SSA/v1.0 where new ones have SSA/v1.1, with the same types. */
function family(namespace: string): string {
  return namespace.replace(/\/[^/]*$/, '');
}

/** What an auxiliary capability looks like: plain, but with the interface of its service (standards.json `auxiliary`). */
function auxiliaryOf(standard: Standard): Standard {
  return {
    ...standard,
    standardID: standard.auxiliaryID ?? '',
    standard: `${standard.standard}, auxiliary`,
    capabilityType: ['vr:Capability'],
    interfaceTypes: ['vs:ParamHTTP'],
    capabilityTypeLevel: 'recommended',
    auxiliaryID: null,
    resourceTypes: null,
  };
}

/** What is asked of capabilities with this standardID, compared without regard to case; null if the table has no row. */
export function standardOf(standardID: string): Standard | null {
  const { byId, byMajor } = indexed();
  return byId.get(standardID.toLowerCase()) ?? byMajor.get(withoutMinor(standardID)) ?? null;
}

/** Whether a standardID is that of an auxiliary capability: `…#aux`, or `-aux-` in its key (VDS-09). */
export function isAuxiliary(standardID: string): boolean {
  return /(#aux|#[^#]*-aux(-[^#]*)?)$/i.test(standardID);
}

/**
 * `known` (has a row, or is a registered key), `unregistered` (of ivoa.net, but found nowhere), `foreign` (another
 * authority's, or no IVOID at all).
 */
export function standing(standardID: string): 'known' | 'unregistered' | 'foreign' {
  const id = standardID.toLowerCase();
  if (!id.startsWith('ivo://ivoa.net/')) return 'foreign';
  if (standardOf(id) !== null) return 'known';
  const [ivoid = '', key] = id.split('#');
  const keys = indexed().records.get(ivoid);
  return keys !== undefined && (key === undefined || keys.has(key)) ? 'known' : 'unregistered';
}

/** In letters. */
const MOST_WRONG = 2;
/** What is longer than any standardID is not compared with each of them. */
const LONGEST_COMPARED = 200;

/** The standardID that was probably meant: one that differs in at most two letters; null if there is none. */
export function similarStandardID(standardID: string): string | null {
  if (standardID.length > LONGEST_COMPARED) return null;
  const id = standardID.toLowerCase();
  for (const candidate of indexed().byId.values()) {
    const isNear = editDistance(id, candidate.standardID.toLowerCase(), MOST_WRONG) <= MOST_WRONG;
    if (isNear) return candidate.standardID;
  }
  return null;
}

/** xsi:type with the canonical prefix of its namespace (RI-06); as written where that is unknown; `otherwise` without one. */
export function typeName(element: Element, otherwise: string): string {
  const type = xsiType(element);
  if (type === null) return otherwise;
  const prefix = type.uri === null ? undefined : indexed().prefixes.get(family(type.uri));
  return prefix === undefined ? attributeText(element, 'type', XSI) : `${prefix}:${type.local}`;
}

export function capabilities(resource: Element): Element[] {
  return children(resource, 'capability');
}

/** Longer than any; keeps the patterns that look at it cheap. */
const LONGEST_ID = 500;

export function standardID(capability: Element): string {
  return attributeText(capability, 'standardID').slice(0, LONGEST_ID);
}

export function interfaces(capability: Element): Element[] {
  return children(capability, 'interface');
}

/** role="std" or "std:…" (VOResource 1.2 §3.2.2). */
export function hasStdRole(element: Element): boolean {
  return /^std(:|$)/.test(attributeText(element, 'role'));
}

/** Interface types that a standard asks for; none where rules of its own look after them. */
export function interfaceTypes(standard: Standard): string[] {
  return Array.isArray(standard.interfaceTypes) ? standard.interfaceTypes : [];
}

export function isVosi(capability: Element): boolean {
  return standardID(capability).toLowerCase().startsWith(VOSI);
}

/** Whether a capability is a TAP service or gives access through one (`#aux`). */
export function isTap(capability: Element): boolean {
  const id = standardID(capability).toLowerCase();
  return id === TAP || id === `${TAP}#aux` || typeName(capability, '') === 'tr:TableAccess';
}

/** A TAP service in its own right. */
export function isTapService(capability: Element): boolean {
  return standardID(capability).toLowerCase() === TAP || typeName(capability, '') === 'tr:TableAccess';
}

/** Name of the element's xsi:type attribute as written, for a finding's path. */
export function typeAttribute(element: Element): { attribute?: string } {
  const name = element.attributes.find((a) => a.uri === XSI && a.local === 'type')?.name;
  return name === undefined ? {} : { attribute: name };
}

/** `{ attribute: name }` if the element has it: a finding about a missing attribute is about its element. */
export function presentAttribute(element: Element, name: string): { attribute?: string } {
  return attribute(element, name) === null ? {} : { attribute: name };
}
