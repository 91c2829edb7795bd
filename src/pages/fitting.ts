/** Lists whose entries are of any size, on pages that may not be. */
import type { Html } from '../html/html.ts';

/** The first pieces that together have at most so many bytes, and how many are left over. */
export function fitting(pieces: readonly Html[], bytes: number): { shown: Html[]; left: number } {
  let size = 0;
  let count = 0;
  for (const { text } of pieces) {
    size += Buffer.byteLength(text);
    if (size > bytes) break;
    count += 1;
  }
  return { shown: pieces.slice(0, count), left: pieces.length - count };
}
