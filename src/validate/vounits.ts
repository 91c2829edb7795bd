/**
 * Units as strings: the grammar of VOUnits 1.1 (appendix C.4, normative) with the pinned list of known units, and a
 * guess at what was meant by strings of other conventions (CDS, FITS), which are the majority in live records.
 */
import { remembered } from './remembered.ts';
import { pinned } from './vocabulary.ts';

interface KnownUnit {
  si?: true;
  binary?: true;
  deprecated?: true;
}

export type UnitFault =
  | { kind: 'syntax'; says: string; instead: string | null }
  | { kind: 'unknown' | 'deprecated'; says: string; symbol: string };

/** VOUnits 1.1 §2.3: the known functions. Others parse, too. */
const FUNCTIONS = new Set(['log', 'ln', 'exp', 'sqrt']);
/** VOUnits 1.1 table 4. `da` is read but must not be written. */
const SI_PREFIX = /^(da|[dhcmkuMnGpTfPaEzZyYrRqQ])(.+)$/;
const BINARY_PREFIX = /^([KMGTPEZY]i)(.+)$/;
/** Longer than any unit; keeps the parser's recursion small. */
const LONGEST = 200;

const NUMBER = /(?:0\.[0-9]+|[1-9][0-9]*(?:\.[0-9]+)?)(?:[eE][+-]?[0-9]+)?/y;
const POWER = /[+-]?[0-9]+|\([+-]?[0-9]+(?:\.[0-9]+|\/[0-9]+)?\)/y;
const QUOTED = /'[a-zA-Z]+'/y;
const LETTERS = /[a-zA-Z]+/y;

class SyntaxFault extends Error {}

/**
 * What is wrong with a unit: syntax first, else unknown and deprecated symbols; empty if nothing is. The empty string is
 * for the caller (VOUnits 1.1 §2.2); `unknown` and `UNKNOWN` are reserved for units that got lost.
 */
export const unitFaults: (unit: string) => UnitFault[] = remembered(examined);

function examined(unit: string): UnitFault[] {
  if (unit === 'unknown' || unit === 'UNKNOWN') return [];
  const parsed = parse(unit);
  if ('says' in parsed) return [{ kind: 'syntax', says: parsed.says, instead: meant(unit) }];
  return parsed.symbols.flatMap(symbolFault);
}

/** The symbols of a unit, prefixes included; or why it is not VOUnits. */
function parse(unit: string): { symbols: string[] } | { says: string } {
  if (unit.length > LONGEST) return { says: `is longer than ${LONGEST} characters` };
  const foreign = /[^\x21-\x7e]/.exec(unit);
  if (foreign !== null) {
    return {
      says: /\s/.test(foreign[0]) ? 'has white space' : `has "${foreign[0]}", which is not plain ASCII`,
    };
  }
  const parser = new Parser(unit);
  try {
    parser.input();
    return { symbols: parser.symbols };
  } catch (error) {
    if (error instanceof SyntaxFault) return { says: error.message };
    throw error;
  }
}

/** Recursive descent, one method per rule of the grammar. */
class Parser {
  readonly symbols: string[] = [];
  private readonly unit: string;
  private at = 0;

  constructor(unit: string) {
    this.unit = unit;
  }

  /** input: [scalefactor] complete_expression | "1" */
  input(): void {
    if (this.unit === '1') return;
    this.scaled();
    if (this.at < this.unit.length) this.fail();
  }

  private scaled(): void {
    this.scaleFactor();
    this.complete();
  }

  private scaleFactor(): void {
    const number = this.take(NUMBER);
    if (number === null) return;
    if (Number(number) === 0) throw new SyntaxFault('has zero as its factor');
    if (number === '10' && this.takeText('**')) this.power();
  }

  /** complete_expression: product_of_units ["/" unit_expression] */
  private complete(): void {
    do this.unitExpression();
    while (this.takeText('.'));
    if (this.takeText('/')) {
      this.unitExpression();
      if (this.peek() === '/' || this.peek() === '.') {
        throw new SyntaxFault(
          'goes on after its "/"; put what is divided by into parentheses, or use negative powers',
        );
      }
    }
  }

  private unitExpression(): void {
    if (this.takeText('(')) {
      this.complete();
      this.close();
      return;
    }
    const letters = this.take(LETTERS);
    if (letters !== null && this.peek() === '(') {
      this.takeText('(');
      if (!FUNCTIONS.has(letters)) this.symbols.push(`${letters}()`);
      this.scaled();
      this.close();
      return;
    }
    // A prefix may stand before a quoted unit, which is unknown on purpose and not looked into.
    const quoted = this.take(QUOTED);
    if (letters === null && quoted === null && !this.takeText('%')) this.fail();
    if (letters !== null && quoted === null) this.symbols.push(letters);
    if (this.takeText('**')) this.power();
  }

  private power(): void {
    if (this.take(POWER) === null)
      throw new SyntaxFault('has no whole number, or fraction in parentheses, after "**"');
  }

  private close(): void {
    if (!this.takeText(')')) this.fail();
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.unit);
    if (match === null) return null;
    this.at += match[0].length;
    return match[0];
  }

  private takeText(expected: string): boolean {
    if (!this.unit.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  private peek(): string {
    return this.unit.charAt(this.at);
  }

  private fail(): never {
    const rest = this.unit.slice(this.at, this.at + 10);
    throw new SyntaxFault(rest === '' ? 'ends too early' : `is not a VOUnits string from "${rest}" on`);
  }
}

function symbolFault(symbol: string): UnitFault[] {
  if (symbol.endsWith('()'))
    return [{ kind: 'unknown', symbol, says: `has a function ${symbol} that VOUnits does not know` }];
  const known = lookUp(symbol);
  if (known === null)
    return [{ kind: 'unknown', symbol, says: `has the symbol ${symbol}, which VOUnits does not know` }];
  return known.deprecated
    ? [{ kind: 'deprecated', symbol, says: `has the deprecated symbol ${symbol}` }]
    : [];
}

/** A known symbol, whole before prefixed: Pa is the pascal, never the peta-year (VOUnits 1.1 §2.2). */
function lookUp(symbol: string): KnownUnit | null {
  const { symbols } = pinned<{ symbols: Record<string, KnownUnit> }>('vounits');
  const own = (name: string | undefined) =>
    name !== undefined && Object.hasOwn(symbols, name) ? (symbols[name] ?? null) : null;
  const whole = own(symbol);
  if (whole !== null) return whole;
  const binary = own(BINARY_PREFIX.exec(symbol)?.[2]);
  if (binary?.binary) return binary;
  const prefixed = own(SI_PREFIX.exec(symbol)?.[2]);
  return prefixed?.si ? prefixed : null;
}

/** What other conventions write → VOUnits. Tried together; only a result that is all of known units counts. */
const REWRITES: [RegExp, string][] = [
  [/[µμ](?=[a-zA-Z])/g, 'u'],
  [/[ÅÅ]/g, 'Angstrom'],
  [/°/g, 'deg'],
  // CDS: [solMass] is the logarithm.
  [/^\[([^[\]]+)\]$/, 'log($1)'],
  // CDS: 10+3J, 10-7W.
  [/^10([+-][0-9]+)[ .]?/, '10**$1 '],
  [/^([0-9.]+)[xX]10([+-][0-9]+)/, '$1e$2 '],
  [/\^/g, '**'],
  // cm-2, s-1, cm2: a power stands right after the letters.
  [/([a-zA-Z])([+-]?[0-9]+)/g, '$1**$2'],
  [/(?<!\*)\*(?!\*)/g, '.'],
  // "1e-23 J": no blank after the factor; other blanks are products.
  [/^((?:10\*\*[+-]?[0-9]+)|[0-9.]+(?:[eE][+-]?[0-9]+)?) +/, '$1'],
  [/\*\*\+/g, '**'],
  [/(?<! ) *\/ */g, '/'],
  [/ +/g, '.'],
];

/** The VOUnits string that was probably meant, made of known units only; null if that is not clear. */
function meant(unit: string): string | null {
  if (unit.length > LONGEST) return null;
  // The rewriting of powers would take the exponent of a number for one: keep it off.
  const factor = /^(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+/.exec(unit)?.[0] ?? '';
  const rest = REWRITES.reduce(
    (text, [pattern, by]) => text.replace(pattern, by),
    unit.slice(factor.length).trim(),
  );
  const candidate = factor + oneDivision(rest);
  const parsed = parse(candidate);
  return 'symbols' in parsed && parsed.symbols.every((symbol) => lookUp(symbol) !== null) ? candidate : null;
}

/** km/s/Mpc → km.s**-1.Mpc**-1, where no parentheses make it hard to read. */
function oneDivision(unit: string): string {
  if (/[()]/.test(unit) || !/\/.*[/.]/.test(unit)) return unit;
  const factors = unit.split(/(?=[./])/);
  return factors.reduce((text, factor) => {
    if (!factor.startsWith('/')) return text + factor;
    const [, symbol = '', power = '1'] = /^\/([a-zA-Z]+)(?:\*\*([+-]?[0-9]+))?$/.exec(factor) ?? [];
    return `${text}.${symbol}**${-Number(power)}`;
  }, '');
}
