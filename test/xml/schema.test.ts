import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';

let schema: LoadedSchema;
let record: string;

beforeAll(async () => {
  schema = await loadSchema('xsd');
  record = await readFile('test/xsd/fixtures/vr-resource-plain.xml', 'utf8');
});

afterAll(() => schema.dispose());

/** Faults of the plain record with one edit, as `line:column element message`. */
function faultsAfter(from: string | RegExp, to: string): string[] {
  const edited = record.replace(from, to);
  expect(edited).not.toBe(record);
  return schema.validate(edited).map((f) => `${f.line}:${f.column} ${f.element} ${f.message}`);
}

describe('what a fault says', () => {
  const cases: [name: string, from: string | RegExp, to: string, fault: string][] = [
    [
      'an element too early',
      /\s+<identifier>.*<\/identifier>/,
      '',
      '7:3 /ri:Resource/curation <curation> stands where only <shortName> or <identifier> may come.',
    ],
    [
      'an element after the last one',
      '<publisher>',
      '<publisher><more/>',
      '9:5 /ri:Resource/curation/publisher <publisher> has elements inside, where only text may stand.',
    ],
    [
      'one element that is missing',
      /<contact>[\s\S]*<\/contact>/,
      '<contact/>',
      '10:5 /ri:Resource/curation/contact <name> is missing in <contact>.',
    ],
    [
      'the last elements missing',
      /<contact>[\s\S]*<\/contact>/,
      '',
      '8:3 /ri:Resource/curation <curation> ends too early: <creator>, <contributor>, <date>, <version> or <contact> must follow.',
    ],
    [
      'text between elements',
      '<contact>',
      'loose <contact>',
      '8:3 /ri:Resource/curation <curation> has text between its elements, where only elements may stand.',
    ],
    [
      'an attribute missing',
      ' status="active"',
      '',
      '2:1 /ri:Resource The attribute status is missing on <Resource>.',
    ],
    [
      'an attribute too much',
      ' status=',
      ' colour="red" status=',
      '2:1 /ri:Resource The attribute colour is not allowed on <Resource>.',
    ],
    [
      'a value not in the list',
      '"active"',
      '"live"',
      '2:1 /ri:Resource The attribute status of <Resource> is "live", which is not one of active, deleted, inactive.',
    ],
    [
      'a pattern that has words',
      'https://padc.example/<',
      'ftp://padc.example/<',
      '17:5 /ri:Resource/content/referenceURL <referenceURL> is "ftp://padc.example/", which is not an address that begins with http:// or https://.',
    ],
    [
      'an empty value',
      'https://padc.example/<',
      '<',
      '17:5 /ri:Resource/content/referenceURL <referenceURL> is empty, which is not an address that begins with http:// or https://.',
    ],
    [
      'a value that is too long',
      '<identifier>',
      '<shortName>seventeen letters</shortName><identifier>',
      '7:3 /ri:Resource/shortName <shortName> is 17 characters long; at most 16 are allowed.',
    ],
    [
      'a date that is none',
      '<contact>',
      '<date>yesterday</date><contact>',
      '10:5 /ri:Resource/curation/date <date> is "yesterday", which is not a day such as 2026-01-31 or a time in UTC such as 2026-01-31T12:00:00Z.',
    ],
    [
      'an xsi:type that does not exist',
      'vr:Resource"',
      'vr:Nothing"',
      '2:1 /ri:Resource The xsi:type vr:Nothing of <Resource> is not a known type.',
    ],
    [
      'an xsi:type with an undeclared prefix',
      'vr:Resource"',
      'vs:DataService"',
      '2:1 /ri:Resource The xsi:type vs:DataService of <Resource> uses a prefix that is not declared.',
    ],
    [
      'an xsi:type of another family',
      'vr:Resource"',
      'vr:Capability"',
      '2:1 /ri:Resource The xsi:type vr:Capability is not a kind of what <Resource> may be here.',
    ],
    [
      'the second of two alike',
      '<subject>',
      '<subject>a</subject><subject xml:lang="en">',
      '15:25 /ri:Resource/content/subject[2] The attribute xml:lang is not allowed on <subject>.',
    ],
    [
      'an unknown root',
      /[\s\S]*/,
      '<a xmlns="urn:x"/>',
      '1:1 /a The schemas do not know <a> in the namespace urn:x.',
    ],
  ];

  it.each(cases)('%s', (_name, from, to, fault) => {
    expect(faultsAfter(from, to)).toEqual([fault]);
  });

  it('gives the refused value by itself', () => {
    const [fault] = schema.validate(record.replace('"active"', '"live"'));
    expect(fault).toMatchObject({ kind: 'xsd', value: 'live' });
  });

  it('names elements of a default namespace, which libxml2 calls *', () => {
    const oai = `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
      <responseDate>2025-01-01T00:00:00Z</responseDate><request/>
      <GetRecord><record><header><identifier>a</identifier>
        <datestamp>2025-01-01</datestamp></header><metadata/></record></GetRecord></OAI-PMH>`;
    expect(schema.validate(oai)).toMatchObject([
      {
        line: 4,
        element: '/OAI-PMH/GetRecord/record/metadata',
        message: 'an element of another namespace is missing in <metadata>.',
      },
    ]);
  });
});

describe('lines', () => {
  it('are those of the start of a start tag, beyond 65,535 too', () => {
    const tail = '<a\n\n b="-> /> \'x\'"\n/>';
    const comment = `<!-- ${'\n'.repeat(70_000)} <b> -->`;
    const [fault] = schema.validate(record.replace('<contact>', `${comment}\n  ${tail}<contact>`));
    expect(fault).toMatchObject({ line: 70_011, column: 3, element: '/ri:Resource/curation/a' });
  });

  it('are right for the n-th of equal siblings, whatever stands between them', () => {
    const filler = fc.constantFrom('', ' ', '\n', '<!-- <subject> -->', '<?x <subject>?>', '\r\n');
    fc.assert(
      fc.property(fc.array(filler, { maxLength: 30 }), (fillers) => {
        const good = fillers.map((f) => `${f}<subject>s</subject>`).join('');
        const text = record.replace('<subject>', `${good}<subject q="">`);
        const [fault] = schema.validate(text);
        const before = text.slice(0, text.indexOf('<subject q'));
        expect(fault?.line).toBe(before.split('\n').length);
        expect(fault?.column).toBe(before.length - before.lastIndexOf('\n'));
      }),
    );
  });
});

describe('input that is refused before the schemas are asked', () => {
  it.each([
    ['no document', '', 'The document is empty.'],
    ['not XML', 'record', "This is not well-formed XML: Start tag expected, '<' not found."],
    ['an unknown entity', '<a>&nbsp;</a>', "This is not well-formed XML: Entity 'nbsp' not defined."],
    ['an end that is missing', '<a>', 'This is not well-formed XML: Premature end of data in tag a line 1.'],
  ])('%s', (_name, xml, message) => {
    expect(schema.validate(xml)).toMatchObject([{ kind: 'xml', line: 1, message }]);
  });

  it.each([
    ['plain', '<!DOCTYPE a><a/>', 1],
    [
      'after a byte order mark, a comment and an instruction',
      '\uFEFF<?xml version="1.0"?>\n<!-- <a> -->\n<?b <c>?><!DOCTYPE a []><a/>',
      3,
    ],
    ['with entities', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', 1],
  ])('a DOCTYPE: %s', (_name, xml, line) => {
    const [fault] = schema.validate(xml);
    expect(fault).toMatchObject({ kind: 'xml', line });
    expect(fault?.message).toMatch(/DOCTYPE/);
  });

  it('but not what only looks like a DOCTYPE', () => {
    const text = record
      .replace('<subject>', '<subject><![CDATA[<!DOCTYPE a>]]>')
      .replace('<ri:', '<!-- <!DOCTYPE a> --><ri:');
    expect(schema.validate(text)).toEqual([]);
  });
});

describe('a document', () => {
  it('is text already: its declared encoding does not matter', () => {
    expect(schema.validate(record.replace('UTF-8', 'ISO-8859-1').replace('>A record<', '>Été ☀ 𝄞<'))).toEqual(
      [],
    );
  });

  it('cannot make us load a schema', () => {
    const location =
      'xsi:schemaLocation="urn:x file:///etc/passwd http://www.ivoa.net/xml/VOResource/v1.0 http://127.0.0.1:1/"';
    expect(schema.validate(record.replace(' status=', ` ${location} status=`))).toEqual([]);
  });

  it('may be a whole response of many megabytes', async () => {
    const response = await readFile('test/xsd/fixtures/oai-list-records.xml', 'utf8');
    const one = /<record>[\s\S]*?<\/record>/.exec(response)?.[0] ?? '';
    const big = response.replace(one, one.repeat(6000));
    expect(big.length).toBeGreaterThan(10_000_000);
    expect(schema.validate(big)).toEqual([]);
    const last = big.lastIndexOf('<subject>');
    const [fault] = schema.validate(`${big.slice(0, last)}<x/>${big.slice(last)}`);
    expect(fault?.line).toBe(big.slice(0, last).split('\n').length);
    expect(fault?.element).toMatch(/^\/OAI-PMH\/ListRecords\/record\[6000\]/);
  });
});
