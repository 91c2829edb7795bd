/** JUnit XML: GitLab's test widget in a merge request. A test case per file; only errors fail one. */
import { type Tag, tag, writeParts } from '../../xml/write.ts';
import { type Finding, formatFinding } from '../finding.ts';
import type { Report } from '../validate.ts';

export function* junitReport({ findings, files }: Report): Generator<string> {
  const byFile = new Map<string, Finding[]>(files.map((file) => [file, []]));
  for (const f of findings) {
    const list = byFile.get(f.file);
    if (list === undefined) byFile.set(f.file, [f]);
    else list.push(f);
  }
  const failures = [...byFile.values()].filter((list) => list.some(isError)).length;
  const counts = { tests: String(byFile.size), failures: String(failures) };
  // The cases come where an empty splice cuts their suite.
  const suite = tag('testsuite', { name: 'VOResource records', ...counts }, Buffer.alloc(0));
  const [head, , tail] = writeParts(tag('testsuites', { name: 'voreg validate', ...counts }, suite));
  yield `<?xml version="1.0" encoding="UTF-8"?>\n${head}`;
  for (const [file, list] of byFile) yield `\n${writeParts(testcase(file, list)).join('')}`;
  yield `\n${tail}\n`;
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
