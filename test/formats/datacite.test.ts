import { describe, expect, it } from 'vitest';
import { renderDataciteJson } from '../../src/formats/datacite.ts';
import { renderDataciteXml, renderOaiDatacite } from '../../src/formats/datacite-xml.ts';
import { attribute, text } from '../../src/resource/element.ts';
import { each } from '../../src/resource/field-values.ts';
import { parseXml } from '../../src/xml/tree.ts';
import { ABOUT, type Parts, reasonOf, record, textOf } from './cases.ts';
import { dataciteFaults, dataciteResource } from './checks.ts';

const xml = (parts: Parts = {}) => dataciteResource(textOf(renderDataciteXml(record(parts), ABOUT)));
const json = (parts: Parts = {}) => JSON.parse(textOf(renderDataciteJson(record(parts), ABOUT)));

const FULL: Parts = {
  altIdentifiers:
    '<altIdentifier>doi:10.25935/ABC</altIdentifier><altIdentifier>spase://CNES/NumericalData/X</altIdentifier>',
  publisher: '<publisher altIdentifier="https://ror.org/029nkcm90">Observatoire de Paris</publisher>',
  creators:
    '<creator><name>Cecconi, B.</name><altIdentifier>https://orcid.org/0000-0001-7915-5571</altIdentifier></creator><creator><name>Observatoire de Paris, LESIA</name></creator><creator><name>CDS</name></creator>',
  curation:
    '<contributor>Third, C.</contributor><date role="creation">2020-02-03</date><date role="Issued">2021-05-06T07:08:09Z</date><date role="Inspected">2022-01-01</date><version>2.1</version><contact><name>Help</name><email>help@padc.example</email></contact>',
  subjects: '<subject>jupiter</subject><subject>own words</subject>',
  content: `<source format="bibcode">2017pre8.conf..455L</source><referenceURL>https://page.example/x</referenceURL><type>Catalog</type>
    <relationship><relationshipType>derived-from</relationshipType><relatedResource ivo-id="ivo://X.y/Z">Z</relatedResource></relationship>
    <relationship><relationshipType>Cites</relationshipType><relatedResource altIdentifier="doi:10.1234/p">P</relatedResource></relationship>
    <relationship><relationshipType>IsServedBy</relationshipType><relatedResource ivo-id="ivo://x.y/tap">T</relatedResource></relationship>`,
  body: '<rights rightsURI="https://creativecommons.org/licenses/by/4.0/">CC-BY</rights><rights>Be kind.</rights><coverage><temporal>50449 61060</temporal><temporal>58000 +Inf</temporal></coverage>',
};

describe('DataCite', () => {
  it('has what is mandatory, and the words of its lists only', () => {
    expect(dataciteFaults(xml())).toEqual([]);
    expect(dataciteFaults(xml(FULL))).toEqual([]);
  });

  it('identifies by the DOI, else by the landing page, and names the ivoid beside it', () => {
    expect(json(FULL)).toMatchObject({
      id: 'https://doi.org/10.25935/abc',
      doi: '10.25935/abc',
      identifiers: [
        { identifier: '10.25935/abc', identifierType: 'DOI' },
        { identifier: 'ivo://padc.example/x', identifierType: 'IVOID' },
        { identifier: 'spase://CNES/NumericalData/X', identifierType: 'SPASE' },
      ],
    });
    const identifier = each(xml(), 'identifier')[0];
    expect(text(identifier)).toBe(ABOUT.page);
    expect(identifier && attribute(identifier, 'identifierType')).toBe('URL');
    expect(json()).not.toHaveProperty('doi');
  });

  it('takes names apart only where that is certain', () => {
    expect(json(FULL).creators).toEqual([
      {
        name: 'Cecconi, B.',
        nameType: 'Personal',
        givenName: 'B.',
        familyName: 'Cecconi',
        nameIdentifiers: [
          {
            nameIdentifier: 'https://orcid.org/0000-0001-7915-5571',
            nameIdentifierScheme: 'ORCID',
            schemeUri: 'https://orcid.org',
          },
        ],
        affiliation: [],
      },
      {
        name: 'Observatoire de Paris, LESIA',
        nameType: 'Organizational',
        nameIdentifiers: [],
        affiliation: [],
      },
      { name: 'CDS', nameIdentifiers: [], affiliation: [] },
    ]);
  });

  it('dates, subjects, licences and relations in its own words', () => {
    const found = json(FULL);
    expect(found.publicationYear).toBe(2021);
    expect(found.dates).toEqual([
      { date: '2020-02-03', dateType: 'Created' },
      { date: '2021-05-06', dateType: 'Issued' },
      { date: '2022-01-01', dateType: 'Other', dateInformation: 'Inspected' },
      { date: '1997-01-01/2026-01-20', dateType: 'Coverage' },
      { date: '2017-09-04/', dateType: 'Coverage' },
      { date: ABOUT.updated, dateType: 'Updated', dateInformation: 'registry record' },
    ]);
    expect(found.subjects).toEqual([
      {
        subject: 'Jupiter',
        subjectScheme: 'Unified Astronomy Thesaurus',
        schemeUri: 'http://www.ivoa.net/rdf/uat',
        valueUri: 'http://www.ivoa.net/rdf/uat#jupiter',
        lang: 'en',
      },
      { subject: 'own words' },
    ]);
    expect(found.rightsList).toMatchObject([
      {
        rights: 'CC-BY',
        rightsUri: 'https://creativecommons.org/licenses/by/4.0/',
        rightsIdentifier: 'CC-BY-4.0',
      },
      { rights: 'Be kind.' },
    ]);
    expect(found.relatedIdentifiers.map(Object.values)).toEqual([
      ['https://registry.example/resolve?ivoid=ivo%3A%2F%2Fx.y%2Fz', 'URL', 'IsDerivedFrom'],
      ['10.1234/p', 'DOI', 'Cites'],
      ['2017pre8.conf..455L', 'bibcode', 'IsSupplementTo'],
      ['https://page.example/x', 'URL', 'IsDocumentedBy'],
    ]);
    expect(found.publisher).toEqual({
      name: 'Observatoire de Paris',
      publisherIdentifier: 'https://ror.org/029nkcm90',
      publisherIdentifierScheme: 'ROR',
      schemeUri: 'https://ror.org',
    });
    expect(found.contributors.map((c: { contributorType: string }) => c.contributorType)).toEqual([
      'Other',
      'ContactPerson',
    ]);
  });

  it('refuses what is no output of research, and what lacks something mandatory', () => {
    expect(reasonOf(renderDataciteXml(record({ type: 'vr:Organisation' }), ABOUT))).toContain('Organisation');
    expect(reasonOf(renderDataciteJson(record({ type: 'vg:Authority' }), ABOUT))).toContain('Authority');
    expect(reasonOf(renderDataciteXml(record({ title: '', publisher: '' }), ABOUT))).toBe(
      'DataCite requires a title, a publisher: the record has none.',
    );
  });

  it('takes the publisher for the creator where nobody else is one', () => {
    expect(json({ creators: '' }).creators).toMatchObject([{ name: 'PADC' }]);
  });

  it('wraps the same resource for OAI-PMH', () => {
    const document = textOf(renderOaiDatacite(record(FULL), ABOUT));
    const { root } = parseXml(document);
    expect(root.uri).toBe('http://schema.datacite.org/oai/oai-1.1/');
    expect(root.children.map(({ local }) => local)).toEqual(['schemaVersion', 'datacentreSymbol', 'payload']);
    expect(text(each(root, 'schemaVersion')[0])).toBe('4.6');
    expect(dataciteResource(document).uri).toBe('http://datacite.org/schema/kernel-4');
    expect(dataciteFaults(dataciteResource(document))).toEqual([]);
  });
});
