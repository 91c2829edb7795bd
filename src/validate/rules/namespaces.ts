/** Rules about namespaces of elements and places of schemas (requirements.md VOR-05, VOR-06). */
import { attribute, type Element, resolvePrefix, xsiType } from '../../resource/element.ts';
import { RI, VR, XSI } from '../../resource/namespaces.ts';
import type { Edit } from '../../xml/edit.ts';
import { type Fault, oneOf, type Rule, shortened } from '../rule.ts';
import { qualifiedElements, typedElements } from './elements.ts';

const TAP_REG_EXT = 'http://www.ivoa.net/xml/TAPRegExt/v1.0';
const IVOA = 'http://www.ivoa.net/xml/';
/** Deprecated coverage: its elements are in this namespace, and checked for well-formedness only (design §7). */
const STC = 'http://www.ivoa.net/xml/STC/';

/** Each with its own test in test/validate/rules/root.test.ts. */
export const NAMESPACE_RULES: Rule[] = [
  {
    id: 'VOR-05',
    severity: 'error',
    citation: 'VOResource 1.2 §2.1',
    asks: 'Only the root has a prefix; the elements inside are in no namespace, so no default namespace is declared around them.',
    because:
      'VOResource is written with elementFormDefault="unqualified"; readers look for title, not for vr:title.',
    example: { wrong: '<vr:title>BASS2000</vr:title>', right: '<title>BASS2000</title>' },
    *check({ root }) {
      for (const [prefix, [first, ...others]] of qualified(root)) {
        if (first === undefined) continue;
        yield prefix === '' ? defaultNamespaceFault(first) : prefixFault(first, others, prefix);
      }
    },
  },
  {
    id: 'VOR-06',
    severity: 'info',
    citation: 'VOResource 1.2 §2.1; VODataService 1.2 §2.1; TAPRegExt 1.1 §2.1; RI-09',
    asks: 'xsi:schemaLocation names each namespace of an xsi:type, with the namespace itself as its place.',
    because:
      'Validators find the schemas by it. Pairs that are missing are added when the record is served; TAPRegExt asks for its own to be there.',
    example: {
      wrong: 'xsi:schemaLocation="http://www.ivoa.net/xml/VOResource/v1.0"',
      right:
        'xsi:schemaLocation="http://www.ivoa.net/xml/VOResource/v1.0 http://www.ivoa.net/xml/VOResource/v1.0"',
    },
    *check({ root }) {
      const value = attribute(root, 'schemaLocation', XSI);
      const words = (value ?? '').split(/[ \t\r\n]+/).filter((word) => word !== '');
      const place = { element: root, attribute: 'xsi:schemaLocation' };
      if (words.length % 2 === 1) {
        const message = `xsi:schemaLocation has ${words.length} words; it is a list of pairs, namespace and place. Write each namespace twice.`;
        yield { ...place, found: value ?? '', message, severity: 'warning' };
        return;
      }
      const given = new Map<string, string>();
      for (let i = 0; i < words.length; i += 2) given.set(words[i] ?? '', words[i + 1] ?? '');
      const missing = [...typeNamespaces(root)].filter((uri) => !given.has(uri));
      if (missing.length > 0) {
        const message = `xsi:schemaLocation has no place for ${oneOf(missing)}. Add ${missing.map((uri) => `"${uri} ${uri}"`).join(', ')}.`;
        // The place belongs on the element that is there, so that the line is that of the root's start tag.
        yield {
          ...(value === null ? { element: root } : place),
          message,
          severity: missing.includes(TAP_REG_EXT) ? 'warning' : 'info',
        };
      }
      const elsewhere = [...given].filter(([uri, at]) => uri.startsWith(IVOA) && at !== uri);
      if (elsewhere.length === 0) return;
      const [uri, at] = elsewhere[0] ?? ['', ''];
      const message = `xsi:schemaLocation places ${elsewhere.length === 1 ? uri : `${elsewhere.length} namespaces of the IVOA, ${uri} first,`} at another address, "${shortened(at)}". Write the namespace itself as its place: it always leads to the current schema.`;
      yield { ...place, found: at, message };
    },
  },
];

/** Elements below the root that are in a namespace, by prefix; deprecated STC coverage excepted. */
function qualified(root: Element): Map<string, Element[]> {
  const found = new Map<string, Element[]>();
  if (qualifiedElements(root).length === 0) return found;
  const look = (element: Element): void => {
    for (const child of element.children) {
      if (child.uri.startsWith(STC) || isFreeStatistic(element, child)) continue;
      if (child.uri !== '') {
        const same = found.get(prefixOf(child));
        if (same === undefined) found.set(prefixOf(child), [child]);
        else same.push(child);
      }
      look(child);
    }
  };
  look(root);
  return found;
}

/** VODataService 1.3 (draft) leaves room in stats for what others define. */
function isFreeStatistic(parent: Element, { uri }: Element): boolean {
  return parent.local === 'stats' && parent.uri === '' && !uri.startsWith(IVOA);
}

function prefixOf({ name }: Element): string {
  return name.includes(':') ? name.slice(0, name.indexOf(':')) : '';
}

function defaultNamespaceFault(element: Element): Fault {
  let at = element;
  while (at.parent !== null && !Object.hasOwn(at.declared, '')) at = at.parent;
  const uri = shortened(element.uri);
  const message = `xmlns="${uri}" on <${at.name}> puts <${element.name}> into a namespace. Remove it${at.parent === null && at.uri === RI ? ', and write ri:Resource with xmlns:ri instead' : ''}.`;
  return { element: at, found: element.uri, message };
}

function prefixFault(element: Element, others: Element[], prefix: string): Fault {
  const same = [element, ...others];
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const message = `<${shortened(element.name)}>${more} must have no prefix: write <${shortened(element.local)}>.`;
  // Without the prefix an element falls into the default namespace, if one is in scope.
  const safe = same.every((e) => e.uri.startsWith(IVOA) && resolvePrefix(e, '') === '');
  if (!safe) return { element, found: element.name, message };
  const edits = same.flatMap((e): Edit[] => {
    const cut = (from: number) => ({ from, to: from + prefix.length + 1, text: '' });
    return e.end === e.startTagEnd ? [cut(e.start + 1)] : [cut(e.start + 1), cut(e.endTagStart + 2)];
  });
  return { element, found: element.name, message, fix: { says: `remove the prefix ${prefix}:`, edits } };
}

/** Namespaces used in an xsi:type, but not VOResource, which comes with each of the others. */
function typeNamespaces(root: Element): Set<string> {
  const found = new Set<string>();
  for (const element of typedElements(root)) {
    const uri = xsiType(element)?.uri;
    if (uri !== undefined && uri !== null && uri !== '' && (uri !== VR || element === root)) found.add(uri);
  }
  return found;
}
