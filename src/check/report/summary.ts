/** The examination in numbers, and the one word for it. */
import type { Level } from '../check.ts';
import type { Examination, Verdict } from '../run.ts';

export interface Summary {
  checks: number;
  passed: number;
  /** Checks with findings, by their worst. */
  failed: number;
  warned: number;
  noted: number;
  notTestable: number;
}

export function summaryOf({ verdicts }: Examination): Summary {
  const worst = (level: Level) => verdicts.filter((verdict) => levelOf(verdict) === level).length;
  const outcome = (which: Verdict['outcome']) => verdicts.filter(({ outcome }) => outcome === which).length;
  return {
    checks: verdicts.length,
    passed: outcome('pass'),
    failed: worst('fail'),
    warned: worst('warn'),
    noted: worst('info'),
    notTestable: outcome('not testable'),
  };
}

/** Of the worst finding; null without findings. */
export function levelOf({ findings }: Verdict): Level | null {
  return findings[0]?.level ?? null;
}

/** Design §6: 0 clean, 1 findings, 3 incomplete. Findings are told before incompleteness: they will not go away. */
export function exitCode(examination: Examination, isStrict: boolean): number {
  const { failed, warned } = summaryOf(examination);
  if (failed > 0 || (isStrict && warned > 0)) return 1;
  return examination.incomplete === null ? 0 : 3;
}
