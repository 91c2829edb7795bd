import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { walk } from '../../src/resource/element.ts';
import { parseXml, XmlFault } from '../../src/xml/tree.ts';

test('names, namespaces, attributes, text and places', () => {
  const { root } = parseXml(
    '<?xml version="1.0"?>\r\n<a:x xmlns:a="urn:a" n="1&amp;2"\r\n  a:n=\'2\'>t<b/>\r<c>\u{1F600}<d/></c><![CDATA[<>]]>&#65;</a:x>',
  );
  expect(root).toMatchObject({
    name: 'a:x',
    uri: 'urn:a',
    local: 'x',
    declared: { a: 'urn:a' },
    attributes: [
      { name: 'n', uri: '', local: 'n', value: '1&2' },
      { name: 'a:n', uri: 'urn:a', local: 'n', value: '2' },
    ],
    text: 't\n<>A',
    line: 2,
    column: 1,
    parent: null,
  });
  // CR ends a line too; columns count UTF-16 units.
  expect([...walk(root)].slice(1).map((e) => [e.name, e.line, e.column])).toEqual([
    ['b', 3, 12],
    ['c', 4, 1],
    ['d', 4, 6],
  ]);
});

test('a < in an attribute or a comment does not mislead the place', () => {
  const { root } = parseXml('<a>\n  <!-- <x> --><b t="&lt;>"\n>\n</b></a>');
  expect(root.children.map((e) => [e.line, e.column])).toEqual([[2, 15]]);
});

describe('refused', () => {
  test.each([
    ['nothing', '', /./, 1],
    ['text only', 'no xml', /./, 1],
    ['an element that is not closed', '<a>\n<b></a>', /./, 2],
    ['two roots', '<a/>\n<b/>', /./, 2],
    ['a DOCTYPE', '<!DOCTYPE a>\n<a/>', /DOCTYPE is not accepted/, 1],
    [
      'entities in a DOCTYPE',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
      /DOCTYPE/,
      1,
    ],
    ['an entity nobody declared', '<a>\n\n&nbsp;</a>', /entity/, 3],
    ['XML 1.1', '<?xml version="1.1"?><a/>', /XML 1\.1/, 1],
    ['a prefix nobody declared', '<a>\n<x:b/></a>', /prefix/, 2],
    ['an attribute twice', '<a x="1"\n x="2"/>', /./, 2],
    ['a control character', '<a>\u0001</a>', /./, 1],
    ['a character reference to one', '<a>&#1;</a>', /./, 1],
    ['a lone surrogate', '<a>\ud800</a>', /./, 1],
    ['< in an attribute', '<a x="<"/>', /./, 1],
    ['-- in a comment', '<a><!-- -- --></a>', /./, 1],
    [']]> in text', '<a>]]></a>', /./, 1],
    ['300 levels', '<a>'.repeat(300) + '</a>'.repeat(300), /more than 200 levels/, 1],
  ])('%s', (_case, text, message, line) => {
    const fault = faultOf(text);
    expect(fault.message).toMatch(message);
    expect(fault.message).not.toMatch(/^\d+:\d+:/);
    expect(fault.line).toBe(line);
    expect(fault.column).toBeGreaterThan(0);
  });
});

test('any text gives a tree or a fault, and the root’s offsets are those of the text', () => {
  const piece = fc.constantFrom(
    '<a>',
    '</a>',
    '<b/>',
    '<!-- -->',
    '<?p?>',
    'x',
    ' ',
    '\r\n',
    '&amp;',
    '<![CDATA[',
    ']]>',
    '"',
    '=',
    '<',
    '>',
    '<a x="1">',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      try {
        const { root } = parseXml(text);
        expect(text.slice(root.start, root.end)).toMatch(/^<[\s\S]*>$/);
        expect(parseXml(text.slice(root.start, root.end)).root.name).toBe(root.name);
      } catch (error) {
        expect(error).toBeInstanceOf(XmlFault);
      }
    }),
    { numRuns: 1000 },
  );
});

test('a wide record is read in time that follows its length', () => {
  const wide = (n: number) => `<a>${'<b x="1">text\n</b>'.repeat(n)}</a>`;
  parseXml(wide(1000));
  const time = (n: number) => {
    const before = performance.now();
    parseXml(wide(n));
    return performance.now() - before;
  };
  const small = Math.min(time(2000), time(2000), time(2000));
  expect(Math.min(time(40_000), time(40_000), time(40_000)) / small).toBeLessThan(100);
});

function faultOf(text: string): XmlFault {
  try {
    parseXml(text);
  } catch (error) {
    if (error instanceof XmlFault) return error;
    throw error;
  }
  throw new Error('was read');
}
