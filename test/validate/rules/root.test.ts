import { describe, expect, it } from 'vitest';
import { foreignLanguage } from '../../../src/validate/rules/language.ts';
import { ROOT_RULES } from '../../../src/validate/rules/root.ts';
import { applyEdits } from '../../../src/xml/edit.ts';
import { type Case, changed, type FineCase, findingsOf, REGISTRY, SERVICE, tryRules } from './cases.ts';

const CREATED = 'created="2019-05-13T13:00:00Z"';
const DATE = '<date role="Created">2019-05-13</date>';
const DESCRIPTION =
  'Resolver for the names of observation facilities: spacecraft, observatories and telescopes.';
const ROOT = '<ri:Resource';

const created = (rule: string, attributes: string, says: string, extra: Partial<Case> = {}): Case => ({
  rule,
  model: SERVICE,
  wrong: [[CREATED, attributes]],
  at: ROOT,
  says,
  ...extra,
});

const date = (written: string, says: string, extra: Partial<Case>): Case => ({
  rule: 'VOR-02',
  model: SERVICE,
  wrong: [[DATE, `<date role="Created">${written}</date>`]],
  at: '<date role="Created"',
  says,
  ...extra,
});

const description = (rule: string, written: string, says: string, extra: Partial<Case> = {}): Case => ({
  rule,
  model: SERVICE,
  wrong: [[DESCRIPTION, written]],
  at: '<description',
  says,
  ...extra,
});

const title = (rule: string, written: string, says: string, extra: Partial<Case> = {}): Case => ({
  rule,
  model: SERVICE,
  wrong: [['>Names of observatories<', `>${written}<`]],
  at: '<title',
  says,
  ...extra,
});

const type = (written: string, says: string, extra: Partial<Case> = {}): Case => ({
  rule: 'VOR-13',
  model: SERVICE,
  wrong: [['xsi:type="vs:DataService"', `xsi:type="${written}"`]],
  at: ROOT,
  says,
  ...extra,
});

const empty = (from: string, to: string, at: string): Case => ({
  rule: 'VOR-09',
  model: SERVICE,
  wrong: [[from, to]],
  at,
  says: 'is empty',
});

const place = (uri: string) => `${uri} ${uri}`;
const VS = 'http://www.ivoa.net/xml/VODataService/v1.1';
const TR = 'http://www.ivoa.net/xml/TAPRegExt/v1.0';

const cases: Case[] = [
  created('VOR-01', 'created="2062-05-13T13:00:00Z"', 'created="2062-05-13T13:00:00Z" is in the future'),
  created('VOR-01', 'created="2026-11-20T13:00:00"', 'is in the future'),
  created('VOR-01', `${CREATED} updated="2062-05-13T13:00:00Z"`, 'Leave updated out', {
    severity: 'warning',
  }),
  created('VOR-02', 'created="2019-05-13T13:00:00"', 'Write 2019-05-13T13:00:00Z', { fixed: [] }),
  created('VOR-02', 'created="2019-05-13T15:00:00+02:00"', 'is not in UTC', { severity: 'error', fixed: [] }),
  created('VOR-02', 'created="2019-05-13 13:00:00"', 'Write 2019-05-13T13:00:00Z', {
    severity: 'error',
    fixed: [],
  }),
  created('VOR-02', 'created="2019-05-13"', 'is a day', { severity: 'error' }),
  created('VOR-02', 'created="last year"', 'is no date of the form', { severity: 'error' }),
  created('VOR-02', 'created="2019-02-30T13:00:00Z"', 'is no date of the form', { severity: 'error' }),
  created('VOR-02', `${CREATED} updated="2020-01-01T00:00:00.5"`, 'updated="2020-01-01T00:00:00.5"', {
    fixed: [[CREATED, `${CREATED} updated="2020-01-01T00:00:00.5Z"`]],
  }),
  date('2019-05-13T13:00:00', 'does not say that it is UTC', {
    fixed: [[DATE, '<date role="Created">2019-05-13T13:00:00Z</date>']],
  }),
  date('2019-05-13+02:00', 'has a zone', { severity: 'warning' }),
  date('2019-05-13+00:00', 'has a zone', { severity: 'warning', fixed: [] }),
  date('May 2019', 'is no date of the form', { severity: 'error' }),
  created('VOR-03', `${CREATED} updated="2018-01-01T00:00:00Z"`, 'is before created="2019-05-13T13:00:00Z"'),
  {
    ...created('VOR-04', '', 'version="2.0" is no version of VOResource'),
    wrong: [['version="1.2"', 'version="2.0"']],
  },
  {
    ...created('VOR-04', '', 'counts as 1.0. Add version="1.2"', { severity: 'info' }),
    wrong: [[' version="1.2"', '']],
  },
  {
    ...created('VOR-04', '', 'but the altIdentifier attribute of <name> (line 15) came with 1.2'),
    wrong: [
      ['version="1.2"', 'version="1.1"'],
      ['<name>Cecconi', '<name altIdentifier="https://orcid.org/0000-0001-7915-5571">Cecconi'],
    ],
    fixed: [['<name>Cecconi', '<name altIdentifier="https://orcid.org/0000-0001-7915-5571">Cecconi']],
  },
  {
    ...created('VOR-04', '', 'no version, so it counts as VOResource 1.0, but rightsURI'),
    wrong: [
      [' version="1.2"', ''],
      ['<rights>', '<rights rightsURI="https://spdx.org/licenses/CC0-1.0">'],
    ],
  },
  {
    ...created('VOR-04', '', '<dataSource> (line 47) is of VODataService 1.3, but version is "1.2"', {
      severity: 'error',
    }),
    wrong: [['</ri:Resource>', '<dataSource>theory</dataSource></ri:Resource>']],
  },
  {
    ...created('VOR-04', '', 'but the record has no version. Write version="1.3"', { severity: 'error' }),
    wrong: [
      [' version="1.2"', ''],
      ['</ri:Resource>', '<productTypeServed>image</productTypeServed></ri:Resource>'],
    ],
  },
  {
    ...created('VOR-04', '', '<stats> (line 47) is of VODataService 1.3', { severity: 'error' }),
    wrong: [['</ri:Resource>', '<column><stats/></column><dataSource/></ri:Resource>']],
  },
  {
    ...title('VOR-05', '', '<vr:title> must have no prefix: write <title>.', { fixed: [] }),
    wrong: [
      ['<title>', '<vr:title>'],
      ['</title>', '</vr:title >'],
    ],
    at: '<vr:title',
    fixed: [['</title>', '</title >']],
  },
  {
    ...title('VOR-05', '', '<vr:creator> and 1 more must have no prefix'),
    wrong: [
      ['<creator>', '<vr:creator>'],
      ['<name>Cecconi, B.</name>', '<vr:name>Cecconi, B.</vr:name>'],
      ['</creator>', '</vr:creator>'],
    ],
    at: '<vr:creator',
    fixed: [],
  },
  {
    ...title('VOR-05', '', 'puts <title> into a namespace. Remove it'),
    wrong: [['version="1.2"', 'version="1.2" xmlns="http://www.ivoa.net/xml/RegistryInterface/v1.0"']],
    at: ROOT,
  },
  {
    ...title('VOR-05', '', 'on <curation> puts <curation> into a namespace'),
    wrong: [['<curation>', '<curation xmlns="http://www.ivoa.net/xml/VOResource/v1.0">']],
    at: '<curation',
  },
  {
    ...title('VOR-06', '', `no place for http://www.ivoa.net/xml/VODataService/v1.1`),
    wrong: [[`\n      ${place(VS)}`, '']],
    at: ROOT,
  },
  {
    ...title('VOR-06', '', 'is a list of pairs', { severity: 'warning' }),
    wrong: [[place(VS), VS]],
    at: ROOT,
  },
  {
    ...title(
      'VOR-06',
      '',
      'places http://www.ivoa.net/xml/VODataService/v1.1 at another address, "VODataService.xsd"',
    ),
    wrong: [[place(VS), `${VS} VODataService.xsd`]],
    at: ROOT,
  },
  {
    ...title('VOR-06', '', `no place for ${TR}`, { severity: 'warning' }),
    wrong: [['<capability standardID', `<capability xmlns:tr="${TR}" xsi:type="tr:TableAccess" standardID`]],
    at: ROOT,
  },
  title('VOR-07', 'Атлас Солнца', 'letters that are not Latin: "Атлас Солнца". Write it in English'),
  title('VOR-07', 'Άτλας του Ήλιου', 'letters that are not Latin'),
  {
    ...title('VOR-07', '', 'usual Latin transliteration'),
    wrong: [['Cecconi, B.', '高橋']],
    at: '<name>',
  },
  description(
    'VOR-07',
    'Ce service donne les noms des observatoires et des sondes pour une recherche dans la base.',
    'seems to be in French',
  ),
  {
    ...title('VOR-08', '', 'xml:lang="en_US" is not a language tag', {
      fixed: [['<title>', '<title xml:lang="en-us">']],
    }),
    wrong: [['<title>', '<title xml:lang="en_US">']],
  },
  {
    ...title('VOR-08', '', 'one such as en or fr'),
    wrong: [['<title>', '<title xml:lang="american english">']],
  },
  title('VOR-09', ' ', '<title> is empty'),
  empty('>Paris Astronomical Data Centre</publisher>', '/>', '<publisher'),
  empty('>Cecconi, B.<', '><', '<name>'),
  empty('>PADC support team<', '>\n  <', '<name>\n'),
  empty('>observatories<', '><', '<subject'),
  description('VOR-09', '', '<description> is empty'),
  empty('>https://obsfacility.padc.example/resolve<', '><', '<accessURL'),
  description('VOR-10', 'Images of the &lt;b>Sun&lt;/b>', 'has markup, "<b>"'),
  description('VOR-10', 'Images &amp;amp; movies', 'has markup, "&amp;"'),
  description('VOR-10', '<![CDATA[<p class="x">Images]]>', 'has markup, "<p class="x">"'),
  description('VOR-10', 'Lines at 10 \\mu m, see \\cite{smith}', 'has TeX, "\\mu"', { severity: 'info' }),
  title('VOR-10', 'The <i>Sun</i>', 'contains an element, <i>', { severity: 'error' }),
  {
    ...title('VOR-11', '', 'has 17 characters; 16 are allowed'),
    wrong: [['>ObsFacility<', '>ObsFacility names<']],
    at: '<shortName',
  },
  {
    ...title('VOR-11', '', 'The registry has no shortName', { severity: 'warning' }),
    model: REGISTRY,
    wrong: [['  <shortName>ObsFacility</shortName>\n', '']],
    at: ROOT,
  },
  {
    ...title('VOR-12', '', 'withdraws this resource'),
    wrong: [['status="active"', 'status="deleted"']],
    at: ROOT,
  },
  type('vr:Resource', 'says nothing about the resource'),
  type('vs:DataCollection', 'Use vs:DataResource', { severity: 'warning' }),
  type('vs:StandardSTC', 'is a legacy type', { severity: 'warning' }),
];

const fine: FineCase[] = [
  { rule: 'VOR-02', model: SERVICE, fine: [[DATE, '<date role="Created">2019-05-13Z</date>']] },
  { rule: 'VOR-02', model: SERVICE, fine: [[DATE, '<date role="Created">-0044-03-15</date>']] },
  { rule: 'VOR-04', model: SERVICE, fine: [['version="1.2"', 'version="1.1"']] },
  {
    rule: 'VOR-04',
    model: SERVICE,
    fine: [
      ['version="1.2"', 'version="1.3"'],
      ['</ri:Resource>', '<productTypeServed>image</productTypeServed></ri:Resource>'],
    ],
  },
  // Names that others use too, elsewhere.
  {
    rule: 'VOR-04',
    model: SERVICE,
    fine: [
      ['</ri:Resource>', '<capability><dataSource>survey</dataSource><stats/></capability></ri:Resource>'],
    ],
  },
  // Coverage in STC is in a namespace of its own (design §7).
  {
    rule: 'VOR-05',
    model: SERVICE,
    fine: [
      [
        '<rights>',
        '<coverage><STCResourceProfile xmlns="http://www.ivoa.net/xml/STC/stc-v1.30.xsd"><AllSky/></STCResourceProfile></coverage><rights>',
      ],
    ],
  },
  { rule: 'VOR-06', model: SERVICE, fine: [[place(VS), `${place(VS)} http://example.org/ns ns.xsd`]] },
  { rule: 'VOR-07', model: SERVICE, fine: [['Cecconi, B.', 'Ångström, Æ. Ł. Ž.']] },
  { rule: 'VOR-07', model: SERVICE, fine: [[DESCRIPTION, 'Hα and Δλ in µm, 5 Å, γ-rays, ℓ and ª.']] },
  { rule: 'VOR-08', model: SERVICE, fine: [['<title>', '<title xml:lang="pt-br">']] },
  {
    rule: 'VOR-10',
    model: SERVICE,
    fine: [[DESCRIPTION, 'Stars with B-V &lt; 0.3 and V > 5; AT&amp;T; x &lt;y> z']],
  },
  { rule: 'VOR-11', model: SERVICE, fine: [['>ObsFacility<', '>\n   Obs   Facility  <']] },
  { rule: 'VOR-12', model: SERVICE, fine: [['status="active"', 'status="inactive"']] },
];

tryRules(ROOT_RULES, cases, fine);

describe('VOR-05 with a default namespace in scope', () => {
  it('has no fix: without its prefix the element would fall into that namespace', () => {
    const xml = changed(SERVICE, [
      ['<creator>', '<creator xmlns="http://www.ivoa.net/xml/VOResource/v1.0">'],
      ['<name>Cecconi, B.</name>', '<vr:name>Cecconi, B.</vr:name>'],
    ]);
    const found = findingsOf(ROOT_RULES, 'VOR-05', xml);
    expect(found.map(({ finding, fix }) => [finding.found, fix])).toEqual([
      ['http://www.ivoa.net/xml/VOResource/v1.0', null],
      ['vr:name', null],
    ]);
  });

  it('keeps CRLF and every other character when it removes prefixes', () => {
    const xml = changed(SERVICE, [
      ['<title>Names of observatories</title>', '<vr:title>A</vr:title>\r\n<vr:x/>'],
    ]);
    const [found] = findingsOf(ROOT_RULES, 'VOR-05', xml);
    expect(applyEdits(xml, found?.fix?.edits ?? [])).toBe(
      changed(SERVICE, [['<title>Names of observatories</title>', '<title>A</title>\r\n<x/>']]),
    );
  });
});

describe('foreignLanguage', () => {
  it.each([
    [
      'Dieser Katalog enthält die Positionen der Sterne und ist mit den Daten von Gaia für das Jahr 2016.',
      'German',
    ],
    [
      'El catálogo de los objetos con las posiciones y una lista de estrellas para el hemisferio sur.',
      'Spanish',
    ],
    [
      'Catalogue of the stars of the Observatoire de la Côte d’Azur and de la Tour, by les amis du ciel.',
      null,
    ],
    ['Sun, Moon, Mars', null],
    ['', null],
  ])('%s: %s', (text, language) => {
    expect(foreignLanguage(text)).toBe(language);
  });
});
