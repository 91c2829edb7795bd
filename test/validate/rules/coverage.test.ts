import { describe, expect, it } from 'vitest';
import { COVERAGE_RULES } from '../../../src/validate/rules/coverage.ts';
import { expectCase, type Marked, untested } from './marked.ts';

const cover = (inner: string) => `<coverage>${inner}</coverage>`;
const capability = (id: string) => `<capability standardID="ivo://ivoa.net/std/${id}"/>`;
const spectral = (value: string, ...wavebands: string[]) =>
  cover(`<spectral>${value}</spectral>${wavebands.map((w) => `<waveband>${w}</waveband>`).join('')}`);
const wrongSpectral = (value: string, ...wavebands: string[]) =>
  spectral(value, ...wavebands).replace('<spectral>', '▶<spectral>');

const cases: Marked[] = [
  {
    rule: 'VDS-01',
    case: 'in another case',
    wrong: cover('\n▶<waveband>optical</waveband>'),
    says: 'Write Optical',
    severity: 'warning',
    right: cover('<waveband>Optical</waveband><waveband>Neutrino</waveband>'),
    fixed: cover('\n<waveband>Optical</waveband>'),
  },
  {
    rule: 'VDS-01',
    case: 'not a term',
    wrong: cover('▶<waveband>constructor</waveband>'),
    says: 'Gamma-ray or Neutrino',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'VDS-02',
    case: 'cell too high',
    wrong: cover('▶<spatial>0/12</spatial>'),
    says: 'cell 12 at order 0',
    severity: 'warning',
    right: [
      cover('<spatial>6/1 5-7</spatial>'),
      cover('<spatial>0/0-11</spatial>'),
      cover('<spatial frame="Mars">7/3</spatial>'),
    ],
  },
  {
    rule: 'VDS-02',
    case: 'a frame of the sky',
    wrong: cover('▶<spatial frame="galactic">6/1</spatial>'),
    says: 'always in ICRS',
    severity: 'warning',
    right: cover('<spatial frame="BODY">6/1</spatial>'),
  },
  {
    rule: 'VDS-02',
    case: 'coarse',
    wrong: cover('▶<spatial>3/1</spatial>'),
    says: 'order 3',
    severity: 'info',
    right: cover('<spatial>3/1 8/</spatial>'),
  },
  {
    rule: 'VDS-02',
    case: 'large',
    wrong: cover(
      `▶<spatial>12/${Array.from({ length: 12_000 }, (_, i) => 2 * i + 10_000).join(' ')}</spatial>`,
    ),
    says: 'dozens of kB',
    severity: 'info',
    right: [],
  },
  {
    rule: 'VDS-03',
    case: 'no numbers',
    wrong: cover('▶<temporal>1996-01-01 1997-01-01</temporal>'),
    says: 'Write MJDs',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'VDS-03',
    case: 'the wrong way round',
    wrong: cover('<temporal>50000 50001</temporal>▶<temporal>53736 50083</temporal>'),
    says: 'before it begins',
    severity: 'warning',
    right: cover('<temporal>50083 53736</temporal>'),
  },
  {
    rule: 'VDS-03',
    case: 'JD',
    wrong: cover('▶<temporal>2450083.5 2453736.5</temporal>'),
    says: '50083 53736',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'VDS-03',
    case: 'years',
    wrong: cover('▶<temporal>1996 2005</temporal>'),
    says: 'look like years',
    severity: 'warning',
    right: cover('<temporal>1996 50000</temporal>'),
  },
  {
    rule: 'VDS-03',
    case: 'open end',
    wrong: cover('▶<temporal>50083 1e30</temporal>'),
    says: 'centuries away',
    severity: 'info',
    right: cover('<temporal>50083 99999</temporal>'),
  },
  {
    rule: 'VDS-04',
    case: 'the wrong way round',
    wrong: wrongSpectral('4e-19 3e-19'),
    says: 'below its beginning',
    severity: 'warning',
    right: [
      spectral('2.72e-19 4.14e-19', 'Optical'),
      spectral('1.6e-8 1.6e-5', 'Gamma-ray'),
      spectral('0 1e-24', 'Radio'),
    ],
  },
  {
    rule: 'VDS-04',
    case: 'metres',
    wrong: wrongSpectral('4.8e-7 7.3e-7', 'Optical'),
    says: 'wavelengths in metres. In joules they are 2.721e-19 4.138e-19',
    severity: 'warning',
    right: spectral('4.8e-7 7.3e-7', 'Photon'),
  },
  {
    rule: 'VDS-04',
    case: 'hertz',
    wrong: wrongSpectral('1e7 1e8', 'Radio'),
    says: 'frequencies in hertz',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'VDS-04',
    case: 'electronvolts',
    wrong: wrongSpectral('500 7000', 'X-ray'),
    says: 'energies in electronvolts',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'VDS-04',
    case: 'too hard',
    wrong: wrongSpectral('1 5'),
    says: 'above any photon',
    severity: 'warning',
    right: spectral('1e-3 0.1', 'Neutrino'),
  },
  {
    rule: 'VDS-04',
    case: 'negative',
    wrong: wrongSpectral('-1 5'),
    says: 'not negative',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'VDS-04',
    case: 'another waveband',
    wrong: wrongSpectral('4e-20 6e-20', 'Optical'),
    says: 'is not in Optical',
    severity: 'info',
    right: spectral('4e-20 6e-20', 'Optical', 'Infrared'),
  },
  {
    rule: 'VDS-05',
    wrong: cover('\n ▶<stc:STCResourceProfile/>'),
    says: 'deprecated',
    severity: 'info',
    right: cover('<spatial>6/1</spatial>'),
  },
  {
    rule: 'VDS-06',
    case: 'missing',
    wrong: cover('▶<footprint>https://a.org/moc</footprint>'),
    says: 'has no ivo-id',
    severity: 'warning',
    right: cover('<footprint ivo-id="ivo://ivoa.net/std/MOC">https://a.org/moc</footprint>'),
  },
  {
    rule: 'VDS-06',
    case: 'another',
    wrong: cover('▶<footprint ivo-id="ivo://a.org/footprints">https://a.org/moc</footprint>'),
    says: 'ivo-id="ivo://ivoa.net/std/moc"',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'VDS-07',
    type: 'vs:CatalogResource',
    wrong: capability('ConeSearch'),
    says: 'xsi:type="vs:CatalogService"',
    severity: 'info',
    right: [
      capability('ConeSearch#aux'),
      capability('VOSI#capabilities'),
      '<capability standardID="ivo://vamdc/std/VAMDC-TAP"/>',
    ],
  },
  {
    rule: 'VDS-07',
    case: 'served by another record',
    type: 'vs:DataResource',
    wrong: `<content><relationship><relationshipType>IsServedBy</relationshipType></relationship></content>▶${capability('SODA#sync-1.0')}`,
    says: 'write the auxiliary standardID',
    severity: 'info',
    right: capability('hips#hips-1.0'),
  },
  {
    rule: 'VDS-08',
    wrong: capability('TAP#aux') + capability('VOSI#tables'),
    says: 'xsi:type="vs:CatalogResource"',
    severity: 'info',
    right: [capability('TAP#aux') + capability('ConeSearch'), '', '<capability/>'],
  },
  {
    rule: 'VDS-10',
    wrong: '<title>x</title>',
    says: 'without a tableset',
    severity: 'info',
    right: '<tableset/>',
  },
  {
    rule: 'VDS-21',
    case: 'product type',
    wrong: '▶<productTypeServed>Image</productTypeServed>',
    says: 'Write image',
    severity: 'warning',
    right: '<productTypeServed>spectrum</productTypeServed><dataSource>theory</dataSource>',
    fixed: '<productTypeServed>image</productTypeServed>',
  },
  {
    rule: 'VDS-21',
    case: 'data source',
    wrong: '▶<dataSource>simulation</dataSource>',
    says: 'observation, theory or artificial',
    severity: 'warning',
    right: '<capability><dataSource>survey</dataSource></capability>',
  },
];

describe('rules about coverage', () => {
  it.each(cases)('$rule $case', (c) => expectCase(COVERAGE_RULES, c));
  it('has a case for each', () => expect(untested(COVERAGE_RULES, cases)).toEqual([]));
});
