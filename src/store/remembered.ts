/** What everybody may ask for, and is dear to find out: one answer for all who ask at about the same time. */

/** Asks `read` at most once in `ms` milliseconds, and once for all who wait. What failed is asked again at once. */
export function remembered<T>(
  ms: number,
  read: () => Promise<T>,
  now: () => number = Date.now,
): () => Promise<T> {
  let known: { at: number; answer: Promise<T> } | null = null;
  return async () => {
    if (known !== null && now() - known.at < ms) return known.answer;
    const mine = { at: now(), answer: read() };
    known = mine;
    try {
      return await mine.answer;
    } catch (error) {
      if (known === mine) known = null;
      throw error;
    }
  };
}
