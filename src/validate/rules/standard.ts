/** Rules for records of standards (requirements.md STD). */
import { attribute, child, children, type Element, text, xsiType } from '../../resource/element.ts';
import { attributeText, type Fault, oneOf, type Rule, type Subject, shortened } from '../rule.ts';
import { attributeFix } from './fixes.ts';
import { VSTD } from './types.ts';

/** An identifier, an address, a version, a name in capitals, or words that lead to one. */
const NAMES_ANOTHER =
  /ivo:|https?:|\d\.\d|\b[A-Z]{2,}[A-Za-z-]*\b|\b(?:by|instead|replac\w*|supersed\w*|obsolet\w*|in favou?r|see|merged|moved)\b/;

const STANDARDS = 'StandardsRegExt 1.1';
const STATUS = ['rec', 'pr', 'wd', 'iwd', 'note', 'en', 'pen', 'n/a'];
const USE = ['preferred', 'deprecated'];

/** Addresses that nobody can take for a service: RFC 2606, RFC 6761 and what the IVOA's own records have. */
const BOGUS =
  /^https?:\/\/(?:[^/?#]*\.)?(?:example|invalid|test|localhost|(?:example|sample)\.(?:org|com|net|edu))(?::\d+)?(?:[/?#]|$)/i;

function isStandard(root: Element): boolean {
  return xsiType(root)?.uri === VSTD;
}

/** Each with its own test in test/validate/rules/standard.test.ts. */
export const STANDARD_RULES: Rule[] = [
  {
    id: 'STD-01',
    severity: 'warning',
    citation: `${STANDARDS} §2.3, §3.2`,
    asks: 'The names of keys are unique within the record and have neither # nor capital letters.',
    because: 'A key is used as ivoid#name, and clients compare that in lower case.',
    example: { wrong: '<name>Table-1.0</name>', right: '<name>table-1.0</name>' },
    *check({ root }) {
      if (!isStandard(root)) return;
      const lines = new Map<string, number>();
      for (const element of children(root, 'key').flatMap((key) => children(key, 'name'))) {
        const found = text(element);
        const place = { element, found };
        const first = lines.get(found.toLowerCase());
        if (first === undefined) lines.set(found.toLowerCase(), element.line);
        if (first !== undefined) {
          yield {
            ...place,
            message: `The key "${shortened(found)}" is there already, at line ${first}. Give it another name.`,
          };
        } else if (found.includes('#')) {
          yield {
            ...place,
            severity: 'error',
            message: `The key "${shortened(found)}" contains a #. Write what follows the # in the identifier only.`,
          };
        } else if (/[A-Z]/.test(found)) {
          yield {
            ...place,
            message: `The key "${shortened(found)}" has capital letters. If it is new, write "${shortened(found.toLowerCase())}".`,
          };
        }
      }
    },
  },
  {
    id: 'STD-02',
    severity: 'warning',
    citation: `${STANDARDS} §4.1`,
    asks: 'A standard under ivo://ivoa.net/ is registered by the IVOA; other standards have an authority of their own.',
    because: 'The identifier says who stands behind a standard.',
    example: {
      wrong: '<identifier>ivo://ivoa.net/std/platemeta</identifier>',
      right: '<identifier>ivo://padc.example/std/platemeta</identifier>',
    },
    *check({ root }) {
      const element = child(root, 'identifier');
      if (!isStandard(root) || element === null || !/^ivo:\/\/ivoa\.net(?:\/|$)/i.test(text(element))) return;
      const message = `"${shortened(text(element))}" says that this is a standard of the IVOA, which registers those itself. Use an authority of your own.`;
      yield { element, found: text(element), message };
    },
  },
  {
    id: 'STD-03',
    severity: 'info',
    citation: `${STANDARDS} §3.1.1`,
    asks: 'Each endorsedVersion has a status and says by its use which version to take; a deprecated standard names what replaces it.',
    because: 'Implementers want to know in one look which version to follow.',
    example: {
      wrong: '<endorsedVersion status="REC">1.0</endorsedVersion>',
      right: '<endorsedVersion status="rec" use="preferred">1.0</endorsedVersion>',
    },
    *check(subject) {
      const { root } = subject;
      if (!isStandard(root)) return;
      const versions = children(root, 'endorsedVersion');
      for (const element of versions) yield* versionFaults(subject, element);
      const [first, second] = versions;
      const uses = versions.map((element) => attributeText(element, 'use'));
      if (first !== undefined && second !== undefined && !uses.includes('preferred')) {
        const message = `None of the ${versions.length} versions is the preferred one. Add use="preferred" to the version to take.`;
        yield { element: first, message };
      }
      const deprecated = child(root, 'deprecated');
      if (deprecated !== null && text(deprecated) === '') {
        const message = 'deprecated is empty. Write which standard replaces this one, or why it is given up.';
        yield { element: deprecated, found: '', message, severity: 'warning' };
      } else if (deprecated !== null && !NAMES_ANOTHER.test(text(deprecated))) {
        const message = `deprecated says "${shortened(text(deprecated))}", but not what to use instead. Name the standard or version that replaces this one.`;
        yield { element: deprecated, found: text(deprecated), message };
      } else if (first !== undefined && deprecated === null && uses.every((use) => use === 'deprecated')) {
        const message =
          'All versions are deprecated. Add <deprecated>…</deprecated> and write which standard replaces this one.';
        yield { element: first, message };
      }
    },
  },
  {
    id: 'STD-04',
    severity: 'error',
    citation: `${STANDARDS}, changes from 1.0`,
    asks: 'A record is not of type vstd:StandardKeyEnumeration.',
    because: 'StandardsRegExt 1.1 removed this type; keys are part of a vstd:Standard, or of a vocabulary.',
    example: { wrong: 'xsi:type="vstd:StandardKeyEnumeration"', right: 'xsi:type="vstd:Standard"' },
    *check({ root }) {
      if (!isStandard(root) || xsiType(root)?.local !== 'StandardKeyEnumeration') return;
      const message =
        'vstd:StandardKeyEnumeration does not exist any more. Make it a vstd:Standard with an endorsedVersion and these keys.';
      yield { element: root, attribute: 'xsi:type', found: 'StandardKeyEnumeration', message };
    },
  },
  {
    id: 'STD-05',
    severity: 'info',
    citation: `${STANDARDS} §3.1.2`,
    asks: 'The interface of a vstd:ServiceStandard has a role that begins with std, and an address that is plainly no service.',
    because: 'It is a pattern for the interfaces of services; an address that works would be taken for one.',
    example: {
      wrong: '<interface xsi:type="vs:ParamHTTP"><accessURL>https://padc.example.fr/q</accessURL>',
      right: '<interface xsi:type="vs:ParamHTTP" role="std"><accessURL>http://example.org/q</accessURL>',
    },
    *check({ root }) {
      if (!isStandard(root) || xsiType(root)?.local !== 'ServiceStandard') return;
      for (const element of children(root, 'interface')) {
        const role = attribute(element, 'role');
        if (!/^std(?::|$)/.test(role?.trim() ?? '')) {
          const message = `The interface ${role === null ? 'has no role' : `has role="${shortened(role)}"`}. Write role="std".`;
          yield { element, ...(role === null ? {} : { attribute: 'role', found: role }), message };
        }
        for (const url of children(element, 'accessURL')) {
          if (text(url) === '' || BOGUS.test(text(url))) continue;
          const message = `"${shortened(text(url))}" looks like a real service. Write an address that cannot be one, such as http://example.org/.`;
          yield { element: url, found: text(url), message };
        }
      }
    },
  },
];

function* versionFaults(subject: Subject, element: Element): Generator<Fault> {
  if (text(element) === '') {
    const message = 'endorsedVersion is empty. Write the version, e.g. 1.0.';
    yield { element, found: '', message, severity: 'warning' };
  }
  for (const [name, values] of [
    ['status', STATUS],
    ['use', USE],
  ] as const) {
    const found = attribute(element, name);
    if (found === null) {
      if (name === 'use') continue;
      const message = `Version ${shortened(text(element))} has no status. Write status="n/a", or what the IVOA gave it: rec, pr, wd, en…`;
      yield { element, message };
    } else if (!values.includes(found)) {
      const meant = values.find((value) => value === found.trim().toLowerCase());
      const fix = meant === undefined ? {} : attributeFix(subject, element, name, meant);
      const message = `${name}="${shortened(found)}" is not known. Write ${meant ?? oneOf([...values])}.`;
      yield { element, attribute: name, found, message, severity: 'error', ...fix };
    }
  }
}
