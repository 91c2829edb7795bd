/** Lists whose entries are of any size, on pages that may not be. */
import type { Html } from '../html/html.ts';

/** The first entries that together take at most so many bytes, and how many are left over. */
export function fitting<T>(
  entries: readonly T[],
  bytes: number,
  draw: (entry: T) => Html,
): { shown: Html[]; left: number } {
  const shown: Html[] = [];
  let size = 0;
  for (const one of entries) {
    const piece = draw(one);
    size += Buffer.byteLength(piece.text);
    if (size > bytes) break;
    shown.push(piece);
  }
  return { shown, left: entries.length - shown.length };
}
