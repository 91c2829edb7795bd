import { expect, it } from 'vitest';
import { remembered } from '../../src/store/remembered.ts';

it('asks once for all who ask meanwhile and shortly after, and again when that is over', async () => {
  let time = 0;
  let reads = 0;
  const ask = remembered(
    1_000,
    async () => {
      reads += 1;
      return reads;
    },
    () => time,
  );
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  time = 999;
  expect(await ask()).toBe(1);
  time = 1_000;
  expect(await ask()).toBe(2);
});

it('tells all who wait of a failure, and forgets it', async () => {
  let reads = 0;
  const ask = remembered(1_000, async () => {
    reads += 1;
    if (reads === 1) throw new Error('away');
    return reads;
  });
  const [one, other] = [ask(), ask()];
  await expect(one).rejects.toThrow('away');
  await expect(other).rejects.toThrow('away');
  expect(await ask()).toBe(2);
});
