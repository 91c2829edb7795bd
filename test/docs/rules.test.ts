import { expect, test } from 'vitest';
import { guides } from '../../src/docs/rules.ts';
import { NOT_RULES } from '../../src/validate/not-rules.ts';
import { ruleDocs } from '../../src/validate/rules.ts';

/** Rows of requirements.md that a rule answers to, or that are listed with the reason why not. */
const ASKED = [
  ...numbered('IDN', 10),
  ...numbered('VOR', 13),
  ...numbered('CUR', 9),
  ...numbered('CON', 7),
  ...numbered('SVC', 18),
  ...numbered('VDS', 23),
  ...numbered('TAP', 13),
  ...numbered('STD', 5),
  ...numbered('DOC', 3),
  ...numbered('RI', 19).slice(9),
  ...['RI-24', 'RI-26', 'RI-27', 'RI-42', 'RI-55'],
];

function numbered(group: string, last: number): string[] {
  return Array.from({ length: last }, (_, i) => `${group}-${String(i + 1).padStart(2, '0')}`);
}

test('docs/curating.md has every rule as it is now (npm run docs brings it up to date)', () => {
  const { now, wanted } = guides();
  expect(now).toBe(wanted);
});

test('every requirement that was asked for is a rule, or says why it is none', () => {
  const known = new Set([...ruleDocs(), ...NOT_RULES].map(({ id }) => id));
  expect(ASKED.filter((id) => !known.has(id))).toEqual([]);
});

test('each rule id has one entry, for all that is checked under it', () => {
  const ids = ruleDocs().map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  const idn07 = ruleDocs().find(({ id }) => id === 'IDN-07');
  expect(idn07?.asks).toMatch(/without query and fragment.*names a record of the set/);
});

test('every rule says what it asks, why, and where that is written', () => {
  for (const rule of ruleDocs()) {
    expect(rule.asks, rule.id).toMatch(/[.?]$/);
    expect(rule.because.length, rule.id).toBeGreaterThan(20);
    expect(rule.citation, rule.id).not.toBe('');
  }
});
