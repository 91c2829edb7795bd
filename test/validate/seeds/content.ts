/** Faults of CUR and CON rules in single records. */
import type { Seed } from './seed.ts';

const CONE = 'bess/cone';
const DATE = '<date role="Available">2007-01-01</date>';
const ALT = '</identifier>';
const NAME = '<name>Neiner, C.</name>';
const CONTACT = '<contact>\n      <name>PADC support team</name>';
const SUBJECT = '<subject>be-stars</subject>';
const RELATED =
  '<relatedResource ivo-id="ivo://padc.example/bess/collection"\n        >BeSS, the Be star spectra database<';
const SOURCE = '<source format="bibcode">2011AJ....142..149N</source>';
const URL = '<referenceURL>http://basebe.obspm.fr/basebe/</referenceURL>';

const at = (rule: string, from: string, to: string, model = CONE): Seed => [rule, model, [from, to]];
const alt = (value: string): Seed =>
  at('CUR-01', ALT, `</identifier>\n  ▶<altIdentifier>${value}</altIdentifier>`);
const name = (value: string): Seed => at('CUR-03', NAME, `▶<name>${value}</name>`);

export const CONTENT_SEEDS: Seed[] = [
  alt('https://doi.org/10.5479/ADS/bib/2011AJ'),
  alt('http://dx.doi.org/10.5479/ADS/bib/2011AJ'),
  alt('10.5479/ADS/bib/2011AJ'),
  alt('doi:11.5479/ADS'),
  alt('bibcode:2011AJ..142..149N'),
  alt('https://ror.org/029nkcm91'),
  at('CUR-01', NAME, '▶<name altIdentifier="https://orcid.org/0000-0001-7915-5570">Neiner, C.</name>'),
  at('CUR-01', NAME, '▶<name altIdentifier="orcid:0000-0001-7915-5571">Neiner, C.</name>'),
  at('CUR-01', NAME, '▶<name altIdentifier="http://orcid.org/0000-0001-7915-5571">Neiner, C.</name>'),
  at('CUR-02', NAME, `${NAME}\n      ▶<altIdentifier>https://orcid.org/0000-0001-7915-5571</altIdentifier>`),
  at(
    'CUR-02',
    CONTACT,
    `▶<contact ivo-id="ivo://padc.example/org/padc">\n      <name>PADC support team</name>`,
  ),
  at('CUR-02', `<creator>\n      ${NAME}`, `▶<creator ivo-id="ivo://padc.example/org/padc">\n      ${NAME}`),
  name('Neiner, C., de Batz, B., Cochard, F.'),
  name('Neiner, C. and Cochard, F.'),
  name('PI: Neiner, C.'),
  name('Neiner, C.; de Batz, B.'),
  name('Coralie Neiner'),
  name('&lt;b&gt;Neiner, C.&lt;/b&gt;'),
  at('CUR-04', CONTACT, `▶${CONTACT}`).concat([['      <email>vo.paris@obspm.fr</email>\n', '']]) as Seed,
  at('CUR-04', '<email>vo.paris@obspm.fr</email>', '▶<email>vo.paris at obspm.fr</email>'),
  at('CUR-04', '</email>', '</email>\n      ▶<telephone>01 40 51 22 21</telephone>'),
  at('CUR-05', DATE, '▶<date>2007-01-01</date>'),
  at('CUR-05', DATE, '▶<date role="representative">2007-01-01</date>'),
  at('CUR-05', DATE, '▶<date role="creation">2007-01-01</date>'),
  at('CUR-05', DATE, '▶<date role="Invented">2007-01-01</date>'),
  at('CUR-06', DATE, '▶<date role="Available">2107-01-01</date>'),
  at('CUR-06', DATE, '▶<date role="Available">2090-01-01T00:00:00Z</date>'),
  [
    'CUR-08',
    'tap/nancay',
    ['<curation>', '▶<curation>'],
    ['    <creator>\n      <name>Paris Astronomical Data Centre</name>\n    </creator>\n', ''],
  ],
  [
    'CUR-08',
    'std/platequery',
    ['<curation>', '▶<curation>'],
    ['    <creator>\n      <name>PADC support team</name>\n    </creator>\n', ''],
  ],
  at('CUR-09', NAME, `${NAME}\n      ▶<logo>www.obspm.fr/logo.png</logo>`),
  at('CUR-09', NAME, `${NAME}\n      ▶<logo>ftp://ftp.obspm.fr/logo.png</logo>`),
  [
    'CUR-09',
    CONE,
    [NAME, `${NAME}\n      <logo>https://www.obspm.fr/logo.png</logo>`],
    [
      '<name>de Batz, B.</name>',
      '<name>de Batz, B.</name>\n      ▶<logo>https://www.obspm.fr/logo2.png</logo>',
    ],
  ],

  at('CON-01', SUBJECT, '▶<subject>Be stars</subject>'),
  at('CON-01', SUBJECT, '▶<subject>be-stars, emission-line-stars</subject>'),
  at('CON-01', SUBJECT, '▶<subject>stars that shine</subject>'),
  at('CON-01', SUBJECT, '▶<subject>http://www.ivoa.net/rdf/uat#be-stars</subject>'),
  at('CON-02', '<type>Catalog</type>', '▶<type>Table</type>'),
  at('CON-02', '<type>Catalog</type>', '▶<type>catalogue</type>'),
  at('CON-02', '<contentLevel>Research', '▶<contentLevel>Expert'),
  at('CON-02', '<contentLevel>Research', '▶<contentLevel>research'),
  at('CON-03', '<relationshipType>IsServiceFor', '▶<relationshipType>service-for'),
  at('CON-03', '<relationshipType>IsServiceFor', '▶<relationshipType>serves'),
  at('CON-03', '<relationshipType>IsServiceFor', '▶<relationshipType>related-to'),
  at('CON-04', RELATED, '▶<relatedResource ivo-id="ivo://padc.example/bess/collection"\n        > <'),
  at('CON-04', RELATED, '▶<relatedResource>BeSS, the Be star spectra database<'),
  at('CON-05', SOURCE, '▶<source format="bibcode">bibcode:2011AJ....142..149N</source>'),
  at('CON-05', SOURCE, '▶<source format="doi">doi:10.1088/0004-6256/142/5/149</source>'),
  at('CON-05', SOURCE, '▶<source format="doi">https://doi.org/10.1088/0004-6256/142/5/149</source>'),
  at(
    'CON-05',
    SOURCE,
    '▶<source format="bibcode">https://ui.adsabs.harvard.edu/abs/2011AJ....142..149N</source>',
  ),
  at('CON-06', URL, '▶<referenceURL>ftp://basebe.obspm.fr/basebe/</referenceURL>'),
  at('CON-06', URL, '▶<referenceURL>basebe.obspm.fr/basebe/</referenceURL>'),
  at('CON-06', URL, '▶<referenceURL>ivo://padc.example/bess/cone</referenceURL>'),
  at('CON-06', URL, '▶<referenceURL>http:basebe.obspm.fr</referenceURL>'),
  at(
    'CON-07',
    '<title>BeSS',
    '▶<validationLevel validatedBy="ivo://padc.example/registry">2</validationLevel>\n  <title>BeSS',
  ),
  at('CON-07', '<title>BeSS', '▶<validationLevel validatedBy="PADC">2</validationLevel>\n  <title>BeSS'),
  at(
    'CON-07',
    '<interface',
    '▶<validationLevel validatedBy="http://padc.obspm.fr">2</validationLevel>\n    <interface',
  ),
  name('Neiner C., Cochard F.'),
  name('Neiner, Coralie, Cochard, Francois'),
  name('C. Neiner'),
];
