/** The findings as JSON for programs (design §6). */
import type { Report } from '../validate.ts';
import { jsonList } from './pieces.ts';

/** The document of design §6, with two-space indentation; and, after --fix, what was written and what was not. */
export function* jsonReport({ profile, summary, findings, fixed, unfixed }: Report): Generator<string> {
  const head = JSON.stringify({ version: 1, profile, summary }, null, 2).replace(/\n\}$/, '');
  yield `${head},\n  "findings": `;
  yield* jsonList(findings, 1, (finding) => finding);
  if (fixed.length + unfixed.length > 0) {
    yield ',\n  "fixed": ';
    yield* jsonList(fixed, 1, (one) => one);
    yield ',\n  "unfixed": ';
    yield* jsonList(unfixed, 1, (one) => one);
  }
  yield '\n}\n';
}
