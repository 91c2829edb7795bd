/** Coverage in words: what the drawings show, for who does not see them, and the numbers behind. */
import { utcOfMjd } from '../resource/dates.ts';
import { ELECTRONVOLT, LIGHT, PLANCK } from '../resource/photon.ts';
import type { Language } from './language.ts';
import { shortened } from './parts.ts';

const WORDS = {
  en: { to: 'to', open: 'open' },
  fr: { to: 'à', open: 'ouvert' },
} satisfies Record<Language, object>;

/** An interval in MJD, as written: `2001-05-01 to 2002-01-01 (MJD 52030–52275)`. */
export function timeInWords(language: Language, low: string, high: string): string {
  const words = WORDS[language];
  const date = (mjd: string) =>
    utcOfMjd(mjd)
      ?.replace(/T00:00:00Z$/, '')
      .replace('T', ' ') ?? words.open;
  return `${date(low)} ${words.to} ${date(high)} (MJD ${shortened(low, 20)}–${shortened(high, 20)})`;
}

/** An interval in joule as wavelength, frequency and energy, in eV and in joule; what is no interval as it is written. */
export function spectrumInWords(language: Language, low: string, high: string): string {
  const [a, b] = [Number(low), Number(high)];
  if (!(a > 0) || !(b > 0) || !Number.isFinite(a + b))
    return `${shortened(low, 20)}–${shortened(high, 20)} J`;
  const { to } = WORDS[language];
  const range = (from: string, until: string) => (from === until ? from : `${from} ${to} ${until}`);
  return [
    range(withUnit(language, (PLANCK * LIGHT) / b, 'm'), withUnit(language, (PLANCK * LIGHT) / a, 'm')),
    range(withUnit(language, a / PLANCK, 'Hz'), withUnit(language, b / PLANCK, 'Hz')),
    range(withUnit(language, a / ELECTRONVOLT, 'eV'), withUnit(language, b / ELECTRONVOLT, 'eV')),
    range(withUnit(language, a, 'J'), withUnit(language, b, 'J')),
  ].join(' · ');
}

const PREFIXES: readonly (readonly [exponent: number, prefix: string])[] = [
  [24, 'Y'],
  [21, 'Z'],
  [18, 'E'],
  [15, 'P'],
  [12, 'T'],
  [9, 'G'],
  [6, 'M'],
  [3, 'k'],
  [0, ''],
  [-3, 'm'],
  [-6, 'µ'],
  [-9, 'n'],
  [-12, 'p'],
  [-15, 'f'],
  [-18, 'a'],
  [-21, 'z'],
  [-24, 'y'],
];

/** Three digits, with the prefix that puts them between 1 and 1000 where there is one. */
function withUnit(language: Language, value: number, unit: string): string {
  // 999.9 nm has three digits as 1 µm.
  const rounded = Number(value.toPrecision(3));
  const [exponent, prefix] = PREFIXES.find(([least]) => rounded >= 10 ** least * (1 - 1e-12)) ?? [-24, 'y'];
  const digits = `${Number((rounded / 10 ** exponent).toPrecision(3))}`;
  return `${language === 'fr' ? digits.replace('.', ',') : digits} ${prefix}${unit}`;
}
