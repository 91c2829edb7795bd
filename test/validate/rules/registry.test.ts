import { describe, expect, it } from 'vitest';
import { REGISTRY_INTERFACE_RULES } from '../../../src/validate/rules/registry.ts';
import { applyEdits } from '../../../src/xml/edit.ts';
import { parseXml } from '../../../src/xml/tree.ts';
import {
  AUTHORITY,
  type Case,
  changed,
  type FineCase,
  findingsOf,
  REGISTRY,
  SERVICE,
  STANDARD,
  tryRules,
} from './cases.ts';

const VS = 'http://www.ivoa.net/xml/VODataService';
const typeOf = (type: string, says: string): Case => ({
  rule: 'RI-05',
  model: SERVICE,
  wrong: [['xsi:type="vs:DataService"', `xsi:type="${type}"`]],
  at: '<ri:Resource',
  says,
});

const cases: Case[] = [
  typeOf('xy:DataService', 'The prefix "xy"'),
  typeOf('DataService', 'has no types of resources'),
  typeOf('ri:Resource', 'has no types of resources'),
  typeOf('vs:ParamHTTP', 'is no type of resource. That namespace has DataResource'),
  {
    ...typeOf('vs:DataService', `Declare the prefix as ${VS}/v1.1`),
    wrong: [[`xmlns:vs="${VS}/v1.1"`, `xmlns:vs="${VS}/v1.0"`]],
  },
  {
    rule: 'RI-06',
    model: SERVICE,
    wrong: [
      ['xsi:type="vs:DataService"', 'xsi:type="vd:DataService"'],
      ['xmlns:vs=', 'xmlns:vd='],
      ['xsi:type="vs:ParamHTTP"', 'xsi:type="vd:ParamHTTP"'],
    ],
    at: '<ri:Resource',
    says: 'The prefix "vd" stands for http://www.ivoa.net/xml/VODataService/v1.1. Write vs: there',
    fixed: [],
  },
  {
    rule: 'RI-06',
    model: SERVICE,
    wrong: [
      ['<ri:Resource', '<reg:Resource'],
      ['xmlns:ri=', 'xmlns:reg='],
      ['</ri:Resource', '</reg:Resource'],
    ],
    at: '<reg:Resource',
    says: 'Write ri: there',
    fixed: [],
  },
  // The canonical prefix is taken: nothing is renamed.
  {
    rule: 'RI-06',
    model: STANDARD,
    wrong: [
      [
        '<interface xsi:type="vs:ParamHTTP"',
        '<interface xsi:type="vd:ParamHTTP" xmlns:vd="http://www.ivoa.net/xml/VODataService/v1.1"',
      ],
    ],
    at: '<interface',
    says: 'The prefix "vd"',
  },
  // A text that may mean the prefix: nothing is renamed.
  {
    rule: 'RI-06',
    model: SERVICE,
    wrong: [
      ['xsi:type="vs:DataService"', 'xsi:type="vd:DataService"'],
      ['xmlns:vs=', 'xmlns:vd='],
      ['xsi:type="vs:ParamHTTP"', 'xsi:type="vd:ParamHTTP"'],
      ['Open to everybody.', 'Open to everybody with vd:rights.'],
    ],
    at: '<ri:Resource',
    says: 'The prefix "vd"',
  },
  {
    rule: 'RI-07',
    model: SERVICE,
    wrong: [
      ['<interface xsi:type="vs:ParamHTTP"', `<interface xsi:type="vs0:ParamHTTP" xmlns:vs0="${VS}/v1.0"`],
    ],
    at: '<interface',
    says: `Declare xmlns:vs="${VS}/v1.0" on this element`,
  },
  {
    rule: 'RI-07',
    model: SERVICE,
    wrong: [
      [`xmlns:vs="${VS}/v1.1"`, `xmlns:vs="${VS}/v1.0" xmlns:vs11="${VS}/v1.1"`],
      ['<interface xsi:type="vs:ParamHTTP"', '<interface xsi:type="vs11:ParamHTTP"'],
    ],
    at: '<interface',
    says: `Declare xmlns:vs="${VS}/v1.1" on this element`,
  },
  {
    rule: 'RI-10',
    model: SERVICE,
    wrong: [['>ivo://padc.example/obsfacility<', '>\n    ivo://padc.example/obsfacility\n  <']],
    at: '<identifier',
    says: 'white space around "ivo://padc.example/obsfacility"',
    fixed: [],
  },
  {
    rule: 'RI-14',
    model: AUTHORITY,
    wrong: [['<identifier>ivo://padc.example<', '<identifier>ivo://padc.example/authority<']],
    at: '<identifier',
    says: 'Write ivo://padc.example.',
  },
  {
    rule: 'RI-18',
    model: AUTHORITY,
    wrong: [
      [
        '  <managingOrg ivo-id="ivo://padc.example/org/padc">Paris Astronomical Data Centre</managingOrg>',
        '',
      ],
    ],
    at: '<ri:Resource',
    says: 'no managingOrg',
  },
  {
    rule: 'RI-18',
    model: AUTHORITY,
    wrong: [
      [
        '</managingOrg>',
        '</managingOrg>\n  <managingOrg ivo-id="ivo://padc.example/org/obspm">Obs</managingOrg>',
      ],
    ],
    at: '<managingOrg ivo-id="ivo://padc.example/org/obspm"',
    says: 'second managingOrg',
  },
  {
    rule: 'RI-18',
    model: AUTHORITY,
    wrong: [['<managingOrg ivo-id="ivo://padc.example/org/padc">', '<managingOrg>']],
    at: '<managingOrg',
    says: 'has no ivo-id',
    severity: 'info',
  },
  {
    rule: 'RI-18',
    model: AUTHORITY,
    wrong: [['Paris Astronomical Data Centre</managingOrg>', ' </managingOrg>']],
    at: '<managingOrg',
    says: 'is empty',
    severity: 'warning',
  },
  {
    rule: 'RI-19',
    model: SERVICE,
    wrong: [['<publisher ivo-id="ivo://padc.example/org/padc">', '<publisher>']],
    at: '<publisher',
    says: 'Register it as vr:Organisation',
  },
  {
    rule: 'RI-26',
    model: REGISTRY,
    wrong: [['xsi:type="vg:OAIHTTP"', 'xsi:type="vg:OAISOAP"']],
    at: '<interface',
    says: 'The interface of type vg:OAISOAP',
  },
  {
    rule: 'RI-26',
    model: REGISTRY,
    wrong: [['xsi:type="vg:Harvest"', 'xsi:type="vg:Search"']],
    at: '<capability',
    says: 'The capability of type vg:Search',
  },
  {
    rule: 'RI-27',
    model: REGISTRY,
    wrong: [['    <maxRecords>100</maxRecords>\n', '']],
    at: '<capability',
    says: 'has no maxRecords',
  },
  {
    rule: 'RI-27',
    model: REGISTRY,
    wrong: [['>100<', '>many<']],
    at: '<maxRecords',
    says: 'not a whole number',
  },
  {
    rule: 'RI-27',
    model: REGISTRY,
    wrong: [['  <full>false</full>\n', '']],
    at: '<ri:Resource',
    says: 'has no full',
  },
  {
    rule: 'RI-27',
    model: REGISTRY,
    wrong: [['<full>false', '<full>no']],
    at: '<full',
    says: 'not true or false',
  },
  {
    rule: 'RI-55',
    model: SERVICE,
    wrong: [['ivo://padc.example/obsfacility', 'ivo://IVOA.net/std/facility']],
    at: '<identifier',
    says: 'for the Registry of Registries to publish',
  },
];

const fine: FineCase[] = [
  // An old version under the usual prefix.
  { rule: 'RI-07', model: SERVICE, fine: [[`xmlns:vs="${VS}/v1.1"`, `xmlns:vs="${VS}/v1.0"`]] },
  // RI-12 reports it in the registry's own record.
  {
    rule: 'RI-10',
    model: REGISTRY,
    fine: [['>ivo://padc.example/registry<', '> ivo://padc.example/registry <']],
  },
];

tryRules(REGISTRY_INTERFACE_RULES, cases, fine);

describe('the renaming of a prefix', () => {
  it('changes element names, attribute names, declarations and types, and no other character', () => {
    const xml = changed(SERVICE, [
      ['xsi:type="vs:DataService"', "xsi:type = ' vd:DataService'"],
      ['xmlns:vs=', 'xmlns:vd ='],
      [
        'xsi:type="vs:ParamHTTP" role="std">',
        'xsi:type="vd:ParamHTTP" vd:note="x" role="std"><vd:empty/><vd:full ></vd:full >',
      ],
    ]);
    const [found] = findingsOf(REGISTRY_INTERFACE_RULES, 'RI-06', xml);
    const mended = applyEdits(xml, found?.fix?.edits ?? []);
    expect(mended).toBe(xml.replaceAll('vd', 'vs'));
    expect(parseXml(mended).root.local).toBe('Resource');
  });
});
