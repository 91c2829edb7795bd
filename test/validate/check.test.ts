/** What `voreg validate` says of one file, whatever is in it. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OAI } from '../../src/resource/namespaces.ts';
import { materialFrom, mutate, randomFrom } from '../../src/schemas/mutants.ts';
import { type CheckContext, type CheckedFile, checkFile } from '../../src/validate/check.ts';
import { rulesOf } from '../../src/validate/rules.ts';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';

const MODEL = readFileSync(new URL('../../records/padc.example/apis/epn_core.xml', import.meta.url), 'utf8');
const NOW = '2026-11-20T12:00:00Z';

let schema: LoadedSchema;
let context: CheckContext;
beforeAll(async () => {
  schema = await loadSchema('xsd');
  context = { schema, rules: rulesOf('rec'), now: NOW };
});
afterAll(() => schema.dispose());

function check(content: string | Uint8Array): CheckedFile {
  return checkFile(typeof content === 'string' ? Buffer.from(content, 'utf8') : content, 'x.xml', context);
}

function serious(content: string | Uint8Array): string[] {
  return check(content)
    .findings.filter((f) => f.severity !== 'info')
    .map((f) => `${f.rule}:${f.line}:${f.column} ${f.message}`);
}

const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length;
const root = (attributes: string, content = '') =>
  `<ri:Resource xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0" ${attributes}>${content}</ri:Resource>`;

describe('bad input is one clear finding', () => {
  const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
  const BOMB = `<!DOCTYPE a [<!ENTITY x "x"><!ENTITY y "&x;&x;&x;&x;"><!ENTITY z "&y;&y;&y;&y;">]>\n<a>&z;</a>`;

  it.each<[string, string | Uint8Array, RegExp]>([
    ['nothing', '', /^XML:1:1 The file is empty/],
    ['blanks', ' \n ', /^XML:1:1 There is no XML element/],
    ['no XML', 'title: A record\n', /^XML:1:1 There is text outside/],
    ['JSON', '{"title": "x"}', /^XML:1:1 There is text outside/],
    [
      'bytes of a picture',
      Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
      /^XML:1:1 .*bytes that are not/,
    ],
    ['an unfinished record', MODEL.slice(0, 4000), /^XML:\d+:\d+ /],
    ['XML of another kind', '<html><body/></html>', /^RI-04:1:1 The root element is html/],
    [
      'a DOCTYPE',
      `<!DOCTYPE x SYSTEM "file:///etc/passwd">\n${root('')}`,
      /^XML:1:\d+ A DOCTYPE is not accepted/,
    ],
    [
      'a DOCTYPE in UTF-16',
      utf16(`<?xml version="1.0" encoding="UTF-16"?>\n<!DOCTYPE x>\n${root('')}`),
      /^XML:2:\d+ A DOCTYPE/,
    ],
    ['an entity bomb', BOMB, /^XML:1:\d+ A DOCTYPE is not accepted/],
    [
      'a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:1\n',
      /^GIT:1:1 .*LFS pointer/,
    ],
    ['100,000 levels', '<a>'.repeat(100_000), /^XML:1:\d+ .*200 levels/],
    ['50 MB', Buffer.alloc(50_000_000, 0x20), /^GIT:1:1 The file has 50000000 bytes/],
    [
      'two roots',
      `${MODEL}\n${MODEL.slice(MODEL.indexOf('<ri:'))}`,
      /^XML:\d+:1 A second root element begins here/,
    ],
    [
      'no identifier',
      MODEL.replace(/<identifier>.*<\/identifier>/, ''),
      /^IDN-01:2:1 The record has no identifier/,
    ],
    ['no xsi:type', MODEL.replace('xsi:type="vs:CatalogResource" ', ''), /^RI-05:2:1 /],
  ])('%s', (_, content, finding) => {
    const found = serious(content);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(finding);
  });

  it('200,000 attributes take no longer than a record of that size', () => {
    const many = Array.from({ length: 200_000 }, (_, i) => `a${i}="1"`).join(' ');
    const started = performance.now();
    const found = serious(root(many));
    expect(found).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('200,000 attributes on an element that has them all refused', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => `a${i}="1"`).join(' ');
    const started = performance.now();
    const found = serious(MODEL.replace('<title>', `<title ${many}>`));
    expect(found.length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('an undeclared prefix in xsi:type, on the root and inside', () => {
    const onRoot = serious(MODEL.replace('xsi:type="vs:CatalogResource"', 'xsi:type="vx:CatalogResource"'));
    expect(onRoot.some((f) => f.startsWith('RI-05:2:1 The prefix "vx"'))).toBe(true);
    const inside = MODEL.replace(/xsi:type="vs:ParamHTTP"/, 'xsi:type="vx:ParamHTTP"');
    const line = lineOf(inside, 'vx:ParamHTTP');
    const found = serious(inside);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((f) => f.split(':')[1] === String(line))).toBe(true);
  });
});

describe('records inside of something else', () => {
  const record = MODEL.slice(MODEL.indexOf('<ri:'));
  const wrong = record.replace('<type>Archive<', '<type>archive<');
  const answer = (content: string) =>
    `<?xml version="1.0"?>\n<OAI-PMH xmlns="${OAI}">\n<GetRecord><record><metadata>\n${content}\n</metadata></record></GetRecord></OAI-PMH>`;

  it('an OAI-PMH answer is said to be one, and what is inside is checked, with the lines of the file', () => {
    const text = answer(wrong);
    const [envelope, ...others] = serious(text);
    expect(envelope).toMatch(
      /^RI-04:2:1 This is an OAI-PMH answer, not a record\. Save its ri:Resource element/,
    );
    expect(others).toEqual([
      expect.stringMatching(new RegExp(`^CON-\\d+:${lineOf(text, '<type>archive')}:5 `)),
    ]);
    expect(check(text).summaries.map((s) => s.ivoid)).toEqual(['ivo://padc.example/apis/epn_core']);
    expect(check(text).corrections).toEqual([]);
  });

  it('an OAI-PMH answer with declarations outside of the record', () => {
    const bare = record.replace(' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"', '');
    const text = answer(bare).replace(
      '<OAI-PMH ',
      '<OAI-PMH xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ',
    );
    expect(serious(text)).toHaveLength(1);
  });

  it('an OAI-PMH answer that is an error', () => {
    const text = `<OAI-PMH xmlns="${OAI}"><error code="idDoesNotExist">no</error></OAI-PMH>`;
    expect(serious(text)).toEqual([expect.stringContaining('OAI-PMH answer that says idDoesNotExist')]);
  });

  it('two records in one file', () => {
    const text = `<records>\n${wrong}${wrong}</records>`;
    const found = serious(text);
    expect(found[0]).toMatch(/^RI-04:1:1 This file holds 2 records inside of <records>/);
    expect(found).toHaveLength(3);
  });
});

describe('a fault is reported once', () => {
  const places = (text: string) => check(text).findings.filter((f) => f.severity !== 'info');

  it('under the rule, as an error, where the schema refuses it too', () => {
    const text = MODEL.replace(
      '<identifier>ivo://padc.example/apis/epn_core',
      '<identifier>  ivo://padc.example/a%20b',
    );
    expect(places(text).map((f) => f.rule)).not.toContain('XSD');
    const date = MODEL.replace('created="2012-04-11T08:42:00Z"', 'created="yesterday"');
    const found = places(date);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity: 'error', line: 2 });
    expect(found[0]?.rule).toMatch(/^VOR-/);
  });

  it('but another fault at the same element is not lost', () => {
    const text = MODEL.replace('xsi:schemaLocation', 'nonsense="1" xsi:schemaLocation').replace(
      / *<title>.*\n/,
      '',
    );
    const found = places(text).filter((f) => f.rule === 'XSD');
    expect(found.map((f) => [f.line, f.severity])).toEqual([
      [2, 'error'],
      [2, 'error'],
    ]);
  });

  it('what the schema alone sees', () => {
    const text = MODEL.replace('  <curation>', '  <oops/>\n  <curation>');
    expect(places(text)).toMatchObject([
      { rule: 'XSD', severity: 'error', line: lineOf(text, '<oops'), column: 3 },
    ]);
  });
});

describe('lines', () => {
  const spoilt = MODEL.replace('<type>Archive<', '<type>archive<').replace(
    '    <contentLevel>',
    '    <oops/>\n    <contentLevel>',
  );
  const wanted = [lineOf(spoilt, '<type>archive'), lineOf(spoilt, '<oops')];
  const lines = (content: string | Uint8Array) =>
    check(content)
      .findings.filter((f) => f.severity !== 'info')
      .map((f) => f.line);

  it('count alike with LF, CRLF, a byte order mark and in UTF-16', () => {
    expect(lines(spoilt)).toEqual(wanted);
    expect(lines(spoilt.replaceAll('\n', '\r\n'))).toEqual(wanted);
    expect(lines(`\uFEFF${spoilt}`)).toEqual(wanted);
    const utf16 = spoilt.replace('encoding="UTF-8"', 'encoding="UTF-16"');
    expect(lines(Buffer.from(`\uFEFF${utf16}`, 'utf16le'))).toEqual(wanted);
    expect(lines(Buffer.from(`\uFEFF${utf16}`, 'utf16le').swap16())).toEqual(wanted);
  });

  it('are right beyond 65,535', () => {
    const far = spoilt.replace('  <curation>', `${'\n'.repeat(70_000)}  <curation>`);
    expect(lines(far)).toEqual(wanted.map((line) => line + 70_000));
  });
});

describe('rules and schema together', () => {
  it('never throw, and every finding has a line of the file', () => {
    const material = materialFrom([MODEL]);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const mutant = mutate(MODEL, material, randomFrom(seed));
        if (mutant === null) return;
        const count = mutant.xml.split('\n').length;
        for (const f of check(mutant.xml).findings) {
          expect(f.line).toBeGreaterThan(0);
          expect(f.line).toBeLessThanOrEqual(count);
          expect(f.message).not.toBe('');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a record that the schema refuses in a thousand places is not reported in a million', () => {
    const columns = '<column><nome>x</nome></column>'.repeat(5000);
    const text = MODEL.replace(
      '</ri:Resource>',
      `<tableset><schema><name>s</name><table><name>t</name>${columns}</table></schema></tableset></ri:Resource>`,
    );
    const started = performance.now();
    const { findings } = check(text);
    expect(findings.length).toBeGreaterThan(1000);
    expect(findings.length).toBeLessThan(30_000);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
