/** The rofr profile: one case for each rule, on a model record that it has nothing against. */
import { readFileSync } from 'node:fs';
import { ROFR_RULES } from '../../src/validate/rofr.ts';
import { type Case, tryRules } from './rules/cases.ts';

const read = (path: string) =>
  readFileSync(new URL(`../../records/padc.example/${path}`, import.meta.url), 'utf8');
const APIS = read('apis/epn_core.xml');
const TAP = read('tap/planeto.xml');
const PORTAL = `<ri:Resource xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0"
    xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:type="vs:CatalogService">
  <capability>
    <interface xsi:type="vs:ParamHTTP">
      <accessURL use="base">https://padc.example/x</accessURL>
      <param std="false">
        <name>POS</name>
        <dataType>real</dataType>
      </param>
    </interface>
  </capability>
  <coverage>
    <spatial>4/1</spatial>
    <waveband>Optical</waveband>
  </coverage>
</ri:Resource>
`;
const LIMITS = `<?xml version="1.0"?>
<ri:Resource xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0"
    xmlns:tr="http://www.ivoa.net/xml/TAPRegExt/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <capability xsi:type="tr:TableAccess">
    <outputLimit>
      <default unit="row">10</default>
    </outputLimit>
  </capability>
</ri:Resource>
`;

const CASES: Case[] = [
  {
    rule: 'ROFR-01',
    model: APIS,
    wrong: [['<name>Lamy, L.', '<name altIdentifier="https://orcid.org/0000-0001-7915-5571">Lamy, L.']],
    at: '<name altIdentifier',
    says: 'altIdentifier on <name> is not known',
  },
  {
    rule: 'ROFR-02',
    model: PORTAL,
    wrong: [['>Optical<', '>Neutrino<']],
    at: '<waveband',
    says: 'waveband "Neutrino"',
  },
  {
    rule: 'ROFR-03',
    model: PORTAL,
    wrong: [['<spatial>', '<spatial frame="BODY">']],
    at: '<spatial',
    says: 'frame="BODY"',
  },
  {
    rule: 'ROFR-04',
    model: PORTAL,
    wrong: [['<dataType>', '<dataType xsi:type="vs:VOTableType">']],
    at: '<dataType',
    says: 'VOTableType for an interface parameter',
  },
  {
    rule: 'ROFR-05',
    model: APIS,
    wrong: [
      ['xmlns:vs=', 'xmlns:slap="http://www.ivoa.net/xml/SLAP/v1.0" xmlns:vs='],
      ['xsi:type="vs:ParamHTTP"', 'xsi:type="slap:Nope"'],
    ],
    at: '<interface',
    says: 'does not know the type slap:Nope',
  },
  {
    rule: 'ROFR-05',
    model: TAP,
    wrong: [['xsi:type="tr:TableAccess"', 'xsi:type="tr:DALIInterface"']],
    at: '<capability xsi:type="tr:DALIInterface"',
    says: 'tr:DALIInterface',
  },
  {
    rule: 'ROFR-06',
    model: LIMITS,
    wrong: [
      ['  </capability>', '    <outputLimit><default unit="row">1</default></outputLimit>\n  </capability>'],
    ],
    at: '<outputLimit><',
    says: 'accepts one <outputLimit>',
  },
  {
    rule: 'ROFR-06',
    model: LIMITS,
    wrong: [['<outputLimit>', '<outputLimit forMode="sync">']],
    at: '<outputLimit forMode',
    says: 'refuses forMode',
  },
  {
    rule: 'ROFR-07',
    model: PORTAL,
    wrong: [['  </coverage>\n', '  </coverage>\n  <productTypeServed>image</productTypeServed>\n']],
    at: '<productTypeServed>',
    says: 'does not know <productTypeServed>',
  },
  {
    rule: 'ROFR-07',
    model: PORTAL,
    wrong: [['        <dataType>', '        <stats/>\n        <dataType>']],
    at: '<stats/>',
    says: 'does not know <stats>',
  },
];

tryRules(ROFR_RULES, CASES);
