import { expect, it } from 'vitest';
import { capital, cut, sentence, toTheMinute } from '../../src/words/say.ts';

it('begins with a capital', () => {
  expect(capital('two records')).toBe('Two records');
  expect(capital('it is ./a')).toBe('It is ./a');
  expect(capital('')).toBe('');
});

it('makes a sentence of a reason', () => {
  expect(sentence('no whole answer within 3 s')).toBe('No whole answer within 3 s.');
  expect(sentence('a')).toBe('A.');
});

it('writes a date to the minute', () => {
  expect(toTheMinute('2026-11-20T18:16:50Z')).toBe('2026-11-20 18:16');
  expect(toTheMinute(null)).toBe('');
});

it('cuts what is too long, with a sign, and never through a letter', () => {
  expect(cut('abcd', 4)).toBe('abcd');
  expect(cut('abcde', 4)).toBe('abc…');
  // U+1F52D is two units: the second would be the third of the three that fit.
  expect(cut('ab\u{1F52D}cd', 4)).toBe('ab…');
  expect(cut('a\u{1F52D}bcd', 4)).toBe('a\u{1F52D}…');
});
