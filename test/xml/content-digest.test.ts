import { expect, it } from 'vitest';
import { contentDigest } from '../../src/xml/content-digest.ts';
import { parseXml } from '../../src/xml/tree.ts';

const RECORD = `<ri:Resource xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="vs:CatalogResource" status="active" updated="2026-11-20T00:00:00Z">
  <title>A  title</title><identifier>ivo://padc.example/a</identifier>
</ri:Resource>`;
const digest = (xml: string) => contentDigest(parseXml(xml).root);

it.each([
  [
    'other prefixes',
    (xml: string) =>
      xml
        .replaceAll('ri:', 'r:')
        .replaceAll('vs:', 'v:')
        .replace('xmlns:ri=', 'xmlns:r=')
        .replace('xmlns:vs=', 'xmlns:v='),
  ],
  [
    'a validationLevel',
    (xml: string) =>
      xml.replace('<title>', '<validationLevel validatedBy="ivo://x.y/z">2</validationLevel><title>'),
  ],
  [
    'another date and a schemaLocation',
    (xml: string) => xml.replace('updated="2026', 'xsi:schemaLocation="a b" updated="2025'),
  ],
  ['other white space', (xml: string) => xml.replace('A  title', '\n A title\t')],
])('%s is the same content', (_case, change) => {
  expect(change(RECORD)).not.toBe(RECORD);
  expect(digest(change(RECORD))).toBe(digest(RECORD));
});

it.each([
  ['another title', (xml: string) => xml.replace('title<', 'TITLE<')],
  ['another type', (xml: string) => xml.replace('CatalogResource', 'DataResource')],
  ['another status', (xml: string) => xml.replace('active', 'inactive')],
  ['one element more', (xml: string) => xml.replace('</ri:', '<content/></ri:')],
])('%s is not', (_case, change) => {
  expect(change(RECORD)).not.toBe(RECORD);
  expect(digest(change(RECORD))).not.toBe(digest(RECORD));
});
