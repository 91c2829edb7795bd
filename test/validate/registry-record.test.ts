/** Each rule about the registry's own record, by its id. */
import { describe, expect, test } from 'vitest';
import { REGISTRY_RULES, registryFindings } from '../../src/validate/registry-record.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { registryRecord } from '../promises/records.ts';

const GOOD = registryRecord();
const findings = (xml: string) => registryFindings(parseXml(xml).root, 'records/registry.xml');
const INTERFACE = /<interface[\s\S]*?<\/interface>/;

/** rule → what breaks it: [case, record, path, found]. */
const BREAKS: Record<string, [string, string, string, string | null][]> = {
  'RI-11': [
    ['inactive', GOOD.replace('status="active"', 'status="inactive"'), '/ri:Resource', 'inactive'],
    ['deleted', GOOD.replace('status="active"', 'status="deleted"'), '/ri:Resource', 'deleted'],
  ],
  'RI-22': [
    ['no interface', GOOD.replace(INTERFACE, ''), '/ri:Resource/capability', null],
    ['two interfaces', GOOD.replace(INTERFACE, (i) => i + i), '/ri:Resource/capability', null],
    ['an interface without role std', GOOD.replace(' role="std"', ''), '/ri:Resource/capability', null],
    [
      'a query in the address',
      GOOD.replace('/oai<', '/oai?<'),
      '/ri:Resource/capability/interface/accessURL',
      'https://registry.padc.example/oai?',
    ],
    [
      'a fragment in the address',
      GOOD.replace('/oai<', '/oai#a<'),
      '/ri:Resource/capability/interface/accessURL',
      'https://registry.padc.example/oai#a',
    ],
    [
      'another scheme',
      GOOD.replace('https:', 'ftp:').replace('>https://registry', '>ftp://registry'),
      '/ri:Resource/capability/interface/accessURL',
      'ftp://registry.padc.example/oai',
    ],
    ['no address', GOOD.replace(/<accessURL>.*<\/accessURL>/, ''), '/ri:Resource/capability/interface', null],
    [
      'two addresses',
      GOOD.replace(/<accessURL>.*<\/accessURL>/, (u) => u + u),
      '/ri:Resource/capability/interface',
      null,
    ],
  ],
  'OAI-70': [
    ['no e-mail', GOOD.replace(/<email>.*<\/email>/, ''), '/ri:Resource/curation/contact', null],
    [
      'a list of addresses',
      GOOD.replace('vo@padc.example', 'a@b.example, c@d.example'),
      '/ri:Resource/curation/contact/email',
      'a@b.example, c@d.example',
    ],
    [
      'a name with it',
      GOOD.replace('vo@padc.example', 'VO &lt;vo@padc.example>'),
      '/ri:Resource/curation/contact/email',
      'VO <vo@padc.example>',
    ],
    [
      'hidden from robots',
      GOOD.replace('vo@padc', 'vo at padc'),
      '/ri:Resource/curation/contact/email',
      'vo at padc.example',
    ],
  ],
  'RI-12': [
    [
      'a line break in the identifier',
      GOOD.replace('<identifier>', '<identifier>\n'),
      '/ri:Resource/identifier',
      '\nivo://padc.example/registry',
    ],
    [
      'a blank in a managed authority',
      GOOD.replace('<managedAuthority>padc.example', '<managedAuthority>padc.example '),
      '/ri:Resource/managedAuthority',
      'padc.example ',
    ],
  ],
  'RI-27': [
    ['pages of two', GOOD.replace('>3<', '>2<'), '/ri:Resource/capability/maxRecords', '2'],
    ['no tokens', GOOD.replace('>3<', '>0<'), '/ri:Resource/capability/maxRecords', '0'],
    ['no number', GOOD.replace('>3<', '>many<'), '/ri:Resource/capability/maxRecords', 'many'],
  ],
};

test('a good record has no findings, and every rule is tested', () => {
  expect(findings(GOOD)).toEqual([]);
  expect(REGISTRY_RULES.map((rule) => rule.id)).toEqual(Object.keys(BREAKS));
});

test('a missing status means active', () => {
  expect(findings(GOOD.replace(' status="active"', ''))).toEqual([]);
});

for (const [rule, cases] of Object.entries(BREAKS)) {
  describe(rule, () => {
    test.each(cases)('%s', (_case, record, path, found) => {
      const results = findings(record);
      expect(results).toMatchObject([{ rule, severity: 'error', file: 'records/registry.xml', path, found }]);
      expect(results[0]?.message).toMatch(/[.)]$/);
      expect(results[0]?.citation).not.toBe('');
    });
  });
}
