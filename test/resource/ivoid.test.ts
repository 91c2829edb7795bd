import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IVOID_MAX, ivoidKey, parseIvoid } from '../../src/resource/ivoid.ts';

describe('what is an ivoid (IDN-01…03)', () => {
  test.each([
    ['ivo://padc.example', 'padc.example', ''],
    ['ivo://padc.example/registry', 'padc.example', 'registry'],
    ['ivo://CDS.VizieR/J/A+A/1/2', 'CDS.VizieR', 'J/A+A/1/2'],
    ["ivo://a-b_c.!~*'()+=/k=1", "a-b_c.!~*'()+=", 'k=1'],
    ['IVO://padc.example/Key', 'padc.example', 'Key'],
    ['ivo://padc.example/...', 'padc.example', '...'],
  ])('%s', (ivoid, authority, resourceKey) => {
    expect(parseIvoid(ivoid)).toEqual({ ivoid, key: ivoidKey(ivoid), authority, resourceKey });
  });

  test.each([
    ['another scheme', 'http://padc.example/x'],
    ['a short authority', 'ivo://ab/x'],
    ['an authority that begins with a dot', 'ivo://.abc/x'],
    ['a slash at the end', 'ivo://padc.example/x/'],
    ['an empty segment', 'ivo://padc.example//x'],
    ['a segment .', 'ivo://padc.example/./x'],
    ['a segment ..', 'ivo://padc.example/x/..'],
    ['percent-encoding', 'ivo://padc.example/a%20b'],
    ['a query', 'ivo://padc.example/x?a'],
    ['a fragment', 'ivo://padc.example/x#a'],
    ['a blank', 'ivo://padc.example/a b'],
    ['a line break at the end', 'ivo://padc.example/x\n'],
    ['a letter that \\w of XSD would admit', 'ivo://padc.example/ü'],
    ['nothing', ''],
  ])('not with %s', (_case, text) => {
    expect(parseIvoid(text)).toBeNull();
  });

  test('not longer than a token can hold', () => {
    const longest = `ivo://padc.example/${'x'.repeat(IVOID_MAX - 19)}`;
    expect(longest).toHaveLength(IVOID_MAX);
    expect(parseIvoid(longest)).not.toBeNull();
    expect(parseIvoid(`${longest}x`)).toBeNull();
  });
});

test('comparison folds ASCII letters only (IDN-04)', () => {
  expect(ivoidKey('ivo://PADC.example/AbZ')).toBe('ivo://padc.example/abz');
  // The Kelvin sign would become a k by toLowerCase().
  expect(ivoidKey('\u212A')).toBe('\u212A');
});

test('an ivoid is its authority and key, and its key form parses to itself', () => {
  const segment = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9\-_.!~*'()+=]{2,8}$/);
  fc.assert(
    fc.property(segment, fc.array(segment, { maxLength: 3 }), (authority, keys) => {
      const ivoid = ['ivo:/', authority, ...keys].join('/');
      const parsed = parseIvoid(ivoid);
      expect(parsed).toMatchObject({ authority, resourceKey: keys.join('/') });
      expect(parseIvoid(parsed?.key ?? '')?.key).toBe(parsed?.key);
    }),
  );
});
