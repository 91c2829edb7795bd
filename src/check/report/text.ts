/** The examination for a person: the verdict first, then what was found, group by group. */

import { styleText } from 'node:util';
import { counted } from '../../words/say.ts';
import type { Level } from '../check.ts';
import type { Example, Finding } from '../found.ts';
import type { Examination, Verdict } from '../run.ts';
import { levelOf, summaryOf } from './summary.ts';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const NAME: Record<Level, string> = { fail: 'FAIL', warn: 'warning', info: 'note' };
const COLOUR: Record<Level, Style> = { fail: 'red', warn: 'yellow', info: 'cyan' };

export function* textReport(examination: Examination, colour: boolean): Generator<string> {
  const paint: Paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  yield `${headline(examination, paint)}\n`;
  yield `${examination.requests} requests, ${examination.records} records, ${examination.started} to ${examination.finished}.\n`;
  if (examination.incomplete !== null) yield paint('yellow', `Not complete: ${examination.incomplete}.\n`);
  for (const [group, verdicts] of groupsOf(examination)) {
    const found = verdicts.filter(({ outcome }) => outcome === 'found');
    const passed = verdicts.filter(({ outcome }) => outcome === 'pass').length;
    yield `\n${paint('bold', group)}: ${passed} of ${verdicts.length} hold.\n`;
    for (const verdict of found) yield* findingLines(verdict, paint);
    yield* notTestable(verdicts, paint);
    const sampled = verdicts.filter(({ scope }) => scope !== null).map(({ id, scope }) => `${id} ${scope}`);
    if (sampled.length > 0) yield paint('dim', `  samples: ${sampled.join(', ')}\n`);
  }
}

function headline(examination: Examination, paint: Paint): string {
  const { failed, warned, noted, passed, notTestable } = summaryOf(examination);
  const rest = `${counted(warned, 'warning')}, ${counted(noted, 'note')}; ${passed} hold, ${notTestable} not testable`;
  const word = failed > 0 ? paint('red', 'does not conform') : paint('green', 'nothing is broken');
  return `${paint('bold', examination.url)}: ${word}. ${counted(failed, 'check')} failed, ${rest}.`;
}

function groupsOf({ verdicts }: Examination): Map<string, Verdict[]> {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const group = verdict.id.split('/')[0] ?? '';
    groups.set(group, [...(groups.get(group) ?? []), verdict]);
  }
  return groups;
}

function* findingLines(verdict: Verdict, paint: Paint): Generator<string> {
  const level = levelOf(verdict) ?? 'info';
  yield `\n  ${paint(COLOUR[level], NAME[level])} ${paint('bold', verdict.id)}  ${verdict.asks}\n`;
  for (const finding of verdict.findings) {
    const times = finding.count === 1 ? 'once' : `${finding.count} times`;
    yield `    ${paint(COLOUR[finding.level], NAME[finding.level])} ${finding.rule}, ${times}  ${paint('dim', `(${finding.citation})`)}\n`;
    for (const example of finding.examples) yield* exampleLines(example);
    yield more(finding);
  }
  if (verdict.reason !== null) yield `    and then: ${verdict.reason}\n`;
}

function* exampleLines({ request, expected, seen }: Example): Generator<string> {
  if (request !== null) yield `      ${request}\n`;
  yield `        expected ${expected}\n        seen     ${seen}\n`;
}

function more({ count, examples }: Finding): string {
  return count > examples.length ? `      and ${count - examples.length} more\n` : '';
}

function* notTestable(verdicts: Verdict[], paint: Paint): Generator<string> {
  for (const { id, rule, outcome, reason } of verdicts) {
    if (outcome === 'not testable') yield paint('dim', `  not testable: ${id} (${rule}): ${reason}\n`);
  }
}
