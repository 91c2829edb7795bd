/** JUnit XML: GitLab's test widget in a merge request. A test case per file; only errors fail one. */
import { type Tag, tag, writeDocument } from '../../xml/write.ts';
import { type Finding, formatFinding } from '../finding.ts';
import type { Report } from '../validate.ts';

export function junitReport({ findings, files }: Report): string {
  const byFile = new Map<string, Finding[]>(files.map((file) => [file, []]));
  for (const f of findings) byFile.set(f.file, [...(byFile.get(f.file) ?? []), f]);
  const failures = [...byFile.values()].filter((list) => list.some(isError)).length;
  const counts = { tests: String(byFile.size), failures: String(failures) };
  const cases = [...byFile].map(([file, list]) => testcase(file, list));
  const suite = tag('testsuite', { name: 'VOResource records', ...counts }, ...cases);
  return writeDocument(tag('testsuites', { name: 'voreg validate', ...counts }, suite)).toString('utf8');
}

function testcase(file: string, findings: Finding[]): Tag {
  const errors = findings.filter(isError);
  const others = findings.filter((f) => !isError(f));
  const content: Tag[] = [];
  const first = errors[0];
  if (first !== undefined) {
    const message = `${first.rule}: ${first.message}`;
    content.push(tag('failure', { message, type: first.rule }, errors.map(formatFinding).join('\n')));
  }
  if (others.length > 0) content.push(tag('system-out', {}, others.map(formatFinding).join('\n')));
  return tag('testcase', { name: file, classname: 'voreg validate', file }, ...content);
}

function isError(f: Finding): boolean {
  return f.severity === 'error';
}
