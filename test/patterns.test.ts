/**
 * Every regular expression of the program gets hostile strings: pieces of what it matches, repeated, then something it
 * cannot match. One that takes more than its length, again and again, is an invitation (docs/security.md).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import ts from 'typescript';
import { expect, it } from 'vitest';

const SRC = new URL('../src', import.meta.url).pathname;
/** Short ones find what doubles with each character before it takes for ever, the last what grows as the square. */
const LENGTHS = [16, 24, 40, 8_000];
/** For 8,000 characters a linear pattern takes 0.02 ms, a quadratic one 40 or more; one with bounded repetitions may take 15. */
const TOO_LONG_MS = 15;
/** For all strings of a pattern, on a machine that is busy; the slowest that is linear needs two seconds of its own. */
const FOR_EVER_MS = 10_000;
const ALWAYS = [' ', 'a', '0', '\n', '\t', '<', '/', '.', '-', '@', '"', 'é'];

interface Pattern {
  literal: string;
  where: string;
  regexp: RegExp;
}

function patternsOf(file: string): Pattern[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(SRC, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: Pattern[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push(patternAt(node, file, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function patternAt(node: ts.RegularExpressionLiteral, file: string, source: ts.SourceFile): Pattern {
  const literal = node.text;
  const end = literal.lastIndexOf('/');
  // Sticky stays: such a pattern is tried at one place only.
  const flags = literal.slice(end + 1).replace(/[gd]/g, '');
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  return { literal, where: `src/${file}:${line + 1}`, regexp: new RegExp(literal.slice(1, end), flags) };
}

/** What to begin with, and what to repeat after it. */
function attacksOn({ literal, regexp }: Pattern): [before: string, piece: string][] {
  const attacks = new Map<string, [string, string]>();
  const add = (before: string, piece: string) => {
    if (piece !== '') attacks.set(`${before}\0${piece}`, [before, piece]);
  };
  for (const character of new Set([...ALWAYS, ...literal])) add('', character);
  // Whole words that it begins with: a tag that is opened again and again.
  for (const [word] of literal.matchAll(/[\w<>="/:-]{3,}/g)) add('', word);
  for (const sample of samplesOf(regexp)) {
    add('', sample);
    for (let at = 0; at < Math.min(sample.length, 12); at += 1) {
      for (const length of [1, 2, 3]) add(sample.slice(0, at), sample.slice(at, at + length));
    }
  }
  return [...attacks.values()];
}

/** Strings that it matches; none where fast-check does not know its syntax (look-behind, \p{…}). */
function samplesOf(regexp: RegExp): string[] {
  try {
    const matching = fc.stringMatching(new RegExp(regexp.source, regexp.flags.replace(/[yi]/g, '')), {
      size: 'small',
    });
    return fc.sample(matching, { numRuns: 4, seed: 1 });
  } catch (error) {
    if (
      !(error instanceof Error) ||
      !/not implemented|unsupported|unable|unhandled|unsound/i.test(error.message)
    )
      throw error;
    return [];
  }
}

/** What a pattern is slow with, in words; null if nothing was found. */
function slowest(pattern: Pattern): string | null {
  const { where, literal } = pattern;
  let last = '';
  let tooLong = TOO_LONG_MS;
  const search = (): string | null => {
    for (const [before, piece] of attacksOn(pattern)) {
      for (const length of LENGTHS) {
        const hostile = hostileOf(before, piece, length);
        last = `${where} ${literal}: ${length} characters of ${JSON.stringify(piece)} after ${JSON.stringify(before)}`;
        const started = performance.now();
        pattern.regexp.test(hostile);
        if (performance.now() - started < tooLong) continue;
        const took = timeOf(pattern.regexp, hostile);
        if (took > tooLong && !isLinear(pattern.regexp, before, piece, length)) return last;
        // Slow and linear: it is not asked again and again.
        tooLong = Math.max(tooLong, 3 * took);
      }
    }
    return null;
  };
  try {
    // A virtual machine of Node's, as it can stop a pattern in the middle.
    return runInNewContext('search()', { search }, { timeout: FOR_EVER_MS }) as string | null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    return `${last}: for ever`;
  }
}

function hostileOf(before: string, piece: string, length: number): string {
  return `${before}${piece.repeat(Math.ceil(length / piece.length))}\0`;
}

/** Four times the length takes about 4 times as long, and not 16. */
function isLinear(regexp: RegExp, before: string, piece: string, length: number): boolean {
  if (length < 1000) return false;
  const [once, fourfold] = [1, 4].map((times) => timeOf(regexp, hostileOf(before, piece, times * length)));
  return (fourfold ?? 0) < 8 * (once ?? 0);
}

/** Milliseconds of this process, which a busy machine does not lengthen; of three runs the shortest. */
function timeOf(regexp: RegExp, text: string): number {
  return Math.min(
    ...[1, 2, 3].map(() => {
      const before = process.cpuUsage();
      regexp.test(text);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    }),
  );
}

/** The same pattern in two files is one. */
const patterns = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap(patternsOf)
  // Without a quantifier there is nothing to come back to.
  .filter(({ literal }) => /[+*]|\{\d+,/.test(literal))
  .filter(({ literal }, at, all) => all.findIndex((one) => one.literal === literal) === at);

it('no pattern of the program takes much longer than its input', () => {
  expect(patterns.length).toBeGreaterThan(300);
  expect(patterns.map(slowest).filter((found) => found !== null)).toEqual([]);
}, 120_000);

it('would find one that does', () => {
  const bad = (regexp: RegExp) => slowest({ literal: `/${regexp.source}/`, where: 'here', regexp });
  expect(bad(/^(a+)+$/)).not.toBeNull();
  expect(bad(/^(a|b|ab|ba)*c$/)).not.toBeNull();
  expect(bad(/\s+$/)).not.toBeNull();
  expect(bad(/^\s+/)).toBeNull();
});
