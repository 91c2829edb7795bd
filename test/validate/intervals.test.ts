import { describe, expect, it } from 'vitest';
import { readInterval, spectralFault, temporalFault } from '../../src/validate/intervals.ts';

describe('intervals', () => {
  it('reads two numbers and leaves the rest to the schema', () => {
    expect(readInterval('1e3 .5')).toEqual([1000, 0.5]);
    expect(['', '1', '1 2 3', 'a b', '1  '].map(readInterval)).toEqual([null, null, null, null, null]);
  });

  it.each([
    [50083, 53736, null],
    [-20000, 60000, null],
    [2451544.5, 2453736.5, 'Julian dates'],
    [1996, 2005, 'years'],
    [50083, 1e30, 'centuries'],
    [2, 1, 'before it begins'],
  ])('%d to %d as MJD', (low, high, says) => {
    const message = temporalFault(low, high)?.message ?? null;
    if (says === null) expect(message).toBeNull();
    else expect(message).toContain(says);
  });

  it.each([
    [2.72e-19, 4.14e-19, ['Optical'], null],
    [6.6e-31, 6.6e-29, ['Radio'], null],
    [1.6e-14, 1.6e-7, ['Gamma-ray'], null],
    [4e-7, 7e-7, ['Neutrino'], null],
    [1, 2, ['Neutrino'], null],
    [4e-7, 7e-7, ['Optical'], 'in metres'],
    [400, 700, ['Optical'], 'in nanometres'],
    [4000, 7000, ['Optical'], 'in Ångström'],
    [1.7, 3.2, ['Optical'], 'in electronvolts'],
    [4e14, 7e14, ['Optical'], 'in hertz'],
    [1e7, 1e8, ['Radio'], 'in hertz'],
    [200, 10_000, ['X-ray'], 'in electronvolts'],
    [4e14, 7e14, [], 'above any photon'],
    [1e-16, 1e-15, ['Radio', 'Optical'], 'not in Radio or Optical'],
    [1, 2, ['constructor'], 'above any photon'],
  ])('%d to %d J beside %j', (low, high, wavebands, says) => {
    const message = spectralFault(low, high, wavebands)?.message ?? null;
    if (says === null) expect(message).toBeNull();
    else expect(message).toContain(says);
  });
});
