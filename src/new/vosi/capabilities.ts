/** From a VOSI capabilities document to the capability elements of a record (VOSI 1.1 §4, VODataService 1.2 §3.4). */
import { attribute, child, children, type Element, text } from '../../resource/element.ts';
import {
  hasStdRole,
  interfaceTypes,
  standardID,
  standardOf,
  standing,
  typeName,
} from '../../validate/standards.ts';
import { type Tag, tag } from '../../xml/write.ts';

/** Extensions whose elements a record may carry. */
const CAPABILITY_TYPES = new Set([
  'vr:Capability',
  'tr:TableAccess',
  'cs:ConeSearch',
  'sia:SimpleImageAccess',
  'ssap:SimpleSpectralAccess',
  'slap:SimpleLineAccess',
]);
/** tr:DALIInterface would be valid, but not in the Registry of Registries (rule ROFR-05). */
const INTERFACE_TYPES = new Set(['vs:ParamHTTP', 'vr:WebBrowser']);
/** Attributes of what is copied; forMode is too new for the Registry of Registries (rule ROFR-06). */
const ATTRIBUTES = [
  'standardID',
  'ivo-id',
  'role',
  'version',
  'use',
  'title',
  'type',
  'unit',
  'std',
  'arraysize',
];
/** Once in a record, for the same reason. */
const LIMITS = ['retentionPeriod', 'executionDuration', 'outputLimit', 'uploadLimit'];
/** Types of interface parameters, which the Registry of Registries wants simple (rule ROFR-04). */
const SIMPLE_TYPES: Record<string, string> = {
  ...{ bit: 'integer', unsignedByte: 'integer', short: 'integer', int: 'integer', long: 'integer' },
  ...{ float: 'real', double: 'real', floatComplex: 'complex', doubleComplex: 'complex' },
  ...{ boolean: 'boolean', char: 'string', unicodeChar: 'string' },
};
const SIMPLE = new Set(['integer', 'real', 'complex', 'boolean', 'char', 'string']);

/** What a record takes over of the document, and sentences about what it does not. */
export interface Copied {
  tags: Tag[];
  notes: string[];
}

/** The capabilities in their order, as far as a record may carry them. */
export function copyCapabilities(document: Element): Copied {
  const notes: string[] = [];
  const seen = new Set<string>();
  const tags = children(document, 'capability').flatMap((element) => {
    const id = standardID(element);
    const reason = capabilityTrouble(element, seen);
    if (reason === null) {
      seen.add(id.toLowerCase());
      return [copyCapability(element, notes)];
    }
    notes.push(`Left out: the capability ${id || 'without standardID'}, ${reason}.`);
    return [];
  });
  return { tags, notes };
}

function capabilityTrouble(element: Element, seen: Set<string>): string | null {
  const id = standardID(element);
  const type = typeName(element, 'vr:Capability');
  if (standing(id) === 'unregistered') return 'whose standard is not registered at ivoa.net';
  if (id !== '' && seen.has(id.toLowerCase())) return 'which is there twice';
  if (!CAPABILITY_TYPES.has(type)) return `whose type ${type} has no place in a record`;
  if (!children(element, 'interface').some(isCopied))
    return 'which has no vs:ParamHTTP or vr:WebBrowser interface';
  return null;
}

function isCopied(face: Element): boolean {
  return INTERFACE_TYPES.has(typeName(face, '')) && text(child(face, 'accessURL')) !== '';
}

function copyCapability(element: Element, notes: string[]): Tag {
  const type = typeName(element, 'vr:Capability');
  const id = standardID(element);
  const copied = element.children.flatMap((part) => {
    if (part.uri !== '' || part.local === 'validationLevel') return [];
    if (part.local === 'interface') return copyInterface(part, element, notes);
    if (LIMITS.includes(part.local) && children(element, part.local)[0] !== part) {
      notes.push(`Left out: a second ${part.local}; the Registry of Registries takes one.`);
      return [];
    }
    return [copyElement(part)];
  });
  const attributes = {
    ...(type === 'vr:Capability' ? {} : { 'xsi:type': type }),
    ...(id === '' ? {} : { standardID: id }),
  };
  return tag('capability', attributes, ...copied);
}

function copyInterface(face: Element, capability: Element, notes: string[]): Tag[] {
  const url = text(child(face, 'accessURL'));
  if (!isCopied(face)) {
    notes.push(`Left out: the interface ${url || 'without accessURL'} of type ${typeName(face, 'unknown')}.`);
    return [];
  }
  const methods = children(face, 'securityMethod').filter((m) => attribute(m, 'standardID') !== null);
  const role = isStandardOne(face, capability) ? { role: 'std' } : {};
  const attributes = { 'xsi:type': typeName(face, ''), ...role, ...attributesOf(face) };
  // VOResource 1.2 allows one method for each interface, TAP 1.1 several (requirements.md SVC-10).
  const chosen: (Element | null)[] = methods.length === 0 ? [null] : methods;
  return chosen.map((method) => tag('interface', attributes, ...interfaceParts(face, capability, method)));
}

function interfaceParts(face: Element, capability: Element, method: Element | null): Tag[] {
  const url = child(face, 'accessURL');
  return face.children.flatMap((part) => {
    if (part.uri !== '') return [];
    if (part.local === 'accessURL') return part === url ? [copyUrl(part, capability)] : [];
    if (part.local === 'securityMethod') return part === method ? [copyElement(part)] : [];
    return [part.local === 'param' ? copyParameter(part) : copyElement(part)];
  });
}

/** The first interface of the right type, if the service marks none as that of the standard. */
function isStandardOne(face: Element, capability: Element): boolean {
  const standard = standardOf(standardID(capability));
  if (standard === null || standard.stdRole !== true) return false;
  const candidates = children(capability, 'interface').filter((i) =>
    interfaceTypes(standard).includes(typeName(i, '')),
  );
  return !candidates.some(hasStdRole) && candidates.find(isCopied) === face;
}

function copyUrl(url: Element, capability: Element): Tag {
  const use = standardOf(standardID(capability))?.accessUse?.split('|')[0];
  return tag('accessURL', { ...(use === undefined ? {} : { use }), ...attributesOf(url) }, text(url));
}

function copyParameter(param: Element): Tag {
  const parts = param.children.filter((part) => part.uri === '');
  const copied = parts.flatMap((part) =>
    part.local === 'dataType' ? simpleType(part) : [copyElement(part)],
  );
  return tag('param', attributesOf(param), ...copied);
}

/** As vs:SimpleDataType; none if the type is not known. */
function simpleType(element: Element): Tag[] {
  const written = text(element);
  const isSimple = typeName(element, 'vs:SimpleDataType') === 'vs:SimpleDataType' && SIMPLE.has(written);
  const simple = isSimple ? written : SIMPLE_TYPES[written];
  if (simple === undefined) return [];
  const shape = attribute(element, 'arraysize');
  const array = shape === null || simple === 'string' ? {} : { arraysize: shape.trim() };
  return [tag('dataType', { 'xsi:type': 'vs:SimpleDataType', ...array }, simple)];
}

/** An element with what is inside, without attributes and elements of other namespaces. */
function copyElement(element: Element): Tag {
  const inside = element.children.filter((part) => part.uri === '').map(copyElement);
  return tag(element.local, attributesOf(element), ...(inside.length > 0 ? inside : [element.text]));
}

function attributesOf(element: Element): Record<string, string> {
  const known = element.attributes.filter((a) => a.uri === '' && ATTRIBUTES.includes(a.local));
  return Object.fromEntries(known.map((a) => [a.local, a.value.trim()]));
}

/** The address of the tables document, with `detail=max` where VOSI 1.1 knows it; null if the service has none. */
export function tablesAddress(document: Element): string | null {
  const all = children(document, 'capability').filter((c) =>
    /^ivo:\/\/ivoa\.net\/std\/vosi#tables/i.test(standardID(c)),
  );
  const capability = all[0];
  const urls =
    capability === undefined
      ? []
      : children(capability, 'interface').flatMap((i) => children(i, 'accessURL'));
  const address = text(urls[0]);
  if (capability === undefined || address === '') return null;
  if (!/#tables-1\.[1-9]/i.test(standardID(capability))) return address;
  return `${address}${address.includes('?') ? '&' : '?'}detail=max`;
}
