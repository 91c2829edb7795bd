import { describe, expect, it } from 'vitest';
import { SERVICE_RULES } from '../../../src/validate/rules/service.ts';
import { expectCase, type Marked, untested } from './marked.ts';

const URL = '<accessURL use="base">https://a.org/x?</accessURL>';
const STD = `<interface xsi:type="vs:ParamHTTP" role="std">${URL}</interface>`;
const cone = (inner: string) =>
  `<capability xsi:type="cs:ConeSearch" standardID="ivo://ivoa.net/std/ConeSearch">${STD}${inner}</capability>`;
const vosi = (
  name: string,
  inner = '<interface xsi:type="vs:ParamHTTP"><accessURL use="full">https://a.org/v</accessURL></interface>',
) => `<capability standardID="ivo://ivoa.net/std/VOSI#${name}">${inner}</capability>`;
const tap = `<capability xsi:type="tr:TableAccess" standardID="ivo://ivoa.net/std/TAP">${STD}</capability>`;
const harvest = `<capability xsi:type="vg:Harvest" standardID="ivo://ivoa.net/std/Registry"><interface xsi:type="vg:OAIHTTP" role="std"/></capability>`;

const cases: Marked[] = [
  {
    rule: 'SVC-01',
    case: 'no capability',
    wrong: '<title>x</title>',
    says: 'no capability',
    severity: 'warning',
    right: cone(''),
  },
  {
    rule: 'SVC-01',
    case: 'no interface',
    wrong: '\n▶<capability standardID="ivo://a.org/std"/>',
    says: 'no interface',
    severity: 'warning',
    right: cone(''),
  },
  {
    rule: 'SVC-02',
    case: 'a typing error',
    wrong: '▶<capability standardID="ivo://ivoa.net/std/ConeSerach"/>',
    says: 'ivo://ivoa.net/std/ConeSearch is',
    severity: 'warning',
    right: [
      '<capability standardID="ivo://ivoa.net/std/conesearch"/>',
      '<capability standardID="ivo://ivoa.net/std/VOSI#tables-1.1"/>',
      '<capability standardID="ivo://ivoa.net/std/SIA#query-2.1"/>',
      '<capability standardID="ivo://ivoa.net/std/SSA#aux"/>',
      '<capability standardID="http://example.org/standard"/>',
      '<capability/>',
    ],
  },
  {
    rule: 'SVC-02',
    case: 'an unknown key',
    wrong: '▶<capability standardID="ivo://ivoa.net/std/VOSI#everything"/>',
    says: 'not among the registered standards',
    severity: 'info',
    right: '<capability standardID="ivo://ivoa.net/std/UWS#rest-1.1"/>',
  },
  {
    rule: 'SVC-02',
    case: 'of another authority',
    wrong: '▶<capability standardID="ivo://vamdc/std/VAMDC-TAP"/>',
    says: 'another authority',
    severity: 'info',
    right: [],
  },
  {
    rule: 'SVC-03',
    case: 'plain capability for TAP',
    wrong: `▶<capability standardID="ivo://ivoa.net/std/TAP">${STD}</capability>`,
    says: 'asks for a tr:TableAccess',
    severity: 'warning',
    right: [tap, vosi('capabilities'), harvest, cone('')],
  },
  {
    rule: 'SVC-03',
    case: 'type without standardID',
    wrong: `▶<capability xsi:type="cs:ConeSearch">${STD}</capability>`,
    says: 'Write standardID="ivo://ivoa.net/std/ConeSearch"',
    severity: 'warning',
    right: `<capability><description>A page.</description></capability>`,
  },
  {
    rule: 'SVC-03',
    case: 'the standard interface has another type',
    wrong: `<capability xsi:type="tr:TableAccess" standardID="ivo://ivoa.net/std/TAP">\n ▶<interface xsi:type="vr:WebBrowser" role="std"/></capability>`,
    says: 'is a vs:ParamHTTP or tr:DALIInterface, not a vr:WebBrowser',
    severity: 'warning',
    right: `<capability xsi:type="tr:TableAccess" standardID="ivo://ivoa.net/std/TAP">${STD}<interface xsi:type="vr:WebBrowser"/></capability>`,
  },
  {
    rule: 'SVC-03',
    case: 'only recommended for auxiliary ones; an older namespace has the same types',
    wrong: `▶<capability xsi:type="ssap:SimpleSpectralAccess" standardID="ivo://ivoa.net/std/SSA#aux">${STD}</capability>`,
    says: 'plain vr:Capability (no xsi:type)',
    severity: 'info',
    right: `<capability xsi:type="old:SimpleSpectralAccess" standardID="ivo://ivoa.net/std/SSA">${STD}</capability>`,
  },
  {
    rule: 'SVC-03',
    case: 'typed, with a standard of somebody else',
    wrong: `▶<capability xsi:type="tr:TableAccess" standardID="ivo://vamdc/std/VAMDC-TAP">${STD}</capability>`,
    says: 'belongs to ivo://ivoa.net/std/TAP',
    severity: 'warning',
    right: `<capability standardID="ivo://vamdc/std/VAMDC-TAP">${STD}</capability>`,
  },
  {
    rule: 'SVC-12',
    case: 'Creative Commons',
    wrong: '▶<rights rightsURI="http://creativecommons.org/licenses/by-sa/4.0/">CC BY-SA</rights>',
    says: 'Write https://spdx.org/licenses/CC-BY-SA-4.0',
    severity: 'info',
    right: [
      '<rights rightsURI="https://spdx.org/licenses/CC-BY-4.0.html">CC</rights>',
      '<rights rightsURI="http://spdx.org/licenses/ODbL-1.0">ODbL</rights>',
      '<rights>Free for research.</rights>',
      '',
    ],
    fixed: '<rights rightsURI="https://spdx.org/licenses/CC-BY-SA-4.0">CC BY-SA</rights>',
  },
  {
    rule: 'SVC-12',
    case: 'CC0',
    wrong: '▶<rights rightsURI="https://creativecommons.org/publicdomain/zero/1.0/">CC0</rights>',
    says: 'CC0-1.0',
    severity: 'info',
    right: [],
    fixed: '<rights rightsURI="https://spdx.org/licenses/CC0-1.0">CC0</rights>',
  },
  {
    rule: 'SVC-12',
    case: 'another address',
    wrong: '▶<rights rightsURI="https://a.org/terms">Ask.</rights>',
    says: 'not an SPDX licence URI',
    severity: 'info',
    right: [],
  },
  {
    rule: 'SVC-12',
    case: 'a licence by name only',
    wrong: '▶<rights>Creative Commons Attribution 4.0</rights>',
    says: 'Add rightsURI',
    severity: 'info',
    right: [],
  },
  {
    rule: 'SVC-12',
    case: 'a second element',
    wrong: '<rights>Free.</rights>\n▶<rights>Cite us.</rights>',
    says: 'Only the first',
    severity: 'info',
    right: '<rights>Free. Cite us.</rights>',
  },
  {
    rule: 'SVC-13',
    case: 'use',
    wrong: vosi(
      'tables-1.1',
      '<interface xsi:type="vs:ParamHTTP">\n▶<accessURL use="base">https://a.org</accessURL></interface>',
    ),
    says: 'use="full"',
    severity: 'warning',
    right: vosi('tables-1.1'),
  },
  {
    rule: 'SVC-13',
    case: 'interface type',
    wrong: vosi(
      'availability',
      '▶<interface xsi:type="vr:WebBrowser"><accessURL use="full">https://a.org</accessURL></interface>',
    ),
    says: 'is a vs:ParamHTTP',
    severity: 'warning',
    right: vosi('availability'),
  },
  {
    rule: 'SVC-13',
    case: 'capability type',
    wrong: '▶<capability xsi:type="tr:TableAccess" standardID="ivo://ivoa.net/std/VOSI#capabilities"/>',
    says: 'plain vr:Capability',
    severity: 'warning',
    right: vosi('capabilities'),
  },
  {
    rule: 'SVC-13',
    case: 'protected capabilities',
    wrong: vosi(
      'capabilities',
      '<interface xsi:type="vs:ParamHTTP"><accessURL use="full">https://a.org</accessURL>▶<securityMethod standardID="ivo://ivoa.net/sso#BasicAA"/></interface>',
    ),
    says: 'open to all',
    severity: 'warning',
    right: vosi(
      'tables',
      '<interface xsi:type="vs:ParamHTTP"><accessURL use="full">https://a.org</accessURL><securityMethod standardID="ivo://ivoa.net/sso#BasicAA"/></interface>',
    ),
  },
  {
    rule: 'SVC-14',
    case: 'TAP without tables',
    wrong: tap + vosi('capabilities'),
    says: 'VOSI tables endpoint',
    severity: 'warning',
    right: [
      tap + vosi('capabilities') + vosi('tables-1.1'),
      tap.replace(
        '</capability>',
        '<interface xsi:type="tr:DALIInterface"><endpoint><name>tables</name></endpoint></interface></capability>',
      ) + vosi('capabilities'),
      cone(''),
      '<capability standardID="ivo://ivoa.net/std/TAP#aux"/>',
    ],
  },
  {
    rule: 'SVC-14',
    case: 'SODA',
    wrong: '<capability standardID="ivo://ivoa.net/std/SODA#sync-1.0"/>',
    says: 'VOSI capabilities endpoint',
    severity: 'info',
    right: `<capability standardID="ivo://ivoa.net/std/SODA#sync-1.0"/>${vosi('capabilities')}`,
  },
  {
    rule: 'SVC-15',
    case: 'missing',
    wrong: `▶${cone('')}`,
    says: 'no testQuery',
    severity: 'info',
    right: [cone('<testQuery><ra>1</ra><dec>2</dec><sr>0.5</sr></testQuery>'), tap],
  },
  {
    rule: 'SVC-15',
    case: 'not on the sky',
    wrong: cone('<testQuery><ra>1</ra>▶<dec>200</dec><sr>0.5</sr></testQuery>'),
    says: 'from -90 to 90',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'SVC-16',
    wrong: '▶<capability xsi:type="cs:ConeSearch"/>',
    says: 'has no verbosity',
    severity: 'error',
    right: '<capability xsi:type="cs:ConeSearch"><verbosity>true</verbosity></capability>',
  },
  {
    rule: 'VDS-09',
    wrong: '▶<content/><capability standardID="ivo://ivoa.net/std/TAP#aux"/>',
    says: 'no relationship IsServedBy',
    severity: 'warning',
    right:
      '<content><relationship><relationshipType>served-by</relationshipType></relationship></content><capability standardID="ivo://ivoa.net/std/TAP#aux"/>',
  },
  {
    rule: 'RI-23',
    case: 'missing',
    wrong: '▶<capability xsi:type="vg:Harvest"/>',
    says: 'standardID="ivo://ivoa.net/std/Registry"',
    severity: 'error',
    right: harvest,
  },
  {
    rule: 'RI-23',
    case: 'another',
    wrong: '▶<capability xsi:type="vg:Harvest" standardID="ivo://ivoa.net/std/RegistryInterface"/>',
    says: 'not "ivo://ivoa.net/std/RegistryInterface"',
    severity: 'error',
    right: '<capability xsi:type="vg:Harvest" standardID="ivo://ivoa.net/std/registry"/>',
  },
  {
    rule: 'RI-24',
    case: 'no availability',
    type: 'vg:Registry',
    wrong: harvest + vosi('capabilities'),
    says: 'VOSI availability',
    severity: 'warning',
    right: harvest + vosi('capabilities') + vosi('availability'),
  },
  {
    rule: 'RI-24',
    case: 'tables of a searchable one',
    type: 'vg:Registry',
    wrong: `${harvest}${vosi('capabilities')}${vosi('availability')}<tableset/>`,
    says: 'VOSI tables',
    severity: 'warning',
    right: `${harvest}${vosi('capabilities')}${vosi('availability')}${vosi('tables')}<tableset/>`,
  },
  {
    rule: 'RI-25',
    type: 'vg:Registry',
    wrong: `${harvest}\n▶<full>true</full>`,
    says: 'Write false',
    severity: 'info',
    right: [`${harvest}<full>false</full>`, `${harvest}${tap}<full>true</full>`],
  },
];

describe('rules about capabilities', () => {
  it.each(cases)('$rule $case', (c) => expectCase(SERVICE_RULES, c));
  it('has a case for each', () => expect(untested(SERVICE_RULES, cases)).toEqual([]));
});
