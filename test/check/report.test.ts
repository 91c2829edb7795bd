/** The reports of an examination, and the exit code. */
import { describe, expect, it } from 'vitest';
import type { Level } from '../../src/check/check.ts';
import { Found } from '../../src/check/found.ts';
import { jsonReport } from '../../src/check/report/json.ts';
import { junitReport } from '../../src/check/report/junit.ts';
import { exitCode, summaryOf } from '../../src/check/report/summary.ts';
import { textReport } from '../../src/check/report/text.ts';
import type { Examination, Verdict } from '../../src/check/run.ts';
import { parseXml } from '../../src/xml/tree.ts';

const ABOUT = { rule: 'OAI-80', citation: 'OAI-PMH 2.0 §3.5', level: 'fail', asks: 'It is right.' } as const;

function verdict(id: string, levels: Level[], reason: string | null = null): Verdict {
  const found = new Found({ ...ABOUT, id });
  for (const level of levels) {
    found.add({ request: 'GET ?verb=Identify', expected: 'a <b> & c', seen: `something ${level}`, level });
  }
  const outcome = levels.length > 0 ? 'found' : reason === null ? 'pass' : 'not testable';
  return { ...ABOUT, id, outcome, findings: found.findings(), reason, scope: null };
}

function examination(verdicts: Verdict[], incomplete: string | null = null): Examination {
  const times = { started: '2026-11-20T12:00:00Z', finished: '2026-11-20T12:01:00Z' };
  return { url: 'http://registry.example/oai', ...times, requests: 7, records: 3, verdicts, incomplete };
}

const MIXED = examination([
  verdict('paging/a', ['info', 'fail', 'fail']),
  verdict('paging/b', []),
  verdict('sets/c', ['warn']),
  verdict('sets/d', [], 'there are no sets'),
]);
const whole = (pieces: Iterable<string>) => [...pieces].join('');

describe('the exit code', () => {
  it.each<[string, Verdict[], string | null, number, number]>([
    ['nothing wrong', [verdict('a/a', [])], null, 0, 0],
    ['notes only', [verdict('a/a', ['info'])], null, 0, 0],
    ['a warning', [verdict('a/a', ['warn'])], null, 0, 1],
    ['a failure', [verdict('a/a', ['fail'])], null, 1, 1],
    ['cut by a limit', [verdict('a/a', [])], 'the limit', 3, 3],
    ['a failure, and cut', [verdict('a/a', ['fail'])], 'the limit', 1, 1],
  ])('of %s', (_, verdicts, incomplete, plain, strict) => {
    expect(exitCode(examination(verdicts, incomplete), false)).toBe(plain);
    expect(exitCode(examination(verdicts, incomplete), true)).toBe(strict);
  });
});

describe('findings', () => {
  it('are counted all and kept as a few, each only once', () => {
    const found = new Found({ ...ABOUT, id: 'a/a' });
    for (let i = 0; i < 1000; i += 1) found.add({ request: null, expected: 'x', seen: `y${i % 3}` });
    for (let i = 0; i < 1000; i += 1)
      found.add({ request: null, expected: 'x', seen: `z${i}`, rule: 'OAI-81' });
    expect(found.findings().map(({ count, examples }) => [count, examples.length])).toEqual([
      [1000, 3],
      [1000, 5],
    ]);
  });

  it('are short, and without addresses and control characters', () => {
    const found = new Found({ ...ABOUT, id: 'a/a' });
    found.add({
      request: `a\u001b${'x'.repeat(5000)}`,
      expected: 'to a.b-c@d.example',
      seen: 'mailto:a%40b.example',
    });
    const [example] = found.findings()[0]?.examples ?? [];
    expect(example?.request?.length).toBe(400);
    expect(example).toMatchObject({ expected: 'to (an e-mail address)', seen: 'mailto:(an e-mail address)' });
    expect(example?.request).not.toContain('\u001b');
  });
});

describe('the text', () => {
  it('begins with the verdict, then tells each finding with request, expected, seen and citation', () => {
    const text = whole(textReport(MIXED, false));
    expect(text.split('\n')[0]).toBe(
      'http://registry.example/oai: does not conform. 1 check failed, 1 warning, 0 notes; 1 hold, 1 not testable.',
    );
    expect(text).toContain('FAIL OAI-80, 2 times  (OAI-PMH 2.0 §3.5)');
    expect(text).toContain('GET ?verb=Identify\n        expected a <b> & c\n        seen     something fail');
    expect(text).toContain('not testable: sets/d (OAI-80): there are no sets');
    expect(text).not.toContain('\u001b');
    expect(whole(textReport(MIXED, true))).toContain('\u001b[31m');
  });

  it('says what cut it', () => {
    expect(whole(textReport(examination([], 'the limit of 5 requests was reached'), false))).toContain(
      'Not complete: the limit of 5 requests was reached.',
    );
  });
});

describe('the JSON', () => {
  it('has everything', () => {
    const document = JSON.parse(whole(jsonReport(MIXED)));
    expect(document).toMatchObject({ version: 1, url: MIXED.url, requests: 7, records: 3, incomplete: null });
    expect(document.summary).toEqual(summaryOf(MIXED));
    expect(document.checks).toEqual(MIXED.verdicts);
  });
});

describe('the JUnit XML', () => {
  const cases = (isStrict: boolean) =>
    parseXml(whole(junitReport(MIXED, isStrict))).root.children.flatMap((suite) =>
      suite.children.map((one) => [one.attributes[0]?.value, ...one.children.map(({ local }) => local)]),
    );

  it('has a case for each check; what fails, fails, and what is not testable is skipped', () => {
    expect(cases(false)).toEqual([
      ['paging/a', 'failure'],
      ['paging/b'],
      ['sets/c', 'system-out'],
      ['sets/d', 'skipped'],
    ]);
    expect(cases(true)[2]).toEqual(['sets/c', 'failure']);
  });
});
