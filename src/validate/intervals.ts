/** Coverage in time and energy: numbers that are in another unit than they should be (VDS-03, VDS-04). Pure. */
import { ELECTRONVOLT, LIGHT, PLANCK } from '../resource/photon.ts';
import { oneOf } from './rule.ts';

/** Photon energies in joules that a record of a waveband may have, with a factor of about three on either side. */
const WAVEBAND_JOULES: Record<string, readonly [number, number]> = {
  Radio: [0, 2e-21],
  Millimeter: [7e-24, 1e-20],
  Infrared: [7e-23, 8e-19],
  Optical: [7e-20, 2e-18],
  UV: [2e-19, 6e-17],
  EUV: [6e-19, 1e-16],
  'X-ray': [5e-18, 1e-13],
  'Gamma-ray': [1e-15, 1e-2],
};
/** A photon of 6 PeV. Above it one finds hertz and electronvolts, and neutrinos. */
const HARDEST_PHOTON = 1e-3;
const LONGEST_METRES = 1e4;
/** 0.15 Hz: below are slips of the pen, not waves. */
const SLOWEST_WAVE = 1e-34;
/** MJDs outside are centuries away from any observation. */
const MJD_RANGE = 100_000;
export interface IntervalFault {
  message: string;
  /** Of less weight than the rule. */
  severity?: 'info';
}

/** Two numbers, white space collapsed; null where the XSD has something to say. */
export function readInterval(written: string): [number, number] | null {
  const [low, high, ...more] = written.split(' ');
  if (low === undefined || high === undefined || low === '' || more.length > 0) return null;
  const interval: [number, number] = [Number(low), Number(high)];
  return interval.some(Number.isNaN) ? null : interval;
}

/** What is wrong with an interval in MJD, TDB. */
export function temporalFault(low: number, high: number): IntervalFault | null {
  if (low > high)
    return { message: `The interval ends (${high}) before it begins (${low}). Write the earlier MJD first.` };
  if (low > 2_300_000 && high < 2_600_000) {
    return {
      message: `These look like Julian dates. Subtract 2400000.5: ${low - 2_400_000.5} ${high - 2_400_000.5}.`,
    };
  }
  if (low >= 1500 && high <= 2200) {
    return {
      message: `These look like years; as MJD they are in the 1860s. Write MJD, such as 51544 for 2000-01-01.`,
    };
  }
  if (Math.abs(low) <= MJD_RANGE && Math.abs(high) <= MJD_RANGE) return null;
  return {
    severity: 'info',
    message: `${low} to ${high} as MJD is centuries away from today. Write MJDs of the data.`,
  };
}

/** What is wrong with an interval in joules, seen beside the wavebands of the record. */
export function spectralFault(low: number, high: number, wavebands: string[]): IntervalFault | null {
  if (low > high)
    return {
      message: `The interval ends (${high}) below its beginning (${low}). Write the lower energy first.`,
    };
  if (low < 0) return { message: `An energy is not negative (${low}).` };
  const ranges = wavebands.flatMap((band) =>
    Object.hasOwn(WAVEBAND_JOULES, band) ? [WAVEBAND_JOULES[band] ?? [0, 0]] : [],
  );
  const overlaps = (from: number, to: number) => ranges.some((range) => from <= range[1] && to >= range[0]);
  // Neutrino and Photon say nothing about the energy.
  const isKnown = wavebands.length > 0 && wavebands.every((band) => Object.hasOwn(WAVEBAND_JOULES, band));
  const isTooHard = high > HARDEST_PHOTON && !wavebands.includes('Neutrino');
  if (!isTooHard && (!isKnown || overlaps(low, high))) return null;
  const wave = (unit: string, perMetre: number): [string, number, number] => [
    `wavelengths in ${unit}`,
    ((PLANCK * LIGHT) / high) * perMetre,
    ((PLANCK * LIGHT) / (low || high)) * perMetre,
  ];
  const joules = (from: number, to: number) => `${from.toPrecision(4)} ${to.toPrecision(4)}`;
  const guesses: [string, number, number][] = [
    // A radio wave of kilometres is written in hertz.
    ...(high <= LONGEST_METRES ? [wave('metres', 1)] : []),
    ['frequencies in hertz', PLANCK * low, PLANCK * high],
    wave('nanometres', 1e9),
    wave('Ångström', 1e10),
    ['energies in electronvolts', ELECTRONVOLT * low, ELECTRONVOLT * high],
  ];
  const inside = (from: number, to: number) =>
    ranges.some((range) => from >= Math.max(range[0], SLOWEST_WAVE) && to <= range[1]);
  const guess = guesses.find(([, from, to]) => inside(from, to));
  if (guess !== undefined) {
    const [what, from, to] = guess;
    return { message: `These look like ${what}. In joules they are ${joules(from, to)}; write that if so.` };
  }
  if (isTooHard) {
    return {
      message: `${high} J is above any photon observed: this looks like hertz or electronvolts. Write joules.`,
    };
  }
  return {
    severity: 'info',
    message: `${low} to ${high} J is not in ${oneOf(wavebands)}. Correct the energies or the wavebands.`,
  };
}
