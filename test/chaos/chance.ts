/** Chance that can be had again: the same seed gives the same numbers. */

export interface Chance {
  /** 0 ≤ x < 1 */
  share(): number;
  /** A whole number, both bounds included. */
  between(least: number, most: number): number;
  /** True so often: 0.1 is once in ten times. */
  happens(share: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** mulberry32, begun with an FNV-1a hash of the seed. */
export function chanceOf(seed: string): Chance {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(seed)) state = Math.imul(state ^ byte, 0x01000193);
  const share = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(share() * (most - least + 1));
  return {
    share,
    between,
    happens: (rate) => share() < rate,
    pick: (from) => {
      const one = from[between(0, from.length - 1)];
      if (one === undefined) throw new Error('There is nothing to pick from.');
      return one;
    },
  };
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** Asks again and again until the answer is not null. Throws with `what` (and why, if told) after so many seconds. */
export async function until<T>(
  what: string,
  seconds: number,
  look: () => Promise<T | null>,
  why: () => string = () => '',
): Promise<T> {
  const last = performance.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > last) throw new Error(`Not within ${seconds} s: ${what}. ${why()}`);
    await pause(50);
  }
}
