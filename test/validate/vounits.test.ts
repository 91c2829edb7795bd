import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitFaults } from '../../src/validate/vounits.ts';

const kinds = (unit: string) => unitFaults(unit).map((fault) => fault.kind);
const instead = (unit: string) =>
  unitFaults(unit).map((fault) =>
    fault.kind === 'syntax' ? fault.instead : `${fault.kind} ${fault.symbol}`,
  );

describe('VOUnits', () => {
  // From VOUnits 1.1 §2 and its grammar (appendix C.4), and from live records.
  it.each([
    '1',
    'm',
    '%',
    'mas',
    'mas/yr',
    '0.1nm',
    '25.4mm',
    '1.898E27kg',
    '1.5e+11m',
    '10**3J/s',
    '10**-7W/m**2',
    'kg.m**2.s**-2',
    'm**(1/2)',
    'm**(-1.5)',
    'm**(2)',
    'J/(s.m**2)',
    'J/(s.cm**2.Angstrom/arcsec**2)'.replace('Angstrom', 'nm'),
    '(m/s)/(kg/s)',
    'log(Hz)',
    'log(10**6Hz)',
    'sqrt(m)/s',
    'Pa',
    'dB',
    'Kibyte',
    'kbyte',
    "'furlong'",
    "m'furlong'",
    "'furlong'/s",
    'ct.s**-1',
    'daN',
    'Qm',
    'unknown',
    'UNKNOWN',
  ])('%s is right', (unit) => expect(kinds(unit)).toEqual([]));

  it.each([
    '0',
    '0.0m',
    '1.m',
    '10',
    '1e9',
    'm s',
    'm*s',
    'm^2',
    'm2',
    'm/s/kg',
    'm/s.kg',
    'm..s',
    '.m',
    'm.',
    'm/',
    '/s',
    '(m',
    'm)',
    '()',
    'm**',
    'm**x',
    'm**(1/2',
    'm**1/2**',
    "'furlong",
    "'2m'",
    '[solMass]',
    '"h:m:s"',
    'µm',
    '---',
    '-',
  ])('%s is not VOUnits', (unit) => expect(kinds(unit)).toEqual(['syntax']));

  it.each([
    ['10+3J/s', '10**3J/s'],
    ['10-7W/m2', '10**-7W/m**2'],
    ['1e-23 J/(s.cm**2.nm)', '1e-23J/(s.cm**2.nm)'],
    ['[solMass]', 'log(solMass)'],
    ['km/s/Mpc', 'km.s**-1.Mpc**-1'],
    ['m/s2/kg', 'm.s**-2.kg**-1'],
    ['cm-2', 'cm**-2'],
    ['m^2', 'm**2'],
    ['km s-1', 'km.s**-1'],
    ['W*m', 'W.m'],
    ['µm', 'um'],
    ['Å', 'Angstrom'],
    ['1 / s', null],
    ['"h:m:s"', null],
    ['furlong s-1', null],
    ['---', null],
  ])('%s was probably meant as %s', (unit, right) => expect(instead(unit)).toEqual([right]));

  it.each([
    ['sec', 'unknown sec'],
    ['kfurlong', 'unknown kfurlong'],
    ['Kifurlong', 'unknown Kifurlong'],
    ['kmas', 'unknown kmas'],
    ['MiHz', 'unknown MiHz'],
    ['HZ', 'unknown HZ'],
    ['frobnicate(m)', 'unknown frobnicate()'],
    ['constructor', 'unknown constructor'],
    ['erg', 'deprecated erg'],
    ['kG', 'deprecated kG'],
    ['Angstrom', 'deprecated Angstrom'],
  ])('%s has a symbol that is %s', (unit, said) => expect(instead(unit)).toEqual([said]));

  it('takes products of known units with any powers, and a suggestion is always right itself', () => {
    const symbol = fc.constantFrom('m', 'km', 's', 'Jy', 'mJy', 'deg', 'arcsec', 'pix', 'yr', 'Hz', 'eV');
    const term = fc
      .tuple(symbol, fc.integer({ min: -9, max: 9 }))
      .map(([s, n]) => ({ vo: `${s}**${n}`, cds: `${s}${n}` }));
    fc.assert(
      fc.property(fc.array(term, { minLength: 1, maxLength: 5 }), (terms) => {
        expect(kinds(terms.map((t) => t.vo).join('.'))).toEqual([]);
        expect(instead(terms.map((t) => t.cds).join('.'))).toEqual([terms.map((t) => t.vo).join('.')]);
      }),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'m(s)/.*-+ 0129eE^[]\'"kµ%,'), maxLength: 30 }),
        (unit) => {
          for (const fault of unitFaults(unit)) {
            if (fault.kind === 'syntax' && fault.instead !== null) {
              expect(kinds(fault.instead).filter((k) => k !== 'deprecated')).toEqual([]);
            }
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('does not take long over long strings', () => {
    const before = performance.now();
    for (const part of ['(', 'm.', '1', 'm/', '*', '[', "'a", ' ', '10+'])
      expect(kinds(part.repeat(200_000))).toEqual(['syntax']);
    for (const part of ['(', 'm/', '*', ' ']) expect(kinds(part.repeat(190)).length).toBeGreaterThan(0);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
