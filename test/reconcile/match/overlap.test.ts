/**
 * The known overlap of IVOA and SPASE, row by row (overlap.md): written from its facts, not copied from the records.
 * Each row says what may be stated, and what must not.
 */
import { describe, expect, it } from 'vitest';
import { CorpusBuilder } from '../../../src/reconcile/match/corpus.ts';
import { Rankings } from '../../../src/reconcile/match/rank.ts';
import { relations } from '../../../src/reconcile/match/relate.ts';
import { Scorer } from '../../../src/reconcile/match/scorer.ts';
import { verdictOn } from '../../../src/reconcile/match/zones.ts';
import type { Fields } from '../../../src/resource/fields.ts';
import { at, during, instrument, person, spase, vor } from './records.ts';

const TAP = 'http://voparis-tap-planeto.obspm.fr/tap';
const MASER_DOI = '10.25935/6jg4-mk86';

const SPASE: Fields[] = [
  spase('SMWG/Repository/PADC', {
    title: 'Paris Astronomical Data Centre',
    referenceUrls: ['http://padc.obspm.fr'],
  }),
  spase('SMWG/Repository/PADC/APIS', {
    title: 'Auroral Planetary Imaging and Spectroscopy',
    persons: [person('Laurent Lamy', 'GeneralContact')],
    referenceUrls: ['https://apis.obspm.fr'],
    access: [at('https://apis.obspm.fr')],
  }),
  spase('SMWG/Repository/PADC/MASER', { title: 'MASER', referenceUrls: ['http://maser.lesia.obspm.fr'] }),
  spase('SMWG/Repository/PADC/BASS2000', { title: 'BASS2000', access: [at('http://bass2000.obspm.fr')] }),
  spase('SMWG/Repository/PADC/HELIO_HFC', {
    title: 'HELIO Heliophysics Feature Catalogue',
    access: [at('http://voparis-helio.obspm.fr/hfc-gui')],
  }),
  spase('SMWG/Repository/CDPP/AMDA', { title: 'AMDA', access: [at('http://amda.cdpp.eu')] }),
  spase('SMWG/Observatory/SRN/NDA', { title: 'Nancay Decameter Array' }),
  spase('SMWG/Observatory/SRN/NRT', { title: 'Nancay Radio Telescope' }),
  spase('SMWG/Observatory/SRN/ORFEES', { title: 'ORFEES' }),
  spase('SMWG/Observatory/IAGA/Warsaw', { title: 'Warsaw' }),
  spase('SMWG/Instrument/Ground/Warsaw/Magnetometer', { title: 'Warsaw magnetometer' }),
  spase('SMWG/Observatory/VenusExpress', { title: 'Venus Express' }),
  ...['juno-wav-l3f', 'juno-fgm-orb', 'mex-els-all'].map((key) =>
    spase(`CNES/NumericalData/CDPP-AMDA/${key}`, {
      title: key === 'juno-wav-l3f' ? 'Juno WAVES level 3 flux density' : `AMDA data set ${key}`,
      access: [at('https://amda.irap.omp.eu/service/hapi', key)],
      otherDois: key === 'juno-wav-l3f' ? [MASER_DOI] : [],
      instruments: [instrument(key.startsWith('juno') ? 'Juno/WAVES' : 'MEX/ELS')],
      persons: [person('Baptiste Cecconi', 'DataProducer')],
      temporal: during('2016-04-09T00:00:00Z', '2022-12-12T00:00:00Z'),
    }),
  ),
  spase('GBO/NumericalData/BASS2000/SolarData', {
    title: 'BASS2000 Solar Data, Ground Based Solar Archive',
    access: [at('http://bass2000.obspm.fr/home.php')],
    temporal: during('1989-12-01T00:00:00Z'),
  }),
  spase('NASA/DisplayData/OBSPM/H-ALPHA', {
    title: 'Paris-Meudon H-alpha spectroheliograms',
    access: [at('http://bass2000.obspm.fr/home.php')],
  }),
  ...['hfspec_sun_cdf', 'hfspec_sun_numerical'].map((key) =>
    spase(`IUGONET/NumericalData/TohokuU/radio_obs/iit/hfspec/${key}`, {
      title: 'Iitate HF solar radio spectrum data',
      instruments: [{ name: 'Iitate HF radio spectrometer', id: null }],
      access: [at(`http://pparc.gp.tohoku.ac.jp/data/iit/${key}/`)],
    }),
  ),
  spase('GBO/DisplayData/RadioJOVE/HNRAO/TFD-FSX8S/PT8H', {
    title: 'Radio JOVE HNRAO FSX8S Tunable Filter spectrograph, 8 hour plots',
    access: [at('http://radiojove.org/archive/hnrao/fsx8s/')],
  }),
  spase('ISWI/NumericalData/Callisto/FAS/PT0.25S', {
    title: 'e-CALLISTO solar radio spectra',
    access: [at('http://soleil80.cs.technik.fhnw.ch/solarradio/data/')],
  }),
  spase('NASA/NumericalData/Voyager2/PRA/Jupiter/PT6S', {
    title: 'Voyager 2 Jupiter Planetary Radio Astronomy, 6 s',
    instruments: [instrument('Voyager2/PRA')],
    cadence: 'PT6S',
  }),
  spase('CNES/NumericalData/CLUSTER/Cluster-1/STAFF/CLU_C1_STA_PSD_CAV', {
    title: 'Cluster 1 STAFF power spectral density',
    instruments: [instrument('Cluster1/STAFF')],
  }),
  spase('ESA/NumericalData/SolarOrbiter/STIX/L1', {
    title: 'Solar Orbiter STIX level 1',
    access: [at('https://soar.esac.esa.int/soar')],
  }),
  spase('ESA/NumericalData/SolarOrbiter/PHI/L2', {
    title: 'Solar Orbiter PHI level 2',
    access: [at('https://soar.esac.esa.int/soar')],
  }),
];

const table = (id: string, said: Partial<Fields>) => vor(id, { access: [at(TAP)], ...said });

const IVOA = {
  apis: table('padc.obspm.planeto/apis/q/epn_core', {
    title: 'Auroral Planetary Imaging and Spectroscopy',
    alternateNames: ['APIS'],
    persons: [person('Lamy, L.', 'creator'), person('Laurent Lamy')],
    referenceUrls: ['https://apis.obspm.fr'],
    tables: ['apis.epn_core'],
  }),
  nda: table('padc.obspm.nancay/nda/q/epn_core', {
    title: 'Nancay Decameter Array observation database',
    persons: [person('Laurent Lamy')],
  }),
  expres: vor('padc.obspm.maser/expres/epn/epn_core', {
    title: 'ExPRES Simulation Database',
    persons: [person('Alan Loh', 'creator')],
    referenceUrls: ['http://maser.lesia.obspm.fr/tools-services-6/expres/'],
  }),
  juno: vor('padc.obspm.maser/juno_waves/epn_core', {
    title: 'Juno Waves calibrated data',
    dois: [MASER_DOI],
    temporal: during('2016-04-09T00:00:00Z', '2022-12-12T00:00:00Z'),
  }),
  bass2000: vor('padc.obspm/bass2000/epn_core', {
    title: 'BASS2000 solar survey archive',
    referenceUrls: ['http://bass2000.obspm.fr'],
    persons: [person('Jean Aboudarham')],
  }),
  hfc: vor('padc.obspm.helio/hfc1ar/epn_core', {
    title: 'HFC active regions',
    referenceUrls: ['http://voparis-helio.obspm.fr/hfc-gui/'],
    persons: [person('Jean Aboudarham')],
  }),
  amdadb: vor('cdpp/amdadb/q/epn_core', {
    title: 'Planetary and solar wind data of AMDA at CDPP',
    access: [at('http://cdpp-epntap.irap.omp.eu/tap')],
  }),
  iitate: vor('tohoku/iitatehf/epn_core', {
    title: 'Iitate HF solar radio spectrum data',
    instruments: [{ name: 'Iitate HF radio spectrometer', id: null }],
    referenceUrls: ['http://pparc.gp.tohoku.ac.jp/data/iit/'],
  }),
  jove: vor('padc.obspm.maser/radiojove_hnrao_fsx8sraw/epn_core', {
    title: 'Radio JOVE HNRAO FSX8S raw spectrograph data',
  }),
  callisto: vor('fhnw/ecallisto/epn_core', {
    title: 'e-CALLISTO solar radio spectra',
    access: [at('http://vo.fhnw.ch/tap')],
  }),
  orfees: vor('obs-nancay/orfees/epn_core', { title: 'ORFEES solar radio spectrograph' }),
  pra: vor('padc.obspm.maser/voyager_pra/epn_core', {
    title: 'Voyager PRA low band data',
    instruments: [{ name: 'PRA', id: null }],
  }),
  cpstasm: vor('padc.obspm/cpstasm/epn_core', {
    title: 'Cluster STAFF spectral matrices',
    instruments: [{ name: 'STAFF', id: null }],
  }),
  uset: vor('ksb-orb.dc/uset_sunspot_drawing/q/usetdr', {
    title: 'USET sunspot drawings',
    access: [at('http://vo-tap.oma.be/tap')],
  }),
  kis: vor('leibniz-kis/gris/q/epn_core', { title: 'GRIS spectropolarimetry' }),
  warsaw: vor('src.pas/ionosondes/q/epn_core', {
    title: 'Warsaw Ionograms data',
    facilities: [{ name: 'Warsaw', id: null }],
  }),
  vvex: table('padc.obspm.planeto/vvex/q/epn_core', {
    title: 'VIRTIS Venus Express nominal mission',
    facilities: [{ name: 'Venus Express', id: null }],
  }),
  basecom: table('padc.obspm.planeto/basecom/q/epdl', {
    title: 'Nancay database of comets',
    facilities: [{ name: 'NRT', id: null }],
  }),
  csa: vor('padc.obspm.sandbox/csa/q/epn_core', { title: 'Tbd' }),
  soar: vor(
    'esac.esa/soar/tap',
    { title: 'Solar Orbiter Archive TAP service', access: [at('https://soar.esac.esa.int/soar-sl-tap')] },
    'CatalogService',
  ),
  padc: vor(
    'padc.obspm/org',
    { title: 'Paris Astronomical Data Centre', referenceUrls: ['http://padc.obspm.fr'] },
    'Organisation',
  ),
} satisfies Record<string, Fields>;

const records = [...Object.values(IVOA), ...SPASE];
const builder = new CorpusBuilder();
for (const fields of records) builder.add(fields);
const corpus = builder.build();
const here = Object.values(IVOA).length;
const numbers = Int32Array.from(records.keys());
// As reconciling does: persons, instruments and observatories are linked by name, not by likeness.
const side = numbers
  .slice(here)
  .filter((n) => !['Observatory', 'Instrument'].includes(records[n]?.type ?? ''));
const rankings = new Rankings(corpus, new Scorer(corpus), numbers.slice(0, here), side);
const proposals = relations(
  Object.values(IVOA),
  SPASE,
  new Map([[IVOA.amdadb.id, new Set(['juno-wav-l3f', 'juno-fgm-orb', 'mex-els-all', 'not-there'])]]),
);

const verdict = (fields: Fields) => verdictOn(corpus, rankings, records.indexOf(fields));
const candidates = (fields: Fields) =>
  (rankings.of.get(records.indexOf(fields))?.candidates ?? [])
    .slice(0, 5)
    .map(({ record }) => records[record]?.id);
const proposed = (fields: Fields) =>
  proposals
    .filter(({ subject }) => subject === fields.id)
    .map(({ predicate, objects }) => [predicate, ...objects.map((id) => id.replace('spase://', ''))]);

describe('related, and by what', () => {
  it('row 1: APIS, equal title, address and person: related, not identical', () => {
    expect(verdict(IVOA.apis)).toMatchObject({ relation: 'related' });
    expect(verdict(IVOA.apis).zone).not.toBe('confident');
    expect(candidates(IVOA.apis)[0]).toBe('spase://SMWG/Repository/PADC/APIS');
    expect(proposed(IVOA.apis)).toEqual([['skos:relatedMatch', 'SMWG/Repository/PADC/APIS']]);
  });

  it('row 3: ExPRES is part of MASER', () => {
    expect(proposed(IVOA.expres)).toEqual([['dcterms:isPartOf', 'SMWG/Repository/PADC/MASER']]);
  });

  it('row 4: the DOI that stands in an InformationURL: the same data served again', () => {
    expect(proposed(IVOA.juno)).toEqual([
      ['vorel:IsDerivedFrom', 'CNES/NumericalData/CDPP-AMDA/juno-wav-l3f'],
    ]);
    expect(verdict(IVOA.juno).zone).not.toBe('confident');
  });

  it('row 5: BASS2000 is part of its repository; the solar data are candidates', () => {
    expect(proposed(IVOA.bass2000)).toEqual([['dcterms:isPartOf', 'SMWG/Repository/PADC/BASS2000']]);
    expect(candidates(IVOA.bass2000)).toContain('spase://GBO/NumericalData/BASS2000/SolarData');
    expect(verdict(IVOA.bass2000).zone).not.toBe('confident');
  });

  it('row 6: the feature catalogue has a repository only', () => {
    expect(proposed(IVOA.hfc)).toEqual([['dcterms:isPartOf', 'SMWG/Repository/PADC/HELIO_HFC']]);
  });

  it('row 7: one table, many products: what its rows name', () => {
    expect(proposed(IVOA.amdadb)).toEqual([
      [
        'dcterms:hasPart',
        'CNES/NumericalData/CDPP-AMDA/juno-fgm-orb',
        'CNES/NumericalData/CDPP-AMDA/juno-wav-l3f',
        'CNES/NumericalData/CDPP-AMDA/mex-els-all',
      ],
    ]);
  });

  it('row 20: a service and the products on its host', () => {
    expect(proposed(IVOA.soar)).toEqual([
      [
        'vorel:IsServiceFor',
        'ESA/NumericalData/SolarOrbiter/PHI/L2',
        'ESA/NumericalData/SolarOrbiter/STIX/L1',
      ],
    ]);
  });

  it('row 21: an organisation and the repository of that name', () => {
    expect(candidates(IVOA.padc)[0]).toBe('spase://SMWG/Repository/PADC');
    expect(verdict(IVOA.padc).relation).toBe('identical');
  });
});

describe('candidates for a curator', () => {
  it.each([
    [
      'row 8: Iitate',
      IVOA.iitate,
      'spase://IUGONET/NumericalData/TohokuU/radio_obs/iit/hfspec/hfspec_sun_cdf',
    ],
    ['row 9: Radio JOVE', IVOA.jove, 'spase://GBO/DisplayData/RadioJOVE/HNRAO/TFD-FSX8S/PT8H'],
    ['row 10: e-CALLISTO', IVOA.callisto, 'spase://ISWI/NumericalData/Callisto/FAS/PT0.25S'],
    ['row 12: Voyager PRA', IVOA.pra, 'spase://NASA/NumericalData/Voyager2/PRA/Jupiter/PT6S'],
    [
      'row 13: Cluster STAFF',
      IVOA.cpstasm,
      'spase://CNES/NumericalData/CLUSTER/Cluster-1/STAFF/CLU_C1_STA_PSD_CAV',
    ],
  ])('%s is among the first five', (_, fields, counterpart) => {
    expect(candidates(fields)).toContain(counterpart);
  });

  it('row 8: two equally good ones are not confident', () => {
    expect(verdict(IVOA.iitate).zone).toBe('review');
  });
});

describe('missing in SPASE, or a facility only: nothing is linked', () => {
  it.each([
    ['row 2: NDA', IVOA.nda],
    ['row 11: ORFEES', IVOA.orfees],
    ['row 14: USET', IVOA.uset],
    ['row 15: KIS', IVOA.kis],
    ['row 16: ionosondes at Warsaw, where there is a magnetometer', IVOA.warsaw],
    ['row 17: VIRTIS on Venus Express', IVOA.vvex],
    ['row 18: comets seen from Nancay', IVOA.basecom],
    ['row 19: a sandbox table called csa', IVOA.csa],
  ])('%s', (_, fields) => {
    expect(verdict(fields).zone).not.toBe('confident');
    expect(verdict(fields).score).toBeLessThan(0.5);
    expect(proposed(fields)).toEqual([]);
  });
});

it('of all rows only the organisation is taken for identical with confidence: a title alone proves nothing', () => {
  const confident = Object.values(IVOA).filter((fields) => verdict(fields).zone === 'confident');
  expect(confident.map(({ id }) => id)).toEqual([IVOA.padc.id]);
});
