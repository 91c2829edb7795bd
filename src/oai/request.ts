/**
 * What may be asked: the verbs of OAI-PMH 2.0 with their arguments as a table, and the rules that need no data.
 * Not for: whether a record, a set or a token exists (verbs.ts).
 */
import { type MetadataPrefix, prefixNamed } from '../resource/metadata-formats.ts';
import { type Datestamp, parseDatestamp } from './datestamp.ts';
import { type OaiError, quoted } from './error.ts';
import { parseForm } from './form.ts';

/** In the order in which `<request>` repeats them and the cache's key is made. */
export const ARGUMENTS = ['identifier', 'metadataPrefix', 'from', 'until', 'set', 'resumptionToken'] as const;
export type ArgumentName = (typeof ARGUMENTS)[number];
type Rule = 'required' | 'optional' | 'exclusive';

const LIST = {
  metadataPrefix: 'required',
  from: 'optional',
  until: 'optional',
  set: 'optional',
  resumptionToken: 'exclusive',
} as const satisfies Arguments;

type Arguments = Partial<Record<ArgumentName, Rule>>;

/** OAI-PMH 2.0 §4 (OAI-69). */
export const VERBS = {
  Identify: {},
  ListMetadataFormats: { identifier: 'optional' },
  ListSets: { resumptionToken: 'exclusive' },
  GetRecord: { identifier: 'required', metadataPrefix: 'required' },
  ListIdentifiers: LIST,
  ListRecords: LIST,
} as const satisfies Record<string, Arguments>;
export type Verb = keyof typeof VERBS;
export const VERB_NAMES = Object.keys(VERBS) as Verb[];

export interface OaiRequest {
  /** Null exactly if `errors` has badVerb. */
  verb: Verb | null;
  /** Decoded; the first one where an argument is repeated. */
  arguments: Partial<Record<ArgumentName, string>>;
  /** Null if not given, or not one of ours (then `errors` says so). Whether it is published here shows only in the data. */
  prefix: MetadataPrefix | null;
  /** Inclusive bounds in UTC seconds, day granularity already widened (OAI-21). */
  from: string | null;
  until: string | null;
  /** What `<request>` repeats: everything, or nothing after badVerb and badArgument (OAI-14, OAI-15). */
  echo: Record<string, string>;
  errors: OaiError[];
  /** The same for all requests that have the same answer: by GET or POST, arguments in any order. '' if refused. */
  key: string;
}

const MOST_ERRORS = 20;
// OAI-PMH.xsd: metadataPrefixType and setSpecType.
const PREFIX = /^[A-Za-z0-9\-_.!~*'()]+$/;
const SET_SPEC = /^[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*$/;
const CONTROL = /[\p{Cc}\uFFFE\uFFFF]/u;

/** Whether a set may be named so (OAI-40). */
export function isSetSpec(text: string): boolean {
  return SET_SPEC.test(text);
}

/**
 * Reads the arguments of a request: `binary` is the query string or the body of a POST, one character for each byte.
 * Collects every error that the table and the syntax show (OAI-60, OAI-61, OAI-63, OAI-68). Never throws.
 */
export function parseRequest(binary: string): OaiRequest {
  const { pairs, undecodable } = parseForm(binary);
  const verb = readVerb(pairs.filter(({ name }) => name === 'verb').map(({ value }) => value));
  if (typeof verb !== 'string') {
    return {
      verb: null,
      arguments: {},
      prefix: null,
      from: null,
      until: null,
      echo: {},
      errors: [verb],
      key: '',
    };
  }

  const errors = undecodable.map(({ piece }) =>
    badArgument(
      `The argument ${quoted(printable(piece))} is not percent-encoded UTF-8. Encode it as RFC 3986 says.`,
    ),
  );
  const given = new Map<ArgumentName, string>();
  for (const { name, value } of pairs) {
    if (name === 'verb') continue;
    const error = collect(given, verb, name, value);
    if (error !== null) errors.push(error);
  }
  // An argument that cannot be read may be the one that would be missed.
  if (undecodable.length === 0) errors.push(...missing(verb, given));
  const bounds = readBounds(given.get('from'), given.get('until'));
  errors.push(...illFormed(given), ...bounds.errors);

  const list = ARGUMENTS.flatMap((name) => {
    const value = given.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const refusedAlready = errors.length > 0;
  const prefix = given.get('metadataPrefix');
  const known = prefixNamed(prefix);
  if (prefix !== undefined && PREFIX.test(prefix) && known === null) errors.push(unknownFormat(prefix));
  const told = bounded(errors);
  const request = {
    verb,
    arguments: Object.fromEntries(list),
    prefix: known,
    from: bounds.from,
    until: bounds.until,
    errors: told,
  };
  if (refusedAlready) return { ...request, echo: {}, key: '' };
  return {
    ...request,
    // An identifier that no xs:anyURI can be would make the answer invalid (OAI-17).
    echo: {
      verb,
      ...Object.fromEntries(list.filter(([name, value]) => name !== 'identifier' || isAnyURI(value))),
    },
    key: [verb, ...list.map(([name, value]) => `${name}=${value}`)].join('\n'),
  };
}

/** All errors (OAI-68) up to a bound: a body of 64 kB can hold 30,000, and the answer would be a hundred times its size. */
function bounded(errors: OaiError[]): OaiError[] {
  if (errors.length <= MOST_ERRORS) return errors;
  const rest = errors.length - MOST_ERRORS;
  return [...errors.slice(0, MOST_ERRORS), badArgument(`There are ${rest} more errors in this request.`)];
}

/** OAI-60: missing, unknown (verbs are case-sensitive) or repeated. */
function readVerb(values: string[]): Verb | OaiError {
  const [value] = values;
  if (value === undefined) {
    return badVerb(
      `The argument verb is missing. It is one of ${VERB_NAMES.join(', ')}; try ?verb=Identify.`,
    );
  }
  if (values.length > 1) return badVerb(`The argument verb is given ${values.length} times. Give it once.`);
  const verb = VERB_NAMES.find((name) => name === value);
  if (verb !== undefined) return verb;
  const meant = VERB_NAMES.find((name) => name.toLowerCase() === value.trim().toLowerCase());
  const advice =
    meant === undefined ? `The verbs are ${VERB_NAMES.join(', ')}` : `Write it exactly so: ${meant}`;
  return badVerb(`${quoted(printable(value))} is not a verb of OAI-PMH. ${advice}.`);
}

/** Adds one argument to those given, or says why not (OAI-61). */
function collect(given: Map<ArgumentName, string>, verb: Verb, name: string, value: string): OaiError | null {
  const known = ARGUMENTS.find((argument) => argument === name);
  const rules: Arguments = VERBS[verb];
  if (known === undefined || rules[known] === undefined) {
    const takes = Object.keys(rules);
    const advice = takes.length === 0 ? 'no argument besides verb' : `only ${takes.join(', ')}`;
    return badArgument(
      `${verb} has no argument ${quoted(printable(name))}; it takes ${advice}. Leave it out.`,
    );
  }
  if (given.has(known)) return badArgument(`The argument ${known} is given more than once. Give it once.`);
  given.set(known, value);
  if (CONTROL.test(value)) {
    return badArgument(
      `The argument ${known} contains control characters, which XML cannot repeat. Leave them out.`,
    );
  }
  return null;
}

/** OAI-61, OAI-62: an exclusive argument stands alone; without it, the required ones must be there. */
function missing(verb: Verb, given: Map<ArgumentName, string>): OaiError[] {
  const rules: Arguments = VERBS[verb];
  if (given.has('resumptionToken')) {
    if (given.size === 1) return [];
    const others = [...given.keys()].filter((name) => name !== 'resumptionToken').join(', ');
    return [
      badArgument(`A resumptionToken stands alone: leave out ${others}; the token knows how the list began.`),
    ];
  }
  return ARGUMENTS.filter((name) => rules[name] === 'required' && !given.has(name)).map((name) =>
    badArgument(
      name === 'metadataPrefix'
        ? `${verb} needs the argument metadataPrefix: ivo_vor, oai_dc, or another that ListMetadataFormats lists.`
        : `${verb} needs the argument ${name}. ListIdentifiers lists the identifiers there are.`,
    ),
  );
}

/** Syntax of what is repeated in attributes that OAI-PMH.xsd restricts (OAI-17, OAI-43). */
function illFormed(given: Map<ArgumentName, string>): OaiError[] {
  const errors: OaiError[] = [];
  const prefix = given.get('metadataPrefix');
  if (prefix !== undefined && !PREFIX.test(prefix)) {
    errors.push(
      badArgument('The argument metadataPrefix is empty or has characters that no prefix may have.'),
    );
  }
  const set = given.get('set');
  if (set !== undefined && !isSetSpec(set)) {
    errors.push(
      badArgument('The argument set is empty or has characters that no setSpec may have; see ListSets.'),
    );
  }
  if (given.get('identifier') === '') errors.push(badArgument('The argument identifier is empty.'));
  return errors;
}

/** OAI-20…23. */
function readBounds(from: string | undefined, until: string | undefined) {
  const errors: OaiError[] = [];
  const read = (name: string, text: string | undefined): Datestamp | null => {
    const datestamp = text === undefined ? null : parseDatestamp(text);
    if (text !== undefined && datestamp === null) {
      errors.push(
        badArgument(
          `The argument ${name} is not a date: ${quoted(printable(text))}. ` +
            'Write a day of the calendar, YYYY-MM-DD, or a second in UTC, YYYY-MM-DDThh:mm:ssZ.',
        ),
      );
    }
    return datestamp;
  };
  const [first, last] = [read('from', from), read('until', until)];
  if (first !== null && last !== null) {
    if (first.granularity !== last.granularity) {
      errors.push(badArgument('from and until must be written alike: both as days, or both as seconds.'));
    } else if (first.first > last.last) {
      errors.push(badArgument('from is later than until. Exchange them, or leave one out.'));
    }
  }
  return { from: first?.first ?? null, until: last?.last ?? null, errors };
}

function badVerb(text: string): OaiError {
  return { code: 'badVerb', text };
}

function badArgument(text: string): OaiError {
  return { code: 'badArgument', text };
}

/** For a prefix that this registry does not have, or has not published (OAI-63). */
export function unknownFormat(prefix: string): OaiError {
  return {
    code: 'cannotDisseminateFormat',
    text: `Records are not available as ${quoted(prefix)}. ListMetadataFormats lists what they are available as.`,
  };
}

/** Somebody's input for a message: control characters become visible as U+FFFD. */
function printable(input: string): string {
  return input.replace(/\p{Cc}/gu, '\uFFFD');
}

/** RFC 3986 appendix B: scheme, authority, path, query, fragment. */
const URI_PARTS = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

/**
 * Whether XSD processors take the text for an xs:anyURI (OAI-17). They escape most characters before they look, but
 * not all of them, and not all alike: where they may differ the answer is no. (libxml2 took all that this took of
 * 100,000 random ones.)
 */
function isAnyURI(text: string): boolean {
  const [, scheme, authority, path = '', query = '', fragment = ''] = URI_PARTS.exec(text) ?? [];
  const wholeEscapes = !/%(?![0-9A-Fa-f]{2})/.test(text);
  if (text.startsWith(' ') || text.endsWith(' ')) return false;
  if (!wholeEscapes || /[[\]]/.test(text) || fragment.includes('#')) return false;
  if (authority !== undefined && !/^[^:@]*(?::\d{1,5})?$/.test(authority)) return false;
  if (scheme !== undefined)
    return /^[A-Za-z][A-Za-z0-9+.-]*$/.test(scheme) && path + query + (authority ?? '') !== '';
  return authority !== undefined || !/^[^/]*:/.test(path);
}
