import { describe, expect, test } from 'vitest';
import { text } from '../../src/resource/element.ts';
import { DC, OAI_DC } from '../../src/resource/namespaces.ts';
import { writeOaiDc } from '../../src/xml/oai-dc.ts';
import { loadSchema } from '../../src/xml/schema.ts';
import { parseXml } from '../../src/xml/tree.ts';

test('is a valid oai_dc:dc with its schemaLocation (OAI-50, RI-09)', async () => {
  const xml = writeOaiDc([
    ['title', 'é'],
    ['language', 'en'],
  ]).toString('utf8');
  const schema = await loadSchema('xsd');
  expect(schema.validate(xml)).toEqual([]);
  schema.dispose();
  const { root } = parseXml(xml);
  expect([root.uri, root.local]).toEqual([OAI_DC, 'dc']);
  expect(root.children.map((e) => [e.uri, e.local, e.text])).toEqual([
    [DC, 'title', 'é'],
    [DC, 'language', 'en'],
  ]);
});

describe('whatever a record says comes out as it went in', () => {
  test.each(['a & b', '<b>x</b>', ']]>', 'line\n\nline', 'a\rb', '&amp;', '\u{1F600}'])('%j', (value) => {
    const { root } = parseXml(writeOaiDc([['description', value]]).toString('utf8'));
    expect(root.children[0]?.text).toBe(value);
    expect(text(root.children[0])).toBe(value.replace(/[\r\n]+/g, ' '));
  });
});
