import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsWithin, MAX_ORDER } from '../../src/coverage/healpix.ts';
import { mocFill } from '../../src/coverage/moc-fill.ts';
import { HEIGHT, skyMap, WIDTH } from '../../src/coverage/sky-map.ts';

const SKY = (Math.PI * WIDTH * HEIGHT) / 4;

interface Point {
  x: number;
  y: number;
}

/** The closed lines of a path of `M x y l dx dy … z`. */
function linesOf(path: string): Point[][] {
  expect(path).toMatch(/^(M-?\d+[ -]\d+(l-?\d+[ -]\d+([ -]\d+[ -]\d+)*)?z)*$/);
  return path
    .split('z')
    .filter((line) => line !== '')
    .map((line) => {
      const numbers = [...line.matchAll(/-?\d+/g)].map(Number);
      let [x, y] = [0, 0];
      return Array.from({ length: numbers.length / 2 }, (_, i) => {
        x += numbers[2 * i] ?? 0;
        y += numbers[2 * i + 1] ?? 0;
        return { x, y };
      });
    });
}

/** Part of the map that a path fills: holes count against it. */
function areaOf(path: string): number {
  let twice = 0;
  for (const line of linesOf(path))
    for (const [i, to] of line.entries()) {
      const from = line.at(i - 1) ?? to;
      twice += from.x * to.y - to.x * from.y;
    }
  return twice / 2 / SKY;
}

function drawn(moc: string) {
  const map = skyMap(moc);
  if (map === null) throw new Error('nothing is drawn');
  return { ...map, wholeArea: areaOf(map.whole), touchedArea: areaOf(map.touched || map.whole) };
}

/** Rounding to whole units moves a border by half a unit at most. */
function tolerance(...paths: string[]): number {
  const corners = paths.reduce((sum, path) => sum + linesOf(path).flat().length, 0);
  return 0.002 + (corners * 2) / SKY;
}

const cells = fc
  .integer({ min: 0, max: 9 })
  .chain((order) =>
    fc
      .uniqueArray(fc.integer({ min: 0, max: 12 * 4 ** order - 1 }), { minLength: 1, maxLength: 60 })
      .map((found) => ({ order, cells: found.sort((a, b) => a - b) })),
  );

describe('a MOC on a map of the sky', () => {
  it('fills as much of the map as the MOC does of the sky: no less than drawn whole, no more than touched', () => {
    fc.assert(
      fc.property(cells, ({ order, cells: found }) => {
        const map = drawn(`${order}/${found.join(' ')}`);
        const share = found.length / (12 * 4 ** order);
        expect(map.share).toBeCloseTo(share, 9);
        const off = tolerance(map.whole, map.touched);
        expect(map.wholeArea).toBeLessThanOrEqual(share + off);
        expect(map.touchedArea).toBeGreaterThanOrEqual(share - off);
        if (order <= map.order) expect(Math.abs(map.wholeArea - share)).toBeLessThan(off);
      }),
      { numRuns: 60 },
    );
  });

  it('never draws across the map what meets at its edges, and stays inside', () => {
    fc.assert(
      fc.property(cells, ({ order, cells: found }) => {
        const map = drawn(`${order}/${found.join(' ')}`);
        let [longest, farthest] = [0, 0];
        for (const line of [...linesOf(map.whole), ...linesOf(map.touched)])
          for (const [i, to] of line.entries()) {
            const from = line.at(i - 1) ?? to;
            longest = Math.max(longest, Math.hypot(to.x - from.x, to.y - from.y));
            farthest = Math.max(farthest, (to.x / (WIDTH / 2)) ** 2 + (to.y / (HEIGHT / 2)) ** 2);
          }
        expect(longest).toBeLessThan(120);
        expect(farthest).toBeLessThan(1.01);
      }),
      { numRuns: 60 },
    );
  });

  it('is the whole ellipse for the whole sky', () => {
    const map = drawn('0/0-11');
    expect(map).toMatchObject({ share: 1, touched: '', from: -90, to: 90, specks: [] });
    expect(Math.abs(map.wholeArea - 1)).toBeLessThan(0.005);
  });

  it('cuts at RA 180° what lies on both sides', () => {
    const map = drawn('0/6');
    const xs = linesOf(map.whole)
      .flat()
      .map(({ x }) => x);
    expect(Math.min(...xs)).toBe(-WIDTH / 2);
    expect(Math.max(...xs)).toBe(WIDTH / 2);
    expect(xs.some((x) => Math.abs(x) < 400)).toBe(false);
    expect(map.wholeArea).toBeCloseTo(1 / 12, 2);
  });

  it('a circle around a pole reaches the pole', () => {
    const text = `7/${cellsWithin({ ra: 20, dec: -88 }, 10)
      .map(([low, high]) => `${low >> 44n}-${((high + (1n << 44n) - 1n) >> 44n) - 1n}`)
      .join(' ')}`;
    const map = drawn(text);
    expect(map.from).toBe(-90);
    expect(map.to).toBeLessThan(-75);
    expect(map.to).toBeGreaterThan(-80);
  });

  it('100,000 scattered cells are short: drawn with coarser ones', () => {
    // Multiples of a number prime to 12·4^9 come in any order.
    const scattered = Array.from({ length: 100_000 }, (_, i) => (i * 2_654_435) % (12 * 4 ** 9)).sort(
      (a, b) => a - b,
    );
    const map = drawn(`9/${scattered.join(' ')}`);
    expect(map.order).toBeLessThan(6);
    expect(map.whole.length + map.touched.length).toBeLessThan(16_000);
    expect(map.share).toBeCloseTo(100_000 / (12 * 4 ** 9), 5);
  });

  it('is bounded for every pattern of cells', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 6 }), fc.integer({ min: 1, max: 9 }), (order, every) => {
        const found = Array.from({ length: 12 * 4 ** order }, (_, cell) => cell).filter(
          (cell) => cell % (every + 1) === 0 || (cell >> 4) % 3 === 0,
        );
        const map = drawn(`${order}/${found.join(' ')}`);
        expect(map.whole.length + map.touched.length).toBeLessThan(20_000);
      }),
      { numRuns: 30 },
    );
  });

  it('marks what is too small to be seen', () => {
    expect(skyMap('29/1000000000000000')).toMatchObject({ order: 6, whole: '', specks: [expect.anything()] });
    expect(skyMap('0/0')?.specks).toEqual([]);
  });

  it.each([
    ['an empty one', '6/'],
    ['no MOC', 'circle 1 2 3'],
    ['a cell that is not there', '0/12'],
    ['no order', '1 2 3'],
    ['an order that is not there', '30/1'],
    ['a range the wrong way round', '3/7-2'],
  ])('nothing is drawn of %s', (_case, moc) => {
    expect(skyMap(moc)).toBeNull();
  });
});

describe('how much of each cell a MOC covers', () => {
  it('reads ranges, commas, line ends and a leading s', () => {
    const fill = mocFill('s1/0,2-3\n 2/4 8/', 1);
    expect([...(fill?.parts ?? [])].slice(0, 5)).toEqual([1, 0.25, 1, 1, 0]);
    expect(fill?.orders).toEqual([1, 2]);
  });

  it('takes a range that is written twice once, and reads no sky that is covered thousands of times', () => {
    expect([...(mocFill('0/0-11 0-11', 1)?.parts ?? [])].every((part) => part === 1)).toBe(true);
    expect(mocFill(`0/${'0-11 '.repeat(13_000)}`, 6)).toBeNull();
  });

  it('takes cells of every order beside each other', () => {
    const fine = Array.from({ length: 40_000 }, (_, i) => 2 * i).join(' ');
    expect(mocFill(`0/1-11 12/${fine}`, 3)?.orders).toEqual([0, 12]);
  });

  it('takes the finest order', () => {
    const last = 12n * 4n ** BigInt(MAX_ORDER) - 1n;
    const fill = mocFill(`29/0-${last}`, 0);
    expect([...(fill?.parts ?? [])].every((part) => Math.abs(part - 1) < 1e-9)).toBe(true);
  });
});
