import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { familyKey, nameKey, organisationKey, personKey, personName } from '../../src/reconcile/names.ts';
import {
  accessKey,
  durationSeconds,
  foldText,
  hasPlaceholderClock,
  hostAndPath,
  normaliseDate,
  normaliseDay,
  normaliseDoi,
  normaliseId,
  normaliseOrcid,
  normaliseRor,
  normaliseText,
  normaliseUrl,
  textTokens,
} from '../../src/reconcile/normalise.ts';
import { splitAuthors } from '../../src/resource/spase-authors.ts';

describe('texts', () => {
  it('collapses white space and composes characters', () => {
    expect(normaliseText('  De\u0301ja\n\t vu ')).toBe('Déja vu');
    expect(foldText('Île de FRANCE')).toBe('ile de france');
    expect(textTokens('THEMIS-A: FGM, 3 s')).toEqual(['themis', 'a', 'fgm', '3', 's']);
  });
});

describe('dates', () => {
  it.each([
    ['2014-07-11T00:00:00Z', '2014-07-11T00:00:00Z'],
    ['2014-07-11T00:00:00', '2014-07-11T00:00:00Z'],
    ['2014-07-11T00:00:00.987', '2014-07-11T00:00:00Z'],
    ['2014-07-11T00:00:00Z ', '2014-07-11T00:00:00Z'],
    ['2023-05-16T14:00:00\t', '2023-05-16T14:00:00Z'],
    ['2023-05-16T14:00:00+02:00', '2023-05-16T12:00:00Z'],
    ['2023-05-16', '2023-05-16T00:00:00Z'],
    ['1999', '1999-01-01T00:00:00Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59Z'],
  ])('%j is %s', (written, date) => expect(normaliseDate(written)).toBe(date));

  it.each([
    '',
    'now',
    '2023-02-30',
    '2023-13-01',
    '2023-05-16T25:00:00Z',
    '-P2M',
  ])('%j is no date', (written) => expect(normaliseDate(written)).toBeNull());

  it('knows the clock that curators type for "some time"', () => {
    expect(hasPlaceholderClock('2019-05-05T12:34:56.789Z')).toBe(true);
    expect(hasPlaceholderClock('2019-05-05T12:34:57Z')).toBe(false);
    expect(normaliseDay('2019-05-05T12:34:56Z')).toBe('2019-05-05');
  });

  it.each([
    ['PT60S', 60],
    ['PT1M', 60],
    ['-P2M', -2 * 30.4375 * 86400],
    ['P1D', 86400],
    ['P0M', 0],
    ['PT0.25S', 0.25],
    ['P1DT1H', 90000],
  ])('%s has %s seconds', (duration, seconds) => expect(durationSeconds(duration)).toBe(seconds));

  it.each(['', 'P', 'PT', '1 day', 'P1H'])('%j is no duration', (written) =>
    expect(durationSeconds(written)).toBeNull());
});

describe('identifiers', () => {
  it.each([
    ['https://doi.org/10.48322/ABCD-1234', '10.48322/abcd-1234'],
    ['http://dx.doi.org/10.25935/6jg4-mk86', '10.25935/6jg4-mk86'],
    ['doi:10.24400/329360', '10.24400/329360'],
    [' 10.7289/V5', '10.7289/v5'],
  ])('%s is the DOI %s', (written, doi) => expect(normaliseDoi(written)).toBe(doi));

  it.each([
    'TBD',
    '',
    'https://doi.org/',
    '10.48322',
    'https://example.org/10.48322/x',
  ])('%j is no DOI', (written) => expect(normaliseDoi(written)).toBeNull());

  it('reads ORCIDs and RORs in any form', () => {
    expect(normaliseOrcid('https://orcid.org/0000-0001-7915-5571')).toBe('0000-0001-7915-5571');
    expect(normaliseOrcid('0000-0001-7915-557x')).toBe('0000-0001-7915-557X');
    expect(normaliseOrcid('Cecconi')).toBeNull();
    expect(normaliseRor('00ryjtt64')).toBe('https://ror.org/00ryjtt64');
    expect(normaliseRor('NOT_FOUND')).toBeNull();
  });

  it('compares ivoids without case, of spase ids the authority only', () => {
    expect(normaliseId('ivo://PADC.obspm/APIS')).toBe('ivo://padc.obspm/apis');
    expect(normaliseId('spase://cnes/NumericalData/X')).toBe('spase://CNES/NumericalData/X');
    expect(normaliseId(' juno-wav-orb ')).toBe('juno-wav-orb');
  });
});

describe('addresses', () => {
  it.each([
    ['http://AMDA.irap.omp.eu/', 'https://amda.cdpp.eu'],
    ['https://hpde.io/CNES/x.html', 'https://spase-metadata.org/CNES/x.html'],
    ['ftps://spdf.gsfc.nasa.gov/pub/', 'https://spdf.gsfc.nasa.gov/pub'],
    ['http://apis.obspm.fr:80/index.html', 'https://apis.obspm.fr'],
    ['https://apis.obspm.fr:443/%7Ex', 'http://apis.obspm.fr/~x'],
    ['www.rish.kyoto-u.ac.jp/radar', 'http://www.rish.kyoto-u.ac.jp/radar/'],
  ])('%s and %s are one', (one, other) => expect(normaliseUrl(one)).toBe(normaliseUrl(other)));

  it('keeps what makes a difference', () => {
    expect(normaliseUrl('https://example.org/a?id=X')).toBe('example.org/a?id=X');
    expect(normaliseUrl('https://example.org/A')).not.toBe(normaliseUrl('https://example.org/a'));
    expect(normaliseUrl('https://example.org:8080/a')).toBe('example.org:8080/a');
    expect(hostAndPath('https://example.org/a?id=X')).toBe('example.org/a');
  });

  it.each(['', 'N/A', 'mailto:x@example.org', 'http://', 'urn:x'])('%j is no address', (written) =>
    expect(normaliseUrl(written)).toBeNull());

  it('tells the products of one HAPI root apart', () => {
    const root = { url: 'https://amda.irap.omp.eu/service/hapi', standard: 'HAPI' };
    expect(accessKey({ ...root, productKey: 'ace-imf' })).toBe('amda.cdpp.eu/service/hapi#ace-imf');
    expect(accessKey({ ...root, productKey: null })).toBe('amda.cdpp.eu/service/hapi');
  });

  it('is the same when done twice', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
        const once = normaliseUrl(url) ?? '';
        expect(normaliseUrl(`https://${once}`)).toBe(once);
      }),
    );
  });
});

describe('persons', () => {
  it.each([
    ['Cecconi, Baptiste', 'Baptiste Cecconi'],
    ['McComas, David, J.', 'David J. McComas'],
    ['Le Sidaner, Pierre', 'Pierre Le Sidaner'],
    ['Muñoz-Jaramillo, A.', 'Andrés Munoz-Jaramillo'],
    ['Dudok de Wit, Thierry', 'T. de Wit'],
    ['Lanzerotti L. J.', 'L.J. Lanzerotti'],
    ['Smith, Edward, Jr.', 'Edward Smith Jr.'],
  ])('%s is %s', (one, other) => expect(nameKey(one)).toBe(nameKey(other)));

  it('lets the ORCID decide', () => {
    const orcid = '0000-0001-7915-5571';
    expect(personKey({ name: 'B. Cecconi', orcid: `https://orcid.org/${orcid}` })).toBe(orcid);
    expect(personName('Genot, Vincent')).toEqual({ name: 'Genot, Vincent', family: 'genot', initial: 'v' });
    expect(familyKey('van der Holst, Bart')).toBe('holst');
  });
});

describe('authors', () => {
  it.each([
    ['McComas, David, J.', ['McComas, David, J.']],
    ['L.J. Lanzerotti', ['L.J. Lanzerotti']],
    ['Szabo, Adam; Papitashvili, Natalia, E.', ['Szabo, Adam', 'Papitashvili, Natalia, E.']],
    ['Smith, David M.; and Warren Z. Rexroad', ['Smith, David M.', 'Warren Z. Rexroad']],
    [
      'Gold, R.E., Roelof, E.C., Krimigis, S., and J.D. Patterson',
      ['Gold, R.E.', 'Roelof, E.C.', 'Krimigis, S.', 'J.D. Patterson'],
    ],
    ['Angelopoulos, V., Mende, S. B., and Frey, H. U.', ['Angelopoulos, V.', 'Mende, S. B.', 'Frey, H. U.']],
    ['L. Lamy, B. Cecconi, P. Zarka, S. Hess', ['L. Lamy', 'B. Cecconi', 'P. Zarka', 'S. Hess']],
    ['L. Lamy and R. Prangé', ['L. Lamy', 'R. Prangé']],
  ])('%s', (written, names) => expect(splitAuthors(written)).toEqual({ names, isParsed: true }));

  it.each([
    "The LASCO Consortium: Naval Research Laboratory (USA); Laboratoire d'Astronomie Spatiale (France)",
    'Solar Influences Data Analysis Center, SIDC, Royal Observatory, Belgium, the team',
  ])('keeps %s whole', (written) =>
    expect(splitAuthors(written)).toEqual({ names: [written], isParsed: false }));

  it('loses no letter of any text', () => {
    const letters = (text: string) =>
      (text.normalize('NFC').match(/\p{L}/gu) ?? []).join('').replace(/and/gi, '');
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z.,; &]{0,80}$/), (written) => {
        expect(letters(splitAuthors(written).names.join('; '))).toBe(letters(written));
      }),
    );
  });
});

describe('organisations', () => {
  it.each([
    [
      { name: 'PADC', id: null },
      { name: null, id: 'spase://SMWG/Repository/PADC' },
    ],
    [
      { name: 'Space Physics Data Facility', id: null },
      { name: 'SPDF', id: 'https://ror.org/00ryjtt64' },
    ],
    [
      { name: 'The Example Institute', id: null },
      { name: 'Example  institute', id: null },
    ],
  ])('%j is %j', (one, other) => expect(organisationKey(one)).toBe(organisationKey(other)));

  it('keeps others apart', () => {
    expect(organisationKey({ name: 'A', id: null })).not.toBe(organisationKey({ name: 'B', id: null }));
    expect(organisationKey({ name: null, id: 'spase://X/Repository/Y' })).toBe('spase://X/Repository/Y');
  });
});
