import { describe, expect, test } from 'vitest';
import { RI, VR, XSI } from '../../src/resource/namespaces.ts';
import { canonicalDigest } from '../../src/xml/digest.ts';
import { parseXml } from '../../src/xml/tree.ts';

const record = (attributes: string, content: string) =>
  `<ri:Resource ${attributes} xmlns:ri="${RI}" xmlns:vr="${VR}" xmlns:xsi="${XSI}">${content}</ri:Resource>`;
const BASE = record(
  'xsi:type="vr:Resource" status="active"',
  '<title>A b</title><content><subject>s</subject></content>',
);
const digest = (xml: string) => canonicalDigest(parseXml(xml).root);

describe('the same record (P4)', () => {
  test.each([
    [
      're-indented',
      record(
        'xsi:type="vr:Resource" status="active"',
        '\r\n  <title>A b</title>\r\n\t<content>\n<subject>s</subject> </content>\n',
      ),
    ],
    [
      'attributes in another order and other quotes',
      record(
        `status='active'\n xsi:type='vr:Resource'`,
        '<title>A b</title><content><subject>s</subject></content>',
      ),
    ],
    [
      'other owned attributes',
      record(
        `xsi:type="vr:Resource" status="active" created="2020-01-01T00:00:00Z" updated="2021-01-01T00:00:00Z" xsi:schemaLocation="a b"`,
        '<title>A b</title><content><subject>s</subject></content>',
      ),
    ],
    [
      'with comments and processing instructions',
      record(
        'xsi:type="vr:Resource" status="active"',
        '<!-- c --><title>A<!-- d --> b</title><?p i?><content><subject>s</subject></content>',
      ),
    ],
    [
      'other spellings of the same characters',
      record(
        'xsi:type="vr:Resource" status="&#97;ctive"',
        '<title><![CDATA[A]]>&#32;b</title><content><subject>&#115;</subject></content>',
      ),
    ],
    ['an XML declaration before it', `<?xml version="1.0"?>\n${BASE}\n<!-- end -->`],
    ['an empty element written short', BASE.replace('<subject>s</subject>', '<subject>s</subject>')],
  ])('%s', (_case, xml) => {
    expect(digest(xml)).toBe(digest(BASE));
  });

  test('<a/> and <a></a>', () => {
    expect(digest('<r><a/></r>')).toBe(digest('<r><a></a></r>'));
  });
});

describe('another record', () => {
  test.each([
    ['white space in a text', BASE.replace('A b', 'A  b')],
    ['another status', BASE.replace('active', 'inactive')],
    ['created on an inner element', BASE.replace('<title>', '<title created="x">')],
    [
      'order of elements',
      record(
        'xsi:type="vr:Resource" status="active"',
        '<content><subject>s</subject></content><title>A b</title>',
      ),
    ],
    [
      'another prefix, which xsi:type values may use',
      BASE.replaceAll('ri:', 'r:').replace('xmlns:ri', 'xmlns:r'),
    ],
    ['one more namespace declared', BASE.replace('<title>', '<title xmlns:x="urn:x">')],
    [
      'text moved to the next element',
      BASE.replace('A b</title>', 'A </title>').replace('<subject>s', '<subject>bs'),
    ],
    ['an empty attribute more', BASE.replace('status', 'version="" status')],
    ['text that looks like markup', BASE.replace('A b', 'A b&lt;/title>')],
    ['stray text between elements', BASE.replace('<title>', 'x<title>')],
  ])('%s', (_case, xml) => {
    expect(digest(xml)).not.toBe(digest(BASE));
  });
});
