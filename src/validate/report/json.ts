/** The findings as JSON for programs (design §6). */
import type { Report } from '../validate.ts';

/** The document of design §6, with two-space indentation. */
export function jsonReport({ profile, summary, findings }: Report): string {
  return `${JSON.stringify({ version: 1, profile, summary, findings }, null, 2)}\n`;
}
