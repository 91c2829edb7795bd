/** Faults of TAP, STD and DOC rules in single records. */
import type { Seed } from './seed.ts';

const TAP = 'tap/nancay';
const DALI = 'examples/tap_dali_interface';
const OBS = 'tap/obscore';
const EPN = 'nrh/epn_core';
const STD = 'std/platequery';
const META = 'std/platemeta';
const DOC = 'doc/virtis_tutorial';

const at = (rule: string, model: string, from: string, to: string): Seed => [rule, model, [from, to]];

const PARAM_HTTP = '<interface xsi:type="vs:ParamHTTP" role="std" version="1.1">';
const DALI_INTERFACE = '<interface xsi:type="tr:DALIInterface" role="std" version="1.1">';
const URL = '<accessURL use="base">http://vogate.obs-nancay.fr/tap</accessURL>';
const ADQL = '<version ivo-id="ivo://ivoa.net/std/ADQL#v2.0">2.0</version>';
const DEFAULT = '<default unit="row">20000</default>';
const endpoint = (name: string): string =>
  `      <endpoint>\n        <name>${name}</name>\n      </endpoint>\n`;
const utype = (value: string): Seed =>
  at('TAP-12', EPN, '<utype>ivo://ivoa.net/std/epntap#table-2.0</utype>', `▶<utype>${value}</utype>`);

export const TAP_SEEDS: Seed[] = [
  at('TAP-01', TAP, URL, '▶<accessURL use="full">http://vogate.obs-nancay.fr/tap</accessURL>'),
  at('TAP-01', TAP, URL, '▶<accessURL use="base">http://vogate.obs-nancay.fr/tap/sync</accessURL>'),
  at('TAP-01', TAP, PARAM_HTTP, '▶<interface xsi:type="vs:ParamHTTP" version="1.1">'),
  ['TAP-02', DALI, [DALI_INTERFACE, `▶${DALI_INTERFACE}`], [endpoint('tables'), '']],
  ['TAP-02', DALI, [DALI_INTERFACE, `▶${DALI_INTERFACE}`], [endpoint('sync'), '']],
  at(
    'TAP-02',
    DALI,
    `${DALI_INTERFACE}\n      <accessURL use="base">https://voparis-demo.obspm.fr/tap<`,
    `${DALI_INTERFACE}\n      ▶<accessURL use="base">https://voparis-demo.obspm.fr/tap2<`,
  ),
  at('TAP-02', DALI, DALI_INTERFACE, '▶<interface xsi:type="tr:DALIInterface" role="std" version="1.0">'),
  at('TAP-02', DALI, DALI_INTERFACE, '▶<interface xsi:type="tr:DALIInterface" version="1.1">'),
  at(
    'TAP-03',
    TAP,
    '<capability standardID="ivo://ivoa.net/std/VOSI#availability">',
    '▶<capability standardID="ivo://ivoa.net/std/TAP">',
  ),
  at(
    'TAP-03',
    TAP,
    '<capability standardID="ivo://ivoa.net/std/VOSI#availability">',
    '▶<capability standardID="IVO://ivoa.net/std/tap">',
  ),
  at('TAP-04', TAP, ADQL, '▶<version ivo-id="ivo://ivoa.net/std/ADQL#v7.0">7.0</version>'),
  at('TAP-04', TAP, ADQL, '▶<version>2.0</version>'),
  at('TAP-04', TAP, ADQL, '▶<version ivo-id="ivo://ivoa.net/std/ADQL">2.0</version>'),
  at('TAP-04', TAP, '<language>\n      <name>ADQL', '▶<language>\n      <name>SQL').concat([
    [ADQL, '<version>2.0</version>'],
    ['<version ivo-id="ivo://ivoa.net/std/ADQL#v2.1">2.1</version>', '<version>2.1</version>'],
  ]) as Seed,
  at(
    'TAP-05',
    TAP,
    '<languageFeatures type="ivo://ivoa.net/std/TAPRegExt#features-udf">',
    '▶<languageFeatures type="ivo://ivoa.net/std/TAPRegExt#features-functions">',
  ),
  at(
    'TAP-05',
    TAP,
    '<languageFeatures type="ivo://ivoa.net/std/TAPRegExt#features-udf">',
    '▶<languageFeatures type="udf">',
  ),
  at('TAP-05', TAP, '<form>ivo_hasword(haystack TEXT, needle TEXT) -&gt; INTEGER', '▶<form>ivo_hasword'),
  at(
    'TAP-05',
    TAP,
    '<form>ivo_hasword(haystack TEXT, needle TEXT) -&gt; INTEGER',
    '▶<form>ivo_hasword(haystack TEXT, needle TEXT)',
  ),
  at(
    'TAP-06',
    TAP,
    '<outputFormat ivo-id="ivo://ivoa.net/std/TAPRegExt#output-votable-td">',
    '▶<outputFormat ivo-id="ivo://ivoa.net/std/TAPRegExt#output-votable-text">',
  ),
  [
    'TAP-06',
    DALI,
    ['<capability xsi:type="tr:', '▶<capability xsi:type="tr:'],
    [
      '<outputFormat ivo-id="ivo://ivoa.net/std/TAPRegExt#output-votable-binary2">\n      <mime>application/x-votable+xml;serialization=binary2</mime>\n      <alias>votable</alias>',
      '<outputFormat>\n      <mime>text/csv</mime>',
    ],
    [
      '<outputFormat ivo-id="ivo://ivoa.net/std/TAPRegExt#output-votable-td">\n      <mime>application/x-votable+xml;serialization=tabledata</mime>\n      <alias>votable/td</alias>',
      '<outputFormat>\n      <mime>application/fits</mime>',
    ],
  ],
  at(
    'TAP-07',
    TAP,
    '<uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-http"/>',
    '▶<uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-gopher"/>',
  ),
  at(
    'TAP-07',
    TAP,
    '<uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-http"/>',
    '▶<uploadMethod ivo-id="ivo://ivoa.net/std/TAP#upload-http"/>',
  ),
  at('TAP-08', TAP, DEFAULT, '▶<default unit="row">30000000</default>'),
  at('TAP-08', TAP, DEFAULT, '▶<default unit="rows">20000</default>'),
  at(
    'TAP-08',
    TAP,
    '    <uploadLimit>',
    '    ▶<outputLimit>\n      <hard unit="row">5</hard>\n    </outputLimit>\n    <uploadLimit>',
  ),
  at('TAP-08', DALI, '<executionDuration forMode="async">', '▶<executionDuration forMode="sync">'),
  at(
    'TAP-09',
    TAP,
    '    <language>',
    '    ▶<dataModel ivo-id="ivo://ivoa.net/std/EPNTAP#core-2.0">EPN-TAP</dataModel>\n    <language>',
  ),
  at(
    'TAP-09',
    TAP,
    '    <language>',
    '    ▶<dataModel ivo-id="ivo://padc.example/std/platemeta#table-1.0">Plates</dataModel>\n    <language>',
  ),
  at(
    'TAP-10',
    TAP,
    '    <language>',
    '    ▶<dataModel ivo-id="ivo://ivoa.net/std/ObsCore#core-1.1">ObsCore</dataModel>\n    <language>',
  ),
  ['TAP-10', OBS, ['<dataModel', '▶<dataModel'], ['<name>ivoa.obscore<', '<name>ivoa.observations<']],
  [
    'TAP-10',
    OBS,
    ['<table type="view">', '▶<table type="view">'],
    ['<name>calib_level<', '<name>calibration_level<'],
  ],
  [
    'TAP-11',
    'obscore/table',
    ['<table type', '▶<table type'],
    ['        <utype>ivo://ivoa.net/std/obscore#table-1.1</utype>\n', ''],
  ],
  at(
    'TAP-11',
    'obscore/table',
    '<utype>ivo://ivoa.net/std/obscore#table-1.1',
    '▶<utype>ivo://ivoa.net/std/obscore#core-1.1',
  ),
  utype('ivo://vopdc.obspm/std/epncore#schema-2.0'),
  at('TAP-12', EPN, '<name>nrh.epn_core<', '▶<name>nrh.observations<'),
  at('TAP-12', EPN, '<name>nrh.epn_core<', '▶<name>epn_core<'),

  at('STD-01', STD, '<name>query-1.0<', '▶<name>Query-1.0<'),
  at('STD-01', STD, '<name>query-1.0<', '▶<name>#query-1.0<'),
  at('STD-01', META, '<name>plate-id<', '▶<name>table-1.0<'),
  at(
    'STD-02',
    STD,
    '<identifier>ivo://padc.example/std/platequery<',
    '▶<identifier>ivo://ivoa.net/std/platequery<',
  ),
  at(
    'STD-02',
    META,
    '<identifier>ivo://padc.example/std/platemeta<',
    '▶<identifier>ivo://ivoa.net/std/platemeta<',
  ),
  at(
    'STD-03',
    STD,
    '<endorsedVersion status="n/a" use="preferred">',
    '▶<endorsedVersion status="recommended" use="preferred">',
  ),
  at(
    'STD-03',
    STD,
    '<endorsedVersion status="n/a" use="preferred">',
    '▶<endorsedVersion status="n/a" use="best">',
  ),
  at(
    'STD-03',
    STD,
    '<endorsedVersion status="n/a" use="preferred">1.0</endorsedVersion>',
    '<endorsedVersion status="n/a" use="preferred">1.0</endorsedVersion>\n  ▶<deprecated> </deprecated>',
  ),
  at(
    'STD-03',
    STD,
    '<endorsedVersion status="n/a" use="preferred">1.0</endorsedVersion>',
    '<endorsedVersion status="n/a" use="preferred">1.0</endorsedVersion>\n  ▶<deprecated>No longer in use.</deprecated>',
  ),
  at(
    'STD-04',
    META,
    '<ri:Resource xsi:type="vstd:Standard"',
    '▶<ri:Resource xsi:type="vstd:StandardKeyEnumeration"',
  ),
  at('STD-05', STD, '<interface xsi:type="vs:ParamHTTP" role="std">', '▶<interface xsi:type="vs:ParamHTTP">'),
  at(
    'STD-05',
    STD,
    '<accessURL use="base">http://example.org/platequery?',
    '▶<accessURL use="base">https://voparis-demo.obspm.fr/platequery?',
  ),

  at('DOC-01', DOC, '<capability xsi:type="doc:Edition">', '▶<capability xsi:type="doc:Edition">').concat([
    ['role="rendered"', 'role="pdf"'],
  ]) as Seed,
  at('DOC-01', DOC, '<capability xsi:type="doc:Edition">', '▶<capability xsi:type="doc:Edition">').concat([
    ['role="source"', 'role="rendered"'],
  ]) as Seed,
  [
    'DOC-01',
    DOC,
    ['<ri:Resource', '▶<ri:Resource'],
    ['<capability xsi:type="doc:Edition">', '<capability>'],
    ['<languageCode>en</languageCode>', ''],
    ['<locTitle>Virtis / Venus Express demo</locTitle>', ''],
  ],
  at('DOC-02', DOC, '<languageCode>en<', '▶<languageCode>EN<'),
  at('DOC-02', DOC, '<languageCode>en<', '▶<languageCode>en_us<'),
  at('DOC-02', DOC, '<languageCode>en<', '▶<languageCode>english language<'),
  at('DOC-03', DOC, '<curation>', '▶<curation>').concat([
    ['<date role="Inspected">2026-11-20</date>', '<date role="Created">2020-03-10</date>'],
  ]) as Seed,
  at('DOC-03', DOC, '<type>Education<', '▶<type>Catalog<'),
  [
    'DOC-03',
    DOC,
    ['<content>', '▶<content>'],
    ['<relationshipType>IsSupplementTo', '<relationshipType>IsPartOf'],
    ['<relationshipType>Cites', '<relationshipType>IsPartOf'],
  ],
  at(
    'TAP-07',
    TAP,
    '<uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-http"/>',
    '▶<uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-HTTP"/>',
  ),
  at(
    'TAP-07',
    TAP,
    '<uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-http"/>',
    '▶<uploadMethod ivo-id="ivo://padc.example/upload"/>',
  ),
  [
    'TAP-02',
    DALI,
    ['<capability xsi:type="tr:', '▶<capability xsi:type="tr:'],
    [DALI_INTERFACE, '<interface xsi:type="vr:WebBrowser">'],
    ...['sync', 'async', 'tables', 'examples'].map((name): [string, string] => [endpoint(name), '']),
  ],
];
