/** Faults of SVC rules in single records. */
import type { Change, Seed } from './seed.ts';

const CONE = 'bess/cone';
const SSA = 'bess/ssa';
const SIA = 'plates/sia';
const SIA2 = 'plates/sia2';
const SODA = 'plates/soda';
const TAP = 'tap/nancay';
const PORTAL = 'hesiod/portal';

const at = (rule: string, model: string, from: string, to: string): Seed => [rule, model, [from, to]];

const CONE_CAPABILITY = '<capability xsi:type="cs:ConeSearch" standardID="ivo://ivoa.net/std/ConeSearch">';
const CONE_INTERFACE = '<interface xsi:type="vs:ParamHTTP" role="std">';
const CONE_URL = '<accessURL use="base">https://voparis-demo.obspm.fr/bess/scs?</accessURL>';
const CONE_TYPE = '<resultType>application/x-votable+xml</resultType>';
const RIGHTS = '<rights rightsURI="https://spdx.org/licenses/CC-BY-4.0"';
const TAP_INTERFACE = '<interface xsi:type="vs:ParamHTTP" role="std" version="1.1">';
const vosi = (key: string): string => `<capability standardID="ivo://ivoa.net/std/VOSI#${key}">\n    `;
const VOSI_URL = '<accessURL use="full">https://voparis-demo.obspm.fr/bess/capabilities';
const TEST_QUERY =
  '    <testQuery>\n      <ra>14.177</ra>\n      <dec>60.717</dec>\n      <sr>0.1</sr>\n    </testQuery>\n';

const without = (standardID: string): Change => [
  `standardID="${standardID}"`,
  'standardID="ivo://padc.example/std/platequery#query-1.0"',
];
const param = (attributes: string, type = 'vs:SimpleDataType">string'): string =>
  `${CONE_TYPE}\n      ▶<param ${attributes}>\n        <name>EMULSION</name>\n        <description>Which.</description>\n        <dataType xsi:type="${type}</dataType>\n      </param>`;

export const SERVICE_SEEDS: Seed[] = [
  [
    'SVC-01',
    PORTAL,
    ['<ri:Resource', '▶<ri:Resource'],
    [
      '  <capability>\n    <description>Search, view and download of Herschel maps, cubes and spectra.</description>\n    <interface xsi:type="vr:WebBrowser">\n      <accessURL use="full">http://idoc-herschel.ias.u-psud.fr/</accessURL>\n    </interface>\n  </capability>\n',
      '',
    ],
  ],
  [
    'SVC-01',
    PORTAL,
    ['<capability>', '▶<capability>'],
    [
      '    <interface xsi:type="vr:WebBrowser">\n      <accessURL use="full">http://idoc-herschel.ias.u-psud.fr/</accessURL>\n    </interface>\n',
      '',
    ],
  ],
  at('SVC-01', CONE, vosi('availability'), `▶${vosi('availability')}<!--`).concat([
    [
      '<accessURL use="full">https://voparis-demo.obspm.fr/bess/availability</accessURL>\n    </interface>',
      '-->',
    ],
  ]) as Seed,
  at('SVC-02', CONE, CONE_CAPABILITY, '▶<capability standardID="ivo://ivoa.net/std/ConeHunt">'),
  at(
    'SVC-02',
    SIA2,
    '<capability standardID="ivo://ivoa.net/std/SIA#query-2.0"',
    '▶<capability standardID="ivo://ivoa.net/std/SIA#query-9.0"',
  ),
  at(
    'SVC-02',
    SODA,
    '<capability standardID="ivo://ivoa.net/std/SODA#async-1.0"',
    '▶<capability standardID="ivo://ivoa.net/std/SODA#asinc-1.0"',
  ),
  at('SVC-03', CONE, CONE_CAPABILITY, '▶<capability standardID="ivo://ivoa.net/std/ConeSearch">'),
  at(
    'SVC-03',
    CONE,
    CONE_CAPABILITY,
    '▶<capability xsi:type="cs:ConeSearch" standardID="ivo://ivoa.net/std/SSA">',
  ),
  at(
    'SVC-03',
    CONE,
    CONE_CAPABILITY,
    '▶<capability xsi:type="cs:ConeSearch" standardID="ivo://ivoa.net/std/TAP">',
  ),
  at('SVC-03', CONE, CONE_CAPABILITY, '▶<capability xsi:type="cs:ConeSearch">'),
  at('SVC-04', CONE, CONE_INTERFACE, '▶<interface xsi:type="vs:ParamHTTP">'),
  at(
    'SVC-04',
    CONE,
    `${CONE_CAPABILITY}\n    ${CONE_INTERFACE}`,
    `${CONE_CAPABILITY}\n    ▶<interface xsi:type="vr:WebBrowser">`,
  ),
  at('SVC-04', SSA, CONE_INTERFACE, '▶<interface xsi:type="vs:ParamHTTP" role="main">'),
  at(
    'SVC-04',
    CONE,
    '    <maxSR>',
    '    ▶<interface xsi:type="vr:WebBrowser">\n      <accessURL use="full">https://voparis-demo.obspm.fr/bess/form</accessURL>\n    </interface>\n    <maxSR>',
  ),
  at(
    'SVC-05',
    CONE,
    CONE_URL,
    `${CONE_URL}\n      ▶<accessURL use="base">https://mirror.obspm.fr/bess/scs?</accessURL>`,
  ),
  at(
    'SVC-05',
    PORTAL,
    '</accessURL>',
    '</accessURL>\n      ▶<accessURL use="full">https://idoc-herschel.example/</accessURL>',
  ),
  at('SVC-06', CONE, CONE_URL, '▶<accessURL use="full">https://voparis-demo.obspm.fr/bess/scs?</accessURL>'),
  at('SVC-06', CONE, VOSI_URL, '▶<accessURL use="base">https://voparis-demo.obspm.fr/bess/capabilities'),
  at('SVC-06', SODA, '<accessURL use="full">', '▶<accessURL use="base">'),
  at('SVC-06', SSA, '<accessURL use="base">', '▶<accessURL use="dir">'),
  at('SVC-07', CONE, CONE_URL, '▶<accessURL use="base">https://voparis-demo.obspm.fr/bess/scs</accessURL>'),
  at(
    'SVC-07',
    SIA,
    '<accessURL use="base">https://voparis-demo.obspm.fr/plates/sia?',
    '▶<accessURL use="base">https://voparis-demo.obspm.fr/plates/sia?set=cdc',
  ),
  at(
    'SVC-07',
    SSA,
    '<accessURL use="base">http://basebe.obspm.fr/cgi-bin/ssapBE.pl?',
    '▶<accessURL use="base">http://basebe.obspm.fr/cgi-bin/ssapBE.pl',
  ),
  at('SVC-08', TAP, TAP_INTERFACE, '▶<interface xsi:type="vs:ParamHTTP" role="std">'),
  at('SVC-08', TAP, TAP_INTERFACE, '▶<interface xsi:type="vs:ParamHTTP" role="std" version="1">'),
  at('SVC-08', SIA2, CONE_INTERFACE, '▶<interface xsi:type="vs:ParamHTTP" role="std" version="2.0">'),
  at('SVC-08', SODA, CONE_INTERFACE, '▶<interface xsi:type="vs:ParamHTTP" role="std" version="1.0">'),
  at(
    'SVC-09',
    SIA2,
    '<securityMethod standardID="ivo://ivoa.net/sso#BasicAA"/>',
    '▶<securityMethod standardID="ivo://ivoa.net/sso#Password"/>',
  ),
  at(
    'SVC-09',
    SIA2,
    '<securityMethod standardID="ivo://ivoa.net/sso#BasicAA"/>',
    '▶<securityMethod>ivo://ivoa.net/sso#BasicAA</securityMethod>',
  ),
  at(
    'SVC-10',
    SIA2,
    '<securityMethod standardID="ivo://ivoa.net/sso#BasicAA"/>',
    '<securityMethod standardID="ivo://ivoa.net/sso#BasicAA"/>\n      ▶<securityMethod standardID="ivo://ivoa.net/sso#tls-with-certificate"/>',
  ),
  at('SVC-11', PORTAL, '<interface xsi:type="vr:WebBrowser">', '▶<interface xsi:type="vr:WebService">'),
  at(
    'SVC-11',
    'registry',
    '<interface xsi:type="vg:OAIHTTP" role="std" version="1.0">',
    '▶<interface xsi:type="vg:OAISOAP" role="std" version="1.0">',
  ),
  at('SVC-12', SIA2, RIGHTS, '▶<rights rightsURI="https://spdx.org/licenses/CC-BY-9.9"'),
  at('SVC-12', SIA2, RIGHTS, '▶<rights rightsURI="CC-BY-4.0"'),
  at('SVC-12', SIA2, RIGHTS, '▶<rights rightsURI="https://creativecommons.org/licenses/by/4.0/"'),
  at('SVC-12', SIA2, `  ${RIGHTS}`, `  <rights>Ask us.</rights>\n  ▶${RIGHTS}`),
  at(
    'SVC-13',
    CONE,
    vosi('capabilities'),
    `▶<capability xsi:type="cs:ConeSearch" standardID="ivo://ivoa.net/std/VOSI#capabilities">\n    `,
  ),
  at(
    'SVC-13',
    CONE,
    `${vosi('capabilities')}<interface xsi:type="vs:ParamHTTP" role="std">`,
    `${vosi('capabilities')}▶<interface xsi:type="vr:WebBrowser">`,
  ),
  at(
    'SVC-13',
    CONE,
    `${VOSI_URL}</accessURL>`,
    `${VOSI_URL}</accessURL>\n      ▶<securityMethod standardID="ivo://ivoa.net/sso#BasicAA"/>`,
  ),
  ['SVC-14', TAP, ['<ri:Resource', '▶<ri:Resource'], without('ivo://ivoa.net/std/VOSI#tables-1.1')],
  ['SVC-14', TAP, ['<ri:Resource', '▶<ri:Resource'], without('ivo://ivoa.net/std/VOSI#capabilities')],
  ['SVC-14', SIA2, ['<ri:Resource', '▶<ri:Resource'], without('ivo://ivoa.net/std/VOSI#capabilities')],
  ['SVC-14', SODA, ['<ri:Resource', '▶<ri:Resource'], without('ivo://ivoa.net/std/VOSI#capabilities')],
  ['SVC-15', CONE, [CONE_CAPABILITY, `▶${CONE_CAPABILITY}`], [TEST_QUERY, '']],
  [
    'SVC-15',
    SSA,
    ['<capability xsi:type="ssap:', '▶<capability xsi:type="ssap:'],
    [
      '    <testQuery>\n      <pos>\n        <long>14.177</long>\n        <lat>60.717</lat>\n        <refframe>ICRS</refframe>\n      </pos>\n      <size>0.2</size>\n    </testQuery>\n',
      '',
    ],
  ],
  [
    'SVC-16',
    SIA,
    ['<capability xsi:type="sia:', '▶<capability xsi:type="sia:'],
    ['    <imageServiceType>Pointed</imageServiceType>\n', ''],
  ],
  [
    'SVC-16',
    SSA,
    ['<capability xsi:type="ssap:', '▶<capability xsi:type="ssap:'],
    ['    <dataSource>pointed</dataSource>\n', ''],
  ],
  [
    'SVC-16',
    SSA,
    ['<capability xsi:type="ssap:', '▶<capability xsi:type="ssap:'],
    ['    <supportedFrame>ICRS</supportedFrame>\n', ''],
  ],
  [
    'SVC-16',
    SSA,
    ['<capability xsi:type="ssap:', '▶<capability xsi:type="ssap:'],
    ['    <complianceLevel>minimal</complianceLevel>\n', ''],
  ],
  ['SVC-16', CONE, [CONE_CAPABILITY, `▶${CONE_CAPABILITY}`], ['    <verbosity>true</verbosity>\n', '']],
  [
    'SVC-16',
    'examples/slap',
    ['<capability xsi:type="slap:', '▶<capability xsi:type="slap:'],
    ['    <complianceLevel>minimal</complianceLevel>\n', ''],
  ],
  at('SVC-17', CONE, CONE_TYPE, param('use="optional" std="true"')),
  at(
    'SVC-17',
    SIA2,
    '<param use="optional" std="false">\n        <name>EMULSION',
    '▶<param use="optional" std="true">\n        <name>EMULSION',
  ),
  at('SVC-17', CONE, CONE_TYPE, param('use="sometimes" std="false"')),
  at('SVC-18', CONE, CONE_TYPE, '▶<resultType>VOTable</resultType>'),
  at('SVC-18', CONE, '<queryType>GET', '▶<queryType>PUT'),
  [
    'SVC-14',
    'plates/datalink',
    ['<ri:Resource', '▶<ri:Resource'],
    without('ivo://ivoa.net/std/VOSI#capabilities'),
  ],
];
