/** What must hold of the registry's own record, because Identify and the RofR are fed from it (design §5). */
import { attribute, child, children, descend, type Element, pathOf, text } from '../resource/element.ts';
import { harvestCapabilities, oaiInterfaces } from '../resource/registry.ts';
import { type Finding, finding } from './finding.ts';

/** A page may be shortened by one so that no record is left alone on the last page (design P2): two would not do. */
const LEAST_MAX_RECORDS = 3;
/** OAI-70's pattern with the stricter one of the openarchives.org validator (client-quirks.md). */
const EMAIL = /^\w[\w\-.+]*@[A-Za-z0-9\-.]+\.[A-Za-z]{2,}$/;

interface Fault {
  element: Element;
  found?: string;
  message: string;
}

interface RegistryRule {
  id: string;
  citation: string;
  asks: string;
  because: string;
  check(resource: Element): Fault[];
}

/** Each with its own test in test/validate/registry-record.test.ts. */
export const REGISTRY_RULES: RegistryRule[] = [
  {
    id: 'RI-11',
    citation: 'Registry Interfaces 1.1 §2.4; RofR test RI3.1.4a',
    asks: "The registry's own record is active.",
    because: 'An inactive or deleted registry is not harvested.',
    check: (resource) => {
      const status = attribute(resource, 'status') ?? 'active';
      if (status === 'active') return [];
      return [
        {
          element: resource,
          found: status,
          message: `The registry's own record has status="${status}". Write status="active".`,
        },
      ];
    },
  },
  {
    id: 'RI-22',
    citation: 'Registry Interfaces 1.1 §3.4; RofR tests RI3.1.5b4, RI4.0b',
    asks: "The registry's record has one vg:OAIHTTP interface with role std, whose accessURL is the OAI-PMH base URL.",
    because:
      'Harvesters and the Registry of Registries find this registry by it and compare it byte for byte.',
    check: (resource) => {
      const interfaces = harvestCapabilities(resource).flatMap(oaiInterfaces);
      if (interfaces.length === 1) return interfaces.flatMap(accessUrlFaults);
      const message =
        `The registry's record has ${interfaces.length} vg:OAIHTTP interfaces with role="std" in its vg:Harvest capability; ` +
        'it needs exactly one, whose accessURL is the OAI-PMH base URL.';
      return [{ element: harvestCapabilities(resource)[0] ?? resource, message }];
    },
  },
  {
    id: 'OAI-70',
    citation: 'OAI-PMH 2.0 §4.2',
    asks: "The registry's record has a contact e-mail that can be shown as adminEmail.",
    because: 'Identify must carry one; validators refuse addresses of other forms.',
    check: (resource) => {
      const emails = descend(resource, 'curation', 'contact', 'email');
      if (emails.length === 0) {
        const message =
          'The registry’s record has no contact e-mail. Add <email> to curation/contact: Identify shows it as adminEmail.';
        return [
          {
            element: descend(resource, 'curation', 'contact')[0] ?? child(resource, 'curation') ?? resource,
            message,
          },
        ];
      }
      return emails
        .filter((email) => !EMAIL.test(text(email)))
        .map((element) => ({
          element,
          found: text(element),
          message: `"${text(element)}" cannot be the adminEmail of Identify: validators want a plain address such as vo@example.org.`,
        }));
    },
  },
  {
    id: 'RI-12',
    citation: 'Registry Interfaces 1.1 §2.4; the RofR compares raw strings',
    asks: "There is no white space around the registry's identifier and its managed authorities.",
    because: 'The Registry of Registries compares them as they stand.',
    check: (resource) =>
      [child(resource, 'identifier'), ...children(resource, 'managedAuthority')]
        .filter((element) => element !== null)
        .filter((element) => element.text !== text(element))
        .map((element) => ({
          element,
          found: element.text,
          message: `There is white space around "${text(element)}" in <${element.name}>; the RofR compares it as it stands. Remove it.`,
        })),
  },
  {
    id: 'RI-27',
    citation: 'VORegistry 1.1; requirements.md RI-27',
    asks: 'maxRecords is the page size, 3 or more.',
    because:
      'It is what harvesters are told to expect; a last page with a single record breaks clients in use, so pages need room to be shortened.',
    check: (resource) =>
      harvestCapabilities(resource)
        .flatMap((capability) => children(capability, 'maxRecords'))
        .filter((element) => !(Number.parseInt(text(element), 10) >= LEAST_MAX_RECORDS))
        .map((element) => ({
          element,
          found: text(element),
          message:
            `maxRecords is ${text(element)}; it is the page size of this registry and must be at least ${LEAST_MAX_RECORDS} ` +
            '(0 or less would say that resumption tokens are not supported, but they are).',
        })),
  },
];

/** Findings about the registry's own record, in the order of the rules. */
export function registryFindings(resource: Element, file: string): Finding[] {
  return REGISTRY_RULES.flatMap((rule) =>
    rule.check(resource).map(({ element, found, message }) =>
      finding({
        rule: rule.id,
        file,
        line: element.line,
        column: element.column,
        ivoid: text(child(resource, 'identifier')) || null,
        path: pathOf(element),
        found: found ?? null,
        message,
        citation: rule.citation,
      }),
    ),
  );
}

function accessUrlFaults(oai: Element): Fault[] {
  const urls = children(oai, 'accessURL');
  const url = urls[0];
  if (url === undefined || urls.length !== 1) {
    return [
      { element: oai, message: `The OAI-PMH interface has ${urls.length} accessURLs; it needs exactly one.` },
    ];
  }
  const value = text(url);
  if (/^https?:\/\/[^?#\s]+$/.test(value)) return [];
  return [
    {
      element: url,
      found: value,
      message: `"${value}" cannot be the OAI-PMH base URL: write an http or https address without "?" or "#".`,
    },
  ];
}
