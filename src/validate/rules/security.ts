/** Rules about how an interface wants its callers to authenticate (SVC-09, SVC-10). */
import { children, type Element, text } from '../../resource/element.ts';
import { attributeText, type Fault, oneOf, type Rule, type Subject } from '../rule.ts';
import { capabilities, interfaces, standardsTable } from '../standards.ts';

function everyInterface({ root }: Subject): Element[] {
  return capabilities(root).flatMap(interfaces);
}

export const SECURITY_RULES: Rule[] = [
  {
    id: 'SVC-09',
    severity: 'warning',
    citation: 'VOResource 1.2 §3.2.2; SSO 2.0 §2',
    asks: 'securityMethod names a method of SSO in its standardID attribute; open interfaces have none.',
    because:
      'RegTAP hides services that only have protected interfaces from anonymous users. The examples printed in SSO 2.0 put the IVOID into the element, where it does not count.',
    example: {
      wrong: '<securityMethod>ivo://ivoa.net/sso#BasicAA</securityMethod>',
      right: '<securityMethod standardID="ivo://ivoa.net/sso#BasicAA"/>',
    },
    *check(subject) {
      for (const method of everyInterface(subject).flatMap((i) => children(i, 'securityMethod'))) {
        const fault = securityFault(method);
        if (fault !== null) yield fault;
      }
    },
  },
  {
    id: 'SVC-10',
    severity: 'warning',
    citation: 'VOResource 1.2 §3.2.2; TAP 1.1 §2.4; requirements.md SVC-10',
    asks: 'An interface has at most one securityMethod.',
    because:
      'TAP 1.1 and SSO 2.0 show several, and VOResource 1.1 allowed them by an erratum; VOResource 1.2 allows one. An interface for each method says the same.',
    *check(subject) {
      for (const element of everyInterface(subject)) {
        for (const method of children(element, 'securityMethod').slice(1)) {
          yield {
            element: method,
            found: attributeText(method, 'standardID'),
            message:
              'The interface has several securityMethods; VOResource 1.2 allows one. Repeat the interface for each method.',
          };
        }
      }
    },
  },
];

function securityFault(method: Element): Fault | null {
  const id = attributeText(method, 'standardID');
  const inside = text(method);
  if (id === '') {
    const message =
      inside === ''
        ? 'An interface open to all has no securityMethod; remove the empty one. For a protected one, name the method in standardID.'
        : `The method is in the element. Write <securityMethod standardID="${inside}"/>.`;
    return { element: method, found: inside, severity: inside === '' ? 'info' : 'error', message };
  }
  const known = standardsTable().securityMethods.map((m) => m.standardID);
  if (known.some((k) => k.toLowerCase() === id.toLowerCase())) return null;
  const message = `"${id}" is not an authentication method of SSO. Known are ${oneOf(known)}.`;
  const isOfIvoa = /^ivo:\/\/ivoa\.net\//i.test(id);
  return {
    element: method,
    attribute: 'standardID',
    found: id,
    severity: isOfIvoa ? 'warning' : 'info',
    message,
  };
}
