/**
 * Every regular expression of the program gets hostile strings: pieces of what it matches, repeated, then something it
 * cannot match. One that takes more than its length, again and again, is an invitation (docs/security.md).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import ts from 'typescript';
import { expect, it } from 'vitest';

const SRC = new URL('../src', import.meta.url).pathname;
/** Short ones find what doubles with each character before it takes for ever, the last what grows as the square. */
const LENGTHS = [16, 24, 32, 40, 200, 16_000];
/** For 16,000 characters a linear pattern takes 0.04 ms, a quadratic one 100 or more; one with bounded repetitions may take 60. */
const TOO_LONG_MS = 20;
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
  const add = (before: string, piece: string) => attacks.set(`${before}\0${piece}`, [before, piece]);
  for (const character of new Set([...ALWAYS, ...literal])) add('', character);
  for (const sample of samplesOf(regexp)) {
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

function slowest(pattern: Pattern): string | null {
  for (const [before, piece] of attacksOn(pattern)) {
    for (const length of LENGTHS) {
      const hostile = `${before}${piece.repeat(Math.ceil(length / piece.length))}\0`;
      const started = performance.now();
      pattern.regexp.test(hostile);
      if (performance.now() - started < TOO_LONG_MS) continue;
      if (timeOf(pattern.regexp, hostile) > TOO_LONG_MS && !isLinear(pattern.regexp, hostile)) {
        return `${pattern.where} ${pattern.literal}: ${length} characters of ${JSON.stringify(piece)} after ${JSON.stringify(before)}`;
      }
    }
  }
  return null;
}

/** Four times the length takes about 4 times as long, and not 16. */
function isLinear(regexp: RegExp, hostile: string): boolean {
  if (hostile.length < 1000) return false;
  return timeOf(regexp, hostile.slice(0, -1).repeat(4)) < 8 * timeOf(regexp, hostile);
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

const patterns = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap(patternsOf)
  // Without a quantifier there is nothing to come back to.
  .filter(({ literal }) => /[+*]|\{\d+,/.test(literal));

it('no pattern of the program takes much longer than its input', () => {
  expect(patterns.length).toBeGreaterThan(300);
  expect(patterns.map(slowest).filter((found) => found !== null)).toEqual([]);
}, 120_000);

it('would find one that does', () => {
  const bad = (regexp: RegExp) => slowest({ literal: `/${regexp.source}/`, where: 'here', regexp });
  expect(bad(/^(a+)+$/)).not.toBeNull();
  expect(bad(/\s+$/)).not.toBeNull();
  expect(bad(/^\s+/)).toBeNull();
});
