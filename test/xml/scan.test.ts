/** The quick reader reads the same tree as the thorough one, and takes nothing that the thorough one refuses. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Element } from '../../src/resource/element.ts';
import { scanXml } from '../../src/xml/scan.ts';
import { parseThoroughly, XmlFault } from '../../src/xml/tree.ts';

const MODELS = ['records', 'examples', 'test/xsd/fixtures'].flatMap((folder) =>
  (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.xml'))
    .map((name) => ({ name: join(folder, name), text: readFileSync(join(folder, name), 'utf8') })),
);

/** All but the way up, which JSON cannot have. */
function plain(element: Element): unknown {
  const { parent, children, ...own } = element;
  return {
    ...own,
    declared: { ...own.declared },
    parent: parent?.start ?? null,
    children: children.map(plain),
  };
}

function thorough(text: string): unknown {
  try {
    return plain(parseThoroughly(text).root);
  } catch (error) {
    if (error instanceof XmlFault) return error.message;
    throw error;
  }
}

/** What the quick reader makes of a text, if it takes it, must be what the thorough one makes of it. */
function expectSame(text: string): boolean {
  const root = scanXml(text);
  if (root !== null) expect(plain(root)).toEqual(thorough(text));
  return root !== null;
}

describe('scanXml', () => {
  it('takes model records, and reads them as the thorough reader does', () => {
    const left = MODELS.filter(({ text }) => !expectSame(text)).map(({ name }) => name);
    expect(left).toEqual([]);
    for (const { text } of MODELS) expectSame(text.replaceAll('\n', '\r\n'));
  });

  it.each<[string, string]>([
    ['references', '<a b="&lt;&#65;&quot;">&amp;&#x41;&gt;&apos;</a>'],
    ['white space in values', '<a b="1\n\t2\r\n3"/>'],
    [
      'namespaces',
      '<a xmlns="http://a.b/c" xmlns:d="urn:e" d:f="g" xml:lang="en"><d:h xmlns=""><i/></d:h></a>',
    ],
    [
      'comments around and inside',
      '<?xml version="1.0"?>\n<!-- 1 -->\n<a ><!-- 2 -->x<b  /></a >\n<!-- 3 -->\n',
    ],
    ['a > in text and values', '<a b=">">]] > ></a>'],
    ['a mark of two units', '<a>\u2028\u00a0\ufeff</a>'],
  ])('takes %s', (_case, text) => {
    expect(expectSame(text)).toBe(true);
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['text around', '<a/>x'],
    ['two roots', '<a/><b/>'],
    ['an open element', '<a><b></a>'],
    ['a start that is cut off', '<a b="c'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['an attribute twice by its namespace', '<a xmlns:b="urn:x" xmlns:c="urn:x" b:d="" c:d=""/>'],
    ['attributes without a blank between', '<a b="1"c="2"/>'],
    ['an undeclared prefix', '<b:a/>'],
    ['a prefix named like a property of objects', '<constructor:a/>'],
    ['a declaration of nothing', '<a xmlns:b=""/>'],
    ['xmlns with a colon and no prefix', '<a xmlns:="urn:x"/>'],
    ['the namespace of xml under another prefix', '<a xmlns:b="http://www.w3.org/XML/1998/namespace"/>'],
    ['an entity that XML does not know', '<a>&nbsp;</a>'],
    ['an & alone', '<a>b & c</a>'],
    ['a reference to a control character', '<a>&#1;</a>'],
    ['a reference to half a character', '<a>&#xD800;</a>'],
    ['a control character', '<a>\u0001</a>'],
    ['half a character', '<a>\ud800</a>'],
    ['the end of a CDATA section', '<a>]]></a>'],
    ['-- in a comment', '<a><!-- -- --></a>'],
    ['a DOCTYPE', '<!DOCTYPE a><a/>'],
    ['XML 1.1', '<?xml version="1.1"?><a/>'],
    ['a < in a value', '<a b="<"/>'],
    ['a value without quotes', '<a b=c/>'],
    ['a name with two colons', '<a:b:c xmlns:a="urn:x"/>'],
    ['a name that begins with a digit', '<1/>'],
  ])('does not take %s', (_case, text) => {
    expect(scanXml(text)).toBeNull();
  });

  it('reads spoilt records as the thorough reader does, or leaves them to it', () => {
    const bits = [
      '<',
      '>',
      '&',
      '"',
      "'",
      '/',
      '=',
      ' ',
      '\n',
      '\r',
      '\r\n',
      '<!--',
      '-->',
      ']]>',
      'xmlns',
      ':',
      'é',
    ];
    const more = [
      '<![CDATA[x]]>',
      '&#10;',
      '&amp;',
      '<a/>',
      '<?p?>',
      '\u0001',
      '😀',
      ' a="1"',
      'xmlns:a="urn:x"',
      '',
    ];
    const small = MODELS.filter(({ text }) => text.length < 6000);
    const spoilt = fc.record({
      model: fc.constantFrom(...small),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(12),
      put: fc.constantFrom(...bits, ...more),
    });
    fc.assert(
      fc.property(spoilt, ({ model, at, cut, put }) => {
        const from = Math.floor(at * model.text.length);
        expectSame(model.text.slice(0, from) + put + model.text.slice(from + cut));
      }),
      { numRuns: 1500 },
    );
  });
});
