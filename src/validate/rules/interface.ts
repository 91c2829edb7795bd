/** Rules about interfaces: access URLs, roles and versions, authentication, parameters (SVC-04…11, 17, 18). */
import { child, children, type Element, text } from '../../resource/element.ts';
import { replaceText } from '../../xml/edit.ts';
import { attributeText, type Fault, oneOf, type Rule, type Subject } from '../rule.ts';
import {
  capabilities,
  hasStdRole,
  interfaces,
  interfaceTypes,
  presentAttribute,
  type Standard,
  standardID,
  standardOf,
  TAP,
  typeAttribute,
  typeName,
} from '../standards.ts';
import { PARAMETER_RULES } from './parameter.ts';
import { SECURITY_RULES } from './security.ts';

/** Protocols whose clients append parameters to the access URL as it stands (SVC-07). */
const APPENDED_TO = /^ivo:\/\/ivoa\.net\/std\/(conesearch|sia|ssa|slap)(#aux)?$/i;

interface Standardised {
  capability: Element;
  id: string;
  standard: Standard;
}

/** Capabilities whose standardID the table knows. */
function standardised({ root }: Subject): Standardised[] {
  return capabilities(root).flatMap((capability) => {
    const id = standardID(capability);
    const standard = standardOf(id);
    return standard === null ? [] : [{ capability, id, standard }];
  });
}

function everyInterface({ root }: Subject): Element[] {
  return capabilities(root).flatMap(interfaces);
}

/** Where the text of standards.json was not verified, a finding is advice only. */
function softened(standard: Standard): { severity?: 'info' } {
  return standard.verified ? {} : { severity: 'info' };
}

export const INTERFACE_RULES: Rule[] = [
  {
    id: 'SVC-04',
    severity: 'warning',
    citation: 'VOResource 1.2 §2.2.8; requirements.md SVC-04',
    asks: 'A capability with a standardID has an interface of the type that the standard asks for, with role="std".',
    because:
      'Clients and RegTAP look for the interface with the standard role; without one, the service is not found. Other ways in belong into a capability of their own.',
    example: {
      wrong: '<interface xsi:type="vs:ParamHTTP">',
      right: '<interface xsi:type="vs:ParamHTTP" role="std">',
    },
    *check(subject) {
      for (const entry of standardised(subject)) yield* standardRoleFaults(entry);
    },
  },
  {
    id: 'SVC-05',
    severity: 'warning',
    citation: 'VOResource 1.2 §3.2.2',
    asks: 'An interface has exactly one accessURL, an absolute address; mirrors are in mirrorURL.',
    because:
      'Several accessURLs are deprecated: clients take any one of them, and RegTAP repeats the interface.',
    example: {
      wrong: '<accessURL>https://a.org/cone?</accessURL>\n<accessURL>https://b.org/cone?</accessURL>',
      right:
        '<accessURL use="base">https://a.org/cone?</accessURL>\n<mirrorURL>https://b.org/cone?</mirrorURL>',
    },
    *check(subject) {
      for (const element of everyInterface(subject)) yield* accessUrlFaults(element);
    },
  },
  {
    id: 'SVC-06',
    severity: 'warning',
    citation: 'VOResource 1.2 §3.2.2; the standard of each standardID',
    asks: 'accessURL/@use is what the standard asks for: base where parameters or paths are appended, full where not.',
    because: 'It tells clients whether the address can be called as it stands.',
    example: {
      wrong: '<accessURL use="base">https://example.org/tap/capabilities</accessURL>',
      right: '<accessURL use="full">https://example.org/tap/capabilities</accessURL>',
    },
    *check(subject) {
      for (const { capability, standard } of standardised(subject)) {
        const asked = (standard.accessUse ?? '').split('|').filter((use) => use !== '');
        if (asked.length === 0) continue;
        const types = interfaceTypes(standard);
        for (const url of interfaces(capability)
          .filter((i) => types.includes(typeName(i, '')))
          .flatMap((i) => children(i, 'accessURL'))) {
          const use = attributeText(url, 'use');
          if (asked.includes(use)) continue;
          yield {
            element: url,
            ...presentAttribute(url, 'use'),
            found: use,
            message:
              use === ''
                ? `The accessURL does not say how it is used; for ${standard.standard} write use="${asked[0]}".`
                : `The accessURL has use="${use}"; for ${standard.standard} write use="${asked[0]}".`,
            ...softened(standard),
          };
        }
      }
    },
  },
  {
    id: 'SVC-07',
    severity: 'info',
    citation: 'SCS 1.03 §2.1; SIA 1.0 §4.1; SSA 1.1 §8.2; SLAP 1.0 §3',
    asks: 'The base access URL of a cone, SIA 1, SSA or SLAP service ends in "?" or "&".',
    because: 'Older clients append their parameters to it without looking.',
    example: {
      wrong: '<accessURL use="base">https://example.org/cone</accessURL>',
      right: '<accessURL use="base">https://example.org/cone?</accessURL>',
    },
    *check(subject) {
      for (const { capability, id } of standardised(subject)) {
        if (!APPENDED_TO.test(id)) continue;
        for (const url of interfaces(capability)
          .filter((i) => typeName(i, '') === 'vs:ParamHTTP')
          .flatMap((i) => children(i, 'accessURL'))) {
          const value = text(url);
          if (value === '' || /[?&]$/.test(value) || attributeText(url, 'use') === 'full') continue;
          const right = `${value}${value.includes('?') ? '&' : '?'}`;
          yield {
            element: url,
            found: value,
            message: `"${value}" is a base URL that clients append parameters to. Write ${right}`,
            fix: { says: right, edits: [replaceText(subject.text, url, right)] },
          };
        }
      }
    },
  },
  {
    id: 'SVC-08',
    severity: 'warning',
    citation: 'VOResource 1.2 §3.2.2; TAP 1.1 §2.4',
    asks: 'A TAP interface gives the minor version of TAP; a standardID that carries a version needs no interface version.',
    because: 'Without version="1.1" clients treat the service as TAP 1.0 and do without what came later.',
    example: {
      wrong: '<interface xsi:type="vs:ParamHTTP" role="std" version="1">',
      right: '<interface xsi:type="vs:ParamHTTP" role="std" version="1.1">',
    },
    *check(subject) {
      for (const { capability, id } of standardised(subject)) {
        for (const element of interfaces(capability)) yield* versionFaults(element, id);
      }
    },
  },
  ...SECURITY_RULES,
  {
    id: 'SVC-11',
    severity: 'warning',
    citation: 'VOResource 1.2 §3.2.2; RofR test 4.3.2b',
    asks: 'vr:WebService is for SOAP services with a WSDL; vg:OAISOAP is not used at all.',
    because:
      'No client speaks these any more; a web page is a vr:WebBrowser, an HTTP service a vs:ParamHTTP.',
    example: {
      wrong: '<interface xsi:type="vr:WebService">',
      right: '<interface xsi:type="vs:ParamHTTP">',
    },
    *check(subject) {
      for (const element of everyInterface(subject)) {
        const type = typeName(element, '');
        const about = { element, found: type, ...typeAttribute(element) };
        if (type === 'vg:OAISOAP') {
          yield {
            ...about,
            message: 'vg:OAISOAP is no longer used. Remove the interface; OAI-PMH is a vg:OAIHTTP.',
          };
        } else if (type === 'vr:WebService' && !hasWsdl(element)) {
          yield {
            ...about,
            message:
              'The interface is a vr:WebService without a WSDL. Write vs:ParamHTTP for a service over HTTP, vr:WebBrowser for a web page, or add its wsdlURL.',
          };
        }
      }
    },
  },
  ...PARAMETER_RULES,
];

function* standardRoleFaults({ capability, standard }: Standardised): Generator<Fault> {
  const types = interfaceTypes(standard);
  if (standard.stdRole !== true || types.length === 0) return;
  const all = interfaces(capability);
  const asked = oneOf(types);
  if (!all.some((i) => hasStdRole(i) && types.includes(typeName(i, '')))) {
    const meant = all.find((i) => types.includes(typeName(i, ''))) ?? (all.length === 1 ? all[0] : undefined);
    const role = meant === undefined ? '' : attributeText(meant, 'role');
    yield {
      element: meant ?? capability,
      ...(meant === undefined ? {} : presentAttribute(meant, 'role')),
      found: role,
      message: `The capability claims ${standard.standard}, but has no interface of type ${asked} with role="std". Write role="std" on the one that follows the standard.`,
      ...softened(standard),
    };
    return;
  }
  for (const other of all.filter((i) => !hasStdRole(i))) {
    yield {
      element: other,
      found: attributeText(other, 'role'),
      severity: 'info',
      message: `This interface is not that of ${standard.standard}. Move it into a capability of its own, without standardID.`,
    };
  }
}

function* accessUrlFaults(element: Element): Generator<Fault> {
  const urls = children(element, 'accessURL');
  if (urls.length === 0) {
    const message = 'The interface has no accessURL. Add the address at which it is called.';
    yield { element, message, severity: 'error' };
  }
  for (const url of urls.slice(1)) {
    const message = 'The interface has several accessURLs; keep one and write the others as mirrorURL.';
    yield { element: url, found: text(url), message };
  }
  const first = urls[0];
  const address = text(first);
  if (first !== undefined && address !== '' && !/^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]/i.test(address)) {
    const message = `"${address}" is not an absolute address. Write it with https:// and the host name.`;
    yield { element: first, found: address, message };
  }
  for (const mirror of children(element, 'mirrorURL').filter((m) => text(m) === address && address !== '')) {
    const message = 'The mirrorURL repeats the accessURL. Remove it, or write the address of the mirror.';
    yield { element: mirror, found: address, severity: 'info', message };
  }
}

function* versionFaults(element: Element, id: string): Generator<Fault> {
  if (!hasStdRole(element)) return;
  const version = attributeText(element, 'version');
  const about = { element, ...presentAttribute(element, 'version'), found: version };
  const lower = id.toLowerCase();
  if (lower === TAP || lower === `${TAP}#aux`) {
    if (version === '' && lower === TAP) {
      const message =
        'The TAP interface has no version, which says TAP 1.0. Write version="1.1" if the service has it.';
      yield { ...about, severity: 'info', message };
    } else if (version !== '' && !/^1\.[01]$/.test(version)) {
      yield { ...about, message: `"${version}" is no version of TAP. Write version="1.1" or version="1.0".` };
    }
  } else if (version !== '' && /^[^#]*#.*-\d+(\.\d+)?$/s.test(id)) {
    const message = `${id} carries the version already. Remove version="${version}" from the interface.`;
    yield { ...about, severity: 'info', message };
  }
}

function hasWsdl(element: Element): boolean {
  return child(element, 'wsdlURL') !== null || /wsdl/i.test(text(child(element, 'accessURL')));
}
