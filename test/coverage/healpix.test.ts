import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  angleBetween,
  atFinest,
  cellOf,
  cellsOf,
  cellsWithin,
  centreOf,
  cornersOf,
  MAX_ORDER,
  pointIn,
} from '../../src/coverage/healpix.ts';

const holds = (ranges: readonly (readonly [bigint, bigint])[], cell: bigint) =>
  ranges.some(([low, high]) => low <= cell && cell < high);

const orders = fc.integer({ min: 0, max: MAX_ORDER });
const positions = fc.record({
  ra: fc.double({ min: 0, max: 360, noNaN: true }),
  // Uniform on the sphere, and often at the poles and the borders of the caps.
  dec: fc.oneof(
    fc.double({ min: -1, max: 1, noNaN: true }).map((z) => (Math.asin(z) * 180) / Math.PI),
    fc.constantFrom(-90, 90, 0, 41.8103148957786, -41.8103148957786, 89.9999999, -89.9999999),
  ),
});

describe('HEALPix, nested', () => {
  // The base cells of Górski et al. 2005, Fig. 4: 0–3 around the north pole, 4–7 on the equator from RA 0, 8–11 south.
  it.each([
    [0, 45, 60, 0n],
    [0, 135, 60, 1n],
    [0, 225, 60, 2n],
    [0, 315, 60, 3n],
    [0, 0, 0, 4n],
    [0, 90, 0, 5n],
    [0, 180, 0, 6n],
    [0, 270, 0, 7n],
    [0, 45, -60, 8n],
    [0, 315, -60, 11n],
    [0, 0, 90, 0n],
    [0, 0, -90, 8n],
    // Each base cell’s first child is its southernmost, its last the northernmost.
    [1, 45, 85, 3n],
    [1, 45, 5, 0n],
    [1, 45, -85, 32n],
    // The southernmost cell and the northernmost one of order 29.
    [29, 0, -90, 8n << 58n],
    [29, 0, 90, (1n << 58n) - 1n],
  ])('order %i: RA %d, Dec %d lies in %s', (order, ra, dec, cell) => {
    expect(cellOf(order, ra, dec)).toBe(cell);
  });

  // nside = 2: the rings of Górski et al. 2005, §5.1: z = 1 − i²/(3 nside²) in the caps, 4/3 − 2i/(3 nside) between.
  it('the middles of all cells of order 1 are on their rings', () => {
    const latitudes = Array.from({ length: 48 }, (_, i) =>
      Math.sin((centreOf(1, BigInt(i)).dec * Math.PI) / 180),
    );
    const rings = [11 / 12, 2 / 3, 1 / 3, 0, -1 / 3, -2 / 3, -11 / 12];
    expect(rings.map((z) => latitudes.filter((l) => Math.abs(l - z) < 1e-12).length)).toEqual([
      4, 8, 8, 8, 8, 8, 4,
    ]);
  });

  it('the middle of a cell lies in that cell, at every order', () => {
    const cells = orders.chain((order) =>
      fc.tuple(fc.constant(order), fc.bigInt({ min: 0n, max: cellsOf(order) - 1n })),
    );
    fc.assert(
      fc.property(cells, ([order, cell]) => {
        const { ra, dec } = centreOf(order, cell);
        // A double has no more digits of a right ascension than this: half a cell of order 27.
        if (order <= 26) expect(cellOf(order, ra, dec)).toBe(cell);
      }),
      { numRuns: 2000 },
    );
  });

  it('every point inside a cell lies in it, also next to its borders and corners', () => {
    const near = fc.oneof(
      fc.constantFrom(1e-6, 1 - 1e-6, 0.5),
      fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
    );
    const cells = fc
      .integer({ min: 0, max: 12 })
      .chain((order) =>
        fc.tuple(fc.constant(order), fc.bigInt({ min: 0n, max: cellsOf(order) - 1n }), near, near),
      );
    fc.assert(
      fc.property(cells, ([order, cell, x, y]) => {
        const { ra, dec } = pointIn(order, cell, x, y);
        expect(cellOf(order, ra, dec)).toBe(cell);
      }),
      { numRuns: 5000 },
    );
  });

  it('a position’s cell lies in its cell of any coarser order', () => {
    fc.assert(
      fc.property(positions, orders, ({ ra, dec }, order) => {
        const finest = cellOf(MAX_ORDER, ra, dec);
        expect(finest >> BigInt(2 * (MAX_ORDER - order))).toBe(cellOf(order, ra, dec));
      }),
      { numRuns: 3000 },
    );
  });

  it('a turn more or less changes nothing', () => {
    for (const ra of [0, 10, 359.75]) {
      expect(cellOf(10, ra + 360, 20)).toBe(cellOf(10, ra, 20));
      expect(cellOf(10, ra - 720, 20)).toBe(cellOf(10, ra, 20));
    }
    expect(cellOf(10, -1e-20, 20)).toBe(cellOf(10, 0, 20));
  });

  it('all cells of an order have the same area: positions fall into them evenly', () => {
    const counts = new Map<bigint, number>();
    const total = 48_000;
    for (let i = 0; i < total; i += 1) {
      // A spiral of equal areas.
      const dec = (Math.asin(1 - (2 * i + 1) / total) * 180) / Math.PI;
      const cell = cellOf(1, i * 137.50776405, dec);
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
    expect(counts.size).toBe(48);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(20);
  });

  it('corners meet: the northern corner of base cells 0–3 is the pole', () => {
    for (const base of [0n, 1n, 2n, 3n]) expect(cornersOf(0, base)[2]?.dec).toBeCloseTo(90, 10);
    for (const base of [8n, 9n, 10n, 11n]) expect(cornersOf(0, base)[0]?.dec).toBeCloseTo(-90, 10);
  });
});

describe('cells within a circle', () => {
  it('are those of every position in it, over the poles and across RA 0', () => {
    const radii = fc.oneof(fc.double({ min: 1e-4, max: 20, noNaN: true }), fc.constantFrom(0.01, 1, 90, 180));
    const turns = fc.double({ min: 0, max: 360, noNaN: true });
    fc.assert(
      fc.property(
        positions,
        radii,
        turns,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (centre, radius, bearing, part) => {
          const ranges = cellsWithin(centre, radius);
          const inside = travelled(centre, radius * part * 0.999999, bearing);
          expect(holds(ranges, cellOf(MAX_ORDER, inside.ra, inside.dec))).toBe(true);
          // Not more than one small cell beyond.
          const outside = travelled(centre, Math.min(180, radius * 1.25), bearing);
          if (angleBetween(centre, outside) > radius * 1.2) {
            expect(holds(ranges, cellOf(MAX_ORDER, outside.ra, outside.dec))).toBe(false);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of no radius are the one cell; of 180 degrees the sky', () => {
    const own = cellOf(MAX_ORDER, 10.68, 41.27);
    expect(cellsWithin({ ra: 10.68, dec: 41.27 }, 0)).toEqual([[own, own + 1n]]);
    expect(cellsWithin({ ra: 10.68, dec: 41.27 }, 180)).toEqual([[0n, cellsOf(MAX_ORDER)]]);
    expect(atFinest(0, 11n)[1]).toBe(cellsOf(MAX_ORDER));
  });
});

/** Where one arrives after so many degrees along a great circle. */
function travelled({ ra, dec }: { ra: number; dec: number }, distance: number, bearing: number) {
  const [d, b, from] = [distance, bearing, dec].map((degrees) => (degrees * Math.PI) / 180) as [
    number,
    number,
    number,
  ];
  const sine = Math.sin(from) * Math.cos(d) + Math.cos(from) * Math.sin(d) * Math.cos(b);
  const turn = Math.atan2(Math.sin(b) * Math.sin(d) * Math.cos(from), Math.cos(d) - Math.sin(from) * sine);
  return {
    ra: ra + (turn * 180) / Math.PI,
    dec: (Math.asin(Math.max(-1, Math.min(1, sine))) * 180) / Math.PI,
  };
}
