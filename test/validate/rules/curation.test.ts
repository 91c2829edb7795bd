import { describe, expect, it } from 'vitest';
import { altIdentifierTrouble, isOrcid, isRor } from '../../../src/validate/rules/alt-identifier.ts';
import { CURATION_RULES } from '../../../src/validate/rules/curation.ts';
import { creatorNameTrouble } from '../../../src/validate/rules/names.ts';
import { type Case, type FineCase, SERVICE, tryRules } from './cases.ts';

const IDENTIFIER = '<identifier>ivo://padc.example/obsfacility</identifier>';
const alternative = (value: string) => `${IDENTIFIER}\n  <altIdentifier>${value}</altIdentifier>`;

const altIdentifier = (value: string, says: string, instead?: string): Case => ({
  rule: 'CUR-01',
  model: SERVICE,
  wrong: [[IDENTIFIER, alternative(value)]],
  at: '<altIdentifier',
  says,
  ...(instead === undefined ? {} : { fixed: [[IDENTIFIER, alternative(instead)]] }),
});

const creator = (name: string, says: string, severity: Case['severity'] = 'warning'): Case => ({
  rule: 'CUR-03',
  model: SERVICE,
  wrong: [['Cecconi, B.', name]],
  at: '<name>',
  says,
  severity,
});

const date = (rule: string, written: string, says: string, extra: Partial<Case> = {}): Case => ({
  rule,
  model: SERVICE,
  wrong: [['<date role="Created">2019-05-13</date>', written]],
  at: written.slice(0, 10),
  says,
  ...extra,
});

const logo = (value: string) => `</name>\n      <logo>${value}</logo>\n    </creator>`;

const cases: Case[] = [
  altIdentifier(
    'https://doi.org/10.5479/ADS/a&amp;b',
    'Write doi:10.5479/ADS/a&b',
    'doi:10.5479/ADS/a&amp;b',
  ),
  altIdentifier(' http://dx.doi.org/10.5072/7273288 ', 'without a resolver', ' doi:10.5072/7273288 '),
  altIdentifier('DOI: 10.5072/7273288', 'without a resolver', 'doi:10.5072/7273288'),
  altIdentifier('10.5072/7273288', 'without a resolver', 'doi:10.5072/7273288'),
  altIdentifier('doi:7273288', 'a DOI is written doi:10.…'),
  altIdentifier('bibcode:2018ivoa.spec.0625', 'bibcode: and its 19 characters'),
  altIdentifier('2018ivoa.spec.0625P', 'Write bibcode:', 'bibcode:2018ivoa.spec.0625P'),
  altIdentifier(
    'https://ui.adsabs.harvard.edu/abs/2018A%26A...616A...1G/abstract',
    'Write bibcode:2018A&A...616A...1G',
    'bibcode:2018A&amp;A...616A...1G',
  ),
  altIdentifier('http://ror.org/029nkcm90', 'a ROR id is written', 'https://ror.org/029nkcm90'),
  altIdentifier('https://ror.org/029nkcm91', 'check digits are wrong'),
  altIdentifier('https://ascl.net/1101.010', 'Write ascl:1101.010', 'ascl:1101.010'),
  altIdentifier('ascl:11.10', 'ascl:yymm.nnn'),
  altIdentifier('spase SMWG', 'is a URI such as'),
  altIdentifier('https://orcid.org/0000-0001-7915-5571', 'identifies a person'),
  {
    rule: 'CUR-01',
    model: SERVICE,
    wrong: [['<name>Cecconi', '<name altIdentifier="0000-0001-7915-5571">Cecconi']],
    at: '<name altIdentifier',
    says: 'an ORCID is written',
    fixed: [['<name>Cecconi', '<name altIdentifier="https://orcid.org/0000-0001-7915-5571">Cecconi']],
  },
  {
    rule: 'CUR-01',
    model: SERVICE,
    wrong: [
      ['</name>', '</name>\n      <altIdentifier>https://orcid.org/0000-0001-7915-5572</altIdentifier>'],
    ],
    at: '<altIdentifier',
    says: 'check digit is wrong',
  },
  {
    rule: 'CUR-02',
    model: SERVICE,
    wrong: [
      ['</name>', '</name>\n      <altIdentifier>https://orcid.org/0000-0001-7915-5571</altIdentifier>'],
    ],
    at: '<altIdentifier',
    says: 'altIdentifier inside creator is deprecated',
  },
  {
    rule: 'CUR-02',
    model: SERVICE,
    wrong: [['<contact>', '<contact ivo-id="ivo://padc.example/org/padc">']],
    at: '<contact',
    says: 'ivo-id on <contact> is deprecated',
  },
  creator('PI: Ita Varajedini', 'has a function in it'),
  creator('Varajedini, I. (PI)', 'has a function in it'),
  creator('Mornilov, V.G., Polkov, I.M., Bakharov, A.I', 'looks like several names'),
  creator('Engels, D.; Bunzel, F.', 'looks like several names'),
  creator('Smith, J. et al.', 'looks like several names'),
  creator('J. Smith and A. Jones', 'looks like several names'),
  creator('All data is from &lt;a href="x"&gt;here&lt;/a&gt;', 'has markup or an address'),
  creator('http://www.minorplanetcenter.org/', 'has markup or an address'),
  creator('J. D. van der Waals', 'has the initials first', 'info'),
  {
    rule: 'CUR-04',
    model: SERVICE,
    wrong: [['      <email>vo.paris@obspm.fr</email>\n', '']],
    at: '<contact',
    says: 'The contact "PADC support team" has no e-mail address',
  },
  {
    rule: 'CUR-04',
    model: SERVICE,
    wrong: [['vo.paris@obspm.fr', 'mailto:vo.paris@obspm.fr']],
    at: '<email',
    says: 'is not an e-mail address',
    severity: 'warning',
    fixed: [],
  },
  {
    rule: 'CUR-04',
    model: SERVICE,
    wrong: [['vo.paris@obspm.fr', 'vo.paris at obspm.fr']],
    at: '<email',
    says: 'is not an e-mail address',
    severity: 'warning',
  },
  {
    rule: 'CUR-04',
    model: SERVICE,
    wrong: [['+33 1 40 51 22 21', '01 40 51 22 21']],
    at: '<telephone',
    says: 'international form',
  },
  date('CUR-05', '<date>2019-05-13</date>', 'has no role, so it means Collected', { severity: 'info' }),
  date('CUR-05', '<date role="creation">2019-05-13</date>', 'is deprecated. Write Created', { fixed: [] }),
  date('CUR-05', '<date role="created">2019-05-13</date>', 'not in the vocabulary date_role. Write Created', {
    fixed: [],
  }),
  date(
    'CUR-05',
    '<date role="http://www.ivoa.net/rdf/voresource/date_role#Created">2019-05-13</date>',
    'Write Created',
    {
      fixed: [],
    },
  ),
  date('CUR-05', '<date role="last-checked">2019-05-13</date>', 'Write e.g. Created'),
  date('CUR-06', '<date role="Updated">2062-05-13</date>', 'The date 2062-05-13 is in the future'),
  date('CUR-06', '<date role="Updated">2026-11-20T12:30:00Z</date>', 'is in the future'),
  date('CUR-06', '<date role="Updated">2026-11-21</date>', 'is in the future', { severity: 'warning' }),
  {
    rule: 'CUR-07',
    model: SERVICE,
    wrong: [['<publisher ivo-id="ivo://padc.example/org/padc">', '<publisher>']],
    at: '<publisher',
    says: 'has no ivo-id',
  },
  {
    rule: 'CUR-08',
    model: SERVICE,
    wrong: [['    <creator>\n      <name>Cecconi, B.</name>\n    </creator>\n', '']],
    at: '<curation',
    says: 'There is no creator',
  },
  {
    rule: 'CUR-09',
    model: SERVICE,
    wrong: [['</name>\n    </creator>', logo('www.obspm.fr/logo.png')]],
    at: '<logo',
    says: 'Write an http or https address',
    severity: 'warning',
  },
  {
    rule: 'CUR-09',
    model: SERVICE,
    wrong: [['</name>\n    </creator>', logo('https://www.obspm.fr/index.html')]],
    at: '<logo',
    says: 'seems to be a page',
    severity: 'warning',
  },
  {
    rule: 'CUR-09',
    model: SERVICE,
    wrong: [
      [
        '</name>\n    </creator>',
        `${logo('https://www.obspm.fr/logo.png')}\n    <creator><name>LIRA</name>\n      <logo>https://lira.obspm.fr/logo.svg</logo></creator>`,
      ],
    ],
    at: '<logo>https://lira',
    says: 'is not the first',
  },
];

const fine: FineCase[] = [
  ...[
    'doi:10.5479/ADS/bib/2018ivoa.spec.0625P',
    'bibcode:2018A&amp;A...616A...1G',
    'https://ror.org/029nkcm90',
    'ascl:1101.010',
    'https://hpde.io/CNES/Observatory/x',
    'urn:nbn:de:1234',
  ].map((value): FineCase => ({ rule: 'CUR-01', model: SERVICE, fine: [[IDENTIFIER, alternative(value)]] })),
  { rule: 'CUR-06', model: SERVICE, fine: [['2019-05-13</date>', '2026-11-20</date>']] },
  {
    rule: 'CUR-08',
    model: SERVICE,
    fine: [
      ['xsi:type="vs:DataService"', 'xsi:type="vr:Organisation"'],
      ['<creator>', '<contributor>'],
      ['</creator>', '</contributor>'],
    ],
  },
];

tryRules(CURATION_RULES, cases, fine);

describe('check digits', () => {
  it.each([
    '0000-0002-1825-0097',
    '0000-0001-5109-3700',
    '0000-0002-1694-233X',
  ])('takes the ORCID %s', (orcid) => {
    expect(isOrcid(orcid)).toBe(true);
    const digit = orcid.at(-1) === '1' ? '2' : '1';
    expect(isOrcid(orcid.slice(0, -1) + digit)).toBe(false);
  });

  it.each(['04rcqnp59', '029nkcm90', '02feahw73', '00pg6eq24', '01ggx4157'])('takes the ROR id %s', (ror) => {
    expect(isRor(ror)).toBe(true);
    expect(isRor(`${ror.slice(0, -1)}${(Number(ror.at(-1)) + 1) % 10}`)).toBe(false);
  });

  it('writes an ORCID with a small x in capitals', () => {
    expect(altIdentifierTrouble('https://orcid.org/0000-0002-1694-233x')?.instead).toBe(
      'https://orcid.org/0000-0002-1694-233X',
    );
  });
});

describe('creatorNameTrouble', () => {
  it.each([
    'van der Waals, Johannes Diderik',
    'de Vaucouleurs, G.',
    'IVOA Registry Working Group',
    'Smith, J., Jr.',
    'Department of Physics and Astronomy, University of X',
    'U.S. Naval Observatory',
    'Garcia Lopez, Maria Jose',
    'Centre de Données astronomiques de Strasbourg',
    'Pickles, A. J.',
    'Gaia Collaboration',
    'Picard & Sons',
    'Authority, A.',
    'PIC team',
    '',
    'Department of Terrestrial Magnetism',
    'Virtual Observatoire',
    'Max Planck Gesellschaft',
  ])('finds nothing wrong with "%s"', (name) => {
    expect(creatorNameTrouble(name)).toBeNull();
  });

  it.each([
    'Neiner C., Cochard F.',
    'Neiner, Coralie, Cochard, Francois',
    'Neiner, C./Cochard, F.',
  ])('sees several names in "%s"', (name) => {
    expect(creatorNameTrouble(name)).toMatchObject({ says: expect.stringContaining('several names') });
  });

  it.each(['Coralie Neiner', 'Zhang Hailong', 'John R. Smith'])('asks for a comma in "%s"', (name) => {
    expect(creatorNameTrouble(name)).toMatchObject({
      says: expect.stringContaining('no comma'),
      severity: 'info',
    });
  });
});
