import { describe, expect, it } from 'vitest';
import { coarseCells, coarseCellsOf } from '../../src/search/coverage-cells.ts';
import { facetLabel, facetValue } from '../../src/search/facets.ts';
import { queryOf } from '../../src/search/query-words.ts';
import { spanOf, timesLiteral } from '../../src/search/times.ts';
import { singular, WORDS_MAX, wordsOf, wordVector } from '../../src/search/words.ts';

describe('words', () => {
  it.each([
    ['HST/WFC3 in M31, 3C 273', ['hst', 'wfc3', 'in', 'm31', '3c', '273']],
    ['Élodie — naïve “ﬁeld”', ['elodie', 'naive', 'field']],
    ['λ Orionis; Ⅳ', ['λ', 'orionis', 'iv']],
    ['\0 \u2028 <b> 太陽', ['b', '太陽']],
    ['', []],
  ])('of %j', (text, words) => expect(wordsOf(text)).toEqual(words));

  it.each([
    ['galaxies', 'galaxy'],
    ['stars', 'star'],
    ['spectra', 'spectra'],
    ['glass', 'glass'],
    ['virus', 'virus'],
    ['m31s', 'm31s'],
    ['gas', 'gas'],
  ])('%s becomes %s', (word, expected) => expect(singular(word)).toBe(expected));

  it('as a vector have weights, both forms, and names in one piece', () => {
    expect(
      wordVector([
        ['A', 'Stars of M 31'],
        ['D', 'a star'],
      ]),
    ).toBe("'stars':1A 'star':1A 'of':2A 'm':3A 'm31':3A '31':4A 'a':6 'star':7");
  });

  it('are bounded, in number and in length', () => {
    const many = wordVector([
      ['D', 'a '.repeat(WORDS_MAX + 5)],
      ['D', 'b'],
    ]);
    expect(many.split(' ')).toHaveLength(WORDS_MAX);
    expect(wordsOf('x'.repeat(10_000))).toEqual(['x'.repeat(60)]);
  });
});

describe('queries', () => {
  it.each([
    ['stars', "('star' | 'stars':*)"],
    ['M 31 stars', "('m' | 'm31') & ('31' | 'm31') & ('star' | 'stars':*)"],
    ['st', "'st'"],
    ['gal* dust', "('gal' | 'gal':*) & ('dust' | 'dust':*)"],
    ['"two words" -three -"four five"', "'two' <-> 'word' & !('three') & !('four' <-> 'five')"],
    ['HST/WFC3 x', "'hst' & 'wfc3' & 'x'"],
    ["a'b & | ! <-> :* \\", "'a' & 'b'"],
  ])('%s', (text, expected) => expect(queryOf(text)?.all).toBe(expected));

  it.each(['', ' ', '-not', '"', '&|!'])('%j asks for nothing', (text) => expect(queryOf(text)).toBeNull());
});

describe('times', () => {
  const at = (date: string) => Date.parse(date) / 1000;
  it.each([
    ['2001', '2001-01-01T00:00:00Z', '2001-12-31T23:59:59Z'],
    ['2001-02', '2001-02-01T00:00:00Z', '2001-02-28T23:59:59Z'],
    ['2001-02-03', '2001-02-03T00:00:00Z', '2001-02-03T23:59:59Z'],
    ['2001-02-03T04:05:06Z', '2001-02-03T04:05:06Z', '2001-02-03T04:05:06Z'],
    ['51544', '2000-01-01T00:00:00Z', '2000-01-01T23:59:59Z'],
    ['51544.5', '2000-01-01T12:00:00Z', '2000-01-01T12:00:00Z'],
    ['2001/2003', '2001-01-01T00:00:00Z', '2003-12-31T23:59:59Z'],
    ['51544/51545', '2000-01-01T00:00:00Z', '2000-01-02T23:59:59Z'],
  ])('%s', (text, from, to) => expect(spanOf(text)).toEqual({ from: at(from), to: at(to) }));

  it('may be open at one end', () => {
    expect(timesLiteral(spanOf('1970/') ?? { from: 1, to: 1 })).toBe('[0,]');
    expect(timesLiteral(spanOf('/1970-01-01') ?? { from: 1, to: 1 })).toBe('[,86399]');
    expect([spanOf('/'), spanOf('1/2/3'), spanOf('x/2001'), spanOf('2001/x'), spanOf('1')]).toEqual(
      Array(5).fill(null),
    );
  });
});

describe('facets', () => {
  it.each([
    ['subject', 'Solar Flares', 'solar-flares', 'Solar flares'],
    ['subject', 'http://www.ivoa.net/rdf/uat#solar-flares', 'solar-flares', 'Solar flares'],
    ['subject', 'My  Words', 'my words', 'my words'],
    ['waveband', 'X-Rays', 'X-ray', 'X-Ray'],
    ['waveband', 'ExtremeUltraviolet', 'EUV', 'Extreme UV'],
    ['standard', 'ivo://ivoa.net/std/TAP#aux', 'ivo://ivoa.net/std/tap#aux', 'TAP aux'],
    ['standard', 'HAPI', 'hapi', 'hapi'],
    ['type', 'CatalogService', 'CatalogService', 'CatalogService'],
    ['subject', 'constructor', 'constructor', 'constructor'],
  ] as const)('%s %s', (facet, written, value, label) => {
    expect(facetValue(facet, written)).toBe(value);
    expect(facetLabel(facet, value)).toBe(label);
  });
});

describe('coarse cells', () => {
  const all = 12n << 58n;
  it('are whole where they can be, and meet those of a search', () => {
    expect(coarseCells([[0n, all]])).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    // The last cell of order 29: in the last of order 3, 768 − 1.
    expect(coarseCells([[all - 1n, all]])).toEqual([256 + 767]);
    expect(coarseCellsOf([[all - 1n, all]])).toEqual([256 + 767, 64 + 191, 16 + 47, 4 + 11]);
  });
});
