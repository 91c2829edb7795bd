/** `from` and `until` of a request (OAI-20…24). All times are UTC. */

export interface Datestamp {
  granularity: 'day' | 'second';
  /** First and last second it means, `YYYY-MM-DDThh:mm:ssZ`. */
  first: string;
  last: string;
}

const PATTERN = /^(\d{4})-(\d\d)-(\d\d)(?:T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ)?$/;

/**
 * Reads `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ssZ`. Null for anything else: fractions, other zones, years or months only
 * (comply rejects them, though a guideline names them), days that no calendar has, the year 0000 (no xs:date).
 */
export function parseDatestamp(text: string): Datestamp | null {
  const match = PATTERN.exec(text);
  if (match === null || match[1] === '0000') return null;
  const day = text.slice(0, 10);
  // Date.UTC rolls 2024-02-30 over to March; the round trip shows it. (Years before 100 need the string form.)
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day) return null;
  if (match[4] !== undefined) return { granularity: 'second', first: text, last: text };
  return { granularity: 'day', first: `${day}T00:00:00Z`, last: `${day}T23:59:59Z` };
}
