/** Faults of VDS rules in single records. */
import type { Seed } from './seed.ts';

const CONE = 'bess/cone';
const SIA2 = 'plates/sia2';
const COLLECTION = 'bess/collection';
const TAP = 'tap/nancay';
const EPN = 'nrh/epn_core';

const at = (rule: string, from: string, to: string, model = CONE): Seed => [rule, model, [from, to]];

const WAVEBAND = '<waveband>Optical</waveband>';
const SPATIAL = '<spatial>0/0-11</spatial>';
const TEMPORAL = '<temporal>11733 25245</temporal>';
const SPECTRAL = '<spectral>3.97289e-19 5.67556e-19</spectral>';
const INT = '<dataType xsi:type="vs:VOTableType">int</dataType>';
const spatial = (value: string): Seed => at('VDS-02', SPATIAL, `▶<spatial>${value}</spatial>`);
const temporal = (value: string): Seed => at('VDS-03', TEMPORAL, `▶<temporal>${value}</temporal>`, SIA2);
const spectral = (value: string): Seed => at('VDS-04', SPECTRAL, `▶<spectral>${value}</spectral>`, SIA2);
const ucd = (value: string): Seed => at('VDS-17', '<ucd>meta.id;meta.main</ucd>', `▶<ucd>${value}</ucd>`);
const unit = (value: string): Seed => at('VDS-18', '<unit>deg</unit>', `▶<unit>${value}</unit>`);
const name = (value: string): Seed => at('VDS-12', '<name>nrh.epn_core<', `▶<name>${value}<`, TAP);
const utype = (value: string): Seed =>
  at('VDS-20', '<utype>ivo://ivoa.net/std/epntap#table-2.0</utype>', `▶<utype>${value}</utype>`, EPN);

export const TABLE_SEEDS: Seed[] = [
  at('VDS-01', WAVEBAND, '▶<waveband>Visible</waveband>'),
  at('VDS-01', WAVEBAND, '▶<waveband>X_ray</waveband>'),
  at('VDS-01', WAVEBAND, '▶<waveband>optical</waveband>'),
  spatial('0/12'),
  spatial('30/1'),
  spatial('3/5-3'),
  spatial('3/4,4,5'),
  spatial('3/8,4'),
  spatial('CIRCLE ICRS 10 20 1'),
  at('VDS-02', SPATIAL, '▶<spatial frame="ICRS">0/0-11</spatial>'),
  temporal('25245 11733'),
  temporal('2411733 2425245'),
  temporal('1891-01-01 1927-12-31'),
  temporal('11733'),
  spectral('5.67556e-19 3.97289e-19'),
  spectral('3.5e-7 5e-7'),
  spectral('6e14 8.5e14'),
  spectral('350 500'),
  at(
    'VDS-05',
    SPATIAL,
    '▶<stc:STCResourceProfile xmlns:stc="http://www.ivoa.net/xml/STC/stc-v1.30.xsd"/>\n    <spatial>0/0-11</spatial>',
  ),
  at(
    'VDS-06',
    '<footprint ivo-id="ivo://ivoa.net/std/moc">',
    '▶<footprint ivo-id="ivo://ivoa.net/std/stc">',
    SIA2,
  ),
  at('VDS-06', '<footprint ivo-id="ivo://ivoa.net/std/moc">', '▶<footprint>', SIA2),
  at(
    'VDS-07',
    '<capability standardID="ivo://ivoa.net/std/TAP#aux">',
    '▶<capability standardID="ivo://ivoa.net/std/TAP">',
    EPN,
  ),
  at(
    'VDS-07',
    '<capability standardID="ivo://ivoa.net/std/ConeSearch#aux">',
    '▶<capability standardID="ivo://ivoa.net/std/ConeSearch">',
    COLLECTION,
  ),
  at('VDS-07', '<ri:Resource xsi:type="vs:CatalogService"', '▶<ri:Resource xsi:type="vs:CatalogResource"'),
  at(
    'VDS-07',
    '<ri:Resource xsi:type="vs:DataService"',
    '▶<ri:Resource xsi:type="vs:DataResource"',
    'plates/soda',
  ),
  at(
    'VDS-08',
    '<ri:Resource xsi:type="vs:CatalogResource"',
    '▶<ri:Resource xsi:type="vs:CatalogService"',
    EPN,
  ),
  at(
    'VDS-08',
    '<ri:Resource xsi:type="vs:CatalogResource"',
    '▶<ri:Resource xsi:type="vs:CatalogService"',
    'obscore/table',
  ),
  at('VDS-21', '  <coverage>', '  ▶<productTypeServed>photo</productTypeServed>\n  <coverage>', SIA2),
  at('VDS-21', '  <coverage>', '  ▶<dataSource>space</dataSource>\n  <coverage>', SIA2),
  [
    'VDS-10',
    'examples/slap',
    ['<ri:Resource', '▶<ri:Resource'],
    ['<tableset>', '<!--'],
    ['</tableset>', '-->'],
  ],
  ['VDS-10', COLLECTION, ['<ri:Resource', '▶<ri:Resource'], ['<tableset>', '<!--'], ['</tableset>', '-->']],
  at('VDS-11', '<schema>\n      <name>nrh<', '<schema>\n      ▶<name>nda<', TAP),
  at('VDS-11', '<name>bess.spectra<', '▶<name>bess.stars<'),
  name('nrh epn core'),
  name('nrh.select'),
  name('nrh.epn-core'),
  name('3nrh.epn_core'),
  at('VDS-12', '<name>time_min<', '▶<name>time-min<', EPN),
  at('VDS-12', '<name>time_min<', '▶<name>order<', EPN),
  at('VDS-14', INT, '▶<dataType xsi:type="vs:TAPType">INTEGER</dataType>'),
  at('VDS-14', INT, '▶<dataType xsi:type="vs:VOTableType" arraysize="1">int</dataType>'),
  at('VDS-14', INT, '▶<dataType xsi:type="vs:SimpleDataType">integer</dataType>'),
  at('VDS-15', INT, '▶<dataType xsi:type="vs:VOTableType" delim=",">int</dataType>'),
  at('VDS-15', INT, '▶<dataType xsi:type="vs:VOTableType" extendedType="skyshape">int</dataType>'),
  at('VDS-16', '<targetTable>bess.stars', '▶<targetTable>bess.planets'),
  at('VDS-16', '<fromColumn>star_id', '▶<fromColumn>star_no'),
  at('VDS-16', '<targetColumn>star_id', '▶<targetColumn>number'),
  ucd('meta.nonsense'),
  ucd('meta.main;meta.id'),
  ucd('meta.id,meta.main'),
  ucd('POS_EQ_RA_MAIN'),
  ucd('meta.id; meta.main'),
  ucd('pos.eq.spin;pos.eq.ra'),
  unit('degrees'),
  unit('Angstroms'),
  unit('km per s'),
  unit('m/s/'),
  unit('[deg]'),
  unit('sec'),
  at('VDS-19', '<flag>primary', '▶<flag>key'),
  at('VDS-19', '<flag>primary', '▶<flag>Primary'),
  at('VDS-19', '<column>', '▶<column std="maybe">'),
  utype('ivo://ivoa.net/std/epntap#table-3.0'),
  utype('epn core'),
  at('VDS-20', '<utype>obscore:DataID.collection', '▶<utype>obscore:DataID collection', 'obscore/table'),
  [
    'VDS-22',
    CONE,
    ['<column>', '▶<column>'],
    [
      '          <description>Number of the star in the database; the key used by the table of spectra.</description>\n',
      '',
    ],
  ],
  ['VDS-22', CONE, ['<column>', '▶<column>'], ['          <ucd>meta.id;meta.main</ucd>\n', '']],
  [
    'VDS-22',
    CONE,
    ['<column>\n          <name>raj2000', '▶<column>\n          <name>raj2000'],
    ['          <unit>deg</unit>\n', ''],
  ],
  [
    'VDS-22',
    CONE,
    ['<table type', '▶<table type'],
    [
      '        <description>One row for each star; this is the table that the cone search answers from.</description>\n',
      '',
    ],
  ],
  [
    'VDS-22',
    CONE,
    ['    <schema>', '    ▶<schema>'],
    ['      <description>Stars of the BeSS catalog and the spectra taken of them.</description>\n', ''],
  ],
  at(
    'VDS-22',
    '</description>\n        <column>',
    '</description>\n        ▶<nrows>-5</nrows>\n        <column>',
  ),
];
