/** GitLab's Code Quality report (the Code Climate subset): findings beside the lines of a merge request. */
import { createHash } from 'node:crypto';
import type { Finding, Severity } from '../finding.ts';
import type { Report } from '../validate.ts';
import { jsonList } from './pieces.ts';

const SEVERITY: Record<Severity, string> = { error: 'critical', warning: 'minor', info: 'info' };

/** A JSON list. The fingerprint leaves the line out, so that GitLab knows a finding again that only moved. */
export function* codequalityReport({ findings }: Report): Generator<string> {
  const seen = new Map<string, number>();
  yield* jsonList(findings, 0, (f) => {
    const same = sha256([f.file, f.rule, f.path, f.found, f.message].join('\0'));
    const nth = (seen.get(same) ?? 0) + 1;
    seen.set(same, nth);
    return {
      description: description(f),
      check_name: f.rule,
      fingerprint: sha256(`${same}\0${nth}`),
      severity: SEVERITY[f.severity],
      location: { path: f.file, lines: { begin: f.line } },
    };
  });
  yield '\n';
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function description(f: Finding): string {
  return f.fix === null ? `${f.rule}: ${f.message}` : `${f.rule}: ${f.message} (${f.fix})`;
}
