/**
 * Values that are certainly of an XSD simple type, for sure.ts. Each check may refuse what is rare or hard to tell: then
 * libxml2 decides. It must take nothing that libxml2 refuses.
 */

/** A simple type: how it takes white space, and whether a value, once that is done, is certainly one of its values. */
export interface SureValue {
  collapses: boolean;
  test(value: string): boolean;
}

/** Long values are for libxml2: no pattern here is worth minutes. */
const MOST_CHARACTERS = 2000;

const matching = (pattern: RegExp): SureValue => ({
  collapses: true,
  test: (value) => value.length <= MOST_CHARACTERS && pattern.test(value),
});

const DAY =
  '[12]\\d{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)';
const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?';
const URI_CHARACTER = "(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[\\dA-Fa-f]{2})";

const WHOLE = /^[+-]?\d{1,9}$/;
const NOT_NEGATIVE = /^\+?\d{1,9}$/;
const NUMBER = /^[+-]?\d{1,15}(?:\.\d{1,15})?(?:[eE][+-]?\d{1,2})?$/;

const BUILT_IN: Record<string, SureValue> = {
  string: { collapses: false, test: () => true },
  normalizedString: { collapses: false, test: () => true },
  token: { collapses: true, test: () => true },
  anyURI: matching(
    new RegExp(
      `^(?:https?|ftp|ivo)://[A-Za-z0-9.-]+(?::\\d{1,5})?(?:/${URI_CHARACTER}*)?(?:\\?(?:${URI_CHARACTER}|\\?)*)?(?:#${URI_CHARACTER}*)?$`,
    ),
  ),
  boolean: matching(/^(?:true|false|0|1)$/),
  integer: matching(WHOLE),
  int: matching(WHOLE),
  long: matching(WHOLE),
  nonNegativeInteger: matching(NOT_NEGATIVE),
  positiveInteger: matching(/^\+?0*[1-9]\d{0,8}$/),
  decimal: matching(/^[+-]?\d{1,12}(?:\.\d{1,10})?$/),
  double: matching(NUMBER),
  float: matching(NUMBER),
  date: matching(new RegExp(`^${DAY}Z?$`)),
  dateTime: matching(new RegExp(`^${DAY}T${TIME}Z?$`)),
  NMTOKEN: matching(/^[A-Za-z0-9_.:-]+$/),
  NCName: matching(/^[A-Za-z_][A-Za-z0-9_.-]*$/),
  language: matching(/^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/),
};

const NEVER: SureValue = { collapses: true, test: () => false };

/** A type of XML Schema itself; one that is not listed here has no value that is certain. */
export function builtIn(local: string): SureValue {
  return Object.hasOwn(BUILT_IN, local) ? (BUILT_IN[local] ?? NEVER) : NEVER;
}

/** A value of any of the types. */
export function unionOf(members: SureValue[]): SureValue {
  return { collapses: false, test: (value) => members.some((member) => isSure(member, value)) };
}

/** Whether a text as written is certainly a value of the type. */
export function isSure({ collapses, test }: SureValue, written: string): boolean {
  return test(collapses ? collapsed(written) : written);
}

/** White space as xs:token has it; most texts are so as written, and a search is cheaper than a copy. */
export function collapsed(written: string): string {
  return /[\t\r\n]| {2}|^ | $/.test(written)
    ? written.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '')
    : written;
}

type Facet = { name: string; value: string };

/** The type restricted by facets; those of one name are alternatives. */
export function restricted(base: SureValue, facets: Facet[]): SureValue {
  const valuesOf = (name: string) => facets.flatMap((facet) => (facet.name === name ? [facet.value] : []));
  const tests: ((value: string) => boolean)[] = [base.test];
  for (const { name, value } of facets) {
    if (name === 'enumeration' || name === 'pattern') continue;
    const test = Object.hasOwn(BOUNDS, name) ? BOUNDS[name]?.(value) : undefined;
    if (test === undefined) return NEVER;
    tests.push(test);
  }
  const enumerated = valuesOf('enumeration');
  if (enumerated.length > 0) {
    const allowed = new Set(enumerated.map((value) => (base.collapses ? collapsed(value) : value)));
    tests.push((value) => allowed.has(value));
  }
  const patterns = valuesOf('pattern');
  if (patterns.length > 0) {
    const expressions = patterns.flatMap((pattern) => expressionOf(pattern) ?? []);
    tests.push((value) => value.length <= MOST_CHARACTERS && expressions.some((one) => one.test(value)));
  }
  const collapses = base.collapses || valuesOf('whiteSpace').includes('collapse');
  return { collapses, test: (value) => tests.every((test) => test(value)) };
}

/** Facets that bound a value. Numbers beyond 15 digits have been refused by then. */
const BOUNDS: Record<string, (bound: string) => (value: string) => boolean> = {
  maxLength: (bound) => (value) => value.length <= Number(bound),
  minLength: (bound) => (value) => [...value].length >= Number(bound),
  minInclusive: (bound) => (value) => Number(value) >= Number(bound),
  maxInclusive: (bound) => (value) => Number(value) <= Number(bound),
  minExclusive: (bound) => (value) => Number(value) > Number(bound),
  maxExclusive: (bound) => (value) => Number(value) < Number(bound),
  whiteSpace: () => () => true,
};

/**
 * An XSD pattern as an expression of JavaScript that matches no more: only ASCII, `\w` without what is beyond it. Null for
 * a pattern with anything that means another thing here, and with `\S` or `.` in a group, which could backtrack for ever.
 */
function expressionOf(pattern: string): RegExp | null {
  let source = '';
  let isInClass = false;
  for (let i = 0; i < pattern.length; i += 1) {
    const c = pattern.charAt(i);
    if (c === '\\') {
      i += 1;
      const escaped = pattern.charAt(i);
      if (escaped === 'w' || escaped === 'd') {
        const range = escaped === 'w' ? 'A-Za-z0-9' : '0-9';
        source += isInClass ? range : `[${range}]`;
      } else if (/[!-/:-@[-`{-~]/.test(escaped)) source += `\\${escaped}`;
      else return null;
      continue;
    }
    if (c === '[' && (isInClass || pattern.charAt(i + 1) === '^')) return null;
    if (!isInClass && (c === '^' || c === '$')) return null;
    if (c > '~') return null;
    if (c === '[') isInClass = true;
    if (c === ']') isInClass = false;
    source += c === '.' && !isInClass ? '[ -~]' : c;
  }
  return /\([^)]*\[ -~\]/.test(source) ? null : new RegExp(`^(?:${source})$`);
}
