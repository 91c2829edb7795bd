/** NEW-01: marked places, and that other findings of the same place are not repeated. */
import { describe, expect, it } from 'vitest';
import { finding } from '../../../src/validate/finding.ts';
import { applyRule } from '../../../src/validate/rule.ts';
import { isMarked, PLACEHOLDER_RULES, withoutEchoes } from '../../../src/validate/rules/placeholder.ts';
import { parseXml } from '../../../src/xml/tree.ts';

function findings(xml: string) {
  const subject = {
    file: 'a.xml',
    root: parseXml(xml).root,
    text: xml,
    ivoid: null,
    now: '2026-11-20T00:00:00Z',
  };
  return PLACEHOLDER_RULES.flatMap((rule) => applyRule(rule, subject)).map(({ finding: f }) => f);
}

describe('NEW-01', () => {
  it.each([
    [
      '<a>\n<title>FILL IN: a title.</title></a>',
      2,
      '/a/title',
      '<title> is still to be filled in: a title.',
    ],
    ['<a>\n\n<b>\n  FILL IN:\n</b></a>', 3, '/a/b', '<b> is still to be filled in.'],
    ['<a><b>https://FILL-IN/the-page/</b></a>', 1, '/a/b', '<b> is still to be filled in: the page.'],
    ['<a><b>ivo://padc.example/FILL-IN/key</b></a>', 1, '/a/b', '<b> is still to be filled in: key.'],
    [
      '<a><b ivo-id=" ivo://FILL-IN/its-record ">PADC</b></a>',
      1,
      '/a/b/@ivo-id',
      'ivo-id of <b> is still to be filled in: its record.',
    ],
  ])('reports %j', (xml, line, path, message) => {
    expect(findings(xml)).toMatchObject([{ rule: 'NEW-01', severity: 'error', line, path, message }]);
  });

  it('reports each place of an element with several', () => {
    const xml = '<a><b ivo-id="ivo://x.y/FILL-IN/z" n="FILL IN: c">FILL IN: d</b></a>';
    expect(findings(xml).map((f) => f.path)).toEqual(['/a/b', '/a/b/@ivo-id', '/a/b/@n']);
  });

  it.each([
    'Please FILL IN: the form',
    'fill in: a form',
    'FILL-IN flash photography',
    'https://example.org/fill-in/x',
    'https://example.org/a?q=FILL-INS',
    'see https://FILL-IN/x for more',
    'ftp://FILL-IN/x',
    '',
  ])('leaves "%s" alone', (value) => {
    expect(isMarked(value)).toBe(false);
    expect(findings(`<a b="${value}">${value}</a>`)).toEqual([]);
  });
});

describe('withoutEchoes', () => {
  const mark = finding({ rule: 'NEW-01', file: 'a.xml', line: 3, path: '/r/date[2]', message: 'm' });
  const attributeMark = finding({
    rule: 'NEW-01',
    file: 'a.xml',
    line: 5,
    path: '/r/b/@ivo-id',
    message: 'm',
  });

  it('drops what the schema and other rules say of a marked place', () => {
    const schema = finding({
      rule: 'XSD',
      file: 'a.xml',
      line: 3,
      path: '/r[1]/date[2]',
      message: 'no date',
    });
    const rule = finding({ rule: 'IDN-07', file: 'a.xml', line: 5, path: '/r/b', message: 'unknown' });
    expect(withoutEchoes([schema, mark, rule, attributeMark])).toEqual([mark, attributeMark]);
  });

  it('keeps findings of other places, lines and files', () => {
    const others = [
      finding({ rule: 'XSD', file: 'a.xml', line: 3, path: '/r/date[3]', message: 'm' }),
      finding({ rule: 'XSD', file: 'a.xml', line: 4, path: '/r/date[2]', message: 'm' }),
      finding({ rule: 'XSD', file: 'b.xml', line: 3, path: '/r/date[2]', message: 'm' }),
      finding({ rule: 'RI-11', file: 'a.xml', line: 3, message: 'm' }),
    ];
    expect(withoutEchoes([mark, ...others])).toEqual([mark, ...others]);
    expect(withoutEchoes(others)).toBe(others);
  });
});
