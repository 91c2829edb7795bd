/** What rules that look across records need to know of one: kept small, for sets of 100,000. */
import { attribute, child, children, descend, type Element, pathOf, text } from '../resource/element.ts';
import { ivoidKey } from '../resource/ivoid.ts';
import type { RegistryRecord } from '../resource/registry.ts';
import type { ReadRecord } from './record.ts';
import { elementsWith } from './rules/elements.ts';

/** A value and the element it stands in. */
export interface Placed {
  value: string;
  line: number;
  column: number;
  path: string;
}

export interface Reference extends Placed {
  /** Lower case, without query and fragment. */
  key: string;
  /** `IsServedBy` and the like, for relatedResource; null for publisher, managingOrg and so on. */
  relationship: string | null;
  /** Local name of the element that refers. */
  element: string;
}

export interface Access extends Placed {
  /** standardID of the capability, as written; '' if it has none. */
  standardID: string;
  /** Whether it is the standard's interface (role std…). */
  isStandard: boolean;
}

export interface RecordSummary {
  file: string;
  line: number;
  /** Of its identifier element. */
  identifierLine: number;
  /** Of each managedAuthority of a registry, by the authority in lower case. */
  authorityLines: Map<string, number>;
  ivoid: string;
  key: string;
  authority: string;
  type: string;
  status: string;
  isAuthority: boolean;
  registry: RegistryRecord | null;
  title: Placed | null;
  /** `doi:…` altIdentifiers, in lower case. */
  dois: Placed[];
  references: Reference[];
  accesses: Access[];
}

export function summarise(record: ReadRecord, file: string): RecordSummary {
  const { root } = record.document;
  const title = child(root, 'title');
  return {
    file,
    line: root.line,
    identifierLine: child(root, 'identifier')?.line ?? root.line,
    authorityLines: new Map(children(root, 'managedAuthority').map((e) => [text(e).toLowerCase(), e.line])),
    ivoid: record.ivoid,
    key: record.key,
    authority: record.authority,
    type: record.type,
    status: record.status,
    isAuthority: record.isAuthority,
    registry: record.registry,
    title: title === null ? null : placed(title, text(title)),
    dois: children(root, 'altIdentifier')
      .map((e) => placed(e, text(e).toLowerCase()))
      .filter(({ value }) => value.startsWith('doi:')),
    references: [
      ...elementsWith(root, 'ivo-id').flatMap(referenceOf),
      ...children(root, 'capability').flatMap(standardOf),
    ],
    accesses: children(root, 'capability').flatMap(accessesOf),
  };
}

function placed(element: Element, value: string): Placed {
  return { value, line: element.line, column: element.column, path: pathOf(element) };
}

/** Data models and languages carry `ivo-id`s of standards too; those are the business of the TAP rules. */
const REFERRING = new Set([
  'publisher',
  'creator',
  'contributor',
  'contact',
  'relatedResource',
  'managingOrg',
  'facility',
  'instrument',
]);

function referenceOf(element: Element): Reference[] {
  const value = (attribute(element, 'ivo-id') ?? '').trim();
  if (value === '' || !REFERRING.has(element.local)) return [];
  const relationship =
    element.local === 'relatedResource' && element.parent !== null
      ? text(child(element.parent, 'relationshipType'))
      : null;
  const key = ivoidKey(value.replace(/[?#].*$/s, ''));
  return [{ ...placed(element, value), key, relationship, element: element.local }];
}

/** A standard with a record somewhere: those of the IVOA are known (SVC-02). */
function standardOf(capability: Element): Reference[] {
  const value = (attribute(capability, 'standardID') ?? '').trim();
  if (!/^ivo:\/\//i.test(value) || /^ivo:\/\/ivoa\.net\//i.test(value)) return [];
  const key = ivoidKey(value.replace(/[?#].*$/s, ''));
  return [{ ...placed(capability, value), key, relationship: null, element: 'capability' }];
}

function accessesOf(capability: Element): Access[] {
  const standardID = (attribute(capability, 'standardID') ?? '').trim();
  return children(capability, 'interface').flatMap((face) => {
    const isStandard = /^std(:|$)/.test((attribute(face, 'role') ?? '').trim());
    return descend(face, 'accessURL').map((url) => ({ ...placed(url, text(url)), standardID, isStandard }));
  });
}
