/** Rules about namespace prefixes (requirements.md RI-06, RI-07). */
import { attribute, type Element, resolvePrefix } from '../../resource/element.ts';
import { RI, XSI } from '../../resource/namespaces.ts';
import { type Edit, writtenAttributes } from '../../xml/edit.ts';
import type { Fault, Rule, Subject } from '../rule.ts';
import { elementsOf, typedElements } from './elements.ts';

/** Name of a schema at the IVOA → the prefix that everybody uses, and the namespace of its current major version. */
const CANONICAL: Record<string, { prefix: string; uri: string }> = Object.fromEntries(
  (
    [
      ['RegistryInterface', 'v1.0', 'ri'],
      ['VOResource', 'v1.0', 'vr'],
      ['VORegistry', 'v1.0', 'vg'],
      ['VODataService', 'v1.1', 'vs'],
      ['TAPRegExt', 'v1.0', 'tr'],
      ['ConeSearch', 'v1.0', 'cs'],
      ['SIA', 'v1.1', 'sia'],
      ['SSA', 'v1.1', 'ssap'],
      ['SLAP', 'v1.0', 'slap'],
      ['StandardsRegExt', 'v1.0', 'vstd'],
      ['DocRegExt', 'v1', 'doc'],
      ['VOEventRegExt', 'v2', 'voe'],
    ] as const
  ).map(([schema, version, prefix]) => [
    schema,
    { prefix, uri: `http://www.ivoa.net/xml/${schema}/${version}` },
  ]),
);

interface Use {
  /** The first element that uses the prefix for this namespace. */
  element: Element;
  attribute?: string;
  prefix: string;
  uri: string;
  canonical: { prefix: string; uri: string };
}

/** Each pair of prefix and IVOA namespace in an xsi:type or in the root's name that is not the canonical one, once. */
function strangePrefixes({ root }: Subject): Use[] {
  const found = new Map<string, Use>();
  const look = (element: Element, prefix: string, uri: string | null, attributeName?: string) => {
    const schema = /^http:\/\/www\.ivoa\.net\/xml\/([A-Za-z]+)\/v\d/.exec(uri ?? '')?.[1] ?? '';
    const canonical = Object.hasOwn(CANONICAL, schema) ? CANONICAL[schema] : undefined;
    if (uri === null || canonical === undefined || canonical.prefix === prefix) return;
    const key = `${prefix} ${uri}`;
    if (found.has(key)) return;
    const place = attributeName === undefined ? {} : { attribute: attributeName };
    found.set(key, { element, ...place, prefix, uri, canonical });
  };
  if (root.uri === RI) look(root, prefixOf(root.name), root.uri);
  for (const element of typedElements(root)) {
    const type = attribute(element, 'type', XSI)?.trim();
    if (type !== undefined) look(element, prefixOf(type), resolvePrefix(element, prefixOf(type)), 'xsi:type');
  }
  return [...found.values()];
}

/** Each with its own test in test/validate/rules/registry.test.ts. */
export const PREFIX_RULES: Rule[] = [
  {
    id: 'RI-06',
    severity: 'warning',
    citation: 'Registry Interfaces 1.1 §2.2; VOResource 1.2 §2.1',
    asks: 'Namespaces of the IVOA have their customary prefixes: ri, vr, vs, vg, tr, cs, sia, ssap, slap, vstd, doc, voe.',
    because:
      'Clients such as pyvo and databases such as RegTAP compare xsi:type as text, so vt:Standard is not vstd:Standard for them.',
    example: {
      wrong: 'xmlns:vd="http://www.ivoa.net/xml/VODataService/v1.1" xsi:type="vd:CatalogService"',
      right: 'xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" xsi:type="vs:CatalogService"',
    },
    *check(subject) {
      for (const use of strangePrefixes(subject)) {
        if (!isOtherVersion(use)) yield prefixFault(subject, use);
      }
    },
  },
  {
    id: 'RI-07',
    severity: 'info',
    citation: 'Registry Interfaces 1.1 §2.2',
    asks: 'An older major version of a namespace has the same prefix as the current one, bound where it is used.',
    because: 'Clients know a type by prefix and name, whichever version of the schema it comes from.',
    example: {
      wrong:
        '<ri:Resource xsi:type="vs0:CatalogService" xmlns:vs0="http://www.ivoa.net/xml/VODataService/v1.0" …>',
      right:
        '<ri:Resource xsi:type="vs:CatalogService" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.0" …>',
    },
    *check(subject) {
      for (const use of strangePrefixes(subject)) {
        if (!isOtherVersion(use)) continue;
        const { element, attribute: name, prefix, uri, canonical } = use;
        const message = `The prefix "${prefix}" stands for ${uri}. Declare xmlns:${canonical.prefix}="${uri}" on this element, and write ${canonical.prefix}: here.`;
        yield { element, ...(name === undefined ? {} : { attribute: name }), found: prefix, message };
      }
    },
  },
];

/** Whether the prefix was made up to tell two versions of one schema apart: an old one, or the current beside an old one. */
function isOtherVersion({ element, uri, canonical }: Use): boolean {
  if (uri !== canonical.uri) return true;
  const bound = resolvePrefix(element, canonical.prefix) ?? '';
  return bound !== uri && bound.startsWith(uri.slice(0, uri.lastIndexOf('/') + 1));
}

function prefixFault(subject: Subject, use: Use): Fault {
  const { element, prefix, uri, canonical } = use;
  const edits = renaming(subject, prefix, canonical);
  return {
    element,
    ...(use.attribute === undefined ? {} : { attribute: use.attribute }),
    found: prefix,
    message: `${prefix === '' ? 'No prefix' : `The prefix "${prefix}"`} stands for ${uri}. Write ${canonical.prefix}: there, as everybody does.`,
    ...(edits === null ? {} : { fix: { says: `${prefix}: → ${canonical.prefix}:`, edits } }),
  };
}

/**
 * The edits that rename a prefix everywhere. Null where that is not certainly safe: the prefix is declared elsewhere
 * than on the root, the canonical one is declared at all, or a text or another attribute contains `prefix:`.
 */
function renaming({ root, text }: Subject, prefix: string, canonical: Use['canonical']): Edit[] | null {
  if (prefix === '' || root.declared[prefix] !== canonical.uri) return null;
  const start = `${prefix}:`;
  const edits: Edit[] = [];
  const rename = (from: number) => edits.push({ from, to: from + prefix.length, text: canonical.prefix });
  for (const element of elementsOf(root)) {
    if (Object.hasOwn(element.declared, canonical.prefix)) return null;
    if (element !== root && Object.hasOwn(element.declared, prefix)) return null;
    if (element.text.includes(start)) return null;
    if (element.name.startsWith(start)) {
      rename(element.start + 1);
      if (element.end !== element.startTagEnd) rename(element.endTagStart + 2);
    }
    for (const { name, valueStart, valueEnd } of writtenAttributes(text, element)) {
      // The name is the nearest one before its value: only `=`, white space and a quote are between them.
      const nameStart = text.lastIndexOf(name, valueStart - 1 - name.length);
      if (name.startsWith(start)) rename(nameStart);
      if (name === `xmlns:${prefix}`) rename(nameStart + 6);
      const value = text.slice(valueStart, valueEnd);
      if (!value.includes(start)) continue;
      const isType = element.attributes.some((a) => a.name === name && a.uri === XSI && a.local === 'type');
      if (!isType || !value.trimStart().startsWith(start)) return null;
      rename(valueStart + value.length - value.trimStart().length);
    }
  }
  return edits;
}

function prefixOf(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? '' : name.slice(0, colon);
}
