/** Rules about the VOSI endpoints of services and registries (SVC-13, SVC-14, RI-24). */
import { child, children, descend, type Element, text } from '../../resource/element.ts';
import { harvestCapabilities } from '../../resource/registry.ts';
import { attributeText, type Fault, type Rule } from '../rule.ts';
import {
  capabilities,
  interfaces,
  isTapService,
  isVosi,
  presentAttribute,
  standardID,
  typeAttribute,
  typeName,
} from '../standards.ts';

/** Standards whose services answer VOSI requests themselves (DALI 1.1 §2.5; TAP 1.1 §2). */
const WITH_VOSI = /^ivo:\/\/ivoa\.net\/std\/(tap$|sia#query-\d|soda#|dap#|datalink#)/i;

export const VOSI_RULES: Rule[] = [
  {
    id: 'SVC-13',
    severity: 'warning',
    citation: 'VOSI 1.1 §4',
    asks: 'VOSI capabilities are plain vr:Capability with a vs:ParamHTTP whose accessURL has use="full", and open to all.',
    because: 'Clients ask these addresses before they know anything else about the service, login included.',
    example: {
      wrong: '<interface xsi:type="vr:WebBrowser">',
      right: '<interface xsi:type="vs:ParamHTTP" role="std">',
    },
    *check({ root }) {
      for (const capability of capabilities(root).filter(isVosi)) yield* vosiFaults(capability);
    },
  },
  {
    id: 'SVC-14',
    severity: 'warning',
    citation: 'DALI 1.1 §2.5; TAP 1.1 §2; VOSI 1.1',
    asks: 'TAP, SIA 2, SODA and DataLink records list VOSI capabilities, TAP records the tables endpoint as well.',
    because: 'Clients learn limits, tables and authentication from there.',
    example: {
      wrong: '(no VOSI capability)',
      right: '<capability standardID="ivo://ivoa.net/std/VOSI#capabilities">…</capability>',
    },
    *check({ root }) {
      const all = capabilities(root);
      const service = all.find((c) => WITH_VOSI.test(standardID(c)));
      if (service === undefined) return;
      const isTap = all.some(isTapService);
      for (const name of isTap ? ['capabilities', 'tables'] : ['capabilities']) {
        if (hasVosi(all, name) || (name === 'tables' && hasEndpoint(all, name))) continue;
        const id = `ivo://ivoa.net/std/VOSI#${name === 'tables' ? 'tables-1.1' : name}`;
        const message = `The record has ${standardID(service)}, but does not list its VOSI ${name} endpoint. Add a capability with standardID="${id}".`;
        yield { element: root, message, severity: isTap ? 'warning' : 'info' };
      }
    },
  },
  {
    id: 'RI-24',
    severity: 'warning',
    citation: 'Registry Interfaces 1.1 §3.2',
    asks: 'A registry record lists VOSI availability and capabilities, and tables if it can be queried as tables.',
    because: 'Monitors of the Virtual Observatory ask these endpoints whether the registry is up.',
    *check({ root }) {
      if (typeName(root, '') !== 'vg:Registry' || harvestCapabilities(root).length === 0) return;
      const all = capabilities(root);
      const isTabular = child(root, 'tableset') !== null || all.some(isTapService);
      for (const name of ['capabilities', 'availability', ...(isTabular ? ['tables'] : [])]) {
        if (hasVosi(all, name)) continue;
        const message = `The registry's record does not list its VOSI ${name} endpoint. Add a capability with standardID="ivo://ivoa.net/std/VOSI#${name}".`;
        yield { element: root, message };
      }
    },
  },
];

function hasVosi(all: Element[], name: string): boolean {
  return all.some((c) => {
    const key = isVosi(c) ? (standardID(c).toLowerCase().split('#')[1] ?? '') : '';
    return key === name || key.startsWith(`${name}-`);
  });
}

/** TAPRegExt 1.1 lists the tables endpoint in the DALI interface. */
function hasEndpoint(all: Element[], name: string): boolean {
  return all.some((c) => descend(c, 'interface', 'endpoint', 'name').some((e) => text(e) === name));
}

function* vosiFaults(capability: Element): Generator<Fault> {
  const id = standardID(capability);
  const type = typeName(capability, 'vr:Capability');
  if (type !== 'vr:Capability') {
    const message = `${id} is a plain vr:Capability. Remove xsi:type="${type}".`;
    yield { element: capability, ...typeAttribute(capability), found: type, message };
  }
  for (const element of interfaces(capability)) {
    const interfaceType = typeName(element, '');
    if (interfaceType !== 'vs:ParamHTTP') {
      const message = `The interface of ${id} is a vs:ParamHTTP, not a ${interfaceType || 'nameless type'}.`;
      yield { element, ...typeAttribute(element), found: interfaceType, message };
    }
    for (const url of children(element, 'accessURL')) {
      const use = attributeText(url, 'use');
      if (use === 'full') continue;
      yield {
        element: url,
        ...presentAttribute(url, 'use'),
        found: use,
        message: `A VOSI endpoint is called as it stands. Write use="full" on its accessURL.`,
      };
    }
  }
  if (!/#capabilities$/i.test(id)) return;
  for (const method of descend(capability, 'interface', 'securityMethod')) {
    if (attributeText(method, 'standardID') === '') continue;
    const message =
      'The capabilities endpoint is open to all: clients learn there how to log in. Remove the securityMethod.';
    yield { element: method, found: attributeText(method, 'standardID'), message };
  }
}
