import { describe, expect, it } from 'vitest';
import { TAP_RULES } from '../../../src/validate/rules/tap.ts';
import { expectCase, type Marked, untested } from './marked.ts';

const BASE = '<accessURL use="base">https://a.org/tap</accessURL>';
const main = (url = BASE, attributes = ' role="std" version="1.1"') =>
  `<interface xsi:type="vs:ParamHTTP"${attributes}>${url}</interface>`;
const endpoints = (...names: string[]) => names.map((n) => `<endpoint><name>${n}</name></endpoint>`).join('');
const dali = (inner: string, attributes = ' role="std" version="1.1"') =>
  `<interface xsi:type="tr:DALIInterface"${attributes}>${inner}</interface>`;
const THREE = endpoints('sync', 'async', 'tables');
const service = (inner: string) =>
  `<capability xsi:type="tr:TableAccess" standardID="ivo://ivoa.net/std/TAP">${inner}</capability>`;
const adql = (inner: string) => service(`<language><name>ADQL</name>${inner}</language>`);
const features = (type: string, form: string) =>
  adql(`<languageFeatures type="${type}"><feature><form>${form}</form></feature></languageFeatures>`);
const KEY = 'ivo://ivoa.net/std/TAPRegExt#';
const udf = (form: string) => features(`${KEY}features-udf`, form);
const VOTABLE = '<outputFormat><mime>application/x-votable+xml</mime></outputFormat>';
const limit = (inner: string, attributes = '') => `<outputLimit${attributes}>${inner}</outputLimit>`;
const rows = (name: string, value: number, unit = 'row') => `<${name} unit="${unit}">${value}</${name}>`;
const model = (id: string) => `<dataModel ivo-id="${id}">m</dataModel>`;
const OBSCORE = 'ivo://ivoa.net/std/ObsCore#core-1.1';
const tables = (inner: string) => `<tableset><schema><name>s</name>${inner}</schema></tableset>`;
const table = (name: string, utype: string, columns: string[] = []) =>
  `<table><name>${name}</name>${utype === '' ? '' : `<utype>${utype}</utype>`}${columns.map((c) => `<column><name>${c}</name></column>`).join('')}</table>`;
const AUX = '<capability standardID="ivo://ivoa.net/std/TAP#aux"/>';
const EPN = 'ivo://ivoa.net/std/epntap#table-2.0';
const ALL =
  `dataproduct_type calib_level obs_collection obs_id obs_publisher_did access_url access_format access_estsize
 target_name s_ra s_dec s_fov s_region s_xel1 s_xel2 s_resolution t_min t_max t_exptime t_resolution t_xel em_min em_max
 em_res_power em_xel o_ucd pol_states pol_xel facility_name instrument_name`.split(/\s+/);
const marked = (content: string, tag: string) => content.replace(`<${tag}`, `▶<${tag}`);

const cases: Marked[] = [
  {
    rule: 'TAP-01',
    case: 'no role',
    wrong: service(`\n▶${main(BASE, ' version="1.1"')}`),
    says: 'role="std"',
    severity: 'warning',
    right: [service(main()), AUX, service(main().replace('1.1', '1.0'))],
  },
  {
    rule: 'TAP-01',
    case: 'none',
    wrong: `▶${service('')}`,
    says: 'vs:ParamHTTP',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'TAP-01',
    case: 'use',
    wrong: service(main('▶<accessURL use="full">https://a.org/tap</accessURL>')),
    says: 'use="base"',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'TAP-01',
    case: 'an endpoint',
    wrong: service(main('▶<accessURL use="base">https://a.org/tap/sync</accessURL>')),
    says: 'Write https://a.org/tap',
    severity: 'warning',
    right: service(main('<accessURL use="base">https://a.org/async-things</accessURL>')),
  },
  {
    rule: 'TAP-01',
    case: 'another version',
    wrong: service(`▶${main(BASE, ' role="std" version="1"')}`),
    says: 'gives "1"',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'TAP-01',
    case: 'no version',
    wrong: service(`▶${main(BASE, ' role="std"')}`),
    says: 'does not give',
    severity: 'info',
    right: [],
  },
  {
    rule: 'TAP-02',
    case: 'endpoint missing',
    wrong: service(`${main()}▶${dali(BASE + endpoints('sync', 'tables'))}`),
    says: '<name>async</name>',
    severity: 'warning',
    right: [service(main() + dali(BASE + THREE)), service(main())],
  },
  {
    rule: 'TAP-02',
    case: 'none, though it uses TAPRegExt 1.1',
    wrong: `▶${service(`${main()}<executionDuration forMode="sync"><hard>60</hard></executionDuration>`)}`,
    says: 'tr:DALIInterface',
    severity: 'info',
    right: [],
  },
  {
    rule: 'TAP-08',
    case: 'unit',
    wrong: service('<outputLimit>▶<hard unit="rows">5</hard></outputLimit>'),
    says: 'unit="rows"',
    severity: 'warning',
    right: service('<outputLimit><hard unit="row">5</hard></outputLimit>'),
  },
  {
    rule: 'TAP-02',
    case: 'another address',
    wrong: service(`${main()}${dali(`▶<accessURL use="base">https://b.org/tap</accessURL>${THREE}`)}`),
    says: 'Write https://a.org/tap',
    severity: 'warning',
    right: service(`${main()}${dali(`<accessURL use="base">https://a.org/tap/</accessURL>${THREE}`)}`),
  },
  {
    rule: 'TAP-02',
    case: 'role',
    wrong: service(`${main()}▶${dali(BASE + THREE, ' version="1.1"')}`),
    says: 'role="std"',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'TAP-02',
    case: 'version',
    wrong: service(`${main()}▶${dali(BASE + THREE, ' role="std"')}`),
    says: 'write "1.1" on both',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'TAP-02',
    case: 'use',
    wrong: service(`${main()}${dali(`▶<accessURL>https://a.org/tap</accessURL>${THREE}`)}`),
    says: 'use="base"',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'TAP-03',
    wrong: `${service('')}\n▶${service('')}`,
    says: 'a TAP capability before',
    severity: 'warning',
    right: service('') + AUX,
  },
  {
    rule: 'TAP-04',
    case: 'no ADQL',
    wrong: service('▶<language><name>PQL</name></language>'),
    says: 'does not list the language ADQL',
    severity: 'warning',
    right: adql('<version ivo-id="ivo://ivoa.net/std/adql#v2.0">2.0</version>'),
  },
  {
    rule: 'TAP-04',
    case: 'no language at all, which the schema refuses',
    wrong: `▶${service('')}`,
    says: 'does not list the language ADQL',
    severity: 'error',
    right: [],
  },
  {
    rule: 'TAP-06',
    case: 'no format at all, which the schema refuses',
    wrong: `▶${service('')}`,
    says: 'No outputFormat is VOTable',
    severity: 'error',
    right: [],
  },
  {
    rule: 'TAP-04',
    case: 'no ivo-id',
    wrong: adql('▶<version>2.1</version>'),
    says: 'ivo-id="ivo://ivoa.net/std/ADQL#v2.1"',
    severity: 'info',
    right: [],
  },
  {
    rule: 'TAP-04',
    case: 'another ivo-id',
    wrong: adql('▶<version ivo-id="ivo://ivoa.net/std/ADQL-2.0">2.0</version>'),
    says: 'has ivo-id="ivo://ivoa.net/std/ADQL-2.0"',
    severity: 'info',
    right: [],
  },
  {
    rule: 'TAP-05',
    case: 'signature',
    wrong: marked(udf('ivo_hasword'), 'form'),
    says: 'no arguments',
    severity: 'warning',
    right: [
      udf('match(pattern TEXT, string TEXT) -&gt; INTEGER'),
      udf('to_iso(mjd DOUBLE PRECISION, n NUMERIC(5, 2)) -&gt; VARCHAR(20)'),
      udf('now() -&gt; TIMESTAMP'),
      features(`${KEY}features-adqlgeo`, 'CONTAINS'),
    ],
  },
  {
    rule: 'TAP-05',
    case: 'type',
    wrong: marked(features(`${KEY}features-functions`, 'x'), 'languageFeatures'),
    says: 'not a type of language features',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'TAP-05',
    case: 'own type',
    wrong: marked(
      features('ivo://org.gavo.dc/std/exts#extra-adql-keywords', 'TABLESAMPLE'),
      'languageFeatures',
    ),
    says: 'not a type',
    severity: 'info',
    right: [],
  },
  {
    rule: 'TAP-05',
    case: 'geometry',
    wrong: marked(features(`${KEY}features-adqlgeo`, 'ELLIPSE'), 'form'),
    says: 'not a geometry function',
    severity: 'info',
    right: [],
  },
  {
    rule: 'TAP-06',
    case: 'no VOTable',
    wrong: `▶${service('<outputFormat><mime>text/csv</mime></outputFormat>')}`,
    says: 'No outputFormat is VOTable',
    severity: 'warning',
    right: [
      service(VOTABLE),
      service(`<outputFormat ivo-id="${KEY}output-votable-td"><mime>text/xml</mime></outputFormat>`),
    ],
  },
  {
    rule: 'TAP-06',
    case: 'unknown key',
    wrong: service(`${VOTABLE}▶<outputFormat ivo-id="${KEY}output-votable"/>`),
    says: 'not an output format',
    severity: 'warning',
    right: service(`${VOTABLE}<outputFormat ivo-id="http://dc.g-vo.org/output-vodml"/>`),
  },
  {
    rule: 'TAP-07',
    case: 'unknown key',
    wrong: service(`▶<uploadMethod ivo-id="${KEY}inline"/>`),
    says: 'upload-inline',
    severity: 'warning',
    right: service(`<uploadMethod ivo-id="${KEY}upload-https"/>`),
  },
  {
    rule: 'TAP-07',
    case: 'own key',
    wrong: service('▶<uploadMethod ivo-id="ivo://a.org/up"/>'),
    says: 'is not an upload method of TAPRegExt',
    severity: 'info',
    right: [],
  },
  {
    rule: 'TAP-07',
    case: 'case of the key',
    wrong: service(`▶<uploadMethod ivo-id="${KEY}Upload-HTTP"/>`),
    says: 'Write it so',
    severity: 'info',
    right: service(`<uploadMethod ivo-id="${KEY.replace('ivoa.net', 'IVOA.net')}upload-http"/>`),
  },
  {
    rule: 'TAP-07',
    case: 'no key',
    wrong: service('▶<uploadMethod/>'),
    says: 'has no ivo-id',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'TAP-08',
    case: 'twice',
    wrong: service(`${limit(rows('hard', 5))}▶${limit(rows('hard', 6))}`),
    says: 'Keep one',
    severity: 'warning',
    right: service(`${limit(rows('default', 5) + rows('hard', 5))}<uploadLimit/>`),
  },
  {
    rule: 'TAP-08',
    case: 'by mode',
    wrong: service(
      `${limit(rows('hard', 5), ' forMode="sync"')}▶${limit(rows('hard', 6), ' forMode="async"')}`,
    ),
    says: 'Older clients stop',
    severity: 'info',
    right: [],
  },
  {
    rule: 'TAP-08',
    case: 'above',
    wrong: service(limit(`▶${rows('default', 5000)}${rows('hard', 2000)}`)),
    says: 'above the hard limit 2000',
    severity: 'warning',
    right: service(limit(rows('default', 5000, 'byte') + rows('hard', 2000))),
  },
  {
    rule: 'TAP-09',
    wrong: service(`▶${model(EPN)}`),
    says: 'utype instead',
    severity: 'info',
    right: [
      service(model(OBSCORE)),
      service(model('ivo://ivoa.net/std/RegTAP#1.2')),
      service(model('ivo://ivoa.net/std/obsloctap#table-1.0')),
    ],
  },
  {
    rule: 'TAP-10',
    case: 'no table',
    wrong: service(`▶${model(OBSCORE)}`) + tables(table('s.t', '')),
    says: 'no table ivoa.ObsCore',
    severity: 'warning',
    right: [
      service(model(OBSCORE)),
      service(model(OBSCORE)) + tables(table('ivoa.obscore', '')),
      service(model(OBSCORE)) + tables(table('ivoa.ObsCore', '', ALL)),
    ],
  },
  {
    rule: 'TAP-10',
    case: 'a column missing',
    wrong: `${service(model(OBSCORE))}${tables(`▶${table('ivoa.ObsCore', '', ALL.slice(1))}`)}`,
    says: 'the mandatory column dataproduct_type.',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'TAP-11',
    case: 'in a service',
    wrong: marked(
      service('') + tables(table('ivoa.obscore', 'ivo://ivoa.net/std/obscore#table-1.1')),
      'utype',
    ),
    says: 'vs:CatalogResource',
    severity: 'info',
    right: tables(table('ivoa.obscore', '')),
  },
  {
    rule: 'TAP-11',
    case: 'no utype',
    type: 'vs:CatalogResource',
    wrong: marked(AUX + tables(table('ivoa.obscore', '')), 'table>'),
    says: '#table-1.1',
    severity: 'info',
    right: AUX + tables(table('ivoa.obscore', 'ivo://ivoa.net/std/obscore#table-1.1')),
  },
  {
    rule: 'TAP-12',
    case: 'old utype',
    wrong: marked(AUX + tables(table('s.epn_core', 'ivo://vopdc.obspm/std/epncore#schema-2.0')), 'utype'),
    says: `Write ${EPN}`,
    severity: 'warning',
    right: [
      AUX + tables(table('s.epn_core', EPN)),
      service('') + tables(table('s.epn_core', '') + table('t.epn_core', '')),
    ],
  },
  {
    rule: 'TAP-12',
    case: 'name',
    wrong: AUX + tables(table('s.epncore', EPN)).replace('<table><name>', '<table>▶<name>'),
    says: 'named <schema>.epn_core',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'TAP-12',
    case: 'no utype',
    wrong: marked(AUX + tables(table('s.epn_core', '')), 'table>'),
    says: 'has no utype',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'TAP-12',
    case: 'not in TAP',
    wrong: tables(table('s.epn_core', EPN)),
    says: 'no TAP capability',
    severity: 'warning',
    right: [],
  },
];

describe('rules about TAP', () => {
  it.each(cases)('$rule $case', (c) => expectCase(TAP_RULES, c));
  it('has a case for each', () => expect(untested(TAP_RULES, cases)).toEqual([]));
});
