/** The report of `voreg visible` for people: a table, then what is wrong and what to do. */
import { ADVICE, problemLine, STATE_NAMES } from '../services/mail-words.ts';
import type { VisibleCheck } from '../store/visible.ts';
import type { VisibleReport } from '../visibility.ts';
import { printable } from '../words/say.ts';
import { textTable } from './table.ts';

const HEADS = [
  'SERVICE',
  'ACTIVE',
  'VISIBLE',
  'FRESH',
  'WAITING',
  'STALE',
  'MISSING',
  'RESURRECTED',
  'NOT OURS',
];
const STATES = ['missing', 'stale', 'resurrected', 'foreign'] as const;
/** Of each state; a program reads JSON. */
const SHOWN = 50;
const UNKNOWN = '  None of our records is there: it seems that this registry is not harvested at all.';

export function visibleText({ services, graceDays }: VisibleReport): string {
  const asked = services.filter(({ counts }) => counts !== null);
  const unasked = services.filter(({ counts }) => counts === null);
  const table = asked.length === 0 ? '' : textTable([HEADS, ...asked.map(rowOf)]);
  const waits = asked.some(({ counts }) => (counts?.waiting ?? 0) > 0)
    ? `Waiting: changed less than ${graceDays} days ago, and not there yet. Nothing is to be done.\n`
    : '';
  const faults = unasked.map(
    ({ service, error }) =>
      `${service} could not be asked, so nothing is known of it. ${printable(error ?? '')}\n`,
  );
  return [table, waits, ...asked.map(problemsOf), ...faults].filter((part) => part !== '').join('\n');
}

function rowOf({ service, counts }: VisibleCheck): (string | number)[] {
  if (counts === null) return [service];
  const { active, visible, fresh, waiting, stale, missing, resurrected, foreign } = counts;
  return [service, active, visible, fresh, waiting, stale, missing, resurrected, foreign];
}

function problemsOf({ service, counts, problems }: VisibleCheck): string {
  return STATES.flatMap((state) => {
    const all = counts?.[state] ?? 0;
    if (all === 0) return [];
    const named = problems.filter((one) => one.state === state).slice(0, SHOWN);
    const more = all - named.length;
    return [
      `${service}, ${STATE_NAMES[state]}: ${ADVICE[state]}`,
      ...(state === 'missing' && counts?.visible === 0 ? [UNKNOWN] : []),
      ...named.map((one) => `  ${printable(problemLine(one))}`),
      ...(more > 0 ? [`  … and ${more} more: see --format json`] : []),
      '',
    ];
  }).join('\n');
}

/** 1: something is missing, stale or resurrected; 3: a service could not be asked; 0: all is as it should be. */
export function visibleCode({ services }: VisibleReport): number {
  const isWrong = services.some(
    ({ counts }) => counts !== null && counts.missing + counts.stale + counts.resurrected > 0,
  );
  if (isWrong) return 1;
  return services.some(({ counts }) => counts === null) ? 3 : 0;
}
