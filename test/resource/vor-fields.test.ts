import { describe, expect, it, test } from 'vitest';
import { vorFields } from '../../src/resource/vor-fields.ts';
import { parseXml } from '../../src/xml/tree.ts';

const of = (xml: string) => vorFields(parseXml(xml).root);
const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

const CATALOG_RESOURCE = `<ri:Resource xmlns:ri="http://www.ivoa.net/xml/RegistryInterface/v1.0" ${XSI}
  xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" xsi:type="vs:CatalogResource" version="1.2" status="active"
  created="2020-01-02T03:04:05" updated="2021-01-02T03:04:05.6Z">
  <title> Aurorae  of Jupiter </title><shortName>APIS</shortName>
  <identifier>ivo://padc.example/apis/q/epn_core</identifier>
  <altIdentifier>doi:10.25935/ABC</altIdentifier><altIdentifier>spase://X/Y</altIdentifier>
  <curation>
    <publisher ivo-id="ivo://padc.example/org">PADC</publisher>
    <creator><name altIdentifier="https://orcid.org/0000-0001-7915-5571">Person, A.</name></creator>
    <creator ivo-id="ivo://padc.example/b"><name>Person, B.</name>
      <altIdentifier>https://orcid.org/0000-0002-1825-0097</altIdentifier></creator>
    <contributor>Team</contributor>
    <contact><name>Help desk help@padc.example</name><email>desk@padc.example</email><telephone>+33 1</telephone></contact>
  </curation>
  <content>
    <subject>aurorae</subject><subject>jupiter</subject><description>What  it is.</description>
    <source format="doi">10.1029/2012JA018000</source>
    <referenceURL>https://apis.example</referenceURL>
    <type>Catalog</type><contentLevel>Research</contentLevel>
    <relationship><relationshipType>IsServedBy</relationshipType>
      <relatedResource ivo-id="ivo://padc.example/tap">TAP</relatedResource>
      <relatedResource altIdentifier="spase://X/Z">other</relatedResource></relationship>
  </content>
  <rights rightsURI="https://spdx.org/licenses/CC0-1.0.html">CC0</rights>
  <capability standardID="ivo://ivoa.net/std/TAP#aux"><interface xsi:type="vs:ParamHTTP" role="std">
    <accessURL use="base">http://voparis.example/tap</accessURL><mirrorURL title="mirror">http://mirror.example/tap</mirrorURL>
  </interface></capability>
  <capability standardID="ivo://ivoa.net/std/VOSI#availability"/>
  <facility ivo-id="ivo://x/hst">HST</facility><instrument>STIS</instrument>
  <coverage><temporal>50449 57388.5</temporal><temporal>1 +Inf</temporal><temporal>x y</temporal><waveband>UV</waveband></coverage>
  <tableset><schema><name>apis</name><table><name>epn_core</name>
    <column><name>granule_uid</name></column></table><table><name>apis.other</name></table></schema></tableset>
</ri:Resource>`;

test('everything that a CatalogResource says', () => {
  expect(of(CATALOG_RESOURCE)).toEqual({
    model: 'vor',
    id: 'ivo://padc.example/apis/q/epn_core',
    type: 'CatalogResource',
    version: '1.2',
    status: 'active',
    title: 'Aurorae of Jupiter',
    alternateNames: ['APIS'],
    description: 'What it is.',
    created: '2020-01-02T03:04:05Z',
    updated: '2021-01-02T03:04:05Z',
    dois: ['10.25935/abc'],
    otherDois: ['10.1029/2012ja018000'],
    altIdentifiers: ['doi:10.25935/ABC', 'spase://X/Y'],
    priorIds: [],
    referenceUrls: ['https://apis.example'],
    access: [
      ['http://voparis.example/tap', null],
      ['http://mirror.example/tap', 'mirror'],
    ].map(([url, name]) => ({
      url,
      standard: 'ivo://ivoa.net/std/TAP#aux',
      interfaceType: 'ParamHTTP',
      productKey: null,
      name,
    })),
    persons: [
      { name: 'Person, A.', id: null, role: 'creator', orcid: '0000-0001-7915-5571' },
      { name: 'Person, B.', id: 'ivo://padc.example/b', role: 'creator', orcid: '0000-0002-1825-0097' },
      { name: 'Team', id: null, role: 'contributor', orcid: null },
      { name: 'Help desk (e-mail)', id: null, role: 'contact', orcid: null },
    ],
    publisher: { name: 'PADC', id: 'ivo://padc.example/org' },
    instruments: [{ name: 'STIS', id: null }],
    facilities: [{ name: 'HST', id: 'ivo://x/hst' }],
    repositories: [],
    temporal: [
      { start: '1997-01-01T00:00:00Z', stop: '2016-01-01T12:00:00Z' },
      { start: '1858-11-18T00:00:00Z', stop: null },
    ],
    cadence: null,
    parameters: ['granule_uid'],
    subjects: ['aurorae', 'jupiter'],
    measurements: [],
    regions: [],
    wavebands: ['UV'],
    levels: ['Research', 'Catalog'],
    rights: ['https://spdx.org/licenses/CC0-1.0.html', 'CC0'],
    relations: [
      { type: 'IsServedBy', id: 'ivo://padc.example/tap', title: 'TAP' },
      { type: 'IsServedBy', id: 'spase://X/Z', title: 'other' },
    ],
    tables: ['apis.epn_core', 'apis.other'],
    authorities: [],
    standards: ['ivo://ivoa.net/std/TAP#aux', 'ivo://ivoa.net/std/VOSI#availability'],
  });
});

describe('other records', () => {
  it('a registry manages authorities, an authority record names its own', () => {
    const type = (t: string) => `<r:Resource xmlns:r="urn:wrong" ${XSI} xsi:type="vg:${t}">`;
    expect(
      of(
        `${type('Registry')}<identifier>ivo://a.example/reg</identifier><managedAuthority> a.example </managedAuthority></r:Resource>`,
      ),
    ).toMatchObject({ type: 'Registry', authorities: ['a.example'] });
    expect(of(`${type('Authority')}<identifier>ivo://A.example</identifier></r:Resource>`)).toMatchObject({
      authorities: ['A.example'],
    });
  });

  it('elements in a namespace they should not have', () => {
    expect(
      of(`<Resource xmlns="http://www.ivoa.net/xml/VOResource/v1.0"><title>t</title><identifier>ivo://a.example/x</identifier>
        <accessURL>https://a.example/data</accessURL></Resource>`),
    ).toMatchObject({
      id: 'ivo://a.example/x',
      title: 't',
      type: 'Resource',
      access: [{ url: 'https://a.example/data' }],
    });
  });

  it('null for what is no Resource, empty fields for an empty one', () => {
    expect(of('<Spase/>')).toBeNull();
    expect(of('<Resource/>')).toMatchObject({
      id: '',
      title: '',
      publisher: null,
      updated: null,
      access: [],
    });
    expect(of('<Resource updated="yesterday"/>')).toMatchObject({ updated: 'yesterday' });
  });

  it('500 columns of a table of 5,000', () => {
    const columns = Array.from({ length: 5_000 }, (_, i) => `<column><name>c${i}</name></column>`).join('');
    const fields = of(
      `<Resource><tableset><schema><name>default</name><table><name>t</name>${columns}</table></schema></tableset></Resource>`,
    );
    expect(fields?.parameters).toHaveLength(500);
    expect(fields?.tables).toEqual(['t']);
    expect(fields?.cut).toEqual(['parameters']);
  });
});
