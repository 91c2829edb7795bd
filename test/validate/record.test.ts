/** What publication refuses although the schema accepts it. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkFile } from '../../src/validate/check.ts';
import { prepareRecord, readRecord } from '../../src/validate/record.ts';
import { rulesOf } from '../../src/validate/rules.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';

const DRAFT = readFileSync('test/xsd/fixtures/vs-draft-1.3.xml', 'utf8');
const NOW = '2026-11-20T12:00:00Z';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

/** Rules of the findings that refuse it; none if it is published. */
function refusedBy(xml: string): string[] {
  const read = readRecord(Buffer.from(xml), 'a.xml');
  const prepared = 'record' in read ? prepareRecord(read.record, 'a.xml', NOW, schema) : read;
  return 'findings' in prepared ? prepared.findings.map((f) => `${f.line} ${f.rule} ${f.severity}`) : [];
}

describe('what the draft of VODataService 1.3 adds', () => {
  it('is published from a record that says version="1.3"', () => {
    expect(refusedBy(DRAFT)).toEqual([]);
  });

  it.each([' version="1.2"', ' version="1.1"', ''])('is refused from one with%s', (version) => {
    const xml = DRAFT.replace(' version="1.3"', version);
    expect(refusedBy(xml)).toEqual(['2 VOR-04 error']);
    const { findings } = checkFile(Buffer.from(xml), 'a.xml', { schema, rules: rulesOf('rec'), now: NOW });
    expect(findings.filter((f) => f.severity === 'error').map((f) => f.rule)).toEqual(['VOR-04']);
  });

  it('is not looked for in a record without it', () => {
    const plain = DRAFT.replace(/<(productTypeServed|dataSource|stats)\b.*?(<\/\1>|\/>)/gs, '');
    expect(refusedBy(plain.replace(' version="1.3"', ''))).toEqual([]);
  });
});

it('a place that voreg new marked is refused', () => {
  const marked = DRAFT.replace('<title>A record', '<title>FILL IN: a title');
  expect(refusedBy(marked)).toEqual(['7 NEW-01 error']);
});

it('what is not plain is judged by the thorough readers, to the same end', () => {
  const record = DRAFT.replace('A record', '<![CDATA[A record]]>');
  expect(refusedBy(record)).toEqual([]);
  expect(refusedBy(record.replace('<median>2', '<median>two'))).toEqual(['38 XSD error']);
  expect(refusedBy(DRAFT.replace('<median>2', '<median>two'))).toEqual(['38 XSD error']);
});
