/** The forms of a report, as their readers want them. */
import { XmlDocument } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { type Finding, finding } from '../../src/validate/finding.ts';
import { codequalityReport } from '../../src/validate/report/codequality.ts';
import { jsonReport } from '../../src/validate/report/json.ts';
import { junitReport } from '../../src/validate/report/junit.ts';
import { sarifReport } from '../../src/validate/report/sarif.ts';
import { textReport } from '../../src/validate/report/text.ts';
import type { Report } from '../../src/validate/validate.ts';

const NASTY = 'records/a b/ü#1 "x" <&>.xml';
const FINDINGS: Finding[] = [
  finding({
    rule: 'IDN-07',
    severity: 'warning',
    file: 'records/a.xml',
    line: 3,
    column: 5,
    path: '/ri:Resource/title',
    found: 'ivo://x',
    message: 'ivo://x is not the identifier of a record here.',
    fix: 'ivo://y',
    citation: 'IVOA Identifiers 2.0',
  }),
  finding({ rule: 'XSD', file: NASTY, message: 'Wrong: \u001b[31m <a> & "b" ]]> \u0007.' }),
  finding({ rule: 'IDN-07', severity: 'info', file: NASTY, line: 70_000, message: 'A note.' }),
];

function reportOf(findings: Finding[], parts: Partial<Report> = {}): Report {
  const count = (severity: string) => findings.filter((f) => f.severity === severity).length;
  return {
    profile: 'rec',
    summary: {
      files: 3,
      records: 3,
      errors: count('error'),
      warnings: count('warning'),
      infos: count('info'),
    },
    findings,
    files: ['records/a.xml', NASTY, 'records/fine.xml'],
    fixed: [],
    unfixed: [],
    ...parts,
  };
}

const whole = (pieces: Iterable<string>) => [...pieces].join('');

describe('text', () => {
  const lineOf = (file: string, line: number) =>
    file === 'records/a.xml' && line === 3 ? '\t\t  <title>x</title>' : null;
  const text = (report: Report, colour = false) => whole(textReport(report, { colour, lineOf }));

  it('place, sentence, source line with a caret, what --fix would write, citation and link', () => {
    expect(text(reportOf(FINDINGS.slice(0, 1)))).toBe(`records/a.xml:3:5  warning  IDN-07
  ivo://x is not the identifier of a record here.
  │     <title>x</title>
  │     ^
  --fix writes: ivo://y
  IVOA Identifiers 2.0 · docs/curating.md#idn-07

3 records in 3 files: 0 errors, 1 warning, 0 notes. 1 can be mended by --fix.
`);
  });

  it('lets nothing through that a terminal would obey, but its own colours', () => {
    expect(text(reportOf(FINDINGS))).not.toMatch(/[^\P{Cc}\n]/u);
    expect(text(reportOf(FINDINGS), true)).toContain('\u001b[31merror\u001b[39m');
  });

  it('cuts a long line around the place', () => {
    const long = finding({ rule: 'XSD', file: 'f', column: 5001, message: 'm' });
    const shown = whole(
      textReport(reportOf([long]), {
        colour: false,
        lineOf: () => `${'x'.repeat(5000)}Y${'x'.repeat(5000)}`,
      }),
    );
    const [source = '', caret = ''] = shown.split('\n').filter((line) => line.startsWith('  │'));
    expect(source.length).toBeLessThan(120);
    expect(source[caret.indexOf('^')]).toBe('Y');
  });

  it('says what was corrected, and what was not', () => {
    const fixed = [{ file: 'records/a.xml', rule: 'CON-03', line: 7, says: 'Archive' }];
    const unfixed = [{ file: 'records/b.xml', reason: 'It is in UTF-16.' }];
    expect(text(reportOf([], { fixed, unfixed }))).toBe(
      'records/a.xml:7  fixed  CON-03  Archive\nrecords/b.xml  not fixed  It is in UTF-16.\n\n' +
        '3 records in 3 files: nothing to mend. 1 correction written.\n',
    );
  });
});

it('JSON is the document of design §6', () => {
  expect(JSON.parse(whole(jsonReport(reportOf(FINDINGS))))).toEqual({
    version: 1,
    profile: 'rec',
    summary: { files: 3, records: 3, errors: 1, warnings: 1, infos: 1 },
    findings: FINDINGS,
  });
  expect(Object.keys(FINDINGS[0] ?? {}).sort()).toEqual(
    [
      'rule',
      'severity',
      'file',
      'line',
      'column',
      'ivoid',
      'path',
      'found',
      'message',
      'fix',
      'citation',
    ].sort(),
  );
});

it('JUnit is well-formed, has a case for each file, and fails those with errors', () => {
  const document = XmlDocument.fromString(whole(junitReport(reportOf(FINDINGS))));
  const value = (xpath: string) => document.eval(xpath);
  expect(value('string(/testsuites/@tests)')).toBe('3');
  expect(value('string(/testsuites/testsuite/@failures)')).toBe('1');
  expect(value('count(//testcase)')).toBe(3);
  expect(value('string(//testcase[failure]/@name)')).toBe(NASTY);
  expect(value('string(//failure/@type)')).toBe('XSD');
  expect(value('string(//failure)')).toContain(`${NASTY}:1:1 error XSD Wrong`);
  expect(value('string(//testcase[@name="records/a.xml"]/system-out)')).toContain('IDN-07');
  expect(value('count(//testcase[@name="records/fine.xml"]/*)')).toBe(0);
  document.dispose();
});

it('Code Quality has what GitLab requires, and fingerprints that do not hang on the line', () => {
  const entries = JSON.parse(whole(codequalityReport(reportOf(FINDINGS)))) as Record<string, unknown>[];
  expect(entries).toMatchObject([
    {
      description: expect.stringContaining('ivo://x'),
      check_name: 'IDN-07',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      severity: 'minor',
      location: { path: 'records/a.xml', lines: { begin: 3 } },
    },
    { severity: 'critical', location: { path: NASTY, lines: { begin: 1 } } },
    { severity: 'info', location: { lines: { begin: 70_000 } } },
  ]);
  const prints = (findings: Finding[]) =>
    (JSON.parse(whole(codequalityReport(reportOf(findings)))) as { fingerprint: string }[]).map(
      (e) => e.fingerprint,
    );
  const [first] = FINDINGS;
  if (first === undefined) throw new Error('no finding');
  expect(prints([{ ...first, line: 99 }])).toEqual(prints([first]));
  expect(new Set(prints([first, first, { ...first, found: 'z' }])).size).toBe(3);
});

it('SARIF has the required parts of its schema', () => {
  const log = JSON.parse(whole(sarifReport(reportOf(FINDINGS), '1.2.3')));
  expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-2.1.0') });
  const [run] = log.runs;
  expect(run.tool.driver).toMatchObject({ name: 'voreg', version: '1.2.3' });
  expect(run.results).toHaveLength(3);
  for (const [i, result] of run.results.entries()) {
    expect(['error', 'warning', 'note']).toContain(result.level);
    expect(result.message.text).toBe(FINDINGS[i]?.message);
    expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    expect(decodeURIComponent(artifactLocation.uri)).toBe(FINDINGS[i]?.file);
    expect(artifactLocation.uri).toMatch(/^[\w%./-]+$/);
    expect(region).toEqual({ startLine: FINDINGS[i]?.line, startColumn: FINDINGS[i]?.column });
  }
  for (const rule of run.tool.driver.rules) expect(rule.shortDescription.text).not.toBe('');
});

it('no findings make empty reports that are still whole', () => {
  const none = reportOf([]);
  expect(JSON.parse(whole(codequalityReport(none)))).toEqual([]);
  expect(JSON.parse(whole(sarifReport(none, '1'))).runs[0].results).toEqual([]);
  const document = XmlDocument.fromString(whole(junitReport(none)));
  expect(document.eval('string(/testsuites/@failures)')).toBe('0');
  document.dispose();
});
