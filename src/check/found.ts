/** Collects what checks observe, in bounded memory: everything is counted, a few examples are kept. */
import { cut } from '../words/say.ts';
import type { Described, Level, Observation } from './check.ts';

const EXAMPLES = 5;
const LONGEST = 400;

/** Equal faults of one check: one rule at one level. */
export interface Finding {
  rule: string;
  citation: string;
  level: Level;
  count: number;
  examples: Example[];
}

export interface Example {
  request: string | null;
  expected: string;
  seen: string;
}

export class Found {
  readonly #check: Described;
  readonly #findings = new Map<string, Finding>();
  #scope: string | null = null;

  constructor(check: Described) {
    this.#check = check;
  }

  add({ request, expected, seen, level, rule, citation }: Observation): void {
    const key = `${rule ?? this.#check.rule} ${level ?? this.#check.level}`;
    let finding = this.#findings.get(key);
    if (finding === undefined) {
      finding = {
        rule: rule ?? this.#check.rule,
        citation: citation ?? this.#check.citation,
        level: level ?? this.#check.level,
        count: 0,
        examples: [],
      };
      this.#findings.set(key, finding);
    }
    finding.count += 1;
    if (finding.examples.length >= EXAMPLES) return;
    const example = {
      request: request === null ? null : inShort(request),
      expected: inShort(expected),
      seen: inShort(seen),
    };
    // The same again teaches nothing: of 200 answers with the same content type one is shown.
    const isKnown = finding.examples.some(
      (one) => one.expected === example.expected && one.seen === example.seen,
    );
    if (!isKnown) finding.examples.push(example);
  }

  /** Says that not all there is was looked at: `5 of 80 records`. */
  sampled(looked: number, all: number, what: string): void {
    if (looked < all) this.#scope = `${looked} of ${all} ${what}`;
  }

  /** Null if everything was looked at. */
  scope(): string | null {
    return this.#scope;
  }

  /** What was collected elsewhere for this check. */
  takeOver(findings: Finding[]): void {
    for (const finding of findings) this.#findings.set(`${finding.rule} ${finding.level}`, finding);
  }

  /** Worst first, then as they came. */
  findings(): Finding[] {
    return [...this.#findings.values()].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
  }
}

export const LEVELS: Level[] = ['fail', 'warn', 'info'];

/** For a line of a report: short, without control characters, and without e-mail addresses (of persons, perhaps). */
function inShort(text: string): string {
  const plain = text
    .slice(0, 2 * LONGEST)
    .replace(/\p{Cc}/gu, (c) => (/\s/.test(c) ? ' ' : '\uFFFD'))
    .replace(EMAIL, '(an e-mail address)');
  return cut(plain, LONGEST);
}

const EMAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
