import { STANDARD_RULES } from '../../../src/validate/rules/standard.ts';
import { type Case, type FineCase, SERVICE, STANDARD, tryRules } from './cases.ts';

const change = (
  rule: string,
  from: string,
  to: string,
  at: string,
  says: string,
  extra: Partial<Case> = {},
): Case => ({
  rule,
  model: STANDARD,
  wrong: [[from, to]],
  at,
  says,
  ...extra,
});

const PREFERRED = '<endorsedVersion status="n/a" use="preferred">1.0';
const URL = 'http://example.org/platequery?';

const cases: Case[] = [
  change(
    'STD-01',
    '>query-0.9<',
    '>query-1.0<',
    '<name>query-1.0</name>\n    <description>Version 0.9',
    'is there already, at line',
  ),
  change('STD-01', '>query-0.9<', '>Query-1.0<', '<name>Query-1.0', 'is there already, at line'),
  change('STD-01', '>query-0.9<', '>query#0.9<', '<name>query#', 'contains a #', { severity: 'error' }),
  change('STD-01', '>query-0.9<', '>Query-0.9<', '<name>Query', 'write "query-0.9"'),
  change(
    'STD-02',
    'ivo://padc.example/std',
    'ivo://ivoa.net/std',
    '<identifier',
    'says that this is a standard of the IVOA',
  ),
  change(
    'STD-03',
    PREFERRED,
    '<endorsedVersion status="REC" use="preferred">1.0',
    '<endorsedVersion',
    'Write rec.',
    {
      severity: 'error',
      fixed: [[PREFERRED, '<endorsedVersion status="rec" use="preferred">1.0']],
    },
  ),
  change('STD-03', 'status="wd"', 'status="draft"', '<endorsedVersion status="draft"', 'Write rec, pr, wd', {
    severity: 'error',
  }),
  change(
    'STD-03',
    'status="wd"',
    'status="wd" use="old"',
    '<endorsedVersion status="wd"',
    'Write preferred or deprecated',
    {
      severity: 'error',
    },
  ),
  change('STD-03', ' status="wd"', '', '<endorsedVersion>', 'Version 0.9 has no status'),
  change('STD-03', '>0.9<', '><', '<endorsedVersion status="wd"', 'endorsedVersion is empty', {
    severity: 'warning',
  }),
  change('STD-03', ' use="preferred"', '', '<endorsedVersion', 'None of the 2 versions is the preferred one'),
  change('STD-03', '  <key>', '  <deprecated> </deprecated>\n  <key>', '<deprecated', 'deprecated is empty', {
    severity: 'warning',
  }),
  {
    ...change('STD-03', '', '', '<endorsedVersion', 'All versions are deprecated'),
    wrong: [
      ['use="preferred"', 'use="deprecated"'],
      ['  <endorsedVersion status="wd">0.9</endorsedVersion>\n', ''],
    ],
  },
  change(
    'STD-04',
    'xsi:type="vstd:ServiceStandard"',
    'xsi:type="vstd:StandardKeyEnumeration"',
    '<ri:Resource',
    'does not exist any more',
  ),
  change('STD-05', ' role="std"', '', '<interface', 'has no role. Write role="std"'),
  change('STD-05', 'role="std"', 'role="standard"', '<interface', 'has role="standard"'),
  change('STD-05', URL, 'https://voparis.obspm.fr/platequery?', '<accessURL', 'looks like a real service'),
];

const fine: FineCase[] = [
  { rule: 'STD-02', model: STANDARD, fine: [['ivo://padc.example/std', 'ivo://ivoa.net.example/std']] },
  { rule: 'STD-05', model: STANDARD, fine: [[URL, 'http://sample.org/cgi-bin/sia']] },
  { rule: 'STD-05', model: STANDARD, fine: [['role="std"', 'role="std:http"']] },
  // No standard.
  {
    rule: 'STD-02',
    model: SERVICE,
    fine: [['ivo://padc.example/obsfacility', 'ivo://ivoa.net/obsfacility']],
  },
];

tryRules(STANDARD_RULES, cases, fine);
