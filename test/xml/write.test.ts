import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LoadedSchema, loadSchema } from '../../src/xml/schema.ts';
import {
  escapeText,
  joinBytes,
  tag,
  writeDocument,
  writeElement,
  writeParts,
  xmlSafe,
} from '../../src/xml/write.ts';

let schema: LoadedSchema;
beforeAll(async () => {
  schema = await loadSchema('xsd');
});
afterAll(() => schema.dispose());

/** No fault of well-formedness; validity is not the matter here. */
function expectWellFormed(xml: string): void {
  expect(
    schema.validate(xml).filter(({ kind }) => kind === 'xml'),
    xml,
  ).toEqual([]);
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 10 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        '<?splice?>',
        ']]>',
        '<!--',
        '&amp;',
        '&a;',
        '&',
        'lt;',
        '#60;',
        '\u0000',
        '\ud800',
        '\ufffe',
        '\r\n',
        '"',
      ),
      {
        maxLength: 6,
      },
    )
    .map((parts) => parts.join('')),
);

describe('OAI-10, OAI-18, P3: what is written is well-formed, whatever the text', () => {
  it('documents with text and attributes of any characters', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, value) => {
        const xml = writeDocument(tag('a', { b: value }, text, tag('c', {}, text))).toString('utf8');
        expect(xml.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<a')).toBe(true);
        expectWellFormed(xml);
      }),
      { numRuns: 1000 },
    );
  });

  it('single elements', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expectWellFormed(writeElement('setSpec', text));
        expect(escapeText(text)).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
      }),
      { numRuns: 1000 },
    );
  });

  it('forbidden characters become U+FFFD, each once; allowed ones stay', () => {
    expect(xmlSafe('a\u0000b\u001fc\ud800d\udc00e\ufffef\uffffg')).toBe(
      'a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffdg',
    );
    const allowed = '\t\n \u007f\u0085\ud7ff\ue000\ufffd\u{10000}\u{1f600}\u{10ffff}';
    expect(xmlSafe(allowed)).toBe(allowed);
    expect(xmlSafe('a\r\nb\rc')).toBe('a\nb\nc');
  });
});

it('what looks like an entity is text', () => {
  const text = '&a; &lt; &#60; & &amp;amp; a&b;';
  const escaped = '&amp;a; &amp;lt; &amp;#60; &amp; &amp;amp;amp; a&amp;b;';
  const xml = writeDocument(tag('t', { a: text, 'xmlns:p': 'u:?a&b;' }, text)).toString('utf8');
  expect(xml).toContain(`<t xmlns:p="u:?a&amp;b;" a="${escaped}">${escaped}</t>`);
  expect(writeElement('t', text)).toBe(`<t>${escaped}</t>`);
});

describe('splicing', () => {
  it('P4: copies bytes in as they are, in their place', () => {
    const record = Buffer.from('<ri:Resource xmlns:ri="u:ri"  xmlns=""><!-- ü <?splice?> --></ri:Resource >');
    const xml = writeDocument(tag('metadata', { xmlns: 'u:oai' }, tag('x'), record, 'text', record));
    const text = record.toString('utf8');
    expect(xml.toString('utf8')).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<metadata xmlns="u:oai"><x/>${text}text${text}</metadata>`,
    );
  });

  it('is not fooled by text that looks like its own mark', () => {
    const xml = writeDocument(tag('a', { b: '<?splice?>' }, '<?splice?>', Buffer.from('<c/>'))).toString(
      'utf8',
    );
    expect(xml).toContain('<a b="&lt;?splice?&gt;">&lt;?splice?&gt;<c/></a>');
  });

  it('gives the parts in order, text first', () => {
    expect(writeParts(tag('a', {}, Buffer.from('<b/>'))).map(String)).toEqual(['<a>', '<b/>', '</a>']);
  });
});

describe('namespaces', () => {
  it('are declared where they are given, for elements and attributes, and not repeated', () => {
    const xsi = 'http://www.w3.org/2001/XMLSchema-instance';
    const root = tag(
      'r',
      { xmlns: 'u:r', 'xmlns:xsi': xsi },
      tag('q:e', { 'xmlns:q': 'u:q', 'xsi:type': 'q:T' }, tag('q:f')),
    );
    expect(writeDocument(root).toString('utf8')).toContain(
      `<r xmlns="u:r" xmlns:xsi="${xsi}"><q:e xmlns:q="u:q" xsi:type="q:T"><q:f/></q:e></r>`,
    );
  });

  it('unused declarations are kept: a spliced xsi:type may need them', () => {
    const root = tag('v:c', { 'xmlns:v': 'u:v', 'xmlns:tr': 'u:tr' }, Buffer.from('<capability/>'));
    expect(writeDocument(root).toString('utf8')).toContain(
      '<v:c xmlns:v="u:v" xmlns:tr="u:tr"><capability/></v:c>',
    );
  });
});

it('joinBytes: text in UTF-8 and bytes, in memory of its own', () => {
  const joined = joinBytes(['é', Buffer.from([0xff]), '', '€']);
  expect([...joined]).toEqual([0xc3, 0xa9, 0xff, 0xe2, 0x82, 0xac]);
  expect(joined.buffer.byteLength).toBe(joined.length);
});
