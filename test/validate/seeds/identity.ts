/** Faults of RI, IDN and VOR rules in single records. */
import type { Seed } from './seed.ts';

const CONE = 'bess/cone';
const TITLE = 'BeSS catalog of Be stars: cone search';
const ROOT = '<ri:Resource';
const HERE = '▶<ri:Resource';
const CONE_ID = '<identifier>ivo://padc.example/bess/cone<';
const CREATED = 'created="2021-03-09T10:20:00Z"';

const identifier = (rule: string, ivoid: string): Seed => [rule, CONE, [CONE_ID, `▶<identifier>${ivoid}<`]];
const root = (rule: string, from: string, to: string, model = CONE): Seed => [
  rule,
  model,
  [ROOT, HERE],
  [from, to],
];

export const IDENTITY_SEEDS: Seed[] = [
  ['RI-10', CONE, [`${CONE_ID}/identifier>`, '▶<identifier> ivo://padc.example/bess/cone </identifier>']],
  [
    'RI-10',
    'std/platequery',
    ['<identifier>', '▶<identifier>\n    '],
    ['</identifier>', '\n  </identifier>'],
  ],
  ['RI-14', 'authority', ['<identifier>ivo://padc.example<', '▶<identifier>ivo://padc.example/authority<']],
  ['RI-14', 'authority', ['<identifier>ivo://padc.example<', '▶<identifier>ivo://padc.example/a/b<']],
  [
    'RI-18',
    'authority',
    [ROOT, HERE],
    [
      '  <managingOrg ivo-id="ivo://padc.example/org/padc">Paris Astronomical Data Centre</managingOrg>\n',
      '',
    ],
  ],
  ['RI-18', 'authority', ['<managingOrg ivo-id="ivo://padc.example/org/padc"', '▶<managingOrg']],
  [
    'RI-18',
    'authority',
    [
      '</managingOrg>',
      '</managingOrg>\n  ▶<managingOrg ivo-id="ivo://padc.example/org/cds">CDS</managingOrg>',
    ],
  ],
  ['RI-19', CONE, ['<publisher ivo-id="ivo://padc.example/org/padc"', '▶<publisher']],
  ['RI-19', 'tap/nancay', ['<publisher ivo-id="ivo://padc.example/org/padc"', '▶<publisher ivo-id=""']],
  root(
    'RI-24',
    'ivo://ivoa.net/std/VOSI#availability',
    'ivo://padc.example/std/platequery#query-1.0',
    'registry',
  ),
  root(
    'RI-24',
    'ivo://ivoa.net/std/VOSI#capabilities',
    'ivo://padc.example/std/platequery#query-1.0',
    'registry',
  ),
  [
    'RI-26',
    'registry',
    [
      '  <full>',
      '  ▶<capability xsi:type="vg:Search" standardID="ivo://ivoa.net/std/Registry">\n    <interface xsi:type="vr:WebService" role="std">\n      <accessURL use="full">https://registry.padc.example/soap</accessURL>\n    </interface>\n    <maxRecords>0</maxRecords>\n    <extensionSearchSupport>core</extensionSearchSupport>\n  </capability>\n  <full>',
    ],
  ],
  [
    'RI-26',
    'registry',
    [
      '    <maxRecords>',
      '    ▶<interface xsi:type="vg:OAISOAP" role="std" version="1.0">\n      <accessURL use="full">https://registry.padc.example/soap</accessURL>\n    </interface>\n    <maxRecords>',
    ],
  ],
  [
    'RI-27',
    'registry',
    ['<capability xsi:type="vg:Harvest"', '▶<capability xsi:type="vg:Harvest"'],
    ['    <maxRecords>100</maxRecords>\n', ''],
  ],
  ['RI-27', 'registry', [ROOT, HERE], ['  <full>false</full>\n', '']],
  ['RI-27', 'registry', ['<maxRecords>100<', '▶<maxRecords>many<']],
  identifier('RI-55', 'ivo://ivoa.net/std/BeStars'),
  [
    'RI-55',
    'std/platequery',
    ['<identifier>ivo://padc.example/std/platequery<', '▶<identifier>ivo://ivoa.net/std/PlateQuery<'],
  ],

  identifier('IDN-01', 'ivo://ab/bess'),
  identifier('IDN-01', 'ivo://padc.example/b\u00e4ss'),
  identifier('IDN-01', 'ivo://padc.example/be$s'),
  identifier('IDN-01', 'ivo://-padc.example/bess'),
  identifier('IDN-01', 'http://padc.example/bess'),
  identifier('IDN-01', 'ivo://padc.example/bess|cone'),
  identifier('IDN-02', 'ivo://padc.example//bess'),
  identifier('IDN-02', 'ivo://padc.example/bess/./cone'),
  identifier('IDN-02', 'ivo://padc.example/bess/../cone'),
  identifier('IDN-02', 'ivo://padc.example/bess/'),
  identifier('IDN-03', 'ivo://padc.example/be%20ss'),
  identifier('IDN-03', 'ivo://padc%2eexample/bess'),
  identifier('IDN-05', 'ivo://padc.example/BeSS/Cone'),
  identifier('IDN-05', 'ivo://PADC.example/bess'),
  [
    'IDN-07',
    CONE,
    [
      '<publisher ivo-id="ivo://padc.example/org/padc"',
      '▶<publisher ivo-id="ivo://padc.example/org/padc#team"',
    ],
  ],
  [
    'IDN-07',
    CONE,
    [
      '<relatedResource ivo-id="ivo://padc.example/bess/collection"',
      '▶<relatedResource ivo-id="ivo://padc.example/bess/collection?id=3"',
    ],
  ],
  identifier('IDN-09', 'ivo://ivoa.net/bess/cone'),
  identifier('IDN-09', 'ivo://127.0.0.1/bess/cone'),
  identifier('IDN-10', 'ivo://padc.example/bess?star=4'),
  identifier('IDN-10', 'ivo://padc.example/bess#cone'),

  root('VOR-01', CREATED, 'created="2091-03-09T10:20:00Z"'),
  root('VOR-01', CREATED, `${CREATED} updated="2091-03-09T10:20:00Z"`),
  root('VOR-02', CREATED, 'created="2021-03-09T10:20:00"'),
  root('VOR-02', CREATED, 'created="2021-03-09T10:20:00+01:00"'),
  root('VOR-02', CREATED, `${CREATED} updated="2022-03-09T10:20:00"`),
  ['VOR-02', CONE, ['<date role="Available">2007-01-01', '▶<date role="Available">2007-01-01+02:00']],
  ['VOR-02', CONE, ['<date role="Available">2007-01-01', '▶<date role="Available">2007-01-01T12:00:00']],
  root('VOR-03', CREATED, `${CREATED} updated="2020-03-09T10:20:00Z"`),
  root('VOR-03', CREATED, `${CREATED} updated="2021-03-09T10:19:59Z"`),
  root('VOR-04', ' version="1.2"', ''),
  root('VOR-04', ' version="1.2"', ' version="1.0"'),
  root('VOR-04', ' version="1.2"', ' version="2.0"'),
  root('VOR-05', 'xmlns:ri=', 'xmlns="http://www.ivoa.net/xml/VOResource/v1.0" xmlns:ri='),
  ['VOR-05', 'regtap', ['<title>', '▶<ri:title>'], ['</title>', '</ri:title>']],
  ['VOR-05', CONE, ['<content>', '▶<vs:content>'], ['</content>', '</vs:content>']],
  [
    'VOR-05',
    CONE,
    [
      '<subject>be-stars</subject>',
      '▶<subject xmlns="http://www.ivoa.net/xml/VOResource/v1.0">be-stars</subject>',
    ],
  ],
  root('VOR-06', 'xsi:schemaLocation="', 'xsi:noNamespaceSchemaLocation="urn:x" data="'),
  root(
    'VOR-06',
    '        http://www.ivoa.net/xml/ConeSearch/v1.0 http://www.ivoa.net/xml/ConeSearch/v1.0',
    '',
  ),
  root(
    'VOR-06',
    '                        http://www.ivoa.net/xml/TAPRegExt/v1.0 http://www.ivoa.net/xml/TAPRegExt/v1.0',
    '',
    'tap/nancay',
  ),
  root(
    'VOR-06',
    'http://www.ivoa.net/xml/ConeSearch/v1.0 http://www.ivoa.net/xml/ConeSearch/v1.0',
    'http://www.ivoa.net/xml/ConeSearch/v1.0 http://www.ivoa.net/xml/ConeSearch/ConeSearch-v1.1.xsd',
  ),
  ['VOR-07', CONE, [`<title>${TITLE}`, '▶<title>Каталог звёзд Be: поиск по конусу']],
  [
    'VOR-07',
    CONE,
    ['<description>\n      Cone search on', '▶<description>\n      Αναζήτηση κώνου στον κατάλογο αστέρων'],
  ],
  ['VOR-07', CONE, ['<name>Neiner, C.', '▶<name>山田, 太郎']],
  ['VOR-07', CONE, ['<title>Catalog of Be stars<', '▶<title>Be 星のカタログ<']],
  ['VOR-08', CONE, [`<title>${TITLE}`, `▶<title xml:lang="EN">${TITLE}`]],
  ['VOR-08', CONE, ['<description>\n      Cone', '▶<description xml:lang="en_us">\n      Cone']],
  ['VOR-09', CONE, [`<title>${TITLE}</title>`, '▶<title/>']],
  ['VOR-09', CONE, [`<title>${TITLE}</title>`, '▶<title>   </title>']],
  [
    'VOR-09',
    CONE,
    [
      '<publisher ivo-id="ivo://padc.example/org/padc">Paris Astronomical Data Centre',
      '▶<publisher ivo-id="ivo://padc.example/org/padc">',
    ],
  ],
  ['VOR-09', CONE, ['<subject>be-stars', '▶<subject>\n    ']],
  ['VOR-09', CONE, ['<name>PADC support team', '▶<name>']],
  [
    'VOR-09',
    CONE,
    ['<accessURL use="base">https://voparis-demo.obspm.fr/bess/scs?', '▶<accessURL use="base">'],
  ],
  [
    'VOR-09',
    'hesiod/portal',
    ['<accessURL use="full">http://idoc-herschel.ias.u-psud.fr/', '▶<accessURL use="full"> '],
  ],
  ['VOR-10', CONE, [`<title>${TITLE}`, '▶<title>BeSS &lt;i>catalog&lt;/i> of Be stars']],
  ['VOR-10', CONE, ['<description>\n      Cone search on', '▶<description>\n      &lt;p&gt;Cone search on']],
  ['VOR-10', CONE, ['<description>\n      Cone search on', '▶<description>\n      Cone&amp;nbsp;search on']],
  [
    'VOR-10',
    CONE,
    [
      '<description>\n      Cone search on',
      '▶<description>\n      See &lt;a href="http://a.b/"&gt;this&lt;/a&gt;. Cone search on',
    ],
  ],
  ['VOR-11', CONE, ['<shortName>BeSS cone', '▶<shortName>BeSS cone search 1']],
  ['VOR-11', CONE, ['<shortName>BeSS cone', '▶<shortName>The BeSS catalog of Be stars']],
  ['VOR-11', 'registry', [ROOT, HERE], ['  <shortName>PADC demo</shortName>\n', '']],
  root('VOR-12', 'status="active"', 'status="deleted"'),
  root('VOR-12', 'status="active"', 'status="deleted"', 'org/padc'),
  root('VOR-13', 'xsi:type="vr:Organisation"', 'xsi:type="vr:Resource"', 'org/padc'),
  root('VOR-13', 'xsi:type="vs:DataResource"', 'xsi:type="vs:DataCollection"', 'plates/collection'),
  ['VOR-07', CONE, ['<subject>be-stars', '▶<subject>звёзды']],
];
