/**
 * What stands around the entries of an OAI-PMH answer (OAI-PMH 2.0 §3.2): read from the answer's text with the entries
 * cut out. It is small, so what registries get wrong in it is repaired and counted (requirements.md HV-12).
 */
import { attribute, type Element, text } from '../resource/element.ts';
import { OAI } from '../resource/namespaces.ts';
import { declarations, MEANT, type Scope, sliceWith } from './oai-entry.ts';
import { parseXml, XmlFault } from './tree.ts';

/** A fault of the text around the entries that was read all the same. */
export interface OaiNote {
  code:
    | 'byte-order-mark'
    | 'not-utf-8'
    | 'encoding-contradiction'
    | 'encoding-lies'
    | 'text-around'
    | 'doctype'
    | 'ampersand-outside'
    | 'control-character'
    | 'undeclared-prefix'
    | 'prefixed-root'
    | 'oai-namespace';
  example: string;
}

export interface OaiToken {
  /** Opaque; '' at the end of a list. */
  value: string;
  expirationDate: string | null;
  completeListSize: number | null;
  cursor: number | null;
}

export interface OaiIdentify {
  repositoryName: string;
  baseURL: string;
  protocolVersion: string;
  adminEmails: string[];
  earliestDatestamp: string;
  deletedRecord: string;
  granularity: string;
  compression: string[];
  /** The element in each `description`, as UTF-8 with its ancestors' declarations. */
  descriptions: Buffer[];
}

export interface OaiFormat {
  metadataPrefix: string;
  schema: string;
  metadataNamespace: string;
}

export interface OaiEnvelope {
  /** As written, trimmed; null where there is none. */
  responseDate: string | null;
  request: { url: string; attributes: Record<string, string> } | null;
  /** The element named like the verb; null if there is none. */
  verb: string | null;
  errors: { code: string; text: string }[];
  /** null where there is no element. */
  token: OaiToken | null;
  identify: OaiIdentify | null;
  formats: OaiFormat[];
  /** What is declared where the entries stand. */
  scope: Scope;
  notes: OaiNote[];
}

/** An answer that is no OAI-PMH, or ends too early. The message is a sentence without the address. */
export class OaiFault extends Error {
  override name = 'OaiFault';
  readonly kind: 'not-oai' | 'cut' | 'too-large' | 'unreadable';
  constructor(kind: OaiFault['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

export const VERBS = new Set([
  ...['Identify', 'ListSets', 'ListMetadataFormats', 'GetRecord', 'ListRecords', 'ListIdentifiers'],
]);

/** Reads an answer without its entries. @throws OaiFault if it is no OAI-PMH, or beyond repair */
export function readEnvelope(answer: string): OaiEnvelope {
  const notes: OaiNote[] = [];
  const core = withoutSurroundings(answer, notes);
  let root: Element;
  let source = core;
  try {
    root = parseXml(core).root;
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    source = repaired(core, notes);
    root = parsedAgain(source);
  }
  if (root.local !== 'OAI-PMH') {
    throw new OaiFault('not-oai', `The answer's root element is ${root.name.slice(0, 60)}, not OAI-PMH.`);
  }
  if (root.name !== root.local) notes.push({ code: 'prefixed-root', example: root.name });
  if (root.uri !== OAI) notes.push({ code: 'oai-namespace', example: root.uri || '(none)' });
  return envelopeOf(root, source, notes);
}

function parsedAgain(source: string): Element {
  try {
    return parseXml(source).root;
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    throw new OaiFault(
      'unreadable',
      `The answer is not well-formed outside of its records: ${error.message}`,
    );
  }
}

/** Of the text before the root that is looked at. */
const MOST_BEFORE = 16 * 1024;
const ROOT_START = /<(?:[A-Za-z_][\w.-]*:)?OAI-PMH(?=[\s/>])/;
// Comments and instructions are read to their first end: any other reading of a row of them doubles the work for each.
const DECLARED =
  /^<\?xml\s[^<>]*\?>\s*(?:<!--(?:(?!-->)[\s\S])*-->\s*|<\?(?:(?!\?>)[\s\S])*\?>\s*|<!DOCTYPE[^<>[]*>\s*)*$/;

/** From the XML declaration, if there is one before the root, to the end of the root. */
function withoutSurroundings(answer: string, notes: OaiNote[]): string {
  const rootAt = answer.search(ROOT_START);
  if (rootAt < 0) throw new OaiFault('not-oai', notOai(answer));
  // Not all of it: the patterns below would take a day for megabytes of `<?xml <?xml`.
  const before = answer.slice(Math.max(0, rootAt - MOST_BEFORE), rootAt);
  const doctype = /<!DOCTYPE[^>[]*(\[)?/.exec(before);
  if (doctype?.[1] !== undefined) {
    throw new OaiFault('unreadable', 'The answer has a DOCTYPE with declarations, which is not accepted.');
  }
  if (doctype !== null) notes.push({ code: 'doctype', example: doctype[0].slice(0, 80) });
  const lastAt = before.lastIndexOf('<?xml');
  const declaredAt = lastAt >= 0 && DECLARED.test(before.slice(lastAt)) ? lastAt : -1;
  const leading = (declaredAt < 0 ? before : before.slice(0, declaredAt)).replace(
    /<!DOCTYPE[^<>]*>|<\?[^<]*?\?>/g,
    '',
  );
  if (leading.trim() !== '' || (leading !== '' && declaredAt > 0)) {
    notes.push({ code: 'text-around', example: `before: ${JSON.stringify(leading.slice(0, 60))}` });
  }
  const name = /^<([^\s/>]+)/.exec(answer.slice(rootAt, rootAt + 200))?.[1] ?? 'OAI-PMH';
  const endTag = new RegExp(`</${name.replaceAll('.', '\\.')}\\s*>`, 'g');
  const ends = [...answer.matchAll(endTag)].at(-1);
  const end = ends === undefined ? answer.length : ends.index + ends[0].length;
  const trailing = answer.slice(end).trim();
  if (trailing !== '')
    notes.push({ code: 'text-around', example: `after: ${JSON.stringify(trailing.slice(0, 60))}` });
  return answer.slice(rootAt, end);
}

function notOai(whole: string): string {
  const answer = whole.slice(0, MOST_BEFORE);
  if (answer.trim() === '') return 'The answer is empty.';
  if (/<html[\s/>]|<!doctype html/i.test(answer)) {
    const title = /<title[^>]*>([^<]{1,200})/i.exec(answer)?.[1]?.trim();
    return `The answer is an HTML page${title === undefined ? '' : ` ("${title}")`}, not OAI-PMH.`;
  }
  const name = /<([A-Za-z_][\w.:-]{0,60})/.exec(answer)?.[1];
  return name === undefined ? 'The answer is no XML.' : `The answer's root element is ${name}, not OAI-PMH.`;
}

/** All at once what can be wrong and still be understood. */
function repaired(core: string, notes: OaiNote[]): string {
  const repair = (code: OaiNote['code'], source: string, pattern: RegExp, by: string): string => {
    const found = source.search(pattern);
    if (found < 0) return source;
    notes.push({ code, example: source.slice(Math.max(0, found - 20), found + 30).replace(/\s+/g, ' ') });
    return source.replace(pattern, by);
  };
  // HTML's entities are no XML's: their ampersand is taken for a letter.
  let source = repair(
    'ampersand-outside',
    core,
    /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-fA-F]{1,6});)/g,
    '&amp;',
  );
  source = repair('ampersand-outside', source, /<(?![A-Za-z_/!?])/g, '&lt;');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  source = repair('control-character', source, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  const undeclared = undeclaredPrefixes(source);
  if (undeclared.length === 0) return source;
  notes.push({ code: 'undeclared-prefix', example: undeclared.join(', ') });
  const scope = Object.fromEntries(undeclared.map((p) => [p, MEANT[p] ?? `${NOBODYS}${p}`]));
  return source.replace(/^<[^\s/>]+/, (start) => start + declarations(scope, {}));
}

/** For prefixes that mean nothing to anybody: the parser wants a namespace. */
const NOBODYS = 'urn:undeclared:';

function undeclaredPrefixes(source: string): string[] {
  const used = new Set<string>();
  for (const [tag] of source.matchAll(/<\/?[A-Za-z_][^<>]*>/g)) {
    for (const [, prefix] of tag.matchAll(/(?:^<\/?|\s)([A-Za-z_][\w.-]*):[A-Za-z_]/g))
      if (prefix) used.add(prefix);
  }
  const declared = new Set([...source.matchAll(/\sxmlns:([A-Za-z_][\w.-]*)\s*=/g)].map((match) => match[1]));
  return [...used].filter((prefix) => prefix !== 'xml' && prefix !== 'xmlns' && !declared.has(prefix));
}

/** Children by local name, in whatever namespace: some registries have it wrong, and that is noted once. */
function of(element: Element, local: string): Element[] {
  return element.children.filter((child) => child.local === local);
}

function textOf(element: Element, local: string): string {
  return text(of(element, local)[0]);
}

function envelopeOf(root: Element, source: string, notes: OaiNote[]): OaiEnvelope {
  const request = of(root, 'request')[0];
  const list = root.children.find((child) => VERBS.has(child.local)) ?? null;
  const responseDate = of(root, 'responseDate')[0];
  return {
    responseDate: responseDate === undefined ? null : text(responseDate),
    request:
      request === undefined
        ? null
        : {
            url: text(request),
            attributes: Object.fromEntries(
              request.attributes.filter((a) => a.uri === '').map((a) => [a.local, a.value]),
            ),
          },
    verb: list?.local ?? null,
    errors: of(root, 'error').map((e) => ({ code: attribute(e, 'code')?.trim() ?? '', text: text(e) })),
    token: list === null ? null : tokenOf(list),
    identify: list?.local === 'Identify' ? identifyOf(list, source) : null,
    formats: list?.local === 'ListMetadataFormats' ? of(list, 'metadataFormat').map(formatOf) : [],
    scope: Object.fromEntries(
      Object.entries(scopeAt(list ?? root)).filter(([, uri]) => !uri.startsWith(NOBODYS)),
    ),
    notes,
  };
}

function scopeAt(element: Element): Record<string, string> {
  const above = element.parent === null ? {} : scopeAt(element.parent);
  return { ...above, ...element.declared };
}

function tokenOf(list: Element): OaiToken | null {
  const element = of(list, 'resumptionToken').at(-1);
  if (element === undefined) return null;
  const count = (name: string): number | null => {
    const value = attribute(element, name)?.trim() ?? '';
    return /^\d{1,12}$/.test(value) ? Number(value) : null;
  };
  return {
    // Opaque: only the white space around it, which pretty printers add, is no part of it.
    value: element.text.trim(),
    expirationDate: attribute(element, 'expirationDate'),
    completeListSize: count('completeListSize'),
    cursor: count('cursor'),
  };
}

function identifyOf(element: Element, source: string): OaiIdentify {
  return {
    repositoryName: textOf(element, 'repositoryName'),
    baseURL: textOf(element, 'baseURL'),
    protocolVersion: textOf(element, 'protocolVersion'),
    adminEmails: of(element, 'adminEmail').map(text),
    earliestDatestamp: textOf(element, 'earliestDatestamp'),
    deletedRecord: textOf(element, 'deletedRecord'),
    granularity: textOf(element, 'granularity'),
    compression: of(element, 'compression').map(text),
    descriptions: of(element, 'description').flatMap((description) =>
      description.children.slice(0, 1).map((inside) => sliceWith(inside, source, scopeAt(description))),
    ),
  };
}

function formatOf(element: Element): OaiFormat {
  return {
    metadataPrefix: textOf(element, 'metadataPrefix'),
    schema: textOf(element, 'schema'),
    metadataNamespace: textOf(element, 'metadataNamespace'),
  };
}
