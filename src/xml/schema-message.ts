/**
 * Turns what libxml2 says about a schema fault into a plain sentence. Every fact stays: what was found, what was
 * expected. What is not recognised is passed on, only without the namespace URIs.
 */

/** Namespace URI → the prefix that people know it by. */
export type Prefixes = ReadonlyMap<string, string>;

interface Subject {
  /** Local name of the element. */
  element: string;
  namespace: string;
  /** Name of the attribute, '' if the fault is about the element itself. */
  attribute: string;
}

interface Plain {
  message: string;
  value?: string;
}

interface Phrase {
  pattern: RegExp;
  say: (subject: Subject, found: string[], prefixes: Prefixes) => Plain;
}

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const XML = 'http://www.w3.org/XML/1998/namespace';

/** Types whose names mean little to people who write records. */
const TYPES: Record<string, string> = {
  'xs:boolean': 'true or false',
  'xs:integer': 'a whole number',
  'xs:int': 'a whole number',
  'xs:positiveInteger': 'a whole number above 0',
  'xs:nonNegativeInteger': 'a whole number, 0 or more',
  'xs:double': 'a number',
  'xs:float': 'a number',
  'xs:dateTime': 'a date and time such as 2026-01-31T12:00:00Z',
  'xs:anyURI': 'a URI',
  'vr:UTCDateTime': 'a day such as 2026-01-31 or a time in UTC such as 2026-01-31T12:00:00Z',
  'vr:UTCTimestamp': 'a time in UTC such as 2026-01-31T12:00:00Z',
  'oai:UTCdatetimeType': 'a day such as 2026-01-31 or a time in UTC such as 2026-01-31T12:00:00Z',
};

/** Patterns that a sentence can say; the others are quoted. */
const PATTERNS: [start: string, words: string][] = [
  ['\\d{4}-\\d\\d-\\d\\dT', 'a time in UTC such as 2026-01-31T12:00:00Z'],
  ['ivo://', 'an IVOID such as ivo://authority/key'],
  ['https?://', 'an address that begins with http:// or https://'],
  ['[+-]?([0-9]+\\.?', 'two numbers with one blank between them'],
];

const PHRASES: Phrase[] = [
  {
    pattern: /^This element is not expected\. Expected is (?:one of )?\( (.*) \)\.$/,
    say: (s, [names = '']) => sentence(`<${s.element}> stands where only ${listed(names)} may come`),
  },
  {
    pattern: /^This element is not expected\.$/,
    say: (s) => sentence(`<${s.element}> stands where no further element may come`),
  },
  {
    pattern: /^Missing child element\(s\)\. Expected is \( (.*) \)\.$/,
    say: (s, [names = '']) => sentence(`${listed(names)} is missing in <${s.element}>`),
  },
  {
    pattern: /^Missing child element\(s\)\. Expected is one of \( (.*) \)\.$/,
    say: (s, [names = '']) => sentence(`<${s.element}> ends too early: ${listed(names)} must follow`),
  },
  {
    pattern: /^Character content other than whitespace is not allowed/,
    say: (s) => sentence(`<${s.element}> has text between its elements, where only elements may stand`),
  },
  {
    pattern:
      /^Element content is not allowed, because the (?:type definition is simple|content type is a simple type)/,
    say: (s) => sentence(`<${s.element}> has elements inside, where only text may stand`),
  },
  {
    pattern: /^(Character|Element) content is not allowed, because the content type is empty/,
    say: (s, [what]) =>
      sentence(`<${s.element}> has ${what === 'Element' ? 'elements' : 'text'} inside, but must be empty`),
  },
  {
    pattern: /^The attribute '.*' is not allowed\.$/,
    say: (s) => sentence(`The attribute ${s.attribute} is not allowed on <${s.element}>`),
  },
  {
    pattern: /^The attribute '(.*)' is required but missing\.$/,
    say: (s, [name = ''], prefixes) =>
      sentence(`The attribute ${named(name, prefixes)} is missing on <${s.element}>`),
  },
  {
    pattern: /^\[facet 'enumeration'\] The value '(.*)' is not an element of the set \{(.*)\}\.$/s,
    say: (s, [value = '', set = '']) =>
      about(s, value, `not one of ${set.slice(1, -1).split("', '").join(', ')}`),
  },
  {
    pattern: /^\[facet 'pattern'\] The value '(.*)' is not accepted by the pattern '(.*)'\.$/s,
    say: (s, [value = '', pattern = '']) => about(s, value, `not ${patternWords(pattern)}`),
  },
  {
    pattern:
      /^\[facet 'maxLength'\] The value (?:'(.*)' )?has a length of '(\d+)'; this exceeds .* '(\d+)'\.$/s,
    say: (s, [value, length, most]) => ({
      ...sentence(`${subjectOf(s)} is ${length} characters long; at most ${most} are allowed`),
      ...(value === undefined || value === '' ? {} : { value }),
    }),
  },
  {
    pattern:
      /^\[facet 'm(?:in|ax)(?:In|Ex)clusive'\] The value '(.*)' (?:is|must be) ([a-z ]+) \('([^']*)'\)\.$/s,
    say: (s, [value = '', relation = '', bound = '']) => about(s, value, `${relation} ${bound}`),
  },
  {
    pattern: /^'(.*)' is not a valid value of the (?:atomic|list|union) type '(.*)'\.$/s,
    say: (s, [value = '', type = ''], prefixes) => about(s, value, `not ${typeWords(named(type, prefixes))}`),
  },
  {
    pattern: /^'(.*)' is not a valid value of the local (?:atomic|list|union) type\.$/s,
    say: (s, [value = '']) =>
      about(s, value, s.attribute === 'xml:lang' ? 'not a language tag' : 'not allowed here'),
  },
  {
    pattern: /^The type definition is abstract\.$/,
    say: (s) => sentence(`<${s.element}> needs an xsi:type that names one of the concrete types`),
  },
  {
    pattern: /^The QName value '(.*)' of the xsi:type attribute does not resolve to a type definition\.$/s,
    say: (s, [type = ''], prefixes) => ({
      ...sentence(`The xsi:type ${named(type, prefixes)} of <${s.element}> is not a known type`),
      value: named(type, prefixes),
    }),
  },
  {
    pattern: /^The QName value '(.*)' has no corresponding namespace declaration in scope\.$/s,
    say: (s, [value = '']) => ({
      ...sentence(`The ${s.attribute} ${value} of <${s.element}> uses a prefix that is not declared`),
      value,
    }),
  },
  {
    pattern: /^The type definition '(.*)', specified by xsi:type, is blocked or not validly derived/s,
    say: (s, [type = ''], prefixes) => ({
      ...sentence(`The xsi:type ${named(type, prefixes)} is not a kind of what <${s.element}> may be here`),
      value: named(type, prefixes),
    }),
  },
  {
    pattern: /^No matching global (?:element )?declaration available/,
    say: (s) =>
      sentence(
        `The schemas do not know <${s.element}> in ${s.namespace === '' ? 'no namespace' : `the namespace ${s.namespace}`}`,
      ),
  },
  {
    pattern: /^No matching global attribute declaration available/,
    say: (s) =>
      sentence(`The schemas do not know the attribute ${s.attribute}, which stands on <${s.element}>`),
  },
  {
    pattern: /^Duplicate key-sequence \['(.*)'\] in unique identity-constraint '(.*)'\.$/s,
    say: (s, [value = '', rule = ''], prefixes) => ({
      ...sentence(
        `<${s.element}> is a second one with "${value}", which must be unique (${named(rule, prefixes)})`,
      ),
      value,
    }),
  },
  {
    pattern: /^The actual value '(.*)' does not match the fixed value constraint '(.*)'\.$/s,
    say: (s, [value = '', fixed = '']) => about(s, value, `not "${fixed}"`),
  },
];

/** `message` is one detail of libxml2's; the answer is a sentence and, where the fault is about a value, that value. */
export function plainFault(message: string, prefixes: Prefixes): Plain {
  const { subject, rest } = opened(message.trim(), prefixes);
  for (const { pattern, say } of PHRASES) {
    const found = pattern.exec(rest);
    if (found !== null && subject !== null) return say(subject, found.slice(1), prefixes);
  }
  const where = subject === null ? '' : `${subjectOf(subject)}: `;
  return { message: where + rest.replace(/\{[^{}]*\}/g, '') };
}

function opened(message: string, prefixes: Prefixes): { subject: Subject | null; rest: string } {
  const found = /^Element '(?:\{([^}]*)\})?([^']*)'(?:, attribute '([^']*)')?: (.*)$/s.exec(message);
  if (found === null) return { subject: null, rest: message };
  const [, namespace = '', element = '', attribute = '', rest = ''] = found;
  return { subject: { element, namespace, attribute: named(attribute, prefixes) }, rest };
}

/** `{uri}local` → `prefix:local`, or the local name alone where no prefix is usual. */
function named(name: string, prefixes: Prefixes): string {
  const [, uri = '', local = name] = /^\{([^}]*)\}(.*)$/s.exec(name) ?? [];
  const prefix = uri === XSI ? 'xsi' : uri === XML ? 'xml' : prefixes.get(uri);
  return prefix === undefined ? local : `${prefix}:${local}`;
}

/** libxml2 lists ten names and says nothing about the rest. */
const MOST_LISTED = 10;

/** `a, {uri}b, ##other{uri}*` → `<a>, <b> or an element of another namespace`. */
function listed(names: string): string {
  const words = names.split(', ').map((name) => {
    if (name.startsWith('##other')) return 'an element of another namespace';
    if (name.endsWith('*')) return 'any element';
    return `<${name.replace(/^\{[^}]*\}/, '')}>`;
  });
  if (words.length === MOST_LISTED) words.push('another allowed element');
  const last = words.pop() ?? '';
  return words.length === 0 ? last : `${words.join(', ')} or ${last}`;
}

function about(subject: Subject, value: string, verdict: string): Plain {
  const found = value === '' ? 'is empty, which is' : `is "${shortened(value)}", which is`;
  return { ...sentence(`${subjectOf(subject)} ${found} ${verdict}`), value };
}

function subjectOf({ element, attribute }: Subject): string {
  return attribute === '' ? `<${element}>` : `The attribute ${attribute} of <${element}>`;
}

function patternWords(pattern: string): string {
  return PATTERNS.find(([start]) => pattern.startsWith(start))?.[1] ?? `of the form ${pattern}`;
}

function typeWords(type: string): string {
  return Object.hasOwn(TYPES, type) ? `${TYPES[type]}` : `a valid ${type}`;
}

function shortened(value: string): string {
  const line = value.replace(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

function sentence(words: string): Plain {
  return { message: `${words}.` };
}
