import { describe, expect, it } from 'vitest';
import { signatureFault } from '../../src/validate/signature.ts';

describe('signatures of functions', () => {
  it.each([
    'match(pattern TEXT, string TEXT) -> INTEGER',
    'ivo_string_agg(expression TEXT, delimiter TEXT)->TEXT',
    'to_iso(mjd DOUBLE PRECISION, n NUMERIC(5, 2)) -> VARCHAR(20)',
    'now() -> TIMESTAMP',
    'histogram(val REAL, lower REAL) -> INTEGER[]',
  ])('%s is one', (form) => expect(signatureFault(form)).toBeNull());

  it.each([
    ['match', 'no arguments'],
    ['match(a TEXT)', 'does not say what'],
    ['match(a TEXT) ->', 'does not say what'],
    ['-> INTEGER (', 'where the name of a function'],
    ['2match(a TEXT) -> INTEGER', 'has "2match"'],
    ['match(a TEXT -> INTEGER', 'no ")"'],
    ['match(a) -> INTEGER', 'has "a" where'],
    ['match(a TEXT,) -> INTEGER', 'has "" where'],
    ['match(TEXT, b TEXT) -> INTEGER', 'has "TEXT" where'],
  ])('%s is none', (form, says) => expect(signatureFault(form)).toContain(says));
});
