/** The findings as JSON for programs (design §6). */
import type { Report } from '../validate.ts';

/** The document of design §6, with two-space indentation; and, after --fix, what was written and what was not. */
export function jsonReport({ profile, summary, findings, fixed, unfixed }: Report): string {
  const corrections = fixed.length + unfixed.length === 0 ? {} : { fixed, unfixed };
  return `${JSON.stringify({ version: 1, profile, summary, findings, ...corrections }, null, 2)}\n`;
}
