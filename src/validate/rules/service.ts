/** Rules about capabilities: what a standardID stands for, rights, VOSI, test queries; and the registry's own (SVC, RI-23…25). */
import { child, type Element, text } from '../../resource/element.ts';
import { type Fault, oneOf, type Rule } from '../rule.ts';
import {
  capabilities,
  hasStdRole,
  interfaces,
  interfaceTypes,
  isAuxiliary,
  isTapService,
  presentAttribute,
  similarStandardID,
  standardID,
  standardOf,
  standing,
  typeAttribute,
  typeName,
} from '../standards.ts';
import { REQUIRED_RULES } from './required.ts';
import { RIGHTS_RULE } from './rights.ts';
import { VOSI_RULES } from './vosi.ts';

const REGISTRY = 'ivo://ivoa.net/std/registry';

/** Types of capability that belong to one standard, and its standardID. vg:Harvest and vg:Search: RI-23. */
const TYPED: Record<string, string> = {
  'tr:TableAccess': 'ivo://ivoa.net/std/TAP',
  'cs:ConeSearch': 'ivo://ivoa.net/std/ConeSearch',
  'sia:SimpleImageAccess': 'ivo://ivoa.net/std/SIA',
  'ssap:SimpleSpectralAccess': 'ivo://ivoa.net/std/SSA',
  'slap:SimpleLineAccess': 'ivo://ivoa.net/std/SLAP',
};

/** Those whose testQuery says where there is something to find. */
const TESTED = [
  'cs:ConeSearch',
  'sia:SimpleImageAccess',
  'ssap:SimpleSpectralAccess',
  'slap:SimpleLineAccess',
];

function isService(root: Element): boolean {
  return /^(Service|DataService|CatalogService|TableService)$/.test(typeName(root, '').replace(/^.*:/, ''));
}

export const SERVICE_RULES: Rule[] = [
  {
    id: 'SVC-01',
    severity: 'warning',
    citation: 'VOResource 1.2 §3.2; RofR test VR3.2.2a',
    asks: 'A service has a capability, and each capability an interface.',
    because: 'Without an interface nobody can reach the service from its record.',
    example: {
      wrong: '<capability standardID="ivo://ivoa.net/std/ConeSearch"/>',
      right: '<capability …>\n  <interface …><accessURL …>…</accessURL></interface>\n</capability>',
    },
    *check({ root }) {
      const all = capabilities(root);
      if (all.length === 0 && isService(root)) {
        const message = `The record describes a ${typeName(root, 'service')}, but has no capability. Add one, with the interface at which it is reached.`;
        yield { element: root, message };
      }
      for (const capability of all.filter((c) => interfaces(c).length === 0)) {
        const message =
          'The capability has no interface. Add one with its accessURL, or remove the capability.';
        yield { element: capability, found: standardID(capability), message };
      }
    },
  },
  {
    id: 'SVC-02',
    severity: 'info',
    citation: 'VOResource 1.2 §3.2.2; StandardsRegExt 1.1 §3',
    asks: 'A standardID under ivoa.net is that of a registered standard, its fragment a key of that record.',
    because: 'Clients find services by comparing the standardID; one with a typing error is never found.',
    example: {
      wrong: '<capability standardID="ivo://ivoa.net/std/ConeSerach">',
      right: '<capability standardID="ivo://ivoa.net/std/ConeSearch">',
    },
    *check({ root }) {
      for (const capability of capabilities(root)) {
        const id = standardID(capability);
        const fault = id === '' ? null : unknownStandard(capability, id);
        if (fault !== null) yield fault;
      }
    },
  },
  {
    id: 'SVC-03',
    severity: 'warning',
    citation: 'VOResource 1.2 §2.2.8; the standard of each standardID',
    asks: 'standardID, type of the capability and type of its standard interface belong together.',
    because: 'Clients choose by standardID and then read what the type has; a mismatch breaks them.',
    example: {
      wrong: '<capability standardID="ivo://ivoa.net/std/TAP">',
      right: '<capability xsi:type="tr:TableAccess" standardID="ivo://ivoa.net/std/TAP">',
    },
    *check({ root }) {
      for (const capability of capabilities(root)) yield* typeFaults(capability);
    },
  },
  ...REQUIRED_RULES,
  RIGHTS_RULE,
  ...VOSI_RULES,
  {
    id: 'SVC-15',
    severity: 'info',
    citation: 'SimpleDALRegExt 1.2 (schema documentation)',
    asks: 'Cone, SIA 1, SSA and SLAP capabilities have a testQuery that finds something.',
    because:
      'Validators and monitors call it; without one they cannot tell an empty answer from a broken service.',
    example: {
      wrong: '(no testQuery)',
      right: '<testQuery><ra>10.68</ra><dec>41.27</dec><sr>0.1</sr></testQuery>',
    },
    *check({ root }) {
      for (const capability of capabilities(root)) {
        if (TESTED.includes(typeName(capability, ''))) yield* testQueryFaults(capability);
      }
    },
  },
  {
    id: 'RI-23',
    severity: 'error',
    citation: 'Registry Interfaces 1.1 §3.2',
    asks: 'vg:Harvest and vg:Search capabilities have the standardID ivo://ivoa.net/std/Registry.',
    because:
      'Harvesters and the RofR find the OAI-PMH interface by it; the schema does not enforce it any more.',
    example: {
      wrong: '<capability xsi:type="vg:Harvest">',
      right: '<capability xsi:type="vg:Harvest" standardID="ivo://ivoa.net/std/Registry">',
    },
    *check({ root }) {
      for (const capability of capabilities(root)) {
        const type = typeName(capability, '');
        const id = standardID(capability);
        if ((type !== 'vg:Harvest' && type !== 'vg:Search') || id.toLowerCase() === REGISTRY) continue;
        const message = `A ${type} capability has standardID="ivo://ivoa.net/std/Registry"${id === '' ? '' : `, not "${id}"`}. Write that.`;
        yield { element: capability, ...presentAttribute(capability, 'standardID'), found: id, message };
      }
    },
  },
  {
    id: 'RI-25',
    severity: 'info',
    citation: 'Registry Interfaces 1.1 §3.2',
    asks: 'A registry that only publishes has <full>false</full>.',
    because: 'full=true promises that it takes in all records of all other registries and can be searched.',
    example: { wrong: '<full>true</full>', right: '<full>false</full>' },
    *check({ root }) {
      const full = child(root, 'full');
      if (typeName(root, '') !== 'vg:Registry' || full === null) return;
      const isSearchable = capabilities(root).some((c) => typeName(c, '') === 'vg:Search' || isTapService(c));
      if (isSearchable || !/^(true|1)$/.test(text(full))) return;
      const message =
        'full says that the registry takes in all records of the Virtual Observatory, but nothing here can search them. Write false.';
      yield { element: full, found: text(full), message };
    },
  },
];

function unknownStandard(capability: Element, id: string): Fault | null {
  const kind = standing(id);
  const about = { element: capability, attribute: 'standardID', found: id };
  if (kind === 'known' || !/^ivo:\/\//i.test(id)) return null;
  const similar = similarStandardID(id);
  if (similar !== null) {
    const message = `"${id}" is not a registered standard; ${similar} is. Write that, if it is meant.`;
    return { ...about, message, severity: 'warning' };
  }
  const message =
    kind === 'foreign'
      ? `"${id}" is a standard of another authority; whether it is registered is not known here.`
      : `"${id}" is not among the registered standards of the IVOA. Look for its key in the standard's own record.`;
  return { ...about, message };
}

function* typeFaults(capability: Element): Generator<Fault> {
  const id = standardID(capability);
  const type = typeName(capability, 'vr:Capability');
  const belonging = TYPED[type];
  if (id === '') {
    if (belonging === undefined) return;
    const message = `A ${type} capability without standardID is not found by clients. Write standardID="${belonging}".`;
    yield { element: capability, found: type, message };
    return;
  }
  const standard = standardOf(id);
  if (standard === null || type === 'vg:Harvest' || type === 'vg:Search') {
    if (belonging !== undefined && standard === null) {
      const message = `A ${type} capability belongs to ${belonging}, but has standardID="${id}".`;
      yield { element: capability, attribute: 'standardID', found: id, message };
    }
    return;
  }
  const soft = standard.capabilityTypeLevel === 'recommended' || !standard.verified;
  const severity = soft ? ('info' as const) : ('warning' as const);
  if (!standard.capabilityType.includes(type)) {
    const asked = oneOf(
      standard.capabilityType.map((t) => (t === 'vr:Capability' ? 'plain vr:Capability (no xsi:type)' : t)),
    );
    const message = `The capability is a ${type}, but ${standard.standardID} asks for a ${asked}.`;
    yield { element: capability, ...typeAttribute(capability), found: type, severity, message };
  }
  const types = interfaceTypes(standard);
  if (types.length === 0) return;
  for (const element of interfaces(capability).filter(hasStdRole)) {
    const found = typeName(element, '');
    if (types.includes(found)) continue;
    const message = `The standard interface of ${standard.standardID} is a ${oneOf(types)}, not a ${found || 'nameless type'}.`;
    yield { element, ...typeAttribute(element), found, severity, message };
  }
}

function* testQueryFaults(capability: Element): Generator<Fault> {
  const query = child(capability, 'testQuery');
  if (query === null) {
    if (isAuxiliary(standardID(capability))) return;
    const message =
      'The capability has no testQuery. Add one that finds at least one row, so that the service can be monitored.';
    yield { element: capability, message };
    return;
  }
  for (const [name, low, high] of [
    ['ra', 0, 360],
    ['dec', -90, 90],
    ['sr', 0, 180],
  ] as const) {
    const element = child(query, name);
    const value = Number(text(element));
    if (element === null || text(element) === '' || (value >= low && value <= high)) continue;
    const message = `${name} is ${text(element)}; it is in degrees, from ${low} to ${high}.`;
    yield { element, found: text(element), message, severity: 'warning' };
  }
}
