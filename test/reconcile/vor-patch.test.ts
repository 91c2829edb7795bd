import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Addition, fileWithLinks, withLinks } from '../../src/reconcile/vor-patch.ts';
import { checkFile } from '../../src/validate/check.ts';
import { rulesOf } from '../../src/validate/rules.ts';
import { loadSchema } from '../../src/xml/schema.ts';
import { parseXml } from '../../src/xml/tree.ts';

const APIS = await readFile(new URL('../../records/padc.example/apis/epn_core.xml', import.meta.url), 'utf8');
const identity: Addition = { predicate: 'skos:exactMatch', object: 'spase://SMWG/A', title: 'A' };
const part: Addition = {
  predicate: 'dcterms:isPartOf',
  object: 'spase://SMWG/Repository/PADC',
  title: 'PADC & more',
};

const inserted = (before: string, after: string | null): string[] => {
  const lines = new Set(before.split('\n'));
  return (after ?? '').split('\n').filter((line) => !lines.has(line));
};

describe('a file that is not plain UTF-8 is left alone', () => {
  it.each([
    ['ISO-8859-1', Buffer.from(APIS.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"'), 'latin1')],
    ['a byte order mark', Buffer.from(`\uFEFF${APIS}`)],
    ['no XML', Buffer.from('<a>')],
  ])('%s', (_case, bytes) => {
    expect(fileWithLinks(bytes, [identity])).toBeNull();
    expect(fileWithLinks(Buffer.from(APIS), [identity])?.toString()).toContain(identity.object);
  });
});

describe('what a link adds to our record', () => {
  it('an identity is an altIdentifier after the identifier', () => {
    const after = withLinks(parseXml(APIS), [identity]);
    expect(inserted(APIS, after)).toEqual(['  <altIdentifier>spase://SMWG/A</altIdentifier>']);
    expect(after).toContain('</identifier>\n  <altIdentifier>');
  });

  it('a relation is a relationship that names the other record', () => {
    const after = withLinks(parseXml(APIS), [part]);
    expect(inserted(APIS, after)).toEqual([
      '      <relationshipType>IsPartOf</relationshipType>',
      '      <relatedResource>PADC &amp; more (spase://SMWG/Repository/PADC)</relatedResource>',
    ]);
  });

  it('nothing for a predicate without a term, and nothing twice', () => {
    expect(withLinks(parseXml(APIS), [{ ...part, predicate: 'skos:relatedMatch' }])).toBeNull();
    const once = withLinks(parseXml(APIS), [identity, part]) ?? '';
    expect(withLinks(parseXml(once), [identity, part])).toBeNull();
  });

  it.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['tabs', (text: string) => text.replace(/^( {2})+/gm, (blanks) => '\t'.repeat(blanks.length / 2))],
    ['one line', (text: string) => text.replace(/\n\s*/g, ' ')],
  ])('without the inserted text the file is what it was: %s', (_case, spoil) => {
    const before = spoil(APIS);
    const after = withLinks(parseXml(before), [identity, part]) ?? '';
    const without = after
      .replace(/\r?\n?[ \t]*<altIdentifier>spase:\/\/SMWG\/A<\/altIdentifier>/, '')
      .replace(/\r?\n?[ \t]*<relationship>\s*<relationshipType>IsPartOf[\s\S]*?<\/relationship>/, '');
    expect(without).toBe(before);
    if (before.includes('\r\n')) expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it.each(['rec', 'rofr'] as const)('is valid in the profile %s', async (profile) => {
    const schema = await loadSchema(new URL('../../xsd', import.meta.url).pathname);
    const after = withLinks(parseXml(APIS), [identity, part]) ?? '';
    const { findings } = checkFile(Buffer.from(after), 'a.xml', {
      schema,
      rules: rulesOf(profile),
      now: '2026-11-20T00:00:00Z',
    });
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });
});
