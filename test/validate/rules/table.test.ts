import { describe, expect, it } from 'vitest';
import { TABLE_RULES } from '../../../src/validate/rules/table.ts';
import { expectCase, type Marked, tried, untested } from './marked.ts';

const TAP = '<capability standardID="ivo://ivoa.net/std/TAP#aux"/>';
const schema = (inner: string, name = 's') =>
  `<tableset><schema><name>${name}</name><description>d</description>${inner}</schema></tableset>`;
const table = (name: string, inner = '') =>
  `<table><name>${name}</name><description>d</description>${inner}</table>`;
const column = (name: string, inner = '') =>
  `<column><name>${name}</name><description>d</description>${inner}</column>`;
const withColumn = (inner: string) => schema(table('s.t', column('c', inner)));
const type = (attributes: string, value: string) => `<dataType ${attributes}>${value}</dataType>`;
const vot = (attributes: string, value: string) => type(`xsi:type="vs:VOTableType"${attributes}`, value);
const key = (target: string, from: string, to: string) =>
  `<foreignKey><targetTable>${target}</targetTable><fkColumn><fromColumn>${from}</fromColumn><targetColumn>${to}</targetColumn></fkColumn></foreignKey>`;
const joined = (foreignKey: string) =>
  schema(table('s.a', column('id') + foreignKey) + table('s.b', column('"id"')) + table('s.c'));
const ucd = (value: string) => withColumn(`<ucd>${value}</ucd>`);
const unit = (value: string) => withColumn(`<unit>${value}</unit>`);
const described = (name: string) => column(name, '<ucd>meta.code</ucd>');
const OTHERS = ['a', 'b', 'c'].map(described).join('');
const marked = (content: string, tag: string) => content.replace(`<${tag}`, `▶<${tag}`);

const cases: Marked[] = [
  {
    rule: 'VDS-11',
    case: 'table',
    wrong: schema(`${table('s.t')}\n${marked(table('S.T'), 'name')}`),
    says: 'same name for ADQL as s.t',
    severity: 'warning',
    right: [schema(table('s.t') + table('s.u')), schema(table('s.t', column('ra') + column('"RA"')))],
  },
  {
    rule: 'VDS-11',
    case: 'column',
    wrong: schema(table('s.t', `${column('ra')}▶${column('ra')}`)),
    says: 'another column of the name ra',
    severity: 'warning',
    right: schema(table('s.t', column('ra')) + table('s.u', column('ra'))),
  },
  {
    rule: 'VDS-11',
    case: 'table, to the letter',
    wrong: schema(`${table('s.t')}▶${table('s.t')}`),
    says: 'another table',
    severity: 'error',
    right: [],
  },
  {
    rule: 'VDS-11',
    case: 'table in another schema, where the schema allows it',
    type: 'vs:DataCollection',
    wrong: `<tableset><schema>${table('t')}</schema><schema>▶${table('t')}</schema></tableset>`,
    says: 'another table',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'VDS-11',
    case: 'schema',
    wrong: '<tableset><schema><name>a</name></schema>▶<schema><name>a</name></schema></tableset>',
    says: 'another schema',
    severity: 'error',
    right: '<tableset><schema/><schema/></tableset>',
  },
  {
    rule: 'VDS-12',
    case: 'reserved',
    wrong: TAP + schema(table('s.t', marked(column('size'), 'name'))),
    says: 'Write "size"',
    severity: 'warning',
    right: [
      TAP + schema(table('s.t', column('"size"') + column('dec') + column('"Fe/H"'))),
      schema(table('t', column('size'))),
      TAP + schema(table('"J/A+A/1/2/t"')) + schema(table('t'), 'default'),
    ],
  },
  {
    rule: 'VDS-12',
    case: 'not an identifier',
    wrong: TAP + schema(table('s.t', marked(column('e_B-V'), 'name'))),
    says: 'Write "e_B-V"',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'VDS-12',
    case: 'a table',
    wrong: TAP + schema(marked(table('s.my table'), 'name')),
    says: 'Write s."my table"',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'VDS-12',
    case: 'no schema',
    wrong: TAP + schema(marked(table('t'), 'name')),
    says: 'Write s.t',
    severity: 'info',
    right: TAP + schema(table('cat.s.t')),
  },
  {
    rule: 'VDS-14',
    case: 'TAPType',
    wrong: marked(withColumn(type('xsi:type="vs:TAPType"', 'DOUBLE')), 'dataType'),
    says: 'double for DOUBLE',
    severity: 'info',
    right: withColumn(vot('', 'double')),
  },
  {
    rule: 'VDS-14',
    case: 'scalar',
    wrong: marked(withColumn(vot(' arraysize="1"', 'double')), 'dataType'),
    says: 'Leave it out',
    severity: 'info',
    right: withColumn(vot(' arraysize="2"', 'double')),
    fixed: withColumn(vot('', 'double')),
  },
  {
    rule: 'VDS-14',
    case: 'one letter',
    wrong: marked(withColumn(vot(' arraysize="1"', 'char')), 'dataType'),
    says: 'array of one',
    severity: 'info',
    right: withColumn(vot(' arraysize="*"', 'char')),
  },
  {
    rule: 'VDS-14',
    case: 'a type for parameters',
    wrong: withColumn('▶<dataType xsi:type="vs:SimpleDataType">integer</dataType>'),
    says: 'is for parameters of interfaces',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'VDS-19',
    case: 'std',
    wrong: schema(table('s.t', '▶<column std="maybe"><name>c</name></column>')),
    says: 'std="maybe"',
    severity: 'info',
    right: schema(table('s.t', '<column std="true"><name>c</name></column>')),
  },
  {
    rule: 'VDS-15',
    case: 'delim',
    wrong: marked(withColumn(vot('\n   delim="," arraysize="2"', 'double')), 'dataType'),
    says: 'Remove it',
    severity: 'warning',
    right: withColumn(type('xsi:type="vs:SimpleDataType" delim=","', 'real')),
    fixed: withColumn(vot(' arraysize="2"', 'double')),
  },
  {
    rule: 'VDS-15',
    case: 'extendedType',
    wrong: marked(withColumn(vot(' extendedType="cube"', 'double')), 'dataType'),
    says: 'not an xtype of DALI',
    severity: 'info',
    right: [
      withColumn(vot(' extendedType="timestamp"', 'char')),
      withColumn(vot(' extendedType="cube" extendedSchema="http://a.org"', 'char')),
    ],
  },
  {
    rule: 'VDS-16',
    case: 'no such table',
    wrong: marked(joined(key('s.lost', 'id', 'id')), 'targetTable'),
    says: 'no table s.lost',
    severity: 'warning',
    right: [joined(key('s.b', 'id', 'id')), joined(key('b', 'ID', 'id')), joined(key('s.c', 'id', 'any'))],
  },
  {
    rule: 'VDS-16',
    case: 'from nowhere',
    wrong: marked(joined(key('s.b', 'lost', 'id')), 'fromColumn'),
    says: 's.a has no column lost',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'VDS-16',
    case: 'to nowhere',
    wrong: marked(joined(key('s.b', 'id', 'lost')), 'targetColumn'),
    says: 's.b has no column lost',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'VDS-17',
    case: 'unknown',
    wrong: marked(ucd('pos.eq.rightascension'), 'ucd'),
    says: 'not in the list',
    severity: 'warning',
    right: [ucd('pos.eq.ra;meta.main'), ucd('meta.code;phys.polarization'), ucd('VOX:Image_Title'), ucd('')],
  },
  {
    rule: 'VDS-17',
    case: 'deprecated',
    wrong: marked(ucd('time.expo'), 'ucd'),
    says: 'Write time.duration;obs.exposure',
    severity: 'info',
    right: [],
    fixed: ucd('time.duration;obs.exposure'),
  },
  {
    rule: 'VDS-17',
    case: 'blanks',
    wrong: marked(ucd('phot.mag; em.opt.V'), 'ucd'),
    says: 'without blanks',
    severity: 'warning',
    right: [],
    fixed: ucd('phot.mag;em.opt.V'),
  },
  {
    rule: 'VDS-17',
    case: 'order',
    wrong: marked(ucd('em.opt.V;phot.mag'), 'ucd'),
    says: 'only refines',
    severity: 'info',
    right: [],
  },
  {
    rule: 'VDS-17',
    case: 'parameter',
    wrong: '<capability><interface><param>▶<ucd>pos.ra</ucd></param></interface></capability>',
    says: 'pos.ra',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'VDS-18',
    case: 'CDS',
    wrong: marked(unit('10-7W/m2'), 'unit'),
    says: 'Write 10**-7W/m**2',
    severity: 'warning',
    right: [unit('km.s**-1'), unit('mas/yr'), unit('0.1nm'), unit(''), unit("'furlong'")],
    fixed: unit('10**-7W/m**2'),
  },
  {
    rule: 'VDS-18',
    case: 'unclear',
    wrong: marked(unit('h:m:s'), 'unit'),
    says: 'as VOUnits has it',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'VDS-18',
    case: 'unknown',
    wrong: marked(unit('km/sec'), 'unit'),
    says: 'Write s',
    severity: 'info',
    right: [],
  },
  {
    rule: 'VDS-18',
    case: 'deprecated',
    wrong: marked(unit('erg'), 'unit'),
    says: 'deprecated symbol erg',
    severity: 'info',
    right: [],
  },
  {
    rule: 'VDS-19',
    case: 'in another case',
    wrong: marked(withColumn('<flag>Indexed</flag>'), 'flag'),
    says: 'indexed, primary',
    severity: 'info',
    right: withColumn('<flag>indexed</flag><flag>nullable</flag>'),
    fixed: withColumn('<flag>indexed</flag>'),
  },
  {
    rule: 'VDS-19',
    case: 'unknown',
    wrong: marked(withColumn('<flag>std</flag>'), 'flag'),
    says: '"std"',
    severity: 'info',
    right: [],
  },
  {
    rule: 'VDS-20',
    case: 'blank',
    wrong: marked(withColumn('<utype>not mapped</utype>'), 'utype'),
    says: 'has blanks',
    severity: 'info',
    right: withColumn('<utype>obscore:Char.SpatialAxis.Coverage</utype>'),
  },
  {
    rule: 'VDS-20',
    case: 'unknown model',
    wrong: marked(schema(table('s.epn_core', '<utype>ivo://ivoa.net/std/epntap#table2.0</utype>')), 'utype'),
    says: 'not the utype of a known table model',
    severity: 'info',
    right: schema(table('s.epn_core', '<utype>ivo://ivoa.net/std/EPNTAP#table-2.1</utype>')),
  },
  {
    rule: 'VDS-22',
    case: 'column',
    wrong: schema(table('s.t', '▶<column><name>c</name></column>')),
    says: 'c has no description.',
    severity: 'info',
    right: withColumn(''),
  },
  {
    rule: 'VDS-22',
    case: 'UCD',
    wrong: marked(withColumn(`<unit>deg</unit>${vot('', 'double')}`), 'column'),
    says: 'no UCD',
    severity: 'info',
    right: withColumn(vot('', 'char')),
  },
  {
    rule: 'VDS-22',
    case: 'UCD that the other columns have',
    wrong: schema(table('s.t', `${OTHERS}▶${column('d')}`)),
    says: 'd has no UCD',
    severity: 'info',
    right: schema(table('s.t', OTHERS + described('d'))),
  },
  {
    rule: 'VDS-22',
    case: 'rows',
    wrong: schema(table('s.t', '▶<nrows>-5</nrows>')),
    says: 'nrows is "-5"',
    severity: 'info',
    right: schema(table('s.t', '<nrows>5</nrows>')),
  },
  {
    rule: 'VDS-22',
    case: 'unit',
    wrong: marked(withColumn(`<ucd>pos.eq.ra;meta.main</ucd>${vot('', 'double')}`), 'column'),
    says: 'no unit',
    severity: 'info',
    right: [
      withColumn(`<unit>deg</unit><ucd>pos.eq.ra</ucd>${vot('', 'double')}`),
      withColumn(`<ucd>pos.eq.ra</ucd>${vot('', 'char')}`),
      withColumn(`<ucd>phot.flux;arith.ratio</ucd>${vot('', 'double')}`),
    ],
  },
  {
    rule: 'VDS-22',
    case: 'table',
    wrong: schema('▶<table><name>s.t</name></table>'),
    says: 's.t has no description',
    severity: 'info',
    right: [],
  },
  {
    rule: 'VDS-22',
    case: 'schema',
    wrong: '<tableset>▶<schema><name>a</name></schema></tableset>',
    says: 'schema a',
    severity: 'info',
    right: [
      '<tableset><schema><name>a</name><description>t</description></schema></tableset>',
      '<tableset><schema><name>default</name></schema></tableset>',
    ],
  },
];

describe('rules about tables', () => {
  it.each(cases)('$rule $case', (c) => expectCase(TABLE_RULES, c));
  it('has a case for each', () => expect(untested(TABLE_RULES, cases)).toEqual([]));

  it('says nothing of tables without anything in them, and does not fail', () => {
    const content =
      '<tableset><schema><table><foreignKey><fkColumn/></foreignKey><column><dataType/><ucd/><unit/><flag/></column></table></schema></tableset>';
    const counts = TABLE_RULES.map((rule) => [
      rule.id,
      tried(TABLE_RULES, rule.id, TAP + content).said.length,
    ]);
    expect(Object.fromEntries(counts)).toMatchObject({
      'VDS-11': 0,
      'VDS-12': 0,
      'VDS-16': 0,
      'VDS-17': 0,
      'VDS-18': 0,
    });
  });
});
