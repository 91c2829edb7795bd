/** Single records are asked for one by one: some stand for all, and the report says how many. */
import type { Found } from './found.ts';

const SAMPLES = 5;

/** Some of them, from the first to the last; the report says how many of `what`. */
export function spread<T>(items: T[], found: Found, what: string, most = SAMPLES): T[] {
  if (items.length <= most) return items;
  found.sampled(most, items.length, what);
  return Array.from(
    { length: most },
    (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))] as T,
  );
}
