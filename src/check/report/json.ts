/** The examination for programs: version 1 of a document that only grows. */
import type { Examination } from '../run.ts';
import { summaryOf } from './summary.ts';

/**
 * `{"version": 1, "url", "started", "finished", "requests", "records", "incomplete", "summary", "checks": [{"id",
 * "rule", "citation", "level", "asks", "outcome", "reason", "scope", "findings": [{"rule", "citation", "level", "count",
 * "examples": [{"request", "expected", "seen"}]}]}]}`
 */
export function* jsonReport(examination: Examination): Generator<string> {
  const { verdicts, ...rest } = examination;
  const document = { version: 1, ...rest, summary: summaryOf(examination), checks: verdicts };
  yield `${JSON.stringify(document, null, 2)}\n`;
}
