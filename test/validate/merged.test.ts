import { expect, it } from 'vitest';
import { type Finding, finding } from '../../src/validate/finding.ts';
import { mergedFindings } from '../../src/validate/merged.ts';

const found = (rule: string, parts: Partial<Finding>) =>
  finding({ rule, file: 'x.xml', message: '', line: 5, path: '/r/a', ...parts });
const xsd = (parts: Partial<Finding>) => found('XSD', parts);
const merged = (schema: Finding, rule: Finding) =>
  mergedFindings([schema], [rule]).map((f) => `${f.rule} ${f.severity}`);

it.each<[string, Finding, Finding]>([
  ['the same value', xsd({ found: 'a  b' }), found('VOR-09', { found: 'a b', severity: 'info' })],
  ['an empty value', xsd({ found: '' }), found('VOR-09', { severity: 'warning' })],
  [
    'the same attribute',
    xsd({ message: 'The attribute x of <a> is "1", which is not 2.', found: '1' }),
    found('VOR-02', { path: '/r/a/@x' }),
  ],
  ['with [1] or without', xsd({ path: '/r[1]/a', found: 'v' }), found('VOR-02', { found: 'v' })],
  [
    'a lack that the rule names',
    xsd({ message: '<name> is missing in <a>.' }),
    found('CUR-03', { message: 'The contact has no name.' }),
  ],
  [
    'a lack at the next element',
    xsd({ path: '/r/a/c', line: 7, message: '<c> stands where only <b> may come.' }),
    found('CUR-03', { message: 'There is no b here.' }),
  ],
  [
    'an attribute that is missing',
    xsd({ message: 'The attribute role is missing on <a>.' }),
    found('SVC-01', { message: 'Add role="std".' }),
  ],
])('once, under the rule and as an error: %s', (_, schema, rule) => {
  expect(merged(schema, rule)).toEqual([`${rule.rule} error`]);
});

it.each<[string, Finding, Finding]>([
  ['another value', xsd({ found: 'v' }), found('VOR-09', { found: 'w' })],
  ['another line', xsd({ found: 'v' }), found('VOR-09', { found: 'v', line: 6 })],
  ['another element', xsd({ found: 'v', path: '/r/b' }), found('VOR-09', { found: 'v' })],
  [
    'another attribute',
    xsd({ message: 'The attribute x is not allowed on <a>.' }),
    found('VOR-06', { path: '/r/a/@y', message: 'x' }),
  ],
  [
    'a lack that the rule does not name',
    xsd({ message: '<name> is missing in <a>.' }),
    found('CUR-03', { message: 'Something else.' }),
  ],
  ['no XML', found('XML', { found: 'v' }), found('VOR-09', { found: 'v' })],
])('both: %s', (_, schema, rule) => {
  expect(merged(schema, rule)).toHaveLength(2);
});
