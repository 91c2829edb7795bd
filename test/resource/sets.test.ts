import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { authoritySetSpec, globMatches, setSpecsOf } from '../../src/resource/sets.ts';

const FACTS = {
  ivoid: 'ivo://PADC.example/apis/epn_core',
  authority: 'PADC.example',
  type: 'CatalogService',
  subjects: ['aurorae', 'planets'],
};

test('every record is in ivo_managed, its authority’s and its type’s set, sorted (RI-40, RI-45)', () => {
  expect(setSpecsOf(FACTS, [])).toEqual(['authority.padc.example', 'ivo_managed', 'type.CatalogService']);
});

test('characters that a setSpec may not have are escaped, and nothing else becomes the same (OAI-40)', () => {
  expect(authoritySetSpec('A+b=c~d')).toBe('authority.a~2Bb~3Dc~7Ed');
  const authority = fc.stringMatching(/^[a-z0-9][a-z0-9\-_.!~*'()+=]{2,12}$/);
  fc.assert(
    fc.property(authority, authority, (a, b) => {
      expect(authoritySetSpec(a)).toMatch(/^[A-Za-z0-9\-_.!~*'()]+$/);
      expect(authoritySetSpec(a) === authoritySetSpec(b)).toBe(a === b);
    }),
  );
});

describe('custom sets', () => {
  const custom = (match: { ivoid?: string[]; type?: string[]; subject?: string[] }) => [
    { setSpec: 'mine', setName: 'Mine', match: { ivoid: [], type: [], subject: [], ...match } },
  ];
  test.each([
    ['an ivoid glob', { ivoid: ['ivo://padc.example/apis/*'] }, true],
    ['one of several globs', { ivoid: ['ivo://x/*', '*/EPN_core'] }, true],
    ['a type', { type: ['CatalogService'] }, true],
    ['a subject', { subject: ['planets'] }, true],
    ['all kinds named', { ivoid: ['*'], type: ['CatalogService'], subject: ['aurorae'] }, true],
    ['one kind that fails', { ivoid: ['*'], type: ['Organisation'] }, false],
    ['a subject in other case', { subject: ['Planets'] }, false],
    ['no condition', {}, false],
  ])('%s', (_case, match, isMember) => {
    expect(setSpecsOf(FACTS, custom(match)).includes('mine')).toBe(isMember);
  });
});

describe('globs', () => {
  test.each([
    ['*', 'ivo://a/b', true],
    ['ivo://a/b', 'ivo://a/b', true],
    ['IVO://A/*', 'ivo://a/b', true],
    ['ivo://a/*x*y', 'ivo://a/1x2y', true],
    ['ivo://a/*x*y', 'ivo://a/y1x', false],
    ['ab*ba', 'aba', false],
    ['a.b', 'axb', false],
    ['**', '', true],
  ])('%s on %s', (glob, ivoid, expected) => {
    expect(globMatches(glob, ivoid)).toBe(expected);
  });

  test('agree with a regular expression', () => {
    const part = fc.stringMatching(/^[ab*]{0,8}$/);
    const value = fc.stringMatching(/^[ab]{0,8}$/);
    fc.assert(
      fc.property(part, value, (glob, text) => {
        const regexp = new RegExp(`^${glob.replaceAll('*', '.*')}$`);
        expect(globMatches(glob, text)).toBe(regexp.test(text));
      }),
      { numRuns: 500 },
    );
  });

  test('cost follows the length: a thousand stars are no trap', () => {
    const before = performance.now();
    expect(globMatches(`${'*a'.repeat(1000)}b`, 'a'.repeat(20_000))).toBe(false);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
