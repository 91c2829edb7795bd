import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMoc } from '../../src/coverage/moc.ts';

describe('ASCII MOC', () => {
  it.each([
    ['1/1 2 4 2/12-14 21 23 25 8/', { order: 8, entries: 7, isWholeSky: false }],
    ['0/0-11', { order: 0, entries: 1, isWholeSky: true }],
    ['s0/0-11 6/', { order: 6, entries: 1, isWholeSky: true }],
    ['6/2653-2655,2673,2681', { order: 6, entries: 3, isWholeSky: false }],
    ['3/ 1 2\n 4/ 16', { order: 4, entries: 3, isWholeSky: false }],
    ['29/3458764513820540927', { order: 29, entries: 1, isWholeSky: false }],
  ])('%s is read', (text, moc) => expect(readMoc(text)).toEqual(moc));

  it.each([
    ['', 'does not begin'],
    ['12 13', 'does not begin'],
    ['30/1', 'order "30"'],
    ['x/1', 'order "x"'],
    ['-1/1', 'order "-1"'],
    ['0/12', 'cell 12 at order 0'],
    ['29/3458764513820540928', 'cell 3458764513820540928'],
    ['6/5-3', 'end is before'],
    ['6/5 4', 'ascending order'],
    ['6/5 5', 'ascending order'],
    ['6/5-7 7', 'ascending order'],
    ['6/5 6/5', 'ascending order'],
    ['6/1.5', '"1.5" where a cell'],
    ['6/1-', '"1-" where a cell'],
    ['6/a', '"a" where a cell'],
    ['1/ 2/3', 'order without cells'],
    ['1/1 2/5', 'cell 2/5 twice'],
    ['2/5 1/1', 'twice'],
    ['t61/1 s29/0', 'order "t61"'],
  ])('%s is refused', (text, fault) =>
    expect(readMoc(text)).toMatchObject({ fault: expect.stringContaining(fault) }));

  it('reads any ascending cells of one order', () => {
    const cells = fc.tuple(
      fc.integer({ min: 0, max: 29 }),
      fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { minLength: 1 }).map((a) => a.sort((x, y) => x - y)),
    );
    fc.assert(
      fc.property(cells, ([order, list]) => {
        expect(readMoc(`${order}/${list.join(' ')}`)).not.toHaveProperty('fault');
      }),
    );
  });

  it('does not take long over large ones', () => {
    const text = `18/${Array.from({ length: 100_000 }, (_, i) => 3 * i).join(' ')}`;
    const before = performance.now();
    expect(readMoc(text)).toMatchObject({ entries: 100_000 });
    for (const part of ['1', '/', '-', ' ', '1/']) readMoc(part.repeat(500_000));
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
