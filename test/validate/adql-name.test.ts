import { describe, expect, it } from 'vitest';
import { adqlNameFault, isReserved, nameKey, nameParts, quotedName } from '../../src/validate/adql-name.ts';

describe('names in ADQL', () => {
  it.each(['ra', 'dec', 'RA_2000', '"size"', '"Fe/H"', '"a""b"', '"a.b"'])('%s is a column', (name) =>
    expect(adqlNameFault(name, 1)).toBeNull());
  it.each(['t', 's.t', 'c.s.t', '"J/A+A/1/2/t"', 's."my table"'])('%s is a table', (name) =>
    expect(adqlNameFault(name, 3)).toBeNull());
  it.each([
    ['size', 'SIZE is a reserved word'],
    ['Date', 'DATE is a reserved word'],
    ['B-V', 'is not a letter'],
    ['_RAJ2000', 'is not a letter'],
    ['2mass', 'is not a letter'],
    ['größe', 'is not a letter'],
    ['a.b', 'has a dot'],
    ['"a', 'do not pair up'],
    ['a"b"', 'do not pair up'],
    ['a.', 'do not pair up'],
    ['', 'do not pair up'],
  ])('%s is no column', (name, fault) => expect(adqlNameFault(name, 1)).toContain(fault));
  it('has at most three parts in a table', () => expect(adqlNameFault('a.b.c.d', 3)).toContain('4 parts'));

  it('knows reserved words in any case; DEC is none', () => {
    expect(['size', 'SELECT', 'Region', 'in_unit', 'offset'].every(isReserved)).toBe(true);
    expect(['dec', 'ra', 'constructor', ''].some(isReserved)).toBe(false);
  });

  it('splits at dots outside quotes', () => expect(nameParts('a."b.c".d')).toEqual(['a', '"b.c"', 'd']));

  it.each([
    ['size', 1, '"size"'],
    ['s.my table', 3, 's."my table"'],
    ['a.b', 1, '"a.b"'],
    ['a"b', 1, '"a""b"'],
    ['ra', 1, 'ra'],
  ])('%s is quoted', (name, parts, quoted) => expect(quotedName(name, parts)).toBe(quoted));

  it('compares regular names without regard to case, quoted ones with', () => {
    expect(nameKey('S.Ra')).toBe(nameKey('s."ra"'));
    expect(nameKey('"RA"')).not.toBe(nameKey('ra'));
  });

  it('does not take long over long names', () => {
    const before = performance.now();
    for (const part of ['"', '""', 'a.', '.', 'a']) adqlNameFault(part.repeat(100_000), 3);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
