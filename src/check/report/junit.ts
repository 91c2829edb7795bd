/** JUnit XML: a test case for each check, a suite for each group; what is not testable is skipped, with its reason. */
import { type Tag, tag, writeDocument } from '../../xml/write.ts';
import type { Finding } from '../found.ts';
import type { Examination, Verdict } from '../run.ts';
import { levelOf } from './summary.ts';

export function* junitReport(examination: Examination, isStrict: boolean): Generator<string> {
  const groups = new Map<string, Tag[]>();
  const failures = new Map<string, number>();
  for (const verdict of examination.verdicts) {
    const [group = ''] = verdict.id.split('/');
    groups.set(group, [...(groups.get(group) ?? []), testcase(verdict, isStrict)]);
    if (isFailure(verdict, isStrict)) failures.set(group, (failures.get(group) ?? 0) + 1);
  }
  const suites = [...groups].map(([name, cases]) =>
    tag(
      'testsuite',
      { name, tests: String(cases.length), failures: String(failures.get(name) ?? 0) },
      ...cases,
    ),
  );
  yield writeDocument(tag('testsuites', { name: `voreg check ${examination.url}` }, ...suites)).toString(
    'utf8',
  );
  yield '\n';
}

function isFailure(verdict: Verdict, isStrict: boolean): boolean {
  const level = levelOf(verdict);
  return level === 'fail' || (isStrict && level === 'warn');
}

function testcase(verdict: Verdict, isStrict: boolean): Tag {
  const { id, rule, asks, findings, outcome, reason } = verdict;
  const content: Tag[] = [];
  const words = findings.map(inWords).join('\n');
  if (isFailure(verdict, isStrict)) content.push(tag('failure', { message: asks, type: rule }, words));
  else if (findings.length > 0) content.push(tag('system-out', {}, words));
  if (outcome === 'not testable') content.push(tag('skipped', { message: reason ?? '' }));
  return tag('testcase', { name: id, classname: 'voreg check' }, ...content);
}

function inWords({ rule, citation, level, count, examples }: Finding): string {
  const lines = examples.map(
    ({ request, expected, seen }) => `${request ?? ''}\n  expected ${expected}\n  seen ${seen}`,
  );
  return [`${level} ${rule} (${citation}), ${count}`, ...lines].join('\n');
}
