import { describe, expect, it } from 'vitest';
import { INTERFACE_RULES } from '../../../src/validate/rules/interface.ts';
import { expectCase, type Marked, untested } from './marked.ts';

const URL = '<accessURL use="base">https://a.org/x?</accessURL>';
const cone = (inner: string) =>
  `<capability xsi:type="cs:ConeSearch" standardID="ivo://ivoa.net/std/ConeSearch">${inner}</capability>`;
const std = (inner: string, attributes = '') =>
  `<interface xsi:type="vs:ParamHTTP" role="std"${attributes}>${inner}</interface>`;
const tap = (inner: string) => `<capability standardID="ivo://ivoa.net/std/TAP">${inner}</capability>`;
const soda = (inner: string) =>
  `<capability standardID="ivo://ivoa.net/std/SODA#sync-1.0">${inner}</capability>`;
const param = (attributes: string, name: string, type: string) =>
  `<param${attributes}><name>${name}</name>${type}</param>`;
const REAL = '<dataType xsi:type="vs:SimpleDataType">real</dataType>';
const DOUBLE = '<dataType xsi:type="vs:VOTableType">double</dataType>';

const cases: Marked[] = [
  {
    rule: 'SVC-04',
    case: 'no role',
    wrong: cone(`\n▶<interface xsi:type="vs:ParamHTTP">${URL}</interface>`),
    says: 'role="std"',
    severity: 'warning',
    right: [
      cone(std(URL)),
      cone(std(URL).replace('"std"', '"std:v1"')),
      '<capability><interface xsi:type="vr:WebBrowser"/></capability>',
    ],
  },
  {
    rule: 'SVC-04',
    case: 'no interface of the type',
    wrong: `▶${cone('<interface xsi:type="vr:WebBrowser"/><interface xsi:type="vr:WebBrowser"/>')}`,
    says: 'no interface of type vs:ParamHTTP',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'SVC-04',
    case: 'another interface beside',
    wrong: cone(`${std(URL)}▶<interface xsi:type="vr:WebBrowser"/>`),
    says: 'capability of its own',
    severity: 'info',
    right: [],
  },
  {
    rule: 'SVC-04',
    case: 'not verified: advice only',
    wrong:
      '<capability standardID="ivo://ivoa.net/std/hips#hips-1.0">▶<interface xsi:type="vs:ParamHTTP"/></capability>',
    says: 'HiPS',
    severity: 'info',
    right: [],
  },
  {
    rule: 'SVC-05',
    case: 'two',
    wrong: cone(std(`${URL}\n▶<accessURL>https://b.org/x?</accessURL>`)),
    says: 'mirrorURL',
    severity: 'warning',
    right: cone(std(`${URL}<mirrorURL>https://b.org/x?</mirrorURL>`)),
  },
  {
    rule: 'SVC-05',
    case: 'none',
    wrong: cone(`▶${std('')}`),
    says: 'no accessURL',
    severity: 'error',
    right: [],
  },
  {
    rule: 'SVC-05',
    case: 'relative',
    wrong: cone(std('▶<accessURL>/oai.xml</accessURL>')),
    says: 'not an absolute address',
    severity: 'warning',
    right: cone(std('<accessURL>vtp://a.org:8099</accessURL>')),
  },
  {
    rule: 'SVC-05',
    case: 'a mirror of itself',
    wrong: cone(std(`${URL}▶<mirrorURL>https://a.org/x?</mirrorURL>`)),
    says: 'repeats',
    severity: 'info',
    right: [],
  },
  {
    rule: 'SVC-06',
    case: 'wrong',
    wrong: soda(std('▶<accessURL use="base">https://a.org/s</accessURL>')),
    says: 'for SODA 1.0 write use="full"',
    severity: 'warning',
    right: [soda(std('<accessURL use="full">https://a.org/s</accessURL>')), cone(std(URL))],
  },
  {
    rule: 'SVC-06',
    case: 'missing',
    wrong: cone(std('▶<accessURL>https://a.org/s?</accessURL>')),
    says: 'does not say',
    severity: 'warning',
    right: `<capability standardID="ivo://ivoa.net/std/SIA#query-2.0">${std('<accessURL use="full">https://a.org/s</accessURL>')}</capability>`,
  },
  {
    rule: 'SVC-07',
    case: 'without ?',
    wrong: cone(std('▶<accessURL use="base">https://a.org/s</accessURL>')),
    says: 'https://a.org/s?',
    severity: 'info',
    right: [cone(std(URL)), tap(std('<accessURL use="base">https://a.org/tap</accessURL>'))],
    fixed: cone(std('<accessURL use="base">https://a.org/s?</accessURL>')),
  },
  {
    rule: 'SVC-07',
    case: 'with a parameter',
    wrong: cone(std('▶<accessURL use="base"> https://a.org/s?cat=1 </accessURL>')),
    says: 'https://a.org/s?cat=1&',
    severity: 'info',
    right: [],
    fixed: cone(std('<accessURL use="base"> https://a.org/s?cat=1&amp; </accessURL>')),
  },
  {
    rule: 'SVC-08',
    case: 'not a version of TAP',
    wrong: tap(`▶${std(URL, ' version="2.0"')}`),
    says: 'no version of TAP',
    severity: 'warning',
    right: [
      tap(std(URL, ' version="1.1"')),
      tap(std(URL, ' version="1.0"')),
      cone(std(URL, ' version="1.03"')),
    ],
  },
  {
    rule: 'SVC-08',
    case: 'no version of TAP',
    wrong: tap(`▶${std(URL)}`),
    says: 'which says TAP 1.0',
    severity: 'info',
    right: `<capability standardID="ivo://ivoa.net/std/TAP#aux">${std(URL)}</capability>`,
  },
  {
    rule: 'SVC-08',
    case: 'twice',
    wrong: soda(`▶${std(URL, ' version="1.0"')}`),
    says: 'carries the version already',
    severity: 'info',
    right: soda(std(URL)),
  },
  {
    rule: 'SVC-09',
    case: 'in the element',
    wrong: cone(std(`${URL}▶<securityMethod>ivo://ivoa.net/sso#BasicAA</securityMethod>`)),
    says: 'standardID="ivo://ivoa.net/sso#BasicAA"',
    severity: 'error',
    right: cone(std(`${URL}<securityMethod standardID="ivo://ivoa.net/sso#basicaa"/>`)),
  },
  {
    rule: 'SVC-09',
    case: 'empty',
    wrong: cone(std(`${URL}▶<securityMethod/>`)),
    says: 'remove the empty one',
    severity: 'info',
    right: [],
  },
  {
    rule: 'SVC-09',
    case: 'unknown to SSO',
    wrong: cone(std(`${URL}▶<securityMethod standardID="ivo://ivoa.net/sso#password"/>`)),
    says: 'not an authentication method',
    severity: 'warning',
    right: [],
  },
  {
    rule: 'SVC-10',
    wrong: cone(
      std(
        `${URL}<securityMethod standardID="ivo://ivoa.net/sso#cookie"/>▶<securityMethod standardID="ivo://ivoa.net/sso#BasicAA"/>`,
      ),
    ),
    says: 'several securityMethods',
    severity: 'warning',
    right: cone(std(`${URL}<securityMethod standardID="ivo://ivoa.net/sso#cookie"/>`)),
  },
  {
    rule: 'SVC-11',
    case: 'no WSDL',
    wrong: `<capability>▶<interface xsi:type="vr:WebService">${URL}</interface></capability>`,
    says: 'without a WSDL',
    severity: 'warning',
    right: [
      `<capability><interface xsi:type="vr:WebService">${URL}<wsdlURL>https://a.org/d</wsdlURL></interface></capability>`,
      '<capability><interface xsi:type="vr:WebService"><accessURL>https://a.org/s?wsdl</accessURL></interface></capability>',
    ],
  },
  {
    rule: 'SVC-11',
    case: 'OAISOAP',
    wrong: '<capability>▶<interface xsi:type="vg:OAISOAP"/></capability>',
    says: 'no longer used',
    severity: 'warning',
    right: '<capability><interface xsi:type="vg:OAIHTTP"/></capability>',
  },
  {
    rule: 'SVC-17',
    case: 'not of the standard',
    wrong: cone(std(`${URL}▶${param(' std="true"', 'COLOUR', REAL)}`)),
    says: 'does not define the parameter COLOUR',
    severity: 'info',
    right: [
      cone(std(`${URL}${param(' std="true"', 'RA', REAL)}`)),
      cone(std(`${URL}${param('', 'COLOUR', REAL)}`)),
      cone(std(`${URL}${param(' std="false"', 'COLOUR', REAL)}`)),
      soda(std(`${URL}${param(' std="true"', 'CIRCLE', DOUBLE)}`)),
    ],
  },
  {
    rule: 'SVC-17',
    case: 'no standard at all',
    wrong: `<capability><interface>▶${param(' std="true"', 'q', '')}</interface></capability>`,
    says: 'follows no standard',
    severity: 'info',
    right: [],
  },
  {
    rule: 'SVC-17',
    case: 'simple type of a DALI service',
    wrong: soda(std(`${URL}${param('', 'POS', `▶${REAL}`)}`)),
    says: 'should be a vs:VOTableType',
    severity: 'info',
    right: soda(std(`${URL}${param('', 'POS', DOUBLE)}`)),
  },
  {
    rule: 'SVC-17',
    case: 'VOTable type of another',
    wrong: cone(std(`${URL}${param('', 'RA', `▶${DOUBLE}`)}`)),
    says: 'vs:SimpleDataType',
    severity: 'info',
    right: [],
  },
  {
    rule: 'SVC-18',
    case: 'queryType',
    wrong: soda(std(`${URL}▶<queryType>GET</queryType>`)),
    says: 'not needed',
    severity: 'info',
    right: cone(std(`${URL}<queryType>GET</queryType>`)),
  },
  {
    rule: 'SVC-18',
    case: 'resultType',
    wrong: cone(std(`${URL}▶<resultType>VOTable</resultType>`)),
    says: 'not a media type',
    severity: 'info',
    right: cone(std(`${URL}<resultType>application/x-votable+xml;content=datalink</resultType>`)),
  },
];

describe('rules about interfaces', () => {
  it.each(cases)('$rule $case', (c) => expectCase(INTERFACE_RULES, c));
  it('has a case for each', () => expect(untested(INTERFACE_RULES, cases)).toEqual([]));
});
