/** When a process may try to connect to a server that is not there. */
import { describe, expect, it } from 'vitest';
import { Reconnect } from '../../src/store/reconnect.ts';
import { gate } from '../helpers/gate.ts';

/** A clock that is set by hand, and the largest of all chances. */
function slowest() {
  const at = { time: 0 };
  return { at, reconnect: new Reconnect({ now: () => at.time, random: () => 0.999999 }) };
}

const fails = () => Promise.reject(new Error('nobody there'));

/** How many of the attempts really connect, while each fails. */
async function tried(reconnect: Reconnect, attempts: number): Promise<number> {
  let count = 0;
  const connect = () => {
    count += 1;
    return fails();
  };
  const results = await Promise.allSettled(
    Array.from({ length: attempts }, () => reconnect.attempt(connect)),
  );
  for (const result of results)
    expect(result).toMatchObject({ status: 'rejected', reason: { message: 'nobody there' } });
  return count;
}

describe('Reconnect', () => {
  it('lets anybody connect as long as that works', async () => {
    const { reconnect } = slowest();
    await reconnect.attempt(async () => undefined);
    const held = gate();
    let begun = 0;
    const all = Array.from({ length: 5 }, () =>
      reconnect.attempt(async () => {
        begun += 1;
        await held.opened;
      }),
    );
    expect(begun).toBe(5);
    held.open();
    await Promise.all(all);
  });

  it('before the first connection and after a broken one, one tries and the others wait for how it ends', async () => {
    for (const prepare of [async () => undefined, broken]) {
      const { reconnect } = slowest();
      await prepare(reconnect);
      const held = gate();
      let begun = 0;
      const all = Array.from({ length: 5 }, () =>
        reconnect.attempt(async () => {
          begun += 1;
          await held.opened;
          return begun;
        }),
      );
      expect(begun).toBe(1);
      held.open();
      await Promise.all(all);
      expect(begun).toBe(5);
    }
  });

  async function broken(reconnect: Reconnect): Promise<void> {
    await reconnect.attempt(async () => undefined);
    reconnect.doubt();
  }

  it('tries once for each step, at intervals that double up to 5 s', async () => {
    const { at, reconnect } = slowest();
    const waits: number[] = [];
    for (let step = 0; step < 9; step += 1) {
      expect(await tried(reconnect, 20)).toBe(1);
      expect(await tried(reconnect, 20)).toBe(0);
      waits.push(Math.round(reconnect.wait));
      at.time += reconnect.wait;
    }
    expect(waits).toEqual([200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000]);
  });

  it('counts attempts that failed together as one step', async () => {
    const { reconnect } = slowest();
    await reconnect.attempt(async () => undefined);
    expect(await tried(reconnect, 7)).toBe(7);
    expect(Math.round(reconnect.wait)).toBe(200);
  });

  it('sends away at once who comes while a later step is tried', async () => {
    const { at, reconnect } = slowest();
    await tried(reconnect, 1);
    at.time += reconnect.wait;
    const held = gate();
    const trial = reconnect.attempt(() => held.opened);
    await expect(reconnect.attempt(async () => undefined)).rejects.toThrow('nobody there');
    held.open();
    await trial;
    await reconnect.attempt(async () => undefined);
  });

  it('begins anew after a success', async () => {
    const { at, reconnect } = slowest();
    for (let step = 0; step < 6; step += 1) {
      await tried(reconnect, 1);
      at.time += reconnect.wait;
    }
    await reconnect.attempt(async () => undefined);
    expect(reconnect.wait).toBe(0);
    expect(await tried(reconnect, 3)).toBe(3);
    expect(Math.round(reconnect.wait)).toBe(200);
  });

  it('spreads the attempts of many processes over the whole interval', async () => {
    const waits = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const reconnect = new Reconnect({ now: () => 0, random: Math.random });
        await tried(reconnect, 1);
        return reconnect.wait;
      }),
    );
    const quarters = [0, 0, 0, 0];
    for (const wait of waits) quarters[Math.floor(wait / 50)] = (quarters[Math.floor(wait / 50)] ?? 0) + 1;
    for (const count of quarters) expect(count).toBeGreaterThan(10);
  });
});
