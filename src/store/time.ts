/** UTC seconds as everything public writes them: `YYYY-MM-DDThh:mm:ssZ` (RI-43, OAI-24). */
export function utcSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
