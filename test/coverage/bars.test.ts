import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AXIS, BANDS, type Interval, spectralAxis, timeAxis } from '../../src/coverage/bars.ts';

const end = fc.oneof(
  fc.double({ min: -1e7, max: 1e7 }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1e300),
);
const intervals = fc.array(
  fc.tuple(end, end).map(([a, b]): Interval => (a > b ? [b, a] : [a, b])),
  { maxLength: 400 },
);

describe('bars', () => {
  it.each([
    ['time', timeAxis],
    ['spectrum', spectralAxis],
  ])('%s: on the axis, apart, few, whatever the intervals', (_name, axisOf) => {
    fc.assert(
      fc.property(intervals, (given) => {
        const axis = axisOf(given);
        if (axis === null) return;
        expect(axis.bars.length).toBeLessThanOrEqual(250);
        for (const [i, { from, to }] of axis.bars.entries()) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeLessThanOrEqual(AXIS);
          expect(to - from).toBeGreaterThan(1);
          const before = axis.bars[i - 1];
          if (before !== undefined) expect(from).toBeGreaterThan(before.to);
        }
        expect(axis.ticks.length).toBeLessThanOrEqual(10);
        for (const { at } of axis.ticks) expect(at >= 0 && at <= AXIS).toBe(true);
      }),
    );
  });
});

describe('time', () => {
  it('years: one interval, and one that has not ended', () => {
    const axis = timeAxis([
      [47_892, 51_910],
      [52_030, Number.NaN],
    ]);
    expect(axis?.bars.map(({ isOpenBelow, isOpenAbove }) => [isOpenBelow, isOpenAbove])).toEqual([
      [false, false],
      [false, true],
    ]);
    expect(axis?.ticks.map(({ label }) => label)).toEqual(['1990', '1995', '2000']);
  });

  it('an hour has minutes', () => {
    const axis = timeAxis([[60_000.25, 60_000.25 + 1 / 24]]);
    expect(axis?.ticks.map(({ label }) => label)).toEqual(['06:00', '06:15', '06:30', '06:45', '07:00']);
  });

  it('midnights of several days are told by their dates', () => {
    const axis = timeAxis([[60_000, 60_002]]);
    expect(axis?.ticks.map(({ label }) => label)).toEqual(['02-25', '12:00', '02-26', '12:00', '02-27']);
  });

  it('a beginning alone is shown with ten years after it', () => {
    const axis = timeAxis([[59_000, Number.POSITIVE_INFINITY]]);
    expect(axis?.bars).toHaveLength(1);
    expect(axis?.bars[0]).toMatchObject({ isOpenBelow: false, isOpenAbove: true });
    expect(axis?.ticks.map(({ label }) => label)).toEqual(expect.arrayContaining(['2025', '2030']));
  });

  it('is not drawn without any end, or in years that no calendar has', () => {
    expect(timeAxis([[Number.NEGATIVE_INFINITY, Number.NaN]])).toBeNull();
    expect(timeAxis([[-1e9, 1e9]])).toBeNull();
    expect(timeAxis([])).toBeNull();
  });
});

describe('spectrum', () => {
  it('visible light lies in the optical band, and 21 cm in the radio', () => {
    const bandOf = (joule: number) => {
      const middle = spectralAxis([[joule, joule]])?.bars.map(({ from, to }) => (from + to) / 2)[0] ?? -1;
      return BANDS.find(({ from, to }) => from <= middle && middle <= to)?.label;
    };
    expect(bandOf(3.6e-19)).toBe('Opt');
    expect(bandOf(9.46e-25)).toBe('Radio');
    expect(bandOf(1.6e-16)).toBe('X');
    expect(bandOf(1e-12)).toBe('γ');
  });

  it('no energy is an open end: radio waves are long', () => {
    expect(spectralAxis([[0, 1e-25]])?.bars).toMatchObject([
      { from: 0, isOpenBelow: true, isOpenAbove: false },
    ]);
  });

  it('is not drawn without a positive energy', () => {
    expect(spectralAxis([[Number.NaN, Number.NaN]])).toBeNull();
  });

  it('bands follow each other without a gap', () => {
    for (const [i, band] of BANDS.entries()) expect(band.from).toBeCloseTo(BANDS[i - 1]?.to ?? 0, 9);
    expect(BANDS.at(-1)?.to).toBeCloseTo(AXIS, 9);
  });
});
